"""What a lead nurse takes away of the numbers of engagement: on the trail."""

from datetime import datetime

from paincheck.accounts.models import User
from paincheck.audit.actions import record


def taken_away(*, form: str, days: str, by: User, now: datetime) -> None:
    """`form`: csv, xlsx or dictionary. The line says of how many days, and no patient."""
    record(action=f"engagement.exported.{form}", subject=by, by=by, now=now, reason=f"{days} days")
