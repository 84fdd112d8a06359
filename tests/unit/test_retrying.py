"""When a delivery is tried again."""

from datetime import timedelta

import pytest

from paincheck.outbox.retrying import TRIES_UNTIL_DEAD, wait_after

HOUR = timedelta(hours=1)


def moments(*, urgent: bool, seed: str = "x") -> list[timedelta]:
    """When each try comes, counted from the first."""
    at, tries = timedelta(), []
    for number in range(1, TRIES_UNTIL_DEAD + 1):
        tries.append(at)
        at += wait_after(tries=number, urgent=urgent, seed=f"{seed}:{number}")
    return tries


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_an_urgent_mail_is_tried_many_times_in_the_first_hour(seed: str):
    assert sum(at < HOUR for at in moments(urgent=True, seed=seed)) >= 15


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_mail_that_does_not_press_outlives_a_night_of_the_mail_server(seed: str):
    assert moments(urgent=False, seed=seed)[-1] > 6 * HOUR


@pytest.mark.parametrize("urgent", [True, False])
def test_waits_double_up_to_their_longest_and_never_beyond(urgent: bool):
    longest = timedelta(minutes=5) if urgent else HOUR
    for tries in [*range(1, 40), 30_000]:
        wait = wait_after(tries=tries, urgent=urgent, seed="x")
        whole = min(timedelta(seconds=10) * 2 ** (min(tries, 30) - 1), longest)
        assert whole / 2 <= wait <= whole


def test_a_storm_of_mails_does_not_come_back_as_one():
    waits = {wait_after(tries=3, urgent=True, seed=str(number)) for number in range(100)}
    assert len(waits) == 100


def test_the_same_try_waits_the_same_time_whoever_asks():
    once = wait_after(tries=3, urgent=True, seed="7")
    assert once == wait_after(tries=3, urgent=True, seed="7")
