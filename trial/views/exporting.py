"""Data for analysis: which files were made, and asking for another."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from paincheck.accounts.views.answers import posted
from trial.actions import exporting
from trial.actions.rights import Refused
from trial.forms.exporting import ExportForm
from trial.queries.exporting import WHO, exports_page
from trial.queries.rights import Held
from trial.views.doors import in_trial


@require_http_methods(("GET", "HEAD", "POST"))
@in_trial(*WHO)
def exports(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = exports_page(held, now)
    form = ExportForm(posted(request), may_unmasked=page.may_unmasked)
    if request.method == "POST" and form.is_valid():
        try:
            made = exporting.ask(trial=held.trial, by=held.user, now=now, **form.told)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("background:job", made.key)
    told = {"held": held, "page": page, "form": form}
    return render(request, "trial/exports.html", told, status=422 if form.errors else 200)
