"""`manage.py verify_trial [CODE]`: is every allocation there, and what its evidence comes to?"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from paincheck import clock
from trial.actions.verifying import JOB, verify_and_keep
from trial.models import Trial, World
from trial.verifying import Verdict


class Command(BaseCommand):
    help = (
        "Make every allocation again from its evidence, read the chain, and name the first row "
        "that does not fit. Exit status 1 where one does not. No arm is ever printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", default="", help="of one trial; without it, all")
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="a file outside the database that keeps the newest allocation's digest: compared "
            "with, then written anew. Without one, an end that was cut off together with its lines "
            "in the audit trail is not found",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TRIAL_KEY:
            raise CommandError("TRIAL_KEY is not set: what is sealed cannot be opened.")
        trials = Trial.objects.order_by("code")
        if options["code"]:
            trials = trials.filter(code=options["code"])
            if not trials:
                raise CommandError(f"There is no trial ‘{options['code']}’.")
        file: Path | None = options["anchor"]
        kept = _read(file)
        verdicts = [
            self._one(trial, world, kept.get(f"{trial.code}/{world}", ""))
            for trial in trials
            for world in World.values
        ]
        wrong = [verdict for verdict in verdicts if not verdict.ok]
        if wrong:
            raise CommandError(
                f"{len(wrong)} of {len(verdicts)} do not fit. Keep a copy of the database as it "
                "is, and tell the trial’s statistician and monitor. The anchor was not changed."
            )
        if file is not None:
            heads = {f"{one.trial}/{one.world}": one.head for one in verdicts if one.head}
            _write(file, kept | heads)

    def _one(self, trial: Trial, world: str, anchor: str) -> Verdict:
        verdict = verify_and_keep(trial=trial, world=world, by=JOB, now=clock.now(), anchor=anchor)
        self.stdout.write(f"{trial.code}, {World(world).label}: "
                          f"{'fits' if verdict.ok else 'does not fit'}.")  # fmt: skip
        for said in verdict.said:
            self.stdout.write(f"  {said}")
        if verdict.head:
            self.stdout.write(f"  Newest allocation: {verdict.head}")
        return verdict


def _read(file: Path | None) -> dict[str, str]:
    """'trial/world' to 'number:digest', a line each."""
    if file is None or not file.exists():
        return {}
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    good = all(
        len(line) == 2 and line[1].partition(":")[0].isdecimal() and len(line[1].split(":")) == 2
        for line in lines
    )
    if not good:
        raise CommandError(f"{file} is not an anchor that verify_trial wrote.")
    return {line[0]: line[1] for line in lines}


def _write(file: Path, heads: dict[str, str]) -> None:
    """Whole or not at all."""
    new = file.with_name(file.name + ".new")
    text = "".join(f"{where} {head}\n" for where, head in sorted(heads.items()))
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)
