"""Nobody gets a diary by another door while a hold stands, and no door says why (T3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from diaries import identity
from diaries.actions import holds, patients
from diaries.actions.holds import Held
from diaries.models import Patient, RegistrationHold
from paincheck.accounts.models import Invitation, User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory
from tests.integration.nursing import text_of
from tests.integration.test_patients_admin import BIRTH_LEFT_OUT, register

SignIn = Callable[[User], Client]
ROSA: dict[str, Any] = {
    "first_name": "Rosa",
    "last_name": "Field",
    "born_on": date(1950, 3, 2),
    "hospital_number": "RX 123",
}
TYPED = {
    "first_name": "ROSA",
    "last_name": "Field",
    "born_on_day": "2",
    "born_on_month": "3",
    "born_on_year": "1950",
}
SENTENCE = "A diary cannot be opened for this person until further notice. Ask the research office"


def make_hold(by: User, now: datetime, world: str = "LIVE") -> None:
    known = identity.digests_of(world=world, **ROSA)
    bare = identity.bare_name(world=world, first_name="Rosa", last_name="Field")
    ask = "the research office at Leeds"
    holds.hold(identities={*known, bare}, about="somebody:1", ask=ask, by=by, now=now)


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    make_hold(ann, now)
    return signed_in(ann)


@pytest.mark.parametrize(
    "typed",
    [
        TYPED,
        TYPED | {"hospital_number": "another"},
        {"first_name": "Rose", "last_name": "Fields", "hospital_number": "rx123"},
    ],
)
def test_registering_is_refused_in_neutral_words(
    desk: Client, ann: User, typed: dict[str, str]
) -> None:
    answer = register(desk, ann, **typed)
    assert answer.status_code == 422
    said = text_of(answer)
    assert SENTENCE in said
    assert "trial" not in said.lower()
    assert not Patient.objects.exists()


def test_a_date_of_birth_that_is_left_out_is_asked_for(desk: Client, ann: User) -> None:
    answer = register(desk, ann, **BIRTH_LEFT_OUT)
    assert (answer.status_code, "Enter date of birth" in text_of(answer)) == (422, True)
    other = register(desk, ann, **TYPED | {"born_on_year": "1951"})
    assert other.status_code == 302


def test_practice_is_for_everybody(desk: Client, ann: User) -> None:
    assert register(desk, ann, world="PRACTICE", **TYPED).status_code == 302


def test_a_test_holds_nobody_real(ann: User, now: datetime, signed_in: SignIn) -> None:
    make_hold(ann, now, world="TEST")
    assert register(signed_in(ann), ann, **TYPED).status_code == 302


def test_nobody_becomes_somebody_held_by_an_edit(desk: Client, ann: User) -> None:
    register(desk, ann, **TYPED | {"born_on_year": "1951"})
    patient = Patient.objects.get()
    answer = desk.post(f"/patients/{patient.code}/edit/", TYPED | {"schedule": "DAILY"})
    assert answer.status_code == 422
    assert SENTENCE in text_of(answer)
    patient.refresh_from_db()
    assert patient.born_on == date(1951, 3, 2)


def test_a_diary_that_came_about_beside_a_hold_stays_closed(
    desk: Client, ann: User, now: datetime, tmp_path: Any
) -> None:
    patient = PatientFactory(nurse=ann, **ROSA)
    answer = desk.post(f"/patients/{patient.code}/letter/")
    assert answer.status_code == 422
    assert SENTENCE in text_of(answer)
    assert not Invitation.objects.exists()
    diary = tmp_path / "diary.csv"
    diary.write_text("date,worst,average,now\n2026-11-20,5,4,3\n")
    with pytest.raises(CommandError, match="until further notice"):
        call_command(
            "import_diary",
            diary,
            patient=patient.code,
            average="average",
            worst="worst",
            time="date",
        )
    assert not patient.checks.exists()


def test_a_hold_ends_on_its_day_or_when_it_is_lifted(ann: User, now: datetime) -> None:
    make_hold(ann, now)
    day = (now + timedelta(days=90)).date()
    holds.end_on(about="somebody:1", until=day, by=ann, now=now)
    team = ann.team_places.get().team
    told = {"team": team, "nurse": ann, "email": "", "phone": "", "by": ann} | ROSA
    with pytest.raises(Held, match="before 22 February 2027"):
        patients.register(now=now + timedelta(days=89), **told)
    assert patients.register(now=now + timedelta(days=90), **told)
    holds.lift(about="somebody:1", by=ann, now=now)
    assert patients.register(now=now, **told)


def test_making_it_twice_is_one_and_each_is_on_the_trail(ann: User, now: datetime) -> None:
    make_hold(ann, now)
    make_hold(ann, now)
    assert RegistrationHold.objects.count() == 3
    holds.lift(about="somebody:1", by=ann, now=now)
    holds.lift(about="somebody:1", by=ann, now=now)
    assert AuditEvent.objects.filter(action="hold.made").count() == 3
    assert AuditEvent.objects.filter(action="hold.lifted").count() == 3
