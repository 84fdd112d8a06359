"""What a nurse is told of an alert before and after a call: S5, S10, S16."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from alerts.actions import telling
from alerts.models import Alert, Told
from clinicians.wording import ahead
from diaries.models import Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_alert, make_nurse
from tests.integration.nursing import contact, text_of

SignIn = Callable[[User], Client]
EVENING = timedelta(hours=9)  # after noon: the site is closed
NOT_REACHED = {"outcome": "NO_ANSWER", "try_again_at": "2026-11-24T15:00"}


@pytest.fixture
def desk(ann: User, signed_in: SignIn) -> Client:
    return signed_in(ann)


@pytest.fixture
def dora(ann: User) -> User:
    team = ann.team_places.get().team
    return make_nurse(
        team=team, place="DEPUTY", first_name="Dora", last_name="Dean", sign_in_name="dora"
    )


def told_of(pat: Patient, now: datetime, **fields: object) -> Alert:
    alert = make_alert(pat, opened_at=now, **fields)
    telling.begin(alert, now=now)
    return alert


def not_reached(desk: Client, pat: Patient, *alerts: Alert) -> str:
    asked = {"alerts": [alert.pk for alert in alerts], **NOT_REACHED, "at": "2026-11-24T12:00"}
    return text_of(desk.get(contact(desk, pat.code, **asked)["Location"]))


def test_after_a_call_that_reached_nobody_it_says_when_it_comes_back_and_who_is_told_next(
    pat: Patient, desk: Client, dora: User, now: datetime
) -> None:
    alert = told_of(pat, now)
    page = not_reached(desk, pat, alert)
    assert "The alert stays open. Try again today 3pm" in page
    assert "If nobody has taken it by today 1pm, Dora Dean is told next" in page
    assert "Press ‘I will see to this’ to keep it, and ‘Give it back’ when you cannot" in page


def test_who_is_said_to_be_told_next_is_who_is_told_next(
    pat: Patient, dora: User, now: datetime
) -> None:
    alert = told_of(pat, now)
    said = [one.person for one in telling.next_up(alert, now=now)]
    telling.climb(alert, now=now + timedelta(hours=1))
    heard = Told.objects.filter(alert=alert, step=alert.step).exclude(channel="")
    assert said == [row.person for row in heard] == [dora]


def test_of_a_practice_patient_nobody_is_said_to_be_told(
    ann: User, desk: Client, now: datetime
) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    page = not_reached(desk, practice, told_of(practice, now))
    assert "Nobody else is told of it by PainCheck" in page


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"rule": "red_flag", "level": "RED"}, True),
        ({"rule": "contact_wanted", "level": "AMBER"}, True),
        ({"rule": "rising_pain", "level": "AMBER"}, False),
    ],
)
def test_out_of_hours_the_card_shows_the_numbers_that_the_patient_was_shown_and_who_reads_next(
    pat: Patient, ann: User, signed_in: SignIn, now: datetime, fields: dict[str, str], shown: bool
) -> None:
    make_alert(pat, **fields)
    with time_machine.travel(now + EVENING, tick=False):
        answer = signed_in(ann).get(f"/patients/{pat.code}/")
    reads = "Nobody reads this before Wednesday at 9am. Then it is for Ann or another nurse"
    html = answer.content.decode()
    assert (reads in text_of(answer)) is shown
    assert ('href="tel:01134960002"' in html) is shown
    assert ('href="tel:111"' in html) is shown


@pytest.mark.usefixtures("now")
def test_in_hours_the_card_shows_no_numbers_of_the_night(pat: Patient, desk: Client) -> None:
    make_alert(pat, rule="red_flag")
    assert "is shown now" not in text_of(desk.get(f"/patients/{pat.code}/"))


def test_a_card_says_how_much_time_is_left(pat: Patient, desk: Client, now: datetime) -> None:
    alert = make_alert(pat, due_at=now + timedelta(minutes=40))
    assert "Due today 12.40pm, in 40 minutes" in text_of(desk.get(f"/patients/{pat.code}/"))
    Alert.objects.filter(pk=alert.pk).update(due_at=now)
    assert "Due today midday, overdue" in text_of(desk.get(f"/patients/{pat.code}/"))


def test_time_left_is_never_said_to_be_more_than_it_is(now: datetime) -> None:
    for minutes, words in ((0, "in a moment"), (1, "in 1 minute"), (119, "in 1 hour")):
        assert ahead(now + timedelta(minutes=minutes), now) == words
