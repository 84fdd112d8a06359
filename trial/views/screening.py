"""The screening log, and somebody added to it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from paincheck.accounts.views.answers import posted
from trial.actions import screening as actions
from trial.actions.rights import Refused
from trial.forms.screening import AddForm
from trial.queries import screening as queries
from trial.queries.rights import Held
from trial.views.doors import in_trial

ADDED = "Added as {}. Next: the consent."
NOT_ELIGIBLE = "Added as {} and excluded: {}"


@require_safe
@in_trial(*queries.SEEN_BY)
def log(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = {"search": request.GET.get("q", ""), "state": request.GET.get("state", "")}
    page = queries.screening_log(held, **told)
    return render(request, "trial/screening.html", {"held": held, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@in_trial(queries.ENROL)
def add(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    form = AddForm(posted(request), places=queries.places_for(held, now))
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.add(trial=held.trial, by=held.user, now=now, **form.told)
        except Refused as sentence:
            form.add_error(None, str(sentence))
        else:
            number = done.participant.number
            said = NOT_ELIGIBLE.format(number, done.said) if done.said else ADDED.format(number)
            messages.success(request, said)
            return redirect("trial:participant", held.trial.code, number)
    told = {"held": held, "form": form}
    return render(request, "trial/add.html", told, status=422 if form.errors else 200)
