"""Teams: a lead nurse, deputies, nurses."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from paincheck import clock
from paincheck.accounts.actions import staff as actions
from paincheck.accounts.forms.staff import NewTeamForm, TeamForm
from paincheck.accounts.queries import staff as queries
from paincheck.accounts.roles import SignedIn, lead_or_manager_only, manager_only
from paincheck.accounts.views.answers import page, posted


@require_GET
@lead_or_manager_only
def teams(request: SignedIn) -> HttpResponse:
    rows = queries.team_rows(queries.sites_led_by(request.user))
    told = {"rows": rows, "may_add": bool(queries.sites_run_by(request.user))}
    return page(request, "accounts/teams.html", told)


@manager_only
def add(request: SignedIn) -> HttpResponse:
    form = NewTeamForm(posted(request), sites=queries.sites_run_by(request.user))
    if request.method == "POST" and form.is_valid():
        team = actions.create_team(**form.cleaned_data, by=request.user, now=clock.now())
        return redirect("accounts:team", team.pk)
    return page(request, "accounts/team_add.html", {"form": form})


@lead_or_manager_only
def team(request: SignedIn, team_id: int) -> HttpResponse:
    """Who is in it. Whoever leaves it no longer sees its patients."""
    found = queries.team_at(queries.sites_led_by(request.user), team_id)
    if found is None:
        raise Http404
    form = TeamForm(posted(request), team=found, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        actions.arrange_team(team=found, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, f"The team {found.name} is saved.")
        return redirect("accounts:teams")
    return page(request, "accounts/team.html", {"form": form, "team": found})


def _initial(team: queries.Team) -> dict[str, object]:
    places = queries.places_in(team)
    return {
        "name": team.name,
        "lead": next(iter(places["LEAD"]), None),
        "deputies": places["DEPUTY"],
        "nurses": places["MEMBER"],
    }
