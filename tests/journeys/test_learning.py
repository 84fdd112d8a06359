"""A patient reads 'Tackling cancer pain' by keyboard, marks a module, and prints the booklet."""

import re
from typing import Any

import pytest

from diaries.learning import MODULES
from diaries.models import ModuleRead, Patient
from paincheck.accounts.models import Site
from tests.factories import PatientFactory, make_nurse
from tests.journeys.conftest import DESK, ON_A_PHONE_FIRST, SCREENS
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
# An A5 sheet in points, as a PDF writes it (148 mm by 210 mm).
A5_POINTS = (420, 595)


@pytest.fixture
def pat() -> Patient:
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    Site.objects.filter(teams__members__nurse=nurse).update(
        name="Hill Hospice",
        film_url="https://hospice.example/film",
        booklet_url="https://hospice.example/pain.pdf",
    )
    return PatientFactory(nurse=nurse, first_name="Pat", last_name="Peters")


@ON_A_PHONE_FIRST
def test_a_patient_reads_and_marks_by_keyboard(visit: Any, pat: Patient, width: int):
    patient = visit(width)
    signed_in(patient, pat.user)
    patient.go("/diary/team/")
    tab_to(patient, "a", "Learn about pain")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/diary/learn/")
    assert patient.sees("Film about pain from Hill Hospice (leaves PainCheck)")
    patient.check_page("learn")
    tab_to(patient, "a", "How medicines are used for pain")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/learn/medicines/")
    patient.check_page("learn-medicines")
    tab_to(patient, "button", "Mark as read")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_text("You marked this as read.").wait_for()
    patient.check_page("learn-medicines-read")
    assert ModuleRead.objects.get().module == "medicines"
    tab_to(patient, "a", "Back to the list")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/diary/learn/")
    patient.check_page("learn-one-read")
    for module in MODULES:
        patient.go(f"/diary/learn/{module.code}/")
        patient.check_page(f"learn-{module.code}")


def test_the_booklet_is_printed_on_small_pages_with_the_numbers_at_its_end(
    visit: Any, pat: Patient
):
    patient = visit(DESK)
    signed_in(patient, pat.user)
    patient.go("/diary/learn/booklet/")
    printed = patient.page.pdf(
        path=SCREENS / "learn-booklet.pdf", prefer_css_page_size=True, print_background=True
    )
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A5_POINTS}
    assert len(MODULES) + 2 <= len(boxes) <= 2 * len(MODULES) + 2
    patient.page.emulate_media(media="print")
    shown = patient.page.locator("main").inner_text()
    assert "use ‘Print’ in the menu" not in shown
    assert shown.rindex("0113 496 0002") > shown.rindex(MODULES[-1].sections[-1].title)
    assert not patient.page.locator("header.nhsuk-header").is_visible()
    patient.page.emulate_media(media="screen")
    patient.check_page("learn-booklet")


def test_nothing_else_is_printed_small(visit: Any, pat: Patient):
    """The booklet's page size is its own: the page of the team is printed as the printer likes."""
    patient = visit(DESK)
    signed_in(patient, pat.user)
    patient.go("/diary/team/")
    printed = patient.page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    assert all(round(float(width)) > A5_POINTS[0] for width, _ in boxes)
