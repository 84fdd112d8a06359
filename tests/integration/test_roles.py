"""Who may open what, read from the database at each request; who is on duty."""

from datetime import date, timedelta

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from rest_framework.test import APIRequestFactory

from paincheck.accounts.models import Leave, Role, Site, TeamMember
from paincheck.accounts.permissions import IsNurse, IsPatient
from paincheck.accounts.queries import hours_of, ladder_of, nurses_of
from paincheck.accounts.roles import (
    lead_only,
    lead_or_manager_only,
    manager_only,
    nurse_only,
    patient_only,
    staff_only,
    trial_only,
)
from tests.factories import NOON, SiteFactory, TeamFactory, UserFactory, make_nurse
from tests.integration.doors import make_patient, make_staff

pytestmark = pytest.mark.django_db

DOORS = {
    patient_only: {"PATIENT"},
    nurse_only: {"NURSE", "LEAD_NURSE"},
    lead_only: {"LEAD_NURSE"},
    manager_only: {"MANAGER"},
    lead_or_manager_only: {"LEAD_NURSE", "MANAGER"},
    trial_only: {"TRIAL"},
    staff_only: {"NURSE", "LEAD_NURSE", "MANAGER", "TRIAL"},
}


def opens(door, user):
    request = RequestFactory().get("/")
    request.user = user
    try:
        door(lambda request: HttpResponse())(request)
    except Http404:
        return False
    return True


@pytest.mark.parametrize("role", Role.Kind.values)
@pytest.mark.parametrize("door", DOORS)
def test_a_page_opens_for_its_roles_and_is_not_there_for_others(door, role):
    assert opens(door, make_staff(role)) == (role in DOORS[door])


def test_a_right_taken_away_is_gone_at_the_next_request(client):
    manager = make_staff("MANAGER")
    client.force_login(manager)
    assert client.get("/staff/").status_code == 200
    manager.roles.all().delete()
    assert client.get("/staff/").status_code == 404


def test_a_closed_account_is_signed_out_at_the_next_request(client):
    manager = make_staff("MANAGER")
    client.force_login(manager)
    manager.is_active = False
    manager.save()
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("door", DOORS)
def test_a_closed_account_opens_nothing_whoever_let_it_in(door):
    """The backend of the sign-in is another lock; this one must hold without it."""
    role = sorted(DOORS[door])[0]
    assert not opens(door, make_staff(role, is_active=False))


def test_staff_pages_say_that_they_are(rf):
    seen = []
    request = rf.get("/")
    request.user = make_staff()
    nurse_only(lambda request: seen.append(request.is_staff_page) or HttpResponse())(request)
    assert seen == [True]


@pytest.mark.parametrize(("permission", "roles"), [(IsPatient, {"PATIENT"}), (IsNurse, {"NURSE"})])
@pytest.mark.parametrize("role", ["PATIENT", "NURSE", "MANAGER"])
def test_the_api_has_the_same_doors(permission, roles, role):
    request = APIRequestFactory().get("/")
    request.user = make_staff(role)
    assert permission().has_permission(request, None) == (role in roles)


# Hours


def test_a_sites_hours_know_the_bank_holidays_of_its_nation():
    site = SiteFactory(nation=Site.Nation.SCOTLAND)
    assert date(2026, 11, 30) in hours_of(site, NOON).holidays  # St Andrew's Day
    assert date(2026, 11, 30) not in hours_of(SiteFactory(), NOON).holidays


def test_a_sites_hours_are_those_of_its_rows():
    hours = hours_of(SiteFactory(), NOON)
    assert hours.is_open(NOON)
    assert not hours.is_open(NOON + timedelta(hours=6))


# To whom an alert goes


@pytest.fixture
def team(db):
    return TeamFactory()


@pytest.fixture
def nurse(team):
    return make_nurse(team=team)


@pytest.fixture
def lead(team):
    return make_nurse(team=team, place=TeamMember.Place.LEAD)


@pytest.fixture
def deputy(team):
    return make_nurse(team=team, place=TeamMember.Place.DEPUTY)


TODAY = NOON.date()


def away(nurse, cover=None, last=TODAY):
    return Leave.objects.create(nurse=nurse, cover=cover, first_date=last, last_date=last)


def first_step(team, nurse, **rest):
    """Whom an alert of hers goes to first: the first step with somebody who can be told."""
    ladder = ladder_of(team, nurse, NOON, by_sms=False, **rest)
    return next(
        ([(one.person, one.ways[0][1]) for one in step if one.ways] for step in ladder
         if any(one.ways for one in step)), [],
    )  # fmt: skip


def told(people):
    return [(one, one.email) for one in people]


def passed_over(team, nurse, step=0, **rest):
    ladder = ladder_of(team, nurse, NOON, by_sms=False, **rest)
    return [(one.person, one.why_not) for one in ladder[step] if one.why_not]


def test_an_alert_goes_to_the_named_nurse(team, nurse, lead):
    assert first_step(team, nurse) == told([nurse])


def test_while_she_is_away_it_goes_to_her_cover(team, nurse, lead):
    bea = make_nurse(team=team)
    away(nurse, cover=bea)
    assert first_step(team, nurse) == told([bea])
    assert passed_over(team, nurse) == [(nurse, "LEAVE")]


def test_leave_that_is_cancelled_or_over_changes_nothing(team, nurse, lead):
    away(nurse, last=NOON.date() - timedelta(days=1))
    Leave.objects.filter(pk=away(nurse).pk).update(cancelled_at=NOON)
    assert first_step(team, nurse) == told([nurse])


def test_without_a_cover_it_goes_to_the_deputies(team, nurse, lead, deputy):
    away(nurse)
    assert first_step(team, nurse) == told([deputy])


def test_with_the_deputies_away_it_goes_to_the_lead(team, nurse, lead, deputy):
    away(nurse, cover=deputy)
    away(deputy)
    assert first_step(team, nurse) == told([lead])


def test_a_closed_account_or_one_without_address_is_passed_over(team, nurse, lead, deputy):
    nurse.is_active = False
    nurse.save()
    deputy.email = ""
    deputy.save()
    assert first_step(team, nurse) == told([lead])
    assert passed_over(team, nurse) == [(nurse, "CLOSED")]
    assert passed_over(team, nurse, step=1) == [(deputy, "NO_ADDRESS")]


def test_a_deputy_whose_account_is_closed_is_named_as_passed_over(team, nurse, deputy):
    deputy.is_active = False
    deputy.save()
    assert passed_over(team, nurse, step=1) == [(deputy, "CLOSED")]


def test_an_address_that_was_refused_lately_is_no_way(team, nurse, lead, deputy):
    broken = {nurse.email}
    assert first_step(team, nurse, broken=broken) == told([deputy])
    assert passed_over(team, nurse, broken=broken) == [(nurse, "REFUSED")]


def test_by_text_message_a_mobile_is_a_way_beside_the_address_or_alone(team, nurse):
    nurse.phone = "07700 900123"
    nurse.save()
    by_text = ("SMS", "+447700900123")
    [one] = ladder_of(team, nurse, NOON, by_sms=True)[0]
    assert one.ways == (("EMAIL", nurse.email), by_text)
    [one] = ladder_of(team, nurse, NOON, by_sms=True, broken={nurse.email})[0]
    assert one.ways == (by_text,)


def test_with_everybody_away_it_goes_to_the_address_that_somebody_always_reads(team, nurse):
    away(nurse)
    assert first_step(team, nurse) == [(None, team.site.role_email)]


def test_without_that_address_whoever_of_the_team_is_there_is_told(team, nurse):
    other = make_nurse(team=team)
    away(nurse)
    team.site.role_email = ""
    assert first_step(team, nurse) == told([other])


def test_everybody_on_the_ladder_is_each_of_them_once(team, nurse, lead, deputy):
    make_nurse(team=team)
    everybody = ladder_of(team, nurse, NOON, by_sms=False)[-1]
    assert [one.person for one in everybody] == [nurse, deputy, lead, None]


def test_the_nurses_of_a_team_come_with_the_lead_first(team, nurse, deputy, lead):
    make_nurse(team=team, is_active=False)
    assert nurses_of(team) == [lead, deputy, nurse]


def test_a_first_page_is_that_of_the_role(client):
    for user, page in [(make_patient(), "/diary/"), (make_staff("MANAGER"), "/staff/")]:
        client.force_login(user)
        assert client.get("/")["Location"] == page


def test_a_stranger_is_sent_to_the_patients_door(client):
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_somebody_without_any_role_sees_no_page(client):
    client.force_login(UserFactory())
    assert client.get("/staff/").status_code == 404
    assert client.get("/phones/").status_code == 404
