"""The demo's own page: what was sent, and everybody in one press. Loopback only."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_GET, require_POST

from paincheck import clock
from paincheck.accounts.actions.doors import note_sign_in
from paincheck.accounts.queries import demo as queries
from paincheck.accounts.views.answers import let_in, page

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """Outside the demo, and from any other machine, these pages are not there.

    Behind a proxy everybody seems to come from loopback, so whoever came through one is refused.
    """

    @login_not_required
    @wraps(view)
    def door(request: HttpRequest, **rest: Any) -> HttpResponse:
        proxied = {"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} & set(request.headers)
        if not (settings.DEMO and _is_loopback(request) and not proxied):
            raise Http404
        return view(request, **rest)

    return door


def _is_loopback(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_GET
@demo_only
def demo(request: HttpRequest) -> HttpResponse:
    told = {
        "groups": queries.people_by_role(),
        "sent": queries.what_was_sent(Path(settings.EMAIL_FOLDER), Path(settings.SMS_FOLDER)),
        "password": settings.DEMO_PASSWORD,
    }
    return page(request, "accounts/demo.html", told)


@require_POST
@demo_only
def sign_in_as(request: HttpRequest, user_id: int) -> HttpResponse:
    person = queries.person(user_id)
    if person is None:
        raise Http404
    logout(request)
    let_in(request, person)
    note_sign_in(user=person, how="demo", now=clock.now())
    return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
