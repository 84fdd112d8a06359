"""Medicines: added, changed, stopped, and taken back where entered in error. Never edited away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.forms.medication import DoseForm, StartForm, StopForm, VoidForm
from clinicians.queries import care as queries
from clinicians.queries.medicines import word_of
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.views.doors import of_patient
from diaries.actions import care
from diaries.actions import medicines as actions
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

ANSWERS = {
    "STOPPED": "Stopped from today. The patient sees it on the list.",
    "GO_ON": "Written down. The patient sees that it should go on.",
}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@of_patient
def start(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    form = StartForm(posted(request), today=now.astimezone(zone_of(patient)).date())

    def save(**told: Any) -> None:
        care.start_medication(patient=patient, by=request.user, now=now, **told)

    return _answer(
        request, patient, now, form, save, title="Add a medicine", done="Medicine added."
    )


@get_or_post
@of_patient
def dose(request: SignedIn, patient: Any, now: datetime, medication_id: int) -> HttpResponse:
    medication = _found(queries.medicine_of(patient, medication_id))
    form = DoseForm(posted(request), today=now.astimezone(zone_of(patient)).date())

    def save(**told: Any) -> None:
        care.change_dose(medication=medication, by=request.user, now=now, **told)

    title = f"Change the dose of {medication.name}"
    return _answer(request, patient, now, form, save, title=title, done="New dose saved.")


@get_or_post
@of_patient
def stop(request: SignedIn, patient: Any, now: datetime, medication_id: int) -> HttpResponse:
    medication = _found(queries.medicine_of(patient, medication_id))
    form = StopForm(posted(request), today=now.astimezone(zone_of(patient)).date())

    def save(**told: Any) -> None:
        care.stop_medication(medication=medication, by=request.user, now=now, **told)

    title = f"Stop {medication.name}"
    return _answer(request, patient, now, form, save, title=title, done="Stopped.")


@get_or_post
@of_patient
def void(request: SignedIn, patient: Any, now: datetime, change_id: int) -> HttpResponse:
    """It stays on record, with the reason."""
    change = _found(queries.change_of(patient, change_id))
    form = VoidForm(posted(request))

    def save(**told: Any) -> None:
        care.void_change(change=change, by=request.user, now=now, **told)

    title = f"Take back: {change.medication.name}, {queries.change_in_words(change).lower()}"
    return _answer(request, patient, now, form, save, title=title, done="Taken back.")


@require_POST
@of_patient
def left_off(request: SignedIn, patient: Any, now: datetime, said_id: int) -> HttpResponse:
    """The patient says that she takes it no more: it is stopped, or it should go on."""
    said = _found(word_of(patient, said_id))
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        messages.info(request, "Nothing is changed. Press one of the two buttons.")
    elif actions.answer_no_longer_taken(said=said, answer=answer, by=request.user, now=now):
        messages.success(request, ANSWERS[answer])
    else:
        messages.info(request, "This was answered before, or taken back. Nothing is changed.")
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#medicines")


def _answer(
    request: SignedIn,
    patient: Any,
    now: datetime,
    form: forms.Form,
    save: Callable[..., None],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(**form.cleaned_data)
        except care.MedicationRefused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, done)
            return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#medicines")
    told = {"form": form, "header": header_of(patient, now), "title": title}
    status = 422 if form.errors else 200
    return render(request, "clinicians/medication.html", told, status=status)


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
