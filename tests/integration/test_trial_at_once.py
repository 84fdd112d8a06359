"""Administrators who add and press in one moment: no number twice, nobody twice, one answer."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from tests.factories import NOON, make_nurse
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import screening
from trial.actions.allocating import allocate
from trial.actions.rights import Refused
from trial.models import Allocation, Participant

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite in memory is one connection's",
    ),
]
TOGETHER = 4


def at_once(work: Callable[[int], object]) -> list[object]:
    """Each in a thread and connection of its own; what it answered, or how it was refused."""
    gate, answers = Barrier(TOGETHER), []

    def one(n: int) -> None:
        gate.wait()
        try:
            answers.append(work(n))
        except Refused as refused:
            answers.append(refused)
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(n,)) for n in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def add(a: ATrial, **told: Any) -> object:
    usual = {
        "trial": a.trial, "team": a.teams[0], "nurse": a.people["nurse0"], "last_name": "Field",
        "screened_on": NOON.date(), "born_on": date(1950, 3, 2), "hospital_number": "",
        "phone": "", "email": "", "address": "", "key": uuid4(), "by": a.people["ENROL"],
        "now": NOON,
    }  # fmt: skip
    return screening.add(**usual | told)


@pytest.fixture
def a() -> ATrial:
    made = make_trial()
    made.people["nurse0"] = make_nurse(team=made.teams[0])
    made.person("ENROL")
    return made


def test_each_who_is_added_has_a_number_of_her_own(a: ATrial) -> None:
    at_once(lambda n: add(a, first_name=f"Rosa{'abcd'[n]}"))
    numbers = Participant.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["A-001", "A-002", "A-003", "A-004"]


def test_the_same_person_added_by_all_is_one(a: ATrial) -> None:
    answers = at_once(lambda n: add(a, first_name="Rosa"))
    assert Participant.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == TOGETHER - 1


def test_one_page_pressed_by_all_is_one_row_and_one_answer(a: ATrial) -> None:
    key = uuid4()
    at_once(lambda n: add(a, first_name="Rosa", key=key))
    assert Participant.objects.count() == 1
    ready = make_participant(a, n=7)
    told = {"participant": ready, "by": a.people["ENROL"], "now": NOON}
    answers: list[Any] = at_once(lambda n: allocate(key=uuid4(), **told))
    assert Allocation.objects.count() == 1
    assert len({answer.allocation.pk for answer in answers}) == 1
    assert sum(answer.already for answer in answers) == TOGETHER - 1
