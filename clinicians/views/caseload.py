"""The caseload. Nothing is marked as seen here (safety rule S6)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from clinicians.actions import caseload as actions
from clinicians.forms.caseload import ReviewedForm
from clinicians.queries import caseload as queries
from clinicians.queries.filters import PRACTICE, SITUATIONS, Filters
from clinicians.queries.need import REASONS, WITHIN
from clinicians.queries.news import changed_since, has_changed
from clinicians.queries.people import find_patient
from clinicians.queries.today import done_today
from clinicians.views.refreshing import remembered
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only

LONGEST_SEARCH = 60
UNDO_FOR_SECONDS = 15 * 60
UNDONE = "Taken back: ‘Reviewed’ no longer stands on {}."
NONE_MARKED = (
    "Nobody was marked: that press was taken back already, or these patients are no longer in your "
    "care. Tick them here and press again."
)
NOTHING_TO_UNDO = "There is nothing to take back: it was done already."


@require_safe
@nurse_only
def caseload(request: SignedIn) -> HttpResponse:
    return _shown(request, clock.now())


def _shown(request: SignedIn, now: datetime, wrong: str = "") -> HttpResponse:
    asked = request.GET
    page = queries.caseload(
        request.user,
        roles=request.roles,
        scope=asked.get("show", ""),
        search=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        filters=Filters.asked(asked),
        number=_number(asked),
        now=now,
    )
    told = {
        "page": page,
        "reminder": remembered(request, request.user, now),
        "form": ReviewedForm(),
        "wrong": wrong,
        "undo": _undo(request, now),
        "order": [(reason.name, reason.why) for reason in REASONS.values()],
        "within": WITHIN,
        "situations": SITUATIONS.items(),
        "practice_choices": PRACTICE.items(),
    }
    return render(request, "clinicians/caseload.html", told, status=422 if wrong else 200)


@require_safe
@nurse_only
def news(request: SignedIn) -> HttpResponseBase:
    """Asked by a page that stands open (static/js/news.js): how many patients have changed since it
    was shown. A poll, no press: it keeps no sign-in alive and marks nothing as seen (S6)."""
    since, now = _since(request.GET.get("since", "")), clock.now()
    if since is None:
        return HttpResponse(status=400)
    code = request.GET.get("patient", "")
    if code:
        patient = find_patient(request.user, code, now)
        if patient is None:
            return HttpResponse(status=404)
        number = int(has_changed(patient, request.user, since=since))
    else:
        scope = request.GET.get("show", "")
        scope = scope if _may_see(scope, request.roles) else ""
        number = changed_since(request.user, scope=scope, since=since, now=now)
    tag = f'"{number}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return JsonResponse({"patients": number}, headers={"ETag": tag})


@require_POST
@nurse_only
def reviewed(request: SignedIn) -> HttpResponse:
    """Many at once. It says that she has gone through them, and no more than that (S6)."""
    now = clock.now()
    form = ReviewedForm(request.POST)
    if not form.is_valid():
        return _shown(request, now, wrong=form.first_error)
    told = form.cleaned_data
    number = actions.mark_reviewed(
        codes=told["patient"], batch=told["batch"], by=request.user, now=now
    )
    request.session["reviewed"] = [str(told["batch"]), number, now.timestamp()]
    if not number:
        messages.info(request, NONE_MARKED)
    return _back(request)


@require_POST
@nurse_only
def undo(request: SignedIn) -> HttpResponse:
    form = ReviewedForm(request.POST)
    batch = form.batch_alone()
    number = batch and actions.undo_reviewed(batch=batch, by=request.user, now=clock.now())
    request.session.pop("reviewed", None)
    said = UNDONE.format(_patients(number)) if number else NOTHING_TO_UNDO
    messages.info(request, said)
    return _back(request)


@require_safe
@nurse_only
def today(request: SignedIn) -> HttpResponse:
    """What was done today, on a page of its own; the caseload folds it in at its foot."""
    scope = request.GET.get("show", "")
    scope = scope if _may_see(scope, request.roles) else ""
    told = {"today": done_today(request.user, scope=scope, now=clock.now())}
    return render(request, "clinicians/today.html", told)


def _back(request: SignedIn) -> HttpResponse:
    query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
    return redirect(reverse("clinicians:caseload") + query)


def _undo(request: SignedIn, now: datetime) -> dict[str, Any] | None:
    """Her last press, while it may be a slip still."""
    batch, number, at = request.session.get("reviewed", (None, 0, 0))
    if batch is None or not number or now.timestamp() - at > UNDO_FOR_SECONDS:
        return None
    return {"batch": batch, "said": f"{_patients(number)} marked as reviewed."}


def _patients(number: Any) -> str:
    return "1 patient" if number == 1 else f"{number} patients"


def _number(asked: Mapping[str, str]) -> int:
    wanted = asked.get("page", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1


def _may_see(scope: str, roles: frozenset[str]) -> bool:
    return scope in (queries.MINE, queries.TEAM) or (
        scope == queries.SITE and "LEAD_NURSE" in roles
    )


def _since(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
