"""Looking back over days and within a day."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from diaries.months import month_named
from diaries.queries import checks, diary, patients
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock


@require_GET
@own_diary
def days(request: PatientRequest, patient: Patient) -> HttpResponse:
    now = clock.now()
    span = request.GET.get("days", "14")
    if span not in diary.RANGES:
        raise Http404
    asked = request.GET.get("month", "")
    month = month_named(asked)
    around = patients.surroundings(patient, now)
    page = diary.diary_page(patient, span, now, month)
    if page is None or (asked and month is None):
        raise Http404
    return render(request, "diaries/days.html", {"page": page, "around": around})


@require_GET
@own_diary
def day(request: PatientRequest, patient: Patient, on: date) -> HttpResponse:
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = diary.day_page(patient, around, on, now)
    if page is None:
        raise Http404
    return render(request, "diaries/day.html", {"page": page, "around": around})


@require_GET
@own_diary
def one_check(request: PatientRequest, patient: Patient, check_id: UUID) -> HttpResponse:
    """An address for each check: it leads to its place on the page of its day."""
    stored = checks.own_check(patient, check_id)
    if stored is None:
        raise Http404
    latest = checks.standing(stored)
    return redirect(f"{reverse('diaries:day', args=[latest.day])}#check-{latest.pk}")
