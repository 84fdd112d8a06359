"""The pictures of the README, taken of the demo by `make screens`."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.background.actions import beat
from paincheck.demo.build import rebuild
from paincheck.timetable import LOOPS
from tests.journeys.conftest import DESK, PHONE, SCREENS, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def picture(visitor: Visitor, path: str, name: str, *, wait_for: str = "h1") -> None:
    visitor.go(path)
    visitor.page.locator(wait_for).first.wait_for()
    SCREENS.mkdir(parents=True, exist_ok=True)
    visitor.page.screenshot(path=SCREENS / f"readme-{name}.png")


def test_the_pictures_of_each_side(visit: Any):
    now = timezone.now()
    rebuild(now=now)
    for loop in LOOPS:
        beat(name=loop.name, now=now + timedelta(hours=1))  # no banner, however long it takes
    patient, nurse = visit(PHONE), visit(DESK)
    signed_in(patient, Patient.objects.get(code="DEMO-0002").user)
    picture(patient, "/check/", "check")
    picture(patient, "/diary/days/", "diary", wait_for="svg")
    signed_in(nurse, User.objects.get(sign_in_name="tomasz"))
    picture(nurse, "/caseload/", "caseload")
    nurse.go("/patients/DEMO-0002/")
    nurse.page.locator("[data-figure]").first.scroll_into_view_if_needed()
    nurse.page.wait_for_selector(".js-plotly-plot .main-svg")
    nurse.page.locator("#chart").scroll_into_view_if_needed()
    nurse.page.screenshot(path=SCREENS / "readme-chart.png")
