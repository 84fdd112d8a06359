"""Words that tell somebody of a message that waits. Plain: no Django, no database, no clock.

They hold a link and nothing else: no name, score or text of anybody's (an inbox may be shared).
"""

from dataclasses import dataclass

from paincheck.speech import gettext

PATIENTS_MESSAGES = "/diary/messages/"


@dataclass(frozen=True)
class Notice:
    """`in_short` is the text message."""

    subject: str
    text: str
    in_short: str


def to_patient(*, link: str) -> Notice:
    return Notice(
        subject=gettext("You have a message"),
        text=gettext(
            "A message waits for you. Sign in to read it:\n{link}\n\n"
            "Please do not answer this email: nobody reads what is sent here.\n",
            link=link,
        ),
        in_short=gettext("A message waits for you. Sign in to read it: {link}", link=link),
    )


def to_nurse(*, link: str) -> Notice:
    return Notice(
        subject="A message from a patient waits",
        text=f"Open PainCheck to read it and answer:\n{link}\n",
        in_short=f"PainCheck: a message from a patient waits. {link}",
    )


def patients_page(code: str) -> str:
    """The messages on a nurse's page of the patient; the code says nothing of its bearer."""
    return f"/patients/{code}/#messages"
