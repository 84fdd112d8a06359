"""The upload of a list that a statistician made elsewhere."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trial.actions import allocating
from trial.actions.rights import Refused
from trial.forms.listing import ListForm
from trial.queries.listing import list_page
from trial.queries.rights import Held
from trial.views.doors import in_trial


@require_http_methods(("GET", "HEAD", "POST"))
@in_trial("STATISTICIAN")
def upload(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    """It is read whole and sealed; the page never shows an entry of it."""
    sent = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if sent else ListForm()
    if sent and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            made = allocating.upload_list(trial=held.trial, content=content, by=held.user, now=now)
        except Refused as refused:
            for said in str(refused).split("\n"):
                form.add_error("file", said)
        else:
            messages.success(request, f"Kept and sealed: {made.upload.rows:,} entries.")
            for said in made.warnings:
                messages.warning(request, said)
            return redirect("trial:list", held.trial.code)
    told = {"held": held, "form": form, "page": list_page(held)}
    return render(request, "trial/list.html", told, status=422 if form.errors else 200)
