"""Look the answers over, send them once, and be thanked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from diaries.actions import checks as actions
from diaries.actions import drafts
from diaries.answers import Answers
from diaries.forms import TOO_LATE_FOR_TODAY
from diaries.queries import checks, fuller, patients
from diaries.queries import thanks as thanking
from diaries.queries.checks import CheckDraft, PainCheck
from diaries.queries.patients import Patient
from diaries.scales import ContactWish
from diaries.views.doors import (
    PatientRequest,
    keeps_answers_when_signed_out,
    own_diary,
    press_again,
)
from diaries.views.opened import OpenPage
from paincheck import clock

UNREADABLE = gettext_lazy("We could not read this page. Look at your answers, then send.")
LOOK_AGAIN = gettext_lazy(
    "Your answers were changed on another page. Look at them again, then send."
)
NOTHING_TO_SEND = gettext_lazy("There are no answers waiting to be sent. You can do a check here.")


@dataclass(frozen=True)
class Visit:
    """One request to 'Check your answers'."""

    request: PatientRequest
    patient: Patient
    now: datetime


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def answers(request: PatientRequest, patient: Patient) -> HttpResponse:
    """'Check your answers'; its button sends what it shows, and nothing else."""
    visit = Visit(request, patient, clock.now())
    draft = checks.fresh_draft(patient, visit.now)
    if request.method == "POST":
        page = OpenPage.read(request.POST.get("page", ""))
        if page is not None and page.patient_id == patient.pk:
            return _send(visit, draft, page)
        if draft is not None and checks.can_be_sent(draft):
            return _show(visit, draft, problem=str(UNREADABLE))
    if draft is None or not checks.can_be_sent(draft):
        messages.info(request, NOTHING_TO_SEND)
        return redirect("diaries:check")
    return _show(visit, draft)


@require_GET
@own_diary
def kept(request: PatientRequest, patient: Patient) -> HttpResponseBase:
    """After sign-in: go on with what was pressed while nobody was signed in (S20)."""
    return press_again(request, patient.pk) or redirect("diaries:home")


@require_GET
@own_diary
def thanks(request: PatientRequest, patient: Patient, check_id: UUID) -> HttpResponse:
    now = clock.now()
    stored = checks.own_check(patient, check_id)
    if stored is None:
        raise Http404
    around = patients.surroundings(patient, now)
    page = thanking.thanks_page(checks.standing(stored), around, now)
    told = {"page": page, "around": around, "fuller": fuller.offer_beside(stored, now)}
    return render(request, "diaries/thanks.html", told)


def _send(visit: Visit, draft: CheckDraft | None, page: OpenPage) -> HttpResponse:
    if draft is None or draft.key != page.key or not checks.can_be_sent(draft):
        sent = checks.already_sent(visit.patient, page.key, page.amends_id)
        if sent is not None:
            return redirect("diaries:thanks", sent.pk)  # a second press: the first receipt
        messages.info(visit.request, NOTHING_TO_SEND)
        return redirect("diaries:check")
    told = Answers.from_dict(draft.answers)
    if told.digest() != visit.request.POST.get("digest"):
        return _show(visit, draft, problem=str(LOOK_AGAIN))
    if told.wish == ContactWish.TODAY and not _may_say_today(visit, draft):
        return _show(visit, draft, problem=TOO_LATE_FOR_TODAY)
    return redirect("diaries:thanks", _store(visit, draft, told).pk)


def _store(visit: Visit, draft: CheckDraft, told: Answers) -> PainCheck:
    """Sent answers that were changed and sent again are a correction, not a replay (S4)."""
    by = visit.request.user
    amends = draft.amends
    if amends is None:
        try:
            receipt = actions.submit(
                patient=visit.patient,
                answers=told,
                key=draft.key,
                answered_at=draft.saved_at,
                by=by,
                now=visit.now,
                since_last=draft.since_last,
            )
        except actions.KeyReused as reused:
            amends = reused.check
        else:
            if not receipt.replayed:
                return receipt.check
            amends = receipt.check  # it may have been corrected since: then this corrects it back
    corrected = actions.amend(check=checks.standing(amends), answers=told, by=by, now=visit.now)
    drafts.discard(patient=visit.patient, key=draft.key, by=by, now=visit.now)
    return corrected


def _may_say_today(visit: Visit, draft: CheckDraft) -> bool:
    around = patients.surroundings(visit.patient, visit.now)
    can_ring = around.promise.can_ring_today
    return can_ring or (draft.amends is not None and draft.amends.wish == ContactWish.TODAY)


def _show(visit: Visit, draft: CheckDraft, problem: str = "") -> HttpResponse:
    page = OpenPage(visit.patient.pk, draft.key, draft.since_last, draft.amends_id)
    told = {
        "page": page.sign(),
        "look": checks.look_over(draft),
        "around": patients.surroundings(visit.patient, visit.now),
        "problem": problem,
        "change_id": draft.amends_id,
    }
    return render(visit.request, "diaries/answers.html", told, status=422 if problem else 200)
