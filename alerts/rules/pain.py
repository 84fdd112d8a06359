"""The rules about pain in one check, seen beside the checks before it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds
from diaries.scales import in_figures


def severe_pain(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Worst or now of 7 or more is red; older than a day when it arrived, amber with its age."""
    latest = readings[-1]
    if latest.peak is None or latest.peak < thresholds.severe:
        return None
    return _finding(Rule.SEVERE_PAIN, Level.RED, latest.peak_in_words(), latest, thresholds)


def rising_pain(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """A rise of 2 on the patient's usual, to 4 or more, is amber; a rise of 4 is red.

    Usual is the median of the last 7 checks that answered the same question; until there are 7,
    the baseline; without a baseline, the median of what there is. Of worst and average, the one
    that rose most is told.
    """
    latest, earlier = readings[-1], readings[:-1]
    rises: list[tuple[Decimal, str]] = []
    for measure, current in (("worst", latest.peak), ("average", latest.average)):
        usual = _usual(earlier, measure, thresholds)
        if current is None or usual is None or current < thresholds.rise_from:
            continue
        score, word = usual
        said = latest.peak_in_words() if measure == "worst" else f"average pain {_fig(current)}"
        rises.append((current - score, f"{said}, up {_fig(current - score)} on their {word}"))
    rise, sentence = max(rises, key=lambda found: found[0], default=(Decimal(0), ""))
    if rise < thresholds.rise:
        return None
    level = Level.RED if rise >= thresholds.big_rise else Level.AMBER
    return _finding(Rule.RISING_PAIN, level, sentence, latest, thresholds)


def above_goal(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Average of 4 or more, or above the goal by more than 1, over 3 checks and 3 days (S9).

    A check whose average was skipped neither counts nor breaks the run: it says nothing (S1).
    Several checks on one day count as that day, and each of them must be too high.
    """
    latest = readings[-1]
    if latest.average is None:
        return None
    days: dict[date, Decimal] = {}
    for reading in reversed(readings):
        if reading.average is None:
            continue
        if not is_uncontrolled(reading.average, thresholds, goal):
            break
        days[reading.day] = max(reading.average, days.get(reading.day, reading.average))
        if len(days) == thresholds.above_goal_checks:
            sentence = _run_in_words(list(reversed(days.values())), thresholds, goal)
            return Finding(
                rule=Rule.ABOVE_GOAL,
                level=Level.AMBER,
                sentence=sentence + late(latest, thresholds),
                score=latest.average,
                said_at=latest.received_at,
            )
    return None


def is_uncontrolled(average: Decimal, thresholds: Thresholds, goal: Decimal | None) -> bool:
    """Too high in itself, or well above what the patient can live with."""
    above = goal is not None and average > goal + thresholds.goal_margin
    return average >= thresholds.uncontrolled or above


def late(reading: Reading, thresholds: Thresholds) -> str:
    """' (sent 2 days late)' for what was older than a day when it arrived (S17), else nothing."""
    age = reading.age_on_arrival
    if age <= thresholds.stale_after:
        return ""
    return f" (sent {in_hours_or_days(age)} late)"


def in_hours_or_days(age: timedelta) -> str:
    """'30 hours', '2 days'."""
    return f"{age.days} days" if age.days >= 2 else f"{int(age.total_seconds() // 3600)} hours"


def _finding(
    rule: Rule, level: Level, sentence: str, latest: Reading, thresholds: Thresholds
) -> Finding:
    """A score that came late is never red: it asks how the patient is now (S17)."""
    age = late(latest, thresholds)
    return Finding(
        rule=rule,
        level=Level.AMBER if age else level,
        sentence=f"{sentence}{age}: how is it now?" if age else sentence,
        score=latest.peak,
        said_at=latest.received_at,
    )


def _usual(
    earlier: Sequence[Reading], measure: str, thresholds: Thresholds
) -> tuple[Decimal, str] | None:
    """The score to compare with, and what to call it."""
    answered = [reading for reading in earlier if getattr(reading, measure) is not None]
    recent = [getattr(reading, measure) for reading in answered[-thresholds.usual_checks :]]
    if len(recent) >= thresholds.usual_checks:
        return median(recent), "usual"
    baselines = [getattr(reading, measure) for reading in answered if reading.is_baseline]
    if baselines:
        return baselines[-1], "baseline"
    return (median(recent), "first checks") if recent else None


def _run_in_words(averages: list[Decimal], thresholds: Thresholds, goal: Decimal | None) -> str:
    """'average pain 5, 6, 5 on the last 3 days with a check, goal 3', oldest first."""
    scores = ", ".join(_fig(average) for average in averages)
    said = f"average pain {scores} on the last {len(averages)} days with a check"
    return said if goal is None else f"{said}, goal {_fig(goal)}"


def _fig(score: Decimal) -> str:
    return in_figures(score)
