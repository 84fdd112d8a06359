"""Whoever has no right in a trial finds no page of it; a right taken away is gone at once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from paincheck.accounts.models import Role, User
from tests.factories import UserFactory
from tests.trials import make_trial
from trial.models import TrialRight

SignIn = Callable[[User], Client]


@pytest.mark.django_db
def test_a_trial_is_shown_to_those_who_have_a_right_in_it(signed_in: SignIn) -> None:
    a = make_trial()
    page = signed_in(a.person("MONITOR")).get("/trials/impact/")
    assert page.status_code == 200
    assert b"TEST" in page.content
    assert b"/trials/impact/" in signed_in(a.person("MONITOR")).get("/trials/").content


@pytest.mark.django_db
def test_a_trial_is_not_there_for_anybody_else(signed_in: SignIn, ann: User) -> None:
    a = make_trial()
    stranger = UserFactory()
    Role.objects.create(user=stranger, role="TRIAL", site=a.teams[0].site)
    assert signed_in(stranger).get("/trials/impact/").status_code == 404
    assert signed_in(ann).get("/trials/impact/").status_code == 404
    assert signed_in(a.person("MONITOR")).get("/trials/another/").status_code == 404


@pytest.mark.django_db
def test_a_right_that_was_taken_away_is_gone_on_the_next_page(
    signed_in: SignIn, now: datetime
) -> None:
    a = make_trial()
    browser = signed_in(a.person("MONITOR"))
    assert browser.get("/trials/impact/").status_code == 200
    TrialRight.objects.filter(right="MONITOR").update(ended_at=now, ended_by=a.people["SETUP"])
    assert browser.get("/trials/impact/").status_code == 404
