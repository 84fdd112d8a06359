"""Managing staff, teams, leave and a site: each a form, an action, a line of the trail."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from paincheck.accounts.models import Leave, Role, Site, Team, TeamMember, User, WorkingHours
from paincheck.audit.models import AuditEvent
from tests.factories import SiteFactory, TeamFactory, make_nurse
from tests.integration.doors import is_in, make_staff

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to("2026-11-24 12:00:00+00:00")


@pytest.fixture
def site(db):
    return SiteFactory()


@pytest.fixture
def manager(client, site):
    """A manager of the site, signed in."""
    user = make_staff("MANAGER", site=site, first_name="Mo", last_name="Mann")
    client.force_login(user)
    return user


@pytest.fixture
def team(site):
    return TeamFactory(site=site, name="Blue team")


@pytest.fixture
def ann(team):
    return make_nurse(team=team, first_name="Ann", last_name="Archer", email="ann@hospice.example")


def noted(action):
    return AuditEvent.objects.filter(action=action).count()


def text(answer):
    return answer.content.decode()


# Adding


def new_nurse(client, site, **changes):
    told = {
        "first_name": "Nia",
        "last_name": "Nunn",
        "email": "nia@hospice.example",
        "roles": ["NURSE"],
        "site": site.pk,
    }
    return client.post("/staff/add/", told | changes)


def test_a_new_nurse_gets_an_email_behind_which_she_sets_her_password(client, manager, site, team):
    new_nurse(client, site, team=team.pk)
    nia = User.objects.get(email="nia@hospice.example")
    assert nia.sign_in_name == "nia.nunn"
    assert TeamMember.objects.filter(team=team, nurse=nia, place="MEMBER").exists()
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    client.post("/sign-out/")
    form = client.get(link, follow=True)
    new = {"password1": "quite-another-one", "password2": "quite-another-one"}
    client.post(form.redirect_chain[-1][0], new)
    client.post("/sign-in/staff/", {"login": "nia.nunn", "password": "quite-another-one"})
    assert is_in(client, nia)
    assert noted("staff.added") == 1


def test_the_second_of_one_name_gets_a_name_of_her_own(client, manager, site):
    new_nurse(client, site)
    new_nurse(client, site, email="nia2@hospice.example")
    assert User.objects.filter(sign_in_name="nia.nunn2").exists()


def test_two_of_the_staff_cannot_share_an_email(client, manager, site, ann):
    answer = new_nurse(client, site, email="ANN@hospice.example")
    assert answer.status_code == 422
    assert "Somebody of the staff already has this email" in text(answer)


def test_a_manager_adds_nobody_to_another_site(client, manager):
    assert new_nurse(client, SiteFactory()).status_code == 422
    assert not User.objects.filter(email="nia@hospice.example").exists()


def test_a_team_of_another_site_is_no_choice(client, manager, site):
    assert new_nurse(client, site, team=TeamFactory().pk).status_code == 422


def test_a_mail_that_could_not_be_sent_is_told_to_the_manager(client, manager, site, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    new_nurse(client, site)
    assert "could not be sent" in text(client.get("/staff/"))


def test_an_empty_form_asks_for_each_thing(client, manager):
    answer = client.post("/staff/add/", {})
    assert answer.status_code == 422
    for words in ("Enter first name", "Enter last name", "Enter work email", "at least one role"):
        assert words in text(answer)


# Editing and closing


def edited(client, person, **changes):
    told = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "roles": ["NURSE"],
    }
    return client.post(f"/staff/{person.pk}/", told | changes)


def test_a_manager_changes_name_and_roles(client, manager, ann, site):
    edited(client, ann, last_name="Ash", roles=["NURSE", "LEAD_NURSE"])
    ann.refresh_from_db()
    assert ann.last_name == "Ash"
    assert set(ann.roles.values_list("role", flat=True)) == {"NURSE", "LEAD_NURSE"}
    assert set(AuditEvent.objects.get(action="staff.edited").fields) == {
        "last_name",
        "role.LEAD_NURSE",
    }


def test_the_last_manager_stays_a_manager(client, manager):
    answer = edited(client, manager, roles=["NURSE"])
    assert answer.status_code == 422
    assert "Make somebody else a manager first" in text(answer)
    assert manager.roles.filter(role="MANAGER").exists()


def test_the_last_manager_cannot_be_closed(client, manager, site):
    make_staff("MANAGER", site=site, is_active=False)
    answer = client.post(f"/staff/{manager.pk}/close/")
    assert answer.status_code == 422
    assert "Make somebody else a manager first" in text(answer)
    manager.refresh_from_db()
    assert manager.is_active


def test_one_of_two_managers_can_be_closed(client, manager, site):
    other = make_staff("MANAGER", site=site)
    client.post(f"/staff/{other.pk}/close/")
    other.refresh_from_db()
    assert not other.is_active
    assert noted("staff.closed") == 1


def test_the_last_manager_of_one_site_stays_though_another_site_has_more(client, manager, site):
    other = make_staff("MANAGER", site=site)
    Role.objects.create(user=other, role="MANAGER", site=SiteFactory())
    assert client.post(f"/staff/{other.pk}/close/").status_code == 422


def test_closing_says_first_what_hangs_on_the_account(client, manager, ann, team, site):
    TeamMember.objects.filter(nurse=ann).update(place="LEAD")
    bea = make_nurse(team=team, first_name="Bea", last_name="Bell")
    Leave.objects.create(nurse=bea, cover=ann, first_date=TODAY, last_date=TODAY)
    page = text(client.get(f"/staff/{ann.pk}/close/"))
    assert "is the lead nurse of Blue team" in page
    assert "covers the leave of Bea Bell" in page


def test_a_closed_account_can_be_opened_again(client, manager, ann):
    client.post(f"/staff/{ann.pk}/close/")
    client.post(f"/staff/{ann.pk}/open/")
    ann.refresh_from_db()
    assert ann.is_active
    assert noted("staff.opened_again") == 1


@pytest.mark.parametrize("page", ["", "close/", "open/", "link/"])
def test_another_sites_staff_are_not_there(client, manager, page):
    carl = make_nurse()
    assert client.post(f"/staff/{carl.pk}/{page}").status_code == 404


def test_the_list_shows_who_works_here_and_nobody_else(client, manager, ann):
    carl = make_nurse(first_name="Carl", last_name="Cole")
    page = text(client.get("/staff/"))
    assert "Ann Archer" in page
    assert carl.full_name not in page


def reads_of(client, page):
    """How much the page reads. That the session is written down is not of the page."""
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return sum(query["sql"].startswith("SELECT") for query in queries)


def test_the_list_costs_the_same_for_few_and_for_many(client, manager, team, ann):
    # Ann is there from the start: a team without anybody costs one query less.
    few = reads_of(client, "/staff/")
    for _ in range(12):
        make_nurse(team=team)
    assert reads_of(client, "/staff/") == few > 0


@pytest.mark.parametrize("page", ["/staff/", "/staff/add/", "/teams/", "/teams/add/", "/sites/"])
def test_a_nurse_manages_nothing(client, ann, page):
    client.force_login(ann)
    assert client.get(page).status_code == 404


# Teams


def test_a_team_is_created_once_per_name(client, manager, site, team):
    answer = client.post("/teams/add/", {"name": "blue TEAM", "site": site.pk})
    assert answer.status_code == 422
    client.post("/teams/add/", {"name": "Red team", "site": site.pk})
    assert Team.objects.filter(site=site, name="Red team").exists()
    assert noted("team.created") == 1


def test_a_team_gets_its_lead_its_deputies_and_its_nurses(client, manager, team, ann):
    bea, cat = make_nurse(team=team), make_nurse(team=team)
    told = {"name": "Blue team", "lead": ann.pk, "deputies": [bea.pk], "nurses": [ann.pk, cat.pk]}
    client.post(f"/teams/{team.pk}/", told)
    places = dict(TeamMember.objects.filter(team=team).values_list("nurse_id", "place"))
    assert places == {ann.pk: "LEAD", bea.pk: "DEPUTY", cat.pk: "MEMBER"}
    assert noted("team.arranged") == 1


def test_a_team_needs_a_lead(client, manager, team):
    answer = client.post(f"/teams/{team.pk}/", {"name": "Blue team"})
    assert answer.status_code == 422
    assert "Choose lead nurse" in text(answer)


def test_a_nurse_of_another_site_is_no_choice(client, manager, team):
    told = {"name": "Blue team", "lead": make_nurse().pk}
    assert client.post(f"/teams/{team.pk}/", told).status_code == 422


def test_a_lead_nurse_arranges_her_sites_teams_and_creates_none(client, team, site):
    lead = make_nurse(team=team, role="LEAD_NURSE")
    client.force_login(lead)
    assert client.get(f"/teams/{team.pk}/").status_code == 200
    assert client.get("/teams/add/").status_code == 404
    assert client.get(f"/teams/{TeamFactory().pk}/").status_code == 404


# Leave


def leave(nurse, first=TODAY, last=None, cover=None):
    last = last or first
    told = {"nurse": nurse.pk, "cover": cover.pk if cover else ""}
    for name, day in (("first_date", first), ("last_date", last)):
        told |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return told


@pytest.fixture
def bea(team):
    return make_nurse(team=team, first_name="Bea", last_name="Bell")


def test_a_nurse_books_her_own_leave_with_a_cover(client, ann, bea):
    client.force_login(ann)
    client.post("/leave/", leave(ann, cover=bea))
    booked = Leave.objects.get()
    assert (booked.nurse, booked.cover) == (ann, bea)
    assert noted("leave.booked") == 1


def test_a_nurse_books_no_leave_for_others(client, ann, bea):
    client.force_login(ann)
    assert client.post("/leave/", leave(bea)).status_code == 422


def test_a_manager_books_leave_for_a_nurse_of_her_site(client, manager, ann):
    client.post("/leave/", leave(ann))
    assert Leave.objects.get().nurse == ann


def test_leave_is_cancelled_and_stays_in_the_books(client, ann):
    client.force_login(ann)
    client.post("/leave/", leave(ann))
    booked = Leave.objects.get()
    client.post(f"/leave/{booked.pk}/cancel/")
    booked.refresh_from_db()
    assert booked.cancelled_at is not None
    assert noted("leave.cancelled") == 1


def test_nobody_cancels_the_leave_of_a_colleague(client, ann, bea):
    booked = Leave.objects.create(nurse=bea, first_date=TODAY, last_date=TODAY)
    client.force_login(ann)
    assert client.post(f"/leave/{booked.pk}/cancel/").status_code == 404


def refused(client, told):
    answer = client.post("/leave/", told)
    assert answer.status_code == 422
    assert not Leave.objects.filter(nurse__first_name="Ann").exists()
    return text(answer)


def test_leave_cannot_end_before_it_begins(client, manager, ann):
    told = leave(ann, TODAY, TODAY - timedelta(days=1))
    assert "must be the first day or later" in refused(client, told)


def test_leave_that_is_over_is_not_booked(client, manager, ann):
    assert "must be today or later" in refused(client, leave(ann, TODAY - timedelta(days=3)))


def test_nobody_covers_herself(client, manager, ann):
    assert "Choose somebody else as cover" in refused(client, leave(ann, cover=ann))


def test_a_cover_is_not_away_herself(client, manager, ann, bea):
    Leave.objects.create(nurse=bea, first_date=TODAY, last_date=TODAY)
    assert "is away too" in refused(client, leave(ann, cover=bea))


def test_leave_is_not_booked_twice(client, manager, ann):
    client.post("/leave/", leave(ann))
    answer = client.post("/leave/", leave(ann))
    assert "already away" in text(answer)
    assert Leave.objects.count() == 1


def test_a_cover_works_at_the_same_site(client, manager, ann):
    assert client.post("/leave/", leave(ann, cover=make_nurse())).status_code == 422


# A site


NUMBERS = {
    "name": "St Ann",
    "nation": "SCT",
    "team_phone": "0113 496 0001",
    "urgent_phone": "0113 496 0002",
    "out_of_hours_phone": "111",
    "role_email": "desk@hospice.example",
    "messages_read_within_days": 2,
}


def test_a_manager_changes_the_numbers_to_ring(client, manager, site):
    client.post(f"/sites/{site.pk}/", NUMBERS)
    site.refresh_from_db()
    assert {name: getattr(site, name) for name in NUMBERS} == NUMBERS
    assert noted("site.changed") == 1


@pytest.mark.parametrize("name", ["team_phone", "urgent_phone", "role_email"])
def test_a_live_site_keeps_its_numbers(client, manager, site, name):
    answer = client.post(f"/sites/{site.pk}/", NUMBERS | {name: ""})
    assert answer.status_code == 422
    assert "so this is needed" in text(answer)


@pytest.mark.parametrize("days", ["", "0", "6", "1.5", "one", "-1"])
def test_a_message_is_read_within_one_to_five_working_days(client, manager, site, days):
    answer = client.post(f"/sites/{site.pk}/", NUMBERS | {"messages_read_within_days": days})
    assert answer.status_code == 422
    assert "Choose from 1 to 5 working days" in text(answer)
    site.refresh_from_db()
    assert site.messages_read_within_days == 1


def test_words_are_no_phone_number(client, manager, site):
    answer = client.post(f"/sites/{site.pk}/", NUMBERS | {"team_phone": "ask at the desk"})
    assert "Enter a phone number" in text(answer)


def hours(**days):
    return {f"{part}_{d}": "" for d in range(7) for part in ("opens", "closes")} | days


def test_a_manager_sets_the_working_hours(client, manager, site):
    told = hours(opens_0="8.30", closes_0="16:00")
    client.post(f"/sites/{site.pk}/hours/", told)
    rows = WorkingHours.objects.filter(site=site)
    assert [(r.weekday, f"{r.opens:%H:%M}", f"{r.closes:%H:%M}") for r in rows] == [
        (0, "08:30", "16:00")
    ]
    assert noted("site.hours_set") == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"opens_0": "9"}, "Enter when Monday closes, or empty both boxes"),
        ({"opens_0": "17:00", "closes_0": "9:00"}, "Monday must close after it opens"),
        ({"opens_0": "nine", "closes_0": "17:00"}, "Enter when Monday opens, like 09:00"),
        ({}, "enter at least one day"),
    ],
)
def test_odd_hours_are_refused_in_a_sentence(client, manager, site, told, words):
    answer = client.post(f"/sites/{site.pk}/hours/", hours(**told))
    assert answer.status_code == 422
    assert words in text(answer)
    assert WorkingHours.objects.filter(site=site).count() == 5


def not_live(**missing):
    return Site.objects.update(live_at=None, **missing)


def test_a_site_goes_live_when_all_is_there(client, manager, site):
    not_live()
    client.post(f"/sites/{site.pk}/live/")
    site.refresh_from_db()
    assert site.live_at is not None
    assert noted("site.live") == 1


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("team_phone", "the nurses’ number"),
        ("urgent_phone", "the 24-hour urgent number"),
        ("role_email", "an address that somebody always reads"),
    ],
)
def test_a_site_does_not_go_live_without(client, manager, site, missing, words):
    not_live(**{missing: ""})
    answer = client.post(f"/sites/{site.pk}/live/", follow=True)
    assert words in text(answer)
    site.refresh_from_db()
    assert site.live_at is None


def test_a_site_does_not_go_live_without_working_hours(client, manager, site):
    not_live()
    WorkingHours.objects.all().delete()
    assert "working hours" in text(client.post(f"/sites/{site.pk}/live/", follow=True))
    site.refresh_from_db()
    assert site.live_at is None


def test_the_database_too_refuses_a_live_site_without_numbers(site):
    with pytest.raises(IntegrityError):
        Site.objects.filter(pk=site.pk).update(urgent_phone="", live_at=timezone.now())


@pytest.mark.parametrize("page", ["", "hours/", "live/"])
def test_another_sites_settings_are_not_there(client, manager, page):
    assert client.post(f"/sites/{SiteFactory().pk}/{page}").status_code == 404
