"""A lead nurse tries other numbers on the last four weeks, sees what she would miss, and saves."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import ThresholdSettings
from paincheck.accounts.models import Role
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import PatientFactory, make_alert, make_check, make_nurse
from tests.journeys.conftest import AT_A_DESK_FIRST
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@AT_A_DESK_FIRST
def test_a_lead_nurse_looks_before_she_changes_the_numbers(visit: Any, width: int):
    ann, now = make_nurse(first_name="Ann", last_name="Archer"), timezone.now()
    site = ann.team_places.get().team.site
    Role.objects.create(user=ann, role="LEAD_NURSE", site=site)
    for name in ("Amir", "Beatrice", "Chidi"):
        patient = PatientFactory(nurse=ann, first_name=name, last_name="Okonkwo-Featherstone")
        for days, worst in enumerate((6, 7, 6, 7, 6, 6)):
            at = now - timedelta(days=days, hours=2)
            make_check(patient, at=at, worst=worst, average=3, now=2, extra_doses=1)
        make_alert(patient, opened_at=now - timedelta(days=10))
    visitor = visit(width)
    signed_in(visitor, ann)
    visitor.go("/thresholds/")
    visitor.page.get_by_label("Pain counts as severe from").select_option("8")
    visitor.press("See what these numbers would have done")
    visitor.page.get_by_text("It begins in a few seconds").wait_for()
    visitor.check_page("page-job-waiting")
    jobs.run(job_id=str(Job.objects.get().pk), now=timezone.now())
    # By itself: the page asks how far it is.
    visitor.page.get_by_role("link", name="See what came out").click()
    visitor.page.get_by_role("heading", name="What you would have missed").wait_for()
    visitor.check_page("page-preview")
    visitor.press("Save these numbers")
    visitor.page.get_by_text("Saved. They hold from the next pain check on.").wait_for()
    assert ThresholdSettings.objects.get().severe == 8
    visitor.check_page("page-thresholds-of-a-site")
    visitor.page.get_by_role("link", name="How many alerts each nurse has in a week").click()
    visitor.check_page("page-alert-load")
