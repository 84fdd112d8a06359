"""'Prepare for your visit': the page, its questions, and whether charts are shown."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from diaries.actions import looking_back as actions
from diaries.forms_visit import QuestionForm
from diaries.queries import patients
from diaries.queries import visit as visits
from diaries.queries.patients import Patient
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock

YES_NO = {"1": True, "0": False}
NOTHING_CHANGED = gettext_lazy(
    "We could not read that, and nothing is changed. Please press again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@own_diary
def visit(request: PatientRequest, patient: Patient) -> HttpResponse:
    now = clock.now()
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_question(patient=patient, by=request.user, now=now, **form.cleaned_data)
        except actions.TooManyQuestions:
            form.add_error("text", _("Your list is full. Tick off a question first."))
        else:
            return redirect(f"{request.path}#questions")
    around = patients.surroundings(patient, now)
    told = {"page": visits.visit_page(patient, around, now), "around": around, "form": form}
    return render(request, "diaries/visit.html", told, status=422 if form.errors else 200)


@require_POST
@own_diary
def tick(request: PatientRequest, patient: Patient, key: UUID) -> HttpResponse:
    """`done` is '1' to tick the question off, '0' to bring it back."""
    done = request.POST.get("done")
    if done not in YES_NO:
        messages.info(request, NOTHING_CHANGED)
    elif not actions.tick_question(
        patient=patient, key=key, done=YES_NO[done], by=request.user, now=clock.now()
    ):
        raise Http404
    return redirect("diaries:visit")


@require_POST
@own_diary
def charts(request: PatientRequest, patient: Patient) -> HttpResponse:
    """`shown` is '1' or '0': the tables stay either way."""
    shown = YES_NO.get(request.POST.get("shown", ""))
    if shown is None:
        messages.info(request, NOTHING_CHANGED)
        return redirect("diaries:days")
    actions.show_charts(patient=patient, shown=shown, by=request.user, now=clock.now())
    words = _("Charts are on.") if shown else _("Charts are off. The tables stay.")
    messages.success(request, words)
    return redirect("diaries:days")
