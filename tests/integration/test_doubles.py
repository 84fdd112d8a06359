"""A second diary for one person is asked about before it is opened."""

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clinicians.queries.caseload import caseload
from diaries.models import Patient
from paincheck.accounts.models import Role, User
from tests.factories import PatientFactory, TeamFactory, make_nurse
from tests.integration.nursing import text_of
from tests.integration.test_patients_admin import register

SignIn = Callable[[User], Client]
BORN = date(1950, 3, 2)
TYPED = {"first_name": "Róse ", "last_name": "o'neill", "born_on_day": "2", "born_on_month": "3",
         "born_on_year": "1950"}  # fmt: skip
ASKS = "Is this patient here already?"


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    return signed_in(ann)


def rose(nurse: User, **told: Any) -> Patient:
    usual = {"first_name": "Rose", "last_name": "O’Neill", "born_on": BORN}
    return PatientFactory(nurse=nurse, **usual | told)


def mark_in(answer: Any) -> str:
    found = unescape(answer.content.decode()).split('name="somebody_else"')[1]
    return found.split('value="')[1].split('"')[0]


def test_the_same_name_and_birth_date_is_asked_about_and_the_second_press_goes_through(
    desk: Client, ann: User
) -> None:
    first = rose(ann)
    answer = register(desk, ann, **TYPED)
    assert answer.status_code == 422
    assert ASKS in text_of(answer)
    assert "the same name and date of birth" in text_of(answer)
    assert f'href="/patients/{first.code}/"' in answer.content.decode()
    assert Patient.objects.count() == 1
    told = TYPED | {"somebody_else": mark_in(answer)}
    assert register(desk, ann, **told).status_code == 302
    assert Patient.objects.count() == 2


def test_the_same_hospital_number_is_asked_about_however_it_is_typed(
    desk: Client, ann: User
) -> None:
    rose(ann, hospital_number="RX-123 4")
    answer = register(desk, ann, hospital_number="rx1234")
    assert "the same hospital number" in text_of(answer)
    assert register(desk, ann, hospital_number="rx1235").status_code == 302


def test_of_another_teams_patient_nothing_is_told_but_that_she_is_there(
    desk: Client, ann: User
) -> None:
    team = TeamFactory(site=ann.team_places.get().team.site)
    hers = rose(make_nurse(team=team), status="DISCHARGED")
    answer = register(desk, ann, **TYPED)
    assert "A patient of another team has the same name and date of birth" in text_of(answer)
    assert hers.code not in answer.content.decode()


def test_nobody_of_another_site_or_of_practice_is_asked_about(
    desk: Client, ann: User, carl: User
) -> None:
    rose(carl)
    rose(ann, world="PRACTICE")
    assert register(desk, ann, **TYPED).status_code == 302


def test_a_tick_for_one_says_nothing_of_another(desk: Client, ann: User) -> None:
    rose(ann)
    rose(ann, first_name="Rosa", last_name="Field")
    mark = mark_in(register(desk, ann, **TYPED))
    other = TYPED | {"first_name": "Rosa", "last_name": "Field", "somebody_else": mark}
    assert register(desk, ann, **other).status_code == 422


def test_a_second_click_on_register_asks_nothing(desk: Client, ann: User) -> None:
    told = TYPED | {"key": str(uuid4())}
    assert [register(desk, ann, **told).status_code for _ in range(2)] == [302, 302]
    assert Patient.objects.count() == 1


def test_an_edit_asks_too_but_only_where_it_changes_who_she_is(desk: Client, ann: User) -> None:
    rose(ann)
    other = rose(ann, first_name="Rosie")
    address = f"/patients/{other.code}/edit/"
    answer = desk.post(address, TYPED | {"schedule": "DAILY"})
    assert (answer.status_code, ASKS in text_of(answer)) == (422, True)
    other.refresh_from_db()
    assert other.first_name == "Rosie"
    told = TYPED | {"schedule": "DAILY", "somebody_else": mark_in(answer)}
    assert desk.post(address, told).status_code == 302
    assert desk.post(address, TYPED | {"schedule": "WEEKLY"}).status_code == 302


def test_a_lead_nurse_is_led_to_whoever_matches_at_her_site(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    site = ann.team_places.get().team.site
    hers = rose(make_nurse(team=TeamFactory(site=site)))
    Role.objects.create(user=ann, role="LEAD_NURSE", site=site)
    answer = register(signed_in(ann), ann, **TYPED)
    assert f'href="/patients/{hers.code}/"' in answer.content.decode()


def test_the_caseload_tells_two_patients_of_one_name_apart(ann: User, now: datetime) -> None:
    rose(ann)
    rose(ann, first_name="ROSE", born_on=None)
    rose(ann, last_name="Field")
    page = caseload(ann, roles=frozenset({"NURSE"}), scope="team", search="", now=now)
    told = {row.name: row.namesake for group in page.groups for row in group.rows}
    assert told == {
        "Rose O’Neill": "born 2 March 1950, same name as another patient",
        "ROSE O’Neill": "no date of birth, same name as another patient",
        "Rose Field": "",
    }


def test_the_page_of_the_caseload_shows_it(desk: Client, ann: User) -> None:
    rose(ann)
    rose(ann, born_on=date(1951, 1, 1))
    said = text_of(desk.get("/caseload/"))
    assert "Born 2 March 1950, same name as another patient" in said
    assert "Born 1 January 1951, same name as another patient" in said
