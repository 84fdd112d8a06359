"""What a lock of the database signs: every table of the live trial, its rows and their digest.

Of the diaries it signs what never changes: what was told up to an hour before the lock, so that
nothing was still on its way. Care goes on, and with it the diaries.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from diaries import models as diaries
from paincheck.accounts.models import User
from trial import evidence, models, sealing
from trial.models import DatabaseLock, Participant, Trial, World

ON_ITS_WAY = timedelta(hours=1)
AT_ONCE = 2_000
# What may go on: none of it is data of the trial.
GOES_ON: frozenset[type[Model]] = frozenset({
    models.TrialRight, models.Export, models.Unmasking, models.VerifyRun, models.SimulationRun,
    models.DatabaseLock,
})  # fmt: skip
# Where each table knows its trial; those with a world are signed of the live one.
_OF_TRIAL: dict[type[Model], str] = {
    models.Trial: "pk",
    models.DesignVersion: "trial",
    models.Arm: "trial",
    models.TrialSite: "trial",
}
_OF_WORLD: dict[type[Model], str] = {
    models.Participant: "",
    models.Consent: "participant__",
    models.EligibilityForm: "participant__",
    models.FormEntry: "participant__",
    models.ListUpload: "",
    models.Block: "",
    models.Slot: "block__",
    models.Allocation: "",
    models.AllocationLevel: "allocation__",
    models.AllocationError: "allocation__",
    models.FollowUp: "participant__",
    models.Approach: "follow_up__participant__",
    models.ArmGuess: "follow_up__participant__",
    models.Leaving: "participant__",
    models.Letter: "participant__",
    models.DataQuery: "participant__",
    models.InterviewPick: "participant__",
    models.SafetyReport: "",
}
# (model, path to the patient, when it reached us, columns that never change)
_OF_DIARIES: tuple[tuple[type[Model], str, str, tuple[str, ...]], ...] = (
    (diaries.PainCheck, "patient", "received_at",
     ("id", "patient_id", "source", "answered_at", "received_at", "day", "since_last", "worst",
      "average", "least", "now", "extra_doses", "danger", "danger_items", "wish", "note",
      "amends_id")),
    (diaries.FullerCheck, "patient", "sent_at", ("id", "patient_id", "answers", "day", "sent_at")),
    (diaries.ExtraDose, "patient", "recorded_at",
     ("id", "patient_id", "medication_id", "taken_at", "day", "recorded_at")),
    (diaries.Contact, "patient", "recorded_at",
     ("id", "patient_id", "nurse_id", "channel", "outcome", "at", "recorded_at", "note")),
    (diaries.MedicationChange, "medication__patient", "entered_at",
     ("id", "medication_id", "kind", "dose", "on", "entered_at")),
)  # fmt: skip


def manifest_of(trial: Trial, *, diaries_until: datetime) -> dict[str, Any]:
    """Each table with its rows and their digest, as they stand now."""
    return {
        "trial": trial.code,
        "world": str(World.LIVE),
        "diaries_until": evidence.moment(diaries_until),
        "tables": [
            dict(zip(("table", "rows", "sha256"), _summed(name, rows), strict=True))
            for name, rows in _tables(trial, diaries_until)
        ],
    }


def signature_of(manifest: dict[str, Any]) -> str:
    """HMAC-SHA256 under the key that stands outside the database."""
    key = sealing.key_from(settings.TRIAL_KEY)
    return hmac.new(key, b"paincheck/lock\n" + evidence.canonical(manifest), "sha256").hexdigest()


@dataclass(frozen=True)
class Verdict:
    """`said` names the first table that differs, or that all stand as they were signed."""

    ok: bool
    said: str


def verify(lock: DatabaseLock) -> Verdict:
    """Whether the data still are what was signed."""
    if lock.approved_at is None:
        return Verdict(False, "The database was not locked: it was only asked for.")
    if not hmac.compare_digest(signature_of(lock.manifest), lock.signature):
        return Verdict(False, "The manifest is not the one that was signed, or the key is another.")
    until = datetime.fromisoformat(lock.manifest["diaries_until"])
    now = manifest_of(lock.trial, diaries_until=until)
    for then, stands in zip(lock.manifest["tables"], now["tables"], strict=False):
        if then != stands:
            rows = (then["rows"], stands["rows"])
            how = (
                "a row was changed" if rows[0] == rows[1] else "{} rows then, {} now".format(*rows)
            )
            return Verdict(False, f"Table {then['table']} differs: {how}.")
    if now != lock.manifest:
        return Verdict(False, "Another set of tables was signed: this is another version.")
    tables = len(now["tables"])
    return Verdict(True, f"All {tables} tables stand as they were signed.")


def _tables(trial: Trial, until: datetime) -> Iterator[tuple[str, "QuerySet[Any, Any]"]]:
    for model, path in _OF_TRIAL.items():
        yield _named(model), _whole(model).filter(**{path: trial.pk}).order_by("pk")
    for model, path in _OF_WORLD.items():
        there = {f"{path}trial": trial.pk, f"{path}world": World.LIVE}
        yield _named(model), _whole(model).filter(**there).order_by("pk")
    theirs = Participant.objects.filter(
        trial=trial, world=World.LIVE, patient__isnull=False
    ).values("patient")
    for model, path, at, columns in _OF_DIARIES:
        known = Q(**{f"{path}__in": theirs, f"{at}__lte": until})
        rows = model._default_manager.filter(known).order_by("pk").values_list(*columns)
        yield _named(model), rows


def _named(model: type[Model]) -> str:
    return model._meta.db_table


def _whole(model: type[Model]) -> "QuerySet[Any, Any]":
    columns = [field.attname for field in model._meta.concrete_fields]
    return model._default_manager.values_list(*columns)


def _summed(name: str, rows: "QuerySet[Any, Any]") -> tuple[str, int, str]:
    found, count = hashlib.sha256(), 0
    for row in rows.iterator(chunk_size=AT_ONCE):
        found.update(json.dumps(row, default=_plain, sort_keys=True).encode() + b"\n")
        count += 1
    return name, count, found.hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


@dataclass(frozen=True)
class LockPage:
    """`waits`: what is still open before a lock, in words. `mine`: she asked for it herself."""

    lock: DatabaseLock | None
    mine: bool
    closed: bool
    waits: tuple[str, ...]
    tables: tuple[dict[str, Any], ...]

    @property
    def is_locked(self) -> bool:
        return self.lock is not None and self.lock.approved_at is not None


def lock_of(trial: Trial) -> DatabaseLock | None:
    found = DatabaseLock.objects.filter(trial=trial)
    return found.select_related("asked_by", "approved_by", "trial").first()


def lock_page(trial: Trial, user: User) -> LockPage:
    """How the lock stands; for who may set the trial up."""
    lock = lock_of(trial)
    return LockPage(
        lock=lock,
        mine=lock is not None and lock.asked_by_id == user.pk,
        closed=trial.mode == Trial.Mode.CLOSED,
        waits=_waits(trial),
        tables=tuple(lock.manifest.get("tables", ())) if lock else (),
    )


def _waits(trial: Trial) -> tuple[str, ...]:
    live = {"participant__trial": trial, "participant__world": World.LIVE}
    counts = (
        (models.FollowUp.objects.filter(**live, completed_on__isnull=True, not_done=""),
         "Follow-up visits neither done nor noted as not done"),
        (models.DataQuery.objects.filter(**live, closed_at__isnull=True),
         "Questions about data that are open"),
        (models.SafetyReport.objects.filter(
            trial=trial, world=World.LIVE, due_at__isnull=False, reported_at__isnull=True),
         "Safety reports that wait to be reported onwards"),
        (models.Unmasking.objects.filter(**live, deliberate=True, answered_at__isnull=True),
         "Requests to unmask somebody that are not decided"),
    )  # fmt: skip
    found = ((rows.count(), words) for rows, words in counts)
    return tuple(f"{words}: {count}" for count, words in found if count)
