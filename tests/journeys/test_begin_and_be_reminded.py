"""From the letter to the first check, and the reminders that she governs, by keyboard."""

import re
from datetime import timedelta
from re import Pattern
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from diaries.actions.reminders import remind
from diaries.models import ContactRequest, PainCheck, Patient, ReminderPlan
from paincheck.accounts.models import Site, User
from paincheck.outbox.actions import deliver_due
from tests.factories import PatientFactory, make_check, make_nurse
from tests.journeys.conftest import DESK, ON_A_PHONE_FIRST, SCREENS, Visitor, code_in_the_mail
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
CHECK = re.compile(r"//[^/]+/check/$")


@pytest.fixture
def ann() -> User:
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    make_nurse(team=nurse.team_places.get().team, first_name="Bea", last_name="Bell")
    return nurse


@pytest.fixture
def nell(ann: User) -> Patient:
    return PatientFactory(
        nurse=ann, code="K7QF-2M9X", first_name="Nell", last_name="Novak", agreed_at=None
    )


def press_by_keyboard(visitor: Visitor, words: str, leads_to: str | Pattern[str]) -> None:
    tab_to(visitor, "button, a", words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(leads_to)


@ON_A_PHONE_FIRST
def test_from_the_letter_to_the_first_check_by_keyboard(
    visit: Any, nell: Patient, ann: User, width: int
):
    nurse, patient = visit(DESK), visit(width)
    signed_in(nurse, ann)
    nurse.go(f"/patients/{nell.code}/letter/")
    nurse.press("Make the letter")
    nurse.page.locator(".letter").wait_for()
    nurse.check_page("letter")
    code = nurse.page.locator("ol .letter__code").nth(1).inner_text()
    one_sheet_of_a4(nurse)

    address = nurse.page.locator(".letter__address").inner_text()  # as she would type it
    patient.page.goto(address)
    assert patient.page.url.endswith("/welcome/")
    tab_to(patient, "input[name=number]")
    patient.page.keyboard.type(nell.code)
    tab_to(patient, "input[name=code]")
    patient.page.keyboard.type(code)
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/welcome/address/")
    patient.check_page("start-0-address")
    patient.page.locator("input[name=way][value=EMAIL]").check()
    patient.page.locator("input[name=email]").fill("nell@example.org")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/sign-in/code/**")
    patient.page.get_by_role("textbox").first.fill(code_in_the_mail())
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/diary/start/")

    assert patient.sees("Step 1 of 3")
    assert patient.sees("Ann Archer")
    patient.check_page("start-1-who-sees-what")
    press_by_keyboard(patient, "I agree", "**/diary/start/reminders/")
    patient.check_page("start-2-reminders")
    press_by_keyboard(patient, "Remind me like this", "**/diary/start/check/")
    patient.check_page("start-3-first-check")
    press_by_keyboard(patient, "Start my first check", CHECK)
    tab_to(patient, "input[name=worst]")
    patient.page.keyboard.press("ArrowRight")
    tab_to(patient, "input[name=helped]")
    patient.page.keyboard.press("ArrowLeft")  # the last of the three: it is filled in for her
    patient.check_page("start-4-check")
    press_by_keyboard(patient, "Check my answers", "**/check/answers/")
    assert patient.sees("Somebody fills it in for me")
    press_by_keyboard(patient, "Send", "**/thanks/")
    assert PainCheck.objects.get().helped == "FOR"
    assert ReminderPlan.objects.get().times == ["09:00"]
    patient.go("/diary/")
    assert patient.page.url.endswith("/diary/")


def one_sheet_of_a4(nurse: Visitor) -> None:
    """What a printer would put out: one page, kept as a picture's size to look at."""
    sheet = nurse.page.pdf(prefer_css_page_size=True)
    (SCREENS / "letter.pdf").write_bytes(sheet)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1


@ON_A_PHONE_FIRST
def test_whoever_wants_to_talk_first_is_told_who_rings(visit: Any, nell: Patient, width: int):
    patient = visit(width)
    signed_in(patient, nell.user)
    press_by_keyboard(patient, "I want to talk", "**/diary/asked/**")
    patient.check_page("start-talk-first")
    assert ContactRequest.objects.filter(patient=nell).count() == 1
    patient.go("/diary/")
    assert patient.page.url.endswith("/diary/start/")


@ON_A_PHONE_FIRST
def test_she_sets_gets_and_stops_her_reminders(visit: Any, nell: Patient, width: int):
    nell.user.phone = "+447700900123"
    nell.user.save()
    make_check(nell, at=timezone.now() - timedelta(days=1))
    patient, elsewhere = visit(width), visit(width)
    signed_in(patient, nell.user)
    patient.go("/diary/team/")
    press_by_keyboard(patient, "Reminders", "**/diary/reminders/")
    patient.check_page("reminders-none")
    tab_to(patient, "input[name=channel]")
    patient.page.keyboard.press("Space")
    tab_to(patient, "summary", "More times")
    patient.page.keyboard.press("Enter")
    patient.page.locator("select[name=time_2]").select_option("18:30")
    press_by_keyboard(patient, "Save my reminders", "**/diary/reminders/")
    patient.page.get_by_text("Your reminders are saved").wait_for()
    assert patient.sees("Every day at 9.00am and 6.30pm. Email")
    patient.check_page("reminders-set")

    ReminderPlan.objects.update(changed_at=timezone.now() - timedelta(days=2))
    Site.objects.update(time_zone="UTC")
    nine = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
    assert remind(now=nine) == 1
    deliver_due(now=nine)
    link = mail.outbox[-1].body.split()[-1]
    elsewhere.go("/reminders" + link.split("/reminders")[1])
    elsewhere.check_page("reminders-stop-link")
    tab_to(elsewhere, "button", "Stop the messages")
    elsewhere.page.keyboard.press("Enter")
    elsewhere.page.get_by_role("heading", name="The messages are stopped").wait_for()
    elsewhere.check_page("reminders-stopped")
    assert ReminderPlan.objects.get().stopped_at is not None


@ON_A_PHONE_FIRST
def test_she_pauses_until_a_day_and_a_slip_is_said(visit: Any, nell: Patient, width: int):
    make_check(nell, at=timezone.now() - timedelta(days=1))
    patient = visit(width)
    signed_in(patient, nell.user)
    patient.go("/diary/reminders/")
    tab_to(patient, "input[name=until_day]")
    for part in ("31", "2", str(timezone.now().year + 1)):
        patient.page.keyboard.type(part)
        patient.page.keyboard.press("Tab")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_role("alert").wait_for()
    assert patient.sees("must be a real date")
    patient.check_page("reminders-pause-wrong")
    day = timezone.now() + timedelta(days=9)
    for name, part in (("day", day.day), ("month", day.month), ("year", day.year)):
        patient.page.locator(f"input[name=until_{name}]").fill(str(part))
    patient.page.keyboard.press("Enter")
    patient.page.get_by_text("They begin again by themselves").wait_for()
    patient.check_page("reminders-paused")
    nell.refresh_from_db()
    assert nell.paused_until == day.date()
