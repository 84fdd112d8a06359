"""Who has seen a check: from SeenMarks alone, so that it is true (safety rule S6)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from diaries.models import SeenMark
from paincheck.accounts.hours import in_words


def seen_by(check_ids: Iterable[UUID], *, now: datetime, zone: str) -> dict[UUID, str]:
    """'Ann, Tuesday 3 March 9.12am' for each check that a nurse has seen: the first one who did."""
    marks = (
        SeenMark.objects.filter(check_seen__in=list(check_ids))
        .select_related("nurse")
        .order_by("-seen_at")
    )
    return {
        mark.check_seen_id: f"{mark.nurse.first_name}, {moment(mark.seen_at, now, zone)}"
        for mark in marks  # the earliest comes last and stays
    }


def moment(at: datetime, now: datetime, zone: str) -> str:
    """'Tuesday 3 March 9.12am': short, for a line in a list."""
    return in_words(at, now, zone, short=True)
