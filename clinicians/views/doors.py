"""Who may come in: a nurse, to a patient in her care."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from clinicians.queries.people import find_patient
from paincheck.accounts.roles import nurse_only

View = Callable[..., HttpResponse]


def of_patient(view: View) -> View:
    """The view gets the patient and the time; another team's patient is a 404."""

    @nurse_only
    @wraps(view)
    def door(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        now = timezone.now()
        patient = find_patient(request.user, code, now)
        if patient is None:
            raise Http404("No such patient in your care.")
        return view(request, patient, now=now, **rest)

    return door
