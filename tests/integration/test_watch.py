"""One loop of the watch: what is due is run, a failure stays alone, and no heart beats over it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from paincheck.background.models import Heartbeat
from paincheck.management.commands import watch
from paincheck.timetable import LOOPS, Entry, Loop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


class Work:
    """One entry's work: notes when it was asked, and breaks where it is told to."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.breaks = False

    def __call__(self, *, now: datetime) -> None:
        self.asked.append(now)
        if self.breaks:
            raise ConnectionError

    def every(self, seconds: int) -> Entry:
        return Entry(f"work-{id(self)}", self, timedelta(seconds=seconds))


def loop_of(*entries: Entry) -> Loop:
    given: dict[str, Any] = {**vars(LOOPS[0]), "name": "tested", "entries": entries}
    return Loop(**given)


def beats() -> int:
    return Heartbeat.objects.filter(name="tested").count()


def test_a_round_runs_every_entry_and_the_heart_beats(now: datetime):
    first, second = Work(), Work()
    watch.go_round(loop_of(first.every(3), second.every(3)), {})
    assert (first.asked, second.asked) == ([now], [now])
    assert beats() == 1


def test_an_entry_that_fails_keeps_the_others_from_nothing_and_no_heart_beats():
    fails, others = Work(), Work()
    fails.breaks = True
    watch.go_round(loop_of(fails.every(3), others.every(3)), {})
    assert len(others.asked) == 1
    assert beats() == 0


def test_what_failed_is_due_again_at_once_and_what_was_done_is_not():
    fails, others = Work(), Work()
    fails.breaks = True
    loop, last = loop_of(fails.every(300), others.every(300)), dict[str, float]()
    watch.go_round(loop, last)
    fails.breaks = False
    watch.go_round(loop, last)
    assert (len(fails.asked), len(others.asked)) == (2, 1)
    assert beats() == 1
