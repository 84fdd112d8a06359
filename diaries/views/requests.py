"""A wish to be rung: 'I would like a call' from any page, and the buttons that ask with one tap."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diaries.actions.requests import ask_for_contact
from diaries.queries import patients, requests
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, keeps_answers_when_signed_out, own_diary
from diaries.views.opened import OpenPage
from paincheck import clock

TODAY, SOON = "today", "soon"


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def call(request: PatientRequest, patient: Patient) -> HttpResponse:
    """A wish pressed on a page left open is kept as it was pressed, though it may be too late for
    today: the next page says by when somebody should ring."""
    now = clock.now()
    if request.method != "POST":
        return _show(request, patient, now)
    page = OpenPage.read(request.POST.get("page", ""))
    when = request.POST.get("when")
    if page is None or page.patient_id != patient.pk or when not in (TODAY, SOON):
        return _show(request, patient, now, problem=_("Please press one of the buttons again."))
    asked = ask_for_contact(
        patient=patient,
        key=page.key,
        today=when == TODAY,
        too_unwell=False,
        by=request.user,
        now=now,
    )
    return redirect("diaries:asked", asked.pk)


@require_POST
@keeps_answers_when_signed_out
@own_diary
def one_tap(
    request: PatientRequest, patient: Patient, *, too_unwell: bool, back: str
) -> HttpResponse:
    """'Too unwell to answer' (S14), and 'talk to my nurse first' of whoever has not agreed yet. A
    second press of the same button is the same wish. `back`: the page with the button."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, _("We could not read this page, and told nobody. Press again."))
        return redirect(back)
    asked = ask_for_contact(
        patient=patient,
        key=key,
        today=True,  # she chose no day: the sooner one; after hours too, then it is due soon (S16)
        too_unwell=too_unwell,
        by=request.user,
        now=clock.now(),
    )
    return redirect("diaries:asked", asked.pk)


def _show(
    request: PatientRequest, patient: Patient, now: datetime, problem: str = ""
) -> HttpResponse:
    around = patients.surroundings(patient, now)
    page = requests.call_page(patient, around, now)
    signed = OpenPage(patient.pk, page.key, since_last=False, amends_id=None).sign()
    told = {"page": page, "around": around, "signed": signed, "problem": problem}
    return render(request, "diaries/call.html", told, status=422 if problem else 200)
