"""The patient's pages of messages and of 'I would like a call'."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from alerts.models import Alert
from diaries.actions import messages
from diaries.models import Contact, ContactRequest, Message, Patient
from diaries.queries.care_team import week_in_words
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import Leave, User, WorkingHours
from tests.factories import NOON, PatientFactory, make_check, make_nurse
from tests.integration.checking import text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYTIME, OPEN = (time(9), time(17)), "9.00am to 5.00pm"
EVENING = NOON + 8 * HOUR


@pytest.fixture(autouse=True)
def _tuesday_noon(watch_is_fresh: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    """Pat's browser."""
    return signed_in(pat.user)


def signed_page(client: Client, address: str) -> str:
    return client.get(address).context["signed"]


def send(client: Client, text: str, **told: str) -> Any:
    page = told.pop("page", None) or signed_page(client, "/diary/messages/")
    return client.post("/diary/messages/", {"page": page, "text": text} | told)


def from_ann(pat: Patient, ann: User, text: str = "Yes, you can.") -> Message:
    return messages.send_to_patient(patient=pat, text=text, key=uuid4(), by=ann, now=NOON)


def test_a_message_stands_on_the_page_with_by_when_it_is_read(phone, pat):
    answer = send(phone, "Can I drive?\r\nAnd swim?")
    assert answer.url == "/diary/messages/"
    page = text_of(phone.get(answer.url))
    assert "Your message is sent." in page
    assert "Can I drive?<br>And swim?" in page
    assert "A nurse should read it by Wednesday at midday." in page
    assert Message.objects.get().text == "Can I drive?\nAnd swim?"


def test_before_she_writes_the_page_says_whom_to_ring_and_by_when_it_is_read(phone):
    page = text_of(phone.get("/diary/messages/"))
    form = page.index('name="text"')
    for words in (
        "not for emergencies",
        'href="tel:01134960001"',  # who answers at this hour
        "read it by Wednesday at midday",
    ):
        assert page.index(words) < form


def test_the_other_numbers_stand_below_the_box_to_write_in(phone):
    page = text_of(phone.get("/diary/messages/"))
    assert 'href="#numbers"' in page
    assert page.index('name="text"') < page.index('id="numbers"') < page.index("tel:01134960002")


@pytest.mark.parametrize("address", ["/diary/messages/", "/diary/team/"])
def test_out_of_hours_one_sentence_says_from_when_and_by_when_it_is_read(phone, address):
    with time_machine.travel(EVENING, tick=False):
        page = text_of(phone.get(address))
    assert "Nobody reads what you send now before Wednesday at 9am." in page
    assert "They should read it by Thursday at 9am." in page
    assert "Nobody reads this before" not in page


def test_a_site_without_hours_promises_nothing(phone, pat):
    WorkingHours.objects.all().delete()
    send(phone, "Can I drive?")
    page = text_of(phone.get("/diary/messages/"))
    assert "We cannot tell you when somebody will read what you send." in page
    assert "should read it by" not in page


def test_the_same_button_pressed_twice_is_one_message(phone):
    page = signed_page(phone, "/diary/messages/")
    for _ in range(2):
        assert send(phone, "Can I drive?", page=page).status_code == 302
    assert Message.objects.count() == 1


def test_who_goes_back_and_writes_on_loses_nothing(phone):
    page = signed_page(phone, "/diary/messages/")
    send(phone, "Can I drive?", page=page)
    send(phone, "And swim?", page=page)
    # Both may have been sent in one moment of the stopped clock.
    assert {m.text for m in Message.objects.all()} == {"Can I drive?", "And swim?"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your message first"),
        ("  \n ", "Write your message first"),
        ("x" * 2001, "Make your message shorter: at most 2000 characters"),
        ("a\x00b", "There is a hidden sign in your message"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_sentence(phone, text, said):
    answer = send(phone, text)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Message.objects.exists()


def test_two_thousand_letters_with_line_ends_emoji_and_arabic_are_kept(phone):
    text = "😀" * 900 + "\n" + "مرحبا"
    assert send(phone, text.replace("\n", "\r\n")).status_code == 302
    assert Message.objects.get().text == text


def test_a_text_of_a_megabyte_is_turned_away(phone):
    answer = send(phone, "x" * 1_000_000)
    assert answer.status_code == 413
    assert not Message.objects.exists()


def test_markup_is_shown_as_it_was_typed(phone):
    send(phone, "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in text_of(phone.get("/diary/messages/"))


@pytest.mark.parametrize("page", ["", "x", "forged:page"])
def test_a_page_that_cannot_be_read_keeps_what_was_typed(phone, page):
    answer = phone.post("/diary/messages/", {"page": page, "text": "Can I drive?"})
    assert answer.status_code == 422
    assert "Can I drive?" in text_of(answer)
    assert not Message.objects.exists()


def test_another_patients_page_sends_nothing(phone, client, pat):
    other = PatientFactory()
    page = messages_page_of(other)
    answer = phone.post("/diary/messages/", {"page": page, "text": "Can I drive?"})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def in_again(client: Client, patient: Patient) -> None:
    """After an hour's rest the sign-in has ended."""
    client.logout()
    client.force_login(patient.user, backend="allauth.account.auth_backends.AuthenticationBackend")


def messages_page_of(patient: Patient) -> str:
    browser = Client()
    in_again(browser, patient)
    return signed_page(browser, "/diary/messages/")


def test_another_patients_messages_are_not_shown(phone):
    other = PatientFactory()
    messages.send_to_nurses(patient=other, text="Mine", key=uuid4(), by=other.user, now=NOON)
    assert "Mine" not in text_of(phone.get("/diary/messages/"))


def test_what_a_nurse_wrote_is_read_when_its_page_was_opened(phone, pat, ann):
    message = from_ann(pat, ann)
    assert "Read your new message" in text_of(phone.get("/diary/team/"))
    for headers in ({"HTTP_SEC_PURPOSE": "prefetch"}, {"HTTP_PURPOSE": "prefetch"}):
        assert phone.get("/diary/messages/", **headers).status_code == 204
    phone.head("/diary/messages/")
    phone.get("/diary/")
    message.refresh_from_db()
    assert message.read_at is None
    page = text_of(phone.get("/diary/messages/"))
    assert "<strong>Ann</strong>, today at midday" in page
    message.refresh_from_db()
    assert (message.read_at, message.read_by) == (NOON, pat.user)
    assert "Read your new message" not in text_of(phone.get("/diary/team/"))


def test_home_says_in_one_line_that_a_nurse_has_written(phone, pat, ann):
    Patient.objects.update(agreed_at=NOON)
    make_check(pat)
    from_ann(pat, ann, "Take a rest.")
    page = text_of(phone.get("/diary/"))
    assert "You have a new message." in page
    assert "Take a rest" not in page
    from_ann(pat, ann)
    assert "You have 2 new messages." in text_of(phone.get("/diary/"))


def test_who_read_her_message_and_when_is_told(phone, pat, ann):
    message = messages.send_to_nurses(
        patient=pat, text="Can I drive?", key=uuid4(), by=pat.user, now=NOON - 4 * HOUR
    )
    at = NOON - timedelta(hours=2, minutes=48)
    messages.mark_read(patient=pat, shown=[message], by=ann, now=at)
    assert "Read by Ann, today at 9.12am" in text_of(phone.get("/diary/messages/"))


def test_a_broken_promise_is_owned_up_to(phone, pat):
    messages.send_to_nurses(
        patient=pat, text="Can I drive?", key=uuid4(), by=pat.user, now=NOON - 2 * DAY
    )
    page = text_of(phone.get("/diary/messages/"))
    assert "It should have been read by today at 9am. Please ring us." in page


def test_the_last_thirty_are_shown_and_the_unread_ones_never_left_out(phone, pat, ann):
    old = [from_ann(pat, ann, f"Old {n}") for n in range(3)]
    Message.objects.filter(pk__in=[old[0].pk, old[1].pk]).update(read_at=NOON, read_by=pat.user)
    Message.objects.update(sent_at=NOON - DAY)
    for n in range(30):
        from_ann(pat, ann, f"New {n}")
    page = text_of(phone.get("/diary/messages/"))
    assert ("Old 0" in page, "Old 1" in page, "Old 2" in page) == (False, False, True)
    assert "Show 2 earlier messages" in page
    assert "Old 0" in text_of(phone.get("/diary/messages/?all"))


def test_a_message_written_on_a_page_left_open_too_long_is_sent_after_sign_in(pat, signed_in):
    phone = signed_in(pat.user)
    told = {"page": signed_page(phone, "/diary/messages/"), "text": "Can I drive?"}
    phone.logout()
    answer = phone.post("/diary/messages/", told)
    assert "they are not sent" in text_of(answer)
    assert not Message.objects.exists()
    answer = signed_in(pat.user).get("/check/kept/")
    assert answer.url == "/diary/messages/"
    assert Message.objects.get().text == "Can I drive?"


def test_a_message_kept_for_one_patient_is_never_sent_by_another(pat, signed_in):
    phone = signed_in(pat.user)
    told = {"page": signed_page(phone, "/diary/messages/"), "text": "Can I drive?"}
    phone.logout()
    phone.post("/diary/messages/", told)
    signed_in(PatientFactory().user).get("/check/kept/")
    assert not Message.objects.exists()


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
@pytest.mark.parametrize("address", ["/diary/messages/", "/diary/call/"])
def test_a_closed_diary_offers_neither_messages_nor_calls(phone, pat, status, address):
    told = {"page": signed_page(phone, address), "text": "Hello", "when": "soon"}
    Patient.objects.update(status=status)
    for answer in (phone.get(address), phone.post(address, told)):
        assert "PainCheck is not in use for you now" in text_of(answer)
        assert "/diary/call/" not in text_of(answer)
    assert not Message.objects.exists()
    assert not ContactRequest.objects.exists()


# I would like a call


@pytest.mark.parametrize(
    "address", ["/diary/team/", "/check/", "/diary/days/", "/diary/goal/", "/diary/promise/"]
)
def test_a_call_can_be_asked_for_from_any_page(phone, address):
    page = text_of(phone.get(address))
    assert 'href="/diary/call/"' in page
    assert 'href="/diary/messages/"' in page


def ask(client: Client, when: str, page: str = "") -> Any:
    page = page or signed_page(client, "/diary/call/")
    return client.post("/diary/call/", {"page": page, "when": when})


@pytest.mark.parametrize(
    ("when", "wish", "by"),
    [("today", "TODAY", "by today at 5pm"), ("soon", "PLEASE", "by Wednesday at midday")],
)
def test_two_buttons_ask_for_a_call_and_say_what_happens_next(
    phone, when, wish, by, django_capture_on_commit_callbacks
):
    assert by in text_of(phone.get("/diary/call/"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(phone, when)
    assert Alert.objects.get().wish == wish
    page = text_of(phone.get(answer.url))
    assert f"should ring you {by}" in page
    assert "You had asked us already" not in page


def test_today_is_offered_only_while_somebody_can_still_ring(pat, signed_in):
    with time_machine.travel(EVENING, tick=False):
        page = text_of(signed_in(pat.user).get("/diary/call/"))
    assert "Ring me today" not in page
    assert "Nobody can ring you today any more." in page
    assert "Please ring me" in page


def test_today_pressed_too_late_is_kept_and_due_soon_after_opening(pat, signed_in):
    phone = signed_in(pat.user)
    page = signed_page(phone, "/diary/call/")
    with time_machine.travel(EVENING, tick=False):
        in_again(phone, pat)
        answer = ask(phone, "today", page)
        said = text_of(phone.get(answer.url))
    assert ContactRequest.objects.get().today
    assert "should ring you by Wednesday at 11am" in said


def test_asking_again_is_kept_and_says_since_when(phone, pat, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(phone, "soon")
    with time_machine.travel(NOON + HOUR, tick=False):
        in_again(phone, pat)
        assert "You asked us today at midday to ring you." in text_of(phone.get("/diary/call/"))
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(phone, "today")
        page = text_of(phone.get(answer.url))
    assert "You had asked us already, today at midday." in page
    requests = ContactRequest.objects.order_by("asked_at")
    assert [one.flagged_at is not None for one in requests] == [True, True]
    alert = Alert.objects.get()
    assert alert.wish == "TODAY"
    assert alert.occurrences.count() == 2


def test_after_somebody_has_talked_with_her_a_wish_is_a_new_one(phone, pat, ann):
    ask(phone, "soon")
    contact = {"patient": pat, "nurse": ann, "channel": "PHONE", "recorded_at": NOON + HOUR}
    Contact.objects.create(at=NOON + HOUR, outcome="NO_ANSWER", key=uuid4(), **contact)
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        in_again(phone, pat)
        assert "You asked us" in text_of(phone.get("/diary/call/"))
    Contact.objects.create(at=NOON + HOUR, outcome="SELF_CARE", key=uuid4(), **contact)
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        assert "You asked us" not in text_of(phone.get("/diary/call/"))


def test_a_second_press_of_the_same_button_is_the_same_wish(phone):
    page = signed_page(phone, "/diary/call/")
    assert ask(phone, "soon", page).url == ask(phone, "soon", page).url
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize("told", [{}, {"when": "never"}, {"when": "soon", "page": "x"}])
def test_a_press_that_cannot_be_read_is_said_in_a_sentence(phone, told):
    answer = phone.post("/diary/call/", {"page": signed_page(phone, "/diary/call/")} | told)
    assert answer.status_code == 422
    assert "Please press one of the buttons again." in text_of(answer)
    assert not ContactRequest.objects.exists()


def test_a_wish_pressed_while_signed_out_is_asked_after_sign_in(pat, signed_in):
    phone = signed_in(pat.user)
    told = {"page": signed_page(phone, "/diary/call/"), "when": "soon"}
    phone.logout()
    phone.post("/diary/call/", told)
    assert not ContactRequest.objects.exists()
    signed_in(pat.user).get("/check/kept/")
    assert ContactRequest.objects.count() == 1


def test_too_unwell_at_night_is_due_as_soon_as_its_page_says(
    pat, signed_in, django_capture_on_commit_callbacks
):
    with time_machine.travel(EVENING, tick=False):
        phone = signed_in(pat.user)
        with django_capture_on_commit_callbacks(execute=True):
            answer = phone.post("/diary/too-unwell/", {"key": str(uuid4())})
        page = text_of(phone.get(answer.url))
    assert "should ring you by Wednesday at 11am" in page
    assert Alert.objects.get().due_at == NOON + 23 * HOUR


# My team


def test_my_team_names_places_hours_and_who_stands_in(phone, pat, ann, bea):
    team = pat.team
    dora = make_nurse(team=team, place="LEAD", first_name="Dora", last_name="Dean")
    gone = make_nurse(team=team, first_name="Gone", last_name="Away")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    day = NOON.date()
    Leave.objects.create(nurse=ann, cover=bea, first_date=day - DAY, last_date=day + 9 * DAY)
    Leave.objects.create(nurse=dora, first_date=day, last_date=day)
    Leave.objects.create(nurse=bea, first_date=day + DAY, last_date=day + 2 * DAY)
    page = text_of(phone.get("/diary/team/"))
    assert "Away until Thursday 3 December. Bea Bell stands in." in page
    assert "Dora Dean, lead nurse. Away until today. Your team stands in." in page
    assert "Bea Bell, nurse</li>" in page
    assert "Gone" not in page
    assert "Monday to Friday" in page
    assert "Saturday and Sunday" in page
    assert "They should read it by Wednesday at midday." in page
    for address in ("/diary/messages/", "/diary/call/", "/diary/promise/"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ({0: DAYTIME}, [("Monday", OPEN), ("Tuesday to Sunday", "Closed")]),
        (dict.fromkeys(range(7), DAYTIME), [("Monday to Sunday", OPEN)]),
        (
            {0: DAYTIME, 1: DAYTIME, 3: DAYTIME},
            [
                ("Monday and Tuesday", OPEN),
                ("Wednesday", "Closed"),
                ("Thursday", OPEN),
                ("Friday to Sunday", "Closed"),
            ],
        ),
    ],
)
def test_days_with_the_same_hours_stand_together(week, said):
    assert week_in_words(Hours(week)) == said
