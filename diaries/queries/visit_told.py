"""What she told her nurses besides numbers, for 'Prepare for your visit': danger, wishes, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from diaries.danger import DANGER
from diaries.models import DangerSaid, PainCheck, Patient
from diaries.queries.patients import zone_of
from paincheck.speech import gettext, gettext_noop, short_day


@dataclass(frozen=True)
class ToldOn:
    """What she told her nurses on one day, besides numbers. `said` are danger signs and a wish to
    be rung, in our words; `notes` are in hers."""

    day: str
    said: list[str]
    notes: list[str]


def told_on(checks: Sequence[PainCheck], danger: dict[date, set[str]]) -> list[ToldOn]:
    """Day by day, the latest first. `danger` are signs told besides the checks that were sent."""
    by_day: dict[date, list[PainCheck]] = {day: [] for day in danger}
    for check in checks:
        by_day.setdefault(check.day, []).append(check)
    days = [
        ToldOn(
            day=short_day(day),
            said=[*_danger_in_words(found, danger.get(day)), *_wishes_in_words(found)],
            notes=[check.note for check in found if check.note],
        )
        for day, found in sorted(by_day.items(), reverse=True)
    ]
    return [day for day in days if day.said or day.notes]


DANGER_TOLD = gettext_noop("Danger sign: {sign}")
DANGER_UNNAMED = gettext_noop("I said yes to a danger sign")
WISHES: dict[str, str] = {
    PainCheck.Wish.TODAY: gettext_noop("I asked to be rung today"),
    PainCheck.Wish.PLEASE: gettext_noop("I asked to be rung"),
    PainCheck.Wish.NEXT_VISIT: gettext_noop("I said that it can wait for my next visit"),
}


def _danger_in_words(checks: Sequence[PainCheck], besides: set[str] | None) -> list[str]:
    items = {item for check in checks for item in check.danger_items} | (besides or set())
    signs = [gettext(danger.words) for code, danger in DANGER.items() if code in items]
    named = [gettext(DANGER_TOLD, sign=sign) for sign in signs]
    said = besides is not None or any(check.danger for check in checks)
    return named or ([gettext(DANGER_UNNAMED)] if said else [])


def _wishes_in_words(checks: Sequence[PainCheck]) -> list[str]:
    return [gettext(words) for wish, words in WISHES.items() if wish in {c.wish for c in checks}]


def danger_said(patient: Patient, start: date, end: date) -> dict[date, set[str]]:
    """What was told while a check was filled in, sent or not (S3). One query."""
    zone = zone_of(patient)
    since = datetime.combine(start, time(), zone)
    rows = DangerSaid.objects.filter(patient=patient, said_at__gte=since)
    found: dict[date, set[str]] = {}
    for at, items in rows.values_list("said_at", "items"):
        day = at.astimezone(zone).date()
        if day <= end:
            found.setdefault(day, set()).update(items)
    return found
