"""No diary for somebody before a day: made, ended. Why stands elsewhere, with who asked (T3)."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from diaries.models import Patient, RegistrationHold
from diaries.queries import holds
from paincheck.accounts.models import Team
from paincheck.audit.actions import Actor, record


class Held(ValueError):
    """No diary may be opened for this person now; the sentence says whom to ask."""


def refuse_held(*, team: Team, now: datetime, **told: object) -> None:
    """Raises Held. `told` is what says who she is, as in `holds.told_of`."""
    today = now.astimezone(ZoneInfo(team.site.time_zone)).date()
    said = holds.refusal(today=today, **told)  # type: ignore[arg-type]
    if said:
        raise Held(said)


def refuse_diary(patient: Patient, now: datetime) -> None:
    """Raises Held where this diary may not be opened, though it is there."""
    refuse_held(team=patient.team, now=now, is_new=False, **holds.told_of(patient))


@transaction.atomic
def hold(*, identities: Collection[str], about: str, ask: str, by: Actor, now: datetime) -> None:
    """From now on, for each of these digests; the same `about` again changes nothing."""
    before = RegistrationHold.objects.filter(about__startswith=f"{about}:")
    standing = before.filter(lifted_at__isnull=True).values_list("identity", flat=True)
    for number, digest in enumerate(sorted({*identities} - {*standing}), before.count()):
        made = RegistrationHold.objects.create(
            about=f"{about}:{number}", identity=digest, ask=ask, made_at=now
        )
        record(action="hold.made", subject=made, by=by, now=now)


@transaction.atomic
def lift(*, about: str, by: Actor, now: datetime) -> None:
    """All of this `about` end now."""
    for one in _standing(about):
        one.lifted_at = now
        one.save(update_fields=["lifted_at"])
        record(action="hold.lifted", subject=one, by=by, now=now)


@transaction.atomic
def end_on(*, about: str, until: date, by: Actor, now: datetime) -> None:
    """`until` is the first day on which a diary may be opened."""
    for one in _standing(about):
        if one.until != until:
            one.until = until
            one.save(update_fields=["until"])
            record(action="hold.until", subject=one, by=by, now=now, fields=["until"])


def _standing(about: str) -> list[RegistrationHold]:
    rows = RegistrationHold.objects.filter(about__startswith=f"{about}:", lifted_at__isnull=True)
    return list(rows.order_by("about"))
