"""The pages of the follow-up: masked, alike in both arms; and a participant's own link."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from paincheck.accounts.models import User
from tests.integration.test_trial_following import allocated
from tests.trials import ATrial, make_trial
from trial.actions import following
from trial.models import Approach, FollowUp, FormEntry, Letter

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
VISIT = "/trials/impact/people/A-001/visits/W6/"
ENTERED = {
    "worst": "6", "average": "4", "least": "1", "now": "3", "mode": "CALL",
    "filled_on_day": "24", "filled_on_month": "11", "filled_on_year": "2026",
}  # fmt: skip


@pytest.fixture
def a(now: datetime) -> ATrial:
    a = make_trial()
    allocated(a, now - timedelta(days=42))
    return a


@pytest.fixture
def assessor(a: ATrial, signed_in: SignIn) -> Client:
    return signed_in(a.person("ASSESSOR"))


def key() -> str:
    return str(uuid.uuid4())


def test_the_work_list_shows_what_is_open_and_late(assessor: Client, a: ATrial) -> None:
    page = assessor.get("/trials/impact/follow-up/").content.decode()
    assert "A-001" in page
    assert "Open now (1)" in page


def test_a_visit_is_asked_about_first_and_then_tried_and_entered(assessor: Client) -> None:
    assert "First ask the nurses" in assessor.get(VISIT).content.decode()
    assessor.post(f"{VISIT}alive/")
    assert "you may ask" in assessor.get(VISIT).content.decode()
    told = {"key": key(), "channel": "CALL", "outcome": "NO_ANSWER", "note": ""}
    assert assessor.post(f"{VISIT}approach/", told).status_code == 302
    assert assessor.post(f"{VISIT}form/", ENTERED | {"key": key()}).status_code == 302
    entry = FormEntry.objects.get(form="W6")
    assert entry.answers == {"worst": 6, "average": 4, "least": 1, "now": 3}
    assert "Correct the form" in assessor.get(VISIT).content.decode()


@pytest.mark.parametrize(
    "harm",
    [{"worst": "11"}, {"worst": ""}, {"average": "9"}, {"nights": "-1"}, {"nights": "9" * 9000},
     {"filled_on_month": "13"}, {"filled_on_year": "2027"}, {"mode": "LINK"}, {"key": "x"},
     {"painkillers": "\x00"}, {"contacts": "ten"}],
)  # fmt: skip
def test_a_wrong_answer_is_said_and_nothing_is_kept(assessor: Client, harm: dict[str, str]) -> None:
    assert assessor.post(f"{VISIT}form/", ENTERED | {"key": key()} | harm).status_code == 422
    assert not FormEntry.objects.filter(form="W6").exists()


def test_nobody_but_assessor_and_office_opens_a_visit(a: ATrial, signed_in: SignIn) -> None:
    for right in ("SETUP", "ENROL", "TOTALS", "STATISTICIAN", "MONITOR"):
        for page in (VISIT, f"{VISIT}form/", "/trials/impact/follow-up/"):
            assert signed_in(a.person(right)).get(page).status_code == 404
    elsewhere = a.person("ASSESSOR", site=a.sites[1])
    assert signed_in(elsewhere).get(VISIT).status_code == 404


def test_a_visit_page_is_the_same_for_both_arms(a: ATrial, assessor: Client, now: datetime) -> None:
    """Byte by byte, but for who it is: nothing betrays an arm, its length neither."""
    allocated(a, now - timedelta(days=42), n=2, arm=1)

    def page(n: int) -> str:
        text = assessor.get(f"/trials/impact/people/A-00{n}/visits/W6/").content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", text)
        return text.replace(f"A-00{n}", "N").replace(f"Par{n} Ticipant{n}", "NAME")

    assert page(1) == page(2)
    assert "SSM" not in page(1)


def test_a_link_is_shown_once_and_her_form_needs_no_sign_in(
    assessor: Client, client: Client, a: ATrial
) -> None:
    assessor.post(f"{VISIT}alive/")
    shown = assessor.post(f"{VISIT}link/").content.decode()
    [address] = re.findall(r"http://testserver(/follow-up/[\w-]+/)", shown)
    own = Client()
    page = own.get(address).content.decode()
    assert "How have you been?" in page
    assert "Par1" not in page
    told = {"worst": "6", "average": "4", "least": "1", "now": "3", "key": key()}
    assert own.post(address, told).status_code == 302
    assert own.post(address, told).status_code == 302
    assert FormEntry.objects.get(form="W6").mode == "LINK"
    assert "We have your answers" in own.get(address).content.decode()


def test_an_unknown_link_and_one_of_somebody_who_died_look_the_same(
    assessor: Client, a: ATrial, now: datetime
) -> None:
    assessor.post(f"{VISIT}alive/")
    visit = FollowUp.objects.get(visit="W6")
    secret = following.make_link(visit=visit, by=a.person("ASSESSOR"), now=now)
    assessor.post(
        "/trials/impact/people/A-001/death/", {"on_day": "24", "on_month": "11", "on_year": "2026"}
    )
    closed, unknown = (Client().get(f"/follow-up/{one}/") for one in (secret, "nothing"))
    assert (closed.status_code, closed.content) == (404, unknown.content)


def test_death_and_leaving_are_noted_and_a_slip_is_taken_back(assessor: Client) -> None:
    base = "/trials/impact/people/A-001/"
    day = {"on_day": "24", "on_month": "11", "on_year": "2026"}
    assert assessor.post(f"{base}death/", day | {"on_year": "2027"}).status_code == 422
    assert assessor.post(f"{base}death/", day).status_code == 302
    assert "died on 24 November 2026" in assessor.get(f"{base}death/").content.decode()
    assert assessor.post(f"{base}lives/").status_code == 302
    told: dict[str, Any] = day | {"key": key(), "kind": "FOLLOW_UP", "why": ""}
    assert assessor.post(f"{base}leaving/", told).status_code == 302
    assert FollowUp.objects.get(visit="W6").not_done == "WITHDREW"


def test_the_guess_is_the_assessors_and_the_first_stands(
    assessor: Client, a: ATrial, signed_in: SignIn
) -> None:
    for code in ("UC", "SSM"):
        told = {"arm_code": code, "why": ""}
        assert assessor.post(f"{VISIT}guess/", told).status_code == 302
    assert FollowUp.objects.get(visit="W6").guess.arm_code == "UC"
    assert signed_in(a.person("OFFICE")).get(f"{VISIT}guess/").status_code == 404


def test_a_letter_is_printed_once_and_is_a_try_by_post(assessor: Client) -> None:
    told = {"key": key()}
    assert assessor.post(f"{VISIT}letter/", told).status_code == 302  # not asked about yet
    assessor.post(f"{VISIT}alive/")
    for _press in range(2):
        page = assessor.post(f"{VISIT}letter/", told).content.decode()
        assert "How bad was the pain at its worst?" in page
    assert (Letter.objects.count(), Approach.objects.count()) == (1, 1)
    assert assessor.post(f"{VISIT}letter/", {"key": "x"}).status_code == 404
