"""The patient's medicines: her list, an extra dose in two taps, and what she left off."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from diaries.actions import care, medicines
from diaries.models import ExtraDose, Medication, NoLongerTaken, Patient
from diaries.views.opened import OpenPage
from paincheck.accounts.models import User
from tests.factories import PatientFactory
from tests.integration.checking import do_check, fill_in, text_of
from tests.integration.doors import enter_by_code

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
LIST, DOSE, EARLIER = (
    "/diary/medicines/",
    "/diary/medicines/dose/",
    "/diary/medicines/dose/earlier/",
)


@pytest.fixture
def phone(pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    """Pat's browser."""
    return signed_in(pat.user)


def prescribe(
    patient: Patient, now: datetime, name: str = "Morphine liquid", purpose: str = "EXTRA"
) -> Medication:
    return care.start_medication(
        patient=patient, name=name, route="by mouth", purpose=purpose, dose="5 mg when needed",
        on=date(2026, 11, 3), by=patient.nurse, now=now,
    )  # fmt: skip


def press(phone: Client, address: str = DOSE, **told: Any) -> Any:
    page = phone.get(address).context["signed"]
    return phone.post(address, {"page": page, **told}, follow=True)


def test_her_list_is_the_nurses_list(phone: Client, pat: Patient, now: datetime) -> None:
    prescribe(pat, now)
    patch = prescribe(pat, now, "Fentanyl patch", "REGULAR")
    care.change_dose(
        medication=patch, dose="25 an hour", on=date(2026, 11, 20), by=pat.nurse, now=now
    )
    old = prescribe(pat, now, "Old tablets", "OTHER")
    care.stop_medication(medication=old, on=date(2026, 11, 24), by=pat.nurse, now=now)
    wrong = prescribe(pat, now, "Wrong tablets", "OTHER")
    care.void_change(change=wrong.changes.get(), reason="slip", by=pat.nurse, now=now)
    page = text_of(phone.get(LIST))
    for words in (
        "Fentanyl patch",
        "25 an hour",
        "Since 3 November",
        "Morphine liquid",
        "5 mg when",
    ):
        assert words in page
    for words in ("Old tablets", "Wrong tablets"):
        assert words not in page


def test_an_empty_list_says_who_keeps_it(phone: Client) -> None:
    assert "Ann keeps this list, and nothing is on it yet." in text_of(phone.get(LIST))


def test_an_extra_dose_is_two_taps(phone: Client, pat: Patient, now: datetime) -> None:
    medicine = prescribe(pat, now)
    assert f'href="{DOSE}"' in text_of(phone.get(LIST))
    page = text_of(press(phone, ago="30", medication=medicine.pk))
    dose = ExtraDose.objects.get()
    assert (dose.taken_at, dose.medication) == (now - timedelta(minutes=30), medicine)
    assert "Your extra dose is on your list." in page
    assert "today 11.30am" in page.lower()


def test_a_dose_needs_no_medicine_on_the_list(phone: Client, now: datetime) -> None:
    press(phone, ago="0")
    assert ExtraDose.objects.get().medication is None


def test_the_page_of_a_day_shows_its_doses(phone: Client, pat: Patient, now: datetime) -> None:
    medicine = prescribe(pat, now)
    press(phone, ago="30", medication=medicine.pk)
    press(phone, ago="0")
    medicines.take_back_dose(dose=ExtraDose.objects.get(medication=None), by=pat.user, now=now)
    page = text_of(phone.get("/diary/days/2026-11-24/"))
    assert "Extra doses on your list" in page
    assert "<strong>11.30am</strong>, Morphine liquid." in page
    assert page.count("doses__change") == 1
    assert phone.get("/diary/days/2026-11-23/").status_code == 404


def test_did_it_help_stands_before_taking_it_back(phone: Client) -> None:
    press(phone, ago="30")
    page = text_of(phone.get(LIST))
    assert page.index("Did it help?") < page.index("Take this back")


def test_of_several_medicines_none_is_chosen_for_her(
    phone: Client, pat: Patient, now: datetime
) -> None:
    prescribe(pat, now)
    second = prescribe(pat, now, "Oxycodone liquid")
    assert "checked" not in text_of(phone.get(DOSE))
    assert f'value="{second.pk}" checked' in text_of(phone.get(f"{DOSE}?of={second.pk}"))
    press(phone, ago="0", medication="")
    assert ExtraDose.objects.get().medication is None


def test_the_same_page_pressed_twice_is_one_dose(phone: Client) -> None:
    page = phone.get(DOSE).context["signed"]
    for ago in ("0", "0", "60"):
        phone.post(DOSE, {"page": page, "ago": ago})
    assert ExtraDose.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ago": "5"},
        {"ago": "\x00"},
        {"ago": "-30"},
        {"ago": "0", "medication": "999999"},
        {"ago": "0", "medication": "💊"},
        {"ago": "0", "page": "nonsense"},
        {"ago": "0", "page": ""},
    ],
)
def test_a_press_that_cannot_be_read_is_told_and_nothing_is_kept(
    phone: Client, told: dict[str, str]
) -> None:
    answer = phone.post(DOSE, {"page": phone.get(DOSE).context["signed"]} | told)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert not ExtraDose.objects.exists()


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({"day": "today", "at": "09:30"}, datetime(2026, 11, 24, 9, 30)),
        ({"day": "yesterday", "at": "23:00"}, datetime(2026, 11, 23, 23, 0)),
        ({"day": "today", "at": "12:00"}, datetime(2026, 11, 24, 12, 0)),
    ],
)
def test_another_time_of_today_or_yesterday(
    phone: Client, told: dict[str, str], at: datetime
) -> None:
    press(phone, EARLIER, **told)
    assert ExtraDose.objects.get().taken_at.replace(tzinfo=None) == at


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Choose today or yesterday"),
        ({"day": "today"}, "Choose a time"),
        ({"day": "today", "at": "12:30"}, "This time has not come yet"),
        ({"day": "tomorrow", "at": "12:00"}, "Choose today or yesterday"),
        ({"day": "yesterday", "at": "25:00"}, "Choose a time"),
        ({"day": "yesterday", "at": "1" * 100_000}, "Choose a time"),
    ],
)
def test_a_time_that_cannot_be_is_told(phone: Client, told: dict[str, str], words: str) -> None:
    answer = press(phone, EARLIER, **told)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ExtraDose.objects.exists()


def test_the_hour_that_the_clocks_skip_is_no_failure(pat: Patient, signed_in: SignIn) -> None:
    with time_machine.travel(datetime(2026, 3, 29, 11, 0), tick=False):
        press(signed_in(pat.user), EARLIER, day="today", at="01:30")
    assert ExtraDose.objects.get().taken_at.replace(tzinfo=None) == datetime(2026, 3, 29, 1, 30)


def test_the_fourth_dose_says_at_once_whom_to_ring(phone: Client, now: datetime) -> None:
    for ago in ("120", "60", "30"):
        assert "You needed a lot of extra painkiller" not in text_of(press(phone, ago=ago))
    page = text_of(press(phone, ago="0"))
    assert "You needed a lot of extra painkiller" in page
    assert "0113 496 0001" in page
    start = page.index("You needed a lot")
    assert start < page.index("0113 496 0001", start) < page.index("<h1")
    assert Alert.objects.get().rule == "many_extra_doses"


def test_whether_it_helped_is_asked_later_and_on_home_in_one_line(
    phone: Client, pat: Patient, now: datetime
) -> None:
    for hours_ago in (3, 2):
        medicines.note_dose(
            patient=pat, key=uuid.uuid4(), taken_at=now - timedelta(hours=hours_ago),
            medication=None, by=pat.user, now=now,
        )  # fmt: skip
    home = text_of(phone.get("/diary/"))
    assert home.count("Did your extra dose help") == 1
    last = ExtraDose.objects.latest("taken_at")
    phone.post(f"/diary/medicines/doses/{last.pk}/helped/", {"helped": "A_LITTLE"})
    last.refresh_from_db()
    assert (last.helped, last.helped_at) == ("A_LITTLE", now)
    assert "It helped a little." in text_of(phone.get(LIST))
    assert "Did your extra dose help (today 9am)?" in text_of(phone.get("/diary/"))
    first = ExtraDose.objects.earliest("taken_at")
    phone.post(f"/diary/medicines/doses/{first.pk}/helped/", {"helped": "NO"})
    assert "Did your extra dose help" not in text_of(phone.get("/diary/"))


def test_numbers_beyond_reason_are_nowhere(phone: Client) -> None:
    huge = 10**30
    assert phone.get(f"/diary/medicines/{huge}/left-off/").status_code == 404
    assert phone.post(f"/diary/medicines/left-off/{huge}/take-back/").status_code == 404
    assert phone.get(f"{DOSE}?of=%00{huge}").status_code == 200


def test_a_dose_just_taken_is_not_asked_about(phone: Client) -> None:
    page = text_of(press(phone, ago="0"))
    assert 'value="A_LOT"' not in page
    assert "Did your extra dose help" not in text_of(phone.get("/diary/"))


def test_a_dose_taken_back_is_gone_from_the_list(phone: Client, now: datetime) -> None:
    press(phone, ago="0")
    dose = ExtraDose.objects.get()
    for _ in range(2):
        page = phone.post(f"/diary/medicines/doses/{dose.pk}/take-back/", follow=True)
        assert "The dose is off your list." in text_of(page)
        assert "last 7 days" not in text_of(page)
    dose.refresh_from_db()
    assert dose.removed_at == now


def test_nonsense_about_help_changes_nothing(phone: Client) -> None:
    press(phone, ago="0")
    dose = ExtraDose.objects.get()
    for helped in ("", "VERY", "\x00", "x" * 100_000):
        answer = phone.post(f"/diary/medicines/doses/{dose.pk}/helped/", {"helped": helped})
        assert answer.status_code == 302
    dose.refresh_from_db()
    assert dose.helped == ""


def test_she_says_what_she_left_off_and_the_list_stays(
    phone: Client, pat: Patient, now: datetime
) -> None:
    medicine = prescribe(pat, now)
    address = f"/diary/medicines/{medicine.pk}/left-off/"
    assert "Some painkillers must not be stopped all at once" in text_of(phone.get(address))
    page = text_of(press(phone, address, why="It made me\r\nsick 🤢 \u202eabc"))
    said = NoLongerTaken.objects.get()
    assert said.why == "It made me\nsick 🤢 \u202eabc"
    assert "You said that you no longer take this, today 12pm" in page.replace("midday", "12pm")
    assert "Ann has not looked at it yet" in page
    press(phone, LIST and address)
    assert NoLongerTaken.objects.count() == 1
    assert medicine.changes.count() == 1


@pytest.mark.parametrize("why", ["\x00", "x" * 301, "x" * 100_000])
def test_a_reason_that_cannot_be_kept_is_told(
    phone: Client, pat: Patient, now: datetime, why: str
) -> None:
    address = f"/diary/medicines/{prescribe(pat, now).pk}/left-off/"
    answer = press(phone, address, why=why)
    assert answer.status_code == 422
    assert not NoLongerTaken.objects.exists()


def test_the_day_by_which_a_nurse_looks_at_it_is_said_and_what_if_not(
    phone: Client, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    medicine = prescribe(pat, now)
    address = f"{LIST}{medicine.pk}/left-off/"
    page = text_of(phone.get(address))
    assert "Some painkillers must not be stopped all at once." in page
    assert "They should read it by Wednesday at midday." in page
    assert "A nurse should look at it by Wednesday at midday." in text_of(press(phone, address))
    with time_machine.travel(now + timedelta(days=2), tick=False):
        late = text_of(signed_in(pat.user).get(LIST))
    assert "That should have been done by Wednesday 25 November at midday. Please ring us." in late


def test_she_takes_it_back(phone: Client, pat: Patient, now: datetime) -> None:
    medicine = prescribe(pat, now)
    press(phone, f"/diary/medicines/{medicine.pk}/left-off/")
    said = NoLongerTaken.objects.get()
    for _ in range(2):
        page = phone.post(f"/diary/medicines/left-off/{said.pk}/take-back/", follow=True)
        assert "I no longer take this" in text_of(page)
    said.refresh_from_db()
    assert said.taken_back_at == now


def test_what_is_another_patients_is_nowhere(phone: Client, ann: User, now: datetime) -> None:
    other = PatientFactory(nurse=ann)
    medicine = prescribe(other, now)
    dose = medicines.note_dose(
        patient=other, key=uuid.uuid4(), taken_at=now, medication=None, by=other.user, now=now
    )
    said = medicines.say_no_longer_taken(
        medication=medicine, key=uuid.uuid4(), why="", by=other.user, now=now
    )
    assert phone.get(f"/diary/medicines/doses/{dose.pk}/").status_code == 404
    assert (
        phone.post(f"/diary/medicines/doses/{dose.pk}/helped/", {"helped": "NO"}).status_code == 404
    )
    assert phone.get(f"/diary/medicines/{medicine.pk}/left-off/").status_code == 404
    assert phone.post(f"/diary/medicines/left-off/{said.pk}/take-back/").status_code == 404
    phone.post(f"/diary/medicines/doses/{dose.pk}/take-back/")
    page = OpenPage(other.pk, uuid.uuid4(), since_last=False, amends_id=None).sign()
    assert phone.post(DOSE, {"page": page, "ago": "0"}).status_code == 422
    dose.refresh_from_db()
    assert (dose.helped, dose.removed_at) == ("", None)
    assert ExtraDose.objects.count() == 1


def test_a_press_after_the_sign_in_ended_is_not_lost(pat: Patient, phone: Client) -> None:
    page = phone.get(DOSE).context["signed"]
    phone.logout()
    phone.post(DOSE, {"page": page, "ago": "0"})
    assert not ExtraDose.objects.exists()
    enter_by_code(phone, pat.user)
    phone.get("/check/kept/")
    assert ExtraDose.objects.count() == 1


def test_the_check_is_filled_in_with_what_was_noted(phone: Client, now: datetime) -> None:
    for ago in ("60", "30"):
        press(phone, ago=ago)
    page = text_of(phone.get("/check/"))
    assert "You noted 2 in your list" in page
    assert phone.get("/check/").context["form"].initial["extra_doses"] == 2
    do_check(phone, worst="2", extra_doses="2")
    assert not Alert.objects.exists()


def test_many_doses_in_the_list_are_a_reason_to_ring_after_a_check(phone: Client) -> None:
    for ago in ("120", "60", "30"):
        press(phone, ago=ago)
    many = "You needed a lot of extra painkiller"
    assert many not in text_of(do_check(phone, worst="2", extra_doses="1"))
    press(phone, ago="0")
    assert many in text_of(do_check(phone, worst="2", extra_doses="1"))


def test_taking_early_is_not_suggested_beside_many_noted_doses(phone: Client, pat: Patient) -> None:
    pat.early_painkillers = True
    pat.save()
    early = "you can take your extra painkiller early"
    assert early in text_of(do_check(phone, worst="8", danger="no", extra_doses="1"))
    for ago in ("120", "60", "30", "0"):
        press(phone, ago=ago)
    assert early not in text_of(do_check(phone, worst="8", danger="no", extra_doses="1"))


def test_without_a_noted_dose_the_question_stays_empty(phone: Client) -> None:
    page = phone.get("/check/")
    assert page.context["form"].initial["extra_doses"] is None
    assert "in your list" not in text_of(page)


def test_what_she_answers_herself_stands(phone: Client) -> None:
    press(phone, ago="30")
    fill_in(phone, worst="2", extra_doses="3")
    page = phone.get("/check/")
    assert page.context["form"].initial["extra_doses"] == 3
    assert "You noted 1 in your list" in text_of(page)


def test_the_list_asks_as_often_however_long_it_is(
    phone: Client, pat: Patient, now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            phone.get(LIST)
        return len(found)

    prescribe(pat, now)
    press(phone, ago="0")
    phone.get(LIST)  # shows what was said about the press
    few = queries()
    for number in range(4):
        prescribe(pat, now, f"Tablet {number}")
        press(phone, ago="30")
    phone.get(LIST)
    assert queries() == few
