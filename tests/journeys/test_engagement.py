"""A lead nurse looks where support is needed, opens who stands behind a number, and takes it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinicians.models import Introduction
from diaries.models import SeenMark
from paincheck.accounts.actions.doors import note_sign_in
from paincheck.accounts.models import Role
from tests.factories import PatientFactory, make_alert, make_check, make_nurse
from tests.journeys.conftest import DESK, PHONE, TABLET
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "width", [DESK, pytest.param(TABLET, marks=SLOW), pytest.param(PHONE, marks=SLOW)]
)
def test_a_lead_nurse_finds_where_help_is_needed(visit: Any, width: int):
    ann, now = make_nurse(first_name="Ann", last_name="Archer"), timezone.now()
    team = ann.team_places.get().team
    Role.objects.create(user=ann, role="LEAD_NURSE", site=team.site)
    bea, zoe = (
        make_nurse(team=team, first_name=first, last_name=last)
        for first, last in (("Bea", "Bell"), ("Zoe", "Zimmermann-Oyelaran"))
    )
    note_sign_in(user=bea, how="password", now=now - timedelta(days=3))
    for n, nurse in enumerate((ann, bea, bea, zoe, zoe, zoe)):
        first = ("Amir", "Beatrice", "Chidi", "Dora", "Emil", "Farah")[n]
        patient = PatientFactory(
            nurse=nurse, team=team, first_name=first, last_name="Okonkwo-Featherstone"
        )
        due = (now - timedelta(days=4)).date()
        done = {"finished_at": now - timedelta(days=9), "finished_by": ann} if n < 4 else {}
        opened = now - timedelta(days=11)
        Introduction.objects.create(patient=patient, opened_at=opened, due_on=due, **done)
        for days in range(2, 9):
            at = now - timedelta(days=days)
            check = make_check(patient, at=at, source="TOGETHER" if days == 8 and n else "PATIENT")
            if n:
                SeenMark.objects.create(check_seen=check, nurse=nurse, seen_at=at)
        for days in range(2, 20 if nurse == zoe else 6):
            at = now - timedelta(days=days)
            make_alert(patient, opened_at=at, closed_at=now, closed_how="REASON",
                       closed_by=ann, close_reason="Talked with her daughter")  # fmt: skip
    visitor = visit(width)
    signed_in(visitor, ann)
    visitor.go("/caseload/")
    visitor.press("Engagement: where is support needed?")
    visitor.page.wait_for_url("**/engagement/")
    assert visitor.sees("4 of 6 (67%)")
    assert visitor.sees("Ask first whether a hand is welcome: Zoe Zimmermann-Oyelaran")
    visitor.page.get_by_text("Each number, its source").click()
    visitor.check_page("engagement")
    visitor.press("12 weeks")
    visitor.page.wait_for_url("**/engagement/?days=84")
    visitor.page.get_by_role("link", name="See who is behind ‘Introduced within 7 days’").click()
    visitor.page.get_by_role("heading", name="Later, or not yet").wait_for()
    visitor.check_page("engagement-introduced")
    visitor.press("Emil Okonkwo-Featherstone")
    visitor.page.wait_for_url("**/patients/**")
    visitor.go("/engagement/workload/")
    visitor.check_page("engagement-workload")
    visitor.go("/engagement/sign-ins/")
    visitor.check_page("engagement-sign-ins")
    visitor.go("/engagement/")
    with visitor.page.expect_download() as coming:
        visitor.press("Excel, with its dictionary")
    assert coming.value.suggested_filename == "engagement-28-days.xlsx"
