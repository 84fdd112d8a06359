"""What a patient was told to wait for stands on her pages until somebody has talked with her."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from diaries.models import Contact, Patient
from paincheck.accounts.models import Leave
from tests.factories import NOON, PatientFactory, make_check, make_nurse
from tests.integration.checking import fill_in

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NIGHT = NOON.replace(hour=22)


def read(patient, path="/diary/"):
    client = Client()
    client.force_login(patient.user, backend=BACKEND)
    page = client.get(path)
    return " ".join(page.content.decode().split())


def talk(patient, at):
    Contact.objects.create(
        patient=patient, nurse=patient.nurse, channel="PHONE", outcome="SELF_CARE",
        at=at, recorded_at=at,
    )  # fmt: skip


def test_home_says_that_a_call_is_asked_for_until_somebody_has_talked_with_her(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory()
    make_check(pat, at=NOON - timedelta(minutes=5), worst=3, wish="PLEASE")
    assert "You asked for a call today at" in read(pat)
    talk(pat, NOON - timedelta(minutes=1))
    assert "You asked for a call" not in read(pat)


def test_a_call_that_is_overdue_says_to_ring(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory()
    make_check(pat, at=NOON - timedelta(days=5), worst=3, wish="PLEASE")
    assert "If nobody has rung you yet, ring us." in read(pat)


def test_home_says_that_danger_was_told_and_whom_to_ring_until_somebody_has_talked(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory()
    make_check(pat, at=NOON - timedelta(minutes=5), worst=3, danger=True, danger_items=["NUMBNESS"])
    shown = read(pat)
    assert "You told us of a danger sign today at" in shown
    assert "Ring now, if you have not talked with anybody yet" in shown
    talk(pat, NOON)
    time_machine.move_to(NOON + timedelta(minutes=1))
    assert "You told us of a danger sign" not in read(pat)


def test_severe_pain_with_a_wish_is_promised_no_later_than_a_wish_for_today(time_machine):
    time_machine.move_to(NIGHT)
    mild, severe = PatientFactory(), PatientFactory()
    later = make_check(mild, at=NIGHT, worst=3, wish="PLEASE")
    sooner = make_check(severe, at=NIGHT, worst=9, wish="PLEASE")
    promised = {
        patient: read(patient, f"/check/{check.pk}/thanks/").split("should ring you by ")[1][:30]
        for patient, check in ((mild, later), (severe, sooner))
    }
    assert "11am" in promised[severe]
    assert promised[mild] != promised[severe]


@pytest.mark.parametrize(
    ("answers", "by"),
    [
        ({"worst": 3}, "Thursday at 9am"),
        ({"worst": 9}, "Wednesday at 11am"),
        ({"worst": 3, "now": 7}, "Wednesday at 11am"),
        ({"worst": 3, "danger": True, "danger_items": ["FEVER"]}, "Wednesday at 11am"),
    ],
)
def test_home_promises_a_call_as_soon_as_the_thanks_did(time_machine, answers, by):
    time_machine.move_to(NIGHT)
    pat = PatientFactory()
    check = make_check(pat, at=NIGHT, wish="PLEASE", **answers)
    time_machine.move_to(NIGHT + timedelta(minutes=5))
    for path in (f"/check/{check.pk}/thanks/", "/diary/"):
        assert f"should ring you by {by}." in read(pat, path), path


def test_the_thanks_say_in_one_breath_who_reads_and_who_rings(time_machine):
    time_machine.move_to(NIGHT)
    pat = PatientFactory()
    check = make_check(pat, at=NIGHT, wish="PLEASE")
    page = read(pat, f"/check/{check.pk}/thanks/")
    assert page.count("Nobody reads this before Wednesday at 9am.") == 1
    assert "9am. Then " in page


@pytest.mark.parametrize(("at", "first"), [(NOON, "01134960001"), (NIGHT, "01134960003")])
def test_severe_pain_says_which_number_to_ring_first_at_this_hour(time_machine, at, first):
    time_machine.move_to(at)
    pat = PatientFactory()
    site = pat.team.site
    site.urgent_phone, site.live_at = "", None
    site.save()
    check = make_check(pat, at=at, worst=9)
    page = read(pat, f"/check/{check.pk}/thanks/")
    said = page.index("At this hour, ring the top number first.")
    assert page.index("tel:", said) == page.index(f"tel:{first}")


def test_danger_names_999_where_the_top_number_is_another(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory()
    numb = make_check(pat, at=NOON, danger=True, danger_items=["NUMBNESS"])
    page = read(pat, f"/check/{numb.pk}/thanks/")
    assert page.index("Very hard to wake") < page.index("ring the top number first")
    asleep = make_check(pat, at=NOON, danger=True, danger_items=["HARD_TO_WAKE"])
    emergency = read(pat, f"/check/{asleep.pk}/thanks/")
    assert "ring the top number first" not in emergency  # it is 999, and stands above


def test_a_page_kept_for_any_hour_names_no_number_first():
    assert "ring the top number first" not in Client().get("/offline/").content.decode()


def test_home_says_until_when_the_checks_are_paused(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory(paused_at=NOON, paused_until=date(2026, 11, 30))
    assert "They begin again by themselves on Monday 30 November 2026." in read(pat)
    forever = PatientFactory(paused_at=NOON)
    assert "paused, until you begin again. You can still do one at any time." in read(forever)


def test_a_number_that_nobody_answers_now_does_not_stand_under_ring_now(time_machine):
    time_machine.move_to(NIGHT)
    pat = PatientFactory()
    site = pat.team.site
    site.team_phone, site.urgent_phone = "0113 496 0001", "0113 496 0002"
    site.save()
    check = make_check(pat, at=NIGHT, worst=9)
    shown = read(pat, f"/check/{check.pk}/thanks/")
    assert "tel:01134960002" in shown
    assert "tel:01134960001" not in shown


def test_who_stands_in_is_named_while_her_nurse_is_away(time_machine):
    time_machine.move_to(NOON)
    ann = make_nurse(first_name="Ann", sign_in_name="ann")
    bea = make_nurse(first_name="Bea", sign_in_name="bea", team=ann.team_places.get().team)
    pat = PatientFactory(nurse=ann)
    today = timezone.localtime(NOON).date()
    Leave.objects.create(nurse=ann, cover=bea, first_date=today, last_date=date(2030, 1, 1))
    assert "read by Bea or another nurse" in read(pat)
    assert "read by Ann" not in read(pat)


def test_in_hospital_the_thanks_say_to_tell_the_ward(time_machine):
    time_machine.move_to(NOON)
    pat = PatientFactory(status=Patient.Status.IN_HOSPITAL)
    check = make_check(pat, at=NOON, worst=9)
    assert "tell the nurses on your ward" in read(pat, f"/check/{check.pk}/thanks/")


def test_at_night_too_unwell_says_that_nobody_rings_before_the_morning(time_machine):
    time_machine.move_to(NIGHT)
    assert "Nobody can ring before" in read(PatientFactory())


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"worst": "9"}, True),
        ({"worst": "9", "danger": "no"}, False),
        ({"worst": "4"}, False),
    ],
)
def test_severe_pain_without_a_word_on_danger_is_asked_about_once_more(client, answers, asked):
    client.force_login(PatientFactory().user, backend=BACKEND)
    fill_in(client, **answers)
    page = client.get("/check/answers/").content.decode()
    assert ("You did not say if anything is new or worse" in page) is asked
