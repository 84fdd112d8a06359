"""One participant before the allocation: her page, and one form a page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from paincheck.accounts.views.answers import posted
from trial.actions import papers, screening
from trial.actions.rights import Refused
from trial.forms.screening import (
    BaselineForm,
    ConsentForm,
    CorrectForm,
    EligibilityForm,
    ExcludeForm,
)
from trial.queries import participant as queries
from trial.queries.designs import in_force
from trial.queries.following import today_of
from trial.queries.rights import Held
from trial.queries.screening import ENROL, SEEN_BY, places_for
from trial.views.doors import of_participant

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Work = Callable[[Any], str | None]


@require_safe
@of_participant(*SEEN_BY, "STATISTICIAN")
def participant(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    page = queries.page_of(held, participant, now)
    return render(request, "trial/participant.html", {"held": held, "page": page})


@get_or_post
@of_participant(ENROL)
def consent(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    before = queries.consents_of(participant)
    initial = _of(before, "version", "interview", "consented_on")
    form = ConsentForm(posted(request), again=bool(before), initial=initial)

    def work(form: Any) -> str:
        return papers.consent(participant=participant, by=held.user, now=now, **form.told)

    return step(request, held, participant, form, heading="Consent", work=work)


@get_or_post
@of_participant(ENROL)
def eligibility(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    before = queries.forms_of(participant)
    design = in_force(held.trial)
    asked = design.content["eligibility"] if design else []
    number = design.number if design else 0
    again = bool(before) and before[-1].design.number == number
    form = EligibilityForm(
        posted(request), questions=asked, again=again, initial={"design": number}
    )

    def work(form: Any) -> str:
        return papers.eligibility(participant=participant, by=held.user, now=now, **form.told)

    template = "trial/eligibility.html"
    return step(
        request, held, participant, form, heading="Eligibility", work=work, template=template
    )


@get_or_post
@of_participant(ENROL)
def baseline(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    before = queries.baselines_of(participant)
    seen, last = len(before), before[-1] if before else None
    initial = {**last.answers, "mode": last.mode} if last else {}
    design = in_force(held.trial)
    form = BaselineForm(
        posted(request), seen=seen, today=today_of(participant, now),
        factors=design.content["factors"] if design else [],
        initial=initial | {"version": seen} | _of(before, "filled_on"),
    )  # fmt: skip

    def work(form: Any) -> str:
        return papers.baseline(participant=participant, by=held.user, now=now, **form.told)

    template = "trial/baseline.html"
    return step(request, held, participant, form, heading="Baseline", work=work, template=template)


@get_or_post
@of_participant(ENROL)
def details(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    names = ("first_name", "last_name", "born_on", "hospital_number", "phone", "email", "address")
    initial = {name: getattr(participant, name) for name in names}
    initial["place"] = f"{participant.team_id}-{participant.nurse_id}"
    form = CorrectForm(posted(request), initial=initial, places=places_for(held, now))

    def work(form: Any) -> None:
        screening.correct(participant=participant, by=held.user, now=now, **form.told)

    return step(request, held, participant, form, heading="Correct the details", work=work)


@get_or_post
@of_participant(ENROL)
def exclude(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = ExcludeForm(posted(request))

    def work(form: Any) -> None:
        screening.exclude(participant=participant, by=held.user, now=now, **form.cleaned_data)

    return step(request, held, participant, form, heading="Takes no part", work=work)


def step(
    request: HttpRequest,
    held: Held,
    participant: Any,
    form: Any,
    *,
    heading: str,
    work: Work,
    template: str = "trial/step.html",
) -> HttpResponse:
    """One form: what it does answers a sentence for the next page, or refuses with one."""
    if request.method == "POST" and form.is_valid():
        try:
            said = work(form)
        except Refused as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, said or "Saved.")
            return redirect("trial:participant", held.trial.code, participant.number)
    told = {"held": held, "participant": participant, "form": form, "heading": heading}
    return render(request, template, told, status=422 if form.errors else 200)


def _of(rows: list[Any], *names: str) -> dict[str, Any]:
    """What stood last, for a correction."""
    return {name: getattr(rows[-1], name) for name in names} if rows else {}
