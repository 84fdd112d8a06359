"""Who may come in: a nurse, to a patient in her care."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from clinicians.queries.people import find_patient
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only

View = Callable[..., HttpResponseBase]


def of_patient(view: View) -> View:
    """The view gets the patient and the time; another team's patient is a 404.

    So is one who was handed over while her page stood open: its presses save nothing, and say so.
    """

    @nurse_only
    @wraps(view)
    def door(request: SignedIn, code: str, **rest: Any) -> HttpResponseBase:
        now = clock.now()
        patient = find_patient(request.user, code, now)
        if patient is None:
            return render(request, "clinicians/not_in_your_care.html", status=404)
        return view(request, patient, now=now, **rest)

    return door
