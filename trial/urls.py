"""The trial team's side. Each page stands under its trial's code."""

from typing import Any

from django.urls import URLPattern, path

from trial import export_urls, setup_urls
from trial.views import (
    allocation,
    arms,
    flow,
    following,
    home,
    own_form,
    participant,
    screening,
    verifying,
    watching,
)

app_name = "trial"


def visit(rest: str, view: Any, name: str) -> list[URLPattern]:
    """A page about one visit of one participant."""
    address = f"trials/<slug:trial>/people/<str:number>/visits/<slug:visit>/{rest}"
    return [path(address, view, name=name)]


def person(rest: str, view: Any, name: str) -> URLPattern:
    """A page about one participant."""
    return path(f"trials/<slug:trial>/people/<str:number>/{rest}", view, name=name)


urlpatterns = [
    *setup_urls.urlpatterns,
    path("trials/", home.trials, name="trials"),
    path("trials/<slug:trial>/", home.home, name="home"),
    path("trials/<slug:trial>/screening/", screening.log, name="screening"),
    path("trials/<slug:trial>/screening/add/", screening.add, name="add"),
    person("", participant.participant, "participant"),
    person("consent/", participant.consent, "consent"),
    person("eligibility/", participant.eligibility, "eligibility"),
    person("baseline/", participant.baseline, "baseline"),
    person("details/", participant.details, "details"),
    person("exclude/", participant.exclude, "exclude"),
    person("allocate/", allocation.allocate, "allocate"),
    person("result/", allocation.result, "result"),
    person("error/", allocation.error, "error"),
    path("trials/<slug:trial>/follow-up/", following.work, name="work"),
    *visit("", following.visit, "visit"),
    *visit("alive/", following.alive, "alive"),
    *visit("approach/", following.approach, "approach"),
    *visit("form/", following.enter, "enter"),
    *visit("not-done/", following.not_done, "not_done"),
    *visit("guess/", following.guess, "guess"),
    *visit("letter/", following.letter, "letter"),
    *visit("link/", following.link, "link"),
    path("trials/<slug:trial>/people/<str:number>/leaving/", following.leave, name="leave"),
    path("trials/<slug:trial>/people/<str:number>/death/", following.death, name="death"),
    path("trials/<slug:trial>/people/<str:number>/lives/", following.lives, name="lives"),
    path("trials/<slug:trial>/safety/", watching.safety, name="safety"),
    path("trials/<slug:trial>/safety/add/", watching.add_safety, name="add_safety"),
    path("trials/<slug:trial>/safety/<int:report>/reported/", watching.reported, name="reported"),
    path("trials/<slug:trial>/questions/", watching.questions, name="questions"),
    path("trials/<slug:trial>/questions/<int:query>/answer/", watching.answer, name="answer"),
    path("trials/<slug:trial>/questions/<int:query>/close/", watching.close, name="close_query"),
    person("questions/", watching.ask, "ask"),
    path("trials/<slug:trial>/unmasking/", watching.unmaskings, name="unmaskings"),
    path("trials/<slug:trial>/unmasking/<int:unmasking>/decide/", watching.decide, name="decide"),
    path("trials/<slug:trial>/unmasking/<int:unmasking>/show/", watching.show, name="show"),
    person("unmasking/", watching.unmask, "unmask"),
    person("trail/", watching.trail, "trail"),
    path("trials/<slug:trial>/verify/", verifying.verify, name="verify"),
    path("trials/<slug:trial>/accesses/", watching.accesses, name="accesses"),
    path("trials/<slug:trial>/interviews/", watching.interviews, name="interviews"),
    person("interview/", watching.pick, "pick"),
    path("trials/<slug:trial>/flow/", flow.flow, name="flow"),
    path("trials/<slug:trial>/flow/who/<slug:box>/", flow.flow_people, name="flow_people"),
    path("trials/<slug:trial>/flow/<slug:form>/", flow.flow_file, name="flow_file"),
    path("trials/<slug:trial>/recruitment/", arms.accrual, name="accrual"),
    path("trials/<slug:trial>/totals/", arms.totals, name="totals"),
    path("trials/<slug:trial>/fidelity/", arms.fidelity, name="fidelity"),
    path("trials/<slug:trial>/fidelity/<slug:key>/", arms.fidelity_people, name="fidelity_people"),
    *export_urls.urlpatterns,
    path("follow-up/thanks/", own_form.own_form_thanks, name="own_form_thanks"),
    path("follow-up/<str:secret>/", own_form.own_form, name="own_form"),
]
