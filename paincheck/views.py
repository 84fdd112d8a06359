"""Pages that belong to nobody's side: the door, signs of life, refusals."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from paincheck import clock
from paincheck.accounts import queries as accounts
from paincheck.background.queries import late_since


def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page after the door: the patient's home, the caseload, or the site."""
    return redirect(accounts.home_of(request.user))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What no page of ours sends; a text that is far too long has a page of its own (413)."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and `watch` goes round; 503 with the reason otherwise."""
    since = late_since(name="watch", now=clock.now(), after=settings.ALERTING_LATE_AFTER)
    body = {"alerting": "on time" if since is None else "delayed", "delayed_since": since}
    return JsonResponse(body, status=200 if since is None else 503)
