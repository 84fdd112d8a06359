"""Rights in a trial: the delegation log, giving and ending."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinicians import engagement_files as files
from paincheck.accounts.views.answers import posted
from trial.actions import rights as actions
from trial.actions.rights import Refused
from trial.forms.rights import GiveForm
from trial.queries import delegation as queries
from trial.queries.rights import Held
from trial.views.doors import in_trial

PAGE = ("GET", "HEAD", "POST")


@require_http_methods(PAGE)
@in_trial("SETUP", "MONITOR")
def rights(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    """The log for whoever may read it; the form for who sets the trial up."""
    form = None
    if held.may("SETUP"):
        people, sites = queries.people_for(held.trial, held.user), queries.sites_of(held.trial)
        form = GiveForm(posted(request), people=people, sites=sites)
    elif request.method == "POST":
        raise Http404("Only who sets the trial up gives rights.")
    if form and request.method == "POST" and form.is_valid() and _given(held, form, now):
        messages.success(request, "Given. It holds from now on.")
        return redirect("trial:rights", held.trial.code)
    rows = queries.log_of(held.trial)
    told = {"held": held, "form": form, "rows": rows, "now": now}
    return render(request, "trial/rights.html", told, status=422 if form and form.errors else 200)


def _given(held: Held, form: Any, now: datetime) -> bool:
    told = form.cleaned_data
    user, site = queries.user_and_site(held.trial, told["user"], told["site"])
    try:
        actions.give(
            trial=held.trial, user=user, right=told["right"], site=site, by=held.user, now=now
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
@in_trial("SETUP")
def end(request: HttpRequest, held: Held, now: datetime, right_id: int) -> HttpResponse:
    right = queries.right_of(held.trial, right_id)
    if right is None:
        raise Http404("No such right in this trial.")
    try:
        actions.end(right=right, by=held.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Ended. It stays in the log.")
        if right.user_id == held.user.pk and right.right == "SETUP":
            return redirect("trial:trials")  # this page is hers no longer
    return redirect("trial:rights", held.trial.code)


@require_POST
@in_trial("SETUP", "MONITOR")
def take(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    """The log as a file. That it was taken is noted."""
    made = files.as_csv(queries.as_table(queries.log_of(held.trial)))
    actions.taken(trial=held.trial, by=held.user, now=now)
    answer = HttpResponse(made, content_type=files.CSV_TYPE)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="delegation-log-{held.trial.code}.csv"'
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
