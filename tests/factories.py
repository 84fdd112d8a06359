"""People, places and checks for tests. Everything valid by default; say only what matters."""

import uuid
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import factory

from alerts.models import Alert
from alerts.rules import Stated, may_snooze
from clinicians.models import Task
from diaries.answers import Answers
from diaries.fuller import FullerAnswers
from diaries.models import FullerCheck, PainCheck, Patient, PatientSummary
from paincheck.accounts.models import Role, Site, Team, TeamMember, User, WorkingHours

# A Tuesday at noon in London, in winter: open hours on every site.
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class SiteFactory(factory.django.DjangoModelFactory):
    """A live site, open on weekdays from 9 to 5, with its numbers to ring."""

    class Meta:
        model = Site
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Site {n}")
    team_phone = "0113 496 0001"
    urgent_phone = "0113 496 0002"
    out_of_hours_phone = "0113 496 0003"
    role_email = factory.Sequence(lambda n: f"desk{n}@example.org")
    live_at = NOON - timedelta(days=200)

    @factory.post_generation
    def hours(site: Site, create: bool, extracted: Any, **_: Any) -> None:  # noqa: N805
        for weekday in range(5):
            WorkingHours.objects.create(site=site, weekday=weekday, opens=time(9), closes=time(17))


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    sign_in_name = factory.Sequence(lambda n: f"person{n}")
    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")
    email = factory.LazyAttribute(lambda user: f"{user.sign_in_name}@example.org")
    joined_at = NOON - timedelta(days=100)


def make_nurse(
    *, team: Team | None = None, place: str = "MEMBER", role: str = "NURSE", **fields: Any
) -> User:
    """A nurse with a place in a team (a new one by default) and a role at its site."""
    team = team or TeamFactory()
    nurse = UserFactory(**fields)
    Role.objects.create(user=nurse, role=role, site=team.site)
    TeamMember.objects.create(team=team, nurse=nurse, place=place)
    return nurse


class PatientFactory(factory.django.DjangoModelFactory):
    """A live patient at home, invited 60 days ago, with a sign-in and an empty diary."""

    class Meta:
        model = Patient
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"TST{n % 10}-{n:04d}")
    nurse = factory.LazyAttribute(lambda patient: make_nurse())
    team = factory.LazyAttribute(lambda patient: patient.nurse.team_places.get().team)
    first_name = factory.Sequence(lambda n: f"Pat{n}")
    last_name = factory.Sequence(lambda n: f"Ient{n}")
    user = factory.LazyAttribute(
        lambda patient: UserFactory(
            sign_in_name=patient.code,
            first_name=patient.first_name,
            last_name=patient.last_name,
        )
    )
    status_at = NOON - timedelta(days=60)
    registered_at = NOON - timedelta(days=60)
    invited_at = NOON - timedelta(days=60)
    agreed_at = NOON - timedelta(days=60)

    @factory.post_generation
    def diary(patient: Patient, create: bool, extracted: Any, **_: Any) -> None:  # noqa: N805
        PatientSummary.objects.create(patient=patient)
        Role.objects.create(user=patient.user, role="PATIENT", site=patient.team.site)


def make_check(
    patient: Patient,
    *,
    at: datetime = NOON,
    unflagged: bool = False,
    source: str = "PATIENT",
    **answers: Any,
) -> PainCheck:
    """A stored check, flagged already unless said otherwise; worst pain 3 by default.

    Goes round the action, so that history can be laid down without ringing the bell.
    """
    given = {
        name: Decimal(str(v)) if name in ("worst", "average", "least", "now") else v
        for name, v in ({"worst": 3} | answers).items()
        if v is not None
    }
    told = Answers(**given)
    imported = source == "IMPORTED"
    check = PainCheck.objects.create(
        patient=patient,
        key=uuid.uuid4(),
        digest=told.digest(),
        source=source,
        answered_at=at,
        received_at=at,
        day=at.date(),
        flag_due_at=None if imported else at,
        flagged_at=None if unflagged or imported else at,
        **{
            name: getattr(told, name)
            for name in Answers.__dataclass_fields__
            if name != "danger_items"
        },
        danger_items=list(told.danger_items),
    )
    summary = patient.summary
    if summary.last_check is None or summary.last_check.answered_at <= at:
        summary.last_check = check
        summary.save()
    return check


def make_fuller(
    patient: Patient, *, at: datetime = NOON, sent_at: datetime | None = None, **answers: Any
) -> FullerCheck:
    """A fuller check, seen by the rules already; a draft unless `sent_at` says when it was sent."""
    return FullerCheck.objects.create(
        patient=patient,
        key=uuid.uuid4(),
        entered_by=patient.user,
        answers=FullerAnswers(**answers).as_dict(),
        day=at.date(),
        begun_at=at,
        saved_at=at,
        sent_at=sent_at,
        flagged_at=at,
        flag_due_at=at,
    )


def make_alert(patient: Patient, **fields: Any) -> Alert:
    """An open red alert for severe pain, opened at noon, and not found again since."""
    standard = {
        "rule": "severe_pain",
        "level": "RED",
        "sentence": "worst pain 8",
        "score": Decimal(8),
        "highest_score": Decimal(8),
        "opened_at": NOON,
        "last_found_at": fields.get("opened_at", NOON),
    }
    return Alert.objects.create(patient=patient, **(standard | fields))


def make_task(patient: Patient, **fields: Any) -> Task:
    """A next step that the named nurse noted at noon, due today."""
    standard = {
        "kind": "NEXT_STEP",
        "what": "Ring about the new dose",
        "due_on": NOON.date(),
        "made_by": patient.nurse,
        "made_at": NOON,
    }
    return Task.objects.create(patient=patient, **(standard | fields))


def a_reason(alert: Alert, *, expected: bool = False, note: str = "") -> Stated:
    """Enough to close this alert without a contact (S10)."""
    if expected or may_snooze(alert.rule, alert.level):
        return Stated(reason="EXPECTED" if expected else "KNOWN", note=note)
    said = "The ward rang: she was seen there at ten today."
    return Stated(reason="OTHER", note=said, signs_read=True)
