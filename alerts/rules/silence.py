"""When an alert closes, comes back, and stays silent: safety rules S10 to S13."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from alerts.rules.doses import doses_are_few
from alerts.rules.findings import NEVER_SILENCED, Finding, Level, Rule
from alerts.rules.pain import is_uncontrolled, rising_pain
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds

# The same sign or wish said again after this long is news, not the second half of one check
# (a danger sign is flagged from the draft, and minutes later from the check itself).
SAID_AGAIN_AFTER = timedelta(hours=1)
# No silence lasts for ever: where nobody chose a review date, it is this long after closing.
DEFAULT_REVIEW_AFTER = timedelta(days=7)
# Examples, to be approved by a clinician before use: the longest that an alert is put off, that
# what is expected of a patient goes without a review, and that a slip in closing is taken back.
LONGEST_SNOOZE = timedelta(days=7)
LONGEST_SNOOZE_OF_RED = timedelta(days=1)  # own choice: no severe pain sleeps through two days
# Nobody was reached: over a long weekend, and no longer.
LONGEST_TO_TRY_AGAIN = timedelta(days=4)
LONGEST_REVIEW = timedelta(days=28)
OPEN_AGAIN_WITHIN = timedelta(hours=24)
_URGENCY = {"": 0, "NO": 0, "NEXT_VISIT": 1, "PLEASE": 2, "TODAY": 3}


@dataclass(frozen=True, kw_only=True)
class OpenAlert:
    """What S11 needs of an open alert. `danger` and `wish`: everything it has heard so far."""

    rule: Rule
    level: Level
    highest_score: Decimal | None
    last_found_at: datetime
    danger: frozenset[str] = frozenset()
    wish: str = ""
    snoozed: bool = False


@dataclass(frozen=True, kw_only=True)
class ClosedAlert:
    """What S12 needs of the last alert of the same patient and rule."""

    rule: Rule
    level: Level
    score: Decimal | None  # the highest that it was closed at
    closed_on: date
    review_on: date | None = None
    cleared: bool = False  # the condition has been gone since: see `has_cleared`
    expected: bool = False  # for this patient, up to its review date
    danger: frozenset[str] = frozenset()  # what it had heard of: which side effects


def should_reopen(alert: OpenAlert, finding: Finding, thresholds: Thresholds) -> bool:
    """S11: worse ends a snooze, hands the alert back to be taken, and sends it again.

    Worse is a higher level, a new danger sign, a new wish for contact, or a score 2 above the
    highest so far. Asked about an alert of another rule, the answer is yes only where danger or a
    wish must end that one's snooze.
    """
    if alert.rule != finding.rule:
        return alert.snoozed and bool(finding.danger or finding.wish)
    return (
        finding.level.weight > alert.level.weight
        or _has_news(alert, finding)
        or _has_risen(alert.highest_score, finding.score, thresholds)
    )


def is_quietened(
    last_closed: ClosedAlert | None, finding: Finding, thresholds: Thresholds, today: date
) -> bool:
    """S12: whether this finding stays silent, because the same was closed and nothing changed.

    Never so for danger and wishes (S13), nor for a level above the one that was closed, nor for
    another side effect. What is expected for this patient comes and goes: it stays silent until its
    review date, though the condition had cleared in between.
    """
    if last_closed is None or last_closed.rule != finding.rule or not finding.silenceable:
        return False
    review_on = last_closed.review_on or last_closed.closed_on + DEFAULT_REVIEW_AFTER
    changed = (
        (last_closed.cleared and not last_closed.expected)
        or today >= review_on
        or finding.level.weight > last_closed.level.weight
        or bool(set(finding.danger) - last_closed.danger)
        or _has_risen(last_closed.score, finding.score, thresholds)
    )
    return not changed


def has_cleared(
    rule: Rule, readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None
) -> bool:
    """S12: whether the latest reading shows that the condition is gone. Skipped is not gone (S1).

    Ask it about each check answered after the closing, never about one sent late from before.
    """
    latest = readings[-1]
    if rule == Rule.SEVERE_PAIN:
        return latest.worst is not None and not _severe(latest, thresholds)
    if rule == Rule.RISING_PAIN:
        known = latest.worst is not None
        return known and rising_pain(readings, thresholds, goal, latest.received_at) is None
    if rule == Rule.ABOVE_GOAL:
        average = latest.average
        return average is not None and not is_uncontrolled(average, thresholds, goal)
    if rule == Rule.MANY_EXTRA_DOSES:
        return doses_are_few(latest, thresholds)
    # A check is the end of quiet; danger and wishes are never quietened (S13).
    return rule == Rule.GONE_QUIET


def is_danger(rule: str, level: str) -> bool:
    """A danger sign or toxicity, which is what red side effects are."""
    return rule == Rule.RED_FLAG or (rule == Rule.SIDE_EFFECTS and level == Level.RED)


def may_snooze(rule: str, level: str) -> bool:
    """S13. The same answer holds for closing as 'expected'."""
    return rule not in NEVER_SILENCED and not is_danger(rule, level)


def longest_snooze(level: str) -> timedelta:
    """How long an alert of this level may be put off."""
    return LONGEST_SNOOZE_OF_RED if level == Level.RED else LONGEST_SNOOZE


def was_talked_about(*, found_at: datetime, at: datetime) -> bool:
    """Whether a talk at `at` (told to the minute) can have been about what was found at `found_at`.

    What came in after it has been heard by nobody: it stays open, whatever was ticked (S10, S11).
    """
    return found_at < at + timedelta(minutes=1)


def contact_closes(*, reached: bool) -> bool:
    """S10: a contact closes an alert only when somebody talked with the patient or the carer.

    Voicemail, message and 'could not reach' leave it open, with a time to try again. The other
    way to close is a clinician's stated reason.
    """
    return reached


def _severe(reading: Reading, thresholds: Thresholds) -> bool:
    return reading.peak is not None and reading.peak >= thresholds.severe


def _has_news(alert: OpenAlert, finding: Finding) -> bool:
    """A sign or wish that this alert has not heard, or has heard and hears again later."""
    if not (finding.danger or finding.wish):
        return False
    more_urgent = _urgency(finding.wish) > _urgency(alert.wish)
    if more_urgent or not set(finding.danger) <= alert.danger:
        return True
    said_at = finding.said_at
    return said_at is not None and said_at - alert.last_found_at >= SAID_AGAIN_AFTER


def _urgency(wish: str) -> int:
    """A wish that this version does not know is taken as the most urgent."""
    return _URGENCY.get(wish, max(_URGENCY.values()))


def _has_risen(before: Decimal | None, score: Decimal | None, thresholds: Thresholds) -> bool:
    """2 or more above. A score where there was none is news: none is not zero (S1)."""
    if score is None:
        return False
    return before is None or score - before >= thresholds.worse_by
