"""What the database itself refuses, whatever the code above it does."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alerts.models import Occurrence, ThresholdSettings
from diaries.models import Contact, ContactRequest, PainCheck, Patient, SeenMark
from paincheck.accounts.models import User
from tests.factories import NOON, make_alert, make_check

pytestmark = pytest.mark.django_db
Writes = Callable[[Patient, User], Any]


def again(row: Any) -> None:
    """The same row a second time, under a number of its own."""
    row.pk = uuid.uuid4() if isinstance(row, PainCheck | ContactRequest) else None
    row.save(force_insert=True)


def a_second_check_with_the_same_key(pat: Patient, ann: User) -> None:
    again(make_check(pat))


def a_second_open_alert_of_one_rule(pat: Patient, ann: User) -> None:
    make_alert(pat)
    make_alert(pat)


def a_check_that_is_found_twice_by_one_alert(pat: Patient, ann: User) -> None:
    again(
        Occurrence.objects.create(
            alert=make_alert(pat), pain_check=make_check(pat), found_at=NOON, level="RED"
        )
    )


def a_second_call_request_with_the_same_key(pat: Patient, ann: User) -> None:
    again(ContactRequest.objects.create(patient=pat, key=uuid.uuid4(), asked_at=NOON))


def a_second_contact_with_the_same_key(pat: Patient, ann: User) -> None:
    again(contact(pat, ann, channel="PHONE", outcome="SELF_CARE"))


def a_voicemail_that_was_a_talk(pat: Patient, ann: User) -> None:
    contact(pat, ann, channel="VOICEMAIL", outcome="SELF_CARE")


def a_message_that_was_a_talk(pat: Patient, ann: User) -> None:
    contact(pat, ann, channel="MESSAGE", outcome="CARER")


def contact(pat: Patient, ann: User, **told: str) -> Contact:
    return Contact.objects.create(patient=pat, nurse=ann, at=NOON, recorded_at=NOON, **told)


def a_second_mark_of_one_nurse(pat: Patient, ann: User) -> None:
    again(SeenMark.objects.create(check_seen=make_check(pat), nurse=ann, seen_at=NOON))


def a_danger_sign_that_sleeps(pat: Patient, ann: User) -> None:
    make_alert(pat, rule="red_flag", snoozed_until=NOON + timedelta(hours=1))


def a_wish_that_sleeps(pat: Patient, ann: User) -> None:
    make_alert(pat, rule="contact_wanted", snoozed_until=NOON + timedelta(hours=1))


def an_alert_closed_without_a_how(pat: Patient, ann: User) -> None:
    make_alert(pat, closed_at=NOON)


def a_reason_that_is_not_written(pat: Patient, ann: User) -> None:
    make_alert(pat, closed_at=NOON, closed_how="REASON", closed_by=ann)


def a_score_above_ten(pat: Patient, ann: User) -> None:
    make_check(pat, worst=10.1)


def a_threshold_that_no_score_reaches(pat: Patient, ann: User) -> None:
    ThresholdSettings.objects.create(patient=pat, severe=10)


REFUSED = (
    a_second_check_with_the_same_key,
    a_second_open_alert_of_one_rule,
    a_check_that_is_found_twice_by_one_alert,
    a_second_call_request_with_the_same_key,
    a_second_contact_with_the_same_key,
    a_voicemail_that_was_a_talk,
    a_message_that_was_a_talk,
    a_second_mark_of_one_nurse,
    a_danger_sign_that_sleeps,
    a_wish_that_sleeps,
    an_alert_closed_without_a_how,
    a_reason_that_is_not_written,
    a_score_above_ten,
    a_threshold_that_no_score_reaches,
)


@pytest.mark.parametrize("write", REFUSED, ids=[write.__name__ for write in REFUSED])
def test_the_database_refuses(write: Writes, pat: Patient, ann: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(pat, ann)


def test_a_closed_alert_leaves_room_for_a_new_one(pat: Patient, now: datetime) -> None:
    make_alert(pat, closed_at=now, closed_how="CLEARED")
    make_alert(pat)
    make_alert(pat, closed_at=now, closed_how="CLEARED")
