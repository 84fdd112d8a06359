"""What a nurse does with an alert: take it, log the contact, close it with a reason."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alerts.actions import answering, flagging
from clinicians.forms.answering import CloseForm, ContactForm
from clinicians.queries import care
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

LOOKING = "The rules look again. What they find stands under ‘Open alerts’ in a moment."
NOTHING_WAITS = "There is nothing that the rules have failed on."
STAYS_OPEN = "Logged. Not reached: {} and escalation goes on until somebody talks with the patient."

LOOK_FIRST = "Not closed. Something came in since you opened that page: look at ‘Open alerts’."
CAME_LATER = "Something came in after this contact. It stays open: look at ‘Open alerts’."


@require_POST
@of_patient
def take(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    alert = care.alert_of(patient, alert_id)
    if alert is None:
        raise Http404
    try:
        answering.take(alert=alert, by=request.user, now=now)
    except answering.AlreadyTaken as taken:
        who = taken.by.full_name if taken.by else "Somebody else"
        messages.info(request, f"{who} has taken this already, or it has been closed.")
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#alerts")


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def contact(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """One form, from the alert or from the patient's page."""
    alerts = care.open_alert_rows(patient)
    about = {"alerts": _from(request, alerts)}
    zone = zone_of(patient)
    form = ContactForm(posted(request), initial=about, alerts=alerts, zone=zone, now=now)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        chosen = set(told.pop("alerts", []))
        mine = [alert for alert in alerts if alert.pk in chosen]
        logged = answering.log_contact(
            patient=patient, alerts=mine, by=request.user, now=now, **told
        )
        joined = logged.alerts.filter(pk__in=chosen).count()
        messages.success(request, _what_came_of_it(logged.reached, joined))
        if joined < len(mine):
            messages.info(request, CAME_LATER)
        return redirect("clinicians:patient", patient.code)
    shown = {"form": form, "header": header_of(patient, now)}
    return render(request, "clinicians/contact.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def close(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    alert = care.alert_of(patient, alert_id)
    if alert is None:
        raise Http404
    if alert.closed_at is not None:
        messages.info(request, "This alert has been closed already.")
        return redirect("clinicians:patient", patient.code)
    today = now.astimezone(zone_of(patient)).date()
    shown_as_of = {"as_of": alert.last_found_at.isoformat()}
    form = CloseForm(posted(request), initial=shown_as_of, rule=alert.rule, today=today)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            answering.close_with_reason(
                alert=alert,
                reason=told["why"],
                review_on=told["review_on"],
                by=request.user,
                now=now,
                as_of=told["as_of"],
            )
            messages.success(request, "Closed with your reason.")
        except answering.SomethingCameIn:
            messages.info(request, LOOK_FIRST)
        return redirect("clinicians:patient", patient.code)
    shown = {"form": form, "header": header_of(patient, now), "alert": alert}
    return render(request, "clinicians/close.html", shown, status=422 if form.errors else 200)


@require_POST
@of_patient
def look_again(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """The rules had failed for good; whatever was wrong with them may be mended by now."""
    asked = flagging.look_again(patient=patient, by=request.user, now=now)
    messages.info(request, LOOKING if asked else NOTHING_WAITS)
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#alerts")


def _from(request: SignedIn, alerts: list[Any]) -> list[int]:
    """The alert she came from; from the patient's page, all that are open."""
    asked = request.GET.get("alert", "")
    return [alert.pk for alert in alerts if asked in ("", str(alert.pk))]


def _what_came_of_it(reached: bool, about: int) -> str:
    """Said after, as the form said it before (S10)."""
    if reached:
        closed = f" {about} {'alert is' if about == 1 else 'alerts are'} closed." if about else ""
        return f"Contact logged.{closed}"
    if not about:
        return "Contact logged. The patient was not reached."
    return STAYS_OPEN.format("the alert stays open," if about == 1 else "the alerts stay open,")
