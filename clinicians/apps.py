from django.apps import AppConfig


class CliniciansConfig(AppConfig):
    """The nurse's side."""

    name = "clinicians"

    def ready(self) -> None:
        """Plotly takes half a second to load: when the process starts, not when a nurse waits."""
        from clinicians import jobs, receivers  # noqa: F401  kinds of work; what a sign-in asks
        from clinicians.figures import warm_up
        from clinicians.queries.leaving import tie_of
        from paincheck.accounts.leaving import look_before_closing

        warm_up()
        look_before_closing(tie_of)
