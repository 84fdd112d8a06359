"""'Take my data with me': the whole diary as FHIR, as a table, and on paper."""

import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from diaries import fhir, spreadsheet
from diaries.actions import exports
from diaries.printed import diary_on_paper
from diaries.queries import patients
from diaries.queries import visit as visits
from diaries.queries.paper import visit_on_paper
from diaries.queries.patients import Patient
from diaries.queries.record import record_of
from diaries.views.doors import PatientRequest, own_diary
from paincheck import clock, typeset

log = logging.getLogger(__name__)


@require_GET
@own_diary
def take(request: PatientRequest, patient: Patient) -> HttpResponse:
    return render(request, "diaries/take.html")


@require_GET
@own_diary
def as_fhir(request: PatientRequest, patient: Patient) -> HttpResponseBase:
    now = clock.now()
    told = json.dumps(fhir.bundle(record_of(patient), now=now), ensure_ascii=False, indent=1)
    exports.taken(patient=patient, form="fhir", by=request.user, now=now)
    return _file(HttpResponse(told, content_type=fhir.MEDIA_TYPE), "pain-diary.json")


@require_GET
@own_diary
def as_table(request: PatientRequest, patient: Patient) -> HttpResponseBase:
    now = clock.now()
    lines = spreadsheet.lines(record_of(patient))
    exports.taken(patient=patient, form="csv", by=request.user, now=now)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _file(answer, "pain-diary.csv")


@require_GET
@own_diary
def as_pdf(request: PatientRequest, patient: Patient) -> HttpResponseBase:
    now = clock.now()
    told = diary_on_paper(record_of(patient), now=now.astimezone(patients.zone_of(patient)))
    return _pdf(request, patient, "diary", told, now=now)


@require_GET
@own_diary
def visit_as_pdf(request: PatientRequest, patient: Patient) -> HttpResponseBase:
    now = clock.now()
    page = visits.visit_page(patient, patients.surroundings(patient, now), now)
    return _pdf(request, patient, "visit", visit_on_paper(page), now=now)


def _pdf(
    request: PatientRequest, patient: Patient, name: str, told: dict[str, Any], *, now: datetime
) -> HttpResponseBase:
    told |= {"lang": (get_language() or settings.LANGUAGE_CODE).partition("-")[0]}
    try:
        made = typeset.pdf(f"{name}.typ", told)
    except typeset.NotSet:
        log.exception("no PDF was made")
        return render(request, "diaries/take_failed.html", status=503)
    exports.taken(patient=patient, form=f"{name}_pdf", by=request.user, now=now)
    return _file(HttpResponse(made, content_type="application/pdf"), f"pain-{name}.pdf")


def _file(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """To keep, not to look at in the browser. No name of hers in the file's name."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
