"""Words about alerts. Plain: no Django, no database, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """A message: that something waits, and where; no name, score or text of a patient.

    `in_short` is the text message.
    """

    subject: str
    text: str
    in_short: str = ""


RULE_TITLES = {
    "red_flag": "Danger sign",
    "severe_pain": "Severe pain",
    "rising_pain": "Rising pain",
    "above_goal": "Above the goal",
    "many_extra_doses": "Many extra doses",
    "contact_wanted": "Contact wanted",
    "unfinished_check": "Unfinished check",
    "gone_quiet": "Gone quiet",
    "message_unread": "Message not read",
    "side_effects": "Side effects",
}


# A word with each colour, so that none depends on seeing colours.
LEVEL_WORDS = {"RED": "Urgent", "AMBER": "Soon", "GREY": "To check"}

CHANNELS = {
    "PHONE": "Phone call",
    "VISIT": "Home visit",
    "CLINIC": "Clinic",
    "MESSAGE": "Message",
    "VOICEMAIL": "Voicemail",
}
# Nobody answers a recording: these channels never close an alert (S10).
ONE_WAY = frozenset({"MESSAGE", "VOICEMAIL"})


@dataclass(frozen=True)
class Outcome:
    """What a contact came to. `reached`: somebody talked with the patient or the carer (S10)."""

    code: str
    words: str
    reached: bool


# After the list of outcomes that the eSMART trial recorded for each alert, in our words.
OUTCOMES = (
    Outcome("SELF_CARE", "Talked: advice for self-care given", reached=True),
    Outcome("PLAN_CHANGED", "Talked: plan changed", reached=True),
    Outcome("PRESCRIBER", "Talked: prescriber asked", reached=True),
    Outcome("ONCOLOGY", "Talked: sent to acute oncology", reached=True),
    Outcome("GP", "Talked: GP or community team asked", reached=True),
    Outcome("EMERGENCY", "Talked: 999 or emergency department", reached=True),
    Outcome("CARER", "Talked with the carer", reached=True),
    Outcome("MESSAGE_LEFT", "Message left", reached=False),
    Outcome("NO_ANSWER", "Could not reach", reached=False),
)


@dataclass(frozen=True)
class Particular:
    """Something that a reason needs to be believed: asked as `label`, missed as `missing`, and
    written down after `short`."""

    label: str
    missing: str
    short: str


PARTICULARS = {
    "assessed_by": Particular(
        "If assessed: by whom?", "Enter who assessed them: name, and ward or team", "by"
    ),
    "assessed_when": Particular(
        "If assessed: when?", "Enter the day and time when they were assessed", "when:"
    ),
    "where": Particular(
        "If in hospital or hospice: where?", "Enter the hospital or hospice, and the ward", "in"
    ),
    "confirmed_by": Particular(
        "If by mistake: who confirmed it?", "Enter who told you that it was a mistake", "said by"
    ),
    "confirmed_how": Particular(
        "If by mistake: how and when?", "Enter how and when they told you", "how:"
    ),
}

EXPECTED = "EXPECTED"


@dataclass(frozen=True)
class CloseReason:
    """A clinician's stated reason to close without a contact. `silences`: S13 forbids it for
    danger, toxicity, unfinished checks and wishes for contact; `particulars` are needed there."""

    code: str
    words: str
    silences: bool = False
    needs_note: bool = False
    particulars: tuple[str, ...] = ()


CLOSE_REASONS = (
    CloseReason(
        "ASSESSED",
        "Assessed by another clinician or team",
        particulars=("assessed_by", "assessed_when"),
    ),
    CloseReason(EXPECTED, "Expected for this patient", silences=True),
    CloseReason("KNOWN", "Known, and the plan for it is in place", silences=True),
    CloseReason("CARED_FOR", "In hospital or hospice now", particulars=("where",)),
    CloseReason("BY_MISTAKE", "Answered by mistake", particulars=("confirmed_by", "confirmed_how")),
    CloseReason("OTHER", "Another reason", needs_note=True),
)
ALL_REASONS = {reason.code: reason for reason in CLOSE_REASONS}


def close_reasons(*, silenceable: bool) -> tuple[CloseReason, ...]:
    """The reasons that may be chosen for an alert (S13)."""
    return tuple(reason for reason in CLOSE_REASONS if silenceable or not reason.silences)


def patient_path(code: str) -> str:
    """The path of a patient's page; the code says nothing of its bearer."""
    return f"/patients/{code}/"


def nurse_mail(*, link: str, escalated: bool) -> Mail:
    """The message about one alert; `escalated`: nobody has taken it in time."""
    why = "Nobody has taken this alert in time, so it comes to you.\n\n" if escalated else ""
    return Mail(
        subject="An alert waits to be taken" if escalated else "A patient on your list needs you",
        text=f"{why}Open PainCheck to see what it is about:\n{link}\n",
        in_short=f"PainCheck: an alert waits to be taken. {link}",
    )


UNHEARD_PATH = "/alerts/nobody-told/"


def unheard_mail(*, link: str) -> Mail:
    """To a manager: an alert could be told to nobody, and the page says how to mend it."""
    return Mail(
        subject="An alert reaches nobody",
        text="PainCheck could not tell anybody in one of your teams about an alert. Please see "
        f"to it now. This page says which team it is, and what would mend it:\n{link}\n",
    )


# How a manager mends that nobody of a team could be told, by why they were passed over.
MENDING = {
    "CLOSED": "Whose account is closed: open it again, or put another nurse in the team.",
    "LEAVE": "Who is on leave: book somebody to cover, or put another nurse in the team.",
    "NO_ADDRESS": "Who has no address: enter one under Staff.",
    "REFUSED": "Whose address was refused: correct it under Staff, or say under Deliveries that it "
    "works again.",
}
MEND_DESK = "Give the site an address that somebody always reads."
