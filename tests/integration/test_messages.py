"""Messages: sent once, read when shown, told of, and noticed where nobody reads them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from alerts.actions import answering, flagging, rounds
from alerts.actions.unread import read_by_nurse
from alerts.models import Alert, Occurrence
from alerts.rules import may_snooze
from diaries.actions import messages, patients
from diaries.models import Message, Patient, ReminderPlan
from diaries.queries.waiting import alerting_delayed_since, unhandled_of
from paincheck.accounts.models import Leave, User
from paincheck.audit.models import AuditEvent
from paincheck.outbox.actions import deliver_due
from paincheck.outbox.models import Delivery
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEDNESDAY_NOON = NOON + DAY
LATER = WEDNESDAY_NOON + timedelta(minutes=1)


def write(pat: Patient, now: datetime = NOON, text: str = "Can I drive?", key=None) -> Message:
    return messages.send_to_nurses(patient=pat, text=text, key=key or uuid4(), by=pat.user, now=now)


def answer(pat: Patient, ann: User, now: datetime = NOON, text: str = "Not yet.") -> Message:
    return messages.send_to_patient(patient=pat, text=text, key=uuid4(), by=ann, now=now)


def test_a_second_click_is_one_message_and_other_words_are_another(pat):
    key = uuid4()
    first = write(pat, key=key)
    assert write(pat, key=key) == first
    more = write(pat, key=key, text="And can I swim?")
    assert write(pat, key=key, text="And can I swim?") == more != first
    assert Message.objects.count() == 2
    assert AuditEvent.objects.filter(action="message.sent").count() == 2


@pytest.mark.parametrize(
    ("sent", "days", "promised"),
    [
        (NOON, 1, WEDNESDAY_NOON),
        (NOON, 3, NOON + 3 * DAY),
        (NOON + 3 * DAY, 1, NOON + 6 * DAY),  # on Friday: the weekend does not count
        (NOON + 4 * DAY, 1, datetime(2026, 12, 1, 9, tzinfo=UTC)),  # on Saturday: from Monday
    ],
)
def test_a_message_is_promised_to_be_read_by_the_sites_hours(pat, sent, days, promised):
    pat.team.site.messages_read_within_days = days
    assert write(pat, sent).promised_by == promised


def test_an_unread_message_is_amber_once_its_time_has_passed(pat):
    message = write(pat)
    assert rounds.flag_waiting(now=WEDNESDAY_NOON - timedelta(minutes=1)) == 0
    assert not Alert.objects.exists()
    assert rounds.flag_waiting(now=LATER) == 1
    alert = Alert.objects.get()
    assert (alert.rule, alert.level) == ("message_unread", "AMBER")
    assert "Can I drive" not in alert.sentence
    assert Occurrence.objects.get().message == message
    assert rounds.flag_waiting(now=LATER) == 0


def test_a_message_due_in_days_is_no_row_of_a_clock_put_back(pat):
    message = write(pat)
    waiting = Message.objects.awaiting_rules
    assert not waiting(NOON + HOUR).exists()
    assert not flagging.flag(kind="message", row_id=str(message.pk), now=NOON)
    # The clock that wrote it was hours ahead of the one that looks: it is not waited for.
    assert waiting(NOON - HOUR).get() == message
    # Nor is a retry put off by such a clock.
    Message.objects.update(sent_at=NOON - 2 * DAY, flag_due_at=NOON + HOUR, flag_attempts=1)
    assert waiting(NOON).get() == message


def test_a_nurses_message_is_never_due(pat, ann):
    answer(pat, ann)
    assert not Message.objects.awaiting_rules(NOON - 9 * DAY).exists()
    assert rounds.flag_waiting(now=NOON + 30 * DAY) == 0


def test_a_message_read_in_time_raises_nothing(pat, ann):
    message = write(pat)
    read_by_nurse(patient=pat, shown=[message], by=ann, now=NOON + HOUR)
    assert rounds.flag_waiting(now=LATER) == 0
    message.refresh_from_db()
    assert (message.read_by, message.read_at) == (ann, NOON + HOUR)


def test_reading_the_last_unread_message_ends_the_alert(pat, ann):
    first, second = write(pat), write(pat, NOON + HOUR, "And swim?")
    rounds.flag_waiting(now=LATER + HOUR)
    alert = Alert.objects.get()
    read_by_nurse(patient=pat, shown=[first], by=ann, now=LATER + 2 * HOUR)
    alert.refresh_from_db()
    assert alert.closed_at is None
    read_by_nurse(patient=pat, shown=[second], by=ann, now=LATER + 3 * HOUR)
    alert.refresh_from_db()
    assert (alert.closed_how, alert.closed_at) == ("CLEARED", LATER + 3 * HOUR)


def test_a_message_still_in_its_time_does_not_keep_the_alert_open(pat, ann):
    late, new = write(pat), write(pat, LATER, "One more thing.")
    rounds.flag_waiting(now=LATER)
    read_by_nurse(patient=pat, shown=[late], by=ann, now=LATER)
    assert not Alert.objects.open().exists()
    new.refresh_from_db()
    assert new.read_at is None


def test_a_second_reader_changes_nothing(pat, ann, bea):
    message = write(pat)
    read_by_nurse(patient=pat, shown=[message], by=ann, now=NOON + HOUR)
    read_by_nurse(patient=pat, shown=[message], by=bea, now=NOON + 2 * HOUR)
    message.refresh_from_db()
    assert message.read_by == ann
    assert AuditEvent.objects.filter(action="message.read").count() == 1


def test_nobody_reads_her_own_message(pat, ann):
    mine, hers = write(pat), answer(pat, ann)
    messages.mark_read(patient=pat, shown=[mine, hers], by=pat.user, now=NOON)
    read_by_nurse(patient=pat, shown=[mine], by=ann, now=NOON)
    assert {m.read_by for m in Message.objects.all()} == {pat.user, ann}
    mine.refresh_from_db()
    assert mine.read_by == ann


def test_a_message_that_is_late_for_the_rules_is_told_on_her_page(pat):
    write(pat)
    assert unhandled_of(pat, NOON + HOUR) is None
    assert unhandled_of(pat, LATER) == WEDNESDAY_NOON
    with time_machine.travel(LATER, tick=False):
        assert alerting_delayed_since(LATER + HOUR, timedelta(minutes=5)) is not None


def test_an_unread_message_cannot_be_called_expected(pat):
    assert not may_snooze("message_unread", "AMBER")


# Telling


def mails() -> list[Delivery]:
    return list(Delivery.objects.filter(about__startswith="message:").order_by("created_at"))


def test_the_named_nurse_is_told_once_while_messages_wait(pat, ann):
    write(pat)
    write(pat, NOON + HOUR, "Please call my sister Joan.")
    [mail] = mails()
    assert mail.recipient == ann
    assert f"/patients/{pat.code}/#messages" in mail.text
    for private in ("Joan", pat.first_name, pat.last_name):
        assert private not in mail.text + mail.subject
    deliver_due(now=NOON + HOUR)
    read_by_nurse(patient=pat, shown=list(Message.objects.all()), by=ann, now=NOON + HOUR)
    write(pat, NOON + 2 * HOUR, "Thank you")
    assert len(mails()) == 2


def test_who_covers_a_nurse_is_told_instead(pat, ann, bea):
    day = NOON.date()
    Leave.objects.create(nurse=ann, cover=bea, first_date=day, last_date=day)
    write(pat)
    assert [mail.recipient for mail in mails()] == [bea]


def test_read_before_it_left_it_need_not_leave(pat, ann):
    message = write(pat)
    read_by_nurse(patient=pat, shown=[message], by=ann, now=NOON)
    assert mails()[0].state == "CANCELLED"


def test_the_patient_is_told_that_a_message_waits_and_no_word_of_it(pat, ann):
    answer(pat, ann, text="Your morphine may go up.")
    [mail] = mails()
    assert (mail.recipient, mail.channel) == (pat.user, "EMAIL")
    assert "/diary/messages/" in mail.text
    for private in ("morphine", "Ann", "Archer", pat.first_name, "pain", "nurse"):
        assert private not in mail.text.replace("PainCheck", "") + mail.subject


def test_the_patient_is_told_once_a_day_while_messages_wait(pat, ann):
    for hours in (0, 1, 24):
        answer(pat, ann, NOON + hours * HOUR, f"Message {hours}")
    assert len(mails()) == 2


def test_who_chose_text_messages_gets_a_text(pat, ann, settings):
    settings.DEMO = True
    User.objects.filter(pk=pat.user.pk).update(phone="+447700900123")
    pat.user.refresh_from_db()
    ReminderPlan.objects.create(patient=pat, channel="SMS", changed_at=NOON)
    answer(pat, ann)
    [text] = mails()
    assert (text.channel, text.address) == ("SMS", "+447700900123")


def test_a_pause_of_the_checks_stops_no_message(pat, ann):
    patients.pause(patient=pat, by=pat.user, now=NOON)
    answer(pat, ann)
    assert [mail.state for mail in mails()] == ["DUE"]


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_nothing_goes_out_to_who_is_dying_gone_or_dead(pat, ann, status):
    answer(pat, ann)
    answering.change_situation(patient=pat, status=status, by=ann, now=NOON)
    assert [mail.state for mail in mails()] == ["CANCELLED"]
    pat.refresh_from_db()
    answer(pat, ann, NOON + DAY)
    assert len(mails()) == 1


def test_of_practice_patients_nobody_is_told(pat, ann):
    Patient.objects.update(world="PRACTICE")
    pat.refresh_from_db()
    write(pat)
    answer(pat, ann)
    assert mails() == []
