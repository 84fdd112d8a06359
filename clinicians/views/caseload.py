"""The caseload. Nothing is marked as seen here (safety rule S6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinicians.queries import caseload as queries
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only

LONGEST_SEARCH = 60


@require_safe
@nurse_only
def caseload(request: SignedIn) -> HttpResponse:
    page = queries.caseload(
        request.user,
        roles=request.roles,
        scope=request.GET.get("show", queries.TEAM),
        search=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        now=clock.now(),
    )
    return render(request, "clinicians/caseload.html", {"page": page})
