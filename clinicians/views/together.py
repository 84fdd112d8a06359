"""A check taken by telephone, or done together with the patient."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinicians.actions.introduction import first_check_done
from clinicians.forms.people import StaffCheckForm
from clinicians.queries.introduction import closed_because
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from diaries.actions import checks
from diaries.queries.checks import has_check_today
from paincheck.accounts.roles import SignedIn
from paincheck.accounts.views.answers import posted

NOT_NOW = "No check is taken: {}. If that was a slip, change the situation first."


@require_http_methods(["GET", "HEAD", "POST"])
@of_patient
def check(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    closed = closed_because(patient, now)
    if closed:
        messages.info(request, NOT_NOW.format(closed))
        return redirect("clinicians:patient", patient.code)
    since_last = has_check_today(patient, now)
    first = "first" in request.GET  # from the list of the first visit
    initial = {"source": "TOGETHER", "baseline": True} if first else {}
    # She is talking with the patient: a wish for today is always hers to take down.
    form = StaffCheckForm(
        posted(request), initial=initial, since_last=since_last, may_say_today=True
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, patient, request.user, now, since_last=since_last)
        except (checks.KeyReused, checks.CheckRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Check saved. The rules are looking at it.")
            return redirect(f"clinicians:{'introduction' if first else 'patient'}", patient.code)
    told = {"form": form, "header": header_of(patient, now), "since_last": since_last}
    return render(request, "clinicians/check.html", told, status=422 if form.errors else 200)


def _save(
    form: StaffCheckForm, patient: Any, nurse: Any, now: datetime, *, since_last: bool
) -> None:
    told = form.cleaned_data
    receipt = checks.submit(
        patient=patient,
        answers=form.answers(),
        key=told["key"],
        answered_at=now,
        by=nurse,
        now=now,
        source=told["source"],
        since_last=since_last,
    )
    # She has heard every answer: that is seeing them (S6).
    checks.mark_seen(checks=[receipt.check], nurse=nurse, now=now)
    if told["baseline"]:
        first_check_done(check=receipt.check, by=nurse, now=now)
