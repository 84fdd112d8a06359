"""The page of thanks gives something back: a sentence about her own days, and calm cards."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from diaries.models import ExtraDose, PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import NOON, make_check, make_fuller
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


def codes(phone: Client, **answers: str) -> list[str]:
    return [card.code for card in do_check(phone, **answers).context["page"].more]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"constipation": "MODERATE"}, "CONSTIPATION"),
        ({"bowel_days": 3}, "CONSTIPATION"),
        ({"worries": ("HOOKED",)}, "FEARS"),
        ({"regular": "SOME", "why_not": ("WORRIED",)}, "FEARS"),
        ({"regular": "SOME", "why_not": ("FORGOT",)}, "KEEPING_A_LIST"),
        ({"worries": ("A_BOTHER",)}, "TALKING"),
        ({"flares": 2}, "BREAKTHROUGH"),
        ({"sleep": 6}, "SLEEP"),
    ],
)
def test_what_a_fuller_check_told_brings_its_card(
    phone: Client, pat: Patient, told: dict[str, Any], code: str
) -> None:
    make_fuller(pat, **told)
    assert codes(phone, worst="3") == [code]


def test_a_fuller_check_of_more_than_a_week_ago_brings_none(phone: Client, pat: Patient) -> None:
    make_fuller(pat, sent_at=NOON, at=NOON - timedelta(days=8), sleep=9, constipation="SEVERE")
    assert codes(phone, worst="3") == []


def test_the_latest_fuller_check_counts(phone: Client, pat: Patient) -> None:
    make_fuller(pat, sent_at=NOON, at=NOON - timedelta(days=6), sleep=9)
    make_fuller(pat, sent_at=NOON, at=NOON - timedelta(hours=1), sleep=1)
    assert codes(phone, worst="3") == []


def may_take_early(phone: Client, pat: Patient) -> bool:
    pat.early_painkillers = True
    pat.save()
    page = text_of(do_check(phone, worst="5", danger="no", extra_doses="1"))
    return "you can take your extra painkiller early" in page


def test_early_painkillers_are_suggested_where_nothing_speaks_against(
    phone: Client, pat: Patient
) -> None:
    assert may_take_early(phone, pat)


def test_early_painkillers_are_not_suggested_after_a_fuller_check_with_signs_of_toxicity(
    phone: Client, pat: Patient
) -> None:
    make_fuller(pat, sent_at=NOON, at=NOON - timedelta(days=2), confusion="MODERATE")
    assert not may_take_early(phone, pat)


def test_extra_doses_of_her_list_count_against_early_painkillers(
    phone: Client, pat: Patient
) -> None:
    for hours in range(1, 5):
        at = NOON - timedelta(hours=hours)
        ExtraDose.objects.create(
            patient=pat, key=uuid4(), taken_at=at, day=at.date(), recorded_at=at
        )
    page = text_of(do_check(phone, worst="3", danger="no"))
    assert "You needed a lot of extra painkiller" in page


def test_a_card_leads_to_the_module_that_says_more(phone: Client) -> None:
    page = text_of(do_check(phone, worst="5"))
    assert 'href="/diary/learn/beyond-medicines/"' in page
    assert 'href="/diary/learn/what-to-ask/"' in page
    assert phone.get("/diary/learn/what-to-ask/").status_code == 200
