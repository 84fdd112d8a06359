"""The first page, and asking for contact with one tap."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diaries.actions.requests import ask_for_contact
from diaries.queries import home as homes
from diaries.queries import patients
from diaries.queries import start as starting
from diaries.queries.patients import Patient
from diaries.views.doors import (
    PatientRequest,
    keeps_answers_when_signed_out,
    own_diary,
    something_kept,
)
from diaries.views.opened import OpenPage
from paincheck import clock


@require_GET
@own_diary
def home(request: PatientRequest, patient: Patient) -> HttpResponse:
    if something_kept(request):
        return redirect("diaries:kept")
    if starting.is_new(patient):
        return redirect("diaries:start")
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = homes.home_page(patient, around, now)
    signed = OpenPage(patient.pk, page.key, since_last=False, amends_id=None).sign()
    told = {"page": page, "around": around, "signed": signed}
    return render(request, "diaries/home.html", told)


@require_POST
@keeps_answers_when_signed_out
@own_diary
def too_unwell(request: PatientRequest, patient: Patient) -> HttpResponse:
    """One tap asks for contact (S14); a second press of the same button is the same wish."""
    now = clock.now()
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, _("We could not read this page, and told nobody. Press again."))
        return redirect("diaries:home")
    asked = ask_for_contact(
        patient=patient,
        key=key,
        today=True,  # after hours too: then it is due soon after the next opening (S16)
        too_unwell=True,
        by=request.user,
        now=now,
    )
    return redirect("diaries:asked", asked.pk)


@require_GET
@own_diary
def asked(request: PatientRequest, patient: Patient, request_id: UUID) -> HttpResponse:
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = homes.asked_page(patient, around, request_id, now)
    if page is None:
        raise Http404
    return render(request, "diaries/asked.html", {"page": page, "around": around})
