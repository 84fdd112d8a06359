"""'Prepare for your visit' in words for paper: what templates/pdf/visit.typ is handed."""

from typing import Any

from django.utils.text import Truncator

from diaries.promises import Number
from diaries.queries.visit import MedicineLine, VisitDay, VisitPage
from diaries.queries.visit_told import ToldOn
from diaries.scales import in_figures
from paincheck.speech import gettext, ngettext
from paincheck.speech import gettext_noop as _

LEFT_OFF = _("You say you no longer take this.")
MOST_OF_A_NOTE = 120  # characters
MOST_DAYS_TOLD, FEWER_DAYS_TOLD = 5, 3  # the fewer, so that many questions have room on the sheet
MANY_QUESTIONS = 10
COLUMNS = (_("Day"), _("Worst pain"), _("Mostly"), _("Extra doses"))


def visit_on_paper(page: VisitPage) -> dict[str, Any]:
    """The same values as the page's, less what was ticked off. `bars` is empty: charts are off."""
    return {
        "title": gettext("Prepare for my visit"),
        "foot": gettext("{name}. Made on {day}.", name=page.name, day=page.written_on),
        "about": f"{page.name}, {page.period}",
        "questions_title": gettext("My questions"),
        "questions": [question.text for question in page.open_questions],
        "points_title": gettext("To talk about"),
        "points": [point.words for point in page.points],
        "told_title": gettext("What I told in my checks"),
        "told": _told_in_short(page),
        "notes_title": gettext("Written down with my nurse"),
        "notes": [f"{note.about}: {note.text}" for note in page.notes],
        "days_title": gettext("The last two weeks"),
        "facts": _facts(page),
        "at_goal": page.at_goal,
        "in_words": page.in_words,
        "columns": [gettext(column) for column in COLUMNS],
        "days": [[day.name, day.worst, day.average, day.extra_doses] for day in page.days],
        "bars_title": _bars_title(page),
        "bars": [_bar(day) for day in page.days] if page.drawing else [],
        "goal": None if page.goal_score is None else float(page.goal_score),
        "medicines_title": gettext("My medicines"),
        "medicines": [_medicine(line) for line in page.medicines],
        "no_medicines": gettext("No medicines are written down."),
        "numbers_title": gettext("Numbers to ring"),
        "numbers": [_number(number) for number in page.numbers_at_any_hour],
    }


def _facts(page: VisitPage) -> str:
    """'My goal: 3, mild. My first check: 7, severe.'"""
    told = ((gettext("My goal"), page.goal), (gettext("My first check"), page.baseline))
    return " ".join(f"{name}: {value}." for name, value in told if value)


def _told_in_short(page: VisitPage) -> list[str]:
    """The sheet must stay one: days with danger or a wish first, then those with a note alone."""
    told, many = page.told, len(page.open_questions) > MANY_QUESTIONS
    most = FEWER_DAYS_TOLD if many else MOST_DAYS_TOLD
    pressing = sorted(told, key=lambda one: not one.said)[:most]
    lines = [_told(one) for one in told if one in pressing]
    more = len(told) - len(lines)
    words = ngettext(
        "{n} more day stands in my diary.", "{n} more days stand in my diary.", more, n=more
    )
    return [*lines, words] if more else lines


def _told(one: ToldOn) -> str:
    """'Sat 21 Nov: I asked to be rung. ‘It is worse at night.’' A long note is cut: the whole of it
    stands in her diary, and the sheet must stay one."""
    cut = (Truncator(" ".join(note.split())).chars(MOST_OF_A_NOTE) for note in one.notes)
    return f"{one.day}: {' '.join([*(f'{said}.' for said in one.said), *(f'‘{n}’' for n in cut)])}"


def _bars_title(page: VisitPage) -> str:
    if page.goal_score is None:
        return gettext("My worst pain on each day, from 0 to 10.")
    return gettext("My worst pain on each day, from 0 to 10; the dashed line is my goal.")


def _bar(day: VisitDay) -> dict[str, Any]:
    """One day of the drawing; `worst` None: nothing was said, and nothing is drawn (S1)."""
    score = day.worst_score
    return {
        "day": str(day.day.day),
        "worst": None if score is None else float(score),
        "figures": "" if score is None else in_figures(score),
    }


def _number(number: Number) -> dict[str, str]:
    who = number.who[0].upper() + number.who[1:]
    return {"who": who, "number": number.number, "when": number.when}


def _medicine(line: MedicineLine) -> str:
    parts = [line.name, line.dose, line.route]
    said = f"{', '.join(part for part in parts if part)} ({line.purpose.lower()})"
    return f"{said}. {gettext(LEFT_OFF)}" if line.left_off else said
