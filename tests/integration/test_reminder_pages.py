"""The pages of reminders and of a pause, and the link that stops them."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from diaries.models import Patient, ReminderPlan
from paincheck.accounts.models import User
from tests.integration.checking import text_of

SignIn = Callable[[User], Client]
HERE = "/diary/reminders/"
GOOD = {"channel": "EMAIL", "time_1": "09:00", "days": ["0", "1", "2"]}


@pytest.fixture
def phone(pat: Patient, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(pat.user)


def test_she_sets_times_days_and_channel(phone: Client, pat: Patient) -> None:
    answer = phone.post(HERE, GOOD | {"time_2": "18:30", "time_3": ""}, follow=True)
    plan = ReminderPlan.objects.get(patient=pat)
    assert (plan.channel, plan.times, plan.days) == ("EMAIL", ["09:00", "18:30"], [0, 1, 2])
    assert "Monday, Tuesday and Wednesday at 9.00am and 6.30pm" in text_of(answer)
    assert "Your reminders are saved" in text_of(answer)


def test_the_page_shows_her_address_only_in_part(phone: Client, pat: Patient) -> None:
    pat.user.email, pat.user.phone = "patricia@example.org", "+447700900123"
    pat.user.save()
    page = text_of(phone.get(HERE))
    assert "p…@example.org" in page
    assert "ends in 123" in page
    assert "patricia@" not in page
    assert "900123" not in page


def test_only_what_her_sign_in_has_is_offered(phone: Client, pat: Patient) -> None:
    assert "Text message" not in text_of(phone.get(HERE))
    assert phone.post(HERE, GOOD | {"channel": "SMS"}).status_code == 422
    pat.user.email = ""
    pat.user.save()
    assert "We have no email and no mobile number" in text_of(phone.get(HERE))
    assert phone.post(HERE, GOOD).status_code == 422
    assert not ReminderPlan.objects.exists()


def test_she_stops_them_and_can_begin_again(phone: Client) -> None:
    phone.post(HERE, GOOD)
    phone.post(f"{HERE}stop/")
    assert ReminderPlan.objects.get().stopped_at is not None
    assert "We send you no reminders now" in text_of(phone.get(HERE))
    phone.post(HERE, GOOD)
    assert ReminderPlan.objects.get().stopped_at is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Choose how we shall remind you"),
        ({"time_1": "25:00"}, "Choose a time from the list"),
        ({"time_1": ""}, "Choose a time"),
        ({"time_2": "9"}, "Choose a time from the list"),
        ({"time_3": "\x00"}, "Choose a time from the list"),
        ({"time_3": "🕘" * 1000}, "Choose a time from the list"),
        ({"days": []}, "Tick at least one day"),
        ({"days": ["7"]}, "Tick days from the list"),
        ({"days": ["-1"]}, "Tick days from the list"),
        ({"days": ["x" * 100_000]}, "Tick days from the list"),
        ({"channel": "PIGEON"}, "Choose how we shall remind you"),
        ({"channel": "\u202eLIAME"}, "Choose how we shall remind you"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_written(
    phone: Client, wrong: dict[str, object], sentence: str
) -> None:
    answer = phone.post(HERE, GOOD | wrong if wrong else {})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "There is a problem" in text_of(answer)
    assert not ReminderPlan.objects.exists()


# A pause


def pause(phone: Client, day: str = "", month: str = "", year: str = "") -> object:
    sent = {"until_day": day, "until_month": month, "until_year": year}
    return phone.post(f"{HERE}pause/", sent, follow=True)


def test_a_pause_until_a_day_says_when_it_ends(phone: Client, pat: Patient) -> None:
    page = text_of(pause(phone, "30", "11", "2026"))
    pat.refresh_from_db()
    assert (pat.paused_at is not None, pat.paused_until) == (True, date(2026, 11, 30))
    assert "They begin again by themselves on Monday 30 November 2026" in page


def test_a_pause_needs_no_day(phone: Client, pat: Patient) -> None:
    assert "until you begin again" in text_of(pause(phone))
    pat.refresh_from_db()
    assert pat.paused_until is None
    phone.post("/diary/resume/")
    pat.refresh_from_db()
    assert pat.paused_at is None


def test_a_year_of_two_numbers_is_one_of_this_century(phone: Client, pat: Patient) -> None:
    pause(phone, "30", "11", "26")
    pat.refresh_from_db()
    assert pat.paused_until == date(2026, 11, 30)


def test_one_press_pauses_for_a_week_or_until_next_monday(phone: Client, pat: Patient) -> None:
    page = text_of(phone.get(HERE))
    for day, words in (
        ("2026-11-30", "Until next Monday, 30 November"),
        ("2026-12-01", "For one week, until Tuesday 1 December"),
    ):
        assert f'value="{day}"' in page
        assert words in page
        told = {"soon": day, "until_day": "x"}  # what stands in the boxes is not what she pressed
        assert phone.post(f"{HERE}pause/", told).status_code == 302
        pat.refresh_from_db()
        assert pat.paused_until == date.fromisoformat(day)


@pytest.mark.parametrize(
    "soon", ["2026-11-24", "2020-01-01", "9999-12-31", "x", "\x00", "1" * 9999]
)
def test_a_pressed_day_that_cannot_be_is_refused(phone: Client, pat: Patient, soon: str) -> None:
    answer = phone.post(f"{HERE}pause/", {"soon": soon})
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    pat.refresh_from_db()
    assert pat.paused_at is None


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (("24", "11", "2026"), "must be tomorrow or later"),
        (("1", "1", "2020"), "must be tomorrow or later"),
        (("1", "1", "2030"), "must be within a year"),
        (("31", "2", "2027"), "must be a real date"),
        (("x", "2", "2027"), "must have a day in numbers"),
        (("1", "", ""), "must include a month and a year"),
        (("1" * 100_000, "1", "2027"), "must have a day in numbers"),
        (("\x00", "1", "2027"), "must have a day in numbers"),
        (("٣", "1", "2027"), "must have a day in numbers"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_paused(
    phone: Client, pat: Patient, when: tuple[str, str, str], sentence: str
) -> None:
    answer = pause(phone, *when)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    pat.refresh_from_db()
    assert pat.paused_at is None


# The link


def test_one_link_stops_them_for_somebody_who_is_signed_out(phone: Client) -> None:
    phone.post(HERE, GOOD)
    plan = ReminderPlan.objects.get()
    link = f"/reminders/stop/{plan.stop_key}/"
    stranger = Client()
    assert "Stop the messages" in text_of(stranger.get(link))
    plan.refresh_from_db()
    assert plan.stopped_at is None  # a mail program that looks at links stops nothing
    assert "The messages are stopped" in text_of(stranger.post(link))
    plan.refresh_from_db()
    assert plan.stopped_at is not None


def without_token(response: object) -> str:
    words = text_of(response)
    start = words.find('name="csrfmiddlewaretoken"')
    return words[:start] + words[words.find(">", start) :] if start >= 0 else words


def test_the_page_of_the_link_says_nothing_of_who_nor_whether_it_is_anybodys(
    phone: Client, pat: Patient
) -> None:
    phone.post(HERE, GOOD)
    mine = f"/reminders/stop/{ReminderPlan.objects.get().stop_key}/"
    nobodys = f"/reminders/stop/{uuid.uuid4()}/"
    stranger = Client()
    for ask in (stranger.get, stranger.post):
        pages = [without_token(ask(link)) for link in (mine, nobodys)]
        assert pages[0].replace(mine, "") == pages[1].replace(nobodys, "")
        assert pat.first_name not in pages[0]
        assert pat.team.site.name not in pages[0]


def test_the_link_cannot_be_pressed_by_another_site(pat: Patient) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/reminders/stop/{uuid.uuid4()}/").status_code == 403


def test_a_closed_diary_has_no_reminders_to_set(phone: Client, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(status="DIED")
    for address in (HERE, f"{HERE}stop/", f"{HERE}pause/"):
        answer = phone.post(address, GOOD)
        assert "PainCheck is not in use for you now" in text_of(answer)
    assert not ReminderPlan.objects.exists()


def test_a_nurse_has_no_such_page(ann: User, signed_in: SignIn) -> None:
    assert signed_in(ann).get(HERE).status_code == 404
