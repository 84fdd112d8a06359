from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrialConfig(AppConfig):
    """The trial team's side."""

    name = "trial"

    def ready(self) -> None:
        from trial import (
            jobs,  # noqa: F401  kinds of work
            simulating,  # noqa: F401  registers the job
            verify_job,  # noqa: F401  registers the job
        )
        from trial.append_only import set_triggers

        post_migrate.connect(set_triggers, sender=self)
