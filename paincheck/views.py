"""Pages that belong to nobody's side: the door, signs of life, refusals."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from paincheck import away, clock, signs
from paincheck.accounts import queries as accounts
from paincheck.accounts.roles import staff_only
from paincheck.metrics import CONTENT_TYPE, exposition

NO_DATABASE = "the database does not answer"


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
    if away.is_behind(exception):
        return away.say_so(request)
    return render(request, "400.html", status=400)


@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """This process answers; of anything else it knows nothing here."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """200 once people may be sent here: the database answers, and it has the tables we know."""
    try:
        waiting = signs.unapplied_migrations()
    except Error:
        return HttpResponse(NO_DATABASE + "\n", status=503, content_type="text/plain")
    if waiting:
        said = f"{waiting} migrations wait to be applied\n"
        return HttpResponse(said, status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while alerting is on time; 503 with the reasons otherwise. Nothing of a patient."""
    try:
        found = signs.signs_of_life(clock.now())
    except Error:
        return JsonResponse({"alerting": "unknown", "reasons": [NO_DATABASE]}, status=503)
    body = signs.as_json(found)
    return JsonResponse(body, status=503 if body["reasons"] else 200)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, by its token; where none is set, in the demo alone."""
    if not settings.METRICS_TOKEN and not settings.DEMO:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and not constant_time_compare(
        shown, f"Bearer {settings.METRICS_TOKEN}"
    ):
        refused = HttpResponse("Send the token.\n", status=401, content_type="text/plain")
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    try:
        found = signs.signs_of_life(clock.now())
    except Error:
        return HttpResponse(NO_DATABASE + "\n", status=503, content_type="text/plain")
    return HttpResponse(exposition(found), content_type=CONTENT_TYPE)


@staff_only
def banners(request: HttpRequest) -> HttpResponse:
    """What is late, for a page that stands open (static/js/signs.js): a poll, no press (S6)."""
    return render(request, "components/alerting_banner.html")


@staff_only
def promises(request: HttpRequest) -> HttpResponse:
    """What PainCheck promises about alerts, and what it does not."""
    return render(request, "promises.html")
