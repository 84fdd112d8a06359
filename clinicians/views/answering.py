"""What a nurse does with an alert: log the contact, close it with a reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alerts.actions import answering, flagging
from clinicians.actions import contacts
from clinicians.forms.answering import DECISION, FOLLOW_UP, ContactForm
from clinicians.forms.closing import CloseForm
from clinicians.queries import alert_cards, tasks
from clinicians.queries.next_up import what_happens_next
from clinicians.queries.patient import header_of
from clinicians.queries.people import zone_of
from clinicians.queries.times import times_to_try_again
from clinicians.views.doors import of_patient
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

LOOKING = "The rules look again. What they find stands under ‘Open alerts’ in a moment."
NOTHING_WAITS = "There is nothing that the rules have failed on."
SLIP = " If that was a slip, open it again under ‘Closed alerts’."
NO_TALK = " If that was a slip, say so under ‘Contacts’: they open again."

LOOK_FIRST = "Not closed. Something came in since you opened that page: look at ‘Open alerts’."
CHANGE_THE_LIST = (
    "If a medicine or a dose was changed, change it under ‘Medicines’ too: chart and papers go by "
    "that list."
)
CAME_LATER = "Something came in after this contact. It stays open: look at ‘Open alerts’."
LOGGED_BEFORE = (
    "Nothing was added: this page had logged a contact already. Log another one from here."
)
MORE_TO_SAY = "Not closed. It became urgent while you wrote, and needs more than that reason."
SILENCED = "Not closed. Danger, toxicity and wishes for contact are never ‘expected’."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def contact(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """One form, from the alert or from the patient's page; one press on a card sends it too."""
    alerts = alert_cards.open_alert_rows(patient)
    about = {"alerts": _from(request, alerts), "as_of": now.isoformat()}
    times, zone = times_to_try_again(patient, now), zone_of(patient)
    asked: dict[str, Any] = {
        "alerts": alerts,
        "tasks": tasks.open_task_rows(patient),
        "times": times,
    }
    form = ContactForm(posted(request), initial=about, zone=zone, now=now, **asked)
    if request.method == "POST" and form.is_valid():
        _log(request, patient, form.cleaned_data, numbers(request, "alerts"), now)
        return redirect("clinicians:patient", patient.code)
    left = [row.sentence for row in alerts if row.level == "RED" and row.pk not in about["alerts"]]
    shown = {"form": form, "header": header_of(patient, now), "urgent_left": left}
    return render(request, "clinicians/contact.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def close(request: SignedIn, patient: Any, now: datetime, alert_id: int) -> HttpResponse:
    alert = alert_cards.alert_of(patient, alert_id)
    if alert is None:
        raise Http404
    if alert.closed_at is not None:
        messages.info(request, closed_by(alert.closed_by))
        return redirect("clinicians:patient", patient.code)
    today = now.astimezone(zone_of(patient)).date()
    as_of = {"as_of": alert.last_found_at.isoformat()}
    about = {"rule": alert.rule, "level": alert.level, "sentence": alert.sentence}
    form = CloseForm(posted(request), initial=as_of, today=today, **about)
    if request.method == "POST" and form.is_valid():
        _close(request, alert, form.cleaned_data, now)
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


def numbers(request: SignedIn, name: str) -> list[int]:
    """Those of alerts, as they were sent; whatever else was sent is none."""
    return [int(pk) for pk in request.POST.getlist(name) if pk.isdecimal() and len(pk) < 19]


def closed_by(who: Any) -> str:
    return f"{who.full_name if who else 'The rules'} closed this alert already."


def _close(request: SignedIn, alert: Any, told: dict[str, Any], now: datetime) -> None:
    try:
        answering.close_with_reason(
            alert=alert,
            stated=told["stated"],
            review_on=told["review_on"],
            by=request.user,
            now=now,
            as_of=told["as_of"],
        )
        messages.success(request, f"Closed with your reason.{SLIP}")
    except answering.SomethingCameIn:
        messages.info(request, LOOK_FIRST)
    except answering.AlreadyClosed as closed:
        messages.info(request, closed_by(closed.by))
    except answering.NotToBeSilenced:  # it became red while she wrote
        messages.error(request, SILENCED)
    except answering.NotEnoughSaid:
        messages.error(request, MORE_TO_SAY)


def _log(
    request: SignedIn, patient: Any, told: dict[str, Any], asked: Sequence[int], now: datetime
) -> None:
    """Write it down, and say what came of it for every alert that she had named."""
    told.pop("again", None)
    key, as_of = told.pop("key"), told.pop("as_of")
    told.pop("alerts", None)
    does = told.pop("does")
    told = {name: value for name, value in told.items() if not name.startswith(DECISION)}
    follow_up = contacts.FollowUp(**{name: told.pop(name) for name in FOLLOW_UP})
    before = alert_cards.alerts_of(patient, asked)
    logged = contacts.log(
        patient=patient,
        key=key,
        about=asked,
        told=told,
        follow_up=follow_up,
        by=request.user,
        now=now,
        as_of=as_of,
        does=does,
    )
    if logged.replayed and logged.contact.outcome != told["outcome"]:
        messages.error(request, LOGGED_BEFORE)
        return
    joined = set(logged.contact.alerts.values_list("pk", flat=True)) & set(asked)
    messages.success(request, _what_came_of_it(patient, logged.contact, joined, now))
    if told["outcome"] == "PLAN_CHANGED" and not logged.replayed:
        messages.info(request, CHANGE_THE_LIST)
    if does and not logged.replayed:
        messages.success(request, "The tasks that you ticked are done with it.")
    for alert in before:
        if alert.pk not in joined:
            closed = alert.closed_at is not None
            messages.info(request, closed_by(alert.closed_by) if closed else CAME_LATER)
    _warn_of_what_stays_open(request, patient, asked)


def _warn_of_what_stays_open(request: SignedIn, patient: Any, asked: Sequence[int]) -> None:
    """The red ones that this contact was not about."""
    left = [row for row in alert_cards.open_alert_rows(patient) if row.pk not in asked]
    red = [row.sentence for row in left if row.level == "RED"]
    if red:
        messages.warning(request, f"Still open and urgent: {'; '.join(red)}.")


def _from(request: SignedIn, alerts: Sequence[Any]) -> list[int]:
    """Those that she came from; from the patient's page, all that are open."""
    asked = request.GET.getlist("alert")
    return [alert.pk for alert in alerts if not asked or str(alert.pk) in asked]


def _what_came_of_it(patient: Any, made: Any, joined: Collection[int], now: datetime) -> str:
    """Said after, as the form said it before (S10)."""
    if made.reached:
        about = len(joined)
        closed = f" {about} {'alert is' if about == 1 else 'alerts are'} closed." if about else ""
        return f"Contact logged.{closed}{NO_TALK if about else ''}"
    waiting = [row for row in alert_cards.open_alert_rows(patient) if row.pk in joined]
    if not waiting:
        return "Contact logged. The patient was not reached."
    return f"Logged. Not reached. {what_happens_next(patient, waiting, made.try_again_at, now)}"
