"""The same person is found again however she was typed, and nobody else is."""

from datetime import date
from typing import Any

import pytest

from diaries.identity import bare_name, digest_of, digests_of

pytestmark = pytest.mark.once
ROSA: dict[str, Any] = {
    "world": "LIVE",
    "first_name": "Rosa",
    "last_name": "O’Néill-Field",
    "born_on": date(1950, 3, 2),
    "hospital_number": "",
}


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": " rosa "},
        {"last_name": "O'Neill Field"},
        {"last_name": "ONEILL-FIELD"},
        {"last_name": "O\u2019Ne\u0301ill-Field"},
    ],
)
def test_signs_accents_and_capitals_make_nobody_new(typed: dict[str, Any]) -> None:
    assert digest_of(**ROSA | typed) == digest_of(**ROSA)


@pytest.mark.parametrize("number", ["RX-123 456", "rx123456", "RX/123.456"])
def test_a_hospital_number_is_one_however_it_is_spaced(number: str) -> None:
    known = ROSA | {"hospital_number": "RX123456"}
    assert digest_of(**ROSA | {"hospital_number": number}) == digest_of(**known)


@pytest.mark.parametrize(
    "other", [{"born_on": date(1950, 2, 3)}, {"last_name": "Field"}, {"world": "TEST"}]
)
def test_another_name_birth_or_world_is_somebody_else(other: dict[str, Any]) -> None:
    assert digests_of(**ROSA | other).isdisjoint(digests_of(**ROSA))


def test_a_number_that_was_left_out_hides_nobody() -> None:
    assert digests_of(**ROSA | {"hospital_number": "RX1"}) & digests_of(**ROSA)


def test_a_bare_name_says_nobody_but_can_be_asked_about() -> None:
    assert digests_of(**ROSA | {"born_on": None}) == set()
    bare = bare_name(world="LIVE", first_name="Rosa", last_name="O’Néill-Field")
    assert bare not in digests_of(**ROSA)
