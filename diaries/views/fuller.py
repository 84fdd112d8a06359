"""The fuller check: begun, one page after the other, looked over, sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from diaries.actions import fuller as actions
from diaries.forms_fuller import StepForm
from diaries.fuller import signs_of_toxicity, step_after
from diaries.fuller_questions import STEP
from diaries.queries import checks, patients
from diaries.queries import fuller as asking
from diaries.queries.fuller import FullerCheck, Step
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, keeps_answers_when_signed_out, own_diary
from diaries.views.opened import OpenPage
from paincheck import clock

SKIP, STOP = "skip", "stop"
UNREADABLE = gettext_lazy("We could not read this page. Please press the button again.")
TOO_LATE = gettext_lazy(
    "These answers were sent or closed before, on another page. "
    "What you have just put is not with them."
)


@dataclass(frozen=True)
class Visit:
    """One request to a page of a fuller check that takes answers."""

    request: PatientRequest
    patient: Patient
    check: FullerCheck
    now: datetime


@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def begin(request: PatientRequest, patient: Patient) -> HttpResponse:
    """What it is, and the button that begins it or goes on with what was begun."""
    now = clock.now()
    if request.method == "POST":
        return _begin(request, patient, now)
    around = patients.surroundings(patient, now)
    page = asking.begin_page(patient, _uuid(request.GET.get("beside")), around, now)
    return render(request, "diaries/fuller.html", {"page": page, "around": around})


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def step(request: PatientRequest, patient: Patient, name: str) -> HttpResponse:
    """One page of questions; each press keeps its answers."""
    now = clock.now()
    if name not in STEP:
        raise Http404
    check = _open_check(request, patient, now)
    if check is None:
        return _too_late(request, patient, STEP[name], now)
    visit = Visit(request, patient, check, now)
    if request.method == "POST" and _key(request, patient) is not None:
        try:
            return _take(visit, STEP[name])
        except actions.NotOpen:
            return _too_late(request, patient, STEP[name], now)
    kept = asking.answers_of(check)
    if request.method == "POST":
        form = StepForm(request.POST, step=STEP[name], answers=kept)
        form.add_error(None, UNREADABLE)
    else:
        form = StepForm(step=STEP[name], answers=kept)
    return _show(visit, STEP[name], form)


@keeps_answers_when_signed_out
@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def answers(request: PatientRequest, patient: Patient) -> HttpResponse:
    """'Check your answers'; its button sends what was kept."""
    now = clock.now()
    key = _key(request, patient)
    if request.method == "POST" and key is not None:
        return _send(request, patient, key, now)
    check = asking.draft_of(patient, now)
    if check is None:
        return _gone(request, patient)
    look = asking.look_over(check)
    told = {"look": look, "around": patients.surroundings(patient, now), "page": _sign(check)}
    if request.method == "POST":
        messages.error(request, UNREADABLE)
    status = 422 if request.method == "POST" else 200
    return render(request, "diaries/fuller_answers.html", told, status=status)


@require_GET
@own_diary
def sent(request: PatientRequest, patient: Patient, fuller_id: UUID) -> HttpResponse:
    """Thanks, who reads it, and what was sent."""
    now = clock.now()
    check = asking.one_of(patient, fuller_id)
    if check is None:
        raise Http404
    told = {"look": asking.look_over(check), "around": patients.surroundings(patient, now)}
    return render(request, "diaries/fuller_sent.html", told)


def _begin(request: PatientRequest, patient: Patient, now: datetime) -> HttpResponse:
    key, beside = _uuid(request.POST.get("key")), _uuid(request.POST.get("beside"))
    if key is None:
        messages.error(request, UNREADABLE)
        return redirect("diaries:fuller")
    pain_check = None if beside is None else checks.own_check(patient, beside)
    check = actions.begin(patient=patient, key=key, pain_check=pain_check, by=request.user, now=now)
    if check.sent_at is not None:
        return redirect("diaries:fuller_sent", check.pk)
    return _to(asking.where_to_go_on(check))


def _take(visit: Visit, step: Step) -> HttpResponse:
    """Keep what was given. A mistake on the page holds nothing back that is dangerous (S3)."""
    pressed = visit.request.POST.get("then", "")
    if pressed == SKIP:
        return _to(step_after(step.name, asking.answers_of(_save(visit, step, None))))
    kept = asking.answers_of(visit.check)
    form = StepForm(visit.request.POST, step=step, answers=kept)
    if not form.is_valid():
        if signs_of_toxicity(kept.with_values(form.values())):
            _save(visit, step, form.values())
        return _show(visit, step, form)
    saved = asking.answers_of(_save(visit, step, form.values()))
    if pressed != STOP:
        return _to(step_after(step.name, saved))
    messages.info(  # nothing is done yet
        visit.request, _("We kept your answers. They are not sent yet. You can go on for a day.")
    )
    return redirect("diaries:home")


def _save(visit: Visit, step: Step, values: dict[str, object] | None) -> FullerCheck:
    return actions.save(
        patient=visit.patient,
        key=visit.check.key,
        step=step,
        values=values,
        by=visit.request.user,
        now=visit.now,
    )


def _send(request: PatientRequest, patient: Patient, key: UUID, now: datetime) -> HttpResponse:
    check = asking.open_with(patient, key)
    if check is not None and asking.answers_of(check).is_empty():
        messages.info(request, _("You have not answered anything yet. There is nothing to send."))
        return redirect("diaries:fuller_step", "where")
    try:
        check = actions.send(patient=patient, key=key, by=request.user, now=now)
    except actions.NotOpen:
        return _gone(request, patient)
    return redirect("diaries:fuller_sent", check.pk)


def _show(visit: Visit, step: Step, form: StepForm) -> HttpResponse:
    check = asking.open_with(visit.patient, visit.check.key) or visit.check
    told = {
        "page": asking.step_page(check, step),
        "form": form,
        "signed": _sign(check),
        "around": patients.surroundings(visit.patient, visit.now),
    }
    status = 422 if form.errors else 200
    return render(visit.request, "diaries/fuller_step.html", told, status=status)


def _open_check(request: PatientRequest, patient: Patient, now: datetime) -> FullerCheck | None:
    """A page that was sent is about its own check, however long it stood open."""
    key = _key(request, patient) if request.method == "POST" else None
    return asking.draft_of(patient, now) if key is None else asking.open_with(patient, key)


def _gone(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Sent on another page, or left for more than a day."""
    key = _key(request, patient)
    check = None if key is None else asking.sent_with(patient, key)
    if check is not None:
        return redirect("diaries:fuller_sent", check.pk)
    messages.info(request, _("There are no answers waiting here. You can begin again."))
    return redirect("diaries:fuller")


def _too_late(request: PatientRequest, patient: Patient, step: Step, now: datetime) -> HttpResponse:
    """This page's answers are not kept any more, and that is said; danger on it is told (S3)."""
    key = _key(request, patient) if request.method == "POST" else None
    check = None if key is None else asking.any_with(patient, key)
    if key is None or check is None or request.POST.get("then") == SKIP:
        return _gone(request, patient)
    kept = asking.answers_of(check)
    form = StepForm(request.POST, step=step, answers=kept)
    form.is_valid()
    told = form.values()
    if actions.tell_late(patient=patient, key=key, values=told, by=request.user, now=now):
        around = patients.surroundings(patient, now)
        return render(request, "diaries/fuller_late.html", {"around": around})
    if kept.with_values(told) != kept:
        messages.info(request, TOO_LATE)
    return _gone(request, patient)


def _to(step: Step | None) -> HttpResponse:
    if step is None:
        return redirect("diaries:fuller_answers")
    return redirect("diaries:fuller_step", step.name)


def _sign(check: FullerCheck) -> str:
    return OpenPage(check.patient_id, check.key, since_last=False, amends_id=None).sign()


def _key(request: PatientRequest, patient: Patient) -> UUID | None:
    page = OpenPage.read(request.POST.get("page", ""))
    return page.key if page is not None and page.patient_id == patient.pk else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
