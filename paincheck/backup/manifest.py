"""The manifest: what stood in the database when it was backed up. Numbers and digests, no more."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from alerts.models import Alert, Occurrence
from clinicians.models import (
    EffectAnswer,
    HandOver,
    Introduction,
    IntroductionStep,
    Note,
    NoteVersion,
    Reviewed,
    SupportVisit,
    Task,
)
from diaries.models import (
    Contact,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    NoLongerTaken,
    PainCheck,
    Patient,
    SharedNote,
)
from paincheck.accounts.models import User
from paincheck.audit.digests import LINE_FIELDS, line_digest
from paincheck.audit.models import AuditEvent, AuditSeal
from paincheck.outbox.models import Delivery
from trial.append_only import ONLY_ADDED_TO
from trial.models import (
    DesignVersion,
    Export,
    FollowUp,
    Participant,
    SafetyReport,
    Trial,
    Unmasking,
)

# Rows of these are never deleted, so that a later moment has at least as many.
ONLY_GROW: tuple[type[models.Model], ...] = (
    User,
    Patient,
    PainCheck,
    DangerSaid,
    ExtraDose,
    NoLongerTaken,
    Contact,
    ContactRequest,
    FullerCheck,
    Message,
    SharedNote,
    Alert,
    Occurrence,
    Task,
    Note,
    NoteVersion,
    HandOver,
    Reviewed,
    Introduction,
    IntroductionStep,
    EffectAnswer,
    SupportVisit,
    Trial,
    DesignVersion,
    Participant,
    FollowUp,
    Unmasking,
    SafetyReport,
    Export,
    *ONLY_ADDED_TO,
    Delivery,
    AuditEvent,
)


class ManifestDamaged(Exception):
    """The manifest cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """Ids are as in the database; `newest_line` and `newest_seal` are 'number:digest' or ''."""

    taken_at: str
    rows: dict[str, int]
    newest_line: str
    newest_seal: str
    open_alerts: list[int]
    pending_deliveries: list[str]

    def write(self, path: Path) -> None:
        """Readable by its owner alone, there in whole or not at all."""
        part = path.with_name(path.name + ".part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise ManifestDamaged(
                f"The manifest {path} cannot be read ({type(error).__name__}). Without it nobody "
                "can say whether this backup is whole: take the one before."
            ) from error


def manifest_of(*, now: datetime) -> Manifest:
    """The database as it is at this moment, all numbers of one and the same."""
    with transaction.atomic():
        _hold_still()
        return Manifest(
            taken_at=now.isoformat(),
            rows={model._meta.label: model._default_manager.count() for model in ONLY_GROW},
            newest_line=newest_line(),
            newest_seal=newest_seal(),
            open_alerts=open_alerts(),
            pending_deliveries=pending_deliveries(),
        )


def _hold_still() -> None:
    """On PostgreSQL each statement of a transaction sees what was committed before it, unless it is
    asked to see what the first one saw. SQLite's transactions see one moment anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def newest_line() -> str:
    return _line(AuditEvent.objects.order_by("id"))


def line_numbered(number: int) -> str:
    """This line of the trail as a manifest names it; '' where it is not there."""
    return _line(AuditEvent.objects.filter(pk=number))


def _line(lines: "models.QuerySet[AuditEvent]") -> str:
    line: tuple[Any, ...] | None = lines.values_list(*LINE_FIELDS).last()
    return f"{line[0]}:{line_digest(line)}" if line else ""


def newest_seal() -> str:
    seal = AuditSeal.objects.order_by("number").last()
    return f"{seal.number}:{seal.digest}" if seal else ""


def open_alerts() -> list[int]:
    return list(Alert.objects.open().order_by("pk").values_list("pk", flat=True))


def pending_deliveries() -> list[str]:
    ids = Delivery.objects.on_its_way().order_by("pk").values_list("pk", flat=True)
    return [str(pk) for pk in ids]
