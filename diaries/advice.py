"""Which cards of advice fit which answers: the most pressing that is true, and calm ones beneath.

Plain: no Django, no database, no clock. The numbers are examples, to be approved by a clinician
before use with patients. The numbers to ring are the site's and stand on the page above the cards;
a patient's own agreed plan comes before any card (S2).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from diaries.answers import Answers
from diaries.cards import (
    BREAKTHROUGH,
    CALL_999,
    CARDS,
    CONSTIPATION,
    DANGER_SIGN,
    EARLY_PAINKILLERS,
    FEARS,
    HEAT_AND_REST,
    KEEPING_A_LIST,
    MANY_DOSES,
    MILD,
    MODERATE,
    NO_PAIN,
    NO_SCORE,
    OWNER,
    REVIEW_ON,
    SEVERE,
    SLEEP,
    TALKING,
    TOXICITY,
    Card,
    Source,
    Urgency,
)
from diaries.scales import DANGER, Band, ContactWish, DangerGroup, band
from paincheck.speech import gettext

__all__ = [
    "CARDS",
    "EARLY_PAINKILLERS",
    "MANY_DOSES",
    "MANY_EXTRA_DOSES",
    "OWNER",
    "REVIEW_ON",
    "Card",
    "Source",
    "Urgency",
    "Wider",
    "card_for",
    "in_danger",
    "more_cards",
    "spoken",
]

MANY_EXTRA_DOSES = 4  # in 24 hours; more than 3 or 4 is commonly taken as a reason to review
BREAKS_THROUGH_FROM = 2  # flare-ups or extra doses in 24 hours
IN_THE_WAY_FROM = Decimal(5)  # of 10: as far as moderate pain gets in the way
MOST_MORE = 2


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
    may_be_toxic: bool = False,
) -> Card:
    """The card for one check.

    `early_painkillers`: the nurse has enabled them for this patient. `doses_before`: the extra
    doses of earlier checks in these 24 hours, where this check asked only since the last one.
    `may_be_toxic`: a fuller check of the last days names signs of it.
    """
    doses = Doses(before=doses_before, many=many_extra_doses)
    card = next(card for holds, card in CONDITIONS if holds(answers, doses))
    if early_painkillers and not may_be_toxic and _may_take_early(answers, card, doses):
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


@dataclass(frozen=True)
class Wider:
    """What a fuller check of the last days adds; what it skipped is not known (S1).

    `may_be_toxic`: it names signs that strong painkillers are too much.
    """

    may_be_toxic: bool = False
    constipated: bool = False
    worried_about_medicines: bool = False
    feels_a_bother: bool = False
    forgets_medicines: bool = False
    flare_ups: int | None = None
    sleep: Decimal | None = None  # how far pain gets in the way of it, 0 to 10


NOTHING_MORE = Wider()


def _breaks_through(answers: Answers, wider: Wider) -> bool:
    return max(answers.extra_doses or 0, wider.flare_ups or 0) >= BREAKS_THROUGH_FROM


def _keeps_awake(_: Answers, wider: Wider) -> bool:
    return wider.sleep is not None and wider.sleep >= IN_THE_WAY_FROM


def _needs_a_list(answers: Answers, wider: Wider) -> bool:
    later = answers.wish == ContactWish.NEXT_VISIT
    return answers.extra_doses_unsure or later or wider.forgets_medicines


def _is_moderate(answers: Answers, _: Wider) -> bool:
    return _worst_band(answers) is Band.MODERATE


def _should_talk(answers: Answers, wider: Wider) -> bool:
    return wider.feels_a_bother or _is_moderate(answers, wider)


# The first ones that hold are shown.
CALM_CONDITIONS: tuple[tuple[Callable[[Answers, Wider], bool], Card], ...] = (
    (lambda _, wider: wider.constipated, CONSTIPATION),
    (lambda _, wider: wider.worried_about_medicines, FEARS),
    (_breaks_through, BREAKTHROUGH),
    (_keeps_awake, SLEEP),
    (_needs_a_list, KEEPING_A_LIST),
    (_should_talk, TALKING),
    (_is_moderate, HEAT_AND_REST),
)


def more_cards(answers: Answers, first: Card, wider: Wider = NOTHING_MORE) -> list[Card]:
    """At most two calm cards to stand beneath `first`, and one beneath severe pain, where it is
    what to do now that counts; none beside danger, signs of toxicity or many doses."""
    calm = first.urgency is Urgency.CALM
    if wider.may_be_toxic or not (calm or first.code == SEVERE.code):
        return []
    most = MOST_MORE if calm else 1
    return [card for holds, card in CALM_CONDITIONS if holds(answers, wider)][:most]


def spoken(card: Card) -> Card:
    """The card in the language of the moment, for those who translate nothing themselves."""
    body = tuple(gettext(words) for words in card.body)
    return replace(card, title=gettext(card.title), body=body)
