from django.apps import AppConfig


class CliniciansConfig(AppConfig):
    """The nurse's side."""

    name = "clinicians"
