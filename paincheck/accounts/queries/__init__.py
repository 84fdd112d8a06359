"""Questions about people, their places and hours."""

from paincheck.accounts.queries.duty import (
    escalation_for,
    hours_of,
    nurses_of,
    recipients_for,
)
from paincheck.accounts.queries.who import STAFF, has_role, home_of, roles_of

__all__ = [
    "STAFF",
    "escalation_for",
    "has_role",
    "home_of",
    "hours_of",
    "nurses_of",
    "recipients_for",
    "roles_of",
]
