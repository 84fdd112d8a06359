"""The letter that makes a patient's first sign-in possible."""

from datetime import datetime, timedelta

from django.db import transaction

from paincheck.accounts import codes
from paincheck.accounts.models import Invitation, Site, User
from paincheck.accounts.queries.doors import code_users, open_invitations
from paincheck.audit.actions import record

LETTER_LASTS = timedelta(days=28)


class NotAPatient(Exception):
    """Only patients are invited by letter; staff get a link to set a password."""


class SiteNotLive(Exception):
    """Nobody is let in before the site's numbers and hours are set (S5)."""


class AlreadyUsed(Exception):
    """The letter's code was used in the meantime."""


@transaction.atomic
def invite(*, user: User, by: User, now: datetime) -> str:
    """The code for a new letter, to be shown once; an older letter no longer works.

    Also the way in for a patient without email and mobile: the code that the nurse sets (S21).
    """
    if not code_users().filter(pk=user.pk).exists():
        raise NotAPatient
    if not Site.objects.filter(roles__user=user, live_at__isnull=False).exists():
        raise SiteNotLive
    open_invitations(user, now).update(withdrawn_at=now)
    code = codes.letter_code()
    invitation = Invitation.objects.create(
        user=user,
        digest=codes.letter_digest(code, person_id=user.pk),
        sent_by=by,
        sent_at=now,
        expires_at=now + LETTER_LASTS,
    )
    record(action="invitation.sent", subject=invitation, by=by, now=now)
    return code


@transaction.atomic
def withdraw_invitation(*, user: User, by: User, now: datetime) -> None:
    for invitation in open_invitations(user, now):
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        record(action="invitation.withdrawn", subject=invitation, by=by, now=now)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, changes: dict[str, str], now: datetime) -> None:
    """Spend the letter's code; `changes` are the email or phone that the patient has proved."""
    spent = Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(used_at=now)
    if not spent:
        raise AlreadyUsed
    user = invitation.user
    for name, value in changes.items():
        setattr(user, name, value)
    user.save(update_fields=list(changes))
    record(action="invitation.used", subject=invitation, by=user, now=now, fields=list(changes))
