from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Notices trouble."""

    name = "alerts"

    def ready(self) -> None:
        from alerts import preview, receivers  # noqa: F401  registers the job, connects the doorbell
