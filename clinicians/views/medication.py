"""Medicines: added, changed, stopped, and taken back where entered in error. Never edited away."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.forms.medication import DoseForm, LeftOffForm, StartForm, StopForm, VoidForm
from clinicians.medicine_names import NAMES
from clinicians.queries import care as queries
from clinicians.queries.medicines import card_of, word_of
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.views.doors import of_patient
from diaries.actions import care
from diaries.actions import medicines as actions
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

GOES_ON = "Written down. The patient sees that it should go on."
IS_STOPPED = "Stopped. The patient sees it on the list."
ANSWERED = "This was answered before, or taken back. Nothing is changed."
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


@get_or_post
@of_patient
def left_off(request: SignedIn, patient: Any, now: datetime, said_id: int) -> HttpResponse:
    """The patient says that she takes it no more: it is stopped from a day on, or should go on."""
    said = _found(word_of(patient, said_id))
    if request.POST.get("answer") == "GO_ON":
        done = actions.answer_no_longer_taken(said=said, answer="GO_ON", by=request.user, now=now)
        messages.info(request, GOES_ON if done else ANSWERED)
        return _back(patient)
    zone = zone_of(patient)
    days = {"today": now.astimezone(zone).date(), "said_on": said.said_at.astimezone(zone).date()}
    form = LeftOffForm(posted(request), **days)

    def save(on: date) -> None:
        if not actions.answer_no_longer_taken(
            said=said, answer="STOPPED", on=on, by=request.user, now=now
        ):
            raise care.MedicationRefused(ANSWERED)

    title = f"Stop {said.medication.name}"
    told = {"said": card_of(said, now)}
    return _answer(request, patient, now, form, save, title=title, done=IS_STOPPED, more=told)


@require_POST
@of_patient
def take_back_left_off(
    request: SignedIn, patient: Any, now: datetime, said_id: int
) -> HttpResponse:
    """The nurse's own answer was a slip."""
    said = _found(word_of(patient, said_id))
    if actions.take_back_answer(said=said, by=request.user, now=now):
        messages.success(request, "Taken back. It waits for an answer again.")
    else:
        messages.info(request, "There is no answer to take back. Nothing is changed.")
    return _back(patient)


def _answer(
    request: SignedIn,
    patient: Any,
    now: datetime,
    form: forms.Form,
    save: Callable[..., None],
    *,
    title: str,
    done: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(**form.cleaned_data)
        except care.MedicationRefused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, done)
            return _back(patient)
    told = {"form": form, "header": header_of(patient, now), "title": title, "names": NAMES}
    status = 422 if form.errors else 200
    return render(request, "clinicians/medication.html", {**told, **(more or {})}, status=status)


def _back(patient: Any) -> HttpResponse:
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#medicines")


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
