"""What a consultation ends with, plain: a summary for the record, and a letter to the GP.

Both say what was recorded. Neither advises, recommends a dose, or claims a cause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

HOW_TO_READ = (
    "Pain is from 0, no pain, to 10, the worst there is. ‘Worst’ and ‘average’ speak of 24 hours, "
    "‘right now’ of its moment. A dash means that it was not answered."
)
MEDICINES_AS = "As the nurse’s list had them on this day. It may not hold everything."
NO_ALERT = "None is open."
DOSES_AS = (
    "Extra doses are the most in any 24 hours that ended on the day, by the checks and by the list "
    "together, as the alerts count them. Over midnight a dose counts on both days."
)
EXAMPLE = f"What this paper holds is an {OWNER}. Review by {REVIEW_ON.day} {REVIEW_ON:%B %Y}."
NOTHING_ASKED = "This letter says what was recorded. It recommends no treatment and no dose."


@dataclass(frozen=True)
class Told:
    """What both papers say of the days `period`. `drawing` is SVG, `in_words` says the same.

    `hardest` says why there is none where there is none.
    """

    period: str
    in_words: str
    drawing: str
    hardest: Sequence[str]
    worst_days: str
    compared: Sequence[str]
    danger: Sequence[str]
    side_effects: Sequence[str]
    medicines: Sequence[str]
    changes: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True)
class Summary:
    """`not_real` is '' for a live patient. `words` are the patient's own, from checks; `alerts` are
    those that are open. `days` are day, worst, average, extra doses in 24 hours."""

    not_real: str
    about: Sequence[tuple[str, str]]
    made: str
    told: Told
    words: Sequence[str]
    alerts: Sequence[str]
    when_hard: str
    days: Sequence[tuple[str, str, str, str]]
    contacts: Sequence[str]


@dataclass(frozen=True)
class Letter:
    """`sender` and `to` are lines of an address; `signed` is the nurse, then where to ask."""

    not_real: str
    sender: Sequence[str]
    to: Sequence[str]
    on: str
    dear: str
    about: Sequence[tuple[str, str]]
    opening: str
    told: Told
    signed: Sequence[str]


def summary_on_paper(summary: Summary) -> dict[str, object]:
    """What templates/pdf/summary.typ is told."""
    return asdict(summary) | {
        "foot": _foot(summary.about, summary.told.period),
        "how_to_read": HOW_TO_READ,
        "medicines_as": MEDICINES_AS,
        "no_alert": NO_ALERT,
        "doses_as": DOSES_AS,
        "example": EXAMPLE,
    }


def letter_on_paper(letter: Letter) -> dict[str, object]:
    """What templates/pdf/gp_letter.typ is told."""
    return asdict(letter) | {
        "foot": _foot(letter.about, letter.on),
        "how_to_read": HOW_TO_READ,
        "medicines_as": MEDICINES_AS,
        "nothing_asked": NOTHING_ASKED,
        "example": EXAMPLE,
    }


def _foot(about: Sequence[tuple[str, str]], when: str) -> str:
    """Whose sheet it is, on each: sheets come apart."""
    return f"{', '.join(value for _, value in about[:3])}. {when}."


def in_plain_text(summary: Summary) -> str:
    """The summary as lines to paste into a record that takes nothing but text."""
    told = summary.told
    parts = [
        [summary.not_real] if summary.not_real else [],
        [f"PAIN SUMMARY, {told.period}", *(f"{name}: {value}" for name, value in summary.about)],
        [summary.made],
        _part("OPEN ALERTS NOW", summary.alerts or [NO_ALERT]),
        _part("DANGER SIGNS SAID", told.danger or ["None said in these days."]),
        _part("RECORDED", [told.in_words, HOW_TO_READ]),
        _part("HARDEST MOMENTS (right now, and flare-ups with a time)", told.hardest),
        _part("WORST DAY (over 24 hours)", [told.worst_days] if told.worst_days else []),
        _part("COMPARED", told.compared),
        _part("WHEN IT IS HARD", [summary.when_hard]),
        _part("IN THE PATIENT’S OWN WORDS", summary.words),
        _part("FULLER CHECK", told.side_effects),
        _part(f"MEDICINES. {MEDICINES_AS}", told.medicines or ["None on the list."]),
        _part("MEDICINE CHANGES IN THESE DAYS", told.changes),
        _part("CONTACTS IN THESE DAYS", summary.contacts),
        _part("WRITTEN DOWN TOGETHER WITH THE PATIENT", told.notes),
        _part(
            f"DAY BY DAY (worst, average, extra doses in 24 hours). {DOSES_AS}",
            [f"{day}: {'; '.join(rest)}" for day, *rest in summary.days],
        ),
        [EXAMPLE],
        [summary.not_real] if summary.not_real else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _part(heading: str, lines: Iterable[str]) -> list[str]:
    """'' of a heading without a line beneath it."""
    told = [f"- {line}" for line in lines if line]
    return [heading, *told] if told else []
