"""The pages of who sets a trial up: its design, rights, simulations and list."""

from typing import Any

from django.urls import URLPattern, path

from trial.views import listing, rights, setup, simulating

TRIAL = "trials/<slug:trial>/"


def button(name: str, view: Any) -> URLPattern:
    """One press on the overview of the set-up."""
    return path(f"{TRIAL}design/{name.replace('_', '-')}/", view, name=name)


urlpatterns = [
    path("trials/new/", setup.new, name="new"),
    path(f"{TRIAL}setup/", setup.setup, name="setup"),
    path(f"{TRIAL}setup/<slug:part>/", setup.part, name="setup_part"),
    path(f"{TRIAL}design/propose/", setup.propose, name="propose"),
    button("amend", setup.amend),
    button("take_back", setup.take_back),
    button("approve", setup.approve),
    button("begin_test", setup.begin_test),
    button("ask_for_live", setup.ask_for_live),
    button("go_live", setup.go_live),
    button("close", setup.close),
    path(f"{TRIAL}versions/", setup.versions, name="versions"),
    path(f"{TRIAL}rights/", rights.rights, name="rights"),
    path(f"{TRIAL}rights/file/", rights.take, name="rights_file"),
    path(f"{TRIAL}rights/<int:right_id>/end/", rights.end, name="end_right"),
    path(f"{TRIAL}simulation/", simulating.simulation, name="simulation"),
    path(f"{TRIAL}list/", listing.upload, name="list"),
]
