"""The rules about danger signs, wishes for contact, and checks that were not finished."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from alerts.rules.findings import Finding
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds


def red_flag(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Any danger sign is red, however late it comes (S2, S17)."""
    raise NotImplementedError


def contact_wanted(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """PLEASE and TODAY are amber; NEXT_VISIT is shown on the pages and makes no alert."""
    raise NotImplementedError


def contact_requested(
    *, today: bool, day: date, received_at: datetime, too_unwell: bool
) -> Finding:
    """Contact asked for without a check: one tap, perhaps 'too unwell to answer' (S14)."""
    raise NotImplementedError


def unfinished_check(
    draft: Reading, *, saved_at: datetime, thresholds: Thresholds, now: datetime
) -> Finding | None:
    """A draft left for 15 minutes with severe pain (red) or a wish for contact (amber): S3."""
    raise NotImplementedError
