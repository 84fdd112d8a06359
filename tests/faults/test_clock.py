"""One clock for all hosts: the database's."""

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from paincheck import clock

the_real_one = clock.now  # the tests' own stands in its place once a test runs


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_server_whose_clock_is_years_wrong_reads_the_databases() -> None:
    before = timezone.now()
    with time_machine.travel("2041-01-01T00:00:00Z"), transaction.atomic():
        first, second = the_real_one(), the_real_one()
    assert before < first < second < timezone.now()


@pytest.mark.django_db
def test_the_clock_says_which_zone_it_speaks_of() -> None:
    if connection.vendor == "sqlite":  # has no clock but the machine's
        with time_machine.travel("2041-01-01T00:00:00Z"):
            assert the_real_one().year == 2041
    assert the_real_one().utcoffset() is not None
