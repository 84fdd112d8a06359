"""How many taps the quick check takes on a remembered phone, from the icon to the thanks."""

import sys
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Locator

from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_nurse
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_main_job import sign_in_by_code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
MOST_TAPS = 12


@pytest.fixture
def ann() -> User:
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")


@pytest.fixture
def pat(ann: User) -> Patient:
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")


class Finger:
    """Counts every press, a key on the number pad too."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.click(force=True)
        self.taps += 1

    def type(self, target: Locator, keys: str) -> None:
        self.tap(target)
        target.press_sequentially(keys)
        self.taps += len(keys)


def begin_on_a_remembered_phone(patient: Visitor, pat: Patient) -> None:
    sign_in_by_code(patient, pat, remember=True)
    patient.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # as days later
    patient.go("/")


def fill_in(finger: Finger, patient: Visitor, *, everything: bool) -> None:
    page = patient.page
    finger.tap(page.get_by_role("button", name="Continue as Pat"))
    page.wait_for_url("**/diary/**")
    finger.tap(page.get_by_role("button", name="Start today’s check"))
    page.wait_for_url("**/check/")
    names = ("worst", "average", "least", "now") if everything else ("worst",)
    for name in names:
        finger.tap(page.locator(f"input[name={name}][value='3']"))
    if everything:
        finger.type(page.locator("input[name=extra_doses]"), "1")
        finger.tap(page.locator("input[name=danger][value=no]"))
        finger.tap(page.locator("input[name=wish][value=NO]"))
    finger.tap(page.get_by_role("button", name="Check my answers"))
    page.wait_for_url("**/check/answers/**")
    finger.tap(page.get_by_role("button", name="Send to my team"))
    page.wait_for_url("**/thanks/**")


@pytest.mark.parametrize("everything", [False, True])
def test_a_check_takes_at_most_twelve_taps_from_the_icon(
    visit: Any, pat: Patient, *, everything: bool, capsys: Any
):
    patient, finger = visit(PHONE), Finger()
    begin_on_a_remembered_phone(patient, pat)
    fill_in(finger, patient, everything=everything)
    assert PainCheck.objects.get().worst == 3
    asked = "every question" if everything else "the one question that needs an answer"
    with capsys.disabled():
        sys.stdout.write(f"\n{finger.taps} taps from the icon to the thanks: {asked} answered\n")
    assert finger.taps <= MOST_TAPS
