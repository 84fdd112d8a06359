"""The loops' hearts, and the tallies of what should be rare."""

from datetime import timedelta

import pytest

from paincheck.background.actions import beat, count
from paincheck.background.models import Heartbeat
from paincheck.background.queries import last_beats, late_since, tallies
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_loop_that_has_never_been_round_is_late_from_now_on() -> None:
    assert late_since(name="watch", now=NOON, after=MINUTE) == NOON


def test_a_silent_loop_is_late_since_its_last_beat() -> None:
    beat(name="watch", now=NOON)
    assert late_since(name="watch", now=NOON + MINUTE, after=MINUTE) is None
    assert late_since(name="watch", now=NOON + 2 * MINUTE, after=MINUTE) == NOON


def test_a_beat_that_comes_late_sets_nothing_back() -> None:
    beat(name="watch", now=NOON)
    beat(name="watch", now=NOON - MINUTE)
    assert last_beats() == {"watch": NOON}
    assert Heartbeat.objects.count() == 1


def test_what_should_be_rare_is_counted() -> None:
    assert tallies() == {}
    for _ in range(3):
        count(name="flagged-late")
    assert tallies() == {"flagged-late": 3}
