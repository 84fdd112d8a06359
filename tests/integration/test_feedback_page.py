"""The page of thanks gives something back: a sentence about her own days, and calm cards."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import NOON, make_check
from tests.integration.checking import do_check, text_of


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


def days_before(pat: Patient, *worst: int) -> list[PainCheck]:
    """One check a day, the latest of them yesterday."""
    return [
        make_check(pat, at=NOON - timedelta(days=ago), worst=score)
        for ago, score in enumerate(worst, 1)
    ]


def test_a_check_is_held_against_the_week_before(phone: Client, pat: Patient) -> None:
    days_before(pat, 3, 3, 4)
    page = text_of(do_check(phone, worst="6"))
    assert "Your worst pain, 6, is higher than in your last week (about 3)." in page


def test_the_baseline_stands_in_the_same_sentence(phone: Client, pat: Patient) -> None:
    checks = days_before(pat, 3, 3, 4, 8)
    pat.summary.baseline = checks[-1]
    pat.summary.save()
    page = text_of(do_check(phone, worst="3"))
    assert "last week (about 3.5), and lower than at your first check (8)." in page


def test_a_new_diary_is_told_nothing(phone: Client, pat: Patient) -> None:
    days_before(pat, 3, 3)
    assert do_check(phone, worst="6").context["page"].feedback == ""


def test_a_week_is_seven_days_and_a_day_is_its_worst(phone: Client, pat: Patient) -> None:
    days_before(pat, 3, 3)
    make_check(pat, at=NOON - timedelta(days=1, hours=2), worst=5)
    make_check(pat, at=NOON - timedelta(days=8), worst=5)
    assert do_check(phone, worst="5").context["page"].feedback == ""
    make_check(pat, at=NOON - timedelta(days=7), worst=4)
    check = PainCheck.objects.latest("received_at")
    page = phone.get(f"/check/{check.pk}/thanks/").context["page"]
    assert page.feedback == "Your worst pain, 5, is about the same as in your last week (about 4)."


def test_a_check_of_the_same_day_is_no_day_before(phone: Client, pat: Patient) -> None:
    days_before(pat, 3, 3)
    make_check(pat, at=NOON - timedelta(hours=3), worst=3)
    assert do_check(phone, worst="6").context["page"].feedback == ""


def test_the_first_check_together_is_not_held_against_itself(phone: Client, pat: Patient) -> None:
    pat.summary.baseline = make_check(pat, worst=5)
    pat.summary.save()
    page = phone.get(f"/check/{pat.summary.baseline.pk}/thanks/").context["page"]
    assert page.feedback == ""


def test_beside_danger_stands_what_to_do_and_nothing_else(phone: Client, pat: Patient) -> None:
    days_before(pat, 3, 3, 3)
    answer = do_check(phone, worst="5", danger="yes", danger_items=["LEG_WEAKNESS"])
    assert (answer.context["page"].feedback, answer.context["page"].more) == ("", [])
    assert "This may help too" not in text_of(answer)


def test_severe_pain_is_told_what_to_do_before_what_the_check_says(
    phone: Client, pat: Patient
) -> None:
    days_before(pat, 3, 3, 3)
    page = text_of(do_check(phone, worst="8", now="8"))
    assert page.index('href="tel:01134960002"') < page.index("is higher than in your last week")


def test_at_most_two_calm_cards_stand_at_the_foot_of_the_page(phone: Client) -> None:
    page = text_of(do_check(phone, worst="5"))
    assert page.index("Things that may ease your pain") < page.index("This may help too")
    assert page.count("<details") == 2
