"""What one check says against her own last week and her first check: one calm sentence, or none.

Plain: no Django, no database, no clock. Compared with herself alone, never with other people. The
numbers are examples, to be approved by a clinician.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median

from diaries.scales import in_figures
from paincheck.speech import gettext, gettext_noop

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

# 689 people with advanced cancer called a change 'worse' at +2.33 of 10 and better at -2.09
# (Mercadante); trials count 2 points or 30 %. Below 2 points it is 'about the same' here: of a low
# score, 30 % is less than one step of the scale.
CHANGE_FROM = Decimal(2)
WEEK_DAYS = 7
DAYS_FOR_A_WEEK = 3  # with a check, of the seven days before; fewer are no week


class Against(StrEnum):
    """How this check stands to something earlier."""

    HIGHER = "HIGHER"
    SAME = "SAME"
    LOWER = "LOWER"
    UNKNOWN = "UNKNOWN"


HIGHER, SAME, LOWER, UNKNOWN = Against
# (against the last week, against the first check)
SENTENCES: dict[tuple[Against, Against], str] = {
    (HIGHER, HIGHER): gettext_noop(
        "Your worst pain, {worst}, is higher than in your last week (about {usual}) and at your "
        "first check ({first})."
    ),
    (HIGHER, SAME): gettext_noop(
        "Your worst pain, {worst}, is higher than in your last week (about {usual}), and about "
        "the same as at your first check ({first})."
    ),
    (HIGHER, LOWER): gettext_noop(
        "Your worst pain, {worst}, is higher than in your last week (about {usual}), but lower "
        "than at your first check ({first})."
    ),
    (HIGHER, UNKNOWN): gettext_noop(
        "Your worst pain, {worst}, is higher than in your last week (about {usual})."
    ),
    (SAME, HIGHER): gettext_noop(
        "Your worst pain, {worst}, is about the same as in your last week (about {usual}), and "
        "higher than at your first check ({first})."
    ),
    (SAME, SAME): gettext_noop(
        "Your worst pain, {worst}, is about the same as in your last week (about {usual}) and at "
        "your first check ({first})."
    ),
    (SAME, LOWER): gettext_noop(
        "Your worst pain, {worst}, is about the same as in your last week (about {usual}), and "
        "lower than at your first check ({first})."
    ),
    (SAME, UNKNOWN): gettext_noop(
        "Your worst pain, {worst}, is about the same as in your last week (about {usual})."
    ),
    (LOWER, HIGHER): gettext_noop(
        "Your worst pain, {worst}, is lower than in your last week (about {usual}), but higher "
        "than at your first check ({first})."
    ),
    (LOWER, SAME): gettext_noop(
        "Your worst pain, {worst}, is lower than in your last week (about {usual}), and about "
        "the same as at your first check ({first})."
    ),
    (LOWER, LOWER): gettext_noop(
        "Your worst pain, {worst}, is lower than in your last week (about {usual}) and at your "
        "first check ({first})."
    ),
    (LOWER, UNKNOWN): gettext_noop(
        "Your worst pain, {worst}, is lower than in your last week (about {usual})."
    ),
    (UNKNOWN, HIGHER): gettext_noop(
        "Your worst pain, {worst}, is higher than at your first check ({first})."
    ),
    (UNKNOWN, SAME): gettext_noop(
        "Your worst pain, {worst}, is about the same as at your first check ({first})."
    ),
    (UNKNOWN, LOWER): gettext_noop(
        "Your worst pain, {worst}, is lower than at your first check ({first})."
    ),
}


def feedback(worst: Decimal | None, *, week: Sequence[Decimal], first: Decimal | None) -> str:
    """One sentence; '' where too little is known to say anything.

    `week` holds the worst of each of the seven days before that had a check; their middle value
    (median) is her usual. `first` is the baseline, None where there is none or this check is it.
    """
    usual = median(week) if len(week) >= DAYS_FOR_A_WEEK else None
    sentence = SENTENCES.get((against(worst, usual), against(worst, first)), "")
    return gettext(
        sentence, worst=in_figures(worst), usual=_rounded(usual), first=in_figures(first)
    )


def against(score: Decimal | None, earlier: Decimal | None) -> Against:
    if score is None or earlier is None:
        return UNKNOWN
    if score - earlier >= CHANGE_FROM:
        return HIGHER
    return LOWER if earlier - score >= CHANGE_FROM else SAME


def _rounded(usual: Decimal | None) -> str:
    """The middle of two imported scores may have two decimals: one is enough to read."""
    return in_figures(None if usual is None else round(usual, 1))
