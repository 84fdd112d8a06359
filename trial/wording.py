"""The mails that an allocation sends: one to the nurse, who is told the arm, and one to those who
are masked, which is the same whatever the arm. No name stands in either.

Plain: no Django, no database, no clock.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str


SUBJECT = "{number} has been allocated"
OPENS = (
    "{number} has been allocated: {arm}.\n\n"
    "A diary is open for this person, who is on your caseload from now on. Print the invitation "
    "letter from the patient’s page, and do the introduction by {due}: it stands on your list of "
    "introductions.\n\n{link}\n\n"
    "Please do not tell this to the trial’s assessor or office."
)
USUAL = (
    "{number} has been allocated: {arm}.\n\n"
    "There is nothing for you to open or to print. Look after this person as you would without "
    "the trial.\n\n"
    "Please do not tell this to the trial’s assessor or office."
)
MASKED = (
    "{number} has been allocated.\n\n"
    "Follow-up is planned from today, alike for everybody. Which care was allocated is not told "
    "to you, and please do not ask.\n\n{link}"
)


def for_the_nurse(*, number: str, arm: str, opens: bool, due: str, link: str) -> Mail:
    """`due`: the introduction's day in words. The subject tells no arm: managers may see it."""
    text = OPENS if opens else USUAL
    return Mail(
        SUBJECT.format(number=number), text.format(number=number, arm=arm, due=due, link=link)
    )


def for_the_masked(*, number: str, link: str) -> Mail:
    return Mail(SUBJECT.format(number=number), MASKED.format(number=number, link=link))
