"""Listening for the beat."""

from datetime import datetime, timedelta

from paincheck.background.models import Heartbeat


def late_since(*, name: str, now: datetime, after: timedelta) -> datetime | None:
    """Since when the loop `name` has been silent; None while it is fresh.

    A loop that has never beaten is silent since the start of time as far as a page can tell, and
    `now` is returned, so that a forgotten process shows at once.
    """
    beat = Heartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    if beat is None:
        return now
    return beat if now - beat > after else None
