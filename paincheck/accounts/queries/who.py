"""What somebody may be. Asked of the database at each request: a right taken away is gone."""

from django.contrib.auth.models import AnonymousUser

from paincheck.accounts.models import Role, User

NURSES = frozenset({Role.Kind.NURSE, Role.Kind.LEAD_NURSE})
LEADERS = frozenset({Role.Kind.LEAD_NURSE, Role.Kind.MANAGER})
STAFF = NURSES | LEADERS


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Every kind of role that she holds at any site; none for a stranger or a closed account."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(
        Role.objects.filter(user=user, user__is_active=True).values_list("role", flat=True)
    )


def has_role(user: User | AnonymousUser, *kinds: str) -> bool:
    """Whether she holds one of these roles anywhere."""
    return not roles_of(user).isdisjoint(kinds)


def home_of(user: User | AnonymousUser) -> str:
    """The name of the page where this person's work, or diary, begins."""
    kinds = roles_of(user)
    if kinds & NURSES:
        return "clinicians:caseload"
    if Role.Kind.MANAGER in kinds:
        return "accounts:staff"
    return "diaries:home"
