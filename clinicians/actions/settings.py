"""A nurse's own settings."""

from datetime import datetime

from clinicians.models import NurseSettings
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def choose(*, morning_digest: bool, by: User, now: datetime) -> None:
    """The same choice once more changes nothing."""
    mine, _made = NurseSettings.objects.get_or_create(user=by)
    if mine.morning_digest == morning_digest:
        return
    mine.morning_digest = morning_digest
    mine.save(update_fields=["morning_digest"])
    record(action="settings.chosen", subject=by, by=by, now=now, fields=["morning_digest"])
