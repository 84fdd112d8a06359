"""Each score of a check as an Observation."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from diaries.answers import SCORES
from diaries.fhir.values import Resource, coding, instant, named, number, subject
from diaries.record import Check, Record
from diaries.scales import QUESTION
from paincheck.speech import gettext
from paincheck.speech import gettext_noop as _

# LOINC's name for a 0 to 10 rating said by the patient. Which of the four it is, ours says.
PAIN = {
    "system": "http://loinc.org",
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}
SURVEY = {
    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
    "code": "survey",
    "display": "Survey",
}
WHICH = {
    "worst": _("Worst pain"),
    "average": _("Pain most of the time"),
    "least": _("Lowest pain"),
    "now": _("Pain right now"),
}
ASKED_ABOUT = timedelta(hours=24)


def observations(record: Record) -> Iterator[Resource]:
    """The scores of the checks that stand; a skipped one is not there (S1)."""
    by_id = {check.id: check for check in record.checks}
    before: Check | None = None
    for check in record.standing():
        for name in SCORES:
            if getattr(check.answers, name) is not None:
                yield _observation(name, check, before, by_id, record)
        before = check


def _observation(
    name: str, check: Check, before: Check | None, by_id: dict[UUID, Check], record: Record
) -> Resource:
    score = getattr(check.answers, name)
    return {
        "resourceType": "Observation",
        "id": named("score", check.id, name),
        "status": "corrected" if _was_changed(name, check, by_id) else "final",
        "category": [{"coding": [SURVEY]}],
        "code": {
            "coding": [PAIN, coding("pain-score", name, gettext(WHICH[name]))],
            "text": QUESTION[name].asked(since_last=check.since_last),
        },
        "subject": subject(record.person),
        **_when(name, check, before),
        "issued": instant(check.received_at),
        "performer": [subject(record.person)],
        "valueQuantity": {
            "value": number(score),
            "unit": "score",
            "system": "http://unitsofmeasure.org",
            "code": "{score}",
        },
        "derivedFrom": [{"reference": f"urn:uuid:{check.id}"}],
    }


def _was_changed(name: str, check: Check, by_id: dict[UUID, Check]) -> bool:
    """Whether any version that this check replaced had another score here."""
    earlier = by_id.get(check.amends) if check.amends else None
    while earlier is not None:
        told = getattr(earlier.answers, name)
        if told is not None and told != getattr(check.answers, name):
            return True
        earlier = by_id.get(earlier.amends) if earlier.amends else None
    return False


def _when(name: str, check: Check, before: Check | None) -> Resource:
    """A moment for 'now'; for the rest the 24 hours, or the time since the last check (S8, S9)."""
    day = check.day.isoformat()
    if name == "now":
        return {"effectiveDateTime": instant(check.answered_at) if check.time_known else day}
    if not check.time_known:
        return {"effectivePeriod": {"start": day, "end": day}}
    end = instant(check.answered_at)
    if not check.since_last:
        return {"effectivePeriod": {"start": instant(_a_day_before(check.answered_at)), "end": end}}
    if before is None or not before.time_known:
        return {"effectivePeriod": {"end": end}}
    return {"effectivePeriod": {"start": instant(before.answered_at), "end": end}}


def _a_day_before(at: datetime) -> datetime:
    """24 hours that went by, also over the night on which the clocks change."""
    return (at.astimezone(UTC) - ASKED_ABOUT).astimezone(at.tzinfo)
