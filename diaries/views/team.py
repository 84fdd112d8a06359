"""The team's page, what we promise, the patient's goal, and a pause."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaries.actions import patients as actions
from diaries.forms import GoalForm
from diaries.queries import care_team, patients
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock


@require_GET
@own_diary
def team(request: PatientRequest, patient: Patient) -> HttpResponse:
    now = clock.now()
    around = patients.surroundings(patient, now)
    page = care_team.team_page(patient, around, now)
    return render(request, "diaries/team.html", {"page": page, "around": around})


@require_GET
@own_diary
def promise(request: PatientRequest, patient: Patient) -> HttpResponse:
    """What PainCheck promises her and what it does not, with her own site's hours and numbers."""
    around = patients.surroundings(patient, clock.now())
    return render(request, "diaries/promise.html", {"around": around})


@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def goal(request: PatientRequest, patient: Patient) -> HttpResponse:
    """The number that the patient wants to reach: hers to set and to change."""
    sent = request.POST if request.method == "POST" else None
    form = GoalForm(sent, initial={"pain_goal": patient.pain_goal})
    if sent is not None and "pain_goal" not in sent:  # 'no goal' is a press of its own
        form.add_error("pain_goal", _("Choose a number, or 'No goal'"))
    if request.method == "POST" and form.is_valid():
        actions.edit(patient=patient, changes=form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Your goal is saved."))
        return redirect("diaries:team")
    status = 422 if form.errors else 200
    return render(request, "diaries/goal.html", {"form": form}, status=status)


@require_POST
@own_diary
def pause(request: PatientRequest, patient: Patient) -> HttpResponse:
    """No reason is asked for, and no alert is closed by it (S14)."""
    if patient.paused_at is None:
        actions.pause(patient=patient, by=request.user, now=clock.now())
    messages.success(
        request,
        _("Your checks are paused until you begin again. You can still do one at any time."),
    )
    return redirect("diaries:team")


@require_POST
@own_diary
def resume(request: PatientRequest, patient: Patient) -> HttpResponse:
    if patient.paused_at is not None:
        actions.resume(patient=patient, by=request.user, now=clock.now())
    messages.success(request, _("Your checks go on from today."))
    return redirect("diaries:team")
