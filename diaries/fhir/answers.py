"""One pain check as a QuestionnaireResponse: what was asked, and what was answered."""

from diaries.answers import SCORES, Answers
from diaries.fhir.values import (
    HELPED,
    OURS,
    Resource,
    answered,
    clean,
    coding,
    extension,
    instant,
    number,
    subject,
)
from diaries.record import Check, Person
from diaries.scales import CONTACT_WISHES, DANGER, QUESTION
from paincheck.speech import gettext, gettext_noop

NOT_SURE = gettext_noop("Not sure how many")
WORDS = {str(wish): words for wish, words in CONTACT_WISHES}


def answer_sheet(check: Check, person: Person) -> Resource:
    """`authored` is the time she gave, with the day alone where no more is known."""
    told: Resource = {"resourceType": "QuestionnaireResponse", "id": str(check.id)}
    told["extension"] = [
        extension("received-at", valueInstant=instant(check.received_at)),
        extension("taken-how", valueCode=check.source),
        extension("asked-since-last-check", valueBoolean=check.since_last),
        *how_filled_in(check.helped),
    ]
    if check.offline:
        told["extension"].append(extension("written-offline", valueBoolean=True))
    if check.amends is not None:
        replaced = {"reference": f"urn:uuid:{check.amends}"}
        told["extension"].append(extension("replaces", valueReference=replaced))
    told |= {
        "questionnaire": f"{OURS}/Questionnaire/quick-check",
        "status": _status(check),
        "subject": subject(person),
        "authored": instant(check.answered_at) if check.time_known else check.day.isoformat(),
        "source": subject(person),
    }
    if check.entered_by:
        told["author"] = {"display": clean(check.entered_by)}
    items = _items(check.answers, since_last=check.since_last)
    if items:
        told["item"] = items
    return told


def how_filled_in(helped: str) -> list[Resource]:
    return [extension("filled-in", valueString=gettext(HELPED[helped]))] if helped else []


def _status(check: Check) -> str:
    if check.is_replaced:
        return "entered-in-error"
    return "completed" if check.amends is None else "amended"


def _items(answers: Answers, *, since_last: bool) -> list[Resource]:
    """The questions that were answered, in their order; what was skipped is not there (S1)."""
    found: dict[str, list[Resource]] = {
        name: [{"valueDecimal": number(score)}]
        for name in SCORES
        if (score := getattr(answers, name)) is not None
    }
    if answers.extra_doses is not None:
        found["extra_doses"] = [{"valueInteger": answers.extra_doses}]
    if answers.extra_doses_unsure:
        found["extra_doses"] = [*found.get("extra_doses", []), {"valueString": gettext(NOT_SURE)}]
    if answers.danger is not None:
        found["danger"] = [_danger(answers)]
    if answers.wish:
        wish = coding("contact-wish", answers.wish, gettext(WORDS[answers.wish]))
        found["wish"] = [{"valueCoding": wish}]
    if clean(answers.note):
        found["note"] = [{"valueString": clean(answers.note)}]
    return [
        answered(name, question.asked(since_last=since_last), *found[name])
        for name, question in QUESTION.items()
        if name in found
    ]


def _danger(answers: Answers) -> Resource:
    signs = [
        {"valueCoding": coding("danger-sign", sign.code, gettext(sign.words))}
        for sign in DANGER.values()
        if sign.code in answers.danger_items
    ]
    said: Resource = {"valueBoolean": bool(answers.danger)}
    if signs:
        said["item"] = [answered("danger_items", gettext("Which of these?"), *signs)]
    return said
