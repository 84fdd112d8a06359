"""`manage.py restore_check`: may PainCheck be started with this restored database?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from paincheck.backup.checking import Report, check
from paincheck.backup.manifest import Manifest, ManifestDamaged
from paincheck.backup.soundness import NotMigrated

SOUND = """\
Sound. Restored up to {at} (the newest line of the audit trail).
Open alerts: {alerts} ({alerts_before} when it was backed up). \
Pending deliveries: {pending} ({pending_before}).
What was written after that moment is not here: checks that patients were told are saved, contacts,
closed alerts, revoked phones and closed accounts among them. Ask your nurses to ring everybody who
may have sent a check since.
Start watch and it sends what is pending. What was sent after that moment stands here as pending and
is sent once more; an alert that was closed after it is open again."""


class Command(BaseCommand):
    help = (
        "After a restore, before anything is started: hold the database against the backup's "
        "manifest. Exit status 1 and what to do where something is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--manifest", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = Manifest.read(options["manifest"])
            report = check(manifest)
        except (ManifestDamaged, NotMigrated) as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(
                "Do not start PainCheck with this database: it cannot be read, so it is damaged or "
                f"not whole ({type(error).__name__}). Restore an earlier backup."
            ) from error
        if report.wrong:
            raise CommandError(refusal(report))
        self.stdout.write(
            SOUND.format(
                at=report.newest_line_at,
                alerts=report.open_alerts,
                alerts_before=len(manifest.open_alerts),
                pending=report.pending_deliveries,
                pending_before=len(manifest.pending_deliveries),
            )
        )


def refusal(report: Report) -> str:
    """Every reason, and what to do."""
    reasons = "\n".join(f"- {sentence}" for sentence in report.wrong)
    return (
        f"Do not start PainCheck with this database:\n{reasons}\n"
        "Keep it as it is, and restore again: a later point in time where the archive has one, "
        "otherwise the backup before. Then run this check again with that backup's manifest."
    )
