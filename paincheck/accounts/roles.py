"""Who may open a page. The wrong role gets a 404: a page that is not yours is not there.

    @nurse_only
    def caseload(request): ...

Signed-out people are sent to the sign-in page first (`LoginRequiredMiddleware`), staff to theirs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse_lazy

from paincheck.accounts.models import Role, User
from paincheck.accounts.queries import STAFF, Support, standing_of

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """The request of a page behind one of these doors."""

    user: User
    roles: frozenset[str]
    support: tuple[Support, ...]
    is_staff_page: bool


def _only(kinds: frozenset[str], *, staff: bool) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
            standing = standing_of(request.user)
            if standing.roles.isdisjoint(kinds):
                raise Http404("Not a page of this role.")
            request.roles = standing.roles  # type: ignore[attr-defined]
            request.support = standing.support  # type: ignore[attr-defined]
            request.is_staff_page = staff  # type: ignore[attr-defined]
            return view(request, *args, **rest)

        if staff:
            door.login_url = reverse_lazy("account_login")  # type: ignore[attr-defined]
        return door

    return decorate


patient_only = _only(frozenset({Role.Kind.PATIENT}), staff=False)
nurse_only = _only(frozenset({Role.Kind.NURSE, Role.Kind.LEAD_NURSE}), staff=True)
lead_only = _only(frozenset({Role.Kind.LEAD_NURSE}), staff=True)
manager_only = _only(frozenset({Role.Kind.MANAGER}), staff=True)
lead_or_manager_only = _only(frozenset({Role.Kind.LEAD_NURSE, Role.Kind.MANAGER}), staff=True)
trial_only = _only(frozenset({Role.Kind.TRIAL}), staff=True)
staff_only = _only(STAFF, staff=True)
