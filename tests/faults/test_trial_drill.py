"""The trial's drill in its short form: three who race and are killed double and lose nothing.

The long form is `make trial-drill`, its table docs/trial-drill.md.
"""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.trial_judging import CLEAN, judge
from tests.faults.trial_people import make_race
from tests.faults.trial_racing import at_a_file, in_a_process, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("method", ["BLOCKS", "LIST", "MINIMISATION", "SIMPLE"])
def test_who_races_and_is_killed_doubles_nothing_and_skips_nothing(tmp_path: Path, method: str):
    race = make_race(tmp_path, method=method, count=50, racers=3, seed=7)
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(tmp_path / "copy.sqlite3")
        connection.connection.backup(copy)
        copy.close()
        race.connect = at_a_file(tmp_path / "copy.sqlite3")
    run(race, kills=1)
    found = in_a_process(lambda: judge(race), race)
    assert {name: found[name] for name in CLEAN} == CLEAN
    assert found["allocations"] == 50
    assert found["answers"] >= race.wanted
    assert sum(race.kills.values()) == 1
