"""The one button: what is read back, the answer, and 'randomised in error'."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from paincheck.accounts.views.answers import posted
from trial.actions import allocating, showing
from trial.actions.rights import Refused
from trial.forms.screening import ErrorForm, ReadBackForm
from trial.queries import answer as answers
from trial.queries import participant as queries
from trial.queries.rights import Held
from trial.queries.screening import ENROL
from trial.views.doors import of_participant
from trial.views.participant import step

FLAGGED = "Flagged. The allocation stands, and its data are analysed with its arm."


@require_http_methods(["GET", "HEAD", "POST"])
@of_participant(ENROL)
def allocate(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    """Once for good: a second press, or another's, gets the same answer."""
    if request.method != "POST" and queries.allocation_of(participant) is not None:
        return redirect("trial:result", held.trial.code, participant.number)
    page = answers.read_back(participant)
    form = ReadBackForm(posted(request), initial={"seen": page.seen})
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _pressed(request, held, participant, page=page, now=now, **form.cleaned_data)
        except Refused as sentence:
            refused = str(sentence)
            form = ReadBackForm(initial={"seen": page.seen})
    told = {"held": held, "page": page, "form": form, "refused": refused}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "trial/allocate.html", told, status=status)


def _pressed(
    request: HttpRequest,
    held: Held,
    participant: Any,
    *,
    page: answers.ReadBack,
    key: UUID,
    seen: str,
    now: datetime,
) -> HttpResponse:
    is_new = queries.allocation_of(participant) is None
    if is_new and seen != page.seen:
        raise Refused(allocating.CHANGED)
    done = allocating.allocate(
        participant=participant, by=held.user, now=now, key=key,
        confirmed=page.levels if is_new else None,
    )  # fmt: skip
    if done.already and done.allocation.key != key:
        messages.info(request, answers.already_said(participant, done.allocation))
    return redirect("trial:result", held.trial.code, participant.number)


@require_safe
@of_participant(*queries.TOLD)
def result(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    page = answers.result_of(held, participant, now)
    if page is None:
        raise Http404("Nobody was allocated yet.")
    showing.result_shown(participant=participant, by=held.user, now=now)
    return render(request, "trial/result.html", {"held": held, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@of_participant(ENROL)
def error(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    """A flag with a reason. Nothing is undone."""
    allocation = queries.allocation_of(participant)
    if allocation is None:
        raise Http404("Nobody was allocated yet.")
    form = ErrorForm(posted(request))

    def work(form: Any) -> str:
        reason = form.cleaned_data["reason"]
        allocating.flag_error(allocation=allocation, reason=reason, by=held.user, now=now)
        return FLAGGED

    heading = "Randomised in error"
    return step(
        request, held, participant, form, heading=heading, work=work, template="trial/flag.html"
    )
