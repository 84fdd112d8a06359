"""Who is handed over, closed, or ended while a page about it stands open: each press says so."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from alerts.actions import answering
from alerts.models import Alert
from diaries.models import Contact, Patient
from paincheck.accounts.actions.invitations import invite
from paincheck.accounts.models import Invitation, User
from tests.factories import TeamFactory, make_alert, make_nurse
from tests.integration.attacking import everything
from tests.integration.nursing import text_of
from tests.test_house_rules import our_views

SignIn = Callable[[User], Client]
OF_A_PATIENT = [
    route
    for route, _ in our_views(get_resolver().url_patterns)
    if route.startswith("patients/<code>/")
]
NAMES = {"<int:": "1", "<uuid:": str(uuid4()), "<slug:": "x", "<str:": "x", "<day:": "2026-11-24"}


def address(route: str, pat: Patient) -> str:
    """The route with the patient's number, and anything for what else it names."""
    parts = route.replace("<code>", pat.code).split("/")
    filled = [next((v for k, v in NAMES.items() if part.startswith(k)), part) for part in parts]
    return "/" + "/".join(filled)


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.mark.once
def test_every_press_of_a_page_left_open_says_that_she_is_no_longer_in_your_care(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    elsewhere = make_nurse(team=TeamFactory(site=pat.team.site))
    team = elsewhere.team_places.get().team
    answering.hand_over(patient=pat, team=team, nurse=elsewhere, by=ann, now=now)
    before = everything()
    silent = []
    for route in OF_A_PATIENT:
        answer = desk.post(address(route, pat), {"key": str(uuid4()), "note": "x"})
        said = text_of(answer)
        told = "no longer, in your care" in said and "Nothing that you sent" in said
        if answer.status_code != 405 and not (answer.status_code == 404 and told):
            silent.append((route, answer.status_code))
    assert (silent, len(OF_A_PATIENT) > 15) == ([], True)
    assert everything() == before


def test_the_same_is_said_of_a_patient_who_was_never_there(desk: Client, pat: Patient) -> None:
    pages = [text_of(desk.get(f"/patients/{code}/")) for code in ("K7QF-2M9X", "\x00")]
    assert all("not, or no longer, in your care" in page for page in pages)


def test_a_contact_logged_after_the_hand_over_is_not_written(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    alert = make_alert(pat)
    elsewhere = make_nurse(team=TeamFactory(site=pat.team.site))
    place = elsewhere.team_places.get()
    answering.hand_over(patient=pat, team=place.team, nurse=elsewhere, by=ann, now=now)
    told = {"key": str(uuid4()), "channel": "PHONE", "outcome": "SELF_CARE", "alerts": [alert.pk]}
    answer = desk.post(f"/patients/{pat.code}/contact/", told | {"at": "2026-11-24T11:55"})
    assert (answer.status_code, Contact.objects.count()) == (404, 0)
    assert Alert.objects.open().count() == 1


# The situation


def test_the_situations_are_one_list_and_each_says_first_what_it_does(
    desk: Client, pat: Patient
) -> None:
    listed = desk.get(f"/patients/{pat.code}/").content.decode()
    for status in ("IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "DIED"):
        assert f'href="/patients/{pat.code}/situation/?to={status}"' in listed
        asked = desk.get(f"/patients/{pat.code}/situation/?to={status}")
        pat.refresh_from_db()
        assert (asked.status_code, pat.status) == (200, "ACTIVE")
    assert "open alerts are closed" in text_of(asked)


@pytest.mark.parametrize("to", ["GONE", "ACTIVE\x00", "💀", "x" * 9999])
def test_a_situation_that_is_none_is_not_there(desk: Client, pat: Patient, to: str) -> None:
    assert desk.get(f"/patients/{pat.code}/situation/", {"to": to}).status_code == 404
    assert desk.post(f"/patients/{pat.code}/situation/", {"status": to}).status_code == 404


def test_a_press_without_a_situation_changes_nothing(desk: Client, pat: Patient) -> None:
    assert desk.post(f"/patients/{pat.code}/situation/").status_code == 404
    assert desk.get(f"/patients/{pat.code}/situation/").status_code == 200


def words_of(client: Client, page: str) -> str:
    return text_of(client.get(page, follow=True)).lower()


@pytest.mark.parametrize("status", ["LAST_DAYS", "DIED"])
def test_what_the_family_sees_is_quiet(
    pat: Patient, ann: User, now: datetime, signed_in: SignIn, status: str
) -> None:
    answering.change_situation(patient=pat, status=status, by=ann, now=now)
    phone = signed_in(pat.user)
    for page in ("/", "/diary/", "/check/", "/diary/team/", "/diary/days/", "/diary/learn/"):
        words = words_of(phone, page)
        assert "there is nothing that you need to do here" in words
        assert pat.team.site.urgent_phone in words
        for cheerful in (
            "welcome",
            "well done",
            "thank",
            "great",
            "hello",
            "!",
            "how is your pain",
        ):
            assert cheerful not in words, (page, cheerful)


def test_no_check_is_taken_from_a_page_left_open_after_a_death(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    answering.change_situation(patient=pat, status="DIED", by=ann, now=now)
    told = {"key": str(uuid4()), "source": "TELEPHONE", "worst": "9"}
    page = text_of(desk.post(f"/patients/{pat.code}/check/", told, follow=True))
    assert "No check is taken: Died on 24 November." in page
    assert not Alert.objects.exists()


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_no_letter_is_made_in_the_last_days_or_after(
    desk: Client, pat: Patient, status: str
) -> None:
    Patient.objects.filter(pk=pat.pk).update(status=status)
    answer = desk.post(f"/patients/{pat.code}/letter/")
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    assert "No letter is made" in text_of(answer)


def test_a_letter_that_lies_about_welcomes_nobody_after_a_death(
    client: Client, pat: Patient, ann: User, now: datetime
) -> None:
    code = invite(user=pat.user, by=ann, now=now)
    answering.change_situation(patient=pat, status="DIED", by=ann, now=now)
    answer = client.post("/welcome/", {"number": pat.code, "code": code})
    assert (answer.status_code, pat.first_name in text_of(answer)) == (422, False)
