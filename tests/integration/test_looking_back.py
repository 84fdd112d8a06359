"""Looking back over days: calendar, goal, times of day, what helped. A neutral voice throughout."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from diaries.models import ExtraDose, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, make_check, make_fuller
from tests.integration.checking import text_of

DAYS = "/diary/days/"


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


def at(ago: int, hour: int) -> datetime:
    """In winter the clock of the site is UTC."""
    return datetime(2026, 11, 24, hour, tzinfo=UTC) - timedelta(days=ago)


def two_checks_a_day(pat: Patient, days: int = 4, **evening: Any) -> None:
    for ago in range(1, days + 1):
        make_check(pat, at=at(ago, 8), worst=3, now=2)
        make_check(pat, at=at(ago, 20), **evening)


def page_of(phone: Client, query: str = "") -> Any:
    return phone.get(DAYS + query).context["page"]


def test_the_month_is_a_table_with_a_link_for_each_day_of_the_diary(
    phone: Client, pat: Patient
) -> None:
    make_check(pat, at=at(1, 8), worst=7)
    page = text_of(phone.get(DAYS))
    month = page[page.index('class="month"') : page.index("</table>")]
    assert "November 2026" in month
    assert month.count("<th scope=") == 7
    assert month.count('href="/diary/days/2026-11-23/"') == 1
    assert "Monday 23 November: worst pain 7, severe" in month
    assert "Tuesday 24 November: no check" in month


def test_an_earlier_month_can_be_looked_at_and_the_range_stays(phone: Client, pat: Patient) -> None:
    make_check(pat, at=at(40, 8), worst=7)
    make_check(pat)
    page = phone.get(DAYS + "?days=all&month=2026-10")
    assert page.context["page"].month.name == "October 2026"
    assert 'href="?days=all&amp;month=2026-11#month"' in text_of(page)
    assert 'href="?days=14&amp;month=2026-10"' in text_of(page)


@pytest.mark.parametrize("month", ["2026-12", "2026-09", "9999-12", "0000-01", "x", "2026-1"])
def test_a_month_outside_the_diary_is_not_found(phone: Client, pat: Patient, month: str) -> None:
    make_check(pat, at=at(40, 8))
    assert phone.get(f"{DAYS}?month={month}").status_code == 404


def test_last_week_stands_beside_the_week_before_in_one_line(phone: Client, pat: Patient) -> None:
    for ago in range(4):
        make_check(pat, at=at(ago, 8), worst=4)
        make_check(pat, at=at(ago + 7, 8), worst=7)
    words = "mostly about 4. That is lower than in the 7 days before (about 7)."
    assert words in text_of(phone.get(DAYS))
    assert words in text_of(phone.get(DAYS + "?days=all"))


def test_days_at_the_goal_are_counted(phone: Client, pat: Patient) -> None:
    pat.pain_goal = 3
    pat.save()
    for ago, worst in enumerate((3, 5, 2, 3, 6, 3, 4)):
        make_check(pat, at=at(ago, 8), worst=worst)
    words = "In the last 7 days, 4 of 7 days with a check were at or below your goal."
    assert words in text_of(phone.get(DAYS))


def test_evenings_are_harder_only_where_pain_right_now_says_so(phone: Client, pat: Patient) -> None:
    two_checks_a_day(pat, worst=6, now=5)
    assert "Your evenings are harder than your mornings." in text_of(phone.get(DAYS))


def test_the_hour_at_which_a_worst_or_an_average_was_sent_makes_no_pattern(
    phone: Client, pat: Patient
) -> None:
    for ago in range(1, 10):
        make_check(pat, at=at(ago, 8), worst=2, average=1, least=0)
        make_check(pat, at=at(ago, 20), worst=10, average=9, least=8)
    assert page_of(phone).back.harder == ""
    PainCheck.objects.update(now=3)
    assert page_of(phone).back.harder == ""


def test_a_check_whose_hour_is_not_known_makes_no_pattern(phone: Client, pat: Patient) -> None:
    two_checks_a_day(pat, worst=9, now=9)
    PainCheck.objects.filter(worst=9).update(time_known=False)
    assert page_of(phone).back.harder == ""


def test_the_part_of_the_day_is_that_of_her_own_clock(phone: Client, pat: Patient) -> None:
    """16.30 UTC is 17.30 in Berlin: an evening there, an afternoon in London."""
    two_checks_a_day(pat, worst=6, now=5)
    later = PainCheck.objects.filter(now=5)
    for check in later:
        check.answered_at = check.answered_at.replace(hour=16, minute=30)
        check.save()
    assert "Your afternoons" in page_of(phone).back.harder
    pat.team.site.time_zone = "Europe/Berlin"
    pat.team.site.save()
    assert "Your evenings" in page_of(phone).back.harder


def test_three_days_are_too_few_for_a_pattern(phone: Client, pat: Patient) -> None:
    two_checks_a_day(pat, 3, worst=9, now=9)
    assert page_of(phone).back.harder == ""


def test_what_helped_stands_beside_what_did_not(phone: Client, pat: Patient) -> None:
    make_check(pat)
    for helped, removed in (
        ("A_LOT", None),
        ("A_LOT", None),
        ("NO", None),
        ("NO", NOON),
        ("", None),
    ):
        ExtraDose.objects.create(
            patient=pat,
            key=uuid.uuid4(),
            taken_at=NOON,
            day=date(2026, 11, 24),
            recorded_at=NOON,
            helped=helped,
            removed_at=removed,
        )
    assert "2 helped a lot, 1 did not help" in text_of(phone.get(DAYS))


def test_charts_are_turned_off_everywhere_and_the_tables_stay(phone: Client, pat: Patient) -> None:
    make_check(pat, now=4)
    answer = phone.post("/diary/charts/", {"shown": "0"}, follow=True)
    assert "Charts are off. The tables stay." in text_of(answer)
    for address in (DAYS, "/diary/days/2026-11-24/", "/diary/visit/", "/diary/"):
        assert 'class="drawing' not in text_of(phone.get(address))
    assert 'class="month"' in text_of(phone.get(DAYS))
    phone.post("/diary/charts/", {"shown": "1"})
    assert 'class="drawing' in text_of(phone.get("/diary/days/2026-11-24/"))


def test_turning_charts_off_twice_is_one_line_in_the_trail(phone: Client) -> None:
    for _ in range(2):
        phone.post("/diary/charts/", {"shown": "0"})
    assert AuditEvent.objects.filter(action="charts.off").count() == 1


def test_a_link_cannot_turn_charts_off(phone: Client) -> None:
    assert phone.get("/diary/charts/").status_code == 405


def test_a_good_week_is_told_without_praise_and_a_hard_one_without_blame(
    phone: Client, pat: Patient
) -> None:
    pat.pain_goal = 3
    pat.save()
    for worst in (1, 9):
        PainCheck.objects.all().delete()
        for ago in range(7):
            make_check(pat, at=at(ago, 8), worst=worst)
        page = text_of(phone.get(DAYS)).split("<main")[1].lower()
        for word in ("well done", "great", "streak", "in a row", "failed", "missed", "sadly"):
            assert word not in page


def test_what_else_helped_is_told_and_what_did_not_is_left_out(phone: Client, pat: Patient) -> None:
    make_check(pat)
    helped = (("HEAT", "YES"), ("REST", "A_LITTLE"), ("WALKING", "NO"))
    make_fuller(pat, tried=("HEAT", "REST", "WALKING"), helped=helped)
    page = text_of(phone.get(DAYS))
    assert "Heat, such as a warm pad; Rest (a little)" in page
    assert "Walking" not in page


def test_timed_flare_ups_make_a_pattern_and_untimed_ones_none(phone: Client, pat: Patient) -> None:
    make_check(pat)
    for ago in (0, 4, 8):
        times = ("NIGHT", "NIGHT" if ago else "")
        make_fuller(pat, sent_at=NOON, at=NOON - timedelta(days=ago), flares=2, flare_times=times)
    assert page_of(phone).back.flares == ""  # five have a time
    make_fuller(pat, sent_at=NOON, at=NOON - timedelta(days=9), flares=1, flare_times=("EVENING",))
    assert "Most of your flare-ups came in your nights: 5 of the 6" in text_of(phone.get(DAYS))
