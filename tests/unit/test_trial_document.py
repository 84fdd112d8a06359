"""The kept document becomes the design that allocates, and a participant's levels come from it."""

import copy
from typing import Any

import pytest

from tests.trials import CONTENT
from trial.document import design_of, digest_of, levels_for, words_for
from trial.randomisation import Unfit, validate

pytestmark = pytest.mark.once
DOCUMENT = CONTENT | {"sites": [{"code": "A", "site": 1, "target": 1}, {"code": "B", "site": 2}]}


def levels(**given: Any) -> dict[str, str]:
    told = {"site": "A", "baseline": {"average": 5}, "asked": {}} | given
    return levels_for(DOCUMENT, **told)


def test_a_whole_document_is_a_design_without_a_fault() -> None:
    assert validate(design_of(DOCUMENT)) == []


@pytest.mark.parametrize(("average", "level"), [(0, "low"), (5, "low"), (6, "high"), (10, "high")])
def test_a_participants_levels_come_from_site_and_baseline(average: int, level: str) -> None:
    assert levels(baseline={"average": average}) == {"site": "A", "pain": level}


@pytest.mark.parametrize("given", [{"site": "C"}, {"baseline": {}}, {"baseline": {"average": 11}}])
def test_what_the_design_does_not_know_is_said_and_not_guessed(given: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        levels(**given)


def test_levels_are_read_back_in_words() -> None:
    assert words_for(DOCUMENT, levels()) == [("Site", "A"), ("Average pain at baseline", "0 to 5")]


def test_any_change_is_another_digest_and_the_order_of_keys_is_none() -> None:
    turned = dict(reversed(DOCUMENT.items()))
    assert digest_of(turned) == digest_of(DOCUMENT)
    for key in DOCUMENT:
        changed = copy.deepcopy(dict(DOCUMENT))
        changed[key] = None
        assert digest_of(changed) != digest_of(DOCUMENT)


@pytest.mark.parametrize(
    "harm",
    [{"p": "x"}, {"p": "1e9999999"}, {"p": "1" * 99}, {"method": "DICE"}, {"block_sizes": ["two"]}],
)
def test_a_document_with_what_is_no_number_is_refused(harm: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        design_of(DOCUMENT | harm)
