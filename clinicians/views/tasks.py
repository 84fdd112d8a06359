"""Tasks: mine over all patients, and one of them done, put to another day, or taken back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians.actions import tasks as actions
from clinicians.forms.tasks import AddForm, DoneForm, MoveForm
from clinicians.queries import tasks
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.queries.quickly import DAYS, how_quickly
from clinicians.views.doors import of_patient
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only
from paincheck.accounts.views.answers import posted

MEANWHILE = "Not changed: somebody has put it to another day meanwhile. Look again."


@require_safe
@nurse_only
def my_tasks(request: SignedIn) -> HttpResponse:
    page = tasks.my_tasks(request.user, scope=request.GET.get("show", ""), now=clock.now())
    return render(request, "clinicians/tasks.html", {"page": page})


@require_safe
@nurse_only
def quickly(request: SignedIn) -> HttpResponse:
    rows = how_quickly(request.user, clock.now())
    return render(request, "clinicians/quickly.html", {"rows": rows, "days": DAYS})


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def add(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    form = AddForm(posted(request), today=_today(patient, now))
    if request.method == "POST" and form.is_valid():
        actions.add(
            patient=patient,
            kind="NEXT_STEP",
            whom="",
            contact=None,
            by=request.user,
            now=now,
            **form.cleaned_data,
        )
        messages.success(request, "Noted. It comes back on its day under ‘Tasks’.")
        return _back(request, patient)
    return _page(request, patient, form, now, heading="Add a task", button="Add this task")


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def done(request: SignedIn, patient: Any, now: datetime, task_id: int) -> HttpResponse:
    task = _task(patient, task_id)
    form = DoneForm(posted(request), task_id=task.pk, decision=task.kind == "PRESCRIBER")
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish(task=task, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, "Done. If that was a slip, take it back under ‘Done’.")
        except actions.AlreadyDone as already:
            messages.info(request, _done_by(already.by))
        return _back(request, patient)
    return _page(request, patient, form, now, task=task, heading="Done", button="This is done")


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def move(request: SignedIn, patient: Any, now: datetime, task_id: int) -> HttpResponse:
    task = _task(patient, task_id)
    shown = {"shown": task.due_on}
    form = MoveForm(posted(request), initial=shown, task_id=task.pk, today=_today(patient, now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(task=task, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, "It comes back on the new day.")
        except actions.AlreadyDone as already:
            messages.info(request, _done_by(already.by))
        except actions.MovedMeanwhile:
            messages.info(request, MEANWHILE)
        return _back(request, patient)
    heading, button = "Another day", "Put it to this day"
    return _page(request, patient, form, now, task=task, heading=heading, button=button)


@require_POST
@of_patient
def undo(request: SignedIn, patient: Any, now: datetime, task_id: int) -> HttpResponse:
    actions.undo_finish(task=_task(patient, task_id), by=request.user, now=now)
    messages.success(request, "Taken back: it is to be done again.")
    return _back(request, patient)


def _page(
    request: SignedIn, patient: Any, form: Any, now: datetime, *, task: Any = None, **words: str
) -> HttpResponse:
    shown = {"form": form, "header": header_of(patient, now), "task": task, **words}
    return render(request, "clinicians/task.html", shown, status=422 if form.errors else 200)


def _task(patient: Any, task_id: int) -> Any:
    task = tasks.task_of(patient, task_id)
    if task is None:
        raise Http404
    return task


def _today(patient: Any, now: datetime) -> Any:
    return now.astimezone(zone_of(patient)).date()


def _done_by(who: Any) -> str:
    return f"{who.full_name if who else 'Somebody'} has done this already."


def _back(request: HttpRequest, patient: Any) -> HttpResponse:
    """To the list that she came from."""
    if request.GET.get("from") == "tasks":
        return redirect("clinicians:tasks")
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#tasks")
