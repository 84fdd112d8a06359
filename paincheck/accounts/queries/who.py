"""What somebody may be. Asked of the database at each request: a right taken away is gone."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from paincheck.accounts.models import Role, User

NURSES = frozenset({Role.Kind.NURSE, Role.Kind.LEAD_NURSE})
LEADERS = frozenset({Role.Kind.LEAD_NURSE, Role.Kind.MANAGER})
STAFF = NURSES | LEADERS | {Role.Kind.TRIAL}


@dataclass(frozen=True)
class Support:
    """Who helps the staff of one site with PainCheck."""

    site: str
    name: str
    phone: str
    email: str

    @property
    def dial(self) -> str:
        return self.phone.replace(" ", "")


@dataclass(frozen=True)
class Standing:
    """What somebody may be, at any site, and who helps her there."""

    roles: frozenset[str]
    support: tuple[Support, ...] = ()


def standing_of(user: User | AnonymousUser) -> Standing:
    """Her roles and those who help her, in the one query that every page of the staff needs."""
    if not user.is_authenticated:
        return Standing(frozenset())
    held = Role.objects.filter(user=user, user__is_active=True)
    names = ("site__name", "site__support_name", "site__support_phone", "site__support_email")
    rows = list(held.values_list("role", *names))
    told = {Support(*rest) for _role, *rest in rows if any(rest[1:])}
    support = tuple(sorted(told, key=lambda one: one.site))
    return Standing(frozenset(role for role, *_ in rows), support)


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Every kind of role that she holds at any site; none for a stranger or a closed account."""
    return standing_of(user).roles


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
    if Role.Kind.TRIAL in kinds:
        return "trial:trials"
    return "diaries:home"
