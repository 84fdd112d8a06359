from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """Signs of life of what runs behind the pages, and the work that is done there."""

    name = "paincheck.background"
    label = "background"

    def ready(self) -> None:
        from paincheck.background import receivers  # noqa: F401  connects the doorbell
