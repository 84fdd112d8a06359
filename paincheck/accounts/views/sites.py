"""A site's settings: whom to ring, working hours, who always reads; and going live."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from paincheck import clock
from paincheck.accounts.actions import sites as actions
from paincheck.accounts.forms.places import HoursForm, SiteForm
from paincheck.accounts.queries import places as queries
from paincheck.accounts.queries.staff import sites_run_by
from paincheck.accounts.roles import SignedIn, manager_only
from paincheck.accounts.views.answers import page, posted


@require_GET
@manager_only
def sites(request: SignedIn) -> HttpResponse:
    pages = [queries.site_page(site) for site in sites_run_by(request.user)]
    return page(request, "accounts/sites.html", {"pages": pages})


@manager_only
def edit(request: SignedIn, site_id: int) -> HttpResponse:
    site = _own_site(request, site_id)
    form = SiteForm(posted(request), site=site, initial=vars(site))
    if request.method == "POST" and form.is_valid():
        actions.change_site(site=site, changes=form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, f"{site.name} is saved.")
        return redirect("accounts:sites")
    return page(request, "accounts/site_edit.html", {"form": form, "site": site})


@manager_only
def hours(request: SignedIn, site_id: int) -> HttpResponse:
    site = _own_site(request, site_id)
    form = HoursForm(posted(request), site=site, initial=_hours_now(site))
    if request.method == "POST" and form.is_valid():
        actions.set_hours(site=site, week=form.week, by=request.user, now=clock.now())
        messages.success(request, f"The hours of {site.name} are saved.")
        return redirect("accounts:sites")
    return page(request, "accounts/site_hours.html", {"form": form, "site": site})


@require_POST
@manager_only
def go_live(request: SignedIn, site_id: int) -> HttpResponse:
    site = _own_site(request, site_id)
    try:
        actions.go_live(site=site, by=request.user, now=clock.now())
    except actions.NotReady as refused:
        said = f"{site.name} cannot go live yet. Still missing: {', '.join(refused.missing)}."
        messages.error(request, said)
    else:
        messages.success(request, f"{site.name} is live. Patients can be invited.")
    return redirect("accounts:sites")


def _own_site(request: SignedIn, site_id: int) -> queries.Site:
    found = next((site for site in sites_run_by(request.user) if site.pk == site_id), None)
    if found is None:
        raise Http404
    return found


def _hours_now(site: queries.Site) -> dict[str, Any]:
    rows = list(site.working_hours.all())
    return {f"opens_{row.weekday}": row.opens for row in rows} | {
        f"closes_{row.weekday}": row.closes for row in rows
    }
