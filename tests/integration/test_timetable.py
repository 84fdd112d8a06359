"""What runs by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.test import Client

from paincheck.accounts.models import User
from paincheck.timetable import ENTRIES

SignIn = Callable[[User], Client]


def test_sign_ins_that_have_run_out_are_cleared_away_every_day(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    signed_in(ann)
    ended = Session.objects.get().expire_date + timedelta(seconds=1)
    entry = ENTRIES["clear-ended-sign-ins"]
    entry.work(now=ended)
    assert (entry.every, Session.objects.count()) == (timedelta(days=1), 0)


def test_a_sign_in_that_has_not_run_out_stays(ann: User, now: datetime, signed_in: SignIn) -> None:
    desk = signed_in(ann)
    ENTRIES["clear-ended-sign-ins"].work(now=now)
    assert desk.get("/caseload/").status_code == 200
