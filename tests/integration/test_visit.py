"""'Prepare for your visit': two weeks on a page, and questions of her own."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from diaries.actions import care
from diaries.models import DangerSaid, ExtraDose, NoLongerTaken, Patient, VisitQuestion
from diaries.queries.paper import visit_on_paper
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check, make_fuller
from tests.integration.checking import text_of

VISIT = "/diary/visit/"


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


def ask(phone: Client, text: str = "Can I drive?", key: object = None) -> Any:
    return phone.post(VISIT, {"key": key or uuid.uuid4(), "text": text})


def dose(pat: Patient, ago: int, **fields: Any) -> ExtraDose:
    at = NOON - timedelta(days=ago)
    return ExtraDose.objects.create(
        patient=pat, key=uuid.uuid4(), taken_at=at, day=at.date(), recorded_at=at, **fields
    )


def test_the_page_of_a_new_diary_claims_nothing(phone: Client) -> None:
    page = text_of(phone.get(VISIT))
    assert "You have no questions on your list" in page
    assert "To talk about" not in page
    assert 'href="tel:01134960002"' in page


def test_two_weeks_stand_on_the_page_and_no_day_more(phone: Client, pat: Patient) -> None:
    make_check(pat, at=NOON - timedelta(days=14), worst=10)
    make_check(pat, at=NOON - timedelta(days=13), worst=8, average=5)
    make_check(pat, worst=4)
    page = phone.get(VISIT).context["page"]
    assert page.period == "11 November to 24 November 2026"
    assert len(page.days) == 14
    assert (page.days[0].worst, page.days[0].average) == ("8, severe", "5")
    assert (page.days[1].worst, page.days[-1].worst) == ("–", "4, mild")
    assert "10" not in page.points[0].words


def test_three_moments_to_talk_about(phone: Client, pat: Patient) -> None:
    make_check(pat, at=NOON - timedelta(days=1), worst=3, extra_doses=3)
    make_check(pat, worst=8, extra_doses=1)
    page = text_of(phone.get(VISIT))
    assert "Your hardest day was Tuesday 24 November: worst pain 8, severe." in page
    assert "went up most from Monday 23 November (3) to Tuesday 24 November (8)" in page
    assert "You took the most extra doses on Monday 23 November: 3." in page


def test_a_dose_told_twice_is_counted_once(phone: Client, pat: Patient) -> None:
    make_check(pat, extra_doses=2)
    for _ in range(2):
        dose(pat, 0)
    dose(pat, 0, removed_at=NOON)
    assert phone.get(VISIT).context["page"].days[-1].extra_doses == "2"
    dose(pat, 0)
    assert phone.get(VISIT).context["page"].days[-1].extra_doses == "3"


def test_doses_since_the_last_check_are_added_and_those_of_a_day_are_not(
    phone: Client, pat: Patient
) -> None:
    make_check(pat, at=NOON - timedelta(hours=6), extra_doses=2)
    later = make_check(pat, extra_doses=1)
    later.since_last = True
    later.save()
    assert phone.get(VISIT).context["page"].days[-1].extra_doses == "3"
    later.since_last = False
    later.save()
    assert phone.get(VISIT).context["page"].days[-1].extra_doses == "2"


def test_only_medicines_that_she_takes_today_are_listed(
    phone: Client, pat: Patient, ann: User
) -> None:
    rest = {"route": "by mouth", "purpose": "REGULAR", "by": ann, "now": NOON, "patient": pat}
    on = date(2026, 11, 2)
    care.start_medication(name="Morphine", dose="10 mg twice a day", on=on, **rest)
    stopped = care.start_medication(name="Codeine", dose="30 mg", on=on, **rest)
    care.stop_medication(medication=stopped, on=on, by=ann, now=NOON)
    care.start_medication(name="Gabapentin", dose="1 a day", on=date(2026, 12, 1), **rest)
    assert [m.name for m in phone.get(VISIT).context["page"].medicines] == ["Morphine"]
    assert "Morphine, 10 mg twice a day, by mouth (regular)" in text_of(phone.get(VISIT))


def test_a_medicine_that_she_left_off_says_so(phone: Client, pat: Patient, ann: User) -> None:
    medicine = care.start_medication(
        patient=pat, name="Morphine", route="", purpose="REGULAR", dose="as told",
        on=date(2026, 11, 2), by=ann, now=NOON,
    )  # fmt: skip
    NoLongerTaken.objects.create(patient=pat, medication=medicine, key=uuid.uuid4(), said_at=NOON)
    words = "Morphine, as told (regular). You say you no longer take this."
    answer = phone.get(VISIT)
    assert words in text_of(answer)
    assert visit_on_paper(answer.context["page"])["medicines"] == [words]


def test_what_she_told_besides_numbers_stands_on_the_page_and_the_paper(
    phone: Client, pat: Patient
) -> None:
    make_check(pat, at=NOON - timedelta(days=20), danger=True, danger_items=["FEVER"], note="Old.")
    make_check(pat, at=NOON - timedelta(days=2), wish="PLEASE", note="It is\nworse at night.")
    make_check(pat, at=NOON - timedelta(days=1), danger=True, wish="NEXT_VISIT")
    make_check(pat, danger=True, danger_items=["NUMBNESS", "LEG_WEAKNESS"], wish="NO")
    answer = phone.get(VISIT)
    told = answer.context["page"].told
    assert [one.day for one in told] == ["Tue 24 Nov", "Mon 23 Nov", "Sun 22 Nov"]
    assert [len(one.said) for one in told] == [2, 2, 1]
    page = text_of(answer)
    assert "Danger sign: Your legs or arms feel weak or heavy. Danger sign: You feel numb" in page
    assert "I said yes to a danger sign. I said that it can wait for my next visit." in page
    assert "Old." not in page
    paper = visit_on_paper(answer.context["page"])
    assert paper["told"][2] == "Sun 22 Nov: I asked to be rung. ‘It is worse at night.’"


def test_danger_told_on_a_page_that_was_not_sent_is_told_at_the_visit_too(
    phone: Client, pat: Patient
) -> None:
    for key in (uuid.uuid4(), uuid.uuid4()):
        DangerSaid.objects.create(patient=pat, key=key, items=["FEVER"], said_at=NOON)
    (told,) = phone.get(VISIT).context["page"].told
    assert len(told.said) == 1
    assert told.said[0].startswith("Danger sign: You are hot")


def test_a_long_note_is_cut_on_paper_alone(phone: Client, pat: Patient) -> None:
    make_check(pat, note="word " * 200)
    page = phone.get(VISIT).context["page"]
    assert len(page.told[0].notes[0]) > 900
    assert len(visit_on_paper(page)["told"][0]) < 200


def test_paper_has_room_for_five_days_and_danger_goes_before_a_note(
    phone: Client, pat: Patient
) -> None:
    for ago in range(8):
        make_check(pat, at=NOON - timedelta(days=ago), note="Slept.", danger=ago > 5)
    page = phone.get(VISIT).context["page"]
    paper = visit_on_paper(page)["told"]
    assert len(page.told) == 8
    assert [line[:10] for line in paper] == [
        "Tue 24 Nov", "Mon 23 Nov", "Sun 22 Nov", "Wed 18 Nov", "Tue 17 Nov", "3 more day",
    ]  # fmt: skip


def test_a_severe_side_effect_is_a_moment_to_talk_about(phone: Client, pat: Patient) -> None:
    make_check(pat, worst=8, extra_doses=3)
    make_fuller(pat, constipation="SEVERE", sickness="MILD")
    page = text_of(phone.get(VISIT))
    assert "On Tuesday 24 November, you told us about constipation: severe." in page
    assert "most extra doses" not in page


def test_a_question_is_kept_ticked_off_and_brought_back(phone: Client, pat: Patient) -> None:
    assert ask(phone).status_code == 302
    question = VisitQuestion.objects.get(patient=pat)
    assert "Can I drive?" in text_of(phone.get(VISIT))
    tick = f"/diary/visit/questions/{question.key}/"
    phone.post(tick, {"done": "1"})
    page = phone.get(VISIT).context["page"]
    assert (page.open_questions, [q.text for q in page.done_questions]) == ([], ["Can I drive?"])
    phone.post(tick, {"done": "0"})
    assert [q.text for q in phone.get(VISIT).context["page"].open_questions] == ["Can I drive?"]


def test_a_second_press_is_one_question(phone: Client) -> None:
    key = phone.get(VISIT).context["page"].new_key
    for _ in range(2):
        ask(phone, key=key)
    assert VisitQuestion.objects.count() == 1
    assert AuditEvent.objects.filter(action="question.added").count() == 1


def test_a_second_tick_leaves_the_time_of_the_first(phone: Client, pat: Patient) -> None:
    ask(phone)
    question = VisitQuestion.objects.get()
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        phone.post(f"/diary/visit/questions/{question.key}/", {"done": "1"})
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        phone.post(f"/diary/visit/questions/{question.key}/", {"done": "1"})
    question.refresh_from_db()
    assert question.done_at == NOON + timedelta(minutes=1)
    assert AuditEvent.objects.filter(action="question.ticked").count() == 1


def test_nobody_sees_or_ticks_anothers_question(phone: Client, ann: User) -> None:
    other = PatientFactory(nurse=ann)
    question = VisitQuestion.objects.create(patient=other, text="Private?", added_at=NOON)
    assert "Private?" not in text_of(phone.get(VISIT))
    answer = phone.post(f"/diary/visit/questions/{question.key}/", {"done": "1"})
    assert answer.status_code == 404
    question.refresh_from_db()
    assert question.done_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": ""}, "Write your question first."),
        ({"text": "  \n "}, "Write your question first."),
        ({"text": "a" * 301}, "Make your question shorter: at most 300 letters."),
        ({"text": "a\x00b"}, "There is a hidden sign in your question"),
        ({"text": "Why?", "key": "x"}, "We could not read this page. Please send your question"),
        ({"text": "Why?", "key": ""}, "We could not read this page. Please send your question"),
    ],
)
def test_a_question_with_a_mistake_comes_back_with_a_sentence(
    phone: Client, sent: dict[str, str], sentence: str
) -> None:
    answer = phone.post(VISIT, {"key": str(uuid.uuid4())} | sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not VisitQuestion.objects.exists()


def test_nothing_sent_at_all_comes_back_with_a_sentence(phone: Client) -> None:
    answer = phone.post(VISIT, {})
    assert answer.status_code == 422
    assert "Write your question first." in text_of(answer)


def test_words_with_a_mistake_are_not_lost(phone: Client) -> None:
    long = "why does it hurt " * 30
    assert long.strip() in ask(phone, long).content.decode()


@pytest.mark.parametrize("text", ["Why 😀?", "لماذا يؤلمني؟", "<b>bold</b>", "one\r\ntwo"])
def test_any_script_is_kept_as_it_was_written(phone: Client, text: str) -> None:
    ask(phone, text)
    assert VisitQuestion.objects.get().text == " ".join(text.split())
    assert "<b>bold</b>" not in phone.get(VISIT).content.decode()


def test_a_full_list_says_so_and_keeps_the_words(phone: Client) -> None:
    for number in range(20):
        ask(phone, f"Question {number}?")
    answer = ask(phone, "One more?")
    assert answer.status_code == 422
    assert "Your list is full. Tick off a question first." in text_of(answer)
    assert "One more?" in text_of(answer)
    assert VisitQuestion.objects.count() == 20


def test_charts_can_be_turned_off_and_tables_stay(phone: Client, pat: Patient) -> None:
    make_check(pat, worst=4)
    assert "<svg" in text_of(phone.get(VISIT))
    phone.post("/diary/charts/", {"shown": "0"})
    page = text_of(phone.get(VISIT))
    assert "<svg" not in page
    assert "4, mild" in page
    phone.post("/diary/charts/", {"shown": "1"})
    assert "<svg" in text_of(phone.get(VISIT))


def test_the_page_costs_the_same_queries_however_much_is_on_it(
    phone: Client, pat: Patient, ann: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for ago in range(14):
        make_check(pat, at=NOON - timedelta(days=ago), worst=ago % 11)
        dose(pat, ago)
        ask(phone, f"Question {ago}?")
    phone.get(VISIT)
    with django_assert_max_num_queries(20):
        phone.get(VISIT)
