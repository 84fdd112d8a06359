"""By when an alert is due, and when it goes to somebody else: safety rule S16."""

from datetime import datetime, timedelta

from alerts.rules.findings import Level
from diaries.scales import ContactWish
from paincheck.accounts.hours import Hours

_HOUR = timedelta(hours=1)


def due_at(level: str, wish: str, raised_at: datetime, hours: Hours) -> datetime:
    """By when a nurse should have reached the patient.

    Red within one working hour. A wish for today by today's closing, beside red too; one that came
    too late for that, within two working hours of the next opening. Amber within one working day,
    grey two.
    """
    by_level = escalates_at(level, wish, raised_at, hours)
    closes = hours.closing_today(raised_at)
    if wish == ContactWish.TODAY and closes is not None and hours.can_ring_today(raised_at):
        return min(closes, by_level) if level == Level.RED else closes
    return by_level


def escalates_at(level: str, wish: str, raised_at: datetime, hours: Hours) -> datetime:
    """When an alert that nobody has taken or closed goes to the deputy."""
    if level == Level.RED:
        return hours.add_working_time(raised_at, _HOUR)
    if wish == ContactWish.TODAY:
        return hours.add_working_time(raised_at, 2 * _HOUR)
    if level == Level.AMBER:
        return hours.add_working_days(raised_at, 1)
    return hours.add_working_days(raised_at, 2)
