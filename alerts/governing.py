"""The rules in words: what each does, its source, and which of its numbers may be set. Plain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 5, 1)


@dataclass(frozen=True, kw_only=True)
class Governed:
    """One rule, A1 to A12. `setting` is the name in `rules.LIMITS`, empty where there is none."""

    code: str
    title: str
    words: str
    source: str
    setting: str = ""


RULES = (
    Governed(
        code="A1",
        title="Danger sign",
        words="Any of the danger signs raises an urgent alert at once, before the check is sent. "
        "The patient is shown whom to ring.",
        source="NICE NG234 for cord compression; the other signs are examples",
    ),
    Governed(
        code="A2",
        title="Severe pain",
        words="Worst pain or pain now from this score on is urgent. Sent more than a day late, it "
        "is amber and asks how the patient is now.",
        source="Serlin 1995: 7 to 10 is severe",
        setting="severe",
    ),
    Governed(
        code="A3",
        title="Rising pain",
        words="Worst or average pain so many points above the patient’s usual (the middle of the "
        "last 7 checks, at first the baseline), and 4 or more. A rise of 4 is urgent.",
        source="Mercadante: ‘worse’ began at 2.3 points; Dalal 2012: 2 points",
        setting="rise",
    ),
    Governed(
        code="A4",
        title="Above the goal",
        words="Average pain of 4 or more, or more than 1 above the patient’s own goal, on so many "
        "checks running, each on another day.",
        source="Cut-point 4 in 80% of 27 studies; the number of checks is our own choice",
        setting="above_goal_checks",
    ),
    Governed(
        code="A5",
        title="Contact wanted",
        words="‘Please contact me’ always raises an alert. ‘Today’ is due before you close.",
        source="PRO-TECT: what patients call urgent",
    ),
    Governed(
        code="A6",
        title="Many extra doses",
        words="So many extra doses in 24 hours, from a check or from the patient’s list. "
        "The patient’s own page advises her to ring from 4 on, whatever is set here.",
        source="3 to 4 a day is commonly a reason to review; an example",
        setting="extra_doses",
    ),
    Governed(
        code="A7",
        title="Signs of too much opioid",
        words="Drowsy, confused, seeing things, jerking, slow breathing: urgent, as a danger sign.",
        source="Oxford Handbook of Palliative Care",
    ),
    Governed(
        code="A8",
        title="Side effects",
        words="Severe constipation, sickness or drowsiness in a fuller check, or bowels not moved "
        "for so many days.",
        source="NICE CG140 manages all three; the number of days is our own choice",
        setting="bowel_days",
    ),
    Governed(
        code="A9",
        title="New severe back pain",
        words="Asked with the danger signs, and urgent like them.",
        source="NICE NG234",
    ),
    Governed(
        code="A10",
        title="Gone quiet",
        words="So many daily checks missed, or a weekly one so many days late. Amber where the "
        "last check was severe or in danger, or another alert is open.",
        source="eRAPID: whether people answer depends on how they are; the number is an example",
        setting="quiet_days",
    ),
    Governed(
        code="A11",
        title="Not taken in time",
        words="Urgent alerts go to the deputy after 1 working hour, amber ones after 1 working "
        "day. Your opening hours decide what a working hour is.",
        source="ePAL: within an hour; the times are examples",
    ),
    Governed(
        code="A12",
        title="Did the change help?",
        words="Three days after a change of medicine the patient’s page asks whether it helped. "
        "No alert comes of it.",
        source="NICE CG140: review often; three days are our own choice",
    ),
)
SHORT = {
    "severe": "severe from",
    "rise": "rise of",
    "above_goal_checks": "checks above the goal",
    "quiet_days": "missed days",
    "extra_doses": "extra doses",
    "bowel_days": "days without a bowel movement",
}


def change_in_words(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> str:
    """'severe from: 7 to 8; missed days: not set to 2', for the trail. No patient's data."""
    return "; ".join(
        f"{words}: {_number(before.get(name))} to {_number(after.get(name))}"
        for name, words in SHORT.items()
        if before.get(name) != after.get(name)
    )


def _number(number: int | None) -> str:
    return "not set" if number is None else str(number)
