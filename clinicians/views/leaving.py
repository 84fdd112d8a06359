"""A manager's page: to whom a nurse's patients and alerts go before her account closes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinicians.actions import leaving as actions
from clinicians.forms.leaving import LeavingForm
from clinicians.queries.leaving import leaving_page
from paincheck import clock
from paincheck.accounts.actions.staff import LastManager
from paincheck.accounts.leaving import HasLeft
from paincheck.accounts.queries import staff
from paincheck.accounts.roles import SignedIn, manager_only
from paincheck.accounts.views.answers import posted
from paincheck.accounts.views.staff import LAST_MANAGER

SOMEBODY_CAME = "Somebody came to {} meanwhile. Look at the list again: nothing has changed yet."


@require_http_methods(["GET", "HEAD", "POST"])
@manager_only
def leaving(request: SignedIn, user_id: int) -> HttpResponse:
    """Hands over and closes in one go."""
    nurse = staff.staff_member(staff.sites_run_by(request.user), user_id)
    if nurse is None:
        raise Http404
    if not nurse.is_active:  # pressed once more, or another manager was quicker
        messages.info(request, f"The account of {nurse.full_name} is closed.")
        return redirect("accounts:staff")
    now = clock.now()
    page = leaving_page(nurse, request.user, now)
    form = LeavingForm(posted(request), sites=page.sites)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.close_and_hand_over(
                nurse=nurse, by=request.user, now=now, **form.chosen
            )
        except LastManager as site:
            form.add_error(None, LAST_MANAGER.format(name=nurse.full_name, site=site))
        except HasLeft as left:
            form.add_error(None, str(left))
        except actions.NobodyFor:
            form.add_error(None, SOMEBODY_CAME.format(nurse.full_name))
        else:
            went = f"{count} patient{'' if count == 1 else 's'} handed over."
            messages.success(request, f"{went} The account of {nurse.full_name} is closed.")
            return redirect("accounts:staff")
    told = {"form": form, "page": page, "nurse": nurse}
    return render(request, "clinicians/leaving.html", told, status=422 if form.errors else 200)
