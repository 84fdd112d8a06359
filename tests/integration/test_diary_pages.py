"""Home, looking back, the team: what a patient sees of her own diary."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alerts.models import Alert
from diaries.actions import checks as actions
from diaries.answers import Answers
from diaries.models import ContactRequest, PainCheck, Patient, SeenMark
from paincheck.accounts.models import Site, User
from tests.factories import NOON, make_check
from tests.integration.checking import text_of


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    """Pat's browser."""
    return signed_in(pat.user)


def test_home_is_the_check_the_diary_and_the_team(phone: Client) -> None:
    page = text_of(phone.get("/diary/"))
    for words in ("Start today’s check", "My diary", "My team"):
        assert words in page


def test_home_says_when_nobody_reads(pat: Patient, signed_in: Callable[[User], Client]) -> None:
    with time_machine.travel(NOON + timedelta(days=4), tick=False):  # Saturday
        page = text_of(signed_in(pat.user).get("/diary/"))
    assert "Nobody reads this before Monday at 9am." in page
    assert 'href="tel:01134960002"' in page


def test_a_check_is_said_to_be_seen_by_the_first_who_saw_it(
    phone: Client, pat: Patient, ann: User, bea: User
) -> None:
    check = make_check(pat, at=NOON - timedelta(hours=4))
    for nurse, at in ((bea, NOON), (ann, NOON - timedelta(hours=2, minutes=48))):
        SeenMark.objects.create(check_seen=check, nurse=nurse, seen_at=at)
    for address in ("/diary/", "/diary/days/2026-11-24/"):
        assert "Seen by Ann, today 9.12am" in text_of(phone.get(address))


def test_an_earlier_day_is_named_where_a_check_was_seen(
    phone: Client, pat: Patient, ann: User
) -> None:
    check = make_check(pat, at=NOON - timedelta(days=1))
    SeenMark.objects.create(check_seen=check, nurse=ann, seen_at=NOON - timedelta(days=1))
    assert "Seen by Ann, Monday 23 November midday" in text_of(phone.get("/diary/"))


def test_a_check_without_a_mark_is_not_said_to_be_seen(phone: Client, pat: Patient) -> None:
    make_check(pat)
    page = text_of(phone.get("/diary/"))
    assert "No nurse has seen it yet" in page
    assert "Seen by" not in page


def test_too_unwell_asks_for_contact_with_one_tap(
    phone: Client, pat: Patient, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    key = phone.get("/diary/").context["page"].key
    with django_capture_on_commit_callbacks(execute=True):
        answer = phone.post("/diary/too-unwell/", {"key": key})
    assert Alert.objects.get(patient=pat).wish == "TODAY"
    page = text_of(phone.get(answer.url))
    assert "should ring you by today at 5pm" in page
    assert 'href="tel:01134960002"' in page


def test_a_second_tap_is_the_same_request(phone: Client) -> None:
    key = phone.get("/diary/").context["page"].key
    answers = [phone.post("/diary/too-unwell/", {"key": key}).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert ContactRequest.objects.count() == 1


def test_the_first_day_has_a_kind_empty_page(phone: Client) -> None:
    assert "After your first check, you can look back here" in text_of(phone.get("/diary/days/"))


def test_the_diary_draws_and_lists_each_day(phone: Client, pat: Patient) -> None:
    for ago, worst in ((3, 8), (2, 2), (1, 5)):
        make_check(pat, at=NOON - timedelta(days=ago), worst=worst)
    page = text_of(phone.get("/diary/days/"))
    assert 'class="drawing diary"' in page
    assert "Saturday 21 November: 8, severe" in page
    assert "Sunday 22 November: 2, mild" in page
    assert page.count('href="/diary/days/2026-11-') == 6  # in the calendar, and in the table


def test_a_day_has_the_worst_of_its_checks(phone: Client, pat: Patient) -> None:
    make_check(pat, at=NOON - timedelta(hours=3), worst=7, average=4)
    make_check(pat, worst=3, average=2)
    page = text_of(phone.get("/diary/days/"))
    assert "7, severe" in page
    assert "2 to 4" in page
    assert "2 checks" in page


def test_alike_days_have_no_best_and_no_worst(phone: Client, pat: Patient) -> None:
    for ago in (1, 2):
        make_check(pat, at=NOON - timedelta(days=ago), worst=4)
    assert "Days with the most pain" not in text_of(phone.get("/diary/days/"))


@pytest.mark.parametrize(("span", "days"), [("14", 1), ("42", 2), ("all", 3)])
def test_the_range_is_two_weeks_six_weeks_or_all(
    phone: Client, pat: Patient, span: str, days: int
) -> None:
    for ago in (5, 30, 80):
        make_check(pat, at=NOON - timedelta(days=ago))
    assert len(phone.get(f"/diary/days/?days={span}").context["page"].days) == days


def test_baseline_and_goal_stand_beneath_the_line(phone: Client, pat: Patient) -> None:
    pat.pain_goal = 2
    pat.save()
    pat.summary.baseline = make_check(pat, at=NOON - timedelta(days=2), worst=6)
    pat.summary.save()
    page = phone.get("/diary/days/").context["page"]
    assert (page.baseline, page.goal) == ("6, moderate", "2, mild")


def test_an_imported_check_is_marked_and_its_hour_stays_unknown(
    phone: Client, pat: Patient
) -> None:
    check = make_check(pat, source="IMPORTED", now=5)
    PainCheck.objects.filter(pk=check.pk).update(time_known=False)
    page = text_of(phone.get("/diary/days/2026-11-24/"))
    assert "Time not known" in page
    assert "imported" in page
    assert "<svg" not in page


def test_a_corrected_check_is_marked_and_stands_once(phone: Client, pat: Patient) -> None:
    check = make_check(pat, worst=6)
    worse = Answers.from_dict({"worst": 9})
    actions.amend(check=check, answers=worse, by=pat.user, now=NOON + timedelta(hours=1))
    page = text_of(phone.get("/diary/days/2026-11-24/"))
    assert "You corrected this today 1pm" in page
    assert "9, severe" in page
    assert "6, moderate" not in page


def test_a_skipped_question_is_said_to_be_skipped(phone: Client, pat: Patient) -> None:
    make_check(pat)
    assert "Skipped: pain most of the time, lowest pain" in text_of(
        phone.get("/diary/days/2026-11-24/")
    )


def test_a_check_leads_to_its_day(phone: Client, pat: Patient) -> None:
    check = make_check(pat)
    assert phone.get(f"/check/{check.pk}/").url == f"/diary/days/2026-11-24/#check-{check.pk}"


def test_the_diary_costs_the_same_queries_however_long_it_is(
    phone: Client, pat: Patient, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for ago in range(1, 60):
        make_check(pat, at=NOON - timedelta(days=ago), worst=ago % 11)
    phone.get("/diary/days/")
    with django_assert_max_num_queries(15):
        phone.get("/diary/days/?days=all")


def test_the_team_page_names_the_nurses_and_who_can_see(phone: Client, bea: User) -> None:
    page = text_of(phone.get("/diary/team/"))
    assert "Ann Archer" in page
    assert "Bea Bell" in page
    assert "never replaces her" in page
    assert "9.00am to 5.00pm" in page


def test_no_other_teams_nurse_is_named(phone: Client, carl: User) -> None:
    assert "Carl" not in text_of(phone.get("/diary/team/"))


def test_a_goal_is_the_patients_to_set_and_to_take_back(phone: Client, pat: Patient) -> None:
    phone.post("/diary/goal/", {"pain_goal": "4"})
    pat.refresh_from_db()
    assert pat.pain_goal == 4
    phone.post("/diary/goal/", {"pain_goal": ""})
    pat.refresh_from_db()
    assert pat.pain_goal is None


def test_checks_can_be_paused_and_begun_again(phone: Client, pat: Patient) -> None:
    phone.post("/diary/pause/")
    assert "Your checks are paused" in text_of(phone.get("/diary/"))
    phone.post("/diary/resume/")
    pat.refresh_from_db()
    assert (pat.paused_at, pat.resumed_at) == (None, NOON)


def test_a_site_without_hours_promises_nothing(phone: Client, pat: Patient) -> None:
    Site.objects.get(pk=pat.team.site_id).working_hours.all().delete()
    for address in ("/diary/", "/check/", "/diary/team/"):
        assert "We cannot tell you when" in text_of(phone.get(address))


@pytest.mark.parametrize("address", ["/diary/", "/check/", "/diary/days/", "/diary/team/"])
def test_no_page_speaks_of_streaks_users_or_other_people(
    phone: Client, pat: Patient, address: str
) -> None:
    make_check(pat)
    page = text_of(phone.get(address)).split("<main")[1].lower()
    for word in ("streak", " user", "well done", "average patient"):
        assert word not in page
