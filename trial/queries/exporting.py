"""Which files for analysis were asked for, and who may have which."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from paincheck.accounts.models import User
from paincheck.background.models import Job
from trial.models import Export, TrialRight
from trial.queries.rights import Held, held_in

Right = TrialRight.Right
KIND = "trial.export"
UNMASKED = (Right.STATISTICIAN,)
MASKED = (Right.OFFICE, Right.MONITOR)
WHO = (*UNMASKED, *MASKED)  # any of them may have the masked one
SHOWN = 200


@dataclass(frozen=True)
class Row:
    """`job`: where the file is, for who asked; None for anybody else, or once it is gone. `rows`:
    None until it was made, and of a file with diaries for who is masked."""

    at: datetime
    by: str
    reason: str
    masked: bool
    kind: str
    texts: bool
    rows: int | None
    digest: str
    job: UUID | None


@dataclass(frozen=True)
class ExportsPage:
    """`may_masked`, `may_unmasked`: what she may ask for."""

    rows: tuple[Row, ...]
    may_masked: bool
    may_unmasked: bool


def exports_page(held: Held, now: datetime) -> ExportsPage:
    """The newest first. Two queries."""
    found = Export.objects.filter(trial=held.trial, world=held.trial.world).select_related("by")
    exports = list(found.order_by("-at", "-pk")[:SHOWN])
    jobs = set(
        Job.objects.filter(asked_by=held.user, kind=KIND)
        .exclude(expires_at__lte=now)
        .values_list("pk", flat=True)
    )
    return ExportsPage(
        rows=tuple(_row(one, one.key if one.key in jobs else None, held) for one in exports),
        may_masked=may(held, unmasked=False),
        may_unmasked=may(held, unmasked=True),
    )


def _row(export: Export, job: UUID | None, held: Held) -> Row:
    shown = not export.unmasked or held.may(*UNMASKED)
    tables = export.manifest.get("tables") if shown else None
    asked = export.manifest.get("asked", {})
    return Row(
        at=export.at,
        by=export.by.full_name,
        reason=export.reason,
        masked=not export.unmasked,
        kind=asked.get("kind", ""),
        texts=bool(asked.get("texts")),
        rows=None if tables is None else sum(table["rows"] for table in tables),
        digest=export.digest,
        job=job,
    )


def export_of(pk: int) -> Export | None:
    return Export.objects.select_related("trial").filter(pk=pk).first()


def may(held: Held, *, unmasked: bool) -> bool:
    """A file is of all sites: whoever has the right at some of them alone has none to it."""
    kinds = UNMASKED if unmasked else WHO
    return held.may(*kinds) and held.sites(*kinds) is None


def may_have(export: Export, user: User) -> bool:
    """Whether she still has the right to what this file holds."""
    held = held_in(user, export.trial.code)
    return held is not None and may(held, unmasked=export.unmasked)
