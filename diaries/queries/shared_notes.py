"""Notes that nurse and patient wrote together, as both read them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from diaries.frame import clock
from diaries.models import Patient, SharedNote
from diaries.queries.patients import zone_of
from paincheck.speech import day_and_month, day_of_year


@dataclass(frozen=True)
class SharedNoteCard:
    """`about` is the moment or the day that it speaks of; `struck` says who struck it out."""

    id: int
    day: date
    about: str
    text: str
    written: str
    struck: str


def shared_notes_of(patient: Patient, start: date, end: date) -> list[SharedNoteCard]:
    """Those that stand at the days from `start` to `end`, struck ones too. One query."""
    rows = SharedNote.objects.filter(patient=patient, day__range=(start, end))
    zone = zone_of(patient)
    return [_card(row, zone) for row in rows.select_related("by", "struck_by")]


def _card(row: SharedNote, zone: ZoneInfo) -> SharedNoteCard:
    about = day_and_month(row.day)
    if row.about_at is not None:
        about = _("%(day)s, %(time)s") % {
            "day": about,
            "time": clock(row.about_at.astimezone(zone).time()),
        }
    struck = ""
    if row.struck_at is not None and row.struck_by is not None:
        struck = _("Struck out by %(name)s on %(day)s.") % _who(
            row.struck_by.first_name, row.struck_at, zone
        )
    return SharedNoteCard(
        id=row.pk,
        day=row.day,
        about=about,
        text=row.text,
        written=_("Written with %(name)s on %(day)s.") % _who(row.by.first_name, row.at, zone),
        struck=struck,
    )


def _who(name: str, at: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {"name": name, "day": day_of_year(at.astimezone(zone).date())}
