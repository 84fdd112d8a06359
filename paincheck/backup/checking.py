"""A restored database is held against the manifest that was written with the backup."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.models import Alert
from paincheck.audit import queries as trail
from paincheck.audit.models import AuditEvent
from paincheck.backup import manifest as noted
from paincheck.backup.manifest import ONLY_GROW, Manifest
from paincheck.backup.soundness import faults
from paincheck.outbox.models import Delivery


@dataclass(frozen=True)
class Report:
    """`wrong` holds a sentence for each reason not to start with this database."""

    wrong: tuple[str, ...]
    open_alerts: int
    pending_deliveries: int
    newest_line_at: str


def check(manifest: Manifest) -> Report:
    """Look at everything, even where something is wrong already: one look, the whole list."""
    wrong = (*faults(), *_against(manifest))
    newest = AuditEvent.objects.order_by("id").values_list("at", flat=True).last()
    return Report(
        wrong=wrong,
        open_alerts=len(noted.open_alerts()),
        pending_deliveries=len(noted.pending_deliveries()),
        newest_line_at=f"{newest:%Y-%m-%d %H:%M:%S} UTC" if newest else "never",
    )


def _against(manifest: Manifest) -> Iterator[str]:
    verdict = trail.verify(anchors=[manifest.newest_seal] if manifest.newest_seal else [])
    if verdict.wrong:
        yield f"The audit trail does not fit. {verdict.wrong}"
    if manifest.newest_line:
        number = manifest.newest_line.split(":")[0]
        if noted.line_numbered(int(number)) != manifest.newest_line:
            yield f"Line {number} of the audit trail is missing or not the one that was backed up."
    for model in ONLY_GROW:
        before, here = manifest.rows.get(model._meta.label, 0), model._default_manager.count()
        if here < before:
            yield f"{model._meta.label}: {before} rows were backed up, {here} are here."
    yield from _what_waited(manifest)


def _what_waited(manifest: Manifest) -> Iterator[str]:
    """What was open and pending is there, and as it was where nothing was written since."""
    alerts = set(Alert.objects.filter(pk__in=manifest.open_alerts).values_list("pk", flat=True))
    for pk in sorted(set(manifest.open_alerts) - alerts):
        yield f"Alert {pk} was open and is missing."
    found = Delivery.objects.filter(pk__in=manifest.pending_deliveries)
    there = {str(pk) for pk in found.values_list("pk", flat=True)}
    for name in sorted(set(manifest.pending_deliveries) - there):
        yield f"Delivery {name} was pending and is missing."
    if noted.newest_line() != manifest.newest_line:
        return
    if noted.open_alerts() != manifest.open_alerts:
        yield "Not the same alerts are open as were backed up."
    if noted.pending_deliveries() != manifest.pending_deliveries:
        yield "Not the same deliveries are pending as were backed up."
