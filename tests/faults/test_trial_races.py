"""Administrators press in the same moment: one arm for each participant, one slot for each arm."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.factories import NOON
from tests.faults.test_note_races import at_once
from tests.trials import ATrial, make_participant, make_trial
from trial.actions.allocating import Allocated, allocate, upload_list
from trial.actions.rights import Refused
from trial.models import Allocation, Block, Participant
from trial.verifying import verify

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

RACERS = 8
KEY = "a-key-for-tests-that-seals-assignments"


def race(a: ATrial, people: list[Participant]) -> tuple[list[Allocated], list[Exception]]:
    """All at once, one thread each; what they were answered, and what they were refused with."""
    given: list[Allocated] = []
    refused: list[Exception] = []
    by = a.person("ENROL")

    def press(participant: Participant) -> Callable[[], None]:
        mine = Participant.objects.select_related("trial", "site__site").get(pk=participant.pk)

        def act() -> None:
            try:
                given.append(allocate(participant=mine, by=by, now=NOON, key=uuid4()))
            except Exception as error:  # noqa: BLE001  judged below
                refused.append(error)

        return act

    at_once(*(press(one) for one in people))
    return given, refused


@pytest.mark.parametrize("method", ["BLOCKS", "MINIMISATION"])
def test_one_participant_pressed_by_eight_has_one_arm_and_seven_are_told_of_it(method: str):
    a = make_trial(method=method)
    for n in (1, 2):
        given, refused = race(a, [make_participant(a, n=n)] * RACERS)
        assert not refused
        assert len({one.allocation.pk for one in given}) == 1
        assert sorted(one.already for one in given) == [False] + [True] * (RACERS - 1)
    assert Allocation.objects.count() == 2
    assert verify(a.trial, "TEST", key=KEY).wrong == ""


@pytest.mark.parametrize("method", ["BLOCKS", "MINIMISATION", "SIMPLE"])
def test_eight_of_one_stratum_are_numbered_without_a_gap_and_take_a_slot_each(method: str):
    a = make_trial(method=method, block_sizes=[4])
    given, refused = race(a, [make_participant(a, n=n) for n in range(1, RACERS + 1)])
    assert not refused
    assert sorted(one.allocation.number for one in given) == list(range(1, RACERS + 1))
    if method == "BLOCKS":
        assert Block.objects.count() == 2
        assert sorted(one.allocation.arm.code for one in given) == ["SSM"] * 4 + ["UC"] * 4
    assert verify(a.trial, "TEST", key=KEY).wrong == ""


def test_a_list_with_fewer_entries_than_racers_is_used_up_once_and_the_others_are_refused():
    a = make_trial(method="LIST")
    rows = [f"A/low,{n},{arm}" for n, arm in enumerate(["UC", "SSM", "SSM", "UC"], 1)]
    content = "\n".join(["stratum,sequence,arm", *rows]).encode()
    upload_list(trial=a.trial, content=content, by=a.person("STATISTICIAN"), now=NOON)
    given, refused = race(a, [make_participant(a, n=n) for n in range(1, RACERS + 1)])
    assert len(given) == 4
    assert len({one.allocation.slot_id for one in given}) == 4
    assert [type(error) for error in refused] == [Refused] * (RACERS - 4)
    assert verify(a.trial, "TEST", key=KEY).wrong == ""
