"""A job's own page, for whoever asked for it; for anybody else it is not there."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from paincheck import clock
from paincheck.accounts.roles import SignedIn, staff_only
from paincheck.background import jobs, queries


@require_safe
@staff_only
def job(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    return render(request, "background/job.html", {"page": _page(request, job_id)})


@require_safe
@staff_only
def progress(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes, for the script."""
    page = _page(request, job_id)
    answer = render(request, "background/_state.html", {"page": page})
    answer.headers["X-Ended"] = "yes" if page.ended else "no"
    return answer


@require_POST
@staff_only
def cancel(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    page = _page(request, job_id)
    if not jobs.cancel(job=page.job, by=request.user, now=clock.now()):
        messages.info(request, "It had ended before it could be cancelled.")
    return redirect("background:job", job_id)


@require_POST
@staff_only
def again(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    """The same once more, as a job of its own; pressed twice it is one."""
    old = _page(request, job_id).job
    new = jobs.ask(kind=old.kind, arguments=old.arguments, by=request.user, now=clock.now())
    return redirect("background:job", new.pk)


@require_safe
@staff_only
def file(request: SignedIn, job_id: uuid.UUID) -> HttpResponse:
    found = queries.file_of(request.user, job_id, clock.now())
    if found is None:
        return redirect("background:job", _page(request, job_id).job.pk)
    answer = HttpResponse(found.content, content_type=found.type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _page(request: SignedIn, job_id: uuid.UUID) -> queries.JobPage:
    page = queries.job_page(request.user, job_id, clock.now())
    if page is None:
        raise Http404("No such job of yours.")
    return page
