"""A patient gets something back: a sentence after her check, her days, and a page for her visit."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from diaries.actions import care
from diaries.models import ExtraDose, Patient, VisitQuestion
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_check, make_nurse
from tests.journeys.conftest import BUILD, ON_A_PHONE_FIRST, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import answer, tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
WORST = (5, 3, 4, 7, 3, 2, 4, 8, 6, 3, 3, 4, 5)  # of the days before today, the latest first


@pytest.fixture
def ann() -> User:
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")


@pytest.fixture
def pat(ann: User) -> Patient:
    """Two weeks of a diary: mornings at 2, evenings at 5, a few extra doses, two medicines."""
    pat = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters", pain_goal=4)
    today = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for ago, worst in enumerate(WORST, 1):
        day = today - timedelta(days=ago)
        make_check(pat, at=day.replace(hour=8), worst=max(worst - 1, 0), now=2, average=3)
        make_check(pat, at=day.replace(hour=19), worst=worst, now=5, extra_doses=worst // 3)
    make_check(pat, at=today - timedelta(days=45), worst=8)
    for place, (name, purpose) in enumerate((("Morphine", "REGULAR"), ("Oral solution", "EXTRA"))):
        care.start_medication(
            patient=pat, name=name, route="by mouth", purpose=purpose, dose="as on the label",
            on=date(2026, 1, 5 + place), by=ann, now=timezone.now(),
        )  # fmt: skip
    for helped in ("A_LOT", "A_LOT", "NO"):
        at = today - timedelta(days=2)
        ExtraDose.objects.create(
            patient=pat, key=uuid4(), taken_at=at, day=at.date(), recorded_at=at, helped=helped
        )
    return pat


def do_a_check(visitor: Visitor, worst: int) -> None:
    visitor.go("/check/")
    answer(visitor, "worst", worst)
    visitor.press("Check my answers")
    visitor.page.wait_for_url("**/check/answers/**")
    visitor.page.get_by_role("button", name="Send").first.click()
    visitor.page.wait_for_url("**/thanks/**")


@ON_A_PHONE_FIRST
def test_a_check_says_something_about_her_own_days(
    visit: Callable[..., Visitor], pat: Patient, width: int
) -> None:
    patient = visit(width)
    signed_in(patient, pat.user)
    do_a_check(patient, 6)
    assert patient.sees("Your worst pain, 6, is higher than in your last week (about 4).")
    patient.check_page("feedback-moderate")
    tab_to(patient, "summary", "Talking to your nurse about pain")
    patient.page.keyboard.press("Enter")
    assert patient.sees("You are not a bother.")
    patient.check_page("feedback-card-open")
    do_a_check(patient, 8)
    patient.check_page("feedback-severe")


@ON_A_PHONE_FIRST
def test_she_looks_back_over_her_days_by_keyboard(
    visit: Callable[..., Visitor], pat: Patient, width: int
) -> None:
    patient = visit(width)
    signed_in(patient, pat.user)
    patient.go("/diary/days/")
    assert patient.sees("Your evenings are harder than your mornings.")
    assert patient.sees("days with a check were at or below your goal")
    assert patient.sees("2 helped a lot, 1 did not help")
    patient.check_page("looking-back")
    tab_to(patient, "a", "Earlier month")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**month=*")
    patient.check_page("looking-back-earlier-month")
    patient.go("/diary/days/")
    tab_to(patient, "button", "Turn charts off")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_text("Charts are off. The tables stay.").wait_for()
    assert patient.page.locator("svg.diary").count() == 0
    patient.check_page("looking-back-without-charts")


@ON_A_PHONE_FIRST
def test_she_prepares_her_visit_by_keyboard_and_it_is_one_sheet_of_paper(
    visit: Callable[..., Visitor], pat: Patient, width: int
) -> None:
    patient = visit(width)
    signed_in(patient, pat.user)
    patient.go("/diary/visit/")
    for question in ("Can I drive with these tablets?", "Why am I so tired?", "Who can I ask?"):
        tab_to(patient, "textarea")
        patient.page.keyboard.type(question)
        tab_to(patient, "button", "Add to my list")
        patient.page.keyboard.press("Enter")
        patient.page.locator(".visit__question", has_text=question).wait_for()
    tab_to(patient, "button", "Who can I ask?")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_text("Ticked off (1)").wait_for()
    assert VisitQuestion.objects.standing().count() == 2
    patient.check_page("visit")
    paper = on_paper(patient, "visit")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    tab_to(patient, "button", "Add to my list")
    patient.page.keyboard.press("Enter")
    patient.page.get_by_role("alert").wait_for()
    patient.check_page("visit-wrong")


def on_paper(visitor: Visitor, name: str) -> bytes:
    """The page as the printer gets it; kept beside the screenshots, with a picture of it."""
    paper: Any = visitor.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "12mm"))
    (BUILD / "screens" / f"{name}.pdf").write_bytes(paper)
    visitor.page.emulate_media(media="print")
    visitor.page.screenshot(path=BUILD / "screens" / f"{name}-on-paper.png", full_page=True)
    visitor.page.emulate_media(media="screen")
    return paper
