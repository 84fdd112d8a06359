"""Whatever the trial's side writes into the trail has words for whoever reads it."""

import re
from pathlib import Path

import pytest

from trial.trail import ARMS_SEEN, WORDS, words_of

pytestmark = pytest.mark.once
ACTIONS = re.compile(r'action="(trial\.[\w.]+|participant\.[\w.]+|follow_up\.[\w.]+)"')


def test_every_action_that_the_trial_records_has_words() -> None:
    found = {
        action
        for path in Path("trial").rglob("*.py")
        for action in ACTIONS.findall(path.read_text())
    }
    assert len(found) > 20
    assert found - set(WORDS) == set()


def test_what_counts_as_seeing_arms_has_words_and_the_unknown_is_shown_by_name() -> None:
    assert set(WORDS) >= ARMS_SEEN
    assert words_of("trial.something_new") == "trial.something_new"
