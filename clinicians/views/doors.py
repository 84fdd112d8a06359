"""Who may come in: a nurse, to a patient in her care."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase

from clinicians.queries.people import find_patient
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only

View = Callable[..., HttpResponseBase]


def of_patient(view: View) -> View:
    """The view gets the patient and the time; another team's patient is a 404."""

    @nurse_only
    @wraps(view)
    def door(request: SignedIn, code: str, **rest: Any) -> HttpResponseBase:
        now = clock.now()
        patient = find_patient(request.user, code, now)
        if patient is None:
            raise Http404("No such patient in your care.")
        return view(request, patient, now=now, **rest)

    return door
