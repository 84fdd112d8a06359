"""'Tackling cancer pain': to read, to print, and to mark as read."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from diaries.actions import learning as actions
from diaries.learning import MODULE, Module
from diaries.queries import learning as queries
from diaries.queries import patients
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock


def _named(code: str) -> Module:
    if code not in MODULE:
        raise Http404("There is no such module.")
    return MODULE[code]


def _at_the_mark(code: str) -> HttpResponse:
    """Back to where she pressed, which is far down on a phone."""
    return redirect(reverse("diaries:module", args=[code]) + "#mark")


@require_GET
@own_diary
def learn(request: PatientRequest, patient: Patient) -> HttpResponse:
    around = patients.surroundings(patient, clock.now())
    page = queries.learn_page(patient)
    return render(request, "diaries/learn.html", {"page": page, "around": around})


@require_GET
@own_diary
def module(request: PatientRequest, patient: Patient, code: str) -> HttpResponse:
    page = queries.module_page(patient, _named(code))
    around = patients.surroundings(patient, clock.now())
    return render(request, "diaries/module.html", {"page": page, "around": around})


@require_GET
@own_diary
def booklet(request: PatientRequest, patient: Patient) -> HttpResponse:
    """All modules on one page, to print; the numbers to ring stand at its end."""
    page = queries.booklet(patient, clock.now())
    return render(request, "diaries/booklet.html", {"page": page})


@require_POST
@own_diary
def mark_read(request: PatientRequest, patient: Patient, code: str) -> HttpResponse:
    read = _named(code)
    actions.mark_read(patient=patient, module=read, by=request.user, now=clock.now())
    return _at_the_mark(code)


@require_POST
@own_diary
def take_mark_back(request: PatientRequest, patient: Patient, code: str) -> HttpResponse:
    read = _named(code)
    actions.take_mark_back(patient=patient, module=read, by=request.user, now=clock.now())
    return _at_the_mark(code)
