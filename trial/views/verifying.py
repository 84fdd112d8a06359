"""The monitor's page on whether every allocation is what its evidence comes to."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from paincheck.accounts.views.answers import posted
from paincheck.background import jobs
from trial.forms.verifying import VerifyForm
from trial.queries.rights import Held
from trial.queries.verifying import KIND, MAY, checks_of
from trial.views.doors import in_trial


@require_http_methods(("GET", "HEAD", "POST"))
@in_trial(*MAY)
def verify(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    form = VerifyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        job = jobs.ask(
            kind=KIND, arguments={"trial": held.trial.code}, by=held.user, now=now,
            key=form.cleaned_data["key"],
        )  # fmt: skip
        return redirect("background:job", job.pk)
    checks = checks_of(held)
    told = {"held": held, "form": form, "last": checks[0] if checks else None, "before": checks[1:]}
    return render(request, "trial/verify.html", told, status=422 if form.errors else 200)
