"""Who was told of an open alert, and who was passed over, as the patient's page says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.models import Alert, Told
from clinicians.wording import moment

DESK = "the site’s own address"


@dataclass(frozen=True)
class Telling:
    """In words: 'Tomasz, today 9.12am', 'Ruth, on leave'; since when nobody can be told."""

    told: str
    not_told: str
    nobody_since: str


def tellings(
    alerts: Sequence[Alert], told: Iterable[Told], zone: str, now: datetime
) -> dict[int, Telling]:
    """By alert, of its last round. `told` come with the person, in the order of telling."""
    rounds = {alert.pk: alert.sent_round for alert in alerts}
    rows: dict[int, list[Told]] = {alert.pk: [] for alert in alerts}
    for row in told:
        if rounds.get(row.alert_id) == row.round:
            rows[row.alert_id].append(row)
    return {alert.pk: _telling(alert, rows[alert.pk], zone, now) for alert in alerts}


def _telling(alert: Alert, rows: Sequence[Told], zone: str, now: datetime) -> Telling:
    """Each person once, as it stood last; somebody who was told in the end was not passed over."""
    told = {_name(row): moment(row.at, now, zone) for row in rows if row.channel}
    passed = {_name(row): row.get_skipped_why_display() for row in rows if row.skipped_why}
    return Telling(
        told="; ".join(f"{name}, {at}" for name, at in told.items()),
        not_told="; ".join(f"{name}, {why}" for name, why in passed.items() if name not in told),
        nobody_since=moment(alert.unheard_since, now, zone) if alert.unheard_since else "",
    )


def _name(row: Told) -> str:
    return row.person.full_name if row.person else DESK
