"""Two people set a trial up by its pages: from an empty draft to a test, and to the trial."""

from typing import Any

import pytest
from django.utils import timezone

from paincheck.accounts.models import Role
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import SiteFactory, UserFactory
from tests.journeys.conftest import AT_A_DESK_FIRST, Visitor
from tests.journeys.test_every_page import signed_in
from trial.models import Trial

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


def fill(visitor: Visitor, prefix: str, **fields: str) -> None:
    for name, value in fields.items():
        box = visitor.page.locator(f"[name='{prefix}-{name}']")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def part(visitor: Visitor, name: str) -> None:
    visitor.go(f"/trials/impact/setup/{name}/")


def fill_the_design(visitor: Visitor, sites: list[Any]) -> None:
    """Everything that a draft does not have yet."""
    part(visitor, "basics")
    visitor.page.get_by_label("Participants, all sites together").fill("161")
    visitor.press("Save")
    part(visitor, "sites")
    for number, (letter, site) in enumerate(zip("LY", sites, strict=True)):
        fill(visitor, f"s{number}", site=str(site.pk), code=letter, target="80")
        visitor.press("Save, and add another" if letter == "L" else "Save")
    part(visitor, "factors")
    pain = {"code": "pain", "name": "Worst pain at the baseline", "source": "BASELINE:worst"}
    fill(visitor, "f1", **pain)
    fill(visitor, "f1-l0", code="low", name="0 to 6", low="0", high="6", expected="0.6")
    fill(visitor, "f1-l1", code="high", name="7 to 10", low="8", high="10", expected="0.4")
    visitor.press("Save")
    visitor.page.get_by_text("This band begins at 7").first.wait_for()
    visitor.check_page("trial-setup-wrong")
    fill(visitor, "f1-l1", low="7")
    visitor.press("Save")
    part(visitor, "method")
    visitor.page.get_by_label("Variance").check()
    visitor.press("Save")
    part(visitor, "eligibility")
    fill(visitor, "e0", code="adult", text="Is 18 or older")
    visitor.press("Save")


@AT_A_DESK_FIRST
def test_two_people_set_a_trial_up_and_begin_it(visit: Any, width: int) -> None:
    sites = [SiteFactory(name="Leeds hospice"), SiteFactory(name="York hospital")]
    stella = UserFactory(first_name="Stella", last_name="Statham")
    mo = UserFactory(first_name="Mo", last_name="Second")
    for user in (stella, mo):
        Role.objects.create(user=user, role="TRIAL", site=sites[0])
    first = visit(width)
    signed_in(first, stella)
    first.go("/trials/")
    first.press("Set up a new trial")
    first.page.get_by_label("Code").fill("impact")
    first.page.get_by_label("Title").fill("Supported self-management of pain")
    first.press("Make the draft")
    first.page.get_by_text("Name at least one site.").wait_for()
    first.check_page("trial-setup-draft")
    fill_the_design(first, sites)
    first.page.get_by_text("Nothing is missing.").wait_for()
    first.go("/trials/impact/simulation/")
    first.page.get_by_label("Trials to simulate").fill("100")
    first.press("Simulate")
    jobs.run(job_id=str(Job.objects.get().pk), now=timezone.now())
    first.page.get_by_role("link", name="See what came out").click()
    first.page.get_by_text("100 trials of 161 participants were simulated.").wait_for()
    for figure in first.page.locator("[data-figure]").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".js-plotly-plot").wait_for()
    first.check_page("trial-simulation")
    first.go("/trials/impact/rights/")
    first.page.get_by_label("To whom").select_option(str(mo.pk))
    first.page.get_by_label("Which right").select_option("SETUP")
    first.press("Give the right")
    first.page.get_by_text("Given. It holds from now on.").wait_for()
    first.check_page("trial-rights")
    first.go("/trials/impact/setup/")
    first.press("Propose this design")
    first.press("Propose it")
    first.page.get_by_text("You proposed it.").wait_for()
    second = visit(width)
    signed_in(second, mo)
    second.go("/trials/impact/setup/")
    second.check_page("trial-setup-proposed")
    second.press("Put this design in force")
    second.press("Begin the test")
    second.page.get_by_text("The test has begun.").wait_for()
    second.press("Ask to go live")
    first.go("/trials/impact/setup/")
    first.press("Begin the trial: go live")
    first.page.get_by_text("The trial is live. From now on everything counts.").wait_for()
    assert Trial.objects.get().mode == "LIVE"
    first.go("/trials/impact/versions/")
    first.check_page("trial-versions")
