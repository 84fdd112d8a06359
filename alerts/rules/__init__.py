"""The clinical rules, plain: readings in, findings out. No Django, no database, no clock.

Every number is an example, to be approved by a clinician before use with patients.

`readings` run from oldest to newest. **The last one is the check being judged**, and those before
it are the checks known from before its time: a check that was sent late is judged beside what came
before it, never hidden behind what came after. Superseded checks are left out by the caller.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from alerts.rules.closing import Stated, closing_problems, is_a_sentence
from alerts.rules.danger import (
    contact_requested,
    contact_wanted,
    danger_told,
    red_flag,
    unfinished_check,
)
from alerts.rules.doses import many_doses_noted, many_extra_doses
from alerts.rules.due import due_at, escalates_at
from alerts.rules.findings import NEVER_SILENCED, Finding, Level, Rule
from alerts.rules.ladder import Step, climbs, next_step_at
from alerts.rules.messages import message_unread
from alerts.rules.pain import above_goal, rising_pain, severe_pain
from alerts.rules.quiet import gone_quiet
from alerts.rules.readings import Reading
from alerts.rules.side_effects import severe_flare, side_effects, side_effects_have_cleared
from alerts.rules.silence import (
    LONGEST_REVIEW,
    LONGEST_TO_TRY_AGAIN,
    OPEN_AGAIN_WITHIN,
    ClosedAlert,
    OpenAlert,
    contact_closes,
    has_cleared,
    is_danger,
    is_quietened,
    longest_snooze,
    may_snooze,
    should_reopen,
    was_talked_about,
)
from alerts.rules.thresholds import LIMITS, ThresholdOutOfLimits, Thresholds

CheckRule = Callable[[Sequence[Reading], Thresholds, Decimal | None, datetime], Finding | None]

CHECK_RULES: tuple[CheckRule, ...] = (
    red_flag,
    contact_wanted,
    severe_pain,
    rising_pain,
    above_goal,
    many_extra_doses,
)


def evaluate(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> list[Finding]:
    """Everything that the rules notice in the last of these readings, red first."""
    if not readings:
        return []
    findings = [rule(readings, thresholds, goal, now) for rule in CHECK_RULES]
    noticed = [finding for finding in findings if finding is not None]
    return sorted(noticed, key=lambda finding: -finding.level.weight)


__all__ = [
    "CHECK_RULES",
    "LIMITS",
    "LONGEST_REVIEW",
    "LONGEST_TO_TRY_AGAIN",
    "NEVER_SILENCED",
    "OPEN_AGAIN_WITHIN",
    "ClosedAlert",
    "Finding",
    "Level",
    "OpenAlert",
    "Reading",
    "Rule",
    "Stated",
    "Step",
    "ThresholdOutOfLimits",
    "Thresholds",
    "above_goal",
    "climbs",
    "closing_problems",
    "contact_closes",
    "contact_requested",
    "contact_wanted",
    "danger_told",
    "due_at",
    "escalates_at",
    "evaluate",
    "gone_quiet",
    "has_cleared",
    "is_a_sentence",
    "is_danger",
    "is_quietened",
    "longest_snooze",
    "many_doses_noted",
    "many_extra_doses",
    "may_snooze",
    "message_unread",
    "next_step_at",
    "red_flag",
    "rising_pain",
    "severe_flare",
    "severe_pain",
    "should_reopen",
    "side_effects",
    "side_effects_have_cleared",
    "unfinished_check",
    "was_talked_about",
]
