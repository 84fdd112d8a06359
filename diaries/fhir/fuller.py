"""One fuller check as a QuestionnaireResponse: the questions that were answered, as coded."""

from collections.abc import Iterator
from typing import Any

from diaries.fhir.answers import how_filled_in
from diaries.fhir.values import OURS, Resource, answered, clean, extension, instant, subject
from diaries.fuller import (
    HELPED_PREFIX,
    TIME_PREFIX,
    FullerAnswers,
    is_asked,
    questions_of,
)
from diaries.fuller_choices import Kind
from diaries.fuller_questions import STEPS, Question
from diaries.record import Fuller, Person
from paincheck.speech import gettext


def fuller_sheet(fuller: Fuller, person: Person) -> Resource | None:
    """'stopped' where it was left midway: what was given stays. None where nothing was given."""
    items = list(_items(FullerAnswers.from_dict(fuller.answers)))
    if not items:
        return None
    told: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": str(fuller.id),
        "extension": [
            extension("received-at", valueInstant=instant(fuller.saved_at)),
            *how_filled_in(fuller.helped),
        ],
        "questionnaire": f"{OURS}/Questionnaire/fuller-check",
        "status": "stopped" if fuller.sent_at is None else "completed",
        "subject": subject(person),
        "authored": instant(fuller.sent_at or fuller.saved_at),
        "source": subject(person),
        "item": items,
    }
    if clean(fuller.entered_by):
        told["author"] = {"display": clean(fuller.entered_by)}
    return told


def _items(answers: FullerAnswers) -> Iterator[Resource]:
    for step in STEPS:
        if not is_asked(step, answers):
            continue
        for question in questions_of(step, answers):
            values = _values(question, answers.value(question.name))
            if values:
                yield answered(question.name, gettext(question.text), *values)


def _values(question: Question, value: Any) -> list[Resource]:
    """[] for a question that was skipped, which is never a zero (S1)."""
    if value is None or value in ("", ()):
        return []
    if question.kind is Kind.MANY:
        return [_coded(question, code) for code in value]
    if question.kind is Kind.ONE:
        return [_coded(question, value)]
    if question.kind is Kind.WORDS:
        return [{"valueString": clean(value)}] if clean(value) else []
    return [{"valueInteger": value}]


def _coded(question: Question, code: str) -> Resource:
    """Questions that are asked once for each thing share one list of codes."""
    asked = question.name
    for prefix in (HELPED_PREFIX, TIME_PREFIX):
        if asked.startswith(prefix):
            asked = prefix.removesuffix("_")
    told = {"system": f"{OURS}/fuller-{asked.replace('_', '-')}", "code": code}
    words = dict(question.choices).get(code)
    return {"valueCoding": told | ({"display": gettext(words)} if words else {})}
