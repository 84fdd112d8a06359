"""The flow of participants: the page, who is in a box, and the files."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from clinicians.engagement_files import CSV_TYPE, as_csv
from trial import consort, consort_svg
from trial.actions.showing import arms_shown
from trial.queries import flow as queries
from trial.queries.rights import Held
from trial.views.doors import in_trial

TITLE = "Flow of participants, {:%-d %B %Y}"


@require_safe
@in_trial(*queries.WHO)
def flow(request: HttpRequest, held: Held, now: datetime) -> HttpResponse:
    page = _page(held, now, "flow")
    told = {
        "held": held, "page": page, "rule": consort.RULE, "said": consort_svg.in_words(page.flow),
        "drawing": mark_safe(_drawing(held, page)),  # noqa: S308 - made here, each value escaped
    }  # fmt: skip
    return render(request, "trial/flow.html", told)


@require_safe
@in_trial(*queries.WHO)
def flow_people(request: HttpRequest, held: Held, box: str, now: datetime) -> HttpResponse:
    page = queries.people_page(held, box, now)
    if page is None:
        raise Http404("She has no such box.")
    if queries.sees_arms(held):
        arms_shown(trial=held.trial, what="flow_people", by=held.user, now=now)
    return render(request, "trial/flow_people.html", {"held": held, "page": page})


@require_safe
@in_trial(*queries.WHO)
def flow_file(request: HttpRequest, held: Held, form: str, now: datetime) -> HttpResponse:
    if form not in ("svg", "csv"):
        raise Http404("There is no such file.")
    page = _page(held, now, f"flow_{form}")
    if form == "svg":
        answer = HttpResponse(_drawing(held, page), content_type="image/svg+xml; charset=utf-8")
    else:
        answer = HttpResponse(as_csv(consort_svg.rows(page.flow)), content_type=CSV_TYPE)
    name = f"{held.trial.code}-{held.trial.world.lower()}-flow.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(held: Held, now: datetime, what: str) -> queries.FlowPage:
    page = queries.flow_page(held, now)
    if page.by_arm:
        arms_shown(trial=held.trial, what=what, by=held.user, now=now)
    return page


def _drawing(held: Held, page: queries.FlowPage) -> str:
    title = f"{held.trial.title}. {TITLE.format(page.on)}"
    if held.trial.world == "TEST":
        title = f"TEST, nothing here counts. {title}"
    notes = [title, *([consort.RULE] if page.by_arm else [])]
    return consort_svg.drawing(page.flow, title=title, notes=notes)
