"""Notes of the staff: written, changed, struck out. Never shown to the patient."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.actions import notes as actions
from clinicians.forms.notes import NoteChangeForm, NoteForm, StrikeForm
from clinicians.queries.notes import card_of, note_of, text_of
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import page, posted

OVERTAKEN = "Not struck out: somebody has changed this note meanwhile. Please read it first."
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@of_patient
def write(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.write_note(patient=patient, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, "Note saved. The team sees it, the patient does not.")
        return _back(patient)
    told = {"form": form, "header": header_of(patient, now), "title": "Write a note"}
    return page(request, "clinicians/note.html", told)


@get_or_post
@of_patient
def change(request: SignedIn, patient: Any, now: datetime, note_id: int) -> HttpResponse:
    """Where somebody saved over the text that she had before her, both texts are shown and kept."""
    note = _found(note_of(patient, note_id))
    card = card_of(note, patient, now)
    form = NoteChangeForm(posted(request), initial={"text": card.now.text, "number": card.number})
    header = header_of(patient, now)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_note(note=note, by=request.user, now=now, **form.cleaned_data)
        if saved.theirs is None:
            messages.success(request, "Note saved. The text before it stays in its history.")
            return _back(patient)
        zone = patient.team.site.time_zone
        texts = {
            "theirs": text_of(saved.theirs, now, zone),
            "yours": text_of(saved.version, now, zone),
        }
        told = {"header": header, "note_id": note.pk, "yours_id": saved.version.note_id} | texts
        return render(request, "clinicians/note_both.html", told)
    told = {"form": form, "header": header, "title": "Change a note", "card": card}
    return page(request, "clinicians/note.html", told)


@require_POST
@of_patient
def strike(request: SignedIn, patient: Any, now: datetime, note_id: int) -> HttpResponse:
    note = _found(note_of(patient, note_id))
    form = StrikeForm(request.POST)
    if form.is_valid() and actions.strike_note(
        note=note, number=form.cleaned_data["number"], by=request.user, now=now
    ):
        messages.success(request, "Struck out. It stays, crossed through; ‘Change’ brings it back.")
    else:
        messages.info(request, OVERTAKEN)
    return _back(patient)


def _back(patient: Any) -> HttpResponse:
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#notes")


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
