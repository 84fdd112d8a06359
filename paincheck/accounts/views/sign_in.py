"""The doors: a code for patients, a password for staff, out again."""

from typing import cast

from allauth.account import views as allauth
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paincheck import clock
from paincheck.accounts import remembered, sending
from paincheck.accounts.actions import doors as actions
from paincheck.accounts.actions import invitations
from paincheck.accounts.forms.sign_in import AskForCodeForm, check_rate
from paincheck.accounts.queries import doors as queries
from paincheck.accounts.roles import SignedIn, staff_only
from paincheck.accounts.views.answers import finished, onwards, page, posted, to

CODE_PAGE = "account_confirm_login_code"
DOOR = "account_request_login_code"


@login_not_required
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """The patients' door: one field; remembered phones have one big button."""
    if request.user.is_authenticated:
        return onwards(request)
    if sending.under_way(request) and request.method == "GET":
        return to(CODE_PAGE, request)
    form = AskForCodeForm(posted(request), request=request)
    if request.method == "POST" and form.is_valid():
        sending.send_code(request, form.asking, typed=form.cleaned_data["login"])
        return to(CODE_PAGE, request)
    devices = queries.devices_behind(remembered.secrets_in(request), clock.now())
    return page(request, "account/request_login_code.html", {"form": form, "devices": devices})


@login_not_required
@require_POST
def send_code_again(request: HttpRequest) -> HttpResponse:
    way = sending.under_way(request)
    if way is None:
        return to(DOOR, request)
    try:
        check_rate(request, "request_login_code", way.typed)
    except ValidationError as refused:
        messages.error(request, refused.message)
    else:
        sending.send_again(request, way)
        messages.success(request, _("If we know you, a new code is on its way."))
    return to(CODE_PAGE, request)


@login_not_required
@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """'Use something else': forget the code that is under way."""
    sending.give_up(request)
    return to(DOOR, request)


@login_not_required
def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """allauth compares the code; we note who came in, and remember the phone if she wishes."""
    was_out = not request.user.is_authenticated
    way = sending.under_way(request) if was_out else None
    response = allauth.confirm_login_code(request)
    if was_out and request.user.is_authenticated:
        return _came_in(cast(SignedIn, request), response, way)
    return finished(response, way=way)


def _came_in(
    request: SignedIn, response: HttpResponseBase, way: sending.UnderWay | None
) -> HttpResponseBase:
    now = clock.now()
    sending.arrived(request)
    if way and way.invitation_id:
        invitation = queries.open_invitation(way.invitation_id, now)
        if invitation is None:  # withdrawn while the code was on its way
            allauth.logout(request)
            return to("welcome", request)
        invitations.accept_invitation(invitation=invitation, changes=way.changes or {}, now=now)
    actions.note_sign_in(user=request.user, how="code", now=now)
    if request.POST.get("remember"):
        remember(request, response)
    return response


def remember(request: SignedIn, response: HttpResponseBase) -> None:
    """Put this phone's secret into its cookie, before those of others of the household."""
    secret = actions.remember_phone(
        user=request.user, label=remembered.label_of(request), now=clock.now()
    )
    remembered.keep(response, [secret, *remembered.secrets_in(request)])


@login_not_required
def staff_door(request: HttpRequest) -> HttpResponseBase:
    """'I work here': sign-in name or email, and a password."""
    was_out = not request.user.is_authenticated
    if was_out:
        sending.give_up(request)  # or allauth would lead back to the code
    response = allauth.login(request)
    if was_out and request.user.is_authenticated:
        actions.note_sign_in(user=request.user, how="password", now=clock.now())
    return finished(response)


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """A chosen sign-out asks first (S20), and can forget this phone."""
    if not request.user.is_authenticated:
        return to(DOOR, request)
    now = clock.now()
    secrets = remembered.secrets_in(request)
    mine = [d for d in queries.devices_behind(secrets, now) if d.user_id == request.user.pk]
    if request.method != "POST" or not request.POST.get("forget"):
        return finished(allauth.logout(request), remembered=bool(mine))
    for device in mine:
        actions.forget_phone(device=device, by=request.user, now=now)
    response = allauth.logout(request)
    remembered.keep(response, queries.still_good(secrets, now))
    return response


@login_not_required
def forgot_password(request: HttpRequest) -> HttpResponseBase:
    return finished(allauth.password_reset(request))


@login_not_required
def new_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """Behind the link of the mail."""
    return finished(allauth.password_reset_from_key(request, uidb36=uidb36, key=key))


@staff_only
def change_password(request: HttpRequest) -> HttpResponseBase:
    return finished(allauth.password_change(request))


def still_here(request: HttpRequest) -> HttpResponse:
    """'Stay signed in': the press itself is what counts (paincheck.security)."""
    return HttpResponse(status=204)
