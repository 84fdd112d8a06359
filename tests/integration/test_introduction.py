"""The introduction: opened at registration, ticked by hand or by what happened, ended or not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinicians.actions import introduction as actions
from clinicians.models import Introduction, IntroductionStep
from clinicians.queries.introduction import done_of, introduction_card
from diaries.actions import reminders
from diaries.models import PainCheck, Patient
from paincheck.accounts.leaving import HasLeft
from paincheck.accounts.models import Invitation, User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check, make_nurse
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
ITEMS = IntroductionStep.Item.values
BY_HAND = [item for item in ITEMS if item != "FIRST_CHECK"]


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.fixture
def rosa(pat: Patient, ann: User, now: datetime) -> Patient:
    """Pat with an open introduction: nobody has begun it."""
    Patient.objects.filter(pk=pat.pk).update(agreed_at=None)
    actions.open_for(patient=pat, by=ann, now=now)
    return Patient.objects.select_related("team__site", "summary__baseline").get(pk=pat.pk)


def press(desk: Client, pat: Patient, what: str, **told: Any) -> Any:
    return desk.post(f"/patients/{pat.code}/introduction/", {"press": what, **told})


def ticked(pat: Patient) -> set[str]:
    fresh = Patient.objects.select_related("summary__baseline").get(pk=pat.pk)
    return set(done_of(fresh, Introduction.objects.get(patient=pat)))


def first_check(desk: Client, pat: Patient, **told: Any) -> Any:
    usual = {"key": str(uuid4()), "source": "TOGETHER", "baseline": "on", "worst": "6"}
    return desk.post(f"/patients/{pat.code}/check/?first=1", usual | told)


# Opening


def test_registering_opens_an_introduction_that_is_due_in_seven_days(
    desk: Client, ann: User
) -> None:
    place = f"{ann.team_places.get().team_id}-{ann.pk}"
    told = {"first_name": "Rosa", "last_name": "Field", "place": place, "no_phone": "on"}
    told |= {"born_on_day": "2", "born_on_month": "3", "born_on_year": "1950"}
    desk.post("/patients/register/", told | {"schedule": "DAILY", "world": "LIVE"})
    introduction = Introduction.objects.get()
    assert introduction.patient.first_name == "Rosa"
    assert introduction.due_on == date(2026, 12, 1)
    assert AuditEvent.objects.filter(action="introduction.opened").count() == 1


def test_a_second_click_on_register_is_one_patient_and_another_name_is_another(
    ann: User, now: datetime
) -> None:
    told = {"email": "", "phone": "", "by": ann, "now": now, "nurse": ann, "key": uuid4()}
    told["team"] = ann.team_places.get().team
    first = actions.register(first_name="Rosa", last_name="Field", **told)
    assert actions.register(first_name="Rosa", last_name="Field", **told) == first
    other = actions.register(first_name="Rosa", last_name="Meadow", **told)
    assert other.code != first.code
    assert Introduction.objects.count() == Patient.objects.count() == 2


def test_nobody_is_registered_with_a_nurse_whose_account_has_just_been_closed(
    ann: User, now: datetime
) -> None:
    User.objects.filter(pk=ann.pk).update(is_active=False)
    with pytest.raises(HasLeft):
        actions.register(
            team=ann.team_places.get().team, nurse=ann, first_name="Rosa", last_name="Field",
            email="", phone="", by=ann, now=now,
        )  # fmt: skip
    assert not Patient.objects.exists()


def test_no_patient_is_registered_without_an_introduction(
    ann: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "open_for", fails)
    with pytest.raises(RuntimeError):
        actions.register(
            team=ann.team_places.get().team, nurse=ann, first_name="Rosa", last_name="Field",
            email="", phone="", by=ann, now=now,
        )  # fmt: skip
    assert not Patient.objects.exists()


def test_a_patient_from_before_never_had_one_opened_and_gets_one_once(
    desk: Client, pat: Patient
) -> None:
    assert "No introduction was opened" in text_of(desk.get(f"/patients/{pat.code}/introduction/"))
    for _ in range(2):
        press(desk, pat, "open")
    assert Introduction.objects.count() == 1
    assert AuditEvent.objects.filter(action="introduction.opened").count() == 1


# Ticking


@pytest.mark.parametrize("item", BY_HAND)
def test_a_second_tick_is_one_and_it_can_be_taken_back(
    desk: Client, rosa: Patient, item: str
) -> None:
    answers = [press(desk, rosa, "tick", item=item) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [
        f"/patients/{rosa.code}/introduction/#{item}"
    ] * 2
    assert (ticked(rosa), IntroductionStep.objects.count()) == ({item}, 1)
    press(desk, rosa, "take_back", item=item)
    assert ticked(rosa) == set()
    assert IntroductionStep.objects.get().undone_at is not None  # kept on record


def test_the_first_check_together_ticks_itself_and_is_the_charts_starting_line(
    desk: Client, rosa: Patient
) -> None:
    answer = first_check(desk, rosa)
    assert answer["Location"] == f"/patients/{rosa.code}/introduction/"
    rosa.summary.refresh_from_db()
    assert rosa.summary.baseline == PainCheck.objects.get()
    assert ticked(rosa) == {"FIRST_CHECK"}


def test_a_second_press_of_the_first_check_is_one_check_and_one_starting_line(
    desk: Client, rosa: Patient
) -> None:
    key = str(uuid4())
    for _ in range(2):
        first_check(desk, rosa, key=key)
    assert PainCheck.objects.count() == IntroductionStep.objects.count() == 1
    assert AuditEvent.objects.filter(action="baseline.set").count() == 1


def test_nobody_ticks_a_first_check_that_was_not_done(desk: Client, rosa: Patient) -> None:
    page = text_of(desk.post(
        f"/patients/{rosa.code}/introduction/", {"press": "tick", "item": "FIRST_CHECK"},
        follow=True,
    ))  # fmt: skip
    assert "There is no check done together yet" in page
    assert ticked(rosa) == set()


def test_the_goal_that_is_agreed_is_the_goal_of_the_diary(desk: Client, rosa: Patient) -> None:
    press(desk, rosa, "goal", item="GOAL", pain_goal="3")
    rosa.refresh_from_db()
    assert (rosa.pain_goal, ticked(rosa)) == (3, {"GOAL"})


def test_no_goal_is_a_choice_too(desk: Client, rosa: Patient) -> None:
    press(desk, rosa, "goal", item="GOAL", pain_goal="NONE")
    rosa.refresh_from_db()
    assert (rosa.pain_goal, ticked(rosa)) == (None, {"GOAL"})


@pytest.mark.parametrize("wrong", ["", "11", "-1", "x", "\x00", "٣", "3" * 1000])
def test_a_goal_that_is_none_is_told(desk: Client, rosa: Patient, wrong: str) -> None:
    answer = press(desk, rosa, "goal", item="GOAL", pain_goal=wrong)
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10" in text_of(answer)
    assert ticked(rosa) == set()


def test_what_she_chose_herself_ticks_itself_until_it_is_taken_back_and_happens_anew(
    desk: Client, rosa: Patient, ann: User, now: datetime
) -> None:
    plan = {"patient": rosa, "channel": "EMAIL", "days": range(7), "by": rosa.user}
    reminders.set_plan(times=["09:00"], now=now - timedelta(hours=1), **plan)
    assert ticked(rosa) == {"REMINDERS"}
    assert "Chosen: Every day at 9" in text_of(desk.get(f"/patients/{rosa.code}/introduction/"))
    press(desk, rosa, "take_back", item="REMINDERS")
    assert ticked(rosa) == set()
    reminders.set_plan(times=["18:00"], now=now + timedelta(hours=1), **plan)
    assert ticked(rosa) == {"REMINDERS"}


@pytest.mark.parametrize("told", [{}, {"press": "dance"}, {"press": "tick", "item": "X\x00"}])
def test_a_press_that_no_page_offers_is_not_there(
    desk: Client, rosa: Patient, told: dict[str, str]
) -> None:
    assert desk.post(f"/patients/{rosa.code}/introduction/", told).status_code == 404
    assert ticked(rosa) == set()


# Ending


def test_the_last_tick_finishes_it_and_taking_one_back_opens_it_again(
    desk: Client, rosa: Patient, ann: User
) -> None:
    first_check(desk, rosa)
    for item in BY_HAND:
        press(desk, rosa, "tick", item=item)
    assert Introduction.objects.get().finished_by == ann
    press(desk, rosa, "take_back", item="BOOKLET")
    assert Introduction.objects.open().count() == 1


def test_it_is_finished_without_what_was_not_wanted(desk: Client, rosa: Patient) -> None:
    first_check(desk, rosa)
    for item in ("WHO_READS", "NUMBERS"):
        press(desk, rosa, "tick", item=item)
    press(desk, rosa, "finish")
    assert not Introduction.objects.open().exists()


def test_it_is_never_finished_before_the_patient_knows_whom_to_ring(
    desk: Client, rosa: Patient
) -> None:
    first_check(desk, rosa)
    press(desk, rosa, "tick", item="WHO_READS")
    path = f"/patients/{rosa.code}/introduction/"
    page = text_of(desk.post(path, {"press": "finish"}, follow=True))
    assert "Not finished yet. First: whom to ring." in page
    assert Introduction.objects.open().count() == 1


def test_it_is_never_finished_without_the_first_check_together(desk: Client, rosa: Patient) -> None:
    for item in BY_HAND:
        press(desk, rosa, "tick", item=item)
    path = f"/patients/{rosa.code}/introduction/"
    page = text_of(desk.post(path, {"press": "finish"}, follow=True))
    assert "Not finished yet. First: do the first check together." in page
    assert "Before it can be finished: do the first check together." in page
    assert Introduction.objects.open().count() == 1
    not_done(desk, rosa, "TOO_UNWELL")  # the coded reason is the other end
    assert not Introduction.objects.open().exists()


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (None, "No letter with a code has been made yet"),
        ({}, "The code of the letter has not been used yet"),
        ({"used_at": NOON}, "was used, but the diary has not been begun"),
        ({"withdrawn_at": NOON}, "ended without being used"),
        ({"expires_at": NOON}, "ended without being used"),
    ],
)
def test_looked_at_together_while_nobody_has_signed_in_is_said_to_be_odd(
    desk: Client, rosa: Patient, ann: User, letter: dict[str, Any] | None, said: str
) -> None:
    if letter is not None:
        usual = {"sent_at": NOON, "expires_at": NOON + timedelta(days=28), "digest": "d"}
        Invitation.objects.create(user=rosa.user, sent_by=ann, **(usual | letter))
    for path in ("introduction/", ""):
        assert "is ticked. But" not in text_of(desk.get(f"/patients/{rosa.code}/{path}"))
    press(desk, rosa, "tick", item="SHOWN_TOGETHER")
    for path in ("introduction/", ""):
        page = text_of(desk.get(f"/patients/{rosa.code}/{path}"))
        assert "‘Look at it together’ is ticked. But: " in page
        assert said in page


def test_who_has_begun_contradicts_no_tick(desk: Client, rosa: Patient, now: datetime) -> None:
    press(desk, rosa, "tick", item="SHOWN_TOGETHER")
    Patient.objects.filter(pk=rosa.pk).update(agreed_at=now)
    assert "But:" not in text_of(desk.get(f"/patients/{rosa.code}/introduction/"))


@pytest.mark.parametrize(
    ("email", "phone", "said"),
    [
        ("a@example.org", "+447700900123", "your email or your mobile."),
        ("a@example.org", "", "only your PainCheck number or your email."),
        ("", "+447700900123", "only your PainCheck number or your mobile."),
        ("", "0113 496 0001", "We have no email and no mobile of yours"),
        ("", "", "We have no email and no mobile of yours"),
    ],
)
def test_the_letter_promises_no_way_to_sign_in_that_is_not_on_record(
    desk: Client, rosa: Patient, email: str, phone: str, said: str
) -> None:
    User.objects.filter(pk=rosa.user_id).update(email=email, phone=phone)
    page = text_of(desk.post(f"/patients/{rosa.code}/letter/"))
    assert said in page
    assert email or "your email" not in page


def not_done(desk: Client, pat: Patient, reason: str, why: str = "") -> Any:
    told = {"reason": reason, "why": why}
    return desk.post(f"/patients/{pat.code}/introduction/not-done/", told)


@pytest.mark.parametrize("reason", Introduction.NotDone.values)
def test_not_done_has_a_reason_and_can_be_done_after_all(
    desk: Client, rosa: Patient, ann: User, reason: str
) -> None:
    not_done(desk, rosa, reason, "asleep all day")
    introduction = Introduction.objects.get()
    assert (introduction.not_done, introduction.not_done_by) == (reason, ann)
    assert not Introduction.objects.open().exists()
    press(desk, rosa, "after_all")
    introduction.refresh_from_db()
    assert (introduction.not_done, introduction.due_on) == ("", date(2026, 12, 1))
    assert AuditEvent.objects.get(action="introduction.not_done").reason == reason


@pytest.mark.parametrize(
    ("reason", "why", "said"),
    [
        ("", "", "Choose why it is not done"),
        ("UNSUITABLE", "", "Enter why you judge PainCheck unsuitable"),
        ("UNSUITABLE", " ", "Enter why you judge PainCheck unsuitable"),
        ("MOON", "", "valid choice"),
        ("DECLINED", "a\x00", "hidden sign"),
        ("DECLINED", "w" * 301, "300"),
        ("UNSUITABLE", "✂️" * 200, "300"),
    ],
)
def test_a_slip_in_the_reason_is_told_and_nothing_is_written(
    desk: Client, rosa: Patient, reason: str, why: str, said: str
) -> None:
    answer = not_done(desk, rosa, reason, why)
    assert (answer.status_code, Introduction.objects.open().count()) == (422, 1)
    assert said in text_of(answer)


def test_right_to_left_words_are_kept_as_they_are(desk: Client, rosa: Patient) -> None:
    not_done(desk, rosa, "UNSUITABLE", "لا يرى الشاشة 👓")
    assert Introduction.objects.get().not_done_why == "لا يرى الشاشة 👓"


def test_what_is_finished_is_not_called_undone(desk: Client, rosa: Patient) -> None:
    first_check(desk, rosa)
    for item in ("WHO_READS", "NUMBERS"):
        press(desk, rosa, "tick", item=item)
    press(desk, rosa, "finish")
    assert "This introduction is finished" in text_of(not_done(desk, rosa, "NO_TIME"))


def test_a_check_together_takes_it_out_of_not_done(desk: Client, rosa: Patient) -> None:
    not_done(desk, rosa, "NO_DEVICE")
    first_check(desk, rosa)
    assert Introduction.objects.open().count() == 1


def test_before_a_reason_is_given_she_reads_that_others_found_it_easy(
    desk: Client, rosa: Patient
) -> None:
    page = text_of(desk.get(f"/patients/{rosa.code}/introduction/not-done/"))
    assert "really don’t like technology tried PainCheck and found it easy" in page


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_nobody_is_introduced_in_the_last_days_or_after(
    desk: Client, rosa: Patient, status: str
) -> None:
    Patient.objects.filter(pk=rosa.pk).update(status=status)
    path = f"/patients/{rosa.code}/introduction/"
    assert "Nothing is to be done here now" in text_of(desk.get(path))
    for what in ("tick", "take_back", "goal", "finish", "after_all"):
        told = {"press": what, "item": "BOOKLET", "pain_goal": "3"}
        assert "Nothing is ticked now" in text_of(desk.post(path, told, follow=True))
    not_done(desk, rosa, "DECLINED")
    assert rosa.code not in text_of(desk.get("/introductions/"))
    assert (IntroductionStep.objects.count(), Introduction.objects.get().not_done) == (0, "")
    first_check(desk, rosa)
    assert not PainCheck.objects.exists()


# What is shown


def test_the_page_shows_the_real_hours_and_numbers(desk: Client, rosa: Patient) -> None:
    page = text_of(desk.get(f"/patients/{rosa.code}/introduction/"))
    site = rosa.team.site
    for words in ("Monday to Friday", site.team_phone, site.urgent_phone, site.out_of_hours_phone):
        assert words in page


def test_who_began_alone_is_said_so_and_the_list_goes_on(
    desk: Client, rosa: Patient, now: datetime
) -> None:
    Patient.objects.filter(pk=rosa.pk).update(agreed_at=now - timedelta(days=2))
    said = "Pat started alone on 22 November, with the code of the letter."
    assert said in text_of(desk.get(f"/patients/{rosa.code}/introduction/"))
    press(desk, rosa, "tick", item="NUMBERS")
    assert ticked(rosa) == {"NUMBERS"}


def test_who_began_on_the_day_of_the_visit_did_not_begin_alone(
    desk: Client, rosa: Patient, now: datetime
) -> None:
    press(desk, rosa, "tick", item="SHOWN_TOGETHER")
    Patient.objects.filter(pk=rosa.pk).update(agreed_at=now + timedelta(minutes=5))
    assert "started alone" not in text_of(desk.get(f"/patients/{rosa.code}/introduction/"))


@pytest.mark.parametrize("page", ["", "not-done/", "card/"])
def test_a_practice_patients_pages_say_so(desk: Client, rosa: Patient, page: str) -> None:
    Patient.objects.filter(pk=rosa.pk).update(world="PRACTICE")
    assert "PRACTICE" in text_of(desk.get(f"/patients/{rosa.code}/introduction/{page}"))


@pytest.mark.parametrize("page", ["introduction/", "introduction/card/", "booklet/"])
def test_pages_to_print_are_there_and_name_no_other_patient(
    desk: Client, rosa: Patient, ann: User, page: str
) -> None:
    other = PatientFactory(nurse=ann, last_name="Stranger")
    answer = desk.get(f"/patients/{rosa.code}/{page}")
    assert answer.status_code == 200
    assert other.last_name not in text_of(answer)


# The list


def test_the_team_and_its_lead_see_what_is_overdue_and_why_it_was_not_done(
    rosa: Patient, ann: User, carl: User, now: datetime, signed_in: SignIn
) -> None:
    late = PatientFactory(nurse=ann, first_name="Lena", last_name="Late")
    never = PatientFactory(nurse=ann, first_name="Nora", last_name="Never")
    for one in (late, never):
        actions.open_for(patient=one, by=ann, now=now - timedelta(days=9))
    actions.call_not_done(patient=never, reason="DECLINED", why="no wish", by=ann, now=now)
    lead = make_nurse(role="LEAD_NURSE")
    lead.roles.update(site=rosa.team.site)
    page = text_of(signed_in(lead).get("/introductions/"))
    assert "1 overdue." in page
    assert page.index("Lena Late Overdue Overdue by 2 days") < page.index("Pat Peters")
    assert "Not done: the patient declined. Said by Ann" in page
    assert "no wish" in page
    assert "Peters" not in text_of(signed_in(carl).get("/introductions/"))


def test_a_practice_patient_is_nobodys_overdue_introduction(
    desk: Client, rosa: Patient, now: datetime
) -> None:
    Patient.objects.filter(pk=rosa.pk).update(world="PRACTICE")
    assert "Peters" not in text_of(desk.get("/introductions/"))


def test_the_list_costs_the_same_for_few_and_for_many(
    desk: Client, rosa: Patient, ann: User, now: datetime
) -> None:
    def reads() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get("/introductions/")
        return sum(query["sql"].startswith("SELECT") for query in queries)

    actions.tick(patient=rosa, item="BOOKLET", by=ann, now=now)
    few = reads()
    for _ in range(3):
        actions.open_for(patient=PatientFactory(nurse=ann), by=ann, now=now)
    assert reads() == few > 0


def test_the_patients_page_says_what_is_left(rosa: Patient, now: datetime, ann: User) -> None:
    make_check(rosa, source="TOGETHER")
    actions.tick(patient=rosa, item="NUMBERS", by=ann, now=now)
    card = introduction_card(rosa, now)
    assert (card.state, card.progress, card.overdue) == ("open", "1 of 7 done", False)
    assert card.summary == "due in 7 days (1 December)"
    late = introduction_card(rosa, now + timedelta(days=8))
    assert (late.overdue, late.summary) == (True, "overdue by 1 day (1 December)")
