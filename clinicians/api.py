"""The nurse's caseload and her patients' rows, over the API: the same doors as her pages.

Reading here stands on the trail and marks nothing as seen (safety rule S6).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinicians.actions import contacts as actions
from clinicians.actions.looking import caseload_read_by_api, read_by_api
from clinicians.forms.answering import FOLLOW_UP
from clinicians.queries import caseload as caseloads
from clinicians.queries import records
from clinicians.queries.people import find_patient, zone_of
from clinicians.serializers import (
    AlertSerializer,
    CaseloadSerializer,
    ContactInSerializer,
    ContactSerializer,
    ReadingSerializer,
    TaskSerializer,
)
from diaries import fhir
from diaries.actions import exports
from diaries.queries.readings import readings_of
from diaries.queries.record import record_of
from diaries.queries.waiting import alerting_delayed_since
from paincheck import clock
from paincheck.accounts.permissions import IsNurse
from paincheck.accounts.queries import roles_of
from paincheck.api import Conflict, FhirRenderer, FieldRefusalSerializer, Pages, RefusalSerializer

LONGEST_SEARCH = 60
REFUSALS = {403: RefusalSerializer, 404: RefusalSerializer}


class Caseload(APIView):
    permission_classes = [IsNurse]

    @extend_schema(
        operation_id="caseload",
        parameters=[
            OpenApiParameter("show", enum=[caseloads.MINE, caseloads.TEAM, caseloads.SITE]),
            OpenApiParameter("q", description="a part of a name, a hospital number or a code"),
        ],
        responses={200: CaseloadSerializer, 403: RefusalSerializer},
    )
    def get(self, request: Request) -> Response:
        """Her patients in the order of need."""
        now, asked = clock.now(), request.query_params
        user: Any = request.user
        page = caseloads.caseload(
            user,
            roles=roles_of(user),
            scope=asked.get("show", caseloads.TEAM),
            search=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
            now=now,
        )
        late = alerting_delayed_since(now, settings.ALERTING_LATE_AFTER)
        caseload_read_by_api(by=user, now=now)
        groups = ("needs_you", "to_be_introduced", "not_heard_from", "up_to_date", "practice")
        told = {name: getattr(page, name) for name in groups} | {"alerting_delayed_since": late}
        return Response(CaseloadSerializer(told).data)


class Readings(APIView):
    permission_classes = [IsNurse]
    pagination_class = Pages

    @extend_schema(
        operation_id="readings_list", responses={200: ReadingSerializer(many=True), **REFUSALS}
    )
    def get(self, request: Request, code: str) -> Response:
        """A patient's pain checks, newest first. Nothing is marked as seen."""
        return _rows(self, request, code, readings_of, ReadingSerializer, what="readings")


class Alerts(APIView):
    permission_classes = [IsNurse]
    pagination_class = Pages

    @extend_schema(
        operation_id="alerts_list", responses={200: AlertSerializer(many=True), **REFUSALS}
    )
    def get(self, request: Request, code: str) -> Response:
        """A patient's alerts: those that are open, then the closed ones, newest first."""
        return _rows(self, request, code, records.alerts_of, AlertSerializer, what="alerts")


class Contacts(APIView):
    permission_classes = [IsNurse]
    pagination_class = Pages

    @extend_schema(
        operation_id="contacts_list", responses={200: ContactSerializer(many=True), **REFUSALS}
    )
    def get(self, request: Request, code: str) -> Response:
        """A patient's contacts, newest first."""
        return _rows(self, request, code, records.contacts_of, ContactSerializer, what="contacts")

    @extend_schema(
        operation_id="contacts_log",
        request=ContactInSerializer,
        responses={
            201: ContactSerializer,
            200: ContactSerializer,
            409: RefusalSerializer,
            422: FieldRefusalSerializer,
            **REFUSALS,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Log a contact. Its alerts close only if the patient or the carer was reached (S10)."""
        now = clock.now()
        patient = _patient(request, code, now)
        today = now.astimezone(zone_of(patient)).date()
        limits = {"now": now, "today": today, "alert_ids": records.alert_ids(patient)}
        sent = ContactInSerializer(data=request.data, context=limits)
        if not sent.is_valid():
            sent.refuse()
        logged = _log(patient, dict(sent.validated_data), by=request.user, now=now)
        fresh = status.HTTP_200_OK if logged.replayed else status.HTTP_201_CREATED
        return Response(ContactSerializer(logged.contact).data, status=fresh)


class Tasks(APIView):
    permission_classes = [IsNurse]
    pagination_class = Pages

    @extend_schema(
        operation_id="tasks_list", responses={200: TaskSerializer(many=True), **REFUSALS}
    )
    def get(self, request: Request, code: str) -> Response:
        """What is to be done for a patient: open tasks by their day, then those that were done."""
        return _rows(self, request, code, records.tasks_of, TaskSerializer, what="tasks")


class Fhir(APIView):
    permission_classes = [IsNurse]
    renderer_classes = [FhirRenderer, JSONRenderer]

    @extend_schema(
        operation_id="fhir_of_patient",
        responses={(200, fhir.MEDIA_TYPE): OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        """A patient's diary as a FHIR R4 Bundle, unpaged. Nothing is marked as seen."""
        now = clock.now()
        user: Any = request.user
        patient = _patient(request, code, now)
        told = fhir.bundle(record_of(patient), now=now, for_staff=True)
        exports.taken(patient=patient, form="fhir", by=user, now=now)
        return Response(told)


def _patient(request: Any, code: str, now: datetime) -> Any:
    patient = find_patient(request.user, code, now)
    if patient is None:
        raise Http404("No such patient in your care.")
    return patient


def _rows(
    view: APIView, request: Any, code: str, query: Callable[[Any], Any], shape: Any, *, what: str
) -> Response:
    """One page of a patient's rows, put on the trail."""
    now = clock.now()
    patient = _patient(request, code, now)
    pages = Pages()
    rows: Any = pages.paginate_queryset(query(patient), request, view=view)
    read_by_api(patient=patient, what=what, by=request.user, now=now)
    return pages.get_paginated_response(shape(rows, many=True).data)


def _log(patient: Any, told: dict[str, Any], *, by: Any, now: datetime) -> actions.Logged:
    key, about = told.pop("key"), told.pop("alerts")
    follow_up = actions.FollowUp(**{name: told.pop(name) for name in FOLLOW_UP})
    try:
        return actions.log_once(
            patient=patient, key=key, about=about, told=told, follow_up=follow_up, by=by, now=now
        )
    except actions.KeyReused as reused:
        raise Conflict(str(reused)) from None
