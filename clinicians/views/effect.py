"""'Did it help?': what a nurse says of a change of medicine."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clinicians.actions.effect import TakenBack, answer_effect
from clinicians.forms.effect import EffectForm
from clinicians.queries.care import change_of
from clinicians.queries.effect import comparison_of
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import page, posted


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def effect(request: SignedIn, patient: Any, now: datetime, change_id: int) -> HttpResponse:
    change = change_of(patient, change_id)
    if change is None:
        raise Http404
    form = EffectForm(posted(request), today=now.astimezone(zone_of(patient)).date())
    if request.method == "POST" and form.is_valid():
        try:
            answer_effect(change=change, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, "Written down. The answers stand under ‘Is it working?’.")
        except TakenBack as refusal:
            messages.info(request, str(refusal))
        return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#working")
    told = {"asked": comparison_of(patient, change, now), "header": header_of(patient, now)}
    return page(request, "clinicians/effect.html", told | {"form": form})
