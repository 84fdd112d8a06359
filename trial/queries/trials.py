"""The trials in which somebody has a right."""

from dataclasses import dataclass

from paincheck.accounts.models import User
from trial.models import Trial, TrialRight


@dataclass(frozen=True)
class TrialRow:
    code: str
    title: str
    mode: str
    rights: tuple[str, ...]


def trials_of(user: User) -> list[TrialRow]:
    """By code; with what she may do there, in words."""
    rows = TrialRight.objects.in_force().filter(user=user).select_related("trial")
    found: dict[Trial, list[str]] = {}
    for row in rows.order_by("trial__code", "right"):
        found.setdefault(row.trial, []).append(row.get_right_display())
    return [
        TrialRow(trial.code, trial.title, trial.get_mode_display(), tuple(dict.fromkeys(rights)))
        for trial, rights in found.items()
    ]
