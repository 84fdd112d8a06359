"""Up the ladder: whoever is told of an alert, and whoever is passed over, is written down.

All of it stands in the caller's transaction, which holds the patient's row: the deliveries, the
rows that say who was told, and when the next step is due are there together or not at all.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings

from alerts import rules, wording
from alerts.models import Alert, Told
from alerts.rules import Level, Step
from diaries.models import Patient
from paincheck.accounts import queries as accounts
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import User
from paincheck.accounts.queries import OnLadder
from paincheck.accounts.sms import can_send_sms
from paincheck.audit.actions import SystemJob, record
from paincheck.outbox.actions import put
from paincheck.outbox.queries import broken_addresses

ALERTING = SystemJob("alerting")
TELLING = (
    "step",
    "escalates_at",
    "escalated_at",
    "unheard_since",
    "sent_round",
    "failures",
    "told_score",
)


def begin(alert: Alert, *, now: datetime) -> None:
    """The ladder from its first step, since the alert opened or was handed back (S11, S16)."""
    alert.step, alert.escalates_at = Step.NURSE, None
    alert.unheard_since, alert.failures = None, 0
    alert.told_score = alert.highest_score
    if _climbs(alert):
        _tell(alert, Step.NURSE, hours=_hours(alert, now), now=now, first=True)
    alert.save(update_fields=TELLING)


def climb(alert: Alert, *, now: datetime) -> bool:
    """The next step, since nobody took it in time; False where nobody was told.

    No step is taken while the site is closed (S16). Only what nobody at all could be told of is
    tried at any hour, and begins anew as soon as somebody can be told.
    """
    hours = _hours(alert, now)
    if alert.unheard_since is not None:
        heard = _begin_anew(alert, hours=hours, now=now)
        if not heard and not alert.failures:
            return False  # as it was: nothing to write down, round after round
    elif not hours.is_open(now):
        heard, alert.escalates_at = False, hours.next_opening(now)
        _record("alert.waits_for_opening", alert, now)
    else:
        heard, alert.escalated_at = True, now
        _record("alert.escalated", alert, now)
        _tell(alert, alert.step + 1, hours=hours, now=now)
    alert.failures = 0
    alert.save(update_fields=TELLING)
    return heard and alert.unheard_since is None


def go_on(alert: Alert, *, now: datetime) -> None:
    """Nobody was reached, so that it goes on (S10), even where the ladder had come to its end."""
    if alert.escalates_at is None and _climbs(alert):
        hours = _hours(alert, now)
        alert.escalates_at = rules.escalates_at(alert.level, alert.wish, now, hours)
        alert.save(update_fields=["escalates_at"])


def next_up(alert: Alert, *, now: datetime) -> list[OnLadder]:
    """Who would be told at the next step, as things stand now; empty where there is nobody, or
    where nobody is told of such an alert at all. Changes nothing."""
    if alert.escalates_at is None or not _climbs(alert):
        return []
    ladder = _ladder(alert, broken_addresses(now), _hours(alert, now).read_by(now))
    _, people = _first_who_can(ladder, alert.step + 1, _have_heard(alert))[-1]
    return [one for one in people if one.ways]


def _climbs(alert: Alert) -> bool:
    """Practice and test patients are shown and never told of; grey is a task on the list."""
    return alert.patient.world == Patient.World.LIVE and rules.climbs(alert.level)


def _hours(alert: Alert, now: datetime) -> Hours:
    return accounts.hours_or_always(alert.patient.team.site, now)


def _begin_anew(alert: Alert, *, hours: Hours, now: datetime) -> bool:
    """Told to the first who can be told again. False where there is still nobody."""
    everybody = _ladder(alert, broken_addresses(now), hours.read_by(now))[Step.EVERYBODY]
    if not any(one.ways for one in everybody):
        return False
    _record("alert.heard_again", alert, now)
    alert.sent_round += 1
    alert.unheard_since = None
    _tell(alert, Step.NURSE, hours=hours, now=now, first=True)
    return True


def _tell(alert: Alert, step: int, *, hours: Hours, now: datetime, first: bool = False) -> None:
    """This step, or the next one with somebody who can be told, in the same moment.

    On duty are those who are there when the site next reads: Monday's leave counts on Saturday.
    Whoever heard of it in this round and did not take it is told again only with everybody.
    """
    broken = broken_addresses(now)
    ladder = _ladder(alert, broken, hours.read_by(now))
    heard = set() if first else _have_heard(alert)
    tried = _first_who_can(ladder, step, heard)
    for at_step, passed_or_told in tried:
        _write_down(alert, at_step, passed_or_told, now=now)
    alert.step, people = tried[-1]
    if not any(one.ways for one in people):
        _nobody_left(alert, broken, now=now)
        return
    alert.escalates_at = rules.next_step_at(
        alert.level, alert.wish, alert.step, now, hours, first=first
    )
    _record("alert.told", alert, now)


def _first_who_can(
    ladder: Sequence[list[OnLadder]], step: int, heard: Collection[int | None]
) -> list[tuple[int, list[OnLadder]]]:
    """Steps with their people, from this one to the first with somebody who can be told."""
    found = []
    while True:
        people = ladder[min(step, Step.EVERYBODY)]
        if step < Step.EVERYBODY:
            people = [one for one in people if not (one.ways and one.number in heard)]
        found.append((step, people))
        if any(one.ways for one in people) or step >= Step.EVERYBODY:
            return found
        step += 1


def _have_heard(alert: Alert) -> set[int | None]:
    """Numbers of the people told in this round; None for the site's own address."""
    rows = Told.objects.filter(alert=alert, round=alert.sent_round, skipped_why="")
    return set(rows.values_list("person", flat=True))


def _ladder(alert: Alert, broken: Collection[str], reads_at: datetime) -> list[list[OnLadder]]:
    """A red alert goes by text message too, where one would arrive."""
    patient = alert.patient
    by_sms = alert.level == Level.RED and can_send_sms()
    return accounts.ladder_of(patient.team, patient.nurse, reads_at, by_sms=by_sms, broken=broken)


def _write_down(alert: Alert, step: int, people: Sequence[OnLadder], *, now: datetime) -> None:
    """A row for each person and channel, with its delivery. An address two share is used once."""
    round_, used = alert.sent_round, set()
    link = settings.SITE_URL + wording.patient_path(alert.patient.code)
    mail = wording.nurse_mail(link=link, escalated=step > Step.NURSE)
    for one in people:
        row = {"alert": alert, "round": round_, "step": step, "person": one.person, "at": now}
        if not one.ways:
            Told.objects.create(**row, skipped_why=one.why_not)
        for channel, address in one.ways:
            Told.objects.create(**row, channel=channel)
            if address in used:
                continue
            used.add(address)
            which = f"{step}:{one.number or 'desk'}"
            _put(alert, one.person, (channel, address), mail, which, now=now)


def _nobody_left(alert: Alert, broken: Collection[str], *, now: datetime) -> None:
    """That is itself an alert, for the managers. Each round of the watch tries again."""
    alert.unheard_since = alert.escalates_at = now
    _record("alert.unheard", alert, now)
    mail = wording.unheard_mail(link=settings.SITE_URL + wording.UNHEARD_PATH)
    for manager in accounts.managers_of(alert.patient.team.site):
        if manager.email not in broken:
            way = ("EMAIL", manager.email)
            _put(alert, manager, way, mail, f"unheard:{manager.pk}", now=now)


def _put(
    alert: Alert,
    person: User | None,
    way: tuple[str, str],
    mail: wording.Mail,
    which: str,
    *,
    now: datetime,
) -> None:
    """A text waits for the site's opening: whoever is off duty is not woken, and nothing is watched
    at night. A mail wakes nobody and leaves at once.
    """
    channel, address = way
    at = now if channel == "EMAIL" else _hours(alert, now).read_by(now)
    put(
        channel=channel,
        recipient=person,
        address=address,
        subject=mail.subject,
        text=mail.text if channel == "EMAIL" else mail.in_short,
        about=about(alert),
        once_key=f"alert:{alert.pk}:{alert.sent_round}:{which}:{channel}",
        now=at,
        urgent=alert.level == Level.RED,
        site=alert.patient.team.site,
    )


def about(alert: Alert) -> str:
    """What its deliveries are about, so that closing it cancels what has not left."""
    return f"alert:{alert.pk}"


def _record(action: str, alert: Alert, now: datetime) -> None:
    record(action=action, subject=alert, by=ALERTING, now=now, patient_id=alert.patient_id)
