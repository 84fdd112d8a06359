"""A whole diary in words, for paper: what the templates in templates/pdf are handed.

Plain: no Django, no database, no clock. Every value is text or a list of texts; a skipped answer
is a dash or is not there, never a zero (S1).
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from diaries.danger import DANGERS
from diaries.fuller import FullerAnswers, rows_of
from diaries.record import Change, Check, Dose, Fuller, Medicine, Record
from diaries.scales import CONTACT_WISHES, in_figures
from diaries.spreadsheet import HELPED, TAKEN

SCORES = ("worst", "average", "least", "now")
WISHES = {str(wish): words for wish, words in CONTACT_WISHES}
HELPED_WORDS = {
    "A_LOT": "It helped a lot",
    "A_LITTLE": "It helped a little",
    "NO": "It did not help",
}


def diary_on_paper(record: Record, *, now: datetime) -> dict[str, Any]:
    """The whole diary, the oldest check first, month by month. `now` is local."""
    person, checks = record.person, record.standing()
    days = [check.day for check in checks]
    return {
        "title": "My pain diary",
        "name": f"{person.first_name} {person.last_name}".strip(),
        "code": person.code,
        "born": "" if person.born_on is None else long_day(person.born_on),
        "made": f"{long_day(now.date())}, {clock(now)}",
        "period": f"{long_day(days[0])} to {long_day(days[-1])}" if days else "",
        "count": "1 check" if len(checks) == 1 else f"{len(checks)} checks",
        "goal": "" if person.goal is None else in_figures(person.goal),
        "months": [
            {"name": month, "checks": [_check(check) for check in found]}
            for month, found in groupby(checks, key=lambda check: f"{check.day:%B %Y}")
        ],
        "fuller": [told for one in record.fuller if (told := _fuller(one))["rows"]],
        "medicines": [_medicine(one, now.date()) for one in record.medicines if one.changes],
        "doses": [_dose(dose) for dose in record.doses],
    }


def _check(check: Check) -> dict[str, Any]:
    told = check.answers
    return {
        "day": f"{check.day:%a} {check.day.day} {check.day:%b}",
        "time": clock(check.answered_at) if check.time_known else "",
        "scores": [in_figures(getattr(told, name)) for name in SCORES],
        "doses": _doses_told(check),
        "how": ", ".join(_how(check)),
        "words": list(_words(check)),
    }


def _doses_told(check: Check) -> str:
    told = check.answers
    number = "–" if told.extra_doses is None else str(told.extra_doses)
    return f"{number}, not sure" if told.extra_doses_unsure else number


def _words(check: Check) -> Iterator[str]:
    """What does not fit into a column, a sentence each."""
    told = check.answers
    if check.since_last:
        yield "About the time since the check before."
    if told.danger:
        signs = [sign.words for sign in DANGERS if sign.code in told.danger_items]
        yield "New or worse: " + ("; ".join(signs) or "yes")
    if told.wish and told.wish != "NO":
        yield f"Contact from the nurse: {WISHES[told.wish]}"
    if told.note:
        yield f"Note: {told.note}"


def _how(check: Check) -> Iterator[str]:
    if check.source != "PATIENT":
        yield TAKEN[check.source]
    if check.helped:
        yield f"filled in {HELPED[check.helped]}"
    if check.offline:
        yield "written without a network"
    if check.amends is not None:
        yield f"changed {check.received_at.day} {check.received_at:%b}, {clock(check.received_at)}"


def _fuller(fuller: Fuller) -> dict[str, Any]:
    """What was answered of one fuller check; one left midway says so."""
    at = fuller.sent_at or fuller.saved_at
    rows = rows_of(FullerAnswers.from_dict(fuller.answers), all_asked=False)
    left = "" if fuller.sent_at else ", not sent"
    return {
        "when": f"{long_day(at.date())}, {clock(at)}{left}",
        "rows": [[row.question, row.answer.replace("\n", ", ")] for row in rows],
    }


def _medicine(medicine: Medicine, today: date) -> dict[str, Any]:
    kinds = {one.kind for one in medicine.changes if one.on <= today}
    how = [medicine.route, "when needed" if medicine.when_needed else ""]
    return {
        "name": medicine.name,
        "how": ", ".join(part for part in how if part),
        "stopped": "STOPPED" in kinds,
        "changes": [_change(change) for change in medicine.changes],
        "said": ""
        if medicine.said_stopped_at is None
        else "You said that you do not take this any more.",
    }


def _change(change: Change) -> str:
    words = {"STARTED": "started", "DOSE": "dose changed", "STOPPED": "stopped"}[change.kind]
    dose = f": {change.dose}" if change.dose else ""
    return f"{long_day(change.on)}, {words}{dose}"


def _dose(dose: Dose) -> dict[str, Any]:
    at = dose.taken_at
    return {
        "when": f"{at:%a} {at.day} {at:%b %Y}, {clock(at)}",
        "name": dose.medicine_name or "–",
        "helped": HELPED_WORDS.get(dose.helped, "–"),
    }


def long_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def clock(at: datetime) -> str:
    """'9.05am': as the pages write it."""
    hour = at.hour % 12 or 12
    return f"{hour}.{at:%M}{'am' if at.hour < 12 else 'pm'}"
