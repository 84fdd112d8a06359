"""How even the design comes out and how well it is guessed, before there is a trial of it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from paincheck.accounts.views.answers import posted
from paincheck.background import jobs
from trial import figures, simulating
from trial.forms.simulating import SimulationForm
from trial.queries import simulating as queries
from trial.queries.rights import Held
from trial.views.doors import in_trial


@require_http_methods(("GET", "HEAD", "POST"))
@in_trial("SETUP", "STATISTICIAN")
def simulation(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = queries.simulation_page(held)
    form = SimulationForm(posted(request), initial={"participants": page.target or ""})
    if request.method == "POST" and form.is_valid() and not _in_the_way(page, form):
        given = form.cleaned_data
        told = simulating.arguments(
            page.version, participants=given["participants"], trials=given["trials"]
        )
        job = jobs.ask(
            kind=simulating.KIND, arguments=told, by=held.user, now=now, key=given["key"]
        )
        return redirect("background:job", job.pk)
    told = {"held": held, "page": page, "form": form, **_drawn(page)}
    return render(request, "trial/simulation.html", told, status=422 if form.errors else 200)


def _in_the_way(page: queries.SimulationPage, form: SimulationForm) -> bool:
    for said in page.faults:
        form.add_error(None, said)
    return bool(page.faults) or page.is_list


def _drawn(page: queries.SimulationPage) -> dict[str, Any]:
    """The result as sentences, a table and figures."""
    result = page.result
    if result is None:
        return {}
    return {
        "sentences": figures.sentences(result),
        "table": figures.table(result, page.names),
        "imbalance": figures.imbalance_figure(result, page.names).to_plotly_json(),
        "guesses": figures.guess_figure(result).to_plotly_json(),
        "guessing": [
            (
                "Who knows the site’s own allocations",
                result.chosen.site_guesser,
                result.simple.site_guesser,
            ),
            (
                "Who knows the method and all allocations",
                result.chosen.method_guesser,
                result.simple.method_guesser,
            ),
        ],
    }
