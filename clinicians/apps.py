from django.apps import AppConfig


class CliniciansConfig(AppConfig):
    """The nurse's side."""

    name = "clinicians"

    def ready(self) -> None:
        """Plotly takes half a second to load: when the process starts, not when a nurse waits."""
        from clinicians.figures import warm_up

        warm_up()
