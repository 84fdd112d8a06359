"""Words about alerts. Plain: no Django, no database, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """A mail to a nurse: that something waits, and where; no name, score or text of a patient."""

    subject: str
    text: str


RULE_TITLES = {
    "red_flag": "Danger sign",
    "severe_pain": "Severe pain",
    "rising_pain": "Rising pain",
    "above_goal": "Above the goal",
    "contact_wanted": "Contact wanted",
    "unfinished_check": "Unfinished check",
    "gone_quiet": "Gone quiet",
}


def patient_path(code: str) -> str:
    """The path of a patient's page; the code says nothing of its bearer."""
    return f"/patients/{code}/"


def nurse_mail(*, link: str, escalated: bool) -> Mail:
    """The mail about one alert; `escalated`: nobody has taken it in time."""
    why = "Nobody has taken this alert in time, so it comes to you.\n\n" if escalated else ""
    return Mail(
        subject="An alert waits to be taken" if escalated else "A patient on your list needs you",
        text=f"{why}Open PainCheck to see what it is about:\n{link}\n",
    )
