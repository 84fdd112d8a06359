"""What runs by the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from paincheck.accounts.models import User
from paincheck.background.queries import last_beats
from paincheck.management.commands.watch import go_round
from paincheck.tasks import on_time
from paincheck.timetable import ENTRIES, LOOPS, Entry
from tests.factories import NOON

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


def test_a_clock_that_jumps_neither_stops_a_loop_nor_makes_it_spin(db: None) -> None:
    runs: list[datetime] = []
    work = Entry("work", lambda *, now: runs.append(now), timedelta(seconds=60))
    loop, last = replace(LOOPS[0], entries=(work,)), dict[str, float]()
    for jump in (0, 1, -2):
        with time_machine.travel(NOON + timedelta(days=jump)):
            go_round(loop, last)
    assert len(runs) == 1  # no minute has gone by, whatever the wall's clock says
    with time_machine.travel(NOON - timedelta(days=9)):
        last["work"] -= 60
        go_round(loop, last)
    assert len(runs) == 2


def test_what_beat_sends_proves_that_beat_and_a_worker_live(db: None, now: datetime) -> None:
    on_time(name="escalate")
    assert last_beats() == {"beat": now}


def test_a_mail_server_that_hangs_has_a_loop_of_its_own() -> None:
    found = {entry.name: loop.name for loop in LOOPS for entry in loop.entries}
    assert found["flag-waiting"] == found["escalate"] == "watch"
    assert found["deliver-email"] == "deliver-email"
    assert found["deliver-sms"] == "deliver-sms"
    assert found["find-quiet"] == "upkeep"
    assert found["run-jobs"] == "jobs"
    assert list(ENTRIES) == list(found)
