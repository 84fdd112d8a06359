"""verify_trial: what was not touched fits by each method; the command, its exit and its anchor."""

import random
from uuid import uuid4

import pytest

from tests.factories import NOON
from tests.trials import BASELINE, ATrial, make_participant, make_trial
from trial.actions.allocating import allocate, flag_error, upload_list
from trial.models import Allocation
from trial.verifying import verify

pytestmark = pytest.mark.django_db
KEY = "a-key-for-tests-that-seals-assignments"


def given(method: str, count: int = 12, **changes) -> ATrial:
    """A trial in its test with so many allocations."""
    a = make_trial(method=method, **changes)
    rng = random.Random(5)
    if method == "LIST":
        rows = [f"{s},{n},{rng.choice(['SSM', 'UC'])}" for s in
                ("A/low", "A/high", "B/low", "B/high") for n in range(1, 8)]  # fmt: skip
        content = "\n".join(["stratum,sequence,arm", *rows]).encode()
        upload_list(trial=a.trial, content=content, by=a.person("STATISTICIAN"), now=NOON)
    for n in range(1, count + 1):
        score = BASELINE | {"average": 8 if n % 3 == 0 else 2}
        one = make_participant(a, n=n, at=n % 2, baseline=score)
        allocate(participant=one, by=a.person("ENROL"), now=NOON, key=uuid4(), rng=rng)
    return a


@pytest.mark.parametrize("method", ["BLOCKS", "LIST", "MINIMISATION", "SIMPLE"])
def test_what_nobody_touched_fits_and_is_read_in_a_fixed_number_of_statements(
    method: str, django_assert_max_num_queries
):
    a = given(method)
    flag_error(allocation=Allocation.objects.first(), reason="Not eligible.", by=a.person("ENROL"),
               now=NOON)  # fmt: skip
    with django_assert_max_num_queries(22):
        verdict = verify(a.trial, "TEST", key=KEY)
    assert (verdict.wrong, verdict.checked) == ("", 12)
    assert verdict.head == f"12:{Allocation.objects.get(number=12).digest}"
    assert verify(a.trial, "TEST", key=KEY, anchor=verdict.head).wrong == ""
    assert verify(a.trial, "LIVE", key=KEY).head == ""
