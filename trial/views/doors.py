"""Who may come in: somebody with a right in this trial, asked of the database at each request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from paincheck import clock
from paincheck.accounts.roles import SignedIn, trial_only
from trial.queries import rights

View = Callable[..., HttpResponseBase]


def in_trial(*kinds: str) -> Callable[[View], View]:
    """The view gets the trial, her rights and the time; without one of these rights it is a 404.

    No kinds: any right in the trial will do.
    """

    def decorate(view: View) -> View:
        @trial_only
        @wraps(view)
        def door(request: SignedIn, trial: str, **rest: Any) -> HttpResponseBase:
            now = clock.now()
            held = rights.held_in(request.user, trial)
            if held is None or (kinds and held.kinds.isdisjoint(kinds)):
                # The same page for a trial that is not there, and for a right that was taken away.
                return render(request, "trial/not_yours.html", status=404)
            request.trial = held  # type: ignore[attr-defined]
            return view(request, held, now=now, **rest)

        return door

    return decorate


def of_participant(*kinds: str) -> Callable[[View], View]:
    """The same, and the participant of this number in the trial's present world, at her sites."""

    def decorate(view: View) -> View:
        @in_trial(*kinds)
        @wraps(view)
        def door(request: SignedIn, held: rights.Held, number: str, **rest: Any) -> Any:
            participant = rights.participant_of(held, number, kinds)
            if participant is None:
                raise Http404("Not a participant at her sites.")
            return view(request, held, participant=participant, **rest)

        return door

    return decorate
