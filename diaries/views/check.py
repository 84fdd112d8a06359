"""The quick check on one page, and putting right one that was sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from diaries.actions import drafts
from diaries.answers import Answers
from diaries.forms import QuickCheckForm
from diaries.queries import checks, patients
from diaries.queries.checks import Sheet
from diaries.queries.patients import Patient, Surroundings
from diaries.views.doors import PatientRequest, keeps_answers_when_signed_out, own_diary
from diaries.views.opened import OpenPage
from paincheck import clock
from paincheck.accounts.hours import in_words

TOO_OLD = _("We could not read this page. Look at your answers, then press the button again.")
OTHER_BEGUN = _("You have begun to change this check. Finish that first, or undo it.")
NOT_SENT = _("You have a check that is not sent. Send it first, or clear it.")


@dataclass(frozen=True)
class Visit:
    """One request to the page of the check."""

    request: PatientRequest
    patient: Patient
    around: Surroundings
    sheet: Sheet
    now: datetime

    @property
    def amends_id(self) -> UUID | None:
        return None if self.sheet.amends is None else self.sheet.amends.pk


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def check(request: PatientRequest, patient: Patient) -> HttpResponse:
    """A new pain check."""
    now = clock.now()
    draft = checks.fresh_draft(patient, now)
    if request.method != "POST" and draft is not None and draft.amends_id:
        messages.info(request, OTHER_BEGUN)
        return redirect("diaries:change", draft.amends_id)
    around = patients.surroundings(patient, now)
    can_ring = around.promise.can_ring_today
    sheet = checks.new_sheet(patient, can_ring_today=can_ring, now=now)
    return _answer(Visit(request, patient, around, sheet, now))


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def change(request: PatientRequest, patient: Patient, check_id: UUID) -> HttpResponse:
    """A check that was sent, filled in again for changing an answer (S4)."""
    now = clock.now()
    stored = checks.own_check(patient, check_id)
    if stored is None or not checks.can_be_changed(stored):
        raise Http404
    if request.method != "POST" and stored.superseded_at is not None:
        return redirect("diaries:change", checks.standing(stored).pk)
    draft = checks.fresh_draft(patient, now)
    if request.method != "POST" and draft is not None and draft.amends_id != stored.pk:
        messages.info(request, NOT_SENT)
        return redirect("diaries:check")
    around = patients.surroundings(patient, now)
    can_ring = around.promise.can_ring_today
    sheet = checks.correction_sheet(stored, can_ring_today=can_ring, now=now)
    return _answer(Visit(request, patient, around, sheet, now))


@require_POST
@own_diary
def keep(request: PatientRequest, patient: Patient) -> JsonResponse:
    """What a script sends while the page is filled in. A 'yes' to danger counts at once (S3)."""
    now = clock.now()
    page = OpenPage.read(request.POST.get("page", ""))
    if page is None or page.patient_id != patient.pk:
        return JsonResponse({"kept_at": ""}, status=422)
    # What cannot be promised any more is told when the page is sent, not while she types.
    form = QuickCheckForm(request.POST, since_last=page.since_last, may_say_today=True)
    form.is_valid()
    answers = form.so_far()
    if checks.was_sent_with(patient, page.key, answers):
        return JsonResponse({"kept_at": ""})
    amends = checks.own_check(patient, page.amends_id) if page.amends_id else None
    kept_at = _moment(request.POST.get("kept_at", ""))  # by the phone, where it kept them (S20)
    draft = drafts.save(
        patient=patient,
        answers=answers,
        key=page.key,
        by=request.user,
        now=now,
        since_last=page.since_last,
        amends=amends,
        said_at=kept_at,
    )
    at = in_words(draft.saved_at, now, patient.team.site.time_zone)
    return JsonResponse({"kept_at": at.removeprefix(f"{gettext('today')} ")})


@require_POST
@own_diary
def clear(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Let go of a check that was not sent, or of a change that was begun."""
    now = clock.now()
    page = OpenPage.read(request.POST.get("page", ""))
    if page is None or page.patient_id != patient.pk:
        raise Http404
    drafts.discard(patient=patient, key=page.key, by=request.user, now=now)
    if page.amends_id:
        return redirect("diaries:one_check", page.amends_id)
    return redirect("diaries:check")


def _moment(text: str) -> datetime | None:
    """None where it is no moment: without its zone it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


def _answer(visit: Visit) -> HttpResponse:
    sheet, patient = visit.sheet, visit.patient
    if visit.request.method == "POST":
        page = OpenPage.read(visit.request.POST.get("page", ""))
        if page is not None and (page.patient_id, page.amends_id) == (patient.pk, visit.amends_id):
            return _take(visit, page)
        form = _posted(visit, sheet.since_last)
        form.add_error(None, TOO_OLD)
    else:
        form = QuickCheckForm(
            initial=QuickCheckForm.filled_from(sheet.answers),
            since_last=sheet.since_last,
            may_say_today=sheet.may_say_today,
        )
    return _show(visit, form, OpenPage(patient.pk, sheet.key, sheet.since_last, visit.amends_id))


def _take(visit: Visit, page: OpenPage) -> HttpResponse:
    form = _posted(visit, page.since_last)
    well = form.is_valid()
    if well or form.so_far().danger:  # danger is told even from a page with a mistake in it (S3)
        _keep(visit, page, form.so_far())
    return redirect("diaries:answers") if well else _show(visit, form, page)


def _posted(visit: Visit, since_last: bool) -> QuickCheckForm:
    may_say_today = visit.sheet.may_say_today
    return QuickCheckForm(visit.request.POST, since_last=since_last, may_say_today=may_say_today)


def _keep(visit: Visit, page: OpenPage, answers: Answers) -> None:
    drafts.save(
        patient=visit.patient,
        answers=answers,
        key=page.key,
        by=visit.request.user,
        now=visit.now,
        since_last=page.since_last,
        amends=visit.sheet.amends,
    )


def _show(visit: Visit, form: QuickCheckForm, page: OpenPage) -> HttpResponse:
    amends_id = visit.amends_id
    told = {
        "form": form,
        "around": visit.around,
        "sheet": visit.sheet,
        "page": page.sign(),
        "key": page.key,
        "here": reverse("diaries:change", args=[amends_id])
        if amends_id
        else reverse("diaries:check"),
    }
    return render(visit.request, "diaries/check.html", told, status=422 if form.errors else 200)
