"""The numbers of the rules, a site's and a patient's; and what reached nobody, for managers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alerts import load, pages, preview, queries
from alerts.actions import settings as actions
from alerts.compared import doubles
from alerts.forms import QUESTIONS, PatientThresholdForm, ThresholdForm
from alerts.rules import Thresholds
from paincheck import clock
from paincheck.accounts.roles import (
    SignedIn,
    lead_or_manager_only,
    manager_only,
    nurse_only,
    staff_only,
)
from paincheck.accounts.views.answers import posted
from paincheck.background import jobs

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@lead_or_manager_only
def thresholds(request: SignedIn) -> HttpResponse:
    """The sites whose numbers she may set; where it is one, straight to it."""
    sites = pages.sites_governed_by(request.user)
    if len(sites) == 1:
        return redirect("alerts:site_thresholds", sites[0].pk)
    return render(request, "alerts/sites.html", {"sites": sites})


@get_or_post
@lead_or_manager_only
def site_thresholds(request: SignedIn, site_id: int) -> HttpResponse:
    site = next((s for s in pages.sites_governed_by(request.user) if s.pk == site_id), None)
    if site is None:
        raise Http404
    row = queries.settings_of(site=site)
    form = ThresholdForm(
        posted(request),
        initial=_initial(request, row),
        fallback=Thresholds(),
        whose="As delivered",
    )
    about = {"site": site, "row": row, "patient": None}
    if request.method == "POST" and form.is_valid():
        first = _look_first(request, form, about)
        if first is not None:
            return first
        actions.set_site_thresholds(
            site=site, numbers=form.numbers(), by=request.user, now=clock.now()
        )
        messages.success(request, "Saved. They hold from the next pain check on.")
        return redirect("alerts:site_thresholds", site.pk)
    return _show(request, form, about)


@get_or_post
@nurse_only
def patient_thresholds(request: SignedIn, code: str) -> HttpResponse:
    patient = queries.patient_open_to(request.user, code, clock.now())
    if patient is None:
        return render(request, "clinicians/not_in_your_care.html", status=404)
    site, row = patient.team.site, queries.settings_of(patient=patient)
    form = PatientThresholdForm(
        posted(request),
        initial=_initial(request, row),
        fallback=queries.thresholds_of_site(site),
        whose="As for the site",
    )
    # Looking needs no reason: nothing is changed by it.
    form.fields["reason"].required = request.POST.get("do") != "preview"
    about = {"site": site, "row": row, "patient": patient}
    if request.method == "POST" and form.is_valid():
        first = _look_first(request, form, about)
        if first is not None:
            return first
        actions.set_patient_thresholds(
            patient=patient,
            numbers=form.numbers(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=clock.now(),
        )
        messages.success(request, "Saved. They hold from the next pain check on.")
        return redirect("clinicians:patient", patient.code)
    return _show(request, form, about)


@require_safe
@staff_only
def preview_result(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    """What other numbers would have done; for whoever asked, while it is kept."""
    page = pages.preview_page(request.user, job_id, clock.now())
    if page is None:
        raise Http404
    return render(request, "alerts/preview.html", {"page": page, "days": preview.LOOKED_AT.days})


@require_safe
@nurse_only
def alert_load(request: SignedIn) -> HttpResponse:
    teams = load.teams_load(request.user, clock.now())
    return render(request, "alerts/load.html", {"teams": teams})


@require_safe
@manager_only
def nobody_told(request: SignedIn) -> HttpResponse:
    """The teams of which nobody could be told of an alert, and what would mend it."""
    teams = queries.unheard_teams(request.user, clock.now())
    return render(request, "alerts/nobody_told.html", {"teams": teams})


def _initial(request: SignedIn, row: Any) -> dict[str, Any]:
    """What holds, or what she tried out last and comes back with."""
    held = queries.own_numbers(row)
    if not any(name in request.GET for name in QUESTIONS):
        return held | {"reason": row.reason if row else ""}
    return {name: request.GET.get(name, "") for name in QUESTIONS}


def _look_first(request: SignedIn, form: Any, about: dict[str, Any]) -> HttpResponse | None:
    """The preview where she asked for it; a warning where the load would double, said once."""
    site, patient, numbers, now = about["site"], about["patient"], form.numbers(), clock.now()
    if request.POST.get("do") == "preview":
        told = preview.arguments(site=site, patient=patient, numbers=numbers)
        job = jobs.ask(kind=preview.KIND, arguments=told, by=request.user, now=now)
        return redirect("background:job", job.pk)
    if request.POST.get("sure") or numbers == queries.own_numbers(about["row"]):
        return None
    found = preview.four_weeks_with(
        by=request.user, site=site, patient=patient, numbers=numbers, now=now
    )
    if found is not None and not doubles(*found):
        return None
    return _show(request, form, about, warned=True, found=found)


def _show(request: SignedIn, form: Any, about: dict[str, Any], **told: Any) -> HttpResponse:
    page = pages.settings_page(form, **about)
    status = 422 if form.errors or told.get("warned") else 200
    told_all = {"form": form, "page": page, **about, **told}
    return render(request, "alerts/thresholds.html", told_all, status=status)
