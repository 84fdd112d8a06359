"""Every read starts from 'my patients': each address of a diary, tried by everybody else.

The addresses are found by walking (tests.integration.attacking).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from diaries.models import Message, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory
from tests.integration.attacking import (
    PATIENTS,
    World,
    everything,
    make_world,
    nurses_routes,
    own_routes,
)

OWN = [route for route, _ in own_routes()]
WITH_IDS = [route for route in OWN if "<" in route and "slug:" not in route and "day:" not in route]
# A second press finds nothing and says so kindly: that is all that a stranger learns, too.
SAYS_NOTHING_OF_IT = {"diary/medicines/doses/<uuid:dose_id>/take-back/"}
SignIn = Callable[[User], Client]

pytestmark = pytest.mark.once


@pytest.fixture
def world(pat: Patient, ann: User, now: datetime, watch_is_fresh: None) -> World:
    return make_world(pat, ann)


@pytest.fixture
def stranger(world: World) -> Patient:
    """A patient of another team at another site, with an empty diary."""
    return PatientFactory()


def ask(client: Client, world: World, route: str) -> list[Any]:
    """Opened, and pressed with what its own page would send."""
    address = world.address(route)
    sent = PATIENTS[route](world) if route in PATIENTS else {}
    return [client.get(address), client.post(address, sent)]


@pytest.mark.parametrize("route", WITH_IDS)
def test_what_another_patient_has_is_not_there(
    world: World, stranger: Patient, signed_in: SignIn, route: str
) -> None:
    phone, before = signed_in(stranger.user), everything()
    codes = {answer.status_code for answer in ask(phone, world, route)}
    assert codes <= ({405, 302} if route in SAYS_NOTHING_OF_IT else {404, 405})
    assert everything() == before


@pytest.mark.parametrize("route", PATIENTS)
def test_a_page_of_another_patient_sends_nothing_for_either(
    world: World, stranger: Patient, signed_in: SignIn, route: str
) -> None:
    sent = PATIENTS[route](world)
    if "page" not in sent:
        return
    phone, before = signed_in(stranger.user), everything()
    answer = phone.post(world.address(route), sent)
    assert answer.status_code in (302, 404, 422)
    assert everything() == before


@pytest.mark.parametrize("route", OWN)
def test_the_staff_have_no_diary(world: World, ann: User, signed_in: SignIn, route: str) -> None:
    desk, before = signed_in(ann), everything()
    assert {answer.status_code for answer in ask(desk, world, route)} <= {404, 405}
    assert everything() == before


@pytest.mark.parametrize("route", OWN)
def test_who_is_signed_out_is_led_to_the_door(world: World, client: Client, route: str) -> None:
    before = everything()
    for answer in ask(client, world, route):
        if answer.status_code == 302:
            assert answer.url.startswith("/sign-in/")
        else:  # kept in the browser's session until its patient is back (S20)
            assert answer.status_code in (200, 405)
            assert world.patient.first_name not in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("status", ["DISCHARGED", "DIED"])
@pytest.mark.parametrize("route", OWN)
def test_a_closed_diary_is_one_calm_page(
    world: World, signed_in: SignIn, route: str, status: str
) -> None:
    Patient.objects.filter(pk=world.patient.pk).update(status=status)
    phone, before = signed_in(world.patient.user), everything()
    for answer in ask(phone, world, route):
        assert answer.status_code in (200, 405)
        assert answer["Cache-Control"] == "no-store"
        if answer.status_code == 200:
            assert answer.templates[0].name == "diaries/closed.html"
    assert everything() == before


@pytest.mark.parametrize("route", nurses_routes())
def test_a_nurse_of_another_team_finds_no_such_patient(
    world: World, carl: User, signed_in: SignIn, route: str
) -> None:
    desk, before = signed_in(carl), everything()
    address = world.address(route.replace("<str:code>", "<code>"))
    assert desk.get(address).status_code in (404, 405)
    assert desk.post(address, {"answer": "STOPPED", "text": "x"}).status_code in (404, 405, 415)
    assert everything() == before


@pytest.mark.parametrize("route", OWN)
def test_nothing_of_a_diary_is_kept_by_a_cache(world: World, signed_in: SignIn, route: str) -> None:
    for answer in ask(signed_in(world.patient.user), world, route):
        assert answer["Cache-Control"] == "no-store"
        assert world.patient.last_name not in answer.get("Content-Disposition", "")


def test_a_program_without_the_token_changes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        world.patient.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    before = everything()
    for address in ("/api/checks/", f"/api/patients/{world.patient.code}/contacts/"):
        refused = client.post(address, {"worst": 5}, content_type="application/json")
        assert refused.status_code == 403
    for route, right in PATIENTS.items():
        assert client.post(world.address(route), right(world)).status_code == 403, route
    assert everything() == before


def test_a_link_that_stops_reminders_cannot_be_guessed_nor_told_from_a_right_one(
    world: World, client: Client
) -> None:
    before = everything()
    wrong = client.post(world.address("reminders/stop/<uuid:stop_key>/"))
    assert wrong.status_code == 200
    assert everything() == before
    for odd in ("1", "x" * 36, world.patient.code):
        assert client.get(f"/reminders/stop/{odd}/").status_code == 404


HOSTILE = '"><script>alert(1)</script>\u202e{% now "Y" %}{{ 7|add:7 }}#eval("1")\\u0041=1+1'


def test_hostile_words_are_words_on_every_page(world: World, ann: User, signed_in: SignIn) -> None:
    pat = world.patient
    Patient.objects.filter(pk=pat.pk).update(first_name=HOSTILE[:50], last_name="=cmd|' /C x'!A0")
    pat.medications.update(name=HOSTILE)
    Message.objects.create(
        patient=pat, key=world.ids["draft"], author=ann, from_patient=False, text=HOSTILE,
        sent_at=world.patient.registered_at,
    )  # fmt: skip
    phone = signed_in(pat.user)
    seen = 0
    for route in OWN:
        answer = phone.get(world.address(route), follow=True)
        assert answer.status_code in (200, 404, 405), route
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            page = answer.content.decode()
            assert "<script>alert(1)" not in page, route
            seen += "&lt;script&gt;alert(1)" in page
    assert seen >= 3
