"""A statistician takes the data away; two people lock them."""

import zipfile
from typing import Any

import pytest

from paincheck import clock
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.exports import filled
from tests.journeys.conftest import DESK, TABLET
from tests.journeys.test_every_page import signed_in
from trial.models import DatabaseLock, Export, TrialRight

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_the_data_are_taken_away_and_then_locked_by_two(visit: Any, width: int) -> None:
    a = filled(mode="CLOSED")
    desk = visit(width)
    signed_in(desk, a.person("STATISTICIAN"))
    desk.go("/trials/impact/data/")
    desk.check_page("trial-data")
    desk.press("Make the file")  # all empty
    desk.check_page("trial-data-empty")
    desk.page.get_by_label("With the arms, and the diaries").check()
    desk.page.get_by_label("What is it for?").fill("The main analysis, by the plan of March")
    desk.press("Make the file")
    desk.page.wait_for_url("**/jobs/*/")
    jobs.run(job_id=str(Job.objects.get().pk), now=clock.now())
    desk.page.reload()
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="Take the file").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert "manifest.json" in archive.namelist()
        assert b"SSM" in archive.read("allocation.csv")
    desk.page.get_by_role("link", name="Back", exact=True).click()
    assert desk.sees(Export.objects.get().digest)
    desk.check_page("trial-data-made")
    _lock(visit, a, width)


def _lock(visit: Any, a: Any, width: int) -> None:
    first, second = visit(width), visit(width)
    signed_in(first, a.people["SETUP"])
    first.go("/trials/impact/lock/")
    first.check_page("trial-lock")
    first.page.get_by_label("Why are the data locked now?").fill("Follow-up is complete")
    first.press("Ask for the lock")
    assert first.sees("A second person puts the lock in force")
    first.check_page("trial-lock-asked")
    other = TrialRight.objects.filter(right="SETUP").exclude(user=a.people["SETUP"]).get().user
    signed_in(second, other)
    second.go("/trials/impact/lock/")
    second.check_page("trial-lock-second")
    second.press("Lock the data for good")
    second.page.get_by_text("What was signed").click()
    assert second.sees(DatabaseLock.objects.get().signature)
    second.check_page("trial-locked")
