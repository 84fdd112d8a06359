"""`manage.py verify_lock CODE`: are a trial's data still what was signed when it was locked?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trial.models import Trial
from trial.queries.locking import lock_of, verify


class Command(BaseCommand):
    help = (
        "Compare every table of a locked trial with the manifest that was signed, and name the "
        "first that differs. Exit status 1 where one does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the trial's")
        parser.add_argument(
            "--signature",
            default="",
            help="as it was kept elsewhere, on paper or in a mail; without one, a lock that was "
            "made anew by somebody who has the key and the tables is not found",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        trial = Trial.objects.filter(code=options["code"]).first()
        if trial is None:
            raise CommandError(f"There is no trial with the code '{options['code']}'.")
        lock = lock_of(trial)
        if lock is None:
            raise CommandError("The database was not locked.")
        kept = options["signature"].strip().lower()
        if kept and kept != lock.signature:
            raise CommandError("The signature is not the one that was kept: it was locked anew.")
        verdict = verify(lock)
        if not verdict.ok:
            raise CommandError(verdict.said)
        self.stdout.write(f"{verdict.said} Signature: {lock.signature}")
