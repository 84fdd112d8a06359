"""Patients: registered, edited, handed over, their situation, the letter, a check by telephone."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alerts.actions import answering
from clinicians.actions.introduction import register as register_with_introduction
from clinicians.forms.people import PatientForm, RegisterForm, initial_of
from clinicians.queries import people as queries
from clinicians.queries.doubles import Doubles, doubles_of
from clinicians.queries.introduction import closed_because
from clinicians.queries.letter import last_day, letter_to
from clinicians.queries.patient import header_of
from clinicians.views.doors import of_patient
from clinicians.views.refreshing import remember
from diaries.actions import patients
from diaries.actions.holds import Held, refuse_diary
from paincheck import clock
from paincheck.accounts.actions.doors import forget_phones_of
from paincheck.accounts.actions.invitations import NotAPatient, SiteNotLive, invite
from paincheck.accounts.leaving import HasLeft
from paincheck.accounts.roles import SignedIn, nurse_only
from paincheck.accounts.views.answers import posted

REGISTERED = "Registered. Next: print the invitation letter. The introduction is due in 7 days."
NOT_LIVE = (
    "{} is not live yet, so nobody can be invited. A manager sets its numbers to ring and its "
    "working hours first, under Site."
)
NO_LETTER = (
    "{} cannot sign in with a letter: the sign-in is closed, or is that of somebody who works here."
)
NO_LETTER_NOW = "No letter is made: {}. If that was a slip, change the situation first."
FORGOTTEN = "The phones are forgotten. The next sign-in on each needs a code or a letter."
NONE_REMEMBERED = "No phone of this patient was remembered."

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@nurse_only
def register(request: SignedIn) -> HttpResponse:
    now = clock.now()
    form = RegisterForm(
        posted(request),
        places=queries.own_places(request.user),
        nurse_id=request.user.pk,
        today=timezone.localdate(now),
    )
    doubles = None
    if request.method == "POST" and form.is_valid():
        doubles = _doubles_of_new(request, form.cleaned_data, now)
        patient = None if doubles else _registered(request, form, now)
        if patient is not None:
            messages.success(request, REGISTERED)
            remember(request, request.user, now)
            return redirect("clinicians:patient", patient.code)
    told = {"form": form, "doubles": doubles}
    status = 422 if form.errors or doubles else 200
    return render(request, "clinicians/register.html", told, status=status)


def _registered(request: SignedIn, form: RegisterForm, now: datetime) -> Any:
    """None where she cannot be: the form says why."""
    told = {**form.cleaned_data}
    place = told.pop("place")
    told |= {"team": place.team, "nurse": place.nurse}
    try:
        return register_with_introduction(by=request.user, now=now, **told)
    except HasLeft as left:
        form.add_error("place", str(left))
    except Held as held:
        form.add_error(None, str(held))
    return None


def _doubles_of_new(request: SignedIn, told: dict[str, Any], now: datetime) -> Doubles | None:
    """Whoever matches, until she has ticked that this is somebody else. A second click on the
    form is no double of the first."""
    found = doubles_of(
        told,
        site=told["place"].team.site,
        world=told["world"],
        nurse=request.user,
        now=now,
        but=patients.new_code(told["key"]),
    )
    return _unless_ticked(request, found)


def _doubles_of_edited(
    request: SignedIn, patient: Any, told: dict[str, Any], now: datetime
) -> Doubles | None:
    """Asked only where what says who she is has changed."""
    if all(getattr(patient, name) == told[name] for name in patients.NAMED):
        return None
    found = doubles_of(
        told,
        site=patient.team.site,
        world=patient.world,
        nurse=request.user,
        now=now,
        but=patient.code,
    )
    return _unless_ticked(request, found)


def _unless_ticked(request: SignedIn, found: Doubles | None) -> Doubles | None:
    ticked = found is not None and request.POST.get("somebody_else") == found.mark
    return None if ticked else found


@get_or_post
@of_patient
def edit(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    today = now.astimezone(queries.zone_of(patient)).date()
    form = PatientForm(posted(request), initial=initial_of(patient), today=today)
    doubles = None
    if request.method == "POST" and form.is_valid():
        doubles = _doubles_of_edited(request, patient, form.cleaned_data, now)
        if doubles is None and _edited(request, patient, form, now):
            messages.success(request, "Saved.")
            return redirect("clinicians:patient", patient.code)
    told = {"form": form, "doubles": doubles, "header": header_of(patient, now)}
    status = 422 if form.errors or doubles else 200
    return render(request, "clinicians/edit.html", told, status=status)


def _edited(request: SignedIn, patient: Any, form: PatientForm, now: datetime) -> bool:
    try:
        patients.edit(patient=patient, changes=form.cleaned_data, by=request.user, now=now)
    except Held as held:
        form.add_error(None, str(held))
    return not form.errors


@get_or_post
@of_patient
def situation(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """Two taps: one of the list, then what it does and 'yes'. The page offers to undo it (S18)."""
    to = request.POST.get("status") if request.method == "POST" else request.GET.get("to", "")
    if to not in queries.SITUATIONS and (to or request.method == "POST"):
        raise Http404
    if request.method == "POST":
        return _change_situation(request, patient, str(to), now)
    told = {"page": queries.situation_page(patient, str(to)), "header": header_of(patient, now)}
    return render(request, "clinicians/situation.html", told)


def _change_situation(request: SignedIn, patient: Any, status: str, now: datetime) -> HttpResponse:
    before = patient.status
    if status != before:
        answering.change_situation(patient=patient, status=status, by=request.user, now=now)
        undo = request.session.get("situation_before", {})
        undo[patient.code] = "" if request.POST.get("undo") else before
        request.session["situation_before"] = undo
    return redirect("clinicians:patient", patient.code)


@get_or_post
@of_patient
def letter(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """The code is made at the press of the button, shown this once, and ends older letters."""
    told = {"header": header_of(patient, now), "code": "", "refused": ""}
    told |= {"letter": letter_to(patient, now), "until": last_day(patient, now)}
    closed = closed_because(patient, now)
    if request.method == "POST" and closed:  # nothing is sent to the dying or the dead (S18)
        told["refused"] = NO_LETTER_NOW.format(closed)
    elif request.method == "POST":
        try:
            if patient.user is None:
                raise NotAPatient
            refuse_diary(patient, now)
            told["code"] = invite(user=patient.user, by=request.user, now=now)
        except SiteNotLive:
            told["refused"] = NOT_LIVE.format(patient.team.site.name)
        except NotAPatient:
            told["refused"] = NO_LETTER.format(patient.full_name)
        except Held as held:
            told["refused"] = str(held)
    return render(request, "clinicians/letter.html", told, status=422 if told["refused"] else 200)


@require_POST
@of_patient
def forget_phones(request: SignedIn, patient: Any, now: datetime) -> HttpResponse:
    """A phone was lost or given away: none of hers lets anybody in by one press any more (S21)."""
    gone = 0
    if patient.user is not None:
        gone = forget_phones_of(user=patient.user, by=request.user, now=now)
    messages.success(request, FORGOTTEN if gone else NONE_REMEMBERED)
    return redirect("clinicians:patient", patient.code)
