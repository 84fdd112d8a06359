"""All messages of one patient, and the nurse's answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alerts.actions.unread import read_by_nurse
from clinicians.forms.messages import ReplyForm
from clinicians.queries.messages import inbox_of
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from diaries.actions import messages as actions
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted
from paincheck.prefetch import is_a_browsers_guess

CLOSED = "Not sent. The diary is closed, and nobody would read it."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def messages(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """What a patient wrote is read once it stood on this page, or on hers (S6)."""
    if is_a_browsers_guess(request):
        return HttpResponse(status=204)
    inbox = inbox_of(patient, now, most=None)
    form = ReplyForm(posted(request))
    if request.method == "POST" and not inbox.told:
        flash.error(request, CLOSED)
        return redirect("clinicians:patient", patient.code)
    if request.method == "POST" and form.is_valid():
        actions.send_to_patient(patient=patient, by=request.user, now=now, **form.cleaned_data)
        flash.success(request, f"Sent. {inbox.told}")
        return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#messages")
    shown = {"form": form, "inbox": inbox, "header": header_of(patient, now)}
    response = render(
        request, "clinicians/messages.html", shown, status=422 if form.errors else 200
    )
    if request.method == "GET":
        read_by_nurse(patient=patient, shown=inbox.shown, by=request.user, now=now)
    return response
