"""Managers' pages: who works here, in which roles."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from paincheck import clock
from paincheck.accounts import password_links
from paincheck.accounts.actions import staff as actions
from paincheck.accounts.forms.staff import NewStaffForm, StaffForm
from paincheck.accounts.leaving import StillTied, ties_of
from paincheck.accounts.queries import staff as queries
from paincheck.accounts.queries.staff import User
from paincheck.accounts.roles import SignedIn, manager_only
from paincheck.accounts.views.answers import page, posted

LAST_MANAGER = "{name} is the only manager of {site}. Make somebody else a manager first."


@require_GET
@manager_only
def staff(request: SignedIn) -> HttpResponse:
    rows = queries.staff_rows(queries.sites_run_by(request.user), clock.now())
    return page(request, "accounts/staff.html", {"rows": rows})


@manager_only
def add(request: SignedIn) -> HttpResponse:
    sites = queries.sites_run_by(request.user)
    form = NewStaffForm(posted(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        person = actions.add_staff(**form.cleaned_data, by=request.user, now=clock.now())
        _send_link(request, person)
        return redirect("accounts:staff")
    return page(request, "accounts/staff_add.html", {"form": form})


@manager_only
def edit(request: SignedIn, user_id: int) -> HttpResponse:
    person, site = _colleague(request, user_id)
    now = clock.now()
    form = StaffForm(posted(request), person=person, initial=_initial(person, site))
    if request.method == "POST" and form.is_valid():
        roles, changes = form.cleaned_data["roles"], form.changes
        try:
            actions.edit_staff(
                person=person, site=site, changes=changes, roles=roles, by=request.user, now=now
            )
        except actions.LastManager as refused:
            form.add_error("roles", LAST_MANAGER.format(name=person.full_name, site=refused))
        else:
            messages.success(request, f"{person.full_name} is saved.")
            return redirect("accounts:staff")
    return page(request, "accounts/staff_edit.html", {"form": form, "person": person, "site": site})


@manager_only
def close(request: SignedIn, user_id: int) -> HttpResponse:
    """Says first what hangs on her, then closes."""
    person, _ = _colleague(request, user_id)
    now = clock.now()
    refused = ""
    if request.method == "POST":
        try:
            actions.close_account(person=person, by=request.user, now=now)
        except actions.LastManager as site:
            refused = LAST_MANAGER.format(name=person.full_name, site=site)
        except StillTied as tied:
            refused = str(tied)
        else:
            messages.success(request, f"The account of {person.full_name} is closed.")
            return redirect("accounts:staff")
    hangs = queries.before_closing(person, now)
    told = {"person": person, "hangs": hangs, "ties": ties_of(person), "refused": refused}
    response = page(request, "accounts/staff_close.html", told)
    response.status_code = 422 if refused else 200
    return response


@require_POST
@manager_only
def open_again(request: SignedIn, user_id: int) -> HttpResponse:
    person, _ = _colleague(request, user_id)
    actions.open_account_again(person=person, by=request.user, now=clock.now())
    messages.success(request, f"The account of {person.full_name} is open again.")
    return redirect("accounts:staff")


@require_POST
@manager_only
def send_link(request: SignedIn, user_id: int) -> HttpResponse:
    person, _ = _colleague(request, user_id)
    _send_link(request, person)
    return redirect("accounts:staff")


def _send_link(request: SignedIn, person: User) -> None:
    link = password_links.link_for(request, person)
    told = {"person": person, "link": link}
    if get_adapter(request).mail_accepted("account/email/welcome_staff", person.email, told):
        said = f"{person.full_name} gets an email with a link to set a password."
        messages.success(request, said)
    else:
        said = f"The email to {person.full_name} could not be sent. Send the link again later."
        messages.error(request, said)


def _colleague(request: SignedIn, user_id: int) -> tuple[User, queries.Site]:
    sites = queries.sites_run_by(request.user)
    person = queries.staff_member(sites, user_id)
    if person is None:
        raise Http404
    return person, queries.shared_site(person, sites)


def _initial(person: User, site: queries.Site) -> dict[str, object]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "roles": queries.roles_at(person, site),
    }
