"""Setting a trial up: its design part by part, and what two people decide."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from paincheck import clock
from paincheck.accounts.roles import SignedIn, trial_only
from paincheck.accounts.views.answers import posted
from trial.actions import design
from trial.actions.rights import Refused
from trial.design_words import PARTS
from trial.forms.parts import open_part
from trial.forms.setup import NewForm, ProposeForm
from trial.queries import setup as queries
from trial.queries.rights import Held
from trial.views.doors import View, in_trial

PAGE = ("GET", "HEAD", "POST")
setting_up = in_trial("SETUP")
NEVER = datetime.min.replace(tzinfo=UTC)


@require_http_methods(PAGE)
@trial_only
def new(request: SignedIn) -> HttpResponse:
    form = NewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = design.create(by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            return redirect("trial:setup", made.code)
    return render(request, "trial/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@setting_up
def setup(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = queries.setup_page(held)
    return render(request, "trial/setup.html", {"held": held, "page": page})


@require_http_methods(PAGE)
@setting_up
def part(request: HttpRequest, held: Held, now: datetime, part: str) -> HttpResponse:
    """One part of the version in the making. It is saved as long as nobody else has saved."""
    version = queries.making(held.trial)
    if part not in PARTS:
        raise Http404("No such part.")
    if version is None or version.proposed_at is not None:
        messages.error(request, design.PROPOSED if version else "Begin an amendment first.")
        return redirect("trial:setup", held.trial.code)
    sites = queries.site_choices(held.user)
    made = open_part(part, version.content, posted(request), sites)
    status = 200
    if request.method == "POST":
        status = 422
        if made.is_valid():
            try:
                _save(request, held, version, made, now)
            except Refused as refused:
                messages.error(request, str(refused))
                status = 409
            else:
                return _onwards(request, held, part, made)
    told = {"held": held, "part": part, "title": PARTS[part], "made": made, "forms": made.forms,
            "seen": request.POST.get("seen", version.saved_at.isoformat())}  # fmt: skip
    return render(request, "trial/setup_part.html", told, status=status)


def _save(request: HttpRequest, held: Held, version: Any, made: Any, now: datetime) -> None:
    design.save(version=version, changes=made.told, seen=_seen(request), by=held.user, now=now)


def _seen(request: HttpRequest) -> datetime:
    """The save that the page knew; none, where it cannot be read: then nothing is saved."""
    try:
        return parse_datetime(request.POST.get("seen", "")[:40]) or NEVER
    except ValueError:
        return NEVER


def _onwards(request: HttpRequest, held: Held, part: str, made: Any) -> HttpResponse:
    chosen = part == "method" and made.form.cleaned_data["page_method"] != request.POST["method"]
    if "more" in request.POST or chosen:
        messages.success(request, "Saved. Now what this method needs." if chosen else "Saved.")
        return redirect("trial:setup_part", held.trial.code, part)
    messages.success(request, f"Saved: {PARTS[part].lower()}.")
    return redirect("trial:setup", held.trial.code)


@require_http_methods(PAGE)
@setting_up
def propose(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    version = queries.making(held.trial)
    if version is None:
        messages.error(request, "Nothing is in the making.")
        return redirect("trial:setup", held.trial.code)
    form = ProposeForm(
        posted(request), first=version.number == 1, initial={"effective_on": now.date()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            design.propose(version=version, by=held.user, now=now, **form.told)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Proposed. A second person reads it and puts it in force.")
            return redirect("trial:setup", held.trial.code)
    told = {"held": held, "form": form, "version": version}
    return render(request, "trial/propose.html", told, status=422 if form.errors else 200)


def deed(work: Callable[..., str]) -> View:
    """A button of the overview: a sentence either way, and back to it."""

    @require_POST
    @setting_up
    def view(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
        try:
            messages.success(request, work(request, held, now))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("trial:setup", held.trial.code)

    return view


@deed
def amend(request: HttpRequest, held: Held, now: datetime) -> str:
    design.amend(trial=held.trial, by=held.user, now=now)
    return "An amendment is begun. What is in force stays so until two people change it."


@deed
def take_back(request: HttpRequest, held: Held, now: datetime) -> str:
    design.take_back(version=_making(held), by=held.user, now=now)
    return "Taken back. It can be changed again."


@deed
def approve(request: HttpRequest, held: Held, now: datetime) -> str:
    version = queries.shown(held.trial)
    design.approve(
        version=version, digest=request.POST.get("digest", "")[:64], by=held.user, now=now
    )
    return f"Version {version.number} is in force."


@deed
def begin_test(request: HttpRequest, held: Held, now: datetime) -> str:
    design.begin_test(trial=held.trial, by=held.user, now=now)
    return "The test has begun. Nothing that is entered in it counts."


@deed
def ask_for_live(request: HttpRequest, held: Held, now: datetime) -> str:
    design.ask_for_live(trial=held.trial, by=held.user, now=now)
    return "Asked. A second person begins the trial."


@deed
def go_live(request: HttpRequest, held: Held, now: datetime) -> str:
    design.go_live(trial=held.trial, by=held.user, now=now)
    return "The trial is live. From now on everything counts."


@deed
def close(request: HttpRequest, held: Held, now: datetime) -> str:
    design.close(trial=held.trial, by=held.user, now=now)
    return "Closed to new participants. Follow-up goes on."


def _making(held: Held) -> Any:
    version = queries.making(held.trial)
    if version is None:
        raise Refused(design.NOT_PROPOSED)
    return version


@require_safe
@in_trial("SETUP", "STATISTICIAN", "MONITOR")
def versions(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    told = {"held": held, "rows": queries.version_rows(held)}
    return render(request, "trial/versions.html", told)
