"""Follow-up: the work list, one visit, and what is done there. The same pages for both arms."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from paincheck.accounts.views.answers import posted
from trial import questions
from trial.actions import following, leaving
from trial.actions.rights import Refused
from trial.forms.following import (
    ApproachForm,
    DeathForm,
    EntryForm,
    GuessForm,
    LeavingForm,
    LetterForm,
    NotDoneForm,
)
from trial.queries import following as queries
from trial.queries import visits
from trial.queries.rights import Held
from trial.views.doors import in_trial, of_participant

PAGE = ("GET", "HEAD", "POST")
seen_by = of_participant(*visits.WHO)


@require_safe
@in_trial(*visits.WHO)
def work(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = visits.work_list(held, now)
    return render(request, "trial/work.html", {"held": held, "page": page})


@require_safe
@seen_by
def visit(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    page = visits.visit_page(participant, visit, now)
    if page is None:
        raise Http404("She has no such visit.")
    told = {"held": held, "page": page, "letter": LetterForm()}
    return render(request, "trial/visit.html", told)


@require_POST
@seen_by
def alive(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    def work(found: Any) -> str:
        following.say_alive(visit=found, by=held.user, now=now)
        return "Noted: alive. You may ask today and tomorrow."

    return _done(request, held, participant, visit, work)


@require_http_methods(PAGE)
@seen_by
def approach(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    def work(found: Any, form: Any) -> str:
        following.approach(visit=found, by=held.user, now=now, **form.cleaned_data)
        return "Noted."

    form = ApproachForm(posted(request))
    return _form(
        request,
        held,
        _found(participant, visit),
        form,
        work=work,
        heading="Note a try",
    )


@require_http_methods(PAGE)
@seen_by
def enter(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    last = queries.last_entry(participant, visit)
    seen = last.version if last else 0
    today = queries.today_of(participant, now)
    initial = last.answers if last else {}
    form = EntryForm(posted(request), initial=initial, form=visit, seen=seen, today=today)

    def work(found: Any, form: Any) -> str:
        given = form.cleaned_data
        following.enter(
            visit=found, answers=form.answers, mode=given["mode"], filled_on=given["filled_on"],
            key=given["key"], reason=given.get("reason", ""), seen=seen, by=held.user, now=now,
        )  # fmt: skip
        return "Kept."

    title = "Correct the form" if seen else "Enter the form"
    return _form(request, held, _found(participant, visit), form, work=work, heading=title)


@require_http_methods(PAGE)
@seen_by
def not_done(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    def work(found: Any, form: Any) -> str:
        following.not_done(visit=found, by=held.user, now=now, **form.cleaned_data)
        return "Noted as not done."

    form = NotDoneForm(posted(request))
    return _form(
        request,
        held,
        _found(participant, visit),
        form,
        work=work,
        heading="Why it was not done",
    )


@require_http_methods(PAGE)
@of_participant("ASSESSOR")
def guess(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    def work(found: Any, form: Any) -> str:
        following.guess(visit=found, by=held.user, now=now, **form.cleaned_data)
        return "Thank you. The first answer stands."

    form = GuessForm(posted(request), arms=visits.arm_names(participant))
    return _form(request, held, _found(participant, visit), form, work=work, heading="Your guess")


@require_POST
@seen_by
def link(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    """The link is shown once, on this answer: only its digest is kept."""
    page, found = visits.visit_page(participant, visit, now), _found(participant, visit)
    try:
        secret = following.make_link(visit=found, by=held.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("trial:visit", held.trial.code, participant.number, visit)
    url = request.build_absolute_uri(reverse("trial:own_form", args=[secret]))
    return render(request, "trial/link.html", {"held": held, "page": page, "url": url})


@require_POST
@seen_by
def letter(
    request: HttpRequest, held: Held, participant: Any, visit: str, now: datetime
) -> HttpResponse:
    """The letter and the form on paper, to be printed: the same in both arms."""
    found, form = _found(participant, visit), LetterForm(request.POST)
    if not form.is_valid():
        raise Http404("Not a press of our page.")
    try:
        following.print_letter(visit=found, key=form.cleaned_data["key"], by=held.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("trial:visit", held.trial.code, participant.number, visit)
    groups = questions.groups_of(visit)
    told = {"held": held, "participant": participant, "visit": found, "groups": groups, "now": now}
    return render(request, "trial/letter.html", told)


@require_http_methods(PAGE)
@of_participant(*leaving.WHO)
def leave(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = LeavingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(participant=participant, by=held.user, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Noted. What was told before stays.")
            return redirect("trial:leave", held.trial.code, participant.number)
    rows = visits.leavings_of(participant)
    told = {"held": held, "participant": participant, "form": form, "leavings": rows}
    return render(request, "trial/leaving.html", told, status=422 if form.errors else 200)


@require_http_methods(PAGE)
@of_participant(*leaving.WHO)
def death(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = DeathForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            leaving.told_of_death(
                participant=participant, on=form.cleaned_data["on"], by=held.user, now=now
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Noted. Nothing more is sent or asked, in either arm.")
            return redirect("trial:death", held.trial.code, participant.number)
    told = {"held": held, "participant": participant, "form": form}
    return render(request, "trial/death.html", told, status=422 if form.errors else 200)


@require_POST
@of_participant(*leaving.WHO)
def lives(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    leaving.death_was_a_slip(participant=participant, by=held.user, now=now)
    messages.success(request, "Taken back. The visits are open again.")
    return redirect("trial:death", held.trial.code, participant.number)


def _found(participant: Any, code: str) -> Any:
    visit = queries.visit_of(participant, code)
    if visit is None:
        raise Http404("She has no such visit.")
    return visit


def _done(request: HttpRequest, held: Held, participant: Any, code: str, work: Any) -> HttpResponse:
    """One press: a sentence either way, and back to the visit."""
    try:
        messages.success(request, work(_found(participant, code)))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("trial:visit", held.trial.code, participant.number, code)


def _form(
    request: HttpRequest, held: Held, found: Any, form: Any, *, work: Any, heading: str
) -> HttpResponse:
    """A form about one visit; what the action refuses stands at its head."""
    participant, code = found.participant, found.visit
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, work(found, form))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("trial:visit", held.trial.code, participant.number, code)
    told = {
        "held": held, "participant": participant, "visit": found, "form": form, "heading": heading,
    }  # fmt: skip
    return render(request, "trial/visit_form.html", told, status=422 if form.errors else 200)
