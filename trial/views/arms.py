"""Recruitment, and what shows arms: totals, and how the care under study was carried out."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from trial import accrual as recruitment
from trial import fidelity as carried_out
from trial.actions.showing import arms_shown
from trial.figures import accrual_figure
from trial.queries import accrual as accruals
from trial.queries import fidelity as fidelities
from trial.queries import totals as sums
from trial.queries.flow import sees_arms
from trial.queries.rights import Held
from trial.views.doors import in_trial


@require_safe
@in_trial(*accruals.WHO)
def accrual(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = accruals.accrual_of(held, now)
    page = {
        "held": held, "told": told, "sentences": recruitment.sentences(told),
        "figure": accrual_figure(told).to_plotly_json(),
    }  # fmt: skip
    return render(request, "trial/accrual.html", page)


@require_safe
@in_trial(*sums.WHO)
def totals(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = sums.totals_of(held)
    if page is None:
        raise Http404("She sees no arm.")
    arms_shown(trial=held.trial, what="totals", by=held.user, now=now)
    return render(request, "trial/totals.html", {"held": held, "page": page})


@require_safe
@in_trial(*fidelities.WHO)
def fidelity(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = _fidelity(held, now, "fidelity")
    page = {
        "held": held, "told": told, "sentences": carried_out.in_words(told),
        "elsewhere": carried_out.ELSEWHERE_WORDS,
        "drawing": mark_safe(carried_out.uptake_drawing(told.uptake.ratio)),  # noqa: S308 - escaped
    }  # fmt: skip
    return render(request, "trial/fidelity.html", page)


@require_safe
@in_trial(*fidelities.WHO)
def fidelity_people(request: HttpRequest, held: Held, key: str, now: datetime) -> HttpResponse:
    measure = _fidelity(held, now, "fidelity_people").measure(key)
    if measure is None:
        raise Http404("There is no such number.")
    return render(request, "trial/fidelity_people.html", {"held": held, "measure": measure})


def _fidelity(held: Held, now: datetime, what: str) -> carried_out.Fidelity:
    if not sees_arms(held):
        raise Http404("She sees no arm.")
    arms_shown(trial=held.trial, what=what, by=held.user, now=now)
    return fidelities.fidelity_of(held, now)
