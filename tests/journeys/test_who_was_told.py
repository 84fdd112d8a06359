"""Who was told of an alert, on the nurse's page; and what reaches nobody, on the manager's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.actions import rounds, telling
from paincheck.accounts.models import Leave, Role, User, WorkingHours
from tests.factories import PatientFactory, make_alert, make_nurse
from tests.journeys.conftest import AT_A_DESK_FIRST
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@AT_A_DESK_FIRST
def test_who_was_told_and_what_reaches_nobody(visit: Any, width: int):
    now = timezone.now()
    ann = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    team = ann.team_places.get().team
    make_nurse(team=team, place="DEPUTY", first_name="Tomasz", last_name="Wilk")
    ruth = make_nurse(team=team, place="DEPUTY", first_name="Ruth", last_name="Kay")
    Role.objects.create(user=ann, role="MANAGER", site=team.site)
    WorkingHours.objects.all().delete()  # open day and night, whenever this test runs
    today = now.date()
    Leave.objects.create(nurse=ruth, first_date=today, last_date=today + timedelta(days=1))
    pat = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")
    telling.begin(make_alert(pat, opened_at=now - timedelta(hours=1)), now=now - timedelta(hours=1))
    rounds.escalate(now=now)
    User.objects.filter(team_places__team=team).update(email="")
    team.site.role_email = ""
    team.site.save()
    pat.refresh_from_db()
    telling.begin(make_alert(pat, rule="red_flag", sentence="numbness"), now=now)
    visitor = visit(width)
    signed_in(visitor, ann)
    visitor.go(f"/patients/{pat.code}/")
    assert visitor.sees("Told: Ann Archer")
    assert visitor.sees("Not told: Ruth Kay, on leave")
    assert visitor.sees("Nobody could be told since")
    visitor.check_page("who-was-told")
    visitor.go("/alerts/nobody-told/")
    assert visitor.sees("No nurse of this team can be told")
    visitor.check_page("nobody-told")
