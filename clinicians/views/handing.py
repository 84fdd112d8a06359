"""A patient goes from one nurse to another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.actions.caseload import hand_over
from clinicians.forms.handing import HandOverForm
from clinicians.queries.handing import own_place
from clinicians.queries.patient import header_of
from clinicians.queries.people import places_near
from clinicians.views.doors import of_patient
from clinicians.views.refreshing import remember
from paincheck.accounts.leaving import HasLeft
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

HERS_ALREADY = "{} has this patient already. Nothing was changed."
HANDED = "Handed over to {}, {}. Open alerts that nobody had taken are told there now."
TAKEN_OVER = "You are the named nurse now. Alerts come to you."
NO_PLACE = "You are in no team that could have this patient. A lead nurse puts you in one."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def transfer(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    form = HandOverForm(posted(request), places=places_near(request.user, patient))
    if request.method == "POST" and form.is_valid():
        place, note = form.cleaned_data["place"], form.cleaned_data["note"]
        to = {"team": place.team, "nurse": place.nurse, "note": note}
        try:
            done = hand_over(patient=patient, by=request.user, now=now, **to)
        except HasLeft as left:
            form.add_error("place", str(left))
        else:
            if done is None:
                messages.info(request, HERS_ALREADY.format(place.nurse.full_name))
            else:
                messages.success(request, HANDED.format(place.nurse.full_name, place.team.name))
            return redirect("clinicians:caseload")
    told = {
        "form": form,
        "header": header_of(patient, now),
        "own": own_place(request.user, patient),
    }
    return render(request, "clinicians/transfer.html", told, status=422 if form.errors else 200)


@require_POST
@of_patient
def take_over(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """Two taps: 'Hand over or take over', then 'I take over'."""
    place = own_place(request.user, patient)
    if place is not None:
        hand_over(
            patient=patient,
            team=place.team,
            nurse=place.nurse,
            note="",
            by=request.user,
            now=now,
        )
        remember(request, request.user, now)
    if place is not None or patient.nurse == request.user:
        messages.success(request, TAKEN_OVER)
    else:
        messages.error(request, NO_PLACE)
    return redirect("clinicians:patient", patient.code)
