"""`manage.py verify_audit`: is every sealed line of the trail there, unchanged, none put in?"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from paincheck.audit.queries import verify


class Command(BaseCommand):
    help = (
        "Recompute every seal of the audit trail and name the first line that does not fit. "
        "Exit status 1 where one does not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="NUMBER:DIGEST",
            help="a seal as it was kept elsewhere, in the log ('audit seal 7:...') or a backup's "
            "manifest; without one, an end that was cut off with its seals is not found",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        verdict = verify(anchors=options["anchor"])
        speed = verdict.lines / max(time.monotonic() - began, 1e-6)
        if verdict.wrong:
            raise CommandError(
                f"{verdict.wrong} The {verdict.lines:,} sealed lines before it fit. Keep a copy of "
                "the database as it is, and tell whoever answers for the trail."
            )
        self.stdout.write(
            f"The trail fits: {verdict.lines:,} lines under {verdict.seals:,} seals, "
            f"{verdict.unsealed:,} not sealed yet. {speed:,.0f} lines a second."
        )
        if verdict.newest_seal:
            self.stdout.write(f"Newest seal: {verdict.newest_seal}")
