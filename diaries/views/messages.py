"""Messages to and from the nurses."""

from datetime import datetime

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diaries.actions import messages as actions
from diaries.forms_messages import MessageForm
from diaries.queries import messages, patients
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, keeps_answers_when_signed_out, own_diary
from diaries.views.opened import OpenPage
from paincheck import clock
from paincheck.prefetch import is_a_browsers_guess


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def thread(request: PatientRequest, patient: Patient) -> HttpResponse:
    """What a nurse has written is read once it stood on this page (S6)."""
    if is_a_browsers_guess(request):
        return HttpResponse(status=204)
    now = clock.now()
    form = MessageForm(request.POST if request.method == "POST" else None)
    page = OpenPage.read(request.POST.get("page", ""))
    if request.method == "POST" and form.is_valid():
        if page is not None and page.patient_id == patient.pk:
            return _send(request, patient, form.cleaned_data["text"], page, now)
        form.add_error(None, _("We could not read this page. Please press the button again."))
    return _show(request, patient, form, now)


def _send(
    request: PatientRequest, patient: Patient, text: str, page: OpenPage, now: datetime
) -> HttpResponse:
    actions.send_to_nurses(patient=patient, text=text, key=page.key, by=request.user, now=now)
    flash.success(request, _("Your message is sent."))
    return redirect("diaries:messages")


def _show(
    request: PatientRequest, patient: Patient, form: MessageForm, now: datetime
) -> HttpResponse:
    around = patients.surroundings(patient, now)
    page = messages.messages_page(patient, around, now, everything="all" in request.GET)
    signed = OpenPage(patient.pk, page.key, since_last=False, amends_id=None).sign()
    told = {"page": page, "around": around, "form": form, "signed": signed}
    response = render(request, "diaries/messages.html", told, status=422 if form.errors else 200)
    if request.method == "GET":
        actions.mark_read(patient=patient, shown=page.thread.shown, by=request.user, now=now)
    return response
