"""Ann and Pat look at the last weeks together across a table, and what comes of it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from diaries.actions import care, checks
from diaries.models import Patient, SharedNote
from paincheck.accounts.models import User
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import PatientFactory, make_check, make_fuller, make_nurse
from tests.journeys.conftest import AT_A_DESK_FIRST, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
DAY = timedelta(days=1)


@pytest.fixture
def ann() -> User:
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")


@pytest.fixture
def pat(ann: User) -> Patient:
    """Six weeks with hard afternoons, a clinic in between, and a dose that was changed."""
    pat = PatientFactory(
        nurse=ann, first_name="Pat", last_name="Peters", pain_goal=3, gp_name="Dr Jane Smith",
        gp_address="The Surgery\n1 High Street", hospital_number="RX123",
    )  # fmt: skip
    now = timezone.now()
    noon = now.replace(hour=13, minute=5, second=0, microsecond=0) - DAY
    first = make_check(pat, at=noon - 50 * DAY, worst=8, average=5)
    for ago in range(42):
        at = noon - ago * DAY
        hard = at.weekday() in (1, 3)
        make_check(
            pat, at=at, worst=8 if hard else 4 + ago % 2, average=3, now=7 if hard else 3,
            note="It burns after the stairs." if ago == 0 else "",
        )  # fmt: skip
        if ago % 3 == 0:
            make_check(pat, at=at - timedelta(hours=5), worst=4, now=2)
    make_fuller(pat, at=noon, flares=1, flare_times=("EVENING",), flare_worst=9)
    checks.set_baseline(check=first, by=ann, now=now)
    medicine = care.start_medication(
        patient=pat, name="Morphine", route="by mouth", purpose="REGULAR", dose="10 mg twice a day",
        on=(noon - 60 * DAY).date(), by=ann, now=now,
    )  # fmt: skip
    care.change_dose(
        medication=medicine, dose="20 mg twice a day", on=(noon - 20 * DAY).date(), by=ann, now=now
    )
    care.log_contact(
        patient=pat, key=uuid4(), channel="CLINIC", outcome="PLAN_CHANGED", at=noon - 21 * DAY,
        note="For staff alone", try_again_at=None, by=ann, now=now,
    )  # fmt: skip
    return pat


def chart_of(visitor: Visitor) -> Any:
    visitor.page.locator("[data-figure]").first.scroll_into_view_if_needed()
    visitor.page.wait_for_selector(".js-plotly-plot .main-svg")
    return visitor.page.locator(".js-plotly-plot")


def place_of_pain(visitor: Visitor) -> tuple[float, float]:
    """Where the pain begins within its chart, and how high it is, in px."""
    chart = chart_of(visitor)
    box, frame = chart.locator(".nsewdrag").first.bounding_box(), chart.bounding_box()
    return round(box["y"] - frame["y"]), round(box["height"])


@AT_A_DESK_FIRST
def test_they_look_write_and_end_with_papers(visit: Any, ann: User, pat: Patient, width: int):
    nurse = visit(width)
    signed_in(nurse, ann)
    nurse.go(f"/patients/{pat.code}/")
    nurse.press("Look at it together")
    nurse.page.wait_for_url("**/consultation/")
    short = place_of_pain(nurse)
    for words in ("Your pain,", "The hardest moments", " lower", "Last visit, clinic on"):
        assert nurse.sees(words), words
    assert not nurse.sees("For staff alone")
    nurse.check_page("consultation")

    nurse.press("6 weeks")
    nurse.page.wait_for_url("**range=42**")
    assert place_of_pain(nurse) == short
    chart_of(nurse).locator(".scatterlayer .point").first.hover(force=True)
    told = nurse.page.locator(".hovertext").first.text_content() or ""
    assert re.search(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}", told), told
    chart_of(nurse).locator(".scatterlayer .point").first.click(force=True)
    nurse.page.wait_for_url("**check=check-**")

    nurse.page.get_by_label("choose a check").select_option(index=1)
    nurse.press("Show it")
    nurse.page.wait_for_selector("text=It burns after the stairs.")
    nurse.page.get_by_label("Write down together what matters").fill("Rest after the stairs.")
    nurse.press("Write it down")
    nurse.page.wait_for_url("**#note-**")
    assert SharedNote.objects.get().about_at is not None
    nurse.check_page("consultation-note")

    nurse.press("End the consultation")
    nurse.page.wait_for_url("**/papers/**")
    assert "Rest after the stairs." in nurse.page.locator("#text").input_value()
    nurse.check_page("papers")
    nurse.press("Make the letter as a PDF")
    nurse.page.wait_for_url("**/jobs/**")
    assert jobs.run(job_id=str(Job.objects.get().pk), now=timezone.now())
    nurse.page.reload()
    nurse.check_page("papers-job")
    assert Job.objects.get().state == "DONE"
