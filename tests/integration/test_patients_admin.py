"""Registering, editing, handing over, the situation, the letter, and checks that nurses take."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alerts.models import Alert
from diaries.actions import patients
from diaries.models import PainCheck, Patient, SeenMark
from paincheck.accounts.actions.doors import remember_phone
from paincheck.accounts.models import RememberedDevice, Role, Site, User
from paincheck.audit.models import AuditEvent
from tests.factories import TeamFactory, make_alert, make_nurse
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


BORN = {"born_on_day": "2", "born_on_month": "3", "born_on_year": "1950"}
BIRTH_LEFT_OUT = dict.fromkeys(BORN, "")


def place_of(nurse: User) -> str:
    return f"{nurse.team_places.get().team_id}-{nurse.pk}"


def register(desk: Client, nurse: User, **told: Any) -> Any:
    usual = {
        "first_name": "Rosa",
        "last_name": "Field",
        "place": place_of(nurse),
        "schedule": "DAILY",
        "world": "LIVE",
        **BORN,
    }
    if "no_phone" not in told:
        usual["phone"] = "07700 900123"
    return desk.post("/patients/register/", usual | told)


def test_a_patient_is_registered_with_a_sign_in(desk: Client, ann: User) -> None:
    answer = register(desk, ann, phone="07700 900 123", pain_goal="3", born_on_day="2",
                      born_on_month="3", born_on_year="1950")  # fmt: skip
    patient = Patient.objects.get()
    assert answer["Location"] == f"/patients/{patient.code}/"
    assert (patient.nurse, patient.pain_goal, patient.phone) == (ann, 3, "+447700900123")
    assert patient.user.roles.get().role == "PATIENT"


def test_the_sentence_for_the_next_page_is_in_no_cookie(desk: Client, ann: User) -> None:
    answer = register(desk, ann)
    assert "messages" not in answer.cookies
    assert "Registered." in text_of(desk.get(answer["Location"]))


def test_no_email_is_needed_and_no_phone_where_she_has_none(desk: Client, ann: User) -> None:
    assert register(desk, ann, no_phone="on").status_code == 302
    assert Patient.objects.get().phone == ""


def test_another_number_alone_is_a_number_to_ring(desk: Client, ann: User) -> None:
    told = {"phone": "", "other_phone": "01632 960001", "other_phone_of": "son Ian"}
    assert register(desk, ann, **told).status_code == 302


def test_the_form_calls_neither_phone_nor_birth_date_optional(desk: Client) -> None:
    said = text_of(desk.get("/patients/register/"))
    assert "Hospital number (optional)" in said
    assert "Phone (optional)" not in said
    assert "Date of birth (optional)" not in said


def test_a_birth_date_once_known_is_not_lost_by_an_edit(desk: Client, ann: User) -> None:
    register(desk, ann)
    patient = Patient.objects.get()
    told = {"first_name": "Rosa", "last_name": "Field", "schedule": "DAILY"}
    answer = desk.post(f"/patients/{patient.code}/edit/", told)
    assert (answer.status_code, "Enter date of birth" in text_of(answer)) == (422, True)


def test_a_second_number_is_kept_with_whose_it_is_and_stands_wherever_one_rings(
    desk: Client, ann: User, now: datetime
) -> None:
    told = {"other_phone": "07700 900 456", "other_phone_of": "daughter Jane"}
    register(desk, ann, **told)
    pat = Patient.objects.get()
    assert (pat.other_phone, pat.other_phone_of) == ("+447700900456", "daughter Jane")
    make_alert(pat)
    for page in (f"/patients/{pat.code}/", f"/patients/{pat.code}/contact/", "/caseload/"):
        html = desk.get(page).content.decode()
        assert 'href="tel:+447700900456"' in html, page
        assert "daughter Jane" in html, page
        assert 'href="tel:+447700900123"' in html, page
    card = desk.get(f"/patients/{pat.code}/").content.decode()
    assert card.count('href="tel:+447700900456"') == 2  # in the head, and on the alert's card


def test_the_second_number_is_edited_and_named_in_the_audit(desk: Client, ann: User) -> None:
    register(desk, ann)
    pat = Patient.objects.get()
    told = BORN | {"first_name": "Rosa", "last_name": "Field", "schedule": "DAILY",
                   "phone": "07700 900123", "other_phone": "01632 960001",
                   "other_phone_of": "landline"}  # fmt: skip
    desk.post(f"/patients/{pat.code}/edit/", told)
    pat.refresh_from_db()
    assert (pat.other_phone, pat.other_phone_of) == ("01632 960001", "landline")
    edited = AuditEvent.objects.get(action="patient.edited")
    assert "other_phone" in str(edited.__dict__)


def test_a_consultation_shows_neither_number(desk: Client, pat: Patient) -> None:
    told = {"phone": "01632 960001", "other_phone": "01632 960002", "other_phone_of": "son Ian"}
    Patient.objects.filter(pk=pat.pk).update(**told)
    html = desk.get(f"/patients/{pat.code}/consultation/").content.decode()
    assert [words for words in told.values() if words in html] == []


def test_a_nurse_registers_into_her_own_team_alone(desk: Client, carl: User) -> None:
    assert register(desk, carl).status_code == 422
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"first_name": ""}, "Enter first name"),
        ({"place": ""}, "Choose named nurse"),
        ({"email": "rosa"}, "valid email"),
        ({"phone": "12"}, "Enter a phone number"),
        ({"phone": ""}, "Enter a phone number, or tick ‘Has no telephone’"),
        ({"no_phone": "on", "phone": "07700 900123"}, "Take away the tick, or the phone number"),
        ({"phone": "", "other_phone": "12", "other_phone_of": "son"}, "Enter a phone number"),
        (BIRTH_LEFT_OUT, "Enter date of birth"),
        ({"other_phone": "12", "other_phone_of": "landline"}, "Enter a phone number"),
        ({"other_phone": "01632 960001"}, "Enter whose the other number is"),
        ({"other_phone_of": "landline"}, "Enter the other phone number"),
        ({"pain_goal": "11"}, "valid choice"),
        ({"born_on_day": "1", "born_on_month": "1", "born_on_year": "2030"}, "in the past"),
        ({"world": "TEST"}, "valid choice"),
        ({"last_name": "a\x00"}, "hidden sign"),
    ],
)
def test_a_slip_is_told(desk: Client, ann: User, told: dict[str, str], said: str) -> None:
    answer = register(desk, ann, **told)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_editing_changes_the_sign_in_too(desk: Client, pat: Patient) -> None:
    told = {"first_name": "Pat", "last_name": "Perry", "email": "new@example.org",
            "schedule": "WEEKLY", "care_plan": "Two tablets, then ring us."}  # fmt: skip
    desk.post(f"/patients/{pat.code}/edit/", told)
    pat.refresh_from_db()
    assert (pat.last_name, pat.user.last_name, pat.user.email) == ("Perry", "Perry", told["email"])
    assert "Two tablets" in text_of(desk.get(f"/patients/{pat.code}/"))


def test_a_patient_is_handed_to_another_team(desk: Client, pat: Patient) -> None:
    colleague = make_nurse(team=TeamFactory(site=pat.team.site))
    desk.post(f"/patients/{pat.code}/transfer/", {"place": place_of(colleague)})
    pat.refresh_from_db()
    assert (pat.nurse, pat.team) == (colleague, colleague.team_places.get().team)
    assert desk.get(f"/patients/{pat.code}/").status_code == 404


def test_nobody_is_handed_to_another_site(desk: Client, pat: Patient, carl: User) -> None:
    answer = desk.post(f"/patients/{pat.code}/transfer/", {"place": place_of(carl)})
    assert answer.status_code == 422


def test_a_lead_nurse_looks_after_every_patient_of_her_site(
    pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    lead = make_nurse(team=TeamFactory(site=pat.team.site))
    client = signed_in(lead)
    assert client.get(f"/patients/{pat.code}/").status_code == 404
    Role.objects.create(user=lead, role="LEAD_NURSE", site=pat.team.site)
    assert client.get(f"/patients/{pat.code}/").status_code == 200


@pytest.mark.parametrize("status", ["IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "DIED"])
def test_a_situation_can_be_undone(desk: Client, pat: Patient, status: str) -> None:
    page = text_of(desk.post(f"/patients/{pat.code}/situation/", {"status": status}, follow=True))
    pat.refresh_from_db()
    assert (pat.status, "Undo the change" in page) == (status, True)
    again = {"status": "ACTIVE", "undo": "1"}
    page = text_of(desk.post(f"/patients/{pat.code}/situation/", again, follow=True))
    pat.refresh_from_db()
    assert (pat.status, "Undo the change" in page) == ("ACTIVE", False)


def test_undoing_a_death_opens_its_alerts_again(desk: Client, pat: Patient) -> None:
    alert = make_alert(pat)
    desk.post(f"/patients/{pat.code}/situation/", {"status": "DIED"})
    assert Alert.objects.open().count() == 0
    desk.post(f"/patients/{pat.code}/situation/", {"status": "ACTIVE", "undo": "1"})
    assert list(Alert.objects.open()) == [alert]


def test_an_unknown_situation_is_not_there(desk: Client, pat: Patient) -> None:
    assert desk.post(f"/patients/{pat.code}/situation/", {"status": "GONE"}).status_code == 404


def test_the_letters_code_is_made_at_the_press_and_shown_once(desk: Client, pat: Patient) -> None:
    page = f"/patients/{pat.code}/letter/"
    assert pat.code not in text_of(desk.get(page))
    letter = text_of(desk.post(page))
    assert pat.code in letter
    assert pat.team.site.urgent_phone in letter
    assert AuditEvent.objects.filter(action="invitation.sent").count() == 1


def test_the_letter_leads_to_the_page_for_letters_says_who_reads_and_can_be_stopped(
    desk: Client, pat: Patient, bea: User, now: datetime
) -> None:
    letter = text_of(desk.post(f"/patients/{pat.code}/letter/"))
    assert "http://testserver/welcome/" in letter
    assert "until 22 December 2026" in letter  # 28 days
    assert "Your nurse Ann Archer and the nurses of" in letter
    assert "Bea Bell" in letter
    assert "Monday to Friday 9.00am to 5.00pm; Saturday and Sunday closed" in letter
    assert "You can pause or stop at any time" in letter


def test_the_card_has_the_numbers_to_ring_and_not_the_code(desk: Client, pat: Patient) -> None:
    letter = text_of(desk.post(f"/patients/{pat.code}/letter/"))
    card = letter[letter.index("Your card") :]
    site = pat.team.site
    numbers = (site.team_phone, site.urgent_phone, site.out_of_hours_phone, "111", "999", pat.code)
    assert [number for number in numbers if number not in card] == []
    code = re.search(r"Type your code: (\S{4}-\S{4}) ", letter)[1]
    assert code not in card


def test_a_nurse_sees_until_when_a_pause_goes(desk: Client, pat: Patient, now: datetime) -> None:
    patients.pause(patient=pat, by=pat.user, now=now, until=date(2026, 12, 3))
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Paused since 24 November until 3 December" in page


def test_a_letter_from_a_site_that_is_not_live_says_what_to_do(desk: Client, pat: Patient) -> None:
    Site.objects.update(live_at=None)
    answer = desk.post(f"/patients/{pat.code}/letter/")
    assert answer.status_code == 422
    assert "is not live yet" in text_of(answer)


def test_a_letter_to_a_closed_account_says_why_there_is_none(desk: Client, pat: Patient) -> None:
    User.objects.filter(pk=pat.user_id).update(is_active=False)
    answer = desk.post(f"/patients/{pat.code}/letter/")
    assert answer.status_code == 422
    assert "cannot sign in with a letter" in text_of(answer)


def test_a_patient_without_a_sign_in_has_no_letter(desk: Client, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(user=None)
    assert desk.post(f"/patients/{pat.code}/letter/").status_code == 422


def test_a_letter_to_a_patient_who_works_here_says_why_there_is_none(
    desk: Client, pat: Patient
) -> None:
    Role.objects.create(user=pat.user, role="MANAGER", site=pat.team.site)
    assert "cannot sign in with a letter" in text_of(desk.post(f"/patients/{pat.code}/letter/"))


def remembered_phone(pat: Patient, now: datetime) -> RememberedDevice:
    remember_phone(user=pat.user, label="iPhone", now=now)
    return RememberedDevice.objects.get()


def test_a_nurse_forgets_the_phones_of_a_patient(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    phone = remembered_phone(pat, now)
    desk.post(f"/patients/{pat.code}/phones/forget/")
    phone.refresh_from_db()
    assert phone.revoked_at == now
    assert AuditEvent.objects.get(action="device.revoked").actor_id == ann.pk


def test_the_patients_page_offers_to_forget_the_phones(desk: Client, pat: Patient) -> None:
    page = desk.get(f"/patients/{pat.code}/")
    assert f'action="/patients/{pat.code}/phones/forget/"' in page.content.decode()


def test_a_nurse_is_told_that_no_phone_was_remembered(desk: Client, pat: Patient) -> None:
    answer = desk.post(f"/patients/{pat.code}/phones/forget/", follow=True)
    assert "No phone of this patient was remembered" in text_of(answer)


def test_nobody_forgets_the_phones_of_another_teams_patient(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    phone = remembered_phone(pat, now)
    answer = signed_in(carl).post(f"/patients/{pat.code}/phones/forget/")
    phone.refresh_from_db()
    assert (answer.status_code, phone.revoked_at) == (404, None)


def take_check(desk: Client, pat: Patient, **told: Any) -> Any:
    usual = {"key": str(uuid4()), "source": "TELEPHONE", "worst": "6"}
    return desk.post(f"/patients/{pat.code}/check/", usual | told)


def test_a_check_taken_by_telephone_names_who_took_it(
    desk: Client, ann: User, pat: Patient
) -> None:
    take_check(desk, pat, danger="no", wish="NO")
    check = PainCheck.objects.get()
    assert (check.source, check.entered_by) == ("TELEPHONE", ann)
    assert SeenMark.objects.get().check_seen == check


def test_a_check_taken_by_telephone_goes_through_the_rules(
    desk: Client, pat: Patient, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take_check(desk, pat, worst="9", danger="yes", danger_items=["NUMBNESS"])
    assert {alert.rule for alert in Alert.objects.open()} == {"red_flag", "severe_pain"}


def test_the_first_check_together_is_the_charts_starting_line(desk: Client, pat: Patient) -> None:
    take_check(desk, pat, source="TOGETHER", baseline="on")
    pat.summary.refresh_from_db()
    assert pat.summary.baseline == PainCheck.objects.get()


def test_a_second_click_is_one_check(desk: Client, pat: Patient) -> None:
    key = str(uuid4())
    assert [take_check(desk, pat, key=key).status_code for _ in range(2)] == [302, 302]
    assert PainCheck.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"worst": ""}, "Choose a number for your worst pain"),
        ({"worst": "11"}, "whole number from 0 to 10"),
        ({"source": ""}, "How is this check done?"),
        ({"baseline": "on"}, "done together with the patient"),
    ],
)
def test_what_is_missing_is_told(
    desk: Client, pat: Patient, told: dict[str, str], said: str
) -> None:
    answer = take_check(desk, pat, **told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not PainCheck.objects.exists()


def test_a_second_check_of_the_day_asks_since_the_last(
    desk: Client, pat: Patient, now: datetime
) -> None:
    from tests.factories import make_check

    make_check(pat, at=now - timedelta(hours=2))
    said = text_of(desk.get(f"/patients/{pat.code}/check/"))
    assert "since your last check" in said
    take_check(desk, pat)
    assert PainCheck.objects.filter(since_last=True).count() == 1
