"""A page that stands open on a ward's desk says by itself when it cannot be relied on."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.background.models import Heartbeat
from tests.factories import make_alert, make_check
from tests.journeys.conftest import AT_A_DESK_FIRST, DESK, ON_A_PHONE_FIRST, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


def open_caseload(visitor: Visitor, nurse: User) -> None:
    signed_in(visitor, nurse)
    visitor.page.clock.install()
    visitor.go("/caseload/")


def wait_a_while(visitor: Visitor) -> None:
    """Less than the 30 s that a page may take to notice, with the 30 s of a late loop a minute."""
    with visitor.page.expect_event(
        "requestfinished", lambda asked: asked.url.endswith("/banners/")
    ):
        visitor.page.clock.run_for(25_000)


@ON_A_PHONE_FIRST
def test_an_open_page_says_that_alerting_is_delayed_and_when_it_is_well_again(
    visit: Any, pat: Patient, ann: User, width: int
):
    make_alert(pat)
    visitor = visit(width)
    open_caseload(visitor, ann)
    typed = visitor.page.locator("#q")
    typed.fill("Pet")
    banner = visitor.page.get_by_text("Alerting is delayed since")
    expect(banner).to_have_count(0)

    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    wait_a_while(visitor)
    expect(banner).to_be_visible()
    expect(visitor.page.get_by_text("Mails and texts are delayed since")).to_be_visible()
    expect(typed).to_have_value("Pet")
    visitor.check_page("signs-delayed")

    Heartbeat.objects.update(beat_at=timezone.now() + timedelta(hours=1))
    wait_a_while(visitor)
    expect(banner).to_have_count(0)


@AT_A_DESK_FIRST
def test_an_open_page_says_since_when_no_server_has_answered(visit: Any, ann: User, width: int):
    visitor = visit(width)
    open_caseload(visitor, ann)
    stale = visitor.page.get_by_text("This page could not be refreshed since")
    expect(stale).to_be_hidden()

    visitor.page.route("**/banners/", lambda route: route.abort())
    visitor.page.clock.run_for(25_000)
    expect(stale).to_be_visible()
    visitor.check_page("signs-stale")
    assert all("ERR_FAILED" in words for words in visitor.trouble)
    visitor.trouble.clear()

    visitor.page.unroute("**/banners/")
    wait_a_while(visitor)
    expect(stale).to_be_hidden()


def test_a_signed_out_page_does_not_show_the_door_in_its_banner(visit: Any, ann: User):
    visitor = visit(DESK)
    open_caseload(visitor, ann)
    visitor.page.context.clear_cookies()
    visitor.page.clock.run_for(25_000)
    expect(visitor.page.get_by_text("This page could not be refreshed since")).to_be_visible()
    assert not visitor.page.locator("#signs").inner_text().strip()


@ON_A_PHONE_FIRST
def test_a_patient_whose_check_no_rule_has_seen_is_told_whom_to_ring(
    visit: Any, pat: Patient, width: int
):
    check = make_check(pat, at=timezone.now() - timedelta(hours=1), unflagged=True, worst=8)
    visitor = visit(width)
    signed_in(visitor, pat.user)
    for path, name in (("/diary/", "home"), (f"/check/{check.pk}/thanks/", "thanks")):
        visitor.go(path)
        expect(visitor.page.get_by_role("heading", name="Your nurse may not")).to_be_visible()
        visitor.check_page(f"signs-patient-{name}")
