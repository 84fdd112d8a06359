"""The questions of the quick check, the pain scale and its words, and the danger signs.

Plain: no Django, no database, no clock. Our own wording throughout; a bare 0 to 10 scale has no
owner. Thresholds and words are examples, to be approved by a clinician before use with patients.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LOWEST, HIGHEST = Decimal(0), Decimal(10)
TILES = tuple(Decimal(number) for number in range(11))


class Band(StrEnum):
    NONE = "NONE"
    MILD = "MILD"
    MODERATE = "MODERATE"
    SEVERE = "SEVERE"


@dataclass(frozen=True)
class BandRange:
    """One band of the scale: where it begins, and where the next one does (`up_to`)."""

    band: Band
    word: str
    begins: Decimal
    up_to: Decimal


# Serlin 1995, by how far cancer pain gets in the way: mild 1 to 4, moderate 5 and 6, severe 7 to
# 10. Decimals occur in imported diaries alone, and the study says nothing about them: here the
# bands meet without gaps, so that 4.9 is still mild, 5 moderate, 6.9 still moderate, and anything
# above 0 is no longer none.
BANDS = (
    BandRange(Band.NONE, "no pain", LOWEST, LOWEST),
    BandRange(Band.MILD, "mild", LOWEST, Decimal(5)),
    BandRange(Band.MODERATE, "moderate", Decimal(5), Decimal(7)),
    BandRange(Band.SEVERE, "severe", Decimal(7), HIGHEST),
)


def band(score: Decimal | None) -> Band | None:
    """The band of a score; None for one that was skipped, which is never 'no pain' (S1)."""
    if score is None:
        return None
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(f"A pain score lies between 0 and 10, not {score}.")
    if score == LOWEST:
        return Band.NONE
    return next(row.band for row in reversed(BANDS) if row.begins <= score)


def word(score: Decimal | None) -> str:
    """What a tile says beneath its number: 'no pain' ... 'severe', and 'worst there is' for 10."""
    found = band(score)
    if found is None:
        return "not answered"
    if score == HIGHEST:
        return "worst there is"
    return next(row.word for row in BANDS if row.band is found)


def in_figures(score: Decimal | None) -> str:
    """'7' for 7 and 7.0, '6.5' for 6.50; a skipped score is a dash."""
    if score is None:
        return "–"
    return f"{score.quantize(Decimal(1)) if score == int(score) else score.normalize():f}"
