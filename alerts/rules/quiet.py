"""Quiet is a sign (S14)."""

from datetime import date

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds
from diaries.scales import in_figures

# S18: from these nobody expects a check. A status that this list does not know is expected to
# write: too many questions are better than a silence that nobody notices.
_NOT_ASKED = frozenset({"IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "DIED"})
_WEEKLY = "WEEKLY"
_WEEK = 7


def gone_quiet(
    *,
    schedule: str,
    status: str,
    invited_on: date | None,
    last_check: Reading | None,
    paused_on: date | None = None,
    resumed_on: date | None = None,
    other_open_alert: bool = False,
    thresholds: Thresholds,
    today: date,
) -> Finding | None:
    """Three daily checks missed, or a weekly one three days late; or a pause of seven days.

    Counted from the last check, the invitation, or the day that a pause or a stay in hospital
    ended (`resumed_on`), whichever is latest. A check is missed when its day is over, so today
    never counts. `other_open_alert`: any open alert of this patient but this rule's own.
    """
    last_on = _heard_on(last_check) if last_check else None
    begun = invited_on or last_on
    if status in _NOT_ASKED or begun is None:
        return None
    level, why = _worry(last_check, thresholds, other_open_alert=other_open_alert)
    if paused_on is not None:
        if (today - paused_on).days < thresholds.pause_days:
            return None
        return _finding(level, f"paused since {_day(paused_on)}: ask how they are{why}")
    days = (today - max(day for day in (begun, last_on, resumed_on) if day is not None)).days
    late = days - _WEEK if schedule == _WEEKLY else days - 1
    if late < thresholds.quiet_days:
        return None
    how = f"weekly one {late} days late" if schedule == _WEEKLY else f"{late} missed"
    if last_on is not None:
        return _finding(level, f"no check since {_day(last_on)} ({how}){why}")
    return _finding(level, f"no check since the invitation on {_day(begun)} ({how}){why}")


def _heard_on(check: Reading) -> date:
    """The day of the answers; a phone whose clock runs days ahead must not buy days of silence.

    One day ahead is a patient east of Greenwich, or summer time after midnight.
    """
    received_on = check.received_at.date()
    return check.day if (check.day - received_on).days <= 1 else received_on


def _worry(
    last_check: Reading | None, thresholds: Thresholds, *, other_open_alert: bool
) -> tuple[Level, str]:
    """Amber where silence may mean that somebody is too ill to answer, and why."""
    why = []
    if last_check is not None and last_check.in_danger:
        why.append("danger signs in the last one")
    peak = last_check.peak if last_check else None
    if peak is not None and peak >= thresholds.severe:
        why.append(f"the last one had pain {in_figures(peak)}")
    if other_open_alert:
        why.append("another alert is open")
    return (Level.AMBER, f"; {', '.join(why)}") if why else (Level.GREY, "")


def _finding(level: Level, sentence: str) -> Finding:
    return Finding(rule=Rule.GONE_QUIET, level=level, sentence=sentence)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
