"""'Prepare for your visit' in words for paper: what templates/pdf/visit.typ is handed."""

from typing import Any

from diaries.promises import Number
from diaries.queries.visit import MedicineLine, VisitDay, VisitPage
from diaries.scales import in_figures


def visit_on_paper(page: VisitPage) -> dict[str, Any]:
    """The same values as the page's, less what was ticked off. `bars` is empty: charts are off."""
    return {
        "title": "Prepare for my visit",
        "name": page.name,
        "period": page.period,
        "written_on": page.written_on,
        "questions": [question.text for question in page.open_questions],
        "points": [point.words for point in page.points],
        "facts": [
            (name, value)
            for name, value in (("My goal", page.goal), ("My first check", page.baseline))
            if value
        ],
        "at_goal": page.at_goal,
        "in_words": page.in_words,
        "days": [[day.name, day.worst, day.average, day.extra_doses] for day in page.days],
        "bars": [_bar(day) for day in page.days] if page.drawing else [],
        "goal": None if page.goal_score is None else float(page.goal_score),
        "medicines": [_medicine(line) for line in page.medicines],
        "numbers": [_number(number) for number in page.numbers],
    }


def _bar(day: VisitDay) -> dict[str, Any]:
    """One day of the drawing; `worst` None: nothing was said, and nothing is drawn (S1)."""
    score = day.worst_score
    return {
        "day": str(day.day.day),
        "worst": None if score is None else float(score),
        "figures": "" if score is None else in_figures(score),
    }


def _number(number: Number) -> dict[str, str]:
    """Paper is read on another day: 'from Wednesday at 9am' would be wrong by then (S5)."""
    when = "in working hours" if number.when.startswith("from ") else number.when
    return {"who": number.who[0].upper() + number.who[1:], "number": number.number, "when": when}


def _medicine(line: MedicineLine) -> str:
    parts = [line.name, line.dose, line.route]
    return f"{', '.join(part for part in parts if part)} ({line.purpose.lower()})"
