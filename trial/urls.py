"""The trial team's side. Each page stands under its trial's code."""

from typing import Any

from django.urls import URLPattern, path

from trial.views import following, home, own_form

app_name = "trial"


def visit(rest: str, view: Any, name: str) -> list[URLPattern]:
    """A page about one visit of one participant."""
    address = f"trials/<slug:trial>/people/<str:number>/visits/<slug:visit>/{rest}"
    return [path(address, view, name=name)]


urlpatterns = [
    path("trials/", home.trials, name="trials"),
    path("trials/<slug:trial>/", home.home, name="home"),
    path("trials/<slug:trial>/work/", following.work, name="work"),
    *visit("", following.visit, "visit"),
    *visit("alive/", following.alive, "alive"),
    *visit("approach/", following.approach, "approach"),
    *visit("form/", following.enter, "enter"),
    *visit("not-done/", following.not_done, "not_done"),
    *visit("guess/", following.guess, "guess"),
    *visit("link/", following.link, "link"),
    path("trials/<slug:trial>/people/<str:number>/leaving/", following.leave, name="leave"),
    path("trials/<slug:trial>/people/<str:number>/death/", following.death, name="death"),
    path("trials/<slug:trial>/people/<str:number>/lives/", following.lives, name="lives"),
    path("follow-up/thanks/", own_form.own_form_thanks, name="own_form_thanks"),
    path("follow-up/<str:secret>/", own_form.own_form, name="own_form"),
]
