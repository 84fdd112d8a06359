"""A nurse reads a lesson, practises an alert on a made-up patient, and finds whom to ask."""

from typing import Any

import pytest

from alerts.models import Alert
from clinicians.models import LessonRead
from diaries.models import Patient
from paincheck.accounts.models import Role, Site
from paincheck.outbox.models import Delivery
from tests.factories import make_nurse
from tests.journeys.conftest import DESK, TABLET
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_a_nurse_learns_and_practises_and_nobody_is_alerted(visit: Any, width: int):
    ann = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    Role.objects.create(user=ann, role="LEAD_NURSE", site=ann.team_places.get().team.site)
    Site.objects.update(support_name="Sam Carter", support_phone="0113 496 0777")
    visitor = visit(width)
    signed_in(visitor, ann)
    assert visitor.sees("no alert and had no new patient for eight weeks")
    visitor.check_page("confidence-refresher")
    visitor.page.get_by_role("link", name="An alert from beginning to end").click()
    visitor.check_page("confidence-lesson")
    tab_to(visitor, "button", "Mark as read")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("You marked this as read").wait_for()
    assert LessonRead.objects.get().lesson == "an-alert"

    visitor.go("/help/")
    assert visitor.sees("Sam Carter 0113 496 0777")
    visitor.press("Make my practice patients")
    visitor.page.get_by_text("Your practice patients are ready").wait_for()
    assert Patient.objects.filter(world="PRACTICE").count() == 4
    visitor.check_page("confidence-help")
    visitor.page.get_by_role("link", name="Rose Alderley").click()
    assert visitor.sees("PRACTICE: this patient is made up")
    visitor.check_page("confidence-practice-patient")
    visitor.page.get_by_role("button", name="I will see to this").first.click()
    visitor.page.get_by_role("button", name="Give it back").first.wait_for()
    visitor.press("Log a contact")
    assert visitor.sees("PRACTICE: this patient is made up")
    visitor.page.get_by_label("Talked: advice for self-care given").check()
    visitor.press("Log this contact")
    visitor.page.get_by_role("heading", name="Rose Alderley").wait_for()
    rose = Patient.objects.get(last_name="Alderley")
    assert not Alert.objects.open().filter(patient=rose).exists()
    assert not Delivery.objects.exists()
    visitor.go("/caseload/")
    visitor.page.get_by_text("Practice and test: nobody is told of these").wait_for()
    assert not visitor.sees("no alert and had no new patient for eight weeks")
    visitor.check_page("confidence-caseload")

    visitor.go("/help/support-visits/")
    visitor.page.get_by_label("Who came?").fill("Sam Carter")
    visitor.page.get_by_label("What was it about?").fill("First questions of the team")
    visitor.press("Log the visit")
    visitor.page.get_by_text("The visit is logged.").wait_for()
    visitor.go("/help/")
    visitor.press("Put them away")
    visitor.page.get_by_text("Your practice patients are put away").wait_for()
