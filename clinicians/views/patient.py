"""The patient's page."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinicians.actions.looking import look
from clinicians.figures import pain_figure
from clinicians.forms.messages import ReplyForm
from clinicians.forms.notes import NoteForm
from clinicians.queries.patient import RANGES, patient_page
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.prefetch import is_a_browsers_guess


@require_safe
@of_patient
def patient(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """Its new checks are seen once they stand on the page that she asked for (S6)."""
    if is_a_browsers_guess(request):
        return HttpResponse(status=204)
    span = request.GET.get("range", "14")
    page = patient_page(patient, request.user, span=span if span in RANGES else "14", now=now)
    told = {
        "page": page,
        "form": ReplyForm(),
        "note_form": NoteForm(),
        "as_of": now,
        "figure": pain_figure(page.chart).to_plotly_json(),
        "undo": request.session.get("situation_before", {}).get(patient.code, ""),
    }
    response = render(request, "clinicians/patient.html", told)
    if request.method == "GET":
        look(
            patient=patient,
            shown=page.shown,
            messages=page.inbox.shown,
            by=request.user,
            now=now,
        )
    return response
