"""The staff's lessons: five minutes each, nothing that only a prescriber may say; when again."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from clinicians.guide import guide_on_paper
from clinicians.learning import BY_ITSELF, CASE, LESSON, LESSONS, NEVER, ROLES, Lesson
from clinicians.learning.parts import WORDS_A_MINUTE
from clinicians.learning.practice import EXAMPLES
from clinicians.learning.refreshing import Moment, came_after_a_pause, refresher
from diaries.scales import DANGER

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.code)

# They stand in the rows of what was read: they keep their meaning.
CODES = ["first-visit", "daily-look", "an-alert", "together", "unsure-or-away"]


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_the_codes_are_those_that_were_stored() -> None:
    assert list(LESSON) == CODES


@every_lesson
def test_a_lesson_is_read_in_five_minutes(lesson: Lesson) -> None:
    assert 400 <= len(lesson.text.split()) <= lesson.minutes * WORDS_A_MINUTE


def every_text() -> dict[str, str]:
    roles = {role.code: "\n".join((*role.expected, *role.not_expected)) for role in ROLES}
    story = "\n".join(words for stage in CASE.stages for words in stage.says)
    lessons = {lesson.code: lesson.text for lesson in LESSONS}
    return lessons | roles | {"case": story, "all": "\n".join((*BY_ITSELF, *NEVER))}


@pytest.mark.parametrize("name", every_text())
def test_no_text_for_the_staff_names_a_dose(name: str) -> None:
    assert not re.search(r"\b(mg|mcg|ml|tablets|micrograms?|hourly)\b", every_text()[name])


def test_every_text_says_whose_example_it_is() -> None:
    for text in (*LESSONS, *ROLES, CASE):
        assert text.owner == "example: to be approved by a clinician"
        assert text.review_on > NOW.date()


def test_the_guide_is_made_of_the_lessons_own_words() -> None:
    sections = {one["title"]: one["points"] for one in guide_on_paper([])["sections"]}
    for lesson in LESSONS:
        assert sections[lesson.title] == list(lesson.key_points)


def test_the_made_up_case_says_so_and_ends_with_the_follow_up() -> None:
    assert CASE.made_up.startswith("Made up.")
    assert (CASE.stages[0].title, CASE.stages[-1].title) == ("Referred", "Follow-up")


def test_practice_patients_know_only_the_danger_signs_that_are_asked_for() -> None:
    said = [told.said for example in EXAMPLES for told in example.checks]
    items = {item for one in said for item in one.get("danger_items", ())}
    assert len(EXAMPLES) == 4
    assert items
    assert items <= set(DANGER)


def due(*moments: datetime, began_at: datetime = LONG_AGO, **read: datetime) -> str:
    known = {code.replace("_", "-"): at for code, at in read.items()}
    told = [Moment(at) for at in moments]
    found = refresher(LESSONS, moments=told, read=known, began_at=began_at, now=NOW)
    return found.lesson if found else ""


def test_a_refresher_is_due_after_eight_weeks_without_work() -> None:
    assert due(ago(weeks=8)) == ""
    assert due(ago(weeks=8, seconds=1)) == "an-alert"


def test_who_has_just_begun_owes_no_refresher() -> None:
    assert due(began_at=ago(days=3)) == ""


def test_reading_any_lesson_ends_the_refresher_after_a_pause() -> None:
    assert due(ago(weeks=20), together=ago(days=1)) == ""


def test_a_lesson_read_over_six_months_ago_is_read_again_and_only_that_one() -> None:
    assert due(ago(days=1), together=ago(days=200), daily_look=ago(days=10)) == "together"
    assert due(ago(days=1), together=ago(days=182)) == ""


def test_a_lesson_that_was_never_read_is_not_asked_for() -> None:
    assert due(ago(days=1)) == ""


def came(*told: Moment, began_at: datetime = LONG_AGO, **read: datetime) -> str:
    moments = [one for one in told if not one.is_alert]
    alerts = [one for one in told if one.is_alert]
    found = came_after_a_pause(
        moments=moments, alerts=alerts, read=read, began_at=began_at, now=NOW
    )
    return found.code if found else ""


def test_a_first_alert_after_eight_weeks_brings_a_recap_and_answering_is_what_ends_a_pause() -> (
    None
):
    first = Moment(ago(days=2), "K7QF-2M9X", is_alert=True)
    second = Moment(ago(days=1), "ANOTHER", is_alert=True)
    assert came(Moment(ago(weeks=9)), second, first) == "K7QF-2M9X"
    assert came(Moment(ago(weeks=7)), first) == ""
    assert came(Moment(ago(days=5)), first) == ""
    assert came(first, lesson=ago(hours=1)) == ""
    # Alerts that nobody answered are no work: the next one still comes after the pause.
    assert (
        came(Moment(ago(weeks=9)), Moment(ago(days=8), "OLD", is_alert=True), first) == first.code
    )


def test_a_patient_who_comes_after_eight_weeks_brings_a_recap() -> None:
    assert came(Moment(ago(weeks=9)), Moment(ago(days=1), "K7QF-2M9X")) == "K7QF-2M9X"
    assert came(Moment(ago(weeks=7)), Moment(ago(days=1), "K7QF-2M9X")) == ""


def test_the_recap_ends_by_reading_or_after_a_week() -> None:
    arrived = Moment(ago(days=1), "K7QF-2M9X")
    assert came(arrived, lesson=ago(hours=1)) == ""
    assert came(arrived, lesson=ago(weeks=30)) == "K7QF-2M9X"
    assert came(Moment(ago(days=8), "K7QF-2M9X")) == ""


def test_work_after_the_patient_came_does_not_hide_the_recap() -> None:
    assert came(Moment(ago(days=2), "K7QF-2M9X"), Moment(ago(days=1))) == "K7QF-2M9X"


def test_the_daily_look_names_what_waits_without_an_alert_and_what_happens_at_night() -> None:
    said = LESSON["daily-look"].text
    told = ("task that is due", "message that nobody has read", "nights and weekends")
    for words in (*told, "from the next opening on", "whom to ring until then"):
        assert words.lower() in said.lower(), words
    guide = " ".join(LESSON["daily-look"].key_points)
    assert "tasks that are due and unread messages" in guide
    assert "At night and weekends nobody reads" in guide
