"""Who stands at the door: what was typed there, and the phones that are remembered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from paincheck.accounts import codes
from paincheck.accounts.models import Invitation, RememberedDevice, Role, User
from paincheck.accounts.phones import mobile
from paincheck.accounts.queries.who import STAFF


@dataclass(frozen=True)
class Asking:
    """Somebody asks for a code. `user` is empty where none is sent, and `told` says what is
    written instead to the address, whose owner alone may know why."""

    user: User | None = None
    email: str = ""
    phone: str = ""
    told: str = ""


def code_users() -> QuerySet[User]:
    """Those who sign in with a code: patients. Whoever works here needs the password (ADR 3)."""
    roles = Role.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(roles.filter(role=Role.Kind.PATIENT)),
        ~Exists(roles.filter(role__in=STAFF)),
        is_active=True,
    )


def password_users() -> QuerySet[User]:
    roles = Role.objects.filter(user=OuterRef("pk"), role__in=STAFF)
    return User.objects.filter(Exists(roles), is_active=True)


def who_asks(typed: str) -> Asking:
    """The one person behind an email, a mobile or a PainCheck number, and where her code goes."""
    typed = typed.strip()
    if "@" in typed:
        return _by_email(typed)
    phone = mobile(typed)
    if phone:
        return _by_phone(phone)
    user = patient_by_number(typed)
    if user is None or not (user.email or user.phone):
        return Asking()
    return Asking(user=user, email=user.email, phone="" if user.email else user.phone)


def patient_by_number(typed: str) -> User | None:
    """By PainCheck number, with or without its dash, in any letters."""
    signs = codes.plain(typed)
    dashed = f"{signs[:4]}-{signs[4:]}"
    return code_users().filter(sign_in_name__in=[signs, dashed]).first()


def staff_by_login(typed: str) -> User | None:
    """By sign-in name, or by an email that is hers alone among the staff."""
    typed = typed.strip()
    matches = Q(sign_in_name__iexact=typed) | (Q(email__iexact=typed) if "@" in typed else Q())
    found = list(password_users().filter(matches)[:2])
    return found[0] if len(found) == 1 else None


def staff_by_email(email: str) -> list[User]:
    return list(password_users().filter(email__iexact=email))


def _by_email(email: str) -> Asking:
    found = list(code_users().filter(email__iexact=email)[:2])
    if len(found) == 1:
        return Asking(user=found[0], email=found[0].email)
    if found:
        return Asking(email=email, told="shared_address")
    works_here = password_users().filter(email__iexact=email).exists()
    return Asking(email=email, told="works_here" if works_here else "unknown_address")


def _by_phone(phone: str) -> Asking:
    found = list(code_users().filter(phone=phone)[:2])
    if len(found) == 1:
        return Asking(user=found[0], phone=phone)
    # Nobody pays for texts to numbers that a stranger types.
    return Asking(phone=phone, told="shared_address" if found else "")


def devices_behind(secrets: Iterable[str], now: datetime) -> list[RememberedDevice]:
    """The patients whom this phone is remembered for."""
    digests = [codes.phone_digest(secret) for secret in secrets]
    usable = RememberedDevice.objects.usable(now).filter(digest__in=digests, user__in=code_users())
    return list(usable.select_related("user").order_by("user__first_name", "pk"))


def still_good(secrets: Iterable[str], now: datetime) -> list[str]:
    """Those of the secrets that still open a door."""
    secrets = list(secrets)
    good = {device.digest for device in devices_behind(secrets, now)}
    return [secret for secret in secrets if codes.phone_digest(secret) in good]


def devices_of(user: User, now: datetime) -> list[RememberedDevice]:
    """Her remembered phones, the last used first."""
    return list(
        RememberedDevice.objects.usable(now).filter(user=user).order_by("-last_used_at", "-pk")
    )


def invitation_behind(*, number: str, code: str, now: datetime) -> Invitation | None:
    """The letter's invitation while it can be used: not yet, not withdrawn, not too old."""
    user = patient_by_number(number)
    if user is None:
        return None
    digest = codes.letter_digest(code, person_id=user.pk)
    return open_invitations(user, now).filter(digest=digest).first()


def open_invitations(user: User, now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        user=user, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )


def open_invitation(invitation_id: int, now: datetime) -> Invitation | None:
    return (
        Invitation.objects.filter(
            pk=invitation_id,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
            user__in=code_users(),
        )
        .select_related("user")
        .first()
    )
