"""'Help and learning': roles, lessons, the made-up case, and the guide on one page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from clinicians.actions import learning as actions
from clinicians.forms.learning import PressForm
from clinicians.guide import EMERGENCY, guide_on_paper, guide_sections
from clinicians.learning import (
    BY_ITSELF,
    CASE,
    GUIDE_TITLE,
    LESSON,
    NEVER,
    REVIEW_ON,
    ROLE,
    ROLES,
    Lesson,
)
from clinicians.queries import learning as queries
from clinicians.views.refreshing import remember
from paincheck import clock, typeset
from paincheck.accounts.roles import SignedIn, staff_only

NOT_SET = "The PDF could not be made. Print the page instead: it says the same."


def _named(code: str) -> Lesson:
    if code not in LESSON:
        raise Http404("There is no such lesson.")
    return LESSON[code]


@require_safe
@staff_only
def learning(request: SignedIn) -> HttpResponse:
    told = {
        "page": queries.learning_page(request.user, clock.now()),
        "roles": ROLES,
        "form": PressForm(),
        "leads": bool(request.roles & {"LEAD_NURSE", "MANAGER"}),
    }
    return render(request, "clinicians/learning.html", told)


@require_safe
@staff_only
def role(request: SignedIn, role: str) -> HttpResponse:
    if role not in ROLE:
        raise Http404("There is no such role.")
    told = {"role": ROLE[role], "roles": ROLES, "by_itself": BY_ITSELF, "never": NEVER}
    return render(request, "clinicians/role.html", told)


@require_safe
@staff_only
def lesson(request: SignedIn, lesson: str) -> HttpResponse:
    page = queries.lesson_page(_named(lesson), request.user, clock.now())
    return render(request, "clinicians/lesson.html", {"page": page})


@require_POST
@staff_only
def mark_read(request: SignedIn, lesson: str) -> HttpResponse:
    read = _named(lesson)
    now = clock.now()
    actions.mark_read(lesson=read, by=request.user, now=now)
    remember(request, request.user, now)
    return redirect(reverse("clinicians:lesson", args=[read.code]) + "#mark")


@require_safe
@staff_only
def case(request: SignedIn) -> HttpResponse:
    return render(request, "clinicians/case.html", {"case": CASE})


@require_safe
@staff_only
def guide(request: SignedIn) -> HttpResponse:
    told = {
        "title": GUIDE_TITLE,
        "sections": guide_sections(),
        "emergency": EMERGENCY,
        "review_on": REVIEW_ON,
    }
    return render(request, "clinicians/guide.html", told)


@require_safe
@staff_only
def guide_pdf(request: SignedIn) -> HttpResponse:
    support = [
        f"{one.site}: {', '.join(filter(None, (one.name, one.phone, one.email)))}"
        for one in request.support
    ]
    try:
        made = typeset.pdf("guide.typ", guide_on_paper(support))
    except typeset.NotSet:
        return HttpResponse(NOT_SET, content_type="text/plain; charset=utf-8", status=503)
    headers = {"Content-Disposition": 'attachment; filename="paincheck-guide.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
