"""A contact that was logged by a slip: struck through and kept, and what it closed opens again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinicians.actions import contacts
from clinicians.forms.slips import SlipForm
from clinicians.queries.patient import header_of
from clinicians.queries.slips import contact_in_words, contact_of
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

STRUCK = "Struck out. It stays readable under ‘Contacts’."
STRUCK_BEFORE = "It had been struck out already."
OPENED = "Open again: {} {}. See ‘Open alerts’."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def slip(request: SignedIn, patient: Any, now: datetime, contact_id: int) -> HttpResponse:
    contact = contact_of(patient, contact_id)
    if contact is None:
        raise Http404
    if contact.voided_at is not None:
        messages.info(request, STRUCK_BEFORE)
        return redirect("clinicians:patient", patient.code)
    form = SlipForm(posted(request))
    if request.method == "POST" and form.is_valid():
        opened = contacts.void(contact=contact, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, STRUCK)
        if opened:
            messages.warning(request, OPENED.format(opened, "alert" if opened == 1 else "alerts"))
        return redirect("clinicians:patient", patient.code)
    words = contact_in_words(contact, now)
    shown = {"form": form, "header": header_of(patient, now), "words": words}
    return render(request, "clinicians/slip.html", shown, status=422 if form.errors else 200)
