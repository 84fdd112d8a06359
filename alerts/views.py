"""The numbers of the rules, a site's and a patient's; and what reached nobody, for managers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alerts import queries
from alerts.actions import settings as actions
from alerts.forms import PatientThresholdForm, ThresholdForm
from alerts.rules import Thresholds
from paincheck import clock
from paincheck.accounts.roles import SignedIn, lead_only, manager_only, nurse_only
from paincheck.accounts.views.answers import posted

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@lead_only
def thresholds(request: SignedIn) -> HttpResponse:
    """The sites whose numbers she may set; where it is one, straight to it."""
    sites = queries.sites_led_by(request.user)
    if len(sites) == 1:
        return redirect("alerts:site_thresholds", sites[0].pk)
    return render(request, "alerts/sites.html", {"sites": sites})


@get_or_post
@lead_only
def site_thresholds(request: SignedIn, site_id: int) -> HttpResponse:
    site = next((s for s in queries.sites_led_by(request.user) if s.pk == site_id), None)
    if site is None:
        raise Http404
    row = queries.settings_of(site=site)
    form = ThresholdForm(
        posted(request),
        initial=queries.own_numbers(row),
        fallback=Thresholds(),
        whose="As delivered",
    )
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        actions.set_site_thresholds(site=site, numbers=form.numbers(), by=request.user, now=now)
        messages.success(request, "Saved. They hold from the next pain check on.")
        return redirect("alerts:site_thresholds", site.pk)
    return _show(request, form, name=site.name)


@get_or_post
@nurse_only
def patient_thresholds(request: SignedIn, code: str) -> HttpResponse:
    now = clock.now()
    patient = queries.patient_open_to(request.user, code, now)
    if patient is None:
        return render(request, "clinicians/not_in_your_care.html", status=404)
    row = queries.settings_of(patient=patient)
    form = PatientThresholdForm(
        posted(request),
        initial={**queries.own_numbers(row), "reason": row.reason if row else ""},
        fallback=queries.thresholds_of_site(patient.team.site),
        whose="As for the site",
    )
    if request.method == "POST" and form.is_valid():
        actions.set_patient_thresholds(
            patient=patient,
            numbers=form.numbers(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now,
        )
        messages.success(request, "Saved. They hold from the next pain check on.")
        return redirect("clinicians:patient", patient.code)
    return _show(request, form, name=patient.full_name, code=patient.code)


@require_safe
@manager_only
def nobody_told(request: SignedIn) -> HttpResponse:
    """The teams of which nobody could be told of an alert, and what would mend it."""
    teams = queries.unheard_teams(request.user, clock.now())
    return render(request, "alerts/nobody_told.html", {"teams": teams})


def _show(request: SignedIn, form: Any, **told: str) -> HttpResponse:
    told_all = {"form": form, **told}
    status = 422 if form.errors else 200
    return render(request, "alerts/thresholds.html", told_all, status=status)
