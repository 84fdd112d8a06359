"""By when an alert is due, and when it goes to somebody else: safety rule S16."""

from datetime import datetime

from paincheck.accounts.hours import Hours


def due_at(level: str, wish: str, raised_at: datetime, hours: Hours) -> datetime:
    """By when a nurse should have reached the patient."""
    raise NotImplementedError


def escalates_at(level: str, wish: str, raised_at: datetime, hours: Hours) -> datetime:
    """When an alert that nobody has taken or closed goes to the deputy."""
    raise NotImplementedError
