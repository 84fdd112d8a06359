"""Whatever the owner of the tables does to a trial's evidence, verify_trial finds, and names.

What nothing inside the database can show is shown with an anchor: an end cut off together with its
lines in the audit trail, and a chain that was written anew with them.
"""

import random
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from paincheck.audit.models import AuditEvent
from tests import trial_tampering
from tests.factories import NOON
from tests.integration.test_trial_verifying import KEY, given
from tests.tampering import as_owner
from tests.trials import ATrial
from trial import evidence
from trial.actions.allocating import flag_error
from trial.models import Allocation
from trial.verifying import verify

pytestmark = pytest.mark.django_db

METHODS = ["BLOCKS", "LIST", "MINIMISATION", "SIMPLE"]


def flagged(method: str) -> ATrial:
    a = given(method, 10)
    second = Allocation.objects.get(number=2)
    flag_error(allocation=second, reason="Not eligible.", by=a.person("ENROL"), now=NOON)
    assert verify(a.trial, "TEST", key=KEY).wrong == ""
    return a


def tampered(a: ATrial, times: int, seed: int) -> list[str]:
    """What was not found, or named otherwise. What the database itself refuses does not count."""
    missed, rng = [], random.Random(seed)
    with as_owner():
        while times:
            harm = rng.choice(trial_tampering.HARMS)
            with suppress(IntegrityError), transaction.atomic():
                name = harm(rng)
                found = verify(a.trial, "TEST", key=KEY)
                times -= 1
                if name not in found.row or not found.wrong:
                    missed.append(f"{harm.__name__} of {name}: {found.wrong or 'not found'}")
                transaction.set_rollback(True)
    return missed


@pytest.mark.parametrize("method", METHODS)
def test_fifteen_random_tamperings_are_found_and_the_first_row_is_named(method: str):
    assert tampered(flagged(method), 15, seed=7) == []


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_a_thousand_random_tamperings_are_found_and_the_first_row_is_named(method: str):
    assert tampered(flagged(method), 250, seed=11) == []


def test_an_end_cut_off_with_its_lines_in_the_trail_shows_only_beside_an_anchor():
    a = given("MINIMISATION", 10)
    kept = verify(a.trial, "TEST", key=KEY).head
    with as_owner() as cursor:
        gone = Allocation.objects.filter(number__gte=8)
        for pk in list(gone.values_list("pk", flat=True)):
            cursor.execute(f"DELETE FROM audit_auditevent WHERE subject_id = '{pk}' "
                           "AND action = 'trial.allocated'")  # fmt: skip
        trial_tampering._without(gone)
        assert verify(a.trial, "TEST", key=KEY).wrong == ""  # said by the command and in the docs
        found = verify(a.trial, "TEST", key=KEY, anchor=kept)
    assert (found.row, found.checked) == ("Allocation 8", 7)
    assert "cut off" in found.wrong


def test_a_chain_written_anew_with_its_lines_in_the_trail_shows_only_beside_an_anchor():
    a = given("SIMPLE", 10)
    kept = verify(a.trial, "TEST", key=KEY).head
    with as_owner() as cursor:
        previous = evidence.first_previous("impact", "TEST")
        for row in Allocation.objects.order_by("number"):
            told = row.evidence | {"key": "00000000-0000-4000-8000-000000000000"}
            digest = evidence.chained(previous, told)
            Allocation.objects.filter(pk=row.pk).update(
                evidence=told, key=told["key"], previous=previous, digest=digest
            )
            line = AuditEvent.objects.get(action="trial.allocated", subject_id=row.pk)
            cursor.execute(
                "UPDATE audit_auditevent SET reason = %s WHERE id = %s",
                [evidence.for_trail("impact", "TEST", row.number, digest), line.pk],
            )
            previous = digest
        assert verify(a.trial, "TEST", key=KEY).wrong == ""  # said by the command and in the docs
        found = verify(a.trial, "TEST", key=KEY, anchor=kept)
    assert found.wrong.startswith("Allocation 10: it is not the one that was kept")
