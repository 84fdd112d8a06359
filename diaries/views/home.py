"""The first page, and what is said after a wish to be rung."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from diaries.queries import home as homes
from diaries.queries import patients
from diaries.queries import start as starting
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary, something_kept
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


@require_GET
@own_diary
def asked(request: PatientRequest, patient: Patient, request_id: UUID) -> HttpResponse:
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = homes.asked_page(patient, around, request_id, now)
    if page is None:
        raise Http404
    return render(request, "diaries/asked.html", {"page": page, "around": around})
