"""Quiet is a sign (S14)."""

from datetime import date

from alerts.rules.findings import Finding
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds


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
    """Three daily checks missed, or a weekly one three days late; or a pause of seven days."""
    raise NotImplementedError
