from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """Signs of life of what runs behind the pages."""

    name = "paincheck.background"
    label = "background"
