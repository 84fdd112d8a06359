"""Who may come in: a patient to her own diary, and answers sent by a page left open too long."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import resolve, reverse
from django.utils.http import urlencode

from diaries.queries import patients
from diaries.queries.patients import User
from diaries.views import numbers
from diaries.views.opened import OpenPage
from paincheck import clock
from paincheck.accounts.roles import patient_only

KEPT = "kept_answers"
View = Callable[..., HttpResponseBase]


class PatientRequest(HttpRequest):
    """A request whose sign-in has been looked at."""

    user: User


def own_diary(view: View) -> View:
    """The view gets the signed-in patient; a closed diary is one calm page with numbers (S18).

    What is sent to such a view stays on the screen while the database is away (paincheck.away).
    """

    @patient_only
    @wraps(view)
    def door(request: PatientRequest, **rest: Any) -> HttpResponseBase:
        patient = patients.patient_of(request.user)
        if patient is None:
            raise Http404("There is no diary for this sign-in.")
        if patients.is_open(patient):
            response = view(request, patient, **rest)
        else:
            around = patients.surroundings(patient, clock.now())
            response = render(request, "diaries/closed.html", {"around": around})
        numbers.remember(request, response, patients.phones_of(patient.team.site))
        return response

    door.of_own_diary = True  # type: ignore[attr-defined]
    return door


def keeps_answers_when_signed_out(view: View) -> View:
    """The sign-in ended while the page stood open: keep what was sent until its patient is back.

    It is kept in the browser's session and bound to the patient by the page's signature (S20).
    """

    @login_not_required
    @wraps(view)
    def door(request: HttpRequest, **rest: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, **rest)
        page = OpenPage.read(request.POST.get("page", ""))
        if page is None:
            return redirect_to_login(request.get_full_path())
        fields = {name: values for name, values in request.POST.lists() if name not in UNKEPT}
        pressed = {"of": page.patient_id, "to": request.path, "fields": fields}
        others = [one for one in _kept(request) if one["fields"].get("page") != fields["page"]]
        request.session[KEPT] = [*others, pressed][-MOST_KEPT:]
        return _signed_out(request, page)

    return door


UNKEPT = ("csrfmiddlewaretoken",)
MOST_KEPT = 10  # pages of one browser


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    """The oldest first. A session of an older release holds one alone."""
    found = request.session.get(KEPT, [])
    return [found] if isinstance(found, dict) else found


def _signed_out(request: HttpRequest, page: OpenPage) -> HttpResponse:
    back = urlencode({"next": reverse("diaries:kept")})
    told = {
        "numbers": patients.numbers_for(page.patient_id, clock.now()),
        "sign_in_url": f"{resolve_url(settings.LOGIN_URL)}?{back}",
    }
    return render(request, "diaries/signed_out.html", told)


def something_kept(request: HttpRequest) -> bool:
    return KEPT in request.session


def press_again(request: HttpRequest, patient_id: int) -> HttpResponseBase | None:
    """Do what the patient had pressed when her sign-in had ended, the oldest first and one a time;
    None where nothing waits.

    What waits for another patient is dropped: it is neither shown to this one nor sent by her.
    """
    mine = [one for one in _kept(request) if one["of"] == patient_id]
    request.session.pop(KEPT, None)
    if not mine:
        return None
    kept, *others = mine
    if others:
        request.session[KEPT] = others
    request.method = "POST"
    request.POST = QueryDict(urlencode(kept["fields"], doseq=True))
    view, _, rest = resolve(kept["to"])
    answer: HttpResponseBase = view(request, **rest)
    return answer
