"""Presses on an alert's card: see to it, give it back, put it off, open it again after a slip."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alerts.actions import answering, putting_off
from clinicians.forms.closing import SnoozeForm
from clinicians.queries import alert_cards
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.queries.times import times_to_put_off_until
from clinicians.views.answering import closed_by, numbers
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

LOOK_FIRST = "Not put off. Something came in since you opened that page: look at ‘Open alerts’."
NEVER = "Danger, toxicity and wishes for contact cannot be put off. Please see to this one now."
PUT_OFF = "Put off. It comes back by itself, and earlier if it gets worse."
GIVEN_BACK = "Given back: nobody has it now, and the team is told again."
OPENED = "Open again. The team is told of it."


@require_POST
@of_patient
def take(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    """All that one check made, with one press."""
    for alert in _pressed(request, patient, alert_id):
        try:
            answering.take(alert=alert, by=request.user, now=now)
        except answering.AlreadyTaken as taken:
            who = who_of(taken.by)
            messages.info(request, f"{who} has taken this already, or it has been closed.")
    return _to_alerts(patient)


@require_POST
@of_patient
def give_back(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    for alert in _pressed(request, patient, alert_id):
        try:
            putting_off.give_back(alert=alert, by=request.user, now=now)
        except answering.AlreadyTaken as taken:
            messages.info(request, f"{who_of(taken.by)} has this now.")
            return _to_alerts(patient)
    messages.success(request, GIVEN_BACK)
    return _to_alerts(patient)


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def snooze(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    """Until a time, with a reason; never danger, toxicity or a wish (S13)."""
    alert = alert_cards.alert_of(patient, alert_id)
    if alert is None:
        raise Http404
    as_of = {"as_of": alert.last_found_at.isoformat()}
    level, zone = alert.level, zone_of(patient)
    times = times_to_put_off_until(patient, now, level=level)
    form = SnoozeForm(posted(request), initial=as_of, level=level, times=times, zone=zone, now=now)
    why_not = _why_not(alert)
    if why_not or (request.method == "POST" and form.is_valid()):
        if why_not:
            messages.info(request, why_not)
        else:
            _put_off(request, alert, form.cleaned_data, now)
        return _to_alerts(patient)
    shown = {"form": form, "header": header_of(patient, now), "alert": alert}
    return render(request, "clinicians/snooze.html", shown, status=422 if form.errors else 200)


@require_POST
@of_patient
def open_again(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    for alert in _pressed(request, patient, alert_id):
        try:
            putting_off.open_again(alert=alert, by=request.user, now=now)
            messages.success(request, OPENED)
        except putting_off.NotToBeOpened as sentence:
            messages.info(request, str(sentence))
    return _to_alerts(patient)


def _pressed(request: SignedIn, patient: Any, alert_id: int) -> Sequence[Any]:
    """The alert of the address, and those of its card beside it."""
    also = numbers(request, "also")
    alerts = alert_cards.alerts_of(patient, [alert_id, *also])
    if alert_id not in {alert.pk for alert in alerts}:
        raise Http404
    return alerts


def who_of(somebody: Any) -> str:
    return somebody.full_name if somebody else "Somebody else"


def _why_not(alert: Any) -> str:
    if alert.closed_at is not None:
        return closed_by(alert.closed_by)
    return "" if alert_cards.may_sleep(alert) else NEVER


def _put_off(request: SignedIn, alert: Any, told: dict[str, Any], now: datetime) -> None:
    try:
        putting_off.snooze(
            alert=alert,
            until=told["at"],
            reason=told["reason"],
            by=request.user,
            now=now,
            as_of=told["as_of"],
        )
        messages.success(request, PUT_OFF)
    except answering.SomethingCameIn:
        messages.info(request, LOOK_FIRST)
    except answering.AlreadyTaken as taken:
        mine = taken.by == request.user
        who = "you have put this off" if mine else f"{who_of(taken.by)} has this"
        messages.info(request, f"Not put off: {who} already.")
    except answering.AlreadyClosed as closed:
        messages.info(request, closed_by(closed.by))
    except answering.NotToBeSilenced:
        messages.error(request, NEVER)


def _to_alerts(patient: Any) -> HttpResponse:
    return redirect(f"{reverse('clinicians:patient', args=[patient.code])}#alerts")
