"""Engagement, for a lead nurse: the numbers, the rows behind one, and the files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from clinicians import engagement_files as files
from clinicians.actions.engagement import taken_away
from clinicians.engagement import PERIODS
from clinicians.queries import engagement as queries
from paincheck import clock
from paincheck.accounts.roles import SignedIn, lead_only


@require_safe
@lead_only
def engagement(request: SignedIn) -> HttpResponse:
    page = queries.engagement_page(request.user, request.GET.get("days", ""), clock.now())
    return render(request, "clinicians/engagement.html", {"page": page})


@require_safe
@lead_only
def rows(request: SignedIn, slug: str) -> HttpResponse:
    page = queries.rows_page(request.user, slug, request.GET.get("days", ""), clock.now())
    if page is None:
        raise Http404
    return render(request, "clinicians/engagement_rows.html", {"page": page})


@require_POST
@lead_only
def take(request: SignedIn, form: str) -> HttpResponse:
    """A file to keep: csv, xlsx, or the dictionary of the CSV's columns."""
    if form not in ("csv", "xlsx", "dictionary"):
        raise Http404
    now, asked = clock.now(), request.POST.get("days", "")
    days = asked if asked in PERIODS else "28"
    if form == "dictionary":
        made = files.as_csv(files.dictionary())
    else:
        table = files.table(*queries.export(request.user, days, now))
        made = files.as_xlsx(table) if form == "xlsx" else files.as_csv(table)
    taken_away(form=form, days=days, by=request.user, now=now)
    kind = files.XLSX_TYPE if form == "xlsx" else files.CSV_TYPE
    name = {"csv": f"engagement-{days}-days.csv", "xlsx": f"engagement-{days}-days.xlsx"}
    answer = HttpResponse(made, content_type=kind)
    file = name.get(form, "engagement-dictionary.csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
