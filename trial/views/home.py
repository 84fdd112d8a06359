"""My trials, and where one begins."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from paincheck.accounts.roles import SignedIn, trial_only
from trial.queries.home import what_waits
from trial.queries.rights import Held
from trial.queries.trials import trials_of
from trial.views.doors import in_trial


@require_safe
@trial_only
def trials(request: SignedIn) -> HttpResponse:
    return render(request, "trial/trials.html", {"rows": trials_of(request.user)})


@require_safe
@in_trial()
def home(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = {"held": held, "waits": what_waits(held, now), "me": request.user}
    return render(request, "trial/home.html", told)
