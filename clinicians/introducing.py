"""The first visit in its order: what is shown and said, and what must not be left out.

Plain: no Django, no database, no clock. An example, to be approved by a clinician before use.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 5, 24)
# The programme that PainCheck comes from asked for it within one week.
DUE_AFTER = timedelta(days=7)
# No end without the first check together, the starting line of the chart, nor without what whoever
# has a diary must know: that it is not watched, and whom to ring (S5). Where the check cannot be
# done, the introduction is not done, for a coded reason.
NEEDED = ("FIRST_CHECK", "WHO_READS", "NUMBERS")
NOT_DONE_NEEDS_WORDS = ("UNSUITABLE",)

# In our own words, from what nurses and patients told the makers of the first PainCheck.
LET_HER_TRY = (
    "Some people who really don’t like technology tried PainCheck and found it easy. Nurses had "
    "not expected it of all of them. One check takes about two minutes: let the patient try it, "
    "and then decide together. Somebody else may fill it in, or you take the check by telephone."
)


@dataclass(frozen=True)
class Part:
    """One part of the first visit; `say` is what the nurse says, in words that both can read."""

    item: str
    title: str
    say: str
    done: str


PARTS: Sequence[Part] = (
    Part(
        "SHOWN_TOGETHER",
        "Look at it together",
        "Sign in on the patient’s own phone, tablet or computer, with the code of the letter. "
        "Look at the first page, the diary and the team. The patient holds the device.",
        "We have looked at it together",
    ),
    Part(
        "FIRST_CHECK",
        "Do the first check together",
        "Read the questions aloud and let the patient choose. This check becomes the starting "
        "line of the chart: later checks are compared with it.",
        "We have done the first check",
    ),
    Part(
        "GOAL",
        "Agree a pain goal",
        "How much pain could you live with, and still do what matters to you? There is no right "
        "number, and it can be changed at any time.",
        "Save the goal",
    ),
    Part(
        "WHO_READS",
        "Who reads it, and when",
        "Nobody watches PainCheck day and night. It is read at these hours, by these people.",
        "We have talked about who reads it",
    ),
    Part(
        "NUMBERS",
        "Whom to ring",
        "If it cannot wait, do not wait for PainCheck: ring. Write the numbers down, or keep the "
        "card of the letter.",
        "The numbers are given",
    ),
    Part(
        "BOOKLET",
        "The booklet",
        "‘Tackling cancer pain’ is in PainCheck under ‘Learn’. Give it on paper to whoever likes "
        "paper better.",
        "The booklet is given",
    ),
    Part(
        "REMINDERS",
        "Reminders",
        "Would a reminder help? The patient chooses when and how, and can stop them at any time. "
        "None is a choice too.",
        "We have talked about reminders",
    ),
)


def missing_for_the_end(done: Collection[str]) -> list[str]:
    """The titles of what an introduction cannot end without."""
    return [part.title for part in PARTS if part.item in NEEDED and part.item not in done]


def letter_in_words(was_made: bool, was_used: bool, is_over: bool) -> str:
    """How far the letter's code has come, where the patient has not begun the diary."""
    if not was_made:
        return "No letter with a code has been made yet, and nobody has signed in."
    if was_used:
        return "The code of the letter was used, but the diary has not been begun."
    if is_over:
        return "The code of the letter ended without being used: make a new letter."
    return "The code of the letter has not been used yet: nobody has signed in."


def progress(done: Collection[str]) -> str:
    """'3 of 7 done'."""
    return f"{sum(part.item in done for part in PARTS)} of {len(PARTS)} done"


def due_in_words(due_on: date, today: date) -> str:
    """'due today', 'due in 3 days', 'overdue by 2 days'."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    if days > 1:
        return f"due in {days} days"
    return f"overdue by {-days} day{'' if days == -1 else 's'}"


def not_done_problems(told: Mapping[str, str]) -> dict[str, str]:
    """What cannot be in 'not done', by the field at which to say it."""
    if told.get("reason") in NOT_DONE_NEEDS_WORDS and not told.get("why"):
        return {"why": "Enter why you judge PainCheck unsuitable for this patient"}
    return {}
