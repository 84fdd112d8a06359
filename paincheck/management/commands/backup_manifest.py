"""`manage.py backup_manifest FILE`: written by every backup, just before it begins."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from paincheck import clock
from paincheck.backup.manifest import manifest_of


class Command(BaseCommand):
    help = (
        "Note what stands in the database: counts, what is open and pending, the trail's newest "
        "line and seal. What is in it must be in every restore of a backup that began later."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = manifest_of(now=clock.now())
        manifest.write(options["file"])
        self.stdout.write(
            f"Noted: {len(manifest.open_alerts)} open alerts, "
            f"{len(manifest.pending_deliveries)} pending deliveries."
        )
