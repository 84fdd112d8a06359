"""The introduction: the first visit on one screen for both, its card on paper, and the list."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinicians.actions import introduction as actions
from clinicians.forms.introduction import GoalForm, NotDoneForm
from clinicians.introducing import LET_HER_TRY, OWNER, REVIEW_ON
from clinicians.queries import introduction as queries
from clinicians.queries.introduction import Item
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from diaries.queries.learning import booklet as booklet_of
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only
from paincheck.accounts.views.answers import posted

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@of_patient
def introduction(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """Each press is one part; the page comes back at that part."""
    goal = GoalForm(initial={"pain_goal": patient.pain_goal})
    if request.method == "POST":
        press = PRESSES.get(request.POST.get("press", ""))
        if press is None:
            raise Http404
        if press is _goal:
            goal = GoalForm(request.POST)
        if not goal.is_bound or goal.is_valid():
            return _done(request, patient, now, press, goal)
    told = {"page": queries.visit_page(patient, now), "header": header_of(patient, now)}
    told |= {"form": goal, "owner": OWNER, "review_on": REVIEW_ON}
    return render(request, "clinicians/introduction.html", told, status=422 if goal.errors else 200)


def _done(
    request: SignedIn, patient: Any, now: datetime, press: "Press", goal: GoalForm
) -> HttpResponse:
    item = request.POST.get("item", "")
    try:
        press(patient, item, goal, {"by": request.user, "now": now})
    except actions.Refused as sentence:
        messages.error(request, str(sentence))
        item = ""
    address = reverse("clinicians:introduction", args=[patient.code])
    return redirect(f"{address}#{item}" if item in Item.values else address)


Press = Callable[[Any, str, GoalForm, dict[str, Any]], None]


def _tick(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    if item not in Item.values:
        raise Http404
    actions.tick(patient=patient, item=item, **who)


def _take_back(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    actions.take_back(patient=patient, item=item, **who)


def _goal(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    actions.agree_goal(patient=patient, goal=goal.cleaned_data["pain_goal"], **who)


def _finish(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    actions.finish(patient=patient, **who)


def _after_all(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    actions.do_after_all(patient=patient, **who)


def _open(patient: Any, item: str, goal: GoalForm, who: dict[str, Any]) -> None:
    actions.open_for(patient=patient, **who)


PRESSES: dict[str, Press] = {
    "tick": _tick,
    "take_back": _take_back,
    "goal": _goal,
    "finish": _finish,
    "after_all": _after_all,
    "open": _open,
}


@get_or_post
@of_patient
def not_done(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """Apart from the page that the patient sees too."""
    form = NotDoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_not_done(patient=patient, by=request.user, now=now, **form.cleaned_data)
        except actions.Refused as sentence:
            form.add_error(None, str(sentence))
        else:
            messages.success(request, "Saved. It can be done later after all.")
            return redirect("clinicians:patient", patient.code)
    told = {"form": form, "header": header_of(patient, now), "let_her_try": LET_HER_TRY}
    status = 422 if form.errors else 200
    return render(request, "clinicians/introduction_not_done.html", told, status=status)


@require_safe
@of_patient
def card(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """The checklist on one sheet, for a visit without a screen."""
    told = {"page": queries.visit_page(patient, now), "header": header_of(patient, now)}
    return render(request, "clinicians/introduction_card.html", told)


@require_safe
@of_patient
def booklet(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """'Tackling cancer pain' to print, with the numbers of the patient's site."""
    told = {"page": booklet_of(patient, now), "header": header_of(patient, now)}
    return render(request, "clinicians/booklet.html", told)


@require_safe
@nurse_only
def introductions(request: SignedIn) -> HttpResponse:
    """Who is still to be introduced, the overdue ones first: to her team, and to the lead."""
    page = queries.introductions_page(request.user, clock.now())
    return render(request, "clinicians/introductions.html", {"page": page})
