"""Three published diaries, moved in time to end yesterday. See real_diaries_LICENSE.txt."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from diaries.importing import PUBLISHED, ImportedReading, read_diary

FILE = Path(__file__).with_name("real_diaries.csv")


@dataclass(frozen=True)
class RealDiary:
    participant: str
    readings: list[ImportedReading]
    moved_days: int

    @property
    def about(self) -> str:
        return (
            f"A real diary (MyAIGuide, participant {self.participant}, MIT licence) of somebody "
            f"without cancer, moved by {self.moved_days} days so that it ends yesterday."
        )


def real_diaries(today: date) -> list[RealDiary]:
    by_participant: dict[str, list[dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_participant.setdefault(row["participant"], []).append(row)
    return [_moved(participant, rows, today) for participant, rows in by_participant.items()]


def _moved(participant: str, rows: list[dict[str, str]], today: date) -> RealDiary:
    """Read by the importer itself, so that the demo shows what an import would."""
    text = io.StringIO()
    writer = csv.DictWriter(text, PUBLISHED, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    then = datetime.combine(today, datetime.min.time(), UTC)
    diary = read_diary(text.getvalue().encode(), now=then, zone=UTC)
    days = today - timedelta(days=1) - diary.readings[-1].day
    moved = [replace(reading, day=reading.day + days) for reading in diary.readings]
    return RealDiary(participant, moved, days.days)
