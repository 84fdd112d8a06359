"""What stands at the head of a staff page, by what she may do. Names of pages, in order."""

from collections.abc import Collection

from paincheck.accounts.models import Role
from paincheck.accounts.queries.who import LEADERS, NURSES


def staff_links(roles: Collection[str]) -> list[tuple[str, str]]:
    """(label, name of the page) each; only pages that this role may open."""
    held = frozenset(roles)
    nurse = [
        ("Caseload", "clinicians:caseload"),
        ("Tasks", "clinicians:tasks"),
        ("Register a patient", "clinicians:register"),
    ]
    manager = [
        ("Staff", "accounts:staff"),
        ("Site", "accounts:sites"),
        ("Deliveries", "outbox:deliveries"),
    ]
    return [
        *(nurse if held & NURSES else []),
        *([("Leave", "accounts:leave")] if held & (NURSES | LEADERS) else []),
        *([("Teams", "accounts:teams")] if held & LEADERS else []),
        *([("Engagement", "clinicians:engagement")] if Role.Kind.LEAD_NURSE in held else []),
        *(manager if Role.Kind.MANAGER in held else []),
        *([("Trials", "trial:trials")] if Role.Kind.TRIAL in held else []),
        ("Help and learning", "clinicians:learning"),
    ]
