"""The patient's reminders, a pause, and the link that stops them."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diaries.actions import patients as actions
from diaries.actions import reminders as plans
from diaries.forms_reminders import PauseForm, ReminderForm
from diaries.queries import patients
from diaries.queries import reminders as queries
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@own_diary
def reminders(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Her own times, days and channel."""
    sent = request.POST if request.method == "POST" else None
    form = reminder_form(patient, sent)
    if request.method == "POST" and form.is_valid():
        plans.set_plan(patient=patient, by=request.user, now=clock.now(), **form.plan())
        messages.success(request, _("Your reminders are saved."))
        return redirect("diaries:reminders")
    return _show(request, patient, form=form)


@require_POST
@own_diary
def stop_own(request: PatientRequest, patient: Patient) -> HttpResponse:
    plans.stop(patient=patient, by=request.user, now=clock.now())
    messages.success(request, _("Your reminders are stopped. You can still do a check each day."))
    return redirect("diaries:reminders")


@require_POST
@own_diary
def pause_until(request: PatientRequest, patient: Patient) -> HttpResponse:
    """No reason is asked for, and no alert is closed by it (S14)."""
    form = PauseForm(request.POST, today=_today(patient))
    if not form.is_valid():
        return _show(request, patient, pause_form=form)
    until = form.cleaned_data["until"]
    actions.pause(patient=patient, until=until, by=request.user, now=clock.now())
    messages.success(request, _("Your checks are paused. You can still do one at any time."))
    return redirect("diaries:reminders")


@login_not_required
@get_or_post
def stop_by_link(request: HttpRequest, stop_key: UUID) -> HttpResponse:
    """One button. It says nothing of whose link it is, nor whether it is anybody's."""
    if request.method == "POST":
        plans.stop_by_link(stop_key=stop_key, now=clock.now())
    return render(request, "diaries/stop_reminders.html", {"done": request.method == "POST"})


def reminder_form(patient: Patient, sent: QueryDict | None) -> ReminderForm:
    """Filled from what was sent, else from her plan, else with what most people want."""
    plan = queries.plan_of(patient)
    page = queries.reminders_page(patient, plan)
    if plan is not None:
        initial = ReminderForm.filled_from(channel=plan.channel, times=plan.times, days=plan.days)
    else:
        weekly = patient.schedule == Patient.Schedule.WEEKLY
        initial = ReminderForm.filled_anew(ways=page.ways, weekly=weekly, today=_today(patient))
    return ReminderForm(sent, initial=initial, ways=page.ways, times=plan.times if plan else ())


def _today(patient: Patient) -> date:
    return clock.now().astimezone(patients.zone_of(patient)).date()


def _show(
    request: PatientRequest,
    patient: Patient,
    *,
    form: ReminderForm | None = None,
    pause_form: PauseForm | None = None,
) -> HttpResponse:
    wrong = [one for one in (form, pause_form) if one is not None and one.errors]
    until = {"until": patient.paused_until}
    told = {
        "form": form or reminder_form(patient, None),
        "pause_form": pause_form or PauseForm(initial=until, today=_today(patient)),
        "forms": [pause_form] if pause_form else [],
        "page": queries.reminders_page(patient, queries.plan_of(patient)),
    }
    return render(request, "diaries/reminders.html", told, status=422 if wrong else 200)
