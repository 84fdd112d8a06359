"""What surrounds every page: the idle sign-out, no copies left in caches, the banner's facts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from paincheck import clock, signs

# Asked for by scripts, not by a person: they never keep a sign-in alive (safety rule S6).
POLLS = ("/banners/", "/jobs/progress/", "/caseload/news/")
# Asked for by machines, which must get an answer with the database away: no session is looked up.
# The shell is the same for everybody (diaries.views.shell), and asking for it is no press.
SIGNS = ("/healthz", "/metrics", "/offline/", "/sw.js", "/manifest.webmanifest")
API = "/api/"
LAST_PRESS = "last_press"
SIGNED_IN = "signed_in"

Next = Callable[[HttpRequest], HttpResponse]


class IdleSignOutMiddleware:
    """End a sign-in after `IDLE_MINUTES` without a press, and after `SIGN_IN_HOURS` in any case.

    What a patient had not sent yet stands in her draft on the server and is not touched (S20).
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(SIGNS) and request.user.is_authenticated:
            now = timezone.now()
            if self._is_over(request, now):
                logout(request)
                request.session["locked"] = True
            elif self._is_a_press(request):
                request.session[LAST_PRESS] = now.timestamp()
                request.session.pop("locked", None)
        return self.get_response(request)

    @staticmethod
    def _is_a_press(request: HttpRequest) -> bool:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        return not request.path.startswith(POLLS) and not (reads and request.path.startswith(API))

    @staticmethod
    def _is_over(request: HttpRequest, now: datetime) -> bool:
        began = request.session.setdefault(SIGNED_IN, now.timestamp())
        last = request.session.get(LAST_PRESS, began)
        idle = now.timestamp() - last > settings.IDLE_MINUTES * 60
        return (
            idle
            or now.timestamp() - began > timedelta(hours=settings.SIGN_IN_HOURS).total_seconds()
        )


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Signed-out people are led to the door, and afterwards back to a page that can be shown."""

    def process_view(self, request: HttpRequest, view_func: Any, *rest: Any) -> Any:
        """Django asks who it is even where nobody needs to be anybody, and so for a session."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, *rest)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        back = self._page_of(request)
        door = redirect_to_login(back, resolve_url(self.get_login_url(view_func)))
        if request.headers.get("HX-Request"):
            # A part of a page asks: the whole page must go, and with it what stands on it.
            return HttpResponse(headers={"HX-Redirect": door.url})
        return door

    @staticmethod
    def _page_of(request: HttpRequest) -> str:
        """What was asked for; for a press or a part of a page, the page it stands on."""
        part = request.headers.get("HX-Request")
        if request.method in ("GET", "HEAD") and not part:
            return request.get_full_path()
        shown = request.headers.get("HX-Current-URL" if part else "Referer", "")
        if not url_has_allowed_host_and_scheme(shown, {request.get_host()}):
            return "/"
        address = urlsplit(shown)
        return address.path + (f"?{address.query}" if address.query else "")


class NoStoreMiddleware:
    """Pages with somebody's data are kept by no browser and no proxy."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class WayBackMiddleware:
    """Where a button leads and a link or Back came instead: a page that leads on, not bare text.

    It stands innermost, so that the page has its headers from all the others.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def around_every_page(request: HttpRequest) -> dict[str, Any]:
    """Facts that base.html shows: the demo's ribbon, the idle limit, what is late."""
    facts: dict[str, Any] = {
        "demo": settings.DEMO,
        "idle_seconds": settings.IDLE_MINUTES * 60,
    }
    if getattr(request, "is_staff_page", False):
        facts["late"] = signs.banner(clock.now())
    return facts
