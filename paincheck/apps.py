from django.apps import AppConfig


class PainCheckConfig(AppConfig):
    """The shell: urls, commands and what surrounds every page."""

    name = "paincheck"
