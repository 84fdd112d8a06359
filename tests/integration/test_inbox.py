"""The nurse's side of messages: her patient's page, the caseload, and her answers."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from alerts.actions import rounds
from alerts.models import Alert
from diaries.actions import messages
from diaries.models import Message, Patient
from paincheck.accounts.models import Leave, User
from tests.factories import NOON, PatientFactory, make_check, make_nurse
from tests.integration.nursing import text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday_noon(watch_is_fresh: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def desk(ann: User, signed_in: Callable[[User], Client]) -> Client:
    """Ann's browser."""
    return signed_in(ann)


def write(pat: Patient, text: str = "Can I drive?", ago: timedelta = HOUR) -> Message:
    return messages.send_to_nurses(patient=pat, text=text, key=uuid4(), by=pat.user, now=NOON - ago)


def reply(client: Client, pat: Patient, **told: str) -> Any:
    usual = {"key": str(uuid4()), "text": "Yes, you can."}
    return client.post(f"/patients/{pat.code}/messages/", usual | told)


def is_read(message: Message) -> bool:
    message.refresh_from_db()
    return message.read_at is not None


def test_a_message_is_read_when_the_patients_page_showed_it(desk, pat, ann):
    message = write(pat)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Messages (1 new)" in said
    assert "Can I drive?" in said
    assert is_read(message)
    assert message.read_by == ann
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Read by Ann, today midday" in said
    assert "new)" not in said


@pytest.mark.parametrize("page", ["", "messages/"])
def test_nothing_but_showing_it_marks_a_message_as_read(desk, pat, page):
    message = write(pat)
    address = f"/patients/{pat.code}/{page}"
    assert desk.get(address, HTTP_SEC_PURPOSE="prefetch;prerender").status_code == 204
    assert desk.get(address, HTTP_X_MOZ="prefetch").status_code == 204
    desk.head(address)
    desk.get("/caseload/")
    desk.get("/api/caseload/")
    desk.get(f"/patients/{pat.code}/contact/")
    reply(desk, pat, text="")
    assert not is_read(message)
    desk.get(address)
    assert is_read(message)


def test_no_other_teams_nurse_reads_it(pat, carl, signed_in):
    message = write(pat)
    for page in ("", "messages/"):
        assert signed_in(carl).get(f"/patients/{pat.code}/{page}").status_code == 404
    assert reply(signed_in(carl), pat).status_code == 404
    assert not is_read(message)
    assert Message.objects.count() == 1


def test_who_covers_reads_for_her(pat, ann, carl, signed_in):
    Leave.objects.create(nurse=ann, cover=carl, first_date=NOON.date(), last_date=NOON.date())
    message = write(pat)
    signed_in(carl).get(f"/patients/{pat.code}/")
    assert is_read(message)
    assert message.read_by == carl


def test_reading_late_ends_the_alert(desk, pat):
    write(pat, ago=4 * DAY)
    rounds.flag_waiting(now=NOON)
    alert = Alert.objects.get()
    assert "not read in the time promised" in text_of(desk.get("/caseload/"))
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert re.search(r"Promised to be read by Monday \d+ \w+( \d{4})? midday, overdue", said)
    alert.refresh_from_db()
    assert alert.closed_how == "CLEARED"


def test_every_unread_message_is_shown_however_many_came_after(desk, pat, ann):
    first = write(pat, "The first", ago=9 * HOUR)
    for n in range(6):
        at = NOON - timedelta(minutes=9 - n)
        messages.send_to_patient(patient=pat, text=f"No {n}", key=uuid4(), by=ann, now=at)
    Message.objects.filter(from_patient=False).update(read_at=NOON, read_by=pat.user)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "The first" in said
    assert "No 1" not in said
    assert "All messages (2 earlier)" in said
    assert is_read(first)
    assert "No 1" in text_of(desk.get(f"/patients/{pat.code}/messages/"))


def test_an_answer_is_sent_once_and_stands_on_her_patients_page(desk, pat, ann, client):
    key = str(uuid4())
    for _ in range(2):
        answer = reply(desk, pat, key=key)
        assert answer.url == f"/patients/{pat.code}/#messages"
    message = Message.objects.get()
    assert (message.author, message.from_patient, message.promised_by) == (ann, False, None)
    said = text_of(desk.get(answer.url))
    assert "Sent. Pat is told by email that it waits." in said
    assert "Not read yet" in said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"text": ""}, "Write your message first"),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "a\x00b"}, "There is a hidden sign in your message"),
        ({"key": ""}, "We could not read this page"),
        ({"key": "x"}, "We could not read this page"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_sentence(desk, pat, told, said):
    answer = reply(desk, pat, **told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Message.objects.exists()


def test_a_text_of_a_megabyte_is_turned_away(desk, pat):
    assert reply(desk, pat, text="x" * 1_000_000).status_code == 413


def test_where_nobody_can_tell_the_patient_the_page_says_so(desk, pat):
    User.objects.filter(pk=pat.user.pk).update(email="")
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "nobody tells Pat that it waits" in said


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_to_a_closed_diary_nothing_is_written(desk, pat, status):
    Patient.objects.update(status=status)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "a message would be read by nobody" in said
    answer = desk.post(
        f"/patients/{pat.code}/messages/", {"key": uuid4(), "text": "Hi"}, follow=True
    )
    assert "Not sent. The diary is closed" in text_of(answer)
    assert not Message.objects.exists()


# The caseload


def test_the_caseload_says_who_has_written_and_shows_no_word_of_it(desk, pat):
    message = write(pat)
    shown = desk.get("/caseload/")
    said = text_of(shown)
    assert [line.tag for line in shown.context["page"].needs_you[0].lines] == ["New message"]
    assert "1 patient wrote, and no nurse has read it yet." in said
    assert "drive" not in said
    messages.mark_read(patient=pat, shown=[message], by=pat.nurse, now=NOON)
    shown = desk.get("/caseload/")
    assert not shown.context["page"].needs_you
    assert "patient wrote" not in text_of(shown)


def test_a_patient_who_wrote_stands_among_those_who_need_her(desk, pat):
    make_check(pat)
    desk.get(f"/patients/{pat.code}/")
    assert not desk.get("/caseload/").context["page"].needs_you
    write(pat)
    assert [row.code for row in desk.get("/caseload/").context["page"].needs_you] == [pat.code]


def test_what_a_discharged_patient_wrote_before_is_not_hidden(desk, pat):
    write(pat)
    Patient.objects.update(status="DISCHARGED")
    assert pat.code in [row.code for row in desk.get("/caseload/").context["page"].needs_you]


def test_the_caseload_asks_no_more_for_more_messages(desk, pat, ann, django_assert_max_num_queries):
    others = [PatientFactory(nurse=ann) for _ in range(5)]
    for one in [pat, *others]:
        write(one)
    make_nurse()
    with django_assert_max_num_queries(12):
        desk.get("/caseload/")
