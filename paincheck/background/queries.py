"""Listening for the beats."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from paincheck.background.models import Heartbeat, Tally


def late_since(*, name: str, now: datetime, after: timedelta) -> datetime | None:
    """Since when the loop `name` has been silent; None while it is fresh.

    A loop that has never beaten is silent since the start of time as far as a page can tell, and
    `now` is returned, so that a forgotten process shows at once.
    """
    return silent_since(last_beats().get(name), now=now, after=after)


def silent_since(beat: datetime | None, *, now: datetime, after: timedelta) -> datetime | None:
    """The same for a beat that was read before."""
    if beat is None:
        return now
    return beat if now - beat > after else None


def last_beats() -> dict[str, datetime]:
    """When each loop was last round, in one query."""
    return dict(beats())


def beats() -> "QuerySet[Heartbeat, tuple[str, datetime]]":
    """The same as rows of (name, at), to be asked for together with others."""
    return Heartbeat.objects.values_list("name", "beat_at")


def tallies() -> dict[str, int]:
    """How often each rare thing has happened since the database was made."""
    return dict(Tally.objects.values_list("name", "times"))
