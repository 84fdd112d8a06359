from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What must reach someone outside the pages."""

    name = "paincheck.outbox"
    label = "outbox"
