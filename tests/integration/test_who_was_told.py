"""What nurses and managers read of who was told of an alert."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from alerts.actions import rounds, telling
from alerts.models import Told
from diaries.models import Patient
from paincheck.accounts.models import Leave, Role, User
from tests.factories import UserFactory, make_alert, make_nurse
from tests.integration.nursing import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def max_(ann: User) -> User:
    """Max is a manager of the site."""
    manager = UserFactory(first_name="Max", sign_in_name="max")
    Role.objects.create(user=manager, role="MANAGER", site=ann.team_places.get().team.site)
    return manager


def unheard(pat: Patient, now: datetime) -> None:
    """A red alert of which nobody can be told: Ann is on leave, and the site has no address."""
    Leave.objects.create(nurse=pat.nurse, first_date=now.date(), last_date=now.date())
    pat.team.site.role_email = ""
    pat.team.site.save()
    telling.begin(make_alert(pat), now=now)


def test_the_alert_says_who_was_told_and_who_was_passed_over(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_nurse(team=pat.team, place="DEPUTY", first_name="Dora", last_name="Dean", is_active=False)
    make_nurse(team=pat.team, place="LEAD", first_name="Lena", last_name="Lowe")
    telling.begin(make_alert(pat), now=now - HOUR)
    rounds.escalate(now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Told: Ann Archer, today 11am; Lena Lowe, today midday." in said
    assert "Not told: Dora Dean, account closed." in said


def test_what_was_told_in_an_earlier_round_is_no_longer_said(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_nurse(team=pat.team, place="LEAD", first_name="Lena", last_name="Lowe")
    alert = make_alert(pat)
    telling.begin(alert, now=now - 2 * HOUR)
    rounds.escalate(now=now - HOUR)
    alert.refresh_from_db()
    alert.sent_round += 1
    telling.begin(alert, now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Told: Ann Archer, today midday." in said
    card, history = said.split("What happened so far", 1)
    assert "Lena" not in card
    assert "Lena" in history


def test_who_was_passed_over_first_and_told_in_the_end_was_told(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    alert = make_alert(pat)
    row = {"alert": alert, "round": 0, "person": ann}
    Told.objects.create(**row, step=0, skipped_why="NO_ADDRESS", at=now - HOUR)
    Told.objects.create(**row, step=4, channel="EMAIL", at=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Told: Ann Archer, today midday." in said
    assert "Not told" not in said


def test_the_alert_says_that_nobody_could_be_told(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    unheard(pat, now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Nobody could be told since today midday." in said
    assert "Not told: Ann Archer, on leave; the site’s own address, no address." in said


def test_a_page_with_many_alerts_asks_once_who_was_told(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    from clinicians.queries.alert_cards import alert_cards  # noqa: PLC0415

    for rule in ("severe_pain", "red_flag", "above_goal"):
        telling.begin(make_alert(pat, rule=rule), now=now)
    alert_cards(pat, ann, now)  # the hours of the site are read, once
    with django_assert_num_queries(6):
        cards = alert_cards(pat, ann, now)
    assert len(cards) == 3


def test_a_manager_reads_which_team_nobody_of_can_be_told_and_what_would_mend_it(
    max_: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    unheard(pat, now)
    page = signed_in(max_).get("/alerts/nobody-told/")
    said = text_of(page)
    for part in (
        f"{pat.team.name}, {pat.team.site.name}",
        "No nurse of this team can be told.",
        "Urgent, since today at midday",
        "Ann Archer: on leave",
        "The site’s own address: no address",
        "book somebody to cover",
        "Give the site an address",
    ):
        assert part in said
    for private in (pat.code, pat.first_name, pat.last_name, "worst pain"):
        assert private not in page.content.decode()


def test_the_page_is_a_managers_and_of_her_own_sites(
    ann: User, carl: User, pat: Patient, now: datetime, client: Client, signed_in: SignIn
) -> None:
    unheard(pat, now)
    assert signed_in(ann).get("/alerts/nobody-told/").status_code == 404
    Role.objects.create(user=carl, role="MANAGER", site=carl.team_places.get().team.site)
    said = text_of(signed_in(carl).get("/alerts/nobody-told/"))
    assert "Every alert reached somebody" in said
    assert pat.team.name not in said
