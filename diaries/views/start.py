"""The first sign-in: who sees what, and her yes; reminders; her first check."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from diaries.actions import reminders as plans
from diaries.actions.start import agree
from diaries.queries import patients
from diaries.queries import reminders as queries
from diaries.queries import start as starting
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from diaries.views.opened import OpenPage
from diaries.views.reminders import reminder_form
from paincheck import clock


@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def start(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Step 1. Nothing but the button says yes; whoever said it goes on."""
    if request.method == "POST":
        agree(patient=patient, by=request.user, now=clock.now())
        return redirect("diaries:start_reminders")
    if not starting.is_new(patient):
        return redirect("diaries:home")
    around = patients.surroundings(patient, clock.now())
    page = starting.start_page(patient)
    signed = OpenPage(patient.pk, page.key, since_last=False, amends_id=None).sign()
    told = {"page": page, "around": around, "signed": signed}
    return render(request, "diaries/start.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def start_reminders(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Step 2: her reminders, or none."""
    form = reminder_form(patient, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        plans.set_plan(patient=patient, by=request.user, now=clock.now(), **form.plan())
        return redirect("diaries:start_check")
    told = {"form": form, "page": queries.reminders_page(patient, None)}
    return render(request, "diaries/start_reminders.html", told, status=422 if form.errors else 200)


@require_GET
@own_diary
def start_check(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Step 3: what the first check is like."""
    around = patients.surroundings(patient, clock.now())
    return render(request, "diaries/start_check.html", {"around": around})
