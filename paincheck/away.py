"""The database is away: say so calmly, keep what was sent on the screen, name the numbers to ring.

Django asks `server_error` about every error that nobody caught, in a view or around it. Session and
user cannot be read then, so nothing here asks the database: no request is handed to the template,
and with it none of the context processors. A connection that broke is thrown away by Django when
the request ends, so that the next press finds a new one.
"""

import sys
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from diaries.views import numbers

# Refused, cut off, too many connections, a lock or a statement that took too long, a full disk.
AWAY = (OperationalError, InterfaceError)
TRY_AGAIN_SECONDS = 30
IN_JSON = {
    "detail": "Nothing was saved: PainCheck cannot reach its database. Send the same again soon."
}


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with the patient's answers kept where the database is away; 500 for all else."""
    if not is_behind(sys.exc_info()[1]):
        return render(request, "500.html", status=500)
    return say_so(request)


def is_behind(error: BaseException | None) -> bool:
    """Whether the database is why: a session that cannot be written counts as deleted in Django."""
    if isinstance(error, SessionInterrupted):
        while error and not isinstance(error, AWAY):
            error = error.__context__
    return isinstance(error, AWAY)


def say_so(request: HttpRequest) -> HttpResponse:
    """The 503."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(IN_JSON, status=503)
    else:
        response = HttpResponse(render_to_string("503.html", _told(request)), status=503)
    response["Retry-After"] = str(TRY_AGAIN_SECONDS)
    response["Cache-Control"] = "no-store"  # set here too: a middleware above it may have failed
    return response


def _told(request: HttpRequest) -> dict[str, Any]:
    view = _view_of(request)
    # As it came in: answers that were kept and sent on after a sign-in still wait in the session.
    sent = request.META["REQUEST_METHOD"] == "POST"
    fields = _fields_of(request) if sent and getattr(view, "of_own_diary", False) else []
    in_danger = ("danger", "yes") in fields
    return {
        "for_staff": hasattr(view, "login_url"),
        "sent": sent,
        "fields": fields,
        "here": request.get_full_path(),
        "in_danger": in_danger,
        "numbers": numbers.remembered(request, in_danger=in_danger),
    }


def _view_of(request: HttpRequest) -> Callable[..., Any] | None:
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None


def _fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, the token against forgery as it came; [] where it is too long to be read."""
    try:
        return [(name, one) for name, values in request.POST.lists() for one in values]
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return []
