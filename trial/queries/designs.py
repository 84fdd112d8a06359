"""Which design is in force."""

from trial.models import DesignVersion, Trial


def in_force(trial: Trial) -> DesignVersion | None:
    """The newest version that two people put in force; None before the first."""
    return trial.designs.filter(approved_at__isnull=False).order_by("number").last()
