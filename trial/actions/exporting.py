"""Asking for a file for analysis, with a reason, and noting what was made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.background import jobs
from paincheck.transactions import atomic_with_retries
from trial.actions.rights import Refused, locked
from trial.models import Export, Trial
from trial.queries.exporting import KIND, WHO, may

NO_REASON = "Say what the file is for. Nothing was asked for."
NO_TEXTS = "Words that somebody wrote may tell an arm. They come with the unmasked file alone."
NOT_THIS = "You may not have this file. Nothing was asked for."
TAKEN = "This page was sent before. Open it again and ask once more."


@atomic_with_retries
def ask(
    *,
    trial: Trial,
    unmasked: bool,
    kind: str,
    texts: bool,
    reason: str,
    key: UUID,
    by: User,
    now: datetime,
) -> Export:
    """The job is asked for as well, and has the same key. The same key again is the same export.

    Raises Refused.
    """
    held = locked(trial, by, *WHO, though_locked=True)
    if not may(held, unmasked=unmasked):
        raise Refused(NOT_THIS)
    if texts and not unmasked:
        raise Refused(NO_TEXTS)
    if not reason.strip():
        raise Refused(NO_REASON)
    there = Export.objects.filter(key=key).first()
    if there is not None:
        if (there.by_id, there.trial_id) != (by.pk, trial.pk):
            raise Refused(TAKEN)
        return there
    made = Export.objects.create(
        trial=trial, world=held.trial.world, key=key, unmasked=unmasked, reason=reason.strip(),
        by=by, at=now, manifest={"asked": {"kind": kind, "texts": texts}},
    )  # fmt: skip
    job = jobs.ask(kind=KIND, arguments={"export": made.pk}, by=by, now=now, key=key)
    if job.pk != key:
        raise Refused(TAKEN)
    record(
        action="trial.export_asked", subject=made, by=by, now=now, reason=made.reason,
        fields=["unmasked" if unmasked else "masked", *(["free_text"] if texts else [])],
    )  # fmt: skip
    return made


@atomic_with_retries
def note(*, export: Export, manifest: dict[str, Any], digest: str, by: User, now: datetime) -> None:
    """What was made, by its checksums; a worker that begins anew notes it anew."""
    asked = export.manifest["asked"]
    Export.objects.filter(pk=export.pk).update(manifest=manifest | {"asked": asked}, digest=digest)
    # Among the accesses to arms, as the monitor's page lists them: about the trial.
    made = "trial.exported_unmasked" if export.unmasked else "trial.exported"
    record(action=made, subject=export.trial, by=by, now=now, reason=export.reason)
