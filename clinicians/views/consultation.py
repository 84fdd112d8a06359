"""The consultation view, and the papers that it ends with."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians.actions.consulting import PAPERS, ask_for_paper, consult, papers_read
from clinicians.figures import pain_figure
from clinicians.forms.consultation import SharedNoteForm
from clinicians.frame import TABLE
from clinicians.queries import consultation as queries
from clinicians.queries.introduction import closed_because
from clinicians.queries.papers import papers_page
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from diaries.actions import shared_notes
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted
from paincheck.prefetch import is_a_browsers_guess

NOT_NOW = "There is no consultation: {}. The summary for the record can still be read and made."
NO_GP = "Add the GP’s name and address under ‘Edit details’ first. Nothing was made."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def consultation(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """GET shows the days and the chosen check, POST writes a note about it."""
    if is_a_browsers_guess(request):
        return HttpResponse(status=204)
    closed = closed_because(patient, now)
    if closed:  # nothing is looked at or written together any more; the summary can be read (S18)
        messages.info(request, NOT_NOW.format(closed))
        return redirect("clinicians:patient", patient.code)
    form = SharedNoteForm(posted(request))
    span = _span(request.GET)
    if request.method == "POST" and form.is_valid():
        return _write(form.cleaned_data, patient, span=span, by=request.user, now=now)
    chosen = request.POST.get("check") or request.GET.get("check", "")
    page = queries.consultation(patient, span=span, chosen=chosen, now=now)
    figure = pain_figure(page.told.chart, TABLE).to_plotly_json()
    told = {"page": page, "form": form, "figure": figure}
    status = 422 if form.errors else 200
    response = render(request, "clinicians/consultation.html", told, status=status)
    if request.method == "GET":
        consult(patient=patient, by=request.user, now=now)
    return response


def _write(told: Any, patient: Any, *, span: str, by: Any, now: datetime) -> HttpResponse:
    about = queries.check_of(patient, told["check"], now)
    note = shared_notes.write_shared_note(
        patient=patient, key=told["key"], text=told["text"], about=about, by=by, now=now
    )
    chosen = f"&check={told['check']}" if about is not None else ""
    return redirect(f"{_address('consultation', patient)}?range={span}{chosen}#note-{note.pk}")


@require_POST
@of_patient
def strike(request: SignedIn, patient: Any, now: datetime, note_id: int) -> HttpResponse:
    done = shared_notes.strike_shared_note(
        patient=patient, note_id=note_id, by=request.user, now=now
    )
    if not done:
        raise Http404
    span = _span(request.POST)
    return redirect(f"{_address('consultation', patient)}?range={span}#note-{note_id}")


@require_safe
@of_patient
def papers(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """The summary as text to copy, and the buttons for the PDFs."""
    if is_a_browsers_guess(request):
        return HttpResponse(status=204)
    page = papers_page(patient, request.user, span=_span(request.GET), now=now)
    told = {"page": page, "header": header_of(patient, now)}
    response = render(request, "clinicians/papers.html", told)
    if request.method == "GET":
        papers_read(patient=patient, by=request.user, now=now)
    return response


@require_POST
@of_patient
def make(request: SignedIn, patient: Any, now: datetime, paper: str) -> HttpResponse:
    """Asks for a PDF, and leads to where it can be waited for."""
    if paper not in PAPERS:
        raise Http404
    span = _span(request.POST)
    if paper == "letter" and not patient.gp_name:
        messages.info(request, NO_GP)
        return redirect(f"{_address('papers', patient)}?range={span}")
    job = ask_for_paper(patient=patient, paper=paper, span=span, by=request.user, now=now)
    return redirect("background:job", job.pk)


def _span(sent: QueryDict) -> str:
    asked = sent.get("range", "14")
    return asked if asked in queries.RANGES else "14"


def _address(name: str, patient: Any) -> str:
    return reverse(f"clinicians:{name}", args=[patient.code])
