"""The idle sign-out: it locks, deletes nothing, and leads back (S20); polls do not count (S6)."""

from datetime import timedelta

import pytest

from paincheck.security import POLLS
from tests.factories import NOON
from tests.integration.doors import PASSWORD, enter_by_code, is_in, make_patient, make_staff

pytestmark = pytest.mark.django_db

PAGE = "/phones/"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return lambda **after: time_machine.move_to(NOON + timedelta(**after), tick=False)


@pytest.fixture
def ann(client, clock):
    user = make_patient()
    client.force_login(user)
    client.get(PAGE)
    return user


def test_after_15_minutes_without_a_press_she_is_signed_out(client, clock, ann):
    clock(minutes=15, seconds=1)
    assert client.get(PAGE)["Location"] == "/sign-in/?next=/phones/"
    assert is_in(client, None)


def test_a_press_within_15_minutes_keeps_her_in(client, clock, ann):
    clock(minutes=14)
    client.get(PAGE)
    clock(minutes=28)
    assert client.get(PAGE).status_code == 200


def test_stay_signed_in_is_a_press(client, clock, ann):
    clock(minutes=14)
    assert client.post("/stay/").status_code == 204
    clock(minutes=28)
    assert client.get(PAGE).status_code == 200


def test_staying_is_refused_once_it_is_over(client, clock, ann):
    clock(minutes=16)
    assert client.post("/stay/").status_code == 302


@pytest.mark.parametrize("poll", POLLS)
def test_polls_do_not_keep_a_sign_in_alive(client, clock, ann, poll):
    for minutes in (5, 10, 15):
        clock(minutes=minutes)
        client.get(poll)
    clock(minutes=16)
    assert client.get(PAGE).status_code == 302


def test_after_12_hours_the_sign_in_ends_even_for_the_busy(client, clock, ann):
    for minutes in range(0, 12 * 60 + 1, 10):
        clock(minutes=minutes)
        assert client.get(PAGE).status_code == 200
    clock(hours=12, seconds=1)
    assert client.get(PAGE).status_code == 302


def test_the_door_says_why_and_that_nothing_is_lost(client, clock, ann):
    clock(minutes=16)
    page = client.get(PAGE, follow=True)
    assert b"Nothing you saved is lost" in page.content


def test_the_door_no_longer_says_so_after_the_next_sign_in(client, clock, ann):
    clock(minutes=16)
    client.get(PAGE)
    enter_by_code(client, ann)
    client.get(PAGE)
    assert "locked" not in client.session


def test_after_the_sign_in_a_nurse_is_back_where_she_was(client, clock):
    nurse = make_staff(sign_in_name="ann.archer")
    client.force_login(nurse)
    client.get("/leave/")
    clock(minutes=16)
    door = client.get("/leave/")["Location"]
    assert door == "/sign-in/staff/?next=/leave/"
    told = {"login": "ann.archer", "password": PASSWORD}
    assert client.post(door, told)["Location"] == "/leave/"


def test_a_press_that_came_too_late_leads_back_to_its_page(client, clock, ann):
    clock(minutes=16)
    answer = client.post("/phones/1/forget/", headers={"referer": "http://testserver/phones/?a=1"})
    assert answer["Location"] == "/sign-in/?next=/phones/%3Fa%3D1"


def test_a_press_from_another_site_leads_to_the_first_page(client, clock, ann):
    clock(minutes=16)
    answer = client.post("/phones/1/forget/", headers={"referer": "https://evil.example/x"})
    assert answer["Location"] == "/sign-in/?next=/"


def test_a_part_of_a_page_takes_the_whole_page_to_the_door(client, clock, ann):
    clock(minutes=16)
    shown = {"HX-Request": "true", "HX-Current-URL": "http://testserver/phones/"}
    answer = client.get("/phones/", headers=shown)
    assert answer["HX-Redirect"] == "/sign-in/?next=/phones/"
    assert answer.content == b""


def test_pages_are_kept_by_no_browser(client, clock, ann):
    assert "no-store" in client.get(PAGE)["Cache-Control"]
