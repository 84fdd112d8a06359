"""The summary for the record and the letter to the GP, as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from alerts.wording import LEVEL_WORDS
from clinicians import heat
from clinicians.papers import Letter, Summary, Told, in_plain_text
from clinicians.queries import care, consultation, drawn
from clinicians.queries.alert_cards import open_alert_rows
from clinicians.queries.people import zone_of
from clinicians.wording import moment
from diaries.danger import DANGER
from diaries.models import Contact, PainCheck, Patient
from diaries.queries.doses import most_by_day
from diaries.queries.patients import is_open
from diaries.queries.shared_notes import shared_notes_of
from diaries.queries.visit import day_rows, days_told
from diaries.queries.visit_told import danger_said
from diaries.queries.wider import fuller_days, side_effects
from diaries.theme import on_paper
from paincheck.accounts.models import User
from paincheck.speech import day_of_year, full_day, short_day

NOT_REAL = "{} ONLY: this is not a real patient. Nothing here belongs in a record or a letter."


@dataclass(frozen=True)
class PapersPage:
    """What the page after a consultation shows. `gp` is '' where nobody is on the record."""

    text: str
    gp: str
    gp_address: str
    days: int
    period: str
    span: str
    ranges: Sequence[tuple[str, str, bool]]


def papers_page(patient: Patient, nurse: User, *, span: str, now: datetime) -> PapersPage:
    summary = summary_of(patient, nurse, span=span, now=now)
    return PapersPage(
        text=in_plain_text(summary),
        gp=patient.gp_name,
        gp_address=patient.gp_address,
        days=consultation.RANGES[span][1],
        period=summary.told.period,
        span=span,
        ranges=[(value, words, value == span) for value, (words, _) in consultation.RANGES.items()],
    )


def summary_of(patient: Patient, nurse: User, *, span: str, now: datetime) -> Summary:
    """A fixed number of queries."""
    end = now.astimezone(zone_of(patient)).date()
    start = consultation.first_day(span, end)
    shown = consultation.checks_of(patient, start, end)
    looked_at = consultation.told_of(patient, shown, start=start, end=end)
    return Summary(
        not_real=_not_real(patient),
        about=[
            *_who(patient),
            ("PainCheck number", patient.code),
            ("Team", f"{patient.team.name}, {patient.team.site.name}"),
        ],
        made=(
            f"Made {'at this consultation, ' if is_open(patient) else 'on '}{full_day(end)}, by "
            f"{nurse.full_name} from the patient’s own pain checks."
        ),
        told=_told(patient, shown, looked_at, start, end),
        words=_words(patient, shown),
        alerts=_alerts(patient, now),
        when_hard=heat.heat_in_words(looked_at.heat) if not looked_at.heat.is_empty else "",
        days=_days(patient, shown, start, end, now),
        contacts=_contacts(patient, start, end),
    )


def letter_of(patient: Patient, nurse: User, *, span: str, now: datetime) -> Letter:
    """A fixed number of queries."""
    end = now.astimezone(zone_of(patient)).date()
    start = consultation.first_day(span, end)
    shown = consultation.checks_of(patient, start, end)
    looked_at = consultation.told_of(patient, shown, start=start, end=end)
    site = patient.team.site
    phone = f"Telephone {site.team_phone}" if site.team_phone else ""
    return Letter(
        not_real=_not_real(patient),
        sender=[line for line in (patient.team.name, site.name, phone) if line],
        to=[patient.gp_name, *patient.gp_address.splitlines()],
        on=day_of_year(end),
        dear=f"Dear {patient.gp_name or 'Doctor'},",
        about=_who(patient),
        opening=(
            f"{patient.full_name} keeps a pain diary with our team. This is what was recorded "
            f"from {day_of_year(start)} to {day_of_year(end)}."
        ),
        told=_told(patient, shown, looked_at, start, end),
        signed=[nurse.full_name, patient.team.name, site.name],
    )


def _not_real(patient: Patient) -> str:
    live = patient.world == Patient.World.LIVE
    return "" if live else NOT_REAL.format(patient.get_world_display().upper())


def _who(patient: Patient) -> list[tuple[str, str]]:
    told = [
        ("Name", patient.full_name),
        ("Born", day_of_year(patient.born_on) if patient.born_on else ""),
        ("Hospital number", patient.hospital_number),
    ]
    return [(name, value) for name, value in told if value]


def _told(
    patient: Patient,
    shown: Sequence[PainCheck],
    looked_at: consultation.Told,
    start: date,
    end: date,
) -> Told:
    medicines, changes = _medicines(patient, start, end)
    notes = shared_notes_of(patient, start, end)
    effects = side_effects(fuller_days(patient.pk, start, end))
    return Told(
        period=f"{day_of_year(start)} to {day_of_year(end)}",
        in_words=looked_at.in_words,
        drawing=on_paper(drawn.drawing_of(looked_at.chart)),
        hardest=looked_at.hardest or [looked_at.none],
        worst_days=looked_at.worst_days,
        compared=looked_at.compared,
        danger=_danger(patient, shown, start, end),
        side_effects=[f"{short_day(one.day)}: {one.name}, {one.how_bad}" for one in effects],
        medicines=medicines,
        changes=changes,
        notes=[f"{note.about}: {note.text}" for note in notes if not note.struck],
    )


def _danger(patient: Patient, shown: Sequence[PainCheck], start: date, end: date) -> list[str]:
    """By day, what was said in a check that was never sent too (S3). One query."""
    said = {day: set(items) for day, items in danger_said(patient, start, end).items()}
    for check in shown:
        if check.danger:
            said.setdefault(check.day, set()).update(check.danger_items)
    told = []
    for day, items in sorted(said.items()):
        signs = [sign.nurse for code, sign in DANGER.items() if code in items]
        told.append(f"{full_day(day)}: {', '.join(signs) or 'yes, none named'}")
    return told


def _words(patient: Patient, shown: Sequence[PainCheck]) -> list[str]:
    """The notes of the checks, whole, the latest first: they say what no score does."""
    zone = zone_of(patient)
    told = []
    for check in reversed(shown):
        if check.note:
            at = check.answered_at.astimezone(zone)
            hour = f", {at:%H.%M}" if check.time_known else ""
            told.append(f"{short_day(check.day)}{hour}: ‘{check.note}’")
    return told


def _alerts(patient: Patient, now: datetime) -> list[str]:
    """Those that are open now, red first, whoever sees to them. One query."""
    zone = patient.team.site.time_zone
    told = []
    for alert in open_alert_rows(patient):
        since = f"open since {moment(alert.opened_at, now, zone)}"
        asleep = alert.snoozed_until
        later = f", put off until {moment(asleep, now, zone)}" if asleep else ""
        told.append(f"{LEVEL_WORDS[alert.level]}: {alert.sentence} ({since}{later})")
    return told


def _medicines(patient: Patient, start: date, end: date) -> tuple[list[str], list[str]]:
    """Those that are taken, and what was changed from `start` on. Two queries."""
    rows = care.medication_rows(patient)
    running = [card for card in care.medicines_of(rows, end) if card.is_running]
    changes = [
        (change.on, f"{full_day(change.on)}: {row.name}, {care.change_in_words(change).lower()}")
        for row in rows
        for change in row.changes.all()
        if change.voided_at is None and start <= change.on <= end
    ]
    return (
        [f"{card.name}{', ' if card.dose else ''}{card.dose} ({card.how})" for card in running],
        [words for _, words in sorted(changes)],
    )


def _days(
    patient: Patient, shown: Sequence[PainCheck], start: date, end: date, now: datetime
) -> list[tuple[str, str, str, str]]:
    """Every day, also those without a check; extra doses as the alerts count them (S9)."""
    zone = zone_of(patient)
    most = most_by_day(patient.pk, start=start, end=end, zone=zone, now=now)
    told = [replace(day, extra_doses=most.get(day.day)) for day in days_told(shown, {}, start, end)]
    return [(row.name, row.worst, row.average, row.extra_doses) for row in day_rows(told, shown)]


def _contacts(patient: Patient, start: date, end: date) -> list[str]:
    zone = zone_of(patient)
    rows = Contact.objects.filter(patient=patient, voided_at=None)
    rows = rows.select_related("nurse").order_by("at")
    told = []
    for row in rows:
        on = row.at.astimezone(zone).date()
        if start <= on <= end:
            agreed = f" Agreed: {row.agreed}" if row.agreed else ""
            how = f"{row.get_channel_display()}: {row.get_outcome_display()}"
            told.append(f"{full_day(on)}, {row.nurse.full_name}. {how}.{agreed}")
    return told
