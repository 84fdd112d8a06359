"""The demo's forty people: believable, varied, and the same each time."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.scales import DANGER
from paincheck.demo import people
from paincheck.demo.pain import DAYS, Course, checks, levels
from paincheck.demo.plan import WEEKLY, plan
from paincheck.demo.real import real_diaries

NOW = datetime(2026, 11, 24, 14, 0)
PLAN = plan(NOW)
DAILY = [one for one in PLAN if one.number != WEEKLY]


def days_of(patient) -> set[date]:
    return {check.at.date() for check in patient.checks}


def test_there_are_forty_people_with_names_of_their_own():
    assert len({(one.first_name, one.last_name) for one in PLAN}) == 40


def test_four_nurses_at_two_sites_share_them():
    assert Counter(one.nurse.sign_in_name for one in PLAN) == {
        nurse.sign_in_name: 10 for nurse in people.NURSES
    }
    assert {nurse.site for nurse in people.NURSES} == set(people.SITES)


def test_the_same_moment_gives_the_same_people():
    assert plan(NOW) == PLAN


def test_about_two_days_in_three_have_a_check():
    shares = [len(days_of(one)) / DAYS for one in DAILY]
    assert 0.56 <= mean(shares) <= 0.75
    assert all(0.4 <= share <= 0.9 for share in shares)


def test_pain_today_is_much_like_pain_yesterday():
    steady = levels(Course(usual=5, swing=0.8, adherence=0.6), Random(1))
    steps = mean(abs(two - one) for one, two in pairwise(steady))
    apart = mean(abs(two - one) for one, two in zip(steady, steady[20:], strict=False))
    assert steps < 0.8 * apart


def test_a_medicine_that_works_needs_two_to_three_days():
    course = Course(usual=7, swing=0, adherence=0.6, relief=3, changed_on=40)
    before, *after = levels(course, Random(1))[39:44]
    assert [round(before - level, 2) for level in after] == [0, 1.05, 2.25, 3]


def test_nights_are_worse_for_some():
    course = Course(usual=4, swing=0.4, adherence=0.7, nights=True)
    found = checks(course, Random(3), NOW.date())
    night = [check.now for check in found if check.at.hour < 5 and check.now is not None]
    day = [check.now for check in found if 5 <= check.at.hour < 17 and check.now is not None]
    assert mean(night) > mean(day) + 0.5


def test_only_the_quiet_one_has_missed_three_days():
    quiet = [one for one in DAILY if (NOW.date() - max(days_of(one))).days > 3]
    assert [one.story for one in quiet] == ["quiet"]


def test_just_one_person_has_a_danger_sign_today():
    [one] = [one for one in PLAN if any(check.danger for check in one.checks)]
    assert one.checks[-1].at.date() == NOW.date()
    assert set(one.checks[-1].danger_items) <= set(DANGER)


def test_somebody_wants_contact_and_somebody_writes_in_plain_words():
    assert [one.story for one in PLAN if one.checks[-1].wish == "PLEASE"] == ["severe", "wish"]
    assert 0.1 < mean(bool(check.note) for one in PLAN for check in one.checks) < 0.25


def test_the_medicine_that_does_not_work_is_stopped():
    stopped = [
        one.story
        for one in PLAN
        if any(change.kind == "STOPPED" for drug in one.medicines for change in drug.changes)
    ]
    assert stopped == ["no relief"] * 3


@pytest.mark.parametrize("one", PLAN, ids=lambda one: one.code)
def test_each_diary_is_in_order_and_ends_before_now(one):
    moments = [check.at for check in one.checks]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert len(set(moments)) == len(moments)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)), st.integers(0, 10_000))
def test_whatever_the_moment_and_seed_no_answer_is_impossible(now, seed):
    for one in plan(now, seed)[::7]:
        for check in one.checks:
            assert check.at <= now
            scores = [check.least, check.average, check.worst]
            given_scores = [score for score in scores if score is not None]
            assert given_scores == sorted(given_scores)
            assert all(0 <= score <= 10 for score in given_scores)


def test_the_real_diaries_end_yesterday_and_say_whose_they_are():
    diaries = real_diaries(NOW.date())
    assert [len(diary.readings) for diary in diaries] == [862, 83, 64]
    for diary in diaries:
        assert diary.readings[-1].day == NOW.date() - timedelta(days=1)
        assert "MyAIGuide" in diary.about
        assert "MIT licence" in diary.about
        assert f"moved by {diary.moved_days} days" in diary.about
