"""Phones that are remembered (S21): one press in, a list, and forgetting them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from paincheck import clock
from paincheck.accounts import remembered, sending
from paincheck.accounts.actions import doors as actions
from paincheck.accounts.queries import doors as queries
from paincheck.accounts.roles import SignedIn, patient_only
from paincheck.accounts.views.answers import let_in, onwards, page, to


@login_not_required
@require_POST
def continue_as(request: HttpRequest, device_id: int) -> HttpResponse:
    """The one big button. Only a phone that holds the secret has it; else the usual door."""
    now = clock.now()
    known = queries.devices_behind(remembered.secrets_in(request), now)
    device = next((one for one in known if one.pk == device_id), None)
    if device is None:
        return to("account_request_login_code", request)
    sending.give_up(request)
    let_in(request, device.user)
    actions.use_phone(device=device, now=now)
    return onwards(request)


@require_GET
@patient_only
def phones(request: SignedIn) -> HttpResponse:
    now = clock.now()
    here = {one.pk for one in queries.devices_behind(remembered.secrets_in(request), now)}
    told = {"devices": queries.devices_of(request.user, now), "here": here}
    return page(request, "accounts/phones.html", told)


@require_POST
@patient_only
def forget_phone(request: SignedIn, device_id: int) -> HttpResponse:
    now = clock.now()
    mine = queries.devices_of(request.user, now)
    device = next((one for one in mine if one.pk == device_id), None)
    if device is None:
        raise Http404
    actions.forget_phone(device=device, by=request.user, now=now)
    messages.success(request, _("The %(phone)s is forgotten.") % {"phone": device.label})
    response = redirect("accounts:phones")
    secrets = remembered.secrets_in(request)
    remembered.keep(response, queries.still_good(secrets, now))
    return response
