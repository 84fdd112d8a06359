"""A whole diary in words, for paper: what the templates in templates/pdf are handed.

Plain: no Django, no database, no clock. Every value is text or a list of texts; a skipped answer
is a dash or is not there, never a zero (S1).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from diaries.danger import DANGERS
from diaries.fuller import FullerAnswers, rows_of
from diaries.record import Change, Check, Dose, Fuller, Medicine, Record
from diaries.scales import CONTACT_WISHES, in_figures
from diaries.spreadsheet import NOT_SURE, TAKEN
from paincheck import speech
from paincheck.speech import day_of_year, gettext, month_of_year, ngettext, short_date, short_day
from paincheck.speech import gettext_noop as _

SCORES = ("worst", "average", "least", "now")
WISHES = {str(wish): words for wish, words in CONTACT_WISHES}
FILLED_IN = {"WITH": _("filled in with help"), "FOR": _("filled in by somebody else")}
HELPED_WORDS = {
    "A_LOT": _("It helped a lot"),
    "A_LITTLE": _("It helped a little"),
    "NO": _("It did not help"),
}
KINDS = {"STARTED": _("started"), "DOSE": _("dose changed"), "STOPPED": _("stopped")}
COLUMNS = (_("Day"), _("Worst"), _("Mostly"), _("Lowest"), _("Now"), _("Extra doses"))
DOSE_COLUMNS = (_("When"), _("What"), _("Did it help?"))


def diary_on_paper(record: Record, *, now: datetime) -> dict[str, Any]:
    """The whole diary, the oldest check first, month by month. `now` is local."""
    person, checks = record.person, record.standing()
    name, born = f"{person.first_name} {person.last_name}".strip(), person.born_on
    made = f"{day_of_year(now.date())}, {clock(now)}"
    told = {"name": name, "code": person.code, "made": made}
    return {
        "title": gettext("My pain diary"),
        "name": name,
        "number": gettext("Number {code}", code=person.code),
        "born": "" if born is None else gettext("Born {day}", day=day_of_year(born)),
        "foot": gettext("{name}, number {code}. Made on {made}.", **told),
        "about": _about(checks, person.goal),
        "columns": [gettext(column) for column in COLUMNS],
        "months": [
            {"name": month_of_year(first), "checks": [_check(check) for check in found]}
            for first, found in groupby(checks, key=lambda check: check.day.replace(day=1))
        ],
        "fuller_title": gettext("Fuller checks"),
        "fuller": [one for each in record.fuller if (one := _fuller(each))["rows"]],
        "medicines_title": gettext("Medicines"),
        "medicines_by": gettext("As the nurse keeps the list."),
        "medicines": [_medicine(one, now.date()) for one in record.medicines if one.changes],
        "doses_title": gettext("Extra doses"),
        "dose_columns": [gettext(column) for column in DOSE_COLUMNS],
        "doses": [_dose(dose) for dose in record.doses],
    }


def _about(checks: Sequence[Check], goal: Decimal | None) -> list[str]:
    """Paragraphs above the months: how many checks of when, and what the figures mean."""
    if not checks:
        return [gettext("There are no checks in this diary yet.")]
    number = ngettext("{n} check", "{n} checks", len(checks), n=len(checks))
    first, last = day_of_year(checks[0].day), day_of_year(checks[-1].day)
    period = gettext("{start} to {end}", start=first, end=last)
    scale = gettext("Pain is from 0, no pain, to 10, the worst there is.")
    dash = gettext("A dash means that it was not answered.")
    told = [f"{number}, {period}. {scale} {dash}"]
    if goal is not None:
        told.append(gettext("The goal is pain of {goal} or less.", goal=in_figures(goal)))
    return told


def _check(check: Check) -> dict[str, Any]:
    told = check.answers
    return {
        "day": short_day(check.day),
        "time": clock(check.answered_at) if check.time_known else "",
        "scores": [in_figures(getattr(told, name)) for name in SCORES],
        "doses": _doses_told(check),
        "how": ", ".join(_how(check)),
        "words": list(_words(check)),
    }


def _doses_told(check: Check) -> str:
    told = check.answers
    number = "–" if told.extra_doses is None else str(told.extra_doses)
    return f"{number}, {gettext(NOT_SURE)}" if told.extra_doses_unsure else number


def _words(check: Check) -> Iterator[str]:
    """What does not fit into a column, a sentence each."""
    told = check.answers
    if check.since_last:
        yield gettext("About the time since the check before.")
    if told.danger:
        signs = [gettext(sign.words) for sign in DANGERS if sign.code in told.danger_items]
        yield gettext("New or worse: {signs}", signs="; ".join(signs) or gettext("yes"))
    if told.wish and told.wish != "NO":
        yield gettext("Contact from the nurse: {wish}", wish=gettext(WISHES[told.wish]))
    if told.note:
        yield gettext("Note: {note}", note=told.note)


def _how(check: Check) -> Iterator[str]:
    if check.source != "PATIENT":
        yield gettext(TAKEN[check.source])
    if check.helped:
        yield gettext(FILLED_IN[check.helped])
    if check.offline:
        yield gettext("written without a network")
    if check.amends is not None:
        at = check.received_at
        yield gettext("changed {day}, {time}", day=short_date(at), time=clock(at))


def _fuller(fuller: Fuller) -> dict[str, Any]:
    """What was answered of one fuller check; one left midway says so."""
    at = fuller.sent_at or fuller.saved_at
    rows = rows_of(FullerAnswers.from_dict(fuller.answers), all_asked=False)
    left = [] if fuller.sent_at else [gettext("not sent")]
    return {
        "when": ", ".join([day_of_year(at), clock(at), *left]),
        "rows": [[row.question, row.answer.replace("\n", ", ")] for row in rows],
    }


def _medicine(medicine: Medicine, today: date) -> dict[str, Any]:
    kinds = {one.kind for one in medicine.changes if one.on <= today}
    how = [medicine.route, gettext("when needed") if medicine.when_needed else ""]
    return {
        "name": medicine.name,
        "how": ", ".join(part for part in how if part),
        "stopped": gettext(KINDS["STOPPED"]) if "STOPPED" in kinds else "",
        "changes": [_change(change) for change in medicine.changes],
        "said": ""
        if medicine.said_stopped_at is None
        else gettext("You said that you do not take this any more."),
    }


def _change(change: Change) -> str:
    dose = f": {change.dose}" if change.dose else ""
    return f"{day_of_year(change.on)}, {gettext(KINDS[change.kind])}{dose}"


def _dose(dose: Dose) -> dict[str, Any]:
    at = dose.taken_at
    return {
        "when": f"{short_day(at)} {at.year}, {clock(at)}",
        "name": dose.medicine_name or "–",
        "helped": gettext(HELPED_WORDS.get(dose.helped, "–")),
    }


def clock(at: datetime) -> str:
    """'9.05am': as the pages write it."""
    return speech.clock(at.hour, f"{at:%M}")
