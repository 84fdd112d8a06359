"""The lock of the database: asked for by one, put in force by another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from paincheck.accounts.views.answers import posted
from trial.actions import locking
from trial.actions.rights import Refused
from trial.forms.exporting import LockForm
from trial.queries.locking import lock_page
from trial.queries.rights import Held
from trial.views.doors import in_trial


@require_http_methods(("GET", "HEAD", "POST"))
@in_trial("SETUP")
def lock(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    form = LockForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            locking.ask(trial=held.trial, by=held.user, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Asked for. A second person puts the lock in force.")
            return redirect("trial:lock", held.trial.code)
    page = lock_page(held.trial, held.user)
    told = {"held": held, "page": page, "form": form}
    return render(request, "trial/lock.html", told, status=422 if form.errors else 200)


@require_POST
@in_trial("SETUP")
def put_in_force(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    done = "The trial’s data are locked. Keep the signature somewhere else as well."
    return _press(request, held, locking.put_in_force, done, now)


@require_POST
@in_trial("SETUP")
def take_back(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    return _press(request, held, locking.take_back, "Taken back. Nothing was locked.", now)


def _press(request: HttpRequest, held: Held, act: Any, done: str, now: datetime) -> HttpResponse:
    try:
        act(trial=held.trial, by=held.user, now=now)
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("trial:lock", held.trial.code)
