"""The list of seeded faults (`make mutants`) still fits the code."""

import pytest

from tests.mutants.fault import Fault
from tests.mutants.run import FAULTS, ROOT


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_seeded_fault_still_finds_its_place(fault: Fault):
    """Who changes that code changes the fault with it, or the promise is tested by nobody."""
    assert (ROOT / fault.file).read_text().count(fault.old) == 1
    assert fault.new != fault.old
    for test in fault.tests.split():
        assert (ROOT / test.split("::")[0]).exists()


def test_every_seeded_fault_has_a_name_of_its_own_and_they_are_enough():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
