"""Which self-management card fits which answers: one card, the most pressing that is true.

Plain: no Django, no database, no clock. Every card is an example, to be approved by a clinician
before use with patients. Our own words throughout: what NICE says is paraphrased and linked. No
card names a dose or turns one medicine into another (S7). The numbers to ring are the site's and
stand on the page above the card; a patient's own agreed plan comes before any card (S2).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from diaries.answers import Answers
from diaries.scales import DANGER, Band, DangerGroup, band

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)
MANY_EXTRA_DOSES = 4  # in 24 hours; more than 3 or 4 is commonly taken as a reason to review


class Urgency(StrEnum):
    """How a card looks: the three care cards of the NHS design system."""

    EMERGENCY = "EMERGENCY"
    URGENT = "URGENT"
    CALM = "CALM"


@dataclass(frozen=True)
class Source:
    name: str
    url: str


@dataclass(frozen=True)
class Card:
    """`body` is one sentence or two a paragraph, in words for a reading age of 9 to 11."""

    code: str
    urgency: Urgency
    title: str
    body: tuple[str, ...]
    source: Source
    owner: str = OWNER
    review_on: date = REVIEW_ON


CORD = Source(
    "NICE NG234: cancer that has spread to the spine", "https://www.nice.org.uk/guidance/ng234"
)
OPIOIDS = Source(
    "NICE CG140: strong painkillers in palliative care", "https://www.nice.org.uk/guidance/cg140"
)

CALL_999 = Card(
    "CALL_999",
    Urgency.EMERGENCY,
    "Ring 999 now",
    (
        "If you and your team have agreed a plan for this, follow your plan first.",
        "If not, ring 999 now. Ask someone to stay with you.",
        "Tell them you have cancer and which painkillers you take.",
    ),
    OPIOIDS,
)
TOXICITY = Card(
    "TOXICITY",
    Urgency.URGENT,
    "Ring now: your medicines may be too strong for you",
    (
        "Ring one of the numbers on this page now. Do not wait for your nurse to ring you.",
        "Before you take any more strong painkiller, ask them what to do.",
        "If you wear a patch, tell them. Ask someone to stay with you.",
        "If you get very hard to wake, or breathe very slowly, they should ring 999 at once.",
    ),
    OPIOIDS,
)
DANGER_SIGN = Card(
    "DANGER_SIGN",
    Urgency.URGENT,
    "Ring now about what you told us",
    (
        "Ring one of the numbers on this page now. Do not wait for your nurse to ring you.",
        "Tell them you have cancer, and tell them what is new or worse.",
        "If it is your back, legs, bladder or bowels, say so first. Lie still until you have "
        "spoken to them.",
    ),
    CORD,
)
SEVERE = Card(
    "SEVERE",
    Urgency.URGENT,
    "Your pain is bad. Let's get you some help",
    (
        "If it is this bad now, ring your nurse, or one of the other numbers on this page.",
        "If you have a plan for bad pain, follow it.",
        "Sit or lie in the way that hurts least. Breathe slowly. Ask someone to be with you.",
        "If the pain came on suddenly, or is not like your usual pain, say so when you ring.",
    ),
    OPIOIDS,
)
MANY_DOSES = Card(
    "MANY_DOSES",
    Urgency.URGENT,
    "You needed a lot of extra painkiller",
    (
        "Ring your nurse today, or one of the other numbers on this page.",
        "Needing many extra doses can mean that your usual painkillers should be looked at.",
        "Do not change your usual painkillers by yourself.",
        "If you get very sleepy, muddled or jumpy, ring at once.",
    ),
    OPIOIDS,
)
MODERATE = Card(
    "MODERATE",
    Urgency.CALM,
    "Things that may ease your pain",
    (
        "Take your usual painkillers at the times on the label, even when it hurts less.",
        "Try changing how you sit or lie. Some people find warmth, rest or slow breathing helps.",
        "Do a little at a time, and stop before it hurts more.",
        "If it does not ease, or it gets worse, ring your nurse.",
    ),
    OPIOIDS,
)
MILD = Card(
    "MILD",
    Urgency.CALM,
    "Keeping your pain low",
    (
        "Take your usual painkillers at the times on the label.",
        "Do the things you like, a little at a time. Rest in between.",
        "If your pain gets worse, fill in another check or ring your nurse.",
    ),
    OPIOIDS,
)
NO_PAIN = Card(
    "NO_PAIN",
    Urgency.CALM,
    "No pain is good news",
    (
        "Take your usual painkillers at the times on the label. They may be why it does not hurt.",
        "If you think you need less now, ask your nurse before you stop or cut down.",
    ),
    OPIOIDS,
)
# No score at all, as in a diary from elsewhere: nothing is claimed about the pain (S1).
NO_SCORE = Card(
    "NO_SCORE",
    Urgency.CALM,
    "Your team is here for you",
    ("If you are in pain, or worried, ring your nurse or one of the other numbers on this page.",),
    OPIOIDS,
)
CARDS = (
    CALL_999,
    TOXICITY,
    DANGER_SIGN,
    SEVERE,
    MANY_DOSES,
    MODERATE,
    MILD,
    NO_PAIN,
    NO_SCORE,
)

EARLY_PAINKILLERS = (
    "Your nurse says you can take your extra painkiller early, before the pain gets bad. Take it "
    "as the label says, and no more than that."
)


def in_danger(answers: Answers) -> bool:
    """A 'yes' with nothing ticked is still a yes."""
    return answers.danger is True or bool(answers.danger_items)


def _says(answers: Answers, *, call_999: bool = False, group: DangerGroup | None = None) -> bool:
    signs = [DANGER[code] for code in answers.danger_items if code in DANGER]
    return any((sign.call_999 and call_999) or sign.group is group for sign in signs)


def _worst_band(answers: Answers) -> Band | None:
    """Of the highest score given, so that crossed answers do not hide severe pain."""
    scores = (answers.worst, answers.now, answers.average, answers.least)
    return band(max((score for score in scores if score is not None), default=None))


@dataclass(frozen=True)
class Doses:
    """`before`: extra doses told in earlier checks of the same 24 hours; None: not known (S9)."""

    before: int | None
    many: int


def _many(answers: Answers, doses: Doses) -> bool:
    """As many as are known of: what was not told may only be more."""
    return (answers.extra_doses or 0) + (doses.before or 0) >= doses.many


Condition = Callable[[Answers, Doses], bool]

# The first condition that holds decides.
CONDITIONS: tuple[tuple[Condition, Card], ...] = (
    (lambda answers, _: _says(answers, call_999=True), CALL_999),
    (lambda answers, _: _says(answers, group=DangerGroup.TOXICITY), TOXICITY),
    (lambda answers, _: in_danger(answers), DANGER_SIGN),
    (lambda answers, _: _worst_band(answers) is Band.SEVERE, SEVERE),
    (_many, MANY_DOSES),
    (lambda answers, _: _worst_band(answers) is Band.MODERATE, MODERATE),
    (lambda answers, _: _worst_band(answers) is Band.MILD, MILD),
    (lambda answers, _: _worst_band(answers) is Band.NONE, NO_PAIN),
    (lambda answers, _: True, NO_SCORE),
)


def card_for(
    answers: Answers,
    *,
    early_painkillers: bool = False,
    doses_before: int | None = 0,
    many_extra_doses: int = MANY_EXTRA_DOSES,
) -> Card:
    """The card for one check.

    `early_painkillers`: the nurse has enabled them for this patient. `doses_before`: the extra
    doses of earlier checks in these 24 hours, where this check asked only since the last one.
    """
    doses = Doses(before=doses_before, many=many_extra_doses)
    card = next(card for holds, card in CONDITIONS if holds(answers, doses))
    if early_painkillers and _may_take_early(answers, card, doses):
        return replace(card, body=(EARLY_PAINKILLERS, *card.body))
    return card


def _may_take_early(answers: Answers, card: Card, doses: Doses) -> bool:
    """S7: in pain, the danger signs answered with no, and few extra doses taken and counted.

    What was skipped, or not sure, is not taken for a no or a nought (S1).
    """
    counted = answers.extra_doses is not None and not answers.extra_doses_unsure
    return (
        card in (SEVERE, MODERATE, MILD)
        and answers.danger is False
        and not answers.danger_items
        and counted
        and doses.before is not None
        and not _many(answers, doses)
    )
