"""The demo's people and their history as rows, in bulk: sites, staff, patients, ninety days."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password

from diaries.answers import Answers
from diaries.models import Contact, Medication, MedicationChange, PainCheck, Patient, PatientSummary
from paincheck.accounts.models import Leave, Role, Site, Team, TeamMember, User, WorkingHours
from paincheck.demo import people
from paincheck.demo.pain import DAYS, DemoCheck
from paincheck.demo.plan import WEEKLY, DemoPatient

ZONE = ZoneInfo("Europe/London")
DEMO = UUID("b2f0a3a6-6c86-4d0f-a7f5-0c1d7cf3b0d5")
Staff = dict[str, User]


def make_staff(now: datetime) -> Staff:
    """Sites, teams, four nurses and a manager; by sign-in name."""
    sites = {name: _site(name, now) for name in people.SITES}
    teams = {
        name: Team.objects.create(site=site, name=people.TEAMS[name])
        for name, site in sites.items()
    }
    password = make_password(settings.DEMO_PASSWORD)
    staff: Staff = {}
    for nurse in people.NURSES:
        user = _user(nurse.sign_in_name, nurse.first_name, nurse.last_name, now, password=password)
        staff[nurse.sign_in_name] = user
        for role in nurse.roles:
            Role.objects.create(user=user, role=role, site=sites[nurse.site])
        TeamMember.objects.create(team=teams[nurse.site], nurse=user, place=nurse.place)
    manager = _user(*people.MANAGER, now, password=password)
    for site in sites.values():
        Role.objects.create(user=manager, role=Role.Kind.MANAGER, site=site)
    today = now.astimezone(ZONE).date()
    Leave.objects.create(
        nurse=staff[people.ON_LEAVE],
        cover=staff[people.COVERS],
        first_date=today - timedelta(days=1),
        last_date=today + timedelta(days=6),
    )
    return staff


def _site(name: str, now: datetime) -> Site:
    team, urgent, out_of_hours = people.PHONES[name]
    site = Site.objects.create(
        name=name,
        team_phone=team,
        urgent_phone=urgent,
        out_of_hours_phone=out_of_hours,
        role_email=f"nurses@{name.split(maxsplit=1)[0].lower()}.example.org",
        live_at=now - timedelta(days=DAYS + 30),
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(site=site, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return site


def _user(
    sign_in_name: str,
    first_name: str,
    last_name: str,
    now: datetime,
    *,
    password: str = "",
    email: str = "",
    phone: str = "",
) -> User:
    return User.objects.create(
        sign_in_name=sign_in_name,
        first_name=first_name,
        last_name=last_name,
        email=email or f"{sign_in_name}@example.org",
        phone=phone,
        password=password or make_password(None),
        joined_at=now - timedelta(days=DAYS),
    )


def make_patient(told: DemoPatient, staff: Staff, now: datetime) -> Patient:
    return _patient(
        told.code,
        told.first_name,
        told.last_name,
        nurse=staff[told.nurse.sign_in_name],
        now=now,
        email=people.email_of(told.first_name, told.last_name),
        phone=people.phone_of(told.number),
        **people.other_phone_of(told.number),
        born_on=told.born_on,
        hospital_number=f"H{400_000 + told.number * 137}",
        pain_goal=told.goal,
        schedule=Patient.Schedule.WEEKLY if told.number == WEEKLY else Patient.Schedule.DAILY,
        invited_at=now - timedelta(days=DAYS),
    )


def make_real_patient(participant: str, about: str, staff: Staff, now: datetime) -> Patient:
    """Never invited, so never due: nobody waits for this diary's next check."""
    return _patient(
        f"DEMO-009{participant}",
        "Real diary",
        participant,
        nurse=staff[people.NURSES[0].sign_in_name],
        now=now,
        email=f"participant{participant}@example.org",
        about=about,
    )


def _patient(
    code: str,
    first_name: str,
    last_name: str,
    *,
    nurse: User,
    now: datetime,
    email: str,
    phone: str = "",
    **rest: object,
) -> Patient:
    user = _user(code, first_name, last_name, now, email=email, phone=phone)
    team = nurse.team_places.get().team
    Role.objects.create(user=user, role=Role.Kind.PATIENT, site=team.site)
    then = now - timedelta(days=DAYS)
    patient = Patient.objects.create(
        code=code,
        user=user,
        team=team,
        nurse=nurse,
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        status_at=then,
        registered_at=then,
        **rest,
    )
    PatientSummary.objects.create(patient=patient)
    return patient


def answers_of(check: DemoCheck) -> Answers:
    return Answers(
        worst=Decimal(check.worst),
        average=_score(check.average),
        least=_score(check.least),
        now=_score(check.now),
        extra_doses=check.extra_doses,
        danger=check.danger,
        danger_items=check.danger_items,
        wish=check.wish,
        note=check.note,
    )


def _score(score: int | None) -> Decimal | None:
    return None if score is None else Decimal(score)


def key_of(patient: Patient, check: DemoCheck) -> UUID:
    return uuid5(DEMO, f"{patient.code}|{check.at.isoformat()}")


def add_history(patient: Patient, checks: Sequence[DemoCheck]) -> list[PainCheck]:
    """Checks from before the last days; those before `past` as if the rules had looked at them."""
    rows = [_row(patient, check, check is checks[0]) for check in checks]
    PainCheck.objects.bulk_create(rows)
    PatientSummary.objects.filter(patient=patient).update(baseline=rows[0], last_check=rows[-1])
    return rows


def _row(patient: Patient, check: DemoCheck, together: bool) -> PainCheck:
    at, answers = check.at.replace(tzinfo=ZONE), answers_of(check)
    source = PainCheck.Source.TOGETHER if together else PainCheck.Source.PATIENT
    values = {name: getattr(answers, name) for name in Answers.__dataclass_fields__}
    return PainCheck(
        patient=patient,
        key=key_of(patient, check),
        digest=answers.digest(),
        source=source,
        entered_by=patient.nurse if together else None,
        answered_at=at,
        received_at=at,
        day=check.at.date(),
        since_last=check.since_last,
        flag_due_at=at,
        flagged_at=at,
        **values | {"danger_items": list(answers.danger_items)},
    )


def add_care(patient: Patient, told: DemoPatient, today: date) -> None:
    """Medicines with what happened to them, and the contacts of the ninety days."""
    first = today - timedelta(days=DAYS)
    for medicine in told.medicines:
        medication = Medication.objects.create(
            patient=patient, name=medicine.name, route=medicine.route, purpose=medicine.purpose
        )
        MedicationChange.objects.bulk_create(
            MedicationChange(
                medication=medication,
                kind=change.kind,
                dose=change.dose,
                on=first + timedelta(days=change.day),
                entered_by=patient.nurse,
                entered_at=_at(first, change.day, time(12)),
            )
            for change in medicine.changes
        )
    Contact.objects.bulk_create(_contacts(patient, told, first))


def _contacts(patient: Patient, told: DemoPatient, first: date) -> Iterable[Contact]:
    for contact in told.contacts:
        at = _at(first, contact.day, contact.hour)
        yield Contact(
            patient=patient,
            nurse=patient.nurse,
            key=uuid5(DEMO, f"{patient.code}|contact|{at.isoformat()}"),
            channel=contact.channel,
            outcome=contact.outcome,
            at=at,
            recorded_at=at,
            note=contact.note,
        )


def _at(first: date, day: int, hour: time) -> datetime:
    """On that day of the history, or the Monday after where it is a weekend."""
    on = first + timedelta(days=day)
    return datetime.combine(on + timedelta(days={5: 2, 6: 1}.get(on.weekday(), 0)), hour, ZONE)
