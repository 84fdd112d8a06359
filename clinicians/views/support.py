"""The log of support visits to a team day: for lead nurses and managers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinicians.actions import learning as actions
from clinicians.forms.learning import StrikeForm, VisitForm
from clinicians.queries import learning as queries
from paincheck import clock
from paincheck.accounts.roles import SignedIn, lead_or_manager_only
from paincheck.accounts.views.answers import page, posted

STRUCK = "Struck out. It stays readable, with who struck it and why."
STRUCK_BEFORE = "That visit was struck out already. Nothing was changed."

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@lead_or_manager_only
def visits(request: SignedIn) -> HttpResponse:
    now, teams = clock.now(), queries.teams_led_by(request.user)
    form = VisitForm(posted(request), teams=teams, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        actions.log_visit(by=request.user, now=now, **form.cleaned_data)
        messages.success(request, "The visit is logged.")
        return redirect("clinicians:support_visits")
    told = {"form": form, "visits": queries.visits_to(teams, now), "teams": teams}
    return page(request, "clinicians/support_visits.html", told)


@get_or_post
@lead_or_manager_only
def strike(request: SignedIn, visit_id: int) -> HttpResponse:
    visit = queries.visit_of(queries.teams_led_by(request.user), visit_id)
    if visit is None:
        raise Http404
    form = StrikeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = actions.strike_visit(
            visit=visit, why=form.cleaned_data["why"], by=request.user, now=clock.now()
        )
        messages.success(request, STRUCK if done else STRUCK_BEFORE)
        return redirect("clinicians:support_visits")
    return page(request, "clinicians/strike_visit.html", {"form": form, "visit": visit})
