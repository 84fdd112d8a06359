"""The alerts of one patient as cards: what one check made stands together, with one call to log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.models import Alert, Occurrence, Told
from alerts.queries import can_be_opened_again, is_expected
from alerts.rules import is_danger, may_snooze
from alerts.wording import LEVEL_WORDS
from clinicians.queries.history import Line, histories
from clinicians.queries.next_up import ToldPatient, told_patient
from clinicians.queries.reading import MOST_CLOSED, alerts_shown
from clinicians.queries.times import Time, times_to_try_again
from clinicians.queries.told import Telling, tellings
from clinicians.wording import LEVEL_COLOURS, ago, ahead, day_in_words, moment
from diaries.models import Patient
from diaries.queries.patients import hours_or_none
from paincheck.accounts.models import User

ORDER = {"RED": 0, "AMBER": 1, "GREY": 2}


@dataclass(frozen=True)
class AlertCard:
    """One alert. `telling`: who was told, of an open one; `asleep`: until when and why."""

    id: int
    level: str
    colour: str
    is_red: bool
    is_danger: bool
    sentence: str
    opened: str
    due: str
    overdue: bool
    taken: str
    is_mine: bool
    try_again: str
    asleep: str
    may_snooze: bool
    closed: str
    expected_until: str
    can_open_again: bool
    history: Sequence[Line]
    telling: Telling | None = None


@dataclass(frozen=True)
class CardGroup:
    """What one check made. `words` are the patient's own; `key` is that of the call to log."""

    cards: Sequence[AlertCard]
    about: str
    words: str
    key: UUID = field(default_factory=uuid4)

    @property
    def ids(self) -> list[int]:
        return [card.id for card in self.cards]

    @property
    def colour(self) -> str:
        return self.cards[0].colour

    @property
    def red(self) -> int:
        return sum(card.is_red for card in self.cards)

    @property
    def is_danger(self) -> bool:
        """What is pressed first is then what danger asks for, never advice for self-care."""
        return any(card.is_danger for card in self.cards)

    @property
    def may_not_wait(self) -> bool:
        """Out of hours, what the patient was told stands beside it."""
        return any(card.is_red or not card.may_snooze for card in self.cards)

    @property
    def to_take(self) -> list[AlertCard]:
        return [card for card in self.cards if not card.taken]

    @property
    def to_give_back(self) -> list[AlertCard]:
        return [card for card in self.cards if card.is_mine]


@dataclass(frozen=True)
class AlertCards:
    """Open ones in groups, the most urgent first, and the last that were closed. `as_of`: when she
    was shown them; `times`: when to try again where nobody is reached; `told`: out of hours, what
    the patient was told."""

    groups: Sequence[CardGroup]
    closed: Sequence[AlertCard]
    count: int
    red: int
    as_of: str
    times: Sequence[Time]
    told: ToldPatient | None

    def __len__(self) -> int:
        return self.count

    @property
    def expected(self) -> list[AlertCard]:
        """What is silent by a nurse's word is never hidden."""
        return [card for card in self.closed if card.expected_until]


def alert_cards(
    patient: Patient,
    nurse: User,
    now: datetime,
    found: Sequence[Alert] | None = None,
    asked: Mapping[int, Sequence[str]] | None = None,
) -> AlertCards:
    """Red first, then by when it is due; what sleeps comes last. A fixed number of queries; `found`
    are the alerts, where the caller has read them; `asked`: prescribers, by contact."""
    found = alerts_shown(patient) if found is None else found
    rows = sorted((row for row in found if row.closed_at is None), key=lambda row: _order(row, now))
    ended = [row for *_, row in sorted(_closed_ones(found), reverse=True)[:MOST_CLOSED]]
    zone, hours = patient.team.site.time_zone, hours_or_none(patient.team.site, now)
    heard, causes = _heard([*rows, *ended]), _causes([*rows, *ended])
    told = tellings(rows, heard, zone, now)
    lines = histories(patient, [*rows, *ended], causes, heard, now, asked=asked or {})
    cards = {
        row.pk: _card(row, nurse, zone, now, history=lines[row.pk], telling=told.get(row.pk))
        for row in [*rows, *ended]
    }
    return AlertCards(
        groups=_groups(rows, {one.alert_id: one for one in causes}, cards, zone, now),
        closed=[cards[row.pk] for row in ended],
        count=len(rows),
        red=sum(row.level == Alert.Level.RED for row in rows),
        as_of=now.isoformat(),
        times=times_to_try_again(patient, now, hours),
        told=told_patient(patient, hours, now),
    )


def _groups(
    rows: Sequence[Alert],
    causes: Mapping[int, Occurrence],
    cards: Mapping[int, AlertCard],
    zone: str,
    now: datetime,
) -> list[CardGroup]:
    """`causes`: what each was last found in."""
    by_cause: dict[object, list[Alert]] = {}
    for row in rows:
        cause = causes.get(row.pk)
        # What sleeps is nobody's call now, so that it stands by itself.
        key = None if cause is None or row.snoozed_until else _key(cause)
        by_cause.setdefault(key or row.pk, []).append(row)
    return [
        CardGroup(
            cards=[cards[row.pk] for row in mine],
            about=_about(causes.get(mine[0].pk), zone, now),
            words=_words(causes.get(mine[0].pk)),
        )
        for mine in by_cause.values()
    ]


def alert_of(patient: Patient, alert_id: int) -> Alert | None:
    """Open or closed; None for another patient's too."""
    rows = Alert.objects.filter(patient=patient, pk=alert_id)
    return rows.select_related("taken_by", "snoozed_by", "closed_by").first()


def alerts_of(patient: Patient, ids: Sequence[int]) -> list[Alert]:
    """This patient's among them, open or closed."""
    return list(Alert.objects.filter(patient=patient, pk__in=ids).order_by("opened_at", "pk"))


def open_alert_rows(patient: Patient) -> list[Alert]:
    """For a form that asks which of them a contact was about: red first."""
    rows = Alert.objects.open().filter(patient=patient)
    return sorted(rows, key=lambda row: (ORDER[row.level], row.opened_at, row.pk))


def may_sleep(alert: Alert) -> bool:
    """Safety rule S13."""
    return may_snooze(alert.rule, alert.level)


def _order(row: Alert, now: datetime) -> tuple[bool, int, datetime, int]:
    return row.snoozed_until is not None, ORDER[row.level], row.due_at or now, row.pk


def _closed_ones(found: Sequence[Alert]) -> list[tuple[datetime, int, Alert]]:
    return [(row.closed_at, row.pk, row) for row in found if row.closed_at is not None]


def _causes(rows: Sequence[Alert]) -> list[Occurrence]:
    """What they were found in, the last one last. One query."""
    found = Occurrence.objects.filter(alert__in=rows).select_related("pain_check")
    return list(found.order_by("found_at", "pk"))


def _heard(rows: Sequence[Alert]) -> list[Told]:
    """Who was told of them. One query."""
    return list(Told.objects.filter(alert__in=rows).select_related("person").order_by("at", "pk"))


def _key(cause: Occurrence) -> tuple[str, object] | None:
    """The row behind it; None where nothing was written, as with silence."""
    names = ("pain_check_id", "draft_id", "request_id", "danger_said_id", "fuller_id", "dose_id")
    return next(((name, getattr(cause, name)) for name in names if getattr(cause, name)), None)


def _about(cause: Occurrence | None, zone: str, now: datetime) -> str:
    if cause is None or cause.pain_check is None:
        return ""
    return f"Check of {moment(cause.pain_check.answered_at, now, zone)}"


def _words(cause: Occurrence | None) -> str:
    return "" if cause is None or cause.pain_check is None else cause.pain_check.note


def _card(
    alert: Alert,
    nurse: User,
    zone: str,
    now: datetime,
    *,
    history: Sequence[Line],
    telling: Telling | None = None,
) -> AlertCard:
    return AlertCard(
        id=alert.pk,
        level=LEVEL_WORDS[alert.level],
        colour=LEVEL_COLOURS[alert.level],
        is_red=alert.level == Alert.Level.RED,
        is_danger=is_danger(alert.rule, alert.level),
        sentence=alert.sentence,
        opened=f"{moment(alert.opened_at, now, zone)}, {ago(alert.opened_at, now)}",
        due=_due(alert, zone, now),
        overdue=alert.due_at is not None and alert.due_at <= now,
        taken=_taken(alert, nurse, zone, now),
        is_mine=alert.taken_by_id == nurse.pk,
        try_again=moment(alert.try_again_at, now, zone) if alert.try_again_at else "",
        asleep=_asleep(alert, nurse, zone, now),
        may_snooze=may_snooze(alert.rule, alert.level),
        closed=_closed(alert, zone, now),
        expected_until=_expected(alert, now),
        can_open_again=can_be_opened_again(alert, now),
        history=history,
        telling=telling,
    )


def _due(alert: Alert, zone: str, now: datetime) -> str:
    """'today 12.40pm, in 40 minutes'; once it is past, the moment alone."""
    if alert.due_at is None:
        return ""
    at = moment(alert.due_at, now, zone)
    return f"{at}, {ahead(alert.due_at, now)}" if alert.due_at > now else at


def _taken(alert: Alert, nurse: User, zone: str, now: datetime) -> str:
    if alert.taken_by is None or alert.taken_at is None:
        return ""
    at = moment(alert.taken_at, now, zone)
    if alert.taken_by_id == nurse.pk:
        return f"You are seeing to this, since {at}"
    return f"{alert.taken_by.first_name} is seeing to this, since {at}"


def _asleep(alert: Alert, nurse: User, zone: str, now: datetime) -> str:
    if alert.snoozed_until is None:
        return ""
    until = moment(alert.snoozed_until, now, zone)
    if alert.snoozed_by is None:
        return f"Put off until {until}"
    who = "you" if alert.snoozed_by_id == nurse.pk else alert.snoozed_by.first_name
    return f"Put off until {until} by {who}: {alert.snooze_reason}"


def _expected(alert: Alert, now: datetime) -> str:
    if not is_expected(alert, now) or alert.review_on is None:
        return ""
    return day_in_words(alert.review_on, timezone.localtime(now).date())


def _closed(alert: Alert, zone: str, now: datetime) -> str:
    if alert.closed_at is None:
        return ""
    who = f" by {alert.closed_by.first_name}" if alert.closed_by else ""
    why = f": {alert.close_reason}" if alert.close_reason else ""
    how = Alert.Closed(alert.closed_how).label
    return f"{how}{who}, {moment(alert.closed_at, now, zone)}{why}"
