"""The practice caseload: begin, begin anew, put away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clinicians.actions import practice as actions
from clinicians.forms.learning import PressForm
from paincheck import clock
from paincheck.accounts.roles import SignedIn, nurse_only

BEGUN = (
    "Your practice patients are ready. They stand on your caseload under ‘Practice and test’, and "
    "below. Nobody is told of them."
)
ALREADY = "That was done already. Your practice patients stand as they were."
PUT_AWAY = "Your practice patients are put away."
NONE_TO_PUT_AWAY = "You have no practice patients."
NO_TEAM = "You are in no team that could have practice patients. A lead nurse puts you in one."
NOT_READ = "We could not read this page. Please press again."


@require_POST
@nurse_only
def begin(request: SignedIn) -> HttpResponse:
    """The press for 'begin anew' too: those of before are put away."""
    form = PressForm(request.POST)
    if not form.is_valid():
        messages.error(request, NOT_READ)
        return redirect("clinicians:learning")
    try:
        made = actions.begin(key=form.cleaned_data["key"], by=request.user, now=clock.now())
    except actions.NoTeam:
        messages.error(request, NO_TEAM)
    else:
        messages.success(request, BEGUN if made else ALREADY)
    return redirect("clinicians:learning")


@require_POST
@nurse_only
def put_away(request: SignedIn) -> HttpResponse:
    gone = actions.put_away(by=request.user, now=clock.now())
    messages.success(request, PUT_AWAY if gone else NONE_TO_PUT_AWAY)
    return redirect("clinicians:learning")
