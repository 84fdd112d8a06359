from django.apps import AppConfig


class NhsukConfig(AppConfig):
    """Template pack and template tags; no tables."""

    name = "paincheck.nhsuk"
    label = "nhsuk"
