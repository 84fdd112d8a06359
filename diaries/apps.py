from django.apps import AppConfig


class DiariesConfig(AppConfig):
    """The patient's side."""

    name = "diaries"
