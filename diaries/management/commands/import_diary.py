"""`manage.py import_diary`: a diary kept elsewhere becomes part of a patient's own."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diaries.actions.holds import Held
from diaries.actions.imports import import_readings
from diaries.delimited import UnreadableDiary, counted
from diaries.importing import Columns, ImportedDiary, Scale, read_diary
from diaries.models import Patient
from paincheck import clock
from paincheck.audit.actions import SystemJob

LARGEST = 10 * 1024 * 1024  # ten years of hourly scores fit several times


class Command(BaseCommand):
    help = (
        "Import a pain diary from a CSV file. A file in the published layout (name, startday, "
        "startmonth, startyear, intensity) needs no mapping; for any other, name its columns. "
        "Rows that know only their day become one check a day, with the day's highest score. "
        "Imported checks are marked so, and raise no alert. The same file again adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--patient", required=True, metavar="CODE")
        parser.add_argument("--time", metavar="COLUMN", help="date, or date and time; ISO 8601")
        parser.add_argument("--time-format", metavar="FORM", help="if not ISO: %%d/%%m/%%Y %%H:%%M")
        for score in ("worst", "average", "now"):
            parser.add_argument(f"--{score}", metavar="COLUMN", help=f"column of the {score} pain")
        parser.add_argument("--scale", default="0-10", metavar="LOW-HIGH", help="0-10, 0-100, 1-5")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        patient = _patient(options["patient"])
        content = _content(options["file"])
        try:
            diary = read_diary(
                content,
                _columns(options),
                now=now,
                zone=ZoneInfo(patient.team.site.time_zone),
                scale=Scale.named(options["scale"]),
            )
        except UnreadableDiary as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from refusal
        self._tell(diary)
        if not diary.readings:
            raise CommandError("Nothing was imported: no row could be used.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was imported.")
            return
        try:
            added = import_readings(
                patient=patient, readings=diary.readings, by=SystemJob("import_diary"), now=now
            )
        except Held as held:
            raise CommandError(f"Nothing was imported. {held}") from held
        there = len(diary.readings) - added
        self.stdout.write(
            f"Imported {counted(added, 'check')} for {patient.code}"
            + (f"; {there} were there already." if there else ".")
        )

    def _tell(self, diary: ImportedDiary) -> None:
        for line, reason in diary.left_out:
            self.stdout.write(f"line {line}: left out, {reason}")
        for remark in diary.remarks:
            self.stdout.write(remark)
        between = ""
        if diary.readings:
            between = f" from {diary.readings[0].day} to {diary.readings[-1].day}"
        self.stdout.write(
            f"Read {counted(len(diary.readings), 'reading')}{between}; "
            f"{counted(len(diary.left_out), 'line')} left out."
        )


def _patient(code: str) -> Patient:
    patient = Patient.objects.select_related("team__site").filter(code=code.strip().upper()).first()
    if patient is None:
        raise CommandError(f"Nothing was imported. No patient has the code {code}.")
    return patient


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"Nothing was imported. {path}: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise CommandError("Nothing was imported. The file is larger than 10 MB.")
    return content


def _columns(options: dict[str, Any]) -> Columns | None:
    """None, the published layout, where no column is named at all."""
    named = {name: options[name] for name in ("worst", "average", "now", "time_format")}
    if options["time"] is None:
        if any(named.values()):
            raise CommandError("Nothing was imported. Name the column of the time with --time.")
        return None
    return Columns(time=options["time"], **named)
