"""Ways in which something a patient told was lost or promised untruly, found by a third reader."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from alerts.actions import answering, flagging, rounds
from alerts.actions.unread import read_by_nurse
from alerts.models import Alert
from diaries.actions import checks, drafts, fuller, medicines, messages
from diaries.answers import Answers
from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Medication,
    Message,
    NoLongerTaken,
    PainCheck,
    Patient,
)
from paincheck.accounts.models import User
from paincheck.backup.manifest import ONLY_GROW
from tests.factories import make_check
from tests.integration.checking import text_of

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SignIn = Callable[[User], Client]
SICK = {"drowsiness": "MODERATE", "confusion": "SEVERE", "jerking": "MODERATE"}
RING = "What you told us may be a danger sign. Ring now."


@pytest.fixture
def phone(pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    return signed_in(pat.user)


# A fuller check open on two devices


def opened(phone: Client, step: str) -> str:
    phone.post("/fuller/", {"key": str(uuid.uuid4())})
    return str(phone.get(f"/fuller/{step}/").context["signed"])


@pytest.mark.parametrize("how", ["sent_at", "left_at"])
def test_danger_on_a_page_of_a_fuller_check_that_was_sent_or_left_elsewhere_is_told(
    phone: Client, now: datetime, how: str
) -> None:
    page = opened(phone, "mind")
    FullerCheck.objects.update(**{how: now})
    answer = phone.post("/fuller/mind/", {"page": page, **SICK})
    assert RING in text_of(answer)
    assert DangerSaid.objects.get().items == ["CONFUSED", "JERKING", "SLEEPIER"]
    assert Alert.objects.get().rule == "red_flag"


def test_answers_that_came_after_the_sending_are_not_said_to_be_sent(
    phone: Client, now: datetime
) -> None:
    page = opened(phone, "relief")
    FullerCheck.objects.update(sent_at=now)
    answer = phone.post("/fuller/relief/", {"page": page, "relief": "30"}, follow=True)
    assert "What you have just put is not with them" in text_of(answer)
    assert not DangerSaid.objects.exists()


def test_a_fuller_check_sent_between_the_look_and_the_save_is_no_error(
    phone: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(phone, "mind")

    def sent_meanwhile(**_: Any) -> None:
        FullerCheck.objects.update(sent_at=now)
        raise fuller.NotOpen(FullerCheck.objects.get())

    monkeypatch.setattr(fuller, "save", sent_meanwhile)
    answer = phone.post("/fuller/mind/", {"page": page, **SICK})
    assert RING in text_of(answer)


# One draft a patient


def keep(pat: Patient, at: datetime, key: uuid.UUID | None = None, **answers: object) -> None:
    told = Answers(**answers)  # type: ignore[arg-type]
    drafts.save(patient=pat, answers=told, key=key or uuid.uuid4(), by=pat.user, now=at)


@pytest.mark.parametrize(("wish", "today"), [("TODAY", True), ("PLEASE", False)])
def test_a_wish_in_an_unfinished_check_outlives_a_check_begun_on_another_device(
    pat: Patient, now: datetime, wish: str, today: bool
) -> None:
    keep(pat, now, worst=Decimal(3), wish=wish)
    keep(pat, now + 5 * MINUTE, worst=Decimal(1))
    asked = ContactRequest.objects.get()
    assert (asked.today, asked.too_unwell, asked.asked_at) == (today, False, now)
    rounds.flag_waiting(now=now + 5 * MINUTE)
    assert Alert.objects.get().wish == wish


def test_a_wish_that_the_rules_have_heard_is_not_asked_twice(pat: Patient, now: datetime) -> None:
    keep(pat, now, worst=Decimal(3), wish="TODAY")
    rounds.flag_waiting(now=now + 15 * MINUTE)
    keep(pat, now + HOUR, worst=Decimal(1))
    assert not ContactRequest.objects.exists()


def test_a_wish_taken_back_on_the_same_page_is_none(pat: Patient, now: datetime) -> None:
    key = uuid.uuid4()
    keep(pat, now, key, worst=Decimal(3), wish="TODAY")
    keep(pat, now + MINUTE, key, worst=Decimal(3), wish="NO")
    keep(pat, now + 2 * MINUTE, worst=Decimal(1))
    assert not ContactRequest.objects.exists()


def test_a_correction_takes_no_unfinished_check_away_that_no_rule_has_seen(
    pat: Patient, now: datetime
) -> None:
    sent = make_check(pat, at=now - HOUR, worst=3)
    keep(pat, now, worst=Decimal(9), wish="TODAY")
    checks.amend(check=sent, answers=Answers(worst=Decimal(4)), by=pat.user, now=now + MINUTE)
    rounds.flag_waiting(now=now + 15 * MINUTE)
    assert Alert.objects.get(rule="unfinished_check").wish == "TODAY"


def test_a_correction_that_was_sent_leaves_no_draft_of_itself(pat: Patient, now: datetime) -> None:
    sent = make_check(pat, at=now - HOUR, worst=3)
    told = Answers(worst=Decimal(9), wish="TODAY")
    drafts.save(patient=pat, answers=told, key=uuid.uuid4(), by=pat.user, now=now, amends=sent)
    checks.amend(check=sent, answers=told, by=pat.user, now=now)
    assert not CheckDraft.objects.exists()


# A page that a phone kept for days


def hand_over(phone: Client, at: datetime, **answers: str) -> None:
    """As static/js/offline-send.js does with the answers of a page that could not be sent."""
    page = phone.get("/check/").context["page"]
    CheckDraft.objects.all().delete()
    told = {"page": page, "kept_at": at.isoformat(), **answers}
    assert phone.post("/check/keep/", told).status_code == 200


def test_answers_that_a_phone_kept_for_days_are_not_filled_in_as_todays(
    phone: Client, now: datetime
) -> None:
    hand_over(phone, now - 3 * DAY, worst="9")
    assert CheckDraft.objects.get().saved_at == now - 3 * DAY
    assert "3 days ago" not in text_of(phone.get("/diary/"))
    assert not phone.get("/check/").context["form"].initial.get("worst")


def test_answers_that_a_phone_kept_for_days_tell_the_nurse_their_age(
    phone: Client, now: datetime
) -> None:
    hand_over(phone, now - 3 * DAY, worst="9", wish="PLEASE")
    rounds.flag_waiting(now=now)
    alert = Alert.objects.get()
    assert (alert.rule, alert.level) == ("unfinished_check", "AMBER")
    assert "left 3 days ago: how is it now?" in alert.sentence


def test_answers_that_a_phone_kept_take_no_newer_ones_away_and_lose_no_wish_and_no_danger(
    phone: Client, pat: Patient, now: datetime
) -> None:
    page = phone.get("/check/").context["page"]
    keep(pat, now - HOUR, worst=Decimal(2))
    told = {"page": page, "kept_at": (now - DAY).isoformat(), "worst": "9", "wish": "TODAY"}
    signs = {"danger": "yes", "danger_items": "FEVER"}
    assert phone.post("/check/keep/", told | signs).status_code == 200
    assert CheckDraft.objects.get().answers["worst"] == "2"
    assert DangerSaid.objects.get().items == ["FEVER"]
    assert ContactRequest.objects.get().asked_at == now - DAY


@pytest.mark.parametrize("kept_at", ["", "\x00", "yesterday", "2999-01-01T00:00:00Z", "2026-11-24"])
def test_a_time_that_no_phone_has_is_now(phone: Client, now: datetime, kept_at: str) -> None:
    page = phone.get("/check/").context["page"]
    phone.post("/check/keep/", {"page": page, "kept_at": kept_at, "worst": "4"})
    assert CheckDraft.objects.get().saved_at == now


# Two pages pressed while nobody was signed in


def test_what_was_pressed_on_two_pages_after_the_sign_in_had_ended_is_all_done(
    phone: Client, pat: Patient, signed_in: SignIn
) -> None:
    call = phone.get("/diary/call/").context["signed"]
    letter = phone.get("/diary/messages/").context["signed"]
    phone.logout()
    pressed = {"page": call, "when": "soon"}
    for _ in range(2):
        assert "We kept your answers" in text_of(phone.post("/diary/call/", pressed))
    phone.post("/diary/messages/", {"page": letter, "text": "My patch has come off"})
    home = signed_in(pat.user)
    for _ in range(2):
        home.get("/diary/", follow=True)
    assert ContactRequest.objects.count() == 1
    assert Message.objects.get().text == "My patch has come off"


# A phone whose clock is wrong


def test_a_check_written_without_a_network_on_a_phone_that_runs_ahead_is_taken(
    phone: Client, now: datetime
) -> None:
    sent = {
        "key": str(uuid.uuid4()),
        "answered_at": (now + 3 * DAY).isoformat(),
        "worst": 9,
        "wish": "PLEASE",
        "offline": True,
    }
    for code in (201, 200):
        answer = phone.post("/api/checks/", sent, content_type="application/json")
        assert answer.status_code == code
    check = PainCheck.objects.get()
    assert (check.answered_at, check.day) == (now, now.date())
    rounds.flag_waiting(now=now)
    assert {alert.rule for alert in Alert.objects.all()} == {"severe_pain", "contact_wanted"}


# Taken back, then said again


def test_a_dose_noted_again_on_the_page_after_it_was_taken_back_counts(
    pat: Patient, now: datetime
) -> None:
    told: dict[str, Any] = {
        "patient": pat, "key": uuid.uuid4(), "taken_at": now, "medication": None, "by": pat.user,
    }  # fmt: skip
    slip = medicines.note_dose(**told, now=now)
    medicines.take_back_dose(dose=slip, by=pat.user, now=now)
    again = [medicines.note_dose(**told, now=now + MINUTE) for _ in range(2)]
    assert again[0] == again[1]
    assert ExtraDose.objects.standing().get() == again[0]


def test_a_medicine_left_off_again_after_it_was_taken_back_is_seen(
    pat: Patient, ann: User, now: datetime
) -> None:
    row = Medication.objects.create(patient=pat, name="Paracetamol")
    told: dict[str, Any] = {"medication": row, "key": uuid.uuid4(), "why": "", "by": pat.user}
    first = medicines.say_no_longer_taken(**told, now=now)
    medicines.take_back_no_longer_taken(said=first, by=pat.user, now=now)
    again = [medicines.say_no_longer_taken(**told, now=now + MINUTE) for _ in range(2)]
    assert again[0] == again[1]
    assert NoLongerTaken.objects.get(taken_back_at__isnull=True) == again[0]


# A backup


def test_a_backup_counts_whatever_a_patient_told() -> None:
    """A draft is no more than on its way: what it told stands elsewhere."""
    assert set(flagging.KINDS.values()) - {CheckDraft} <= set(ONLY_GROW)


# A situation taken back


def test_an_alert_of_messages_that_were_read_meanwhile_does_not_come_back(
    pat: Patient, ann: User, now: datetime
) -> None:
    messages.send_to_nurses(patient=pat, text="Hello", key=uuid.uuid4(), by=pat.user, now=now)
    late = Message.objects.get().promised_by + MINUTE
    rounds.flag_waiting(now=late)
    change(pat, "DISCHARGED", ann, late)
    read_by_nurse(patient=pat, shown=list(Message.objects.all()), by=ann, now=late + MINUTE)
    change(pat, "ACTIVE", ann, late + HOUR)
    assert not Alert.objects.open().exists()


def test_an_alert_of_messages_that_nobody_read_comes_back(
    pat: Patient, ann: User, now: datetime
) -> None:
    messages.send_to_nurses(patient=pat, text="Hello", key=uuid.uuid4(), by=pat.user, now=now)
    late = Message.objects.get().promised_by + MINUTE
    rounds.flag_waiting(now=late)
    change(pat, "DISCHARGED", ann, late)
    change(pat, "ACTIVE", ann, late + HOUR)
    assert Alert.objects.open().get().rule == "message_unread"


def change(pat: Patient, status: str, by: User, at: datetime) -> None:
    answering.change_situation(patient=Patient.objects.get(pk=pat.pk), status=status, by=by, now=at)


# Wishes after hours


@pytest.mark.parametrize("address", ["/diary/start/talk/", "/diary/too-unwell/"])
def test_a_wish_that_asks_for_no_day_is_due_soon_after_the_next_opening(
    pat: Patient, signed_in: SignIn, address: str
) -> None:
    late = datetime.fromisoformat("2026-11-24T22:00:00+00:00")
    with time_machine.travel(late, tick=False):
        answer = signed_in(pat.user).post(address, {"key": str(uuid.uuid4())}, follow=True)
        rounds.flag_waiting(now=late)
    assert ContactRequest.objects.get().today
    assert "should ring you by Wednesday at 11am." in text_of(answer)
    assert Alert.objects.get().due_at.date() == (late + DAY).date()
