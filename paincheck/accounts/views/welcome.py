"""The first sign-in of a patient: her letter, then where codes go, then the code."""

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from paincheck import clock
from paincheck.accounts import sending
from paincheck.accounts.actions import doors as doors_actions
from paincheck.accounts.actions import invitations as actions
from paincheck.accounts.forms.welcome import NEITHER, SMS, AddressForm, LetterForm
from paincheck.accounts.phones import as_written
from paincheck.accounts.queries import doors as queries
from paincheck.accounts.queries.doors import Asking, Invitation
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import let_in, onwards, page, posted
from paincheck.accounts.views.sign_in import remember

KEY = "letter"


@login_not_required
def letter(request: HttpRequest) -> HttpResponse:
    """PainCheck number and the letter's code."""
    if request.user.is_authenticated:
        return onwards(request)
    form = LetterForm(posted(request), request=request)
    if request.method == "POST" and form.is_valid():
        invitation = queries.invitation_behind(**form.cleaned_data, now=clock.now())
        if invitation is not None:
            request.session[KEY] = invitation.pk
            return redirect("welcome_address")
        form.refuse()
    return page(request, "accounts/welcome.html", {"form": form})


@login_not_required
def address(request: HttpRequest) -> HttpResponse:
    """Where later codes go. What she chooses is proved by a code, so that a slip of a finger
    cannot hand her diary to a stranger."""
    now = clock.now()
    invitation = queries.open_invitation(request.session.get(KEY, 0), now)
    if invitation is None or request.user.is_authenticated:
        return redirect("welcome")
    form = AddressForm(posted(request), initial=_known_so_far(invitation))
    if request.method != "POST" or not form.is_valid():
        told = {"form": form, "name": invitation.user.first_name}
        return page(request, "accounts/welcome_address.html", told)
    if form.cleaned_data["way"] == NEITHER:
        return _straight_in(request, invitation)
    request.session.pop(KEY)
    asking = Asking(user=invitation.user, **form.changes)
    proved = {"invitation_id": invitation.pk, "changes": form.changes}
    sending.send_code(request, asking, typed="".join(form.changes.values()), letter=proved)
    return redirect("account_confirm_login_code")


def _known_so_far(invitation: Invitation) -> dict[str, Any]:
    user = invitation.user
    way = SMS if user.phone and not user.email else None
    return {"email": user.email, "phone": as_written(user.phone), "way": way}


def _straight_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """No email, no mobile: the letter itself was the code that the nurse set (S21)."""
    now = clock.now()
    actions.accept_invitation(invitation=invitation, changes={}, now=now)
    let_in(request, invitation.user)
    doors_actions.note_sign_in(user=invitation.user, how="letter", now=now)
    response = onwards(request)
    if request.POST.get("remember"):
        remember(cast(SignedIn, request), response)
    return response
