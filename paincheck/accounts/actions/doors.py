"""Coming in: sign-ins noted and cleared away, phones remembered and forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from paincheck.accounts import codes
from paincheck.accounts.models import RememberedDevice, User
from paincheck.accounts.queries.doors import code_users
from paincheck.audit.actions import record


class NotForStaff(Exception):
    """A phone is remembered for patients alone: staff type their password each time."""


def note_sign_in(*, user: User, how: str, now: datetime) -> None:
    """`how`: code, password or demo; a remembered phone has a line of its own."""
    record(action=f"sign_in.{how}", subject=user, by=user, now=now)


def clear_ended_sign_ins(*, now: datetime) -> int:
    """Delete the sessions that have run out, as Django's `clearsessions` does; returns how many.

    They open nothing any more, but each still says who was signed in. No line in the trail: the
    sign-in has one.
    """
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted


@transaction.atomic
def remember_phone(*, user: User, label: str, now: datetime) -> str:
    """Remember this phone for 90 days (S21); the secret returned goes into its cookie."""
    if not code_users().filter(pk=user.pk).exists():
        raise NotForStaff
    secret = codes.phone_secret()
    device = RememberedDevice.objects.create(
        user=user,
        digest=codes.phone_digest(secret),
        label=label,
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=settings.REMEMBER_PHONE_DAYS),
    )
    record(action="device.remembered", subject=device, by=user, now=now)
    return secret


@transaction.atomic
def use_phone(*, device: RememberedDevice, now: datetime) -> None:
    """Somebody pressed 'Continue as' on a remembered phone."""
    device.last_used_at = now
    device.save(update_fields=["last_used_at"])
    record(action="device.used", subject=device, by=device.user, now=now)


@transaction.atomic
def forget_phone(*, device: RememberedDevice, by: User, now: datetime) -> None:
    """Doing it twice is doing it once."""
    forgotten = RememberedDevice.objects.filter(pk=device.pk, revoked_at__isnull=True)
    if forgotten.update(revoked_at=now):
        record(action="device.revoked", subject=device, by=by, now=now)


@transaction.atomic
def forget_phones_of(*, user: User, by: User, now: datetime) -> int:
    """A nurse's button 'the phone was lost'; returns how many were remembered."""
    devices = list(RememberedDevice.objects.filter(user=user, revoked_at__isnull=True))
    for device in devices:
        forget_phone(device=device, by=by, now=now)
    return len(devices)
