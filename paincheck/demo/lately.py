"""The last days through the real doors: checks are submitted and flagged, nurses answer alerts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from uuid import uuid5

from alerts.actions import answering
from alerts.actions.flagging import flag
from alerts.actions.rounds import find_quiet
from alerts.models import Alert
from diaries.actions.checks import submit
from diaries.models import PainCheck, Patient, SeenMark
from paincheck.accounts.models import Site
from paincheck.accounts.queries import hours_of
from paincheck.demo.pain import DemoCheck
from paincheck.demo.rows import DEMO, ZONE, answers_of, key_of
from paincheck.outbox.models import Delivery

NURSES_RING = (time(15),)
REACHED = (
    ("PHONE", "SELF_CARE", "Rang. Knows what to do if it gets worse."),
    ("PHONE", "PLAN_CHANGED", "Rang. To take the extra dose before walking."),
    ("PHONE", "PRESCRIBER", "Rang. Dr asked about the dose, will hear tomorrow."),
    ("PHONE", "CARER", "Spoke with the husband, settled since last night."),
)


def live_through(lived: Sequence[tuple[Patient, DemoCheck]], *, now: datetime, rng: Random) -> None:
    """In the order of time; on the afternoon of each past day the nurses see to their alerts."""
    today = now.astimezone(ZONE).date()
    days = {check.at.date() for _patient, check in lived}
    rounds = [datetime.combine(day, time.min) for day in days]
    rounds += [datetime.combine(day, at) for day in days if day < today for at in NURSES_RING]
    rounds.sort()
    for patient, check in sorted(lived, key=lambda one: one[1].at):
        while rounds and rounds[0] < check.at:
            _do_the_round(rounds.pop(0).replace(tzinfo=ZONE), rng)
        _hand_in(patient, check)


def _do_the_round(at: datetime, rng: Random) -> None:
    """At midnight a missed day is over."""
    if at.time() == time.min:
        find_quiet(now=at)
    else:
        see_to_alerts(at, rng)


def _hand_in(patient: Patient, check: DemoCheck) -> None:
    at, answers = check.at.replace(tzinfo=ZONE), answers_of(check)
    hours = hours_of(patient.team.site, at)
    if answers.wish == "PLEASE" and hours.can_ring_today(at):
        answers = replace(answers, wish="TODAY")
    receipt = submit(
        patient=patient,
        answers=answers,
        key=key_of(patient, check),
        answered_at=at,
        by=patient.user or patient.nurse,
        now=at,
        since_last=check.since_last,
    )
    flag(kind="check", row_id=str(receipt.check.pk), now=at)


def see_to_alerts(at: datetime, rng: Random) -> None:
    """Two of three are reached; the others are taken, with a time to try again."""
    waiting = Alert.objects.open().filter(opened_at__lte=at).exclude(try_again_at__gt=at)
    by_patient: dict[int, list[Alert]] = {}
    for alert in waiting.select_related("patient__team__site").order_by("opened_at"):
        by_patient.setdefault(alert.patient_id, []).append(alert)
    for alerts in by_patient.values():
        patient = alerts[0].patient
        if hours_of(patient.team.site, at).is_open(at):
            _ring(patient, alerts, at + timedelta(minutes=rng.randrange(30)), rng)


def _ring(patient: Patient, alerts: Sequence[Alert], at: datetime, rng: Random) -> None:
    reached = rng.random() < 0.66
    channel, outcome, note = rng.choice(REACHED) if reached else ("PHONE", "NO_ANSWER", "")
    for alert in alerts:
        if not reached and alert.taken_by_id is None:
            answering.take(alert=alert, by=patient.nurse, now=at)
    answering.log_contact(
        patient=patient,
        alerts=alerts,
        key=uuid5(DEMO, f"{patient.code}|rang|{at.isoformat()}"),
        channel=channel,
        outcome=outcome,
        at=at,
        note=note,
        try_again_at=None if reached else at + timedelta(hours=18),
        by=patient.nurse,
        now=at,
    )


def mark_history_seen(*, until: datetime, rng: Random) -> None:
    """Most checks were opened by the patient's nurse in her next working hours."""
    hours = {site.pk: hours_of(site, until) for site in Site.objects.all()}
    unseen = PainCheck.objects.filter(received_at__lt=until, seen_marks__isnull=True)
    unseen = unseen.exclude(source=PainCheck.Source.IMPORTED).order_by("pk")
    marks = []
    for pk, at, nurse, site in unseen.values_list(
        "pk", "received_at", "patient__nurse", "patient__team__site"
    ):
        seen_at = hours[site].add_working_time(at, timedelta(minutes=rng.randrange(5, 400)))
        if seen_at < until and rng.random() < 0.9:
            marks.append(SeenMark(check_seen_id=pk, nurse_id=nurse, seen_at=seen_at))
    SeenMark.objects.bulk_create(marks)


def call_old_mail_sent(*, before: datetime) -> None:
    """What alerts of past days would have sent was sent then; today's mails still wait."""
    for delivery in Delivery.objects.filter(state=Delivery.State.DUE, created_at__lt=before):
        delivery.state, delivery.sent_at = Delivery.State.SENT, delivery.created_at
        delivery.save(update_fields=["state", "sent_at"])
