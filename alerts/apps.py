from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Notices trouble."""

    name = "alerts"

    def ready(self) -> None:
        from alerts import receivers  # noqa: F401  connects the doorbell
