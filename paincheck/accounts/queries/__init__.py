"""Questions about people, their places and hours."""

from paincheck.accounts.queries.duty import (
    OnLadder,
    WhyNot,
    hours_of,
    hours_or_always,
    ladder_of,
    managers_of,
    nurses_of,
    who_reads_for,
)
from paincheck.accounts.queries.who import (
    STAFF,
    Standing,
    Support,
    has_role,
    home_of,
    roles_of,
    standing_of,
)

__all__ = [
    "STAFF",
    "OnLadder",
    "Standing",
    "Support",
    "WhyNot",
    "has_role",
    "home_of",
    "hours_of",
    "hours_or_always",
    "ladder_of",
    "managers_of",
    "nurses_of",
    "roles_of",
    "standing_of",
    "who_reads_for",
]
