"""The managers' page of what did not arrive: seen by the site's own managers, and sent again."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from diaries.models import Patient
from paincheck.accounts.models import Role, Site, User
from paincheck.audit.models import AuditEvent
from paincheck.outbox import queries
from paincheck.outbox.actions import cancel_about
from paincheck.outbox.models import Delivery
from tests.factories import SiteFactory, make_nurse
from tests.integration.doors import make_patient, make_staff

pytestmark = pytest.mark.django_db
PAGE = "/deliveries/"


@pytest.fixture
def site(ann: User) -> Site:
    return ann.team_places.get().team.site


@pytest.fixture
def desk(client: Client, site: Site) -> Client:
    """The browser of a manager of Ann's site."""
    client.force_login(make_staff("MANAGER", site=site, first_name="Mo", last_name="Mann"))
    return client


@pytest.fixture
def row(ann: User, site: Site, now: datetime) -> Callable[..., Delivery]:
    def make(**fields: Any) -> Delivery:
        standard = {
            "channel": "EMAIL", "recipient": ann, "site": site, "address": "ann@example.org",
            "subject": "s", "text": "t", "about": "alert:17", "once_key": str(uuid.uuid4()),
            "created_at": now - timedelta(hours=2), "due_at": now, "state": "DEAD",
            "dead_at": now, "attempts": 20, "outcome": "UNKNOWN",
        }  # fmt: skip
        return Delivery.objects.create(**standard | fields)

    return make


def text(desk: Client) -> str:
    answer = desk.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_anything_it_says_so(desk: Client):
    assert "Nothing was given up" in text(desk)


def test_it_says_whom_it_was_for_and_how_it_ended_and_nothing_of_the_patient(
    desk: Client, row: Callable[..., Delivery], pat: Patient
):
    row()
    row(state="FAILED", attempts=3, outcome="NOT_NOW", channel="SMS")
    row(state="DUE", attempts=0, outcome="", recipient=None)
    page = text(desk)
    for words in (
        "Ann Archer", "Alert 17", "No answer: it may have arrived", "Being tried again",
        "Text message", "Not taken at that moment", "Waiting to be sent",
        "The address of", "24 November, 10.00",
    ):  # fmt: skip
        assert words in page
    assert "Pat" not in page
    assert pat.code not in page


def test_a_patient_is_not_named(desk: Client, row: Callable[..., Delivery], site: Site):
    row(recipient=make_patient(first_name="Pat", last_name="Peters"))
    page = text(desk)
    assert "A patient" in page
    assert "Peters" not in page


@pytest.mark.parametrize("role", ["NURSE", "LEAD_NURSE", "PATIENT"])
def test_it_is_there_for_managers_alone(
    client: Client, row: Callable[..., Delivery], site: Site, role: str
):
    dead = row()
    client.force_login(make_staff(role, site=site))
    assert client.get(PAGE).status_code == 404
    for press in ("again/", f"{dead.pk}/again/", f"{dead.pk}/works/"):
        assert client.post(PAGE + press).status_code == 404
    dead.refresh_from_db()
    assert dead.state == "DEAD"


def test_signed_out_people_are_led_to_the_door(client: Client, row: Callable[..., Delivery]):
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}{row().pk}/again/").status_code == 302
    assert Delivery.objects.get().state == "DEAD"


def test_another_sites_deliveries_are_not_there(
    client: Client, row: Callable[..., Delivery], now: datetime
):
    dead = row(outcome="REFUSED")
    gone = row(outcome="REFUSED", state="CANCELLED")
    client.force_login(make_staff("MANAGER", site=SiteFactory()))
    assert "Ann Archer" not in text(client)
    assert client.post(f"{PAGE}{dead.pk}/again/").status_code == 404
    assert client.post(f"{PAGE}{gone.pk}/works/").status_code == 404
    client.post(f"{PAGE}again/")
    dead.refresh_from_db()
    assert dead.state == "DEAD"
    assert queries.broken_addresses(now) == {"ann@example.org"}


def test_a_manager_here_who_is_a_nurse_there_sees_the_rows_of_here_alone(
    desk: Client, row: Callable[..., Delivery], site: Site
):
    there = make_nurse(first_name="Nora", last_name="North")
    their_site = there.team_places.get().team.site
    Role.objects.create(user=Role.objects.get(role="MANAGER").user, role="NURSE", site=their_site)
    row(recipient=there, site=their_site)
    assert "Nora" not in text(desk)


def test_one_press_sends_it_again_and_the_trail_says_who(
    desk: Client, row: Callable[..., Delivery], now: datetime
):
    dead, other = row(), row()
    answer = desk.post(f"{PAGE}{dead.pk}/again/", follow=True)
    assert "on its way again" in answer.content.decode()
    dead.refresh_from_db()
    other.refresh_from_db()
    assert (dead.state, dead.tries, dead.due_at, other.state) == ("DUE", 0, now, "DEAD")
    line = AuditEvent.objects.get(action="delivery.again")
    assert line.actor_id == Role.objects.get(role="MANAGER").user_id
    assert line.subject_id == str(dead.pk)


@pytest.mark.parametrize("channel", ["EMAIL", "SMS"])
def test_sent_again_it_goes_to_the_address_that_the_person_has_by_now(
    desk: Client, row: Callable[..., Delivery], ann: User, channel: str
):
    dead = row(channel=channel, address="wrong")
    ann.email, ann.phone = "right@example.org", "+447700900123"
    ann.save()
    desk.post(f"{PAGE}{dead.pk}/again/")
    dead.refresh_from_db()
    assert dead.address == (ann.email if channel == "EMAIL" else ann.phone)


def test_sent_again_it_goes_to_the_role_address_that_the_site_has_by_now(
    desk: Client, row: Callable[..., Delivery], site: Site
):
    dead = row(recipient=None, address="wrong")
    desk.post(f"{PAGE}again/")
    dead.refresh_from_db()
    assert dead.address == site.role_email


def test_a_second_press_changes_nothing(desk: Client, row: Callable[..., Delivery]):
    dead = row()
    desk.post(f"{PAGE}{dead.pk}/again/")
    answer = desk.post(f"{PAGE}{dead.pk}/again/", follow=True)
    assert "does not wait for you any more" in answer.content.decode()
    assert AuditEvent.objects.filter(action="delivery.again").count() == 1


def test_all_of_the_site_are_sent_again_at_once(desk: Client, row: Callable[..., Delivery]):
    row(), row()
    elsewhere = row(site=SiteFactory())
    assert "2 on the way again" in desk.post(f"{PAGE}again/", follow=True).content.decode()
    assert list(Delivery.objects.dead()) == [elsewhere]


def test_what_tells_of_a_closed_alert_cannot_be_sent_again(
    desk: Client, row: Callable[..., Delivery]
):
    dead = row()
    cancel_about(about="alert:17")
    assert "Alert 17" not in text(desk)
    desk.post(f"{PAGE}{dead.pk}/again/")
    desk.post(f"{PAGE}again/")
    dead.refresh_from_db()
    assert dead.state == "CANCELLED"


def test_an_address_that_refused_is_shown_once_until_she_says_that_it_works(
    desk: Client, row: Callable[..., Delivery], now: datetime
):
    row(outcome="REFUSED", state="CANCELLED", about="alert:3")
    gone = row(outcome="REFUSED", state="CANCELLED", about="alert:4")
    page = text(desk)
    assert "Addresses that take nothing" in page
    assert page.count("It works again") == 1
    desk.post(f"{PAGE}{gone.pk}/works/")
    assert "Addresses that take nothing" not in text(desk)
    assert queries.broken_addresses(now) == frozenset()
    assert AuditEvent.objects.filter(action="delivery.forgiven").count() == 2


@pytest.mark.parametrize("path", ["again/", f"{uuid.uuid4()}/again/", f"{uuid.uuid4()}/works/"])
def test_nothing_is_sent_by_merely_looking(desk: Client, path: str):
    assert desk.get(PAGE + path).status_code == 405


def test_the_page_reads_the_same_for_few_and_for_many(desk: Client, row: Callable[..., Delivery]):
    row()
    with CaptureQueriesContext(
        connection,
    ) as few:
        text(desk)
    for _ in range(60):
        row()
    with CaptureQueriesContext(connection) as many:
        page = text(desk)
    assert len(many) == len(few)
    assert "The oldest 50 of 61 are shown." in page
