"""How one nurse wants to work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinicians.actions.settings import choose
from clinicians.forms.settings import SettingsForm
from clinicians.queries.digest import wants_digest
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only
from paincheck.accounts.views.answers import posted


@require_http_methods(["GET", "HEAD", "POST"])
@nurse_only
def settings(request: SignedIn) -> HttpResponse:
    now = "yes" if wants_digest(request.user) else "no"
    form = SettingsForm(posted(request), initial={"morning_digest": now})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["morning_digest"] == "yes"
        choose(morning_digest=wanted, by=request.user, now=clock.now())
        messages.success(request, "Saved.")
        return redirect("clinicians:settings")
    told = {"form": form, "email": request.user.email}
    status = 422 if form.errors else 200
    return render(request, "clinicians/settings.html", told, status=status)
