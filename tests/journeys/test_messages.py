"""Writing to each other, asking for a call, and who is in the team: by keyboard at 360 px."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from diaries.actions import messages
from diaries.models import ContactRequest, Message, Patient
from paincheck.accounts.models import Leave, Site, User, WorkingHours
from tests.factories import PatientFactory, make_check, make_nurse
from tests.journeys.conftest import DESK, ON_A_PHONE_FIRST, PHONE, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
QUESTION = "May I take the tablets with breakfast? They make me feel a bit sick."


@pytest.fixture
def ann() -> User:
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    bea = make_nurse(
        team=nurse.team_places.get().team, first_name="Bea", last_name="Bell", place="DEPUTY"
    )
    day = timezone.localdate()
    Leave.objects.create(nurse=bea, cover=nurse, first_date=day, last_date=day + timedelta(days=6))
    return nurse


@pytest.fixture
def nell(ann: User) -> Patient:
    nell = PatientFactory(
        nurse=ann,
        first_name="Nell",
        last_name="Novak",
        phone="07700 900123",
        agreed_at=timezone.now(),
    )
    make_check(nell, at=timezone.now())
    return nell


def enter(visitor: Visitor, words: str, leads_to: str) -> None:
    """Tab to it and press Enter."""
    tab_to(visitor, "button, a", words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(leads_to)


@ON_A_PHONE_FIRST
def test_a_message_there_and_back_with_its_read_marks(
    visit: Any, nell: Patient, ann: User, width: int
):
    patient, nurse = visit(width), visit(DESK)
    signed_in(patient, nell.user)
    patient.go("/check/")
    enter(patient, "Write to my nurses", "**/diary/messages/")
    assert patient.sees("Messages are not for emergencies.")
    patient.check_page("messages-none")
    if width == PHONE:  # nothing but the warning stands between the title and the box
        assert patient.page.locator("textarea").bounding_box()["y"] < 800
    enter(patient, "Send my message", "**/diary/messages/")
    patient.page.get_by_role("alert").wait_for()
    patient.check_page("messages-wrong")
    tab_to(patient, "textarea", "")
    patient.page.keyboard.type(QUESTION)
    tab_to(patient, "button", "Send my message")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_text("Your message is sent.").wait_for()
    assert patient.sees("No nurse has read this yet.")
    patient.check_page("messages-sent")

    signed_in(nurse, ann)
    nurse.go("/caseload/")
    assert nurse.sees("1 patient wrote, and no nurse has read it yet.")
    nurse.check_page("caseload-message")
    assert Message.objects.get().read_at is None
    nurse.press("Nell Novak")
    nurse.page.get_by_text(QUESTION).wait_for()
    nurse.check_page("inbox")
    nurse.page.get_by_label("Your message").fill("Yes, with food is fine for yours.")
    nurse.press("Send")
    nurse.page.get_by_text("Sent. Nell is told by email that it waits.").wait_for()
    nurse.go(f"/patients/{nell.code}/messages/")
    nurse.check_page("inbox-all")

    patient.go("/diary/")
    patient.check_page("home-message")
    patient.press("You have a new message.")
    patient.page.get_by_text("Yes, with food is fine for yours.").wait_for()
    assert patient.sees("Read by Ann, today at")
    patient.check_page("messages-answered")
    nurse.page.reload()
    assert nurse.sees("Read by Nell, today")


@ON_A_PHONE_FIRST
def test_a_call_is_asked_for_from_the_page_one_is_on(visit: Any, nell: Patient, width: int):
    open_all_day(nell.team.site)
    patient = visit(width)
    signed_in(patient, nell.user)
    patient.go("/diary/days/")
    enter(patient, "I would like a call", "**/diary/call/")
    patient.check_page("call")
    enter(patient, "Please ring me", "**/diary/asked/**")
    assert patient.sees("should ring you by")
    patient.check_page("call-asked")
    patient.go("/diary/call/")
    patient.check_page("call-again")
    enter(patient, "Please ring me", "**/diary/asked/**")
    assert patient.sees("You had asked us already, today at")
    patient.check_page("call-asked-again")
    assert ContactRequest.objects.count() == 2


@ON_A_PHONE_FIRST
def test_my_team_says_who_is_there_and_who_stands_in(visit: Any, nell: Patient, width: int):
    messages.send_to_patient(
        patient=nell, text="Hello", key=uuid4(), by=nell.nurse, now=timezone.now()
    )
    patient = visit(width)
    signed_in(patient, nell.user)
    patient.go("/diary/team/")
    assert patient.sees("Bea Bell, deputy lead nurse. Away until")
    assert patient.sees("Ann Archer stands in.")
    patient.check_page("my-team")
    patient.press("Read your new message")
    patient.page.get_by_role("heading", name="Messages", exact=True).wait_for()
    patient.check_page("messages-one")


def test_without_scripts_a_message_is_sent_too(visit: Any, nell: Patient):
    patient = visit(PHONE, scripts=False)
    signed_in(patient, nell.user)
    patient.go("/diary/messages/")
    patient.page.get_by_label("Your message").fill(QUESTION)
    patient.press("Send my message")
    assert patient.sees("Your message is sent.")
    assert Message.objects.count() == 1


def open_all_day(site: Site) -> None:
    WorkingHours.objects.filter(site=site).delete()
    for day in range(7):
        WorkingHours.objects.create(site=site, weekday=day, opens="00:00", closes="23:59")
