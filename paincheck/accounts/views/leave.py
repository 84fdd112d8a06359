"""Leave and cover: a nurse for herself, and for a team mate with herself as cover; lead nurses and
managers for their sites."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from paincheck import clock
from paincheck.accounts.actions import staff as actions
from paincheck.accounts.forms.places import LeaveForm
from paincheck.accounts.queries import places as queries
from paincheck.accounts.queries import staff
from paincheck.accounts.roles import SignedIn, staff_only
from paincheck.accounts.views.answers import page, posted

SAVED = "The leave is saved. Alerts follow it by themselves, from the first day on."
OVERLAPS = "Somebody has just booked leave or cover for these days. Look at what is booked"


@staff_only
def leave(request: SignedIn) -> HttpResponse:
    """What is booked, and the form for more."""
    now = clock.now()
    today = timezone.localtime(now).date()
    free = _may_book_for(request)
    nurses = [*free, *(one for one in queries.team_mates(request.user) if one not in free)]
    form = LeaveForm(
        posted(request),
        nurses=nurses,
        free=free,
        by=request.user,
        sites=staff.sites_of(request.user),
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.book_leave(**form.cleaned_data, by=request.user, now=now)
        except actions.Overlaps:
            form.add_error("first_date", OVERLAPS)
        else:
            messages.success(request, SAVED)
            return redirect("accounts:leave")
    rows = queries.leave_rows(nurses, today, by=request.user, free=free)
    return page(request, "accounts/leave.html", {"form": form, "rows": rows})


@require_POST
@staff_only
def cancel(request: SignedIn, leave_id: int) -> HttpResponse:
    booked = queries.leave_of(_may_book_for(request), leave_id, cover=request.user)
    if booked is None:
        raise Http404
    actions.cancel_leave(leave=booked, by=request.user, now=clock.now())
    messages.success(request, "The leave is cancelled.")
    return redirect("accounts:leave")


def _may_book_for(request: SignedIn) -> list[staff.User]:
    """Herself, and the nurses of the sites where she leads."""
    led = staff.nurses_at(staff.sites_led_by(request.user))
    own = staff.nurses_at(staff.sites_of(request.user)).filter(pk=request.user.pk)
    return list({one.pk: one for one in [*own, *led]}.values())
