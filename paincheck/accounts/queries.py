"""Questions about people, their places and hours."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from paincheck.accounts.models import Role, User


def has_role(user: User | AnonymousUser, *kinds: str) -> bool:
    """Whether she holds one of these roles anywhere."""
    return user.is_authenticated and Role.objects.filter(user=user, role__in=kinds).exists()


def home_of(user: User) -> str:
    """The name of the page where this person's work, or diary, begins."""
    kinds = set(Role.objects.filter(user=user).values_list("role", flat=True))
    if kinds & {Role.Kind.NURSE, Role.Kind.LEAD_NURSE}:
        return "clinicians:caseload"
    if Role.Kind.MANAGER in kinds:
        return "accounts:staff"
    return "diaries:home"
