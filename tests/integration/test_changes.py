"""What has changed since she last looked: in words, at the top of the patient's page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from clinicians.actions.looking import look
from clinicians.actions.notes import write_note
from clinicians.models import HandOver, LastLook
from clinicians.queries.changes import WISHES, changes_since_last_look, read_for
from diaries.actions import care, medicines, messages
from diaries.actions.patients import set_status
from diaries.actions.requests import ask_for_contact
from diaries.models import Contact, Patient
from paincheck.accounts.models import Leave, User
from tests.factories import make_alert, make_check, make_fuller
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def looked(ann: User, pat: Patient, now: datetime) -> datetime:
    """Ann looked two hours ago."""
    LastLook.objects.create(patient=pat, nurse=ann, looked_at=now - 2 * HOUR)
    return now - 2 * HOUR


def told(patient: Patient, nurse: User, now: datetime) -> list[str]:
    patient = Patient.objects.select_related("team__site", "nurse").get(pk=patient.pk)
    last, rows = read_for(patient, nurse, now)
    found = changes_since_last_look(patient, nurse, now, last, rows)
    return [line.words for line in found.lines]


def looks(patient: Patient, nurse: User, at: datetime) -> None:
    look(patient=patient, shown=[], messages=[], by=nurse, now=at)


def test_new_checks_stand_in_one_line_with_the_highest_score(
    ann: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    make_check(pat, at=now - 3 * HOUR, worst=9)  # before her last look
    make_check(pat, at=now - HOUR, worst=8)
    make_check(pat, at=now, worst=4)
    assert told(pat, ann, now) == [
        "2 checks came in, highest worst pain 8, severe (today 11am)",
    ]


def test_danger_and_wishes_stand_first(
    ann: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    make_check(pat, at=now, worst=4, danger=True, danger_items=("NUMBNESS",), wish="TODAY")
    lines = told(pat, ann, now)
    assert lines[0].startswith("Danger: numbness or tingling")
    assert "contact me today" in lines[1]
    assert lines[2].startswith("A check came in, worst pain 4, mild")


def test_whatever_patient_and_colleagues_did_is_told(
    ann: User, bea: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    ask_for_contact(patient=pat, key=uuid4(), today=True, too_unwell=True, by=pat.user, now=now)
    messages.send_to_nurses(patient=pat, key=uuid4(), text="Hello", by=pat.user, now=now)
    medicine = care.start_medication(
        patient=pat, name="Morphine", route="", purpose="EXTRA", dose="5 mg", on=now.date(),
        by=bea, now=now,
    )  # fmt: skip
    medicines.note_dose(
        patient=pat, key=uuid4(), taken_at=now, medication=None, by=pat.user, now=now
    )
    medicines.say_no_longer_taken(medication=medicine, key=uuid4(), why="", by=pat.user, now=now)
    care.log_contact(
        patient=pat, key=uuid4(), channel="VISIT", outcome="GP", at=now - HOUR, note="",
        try_again_at=None, by=bea, now=now,
    )  # fmt: skip
    make_alert(pat, opened_at=now - HOUR, rule="rising_pain", level="AMBER", sentence="up by 3")
    make_alert(pat, opened_at=now - 9 * HOUR, closed_at=now, closed_by=bea, closed_how="CONTACT")
    make_fuller(pat, at=now, sent_at=now, flares=1)
    write_note(patient=pat, key=uuid4(), text="Her son has the key.", by=bea, now=now)
    set_status(patient=pat, status="IN_HOSPITAL", by=bea, now=now)
    assert told(pat, ann, now) == [
        "Too unwell to answer, asks for contact (today midday)",
        "Now in hospital (today midday)",
        "Says: no longer takes Morphine",
        "Alert closed by Bea: worst pain 8 (talked with the patient or carer)",
        "New alert, soon: up by 3",
        "New fuller check (today midday)",
        "1 new message",
        "1 extra dose noted",
        "Morphine: started 5 mg (Bea)",
        "Bea: home visit, talked: GP or community team asked (today 11am)",
        "Bea wrote in the notes",
    ]


def test_after_a_long_leave_the_list_is_still_one_to_read(
    ann: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    for minutes in range(9):
        at = now - timedelta(minutes=minutes)
        make_check(pat, at=at, danger=True, danger_items=("NUMBNESS",))
    lines = told(pat, ann, now)
    assert lines[3].endswith("(today midday)")  # the last four, in their order
    assert lines[4] == "and 5 more like these"
    assert len(lines) == 6


def test_what_she_did_herself_is_no_news_to_her(
    ann: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    care.start_medication(
        patient=pat, name="Morphine", route="", purpose="EXTRA", dose="5 mg", on=now.date(),
        by=ann, now=now,
    )  # fmt: skip
    care.log_contact(
        patient=pat, key=uuid4(), channel="VISIT", outcome="GP", at=now - HOUR, note="",
        try_again_at=None, by=ann, now=now,
    )  # fmt: skip
    write_note(patient=pat, key=uuid4(), text="Her son has the key.", by=ann, now=now)
    make_alert(pat, opened_at=now - 9 * HOUR, closed_at=now, closed_by=ann, closed_how="CONTACT")
    assert told(pat, ann, now) == []


def test_a_hand_over_leads_to_its_note(
    ann: User, bea: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    HandOver.objects.create(
        patient=pat, from_team=pat.team, to_team=pat.team, from_nurse=bea, to_nurse=ann,
        note="Hard of hearing: ring twice.", by=bea, at=now,
    )  # fmt: skip
    assert told(pat, ann, now) == ["Handed over from Bea to Ann, with a note"]


def test_looking_again_within_half_an_hour_is_the_same_look(
    ann: User, pat: Patient, now: datetime
) -> None:
    looks(pat, ann, now - 5 * HOUR)
    make_check(pat, at=now - HOUR, worst=8)
    looks(pat, ann, now)
    assert len(told(pat, ann, now + timedelta(minutes=29))) == 1
    looks(pat, ann, now + timedelta(minutes=29))
    row = LastLook.objects.get()
    assert (row.before_at, row.looked_at) == (now - 5 * HOUR, now)
    assert told(pat, ann, now + timedelta(minutes=30)) == []


def test_each_nurse_has_looked_for_herself(
    ann: User, bea: User, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - 3 * HOUR)
    looks(pat, ann, now - 2 * HOUR)
    assert told(pat, ann, now) == []
    assert len(told(pat, bea, now)) == 1


def test_opening_the_page_is_a_look_and_its_head_is_none(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(ann)
    desk.head(f"/patients/{pat.code}/")
    assert not LastLook.objects.exists()
    assert "you have not looked here before" in text_of(desk.get(f"/patients/{pat.code}/"))
    LastLook.objects.update(looked_at=now - HOUR)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "What has changed Since today 11am Nothing has changed." in said


def test_a_page_of_somebody_elses_patient_says_so(
    bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    said = text_of(signed_in(bea).get(f"/patients/{pat.code}/"))
    assert "This is Ann’s patient. What is new is marked as seen by you." in said


def test_who_covers_today_is_told_nothing_of_the_kind(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    Leave.objects.create(nurse=ann, cover=bea, first_date=now.date(), last_date=now.date())
    assert "This is Ann’s patient" not in text_of(signed_in(bea).get(f"/patients/{pat.code}/"))


def test_where_it_hurts_is_shown_side_by_side_and_what_is_new_is_said(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    days = [now - timedelta(days=days) for days in (14, 7, 0)]
    make_fuller(pat, at=days[0], sent_at=days[0], sites=("B_LOWER_BACK",), sleep=7)
    make_fuller(pat, at=days[1], sent_at=days[1], sleep=5, drowsiness="MILD")  # none marked
    make_fuller(pat, at=days[2], sent_at=days[2], sites=("F_HEAD",), most="F_HEAD", sleep=3)
    body = signed_in(ann).get(f"/patients/{pat.code}/")
    assert body.content.count(b'class="site-maps__one"') == 2
    said = text_of(body)
    assert "10 November Front right left Back left right Lower back 24 November" in said
    assert "Head or face (hurts most) New: Head or face No longer: Lower back" in said
    assert "In the way of sleep 7 of 10 5 of 10 3 of 10 Drowsiness – Mild –" in said


def test_a_page_shown_again_within_the_first_look_says_when_that_began(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(ann)
    desk.get(f"/patients/{pat.code}/")
    again = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "you have not looked here before" not in again
    assert "this is your first look here, begun today midday" in again


def test_nothing_is_to_be_looked_at_first_once_somebody_has_talked_with_her_since(
    ann: User, bea: User, pat: Patient, looked: datetime, now: datetime
) -> None:
    def first() -> dict[str, bool]:
        patient = Patient.objects.select_related("team__site", "nurse").get(pk=pat.pk)
        last, rows = read_for(patient, ann, now)
        found = changes_since_last_look(patient, ann, now, last, rows)
        return {line.words: line.pressing for line in found.lines}

    def contact(nurse: User, minutes: int, outcome: str = "SELF_CARE") -> Contact:
        at = now - timedelta(minutes=minutes)
        told = {"channel": "PHONE", "outcome": outcome, "at": at, "recorded_at": at}
        return Contact.objects.create(patient=pat, nurse=nurse, **told)

    danger = "Danger: numbness or tingling (today 11am)"
    make_check(pat, at=now - HOUR, worst=4, danger=True, danger_items=("NUMBNESS",))
    contact(ann, 90)  # before the check
    contact(ann, 20, "NO_ANSWER")
    assert first()[danger] is True
    talk = contact(bea, 10)
    assert first()[f"{danger}. Talked about since, by Bea, today 11.50am"] is False
    late = make_check(pat, at=now - timedelta(minutes=30), worst=4, wish="TODAY")
    late.received_at = now
    late.save()
    wish = f"‘{WISHES['TODAY']}’ (today 11.30am)"  # it waited on her phone during the call
    assert first()[wish] is True
    talk.voided_at, talk.voided_by, talk.void_reason = now, bea, "Another patient"
    talk.save()
    assert first()[danger] is True
