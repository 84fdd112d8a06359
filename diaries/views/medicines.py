"""The patient's medicines: the list, an extra dose in two taps, and what she left off."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaries.actions import medicines as actions
from diaries.forms_medicines import AGO, DoseForm, EarlierDoseForm, LeftOffForm
from diaries.queries import medicines as queries
from diaries.queries import patients
from diaries.queries.medicines import ExtraDose
from diaries.queries.messages import read_by
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, keeps_answers_when_signed_out, own_diary
from diaries.views.opened import OpenPage
from paincheck import clock

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
@own_diary
def medicines(request: PatientRequest, patient: Patient) -> HttpResponse:
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = queries.medicines_page(patient, around, now)
    return render(request, "diaries/medicines.html", {"page": page, "around": around})


@keeps_answers_when_signed_out
@get_or_post
@own_diary
def dose(request: PatientRequest, patient: Patient) -> HttpResponse:
    """'I took an extra dose': one press says when."""
    now = clock.now()
    page = queries.dose_page(patient, now)
    form = DoseForm(_posted(request), initial=_chosen(request), medicines=page.medicines)
    if form.is_valid() and _note(request, patient, form, form.taken_at(now), now):
        return redirect("diaries:medicines")
    told = {"page": page, "form": form, "ago": AGO}
    return _show(request, patient, "diaries/medicines_dose.html", now, told)


@keeps_answers_when_signed_out
@get_or_post
@own_diary
def earlier_dose(request: PatientRequest, patient: Patient) -> HttpResponse:
    """The same for another time, today or yesterday."""
    now = clock.now()
    page = queries.dose_page(patient, now)
    zone = patients.zone_of(patient)
    form = EarlierDoseForm(
        _posted(request),
        initial=_chosen(request),
        medicines=page.medicines,
        now=now,
        zone=zone,
    )
    if form.is_valid() and _note(request, patient, form, form.taken_at(), now):
        return redirect("diaries:medicines")
    told = {"page": page, "form": form}
    return _show(request, patient, "diaries/medicines_earlier.html", now, told)


@require_GET
@own_diary
def one_dose(request: PatientRequest, patient: Patient, dose_id: UUID) -> HttpResponse:
    """One dose: whether it helped, and taking it back."""
    now = clock.now()
    line = queries.one_dose(patient, _own_dose(patient, dose_id), now)
    return render(request, "diaries/medicines_one_dose.html", {"dose": line})


@require_POST
@own_diary
def helped(request: PatientRequest, patient: Patient, dose_id: UUID) -> HttpResponse:
    said = request.POST.get("helped", "")
    if said not in queries.HELPED:
        messages.info(request, _("We could not read that. Please press one of the buttons."))
        return redirect("diaries:one_dose", dose_id)
    stored = _own_dose(patient, dose_id)
    actions.say_helped(dose=stored, helped=said, by=request.user, now=clock.now())
    messages.success(request, _("Thank you. We have put that beside the dose."))
    return redirect("diaries:medicines")


@require_POST
@own_diary
def take_back_dose(request: PatientRequest, patient: Patient, dose_id: UUID) -> HttpResponse:
    stored = queries.dose_of(patient, dose_id)
    if stored is not None:  # a second press finds nothing, and nothing is wrong
        actions.take_back_dose(dose=stored, by=request.user, now=clock.now())
    messages.success(request, _("The dose is off your list."))
    return redirect("diaries:medicines")


@get_or_post
@own_diary
def left_off(request: PatientRequest, patient: Patient, medication_id: int) -> HttpResponse:
    """'I no longer take this': the reason is hers to give or not."""
    now = clock.now()
    medication = queries.running_medicine(patient, medication_id, now)
    if medication is None:
        raise Http404
    form = LeftOffForm(_posted(request))
    if form.is_valid() and (key := _key(request, patient, form)):
        why = form.cleaned_data["why"]
        actions.say_no_longer_taken(
            medication=medication, key=key, why=why, by=request.user, now=now
        )
        messages.success(request, _("Thank you. Your nurse will look at this."))
        return redirect("diaries:medicines")
    reads = read_by(patient, patients.surroundings(patient, now), now)
    told = {"medication": medication, "form": form, "reads": reads}
    return _show(request, patient, "diaries/medicines_left_off.html", now, told)


@require_POST
@own_diary
def take_back_left_off(request: PatientRequest, patient: Patient, said_id: int) -> HttpResponse:
    said = queries.own_word(patient, said_id)
    if said is None:
        raise Http404
    if actions.take_back_no_longer_taken(said=said, by=request.user, now=clock.now()):
        messages.success(request, _("Good. Your nurse sees that you do take it."))
    else:
        messages.info(request, _("This was answered before. Nothing is changed."))
    return redirect("diaries:medicines")


def _note(
    request: PatientRequest,
    patient: Patient,
    form: DoseForm | EarlierDoseForm,
    taken_at: datetime,
    now: datetime,
) -> bool:
    """False where it could not be noted: the form says why."""
    key = _key(request, patient, form)
    if key is None:
        return False
    chosen = form.medication_id()
    medication = queries.running_medicine(patient, chosen, now) if chosen else None
    try:
        actions.note_dose(
            patient=patient,
            key=key,
            taken_at=taken_at,
            medication=medication,
            by=request.user,
            now=now,
        )
    except actions.NotTaken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your extra dose is on your list."))
    return True


def _key(request: PatientRequest, patient: Patient, form: forms.Form) -> UUID | None:
    """The key of the page that was pressed; a page that cannot be read is not this patient's."""
    page = OpenPage.read(request.POST.get("page", ""))
    if page is not None and page.patient_id == patient.pk:
        return page.key
    form.add_error(None, _("We could not read this page. Please press again."))
    return None


def _show(
    request: PatientRequest, patient: Patient, template: str, now: datetime, told: dict[str, Any]
) -> HttpResponse:
    form = told["form"]
    told["around"] = patients.surroundings(patient, now)
    told["signed"] = OpenPage(patient.pk, uuid4(), since_last=False, amends_id=None).sign()
    return render(request, template, told, status=422 if form.errors else 200)


def _posted(request: PatientRequest) -> QueryDict | None:
    """A form that was sent empty is wrong, not new."""
    return request.POST if request.method == "POST" else None


def _chosen(request: PatientRequest) -> dict[str, str]:
    """The medicine beside which the patient pressed."""
    chosen = request.GET.get("of", "")
    return {"medication": chosen} if chosen else {}


def _own_dose(patient: Patient, dose_id: UUID) -> ExtraDose:
    stored = queries.dose_of(patient, dose_id)
    if stored is None:
        raise Http404
    return stored
