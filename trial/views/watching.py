"""The safety log, questions about data, unmasking, and what the monitor reads."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians.engagement_files import CSV_TYPE, as_csv
from paincheck.accounts.views.answers import posted
from trial.actions import masking, watching
from trial.actions.rights import Refused
from trial.actions.showing import arms_shown
from trial.forms.watching import (
    AnswerForm,
    PickForm,
    QueryForm,
    ReportedForm,
    SafetyForm,
    UnmaskingForm,
)
from trial.queries import rights
from trial.queries import watching as queries
from trial.queries.rights import Held
from trial.views.doors import in_trial, of_participant

PAGE = ("GET", "HEAD", "POST")
LOG = (*watching.REPORTING, "MONITOR", "STATISTICIAN")
QUESTIONS = tuple(dict.fromkeys((*watching.ASKING, *watching.ANSWERING)))
WATCHING = ("MONITOR", "SETUP", "STATISTICIAN")
UNMASKING = (*masking.MASKED, *masking.ANSWERING, "MONITOR")


@require_safe
@in_trial(*LOG)
def safety(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    log = queries.safety_log(held, *LOG)
    told = {"held": held, "log": log, "now": now, "may_add": held.may(*watching.REPORTING)}
    return render(request, "trial/safety.html", told)


@require_http_methods(PAGE)
@in_trial(*watching.REPORTING)
def add_safety(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    sites = queries.sites_of(held, *watching.REPORTING)
    form = SafetyForm(posted(request), sites=sites, now=now)

    def work() -> str:
        given = dict(form.cleaned_data)
        number = given.pop("number")
        who = rights.participant_of(held, number, watching.REPORTING) if number else None
        if number and who is None:
            raise Refused(f"There is no participant {number} at your sites.")
        watching.report(trial=held.trial, participant=who, by=held.user, now=now, **given)
        return "Logged."

    return _form(request, held, form, work, heading="Log an event", back="trial:safety")


@require_http_methods(PAGE)
@in_trial(*watching.REPORTING)
def reported(request: HttpRequest, held: Held, now: datetime, report: int) -> HttpResponse:
    found = queries.safety_of(held, report, *watching.REPORTING)
    if found is None:
        raise Http404("No report of hers.")
    form = ReportedForm(posted(request))

    def work() -> str:
        watching.reported(safety=found, by=held.user, now=now, **form.cleaned_data)
        return "Noted as reported."

    return _form(request, held, form, work, heading="It was reported", back="trial:safety")


@require_safe
@in_trial(*QUESTIONS)
def questions(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = {
        "held": held,
        "rows": queries.queries_of(held, *QUESTIONS),
        "may_answer": held.may(*watching.ANSWERING),
        "may_close": held.may(*watching.ASKING),
    }
    return render(request, "trial/questions.html", told)


@require_http_methods(PAGE)
@of_participant(*watching.ASKING)
def ask(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = QueryForm(posted(request), forms_of=queries.forms_of(participant))

    def work() -> str:
        watching.ask(participant=participant, by=held.user, now=now, **form.cleaned_data)
        return "Asked."

    heading = f"A question about {participant.number}"
    return _form(request, held, form, work, heading=heading, back="trial:questions")


@require_http_methods(PAGE)
@in_trial(*watching.ANSWERING)
def answer(request: HttpRequest, held: Held, now: datetime, query: int) -> HttpResponse:
    found = _query(held, query, watching.ANSWERING)
    form = AnswerForm(posted(request))

    def work() -> str:
        watching.answer(query=found, by=held.user, now=now, **form.cleaned_data)
        return "Answered."

    heading = f"{found.participant.number}: {found.question}"
    return _form(request, held, form, work, heading=heading, back="trial:questions")


@require_POST
@in_trial(*watching.ASKING)
def close(request: HttpRequest, held: Held, now: datetime, query: int) -> HttpResponse:
    found = _query(held, query, watching.ASKING)
    return _press(
        request, held, lambda: watching.close(query=found, by=held.user, now=now),
        done="Closed.", back="trial:questions",
    )  # fmt: skip


@require_safe
@in_trial(*UNMASKING)
def unmaskings(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = {
        "held": held,
        "rows": queries.unmaskings_of(held),
        "may_answer": held.may(*masking.ANSWERING),
    }
    return render(request, "trial/unmaskings.html", told)


@require_http_methods(PAGE)
@of_participant(*masking.MASKED)
def unmask(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = UnmaskingForm(posted(request))

    def work() -> str:
        given = form.cleaned_data
        told = {"participant": participant, "reason": given["reason"], "key": given["key"]}
        do = masking.ask if given["deliberate"] else masking.log_accident
        do(by=held.user, now=now, **told)
        return "Logged. A second person decides." if given["deliberate"] else "Logged."

    heading = f"{participant.number}: the arm became known, or must"
    return _form(request, held, form, work, heading=heading, back="trial:unmaskings")


@require_POST
@in_trial(*masking.ANSWERING)
def decide(request: HttpRequest, held: Held, now: datetime, unmasking: int) -> HttpResponse:
    found, allowed = _unmasking(held, unmasking), request.POST.get("allowed")
    if allowed not in ("yes", "no"):
        raise Http404("Neither yes nor no.")
    return _press(
        request, held,
        lambda: masking.answer(
            unmasking=found, allowed=allowed == "yes", by=held.user, now=now
        ),
        done="Decided.", back="trial:unmaskings",
    )  # fmt: skip


@require_POST
@in_trial(*masking.MASKED)
def show(request: HttpRequest, held: Held, now: datetime, unmasking: int) -> HttpResponse:
    """The one page on which somebody masked reads an arm, after a second person's yes."""
    found = _unmasking(held, unmasking)
    try:
        arm = masking.show(unmasking=found, by=held.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("trial:unmaskings", held.trial.code)
    return render(request, "trial/unmasked.html", {"held": held, "row": found, "arm": arm})


@require_safe
@of_participant(*WATCHING)
def trail(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    rows = queries.trail_of(participant)
    return _trail(request, held, rows, f"What was done about {participant.number}")


@require_safe
@in_trial(*WATCHING)
def accesses(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    return _trail(request, held, queries.accesses_of(held), "Who saw arms")


@require_safe
@in_trial("STATISTICIAN")
def interviews(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    arms_shown(trial=held.trial, what="interviews", by=held.user, now=now)
    rows = queries.interview_list(held, now)
    return render(request, "trial/interviews.html", {"held": held, "rows": rows})


@require_http_methods(PAGE)
@of_participant("STATISTICIAN")
def pick(request: HttpRequest, held: Held, participant: Any, now: datetime) -> HttpResponse:
    form = PickForm(posted(request))

    def work() -> str:
        watching.pick(participant=participant, by=held.user, now=now, **form.cleaned_data)
        return "Picked."

    heading = f"Pick {participant.number} for an interview"
    return _form(request, held, form, work, heading=heading, back="trial:interviews")


def _trail(request: HttpRequest, held: Held, rows: Any, heading: str) -> HttpResponse:
    if request.GET.get("as") == "csv":
        head = ["at (UTC)", "who", "what", "fields", "reason"]
        lines = [[row.at.isoformat(), row.who, row.what, row.fields, row.reason] for row in rows]
        named = {"Content-Disposition": 'attachment; filename="trail.csv"'}
        return HttpResponse(as_csv([head, *lines]), content_type=CSV_TYPE, headers=named)
    return render(request, "trial/trail.html", {"held": held, "rows": rows, "heading": heading})


def _query(held: Held, pk: int, kinds: Any) -> Any:
    found = queries.query_of(held, pk, *kinds)
    if found is None:
        raise Http404("No question of hers.")
    return found


def _unmasking(held: Held, pk: int) -> Any:
    found = queries.unmasking_of(held, pk)
    if found is None:
        raise Http404("No such row in this trial.")
    return found


def _press(request: HttpRequest, held: Held, do: Any, *, done: str, back: str) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(back, held.trial.code)


def _form(
    request: HttpRequest, held: Held, form: Any, work: Any, *, heading: str, back: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, work())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(back, held.trial.code)
    told = {"held": held, "form": form, "heading": heading, "back": back}
    return render(request, "trial/watching_form.html", told, status=422 if form.errors else 200)
