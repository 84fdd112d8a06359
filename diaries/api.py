"""The patient's own checks, over the API: the same doors, limits and actions as her pages."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.middleware.csrf import get_token
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diaries import fhir
from diaries.actions import checks as actions
from diaries.actions import drafts, exports
from diaries.advice import spoken
from diaries.answers import Answers
from diaries.binding import bindings_of
from diaries.queries import checks, patients
from diaries.queries.patients import Patient
from diaries.queries.readings import readings_of
from diaries.queries.record import record_of
from diaries.queries.seen import seen_by
from diaries.queries.thanks import thanks_page
from diaries.serializers import (
    CheckInSerializer,
    ClosedSerializer,
    OwnCheckSerializer,
    ReceiptSerializer,
    WhoseSerializer,
)
from paincheck import clock
from paincheck.accounts.permissions import IsPatient
from paincheck.api import (
    Conflict,
    FhirRenderer,
    FieldRefusalSerializer,
    Pages,
    RefusalSerializer,
    Refused,
)

CLOSED = "PainCheck is not in use for you now. If you need help or want to talk, please ring."


ANOTHERS = "This check was written on the phone by somebody else. It waits for her sign-in."


class Anothers(APIException):
    """403: what waits on a phone is sent by the patient who wrote it, and by nobody else (S20)."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = ANOTHERS


class Closed(APIException):
    """403: a diary that takes no checks, with the numbers to ring (S18)."""

    status_code = status.HTTP_403_FORBIDDEN

    def __init__(self, patient: Patient, now: datetime) -> None:
        numbers = patients.surroundings(patient, now).numbers
        super().__init__({"detail": CLOSED, "numbers": [number._asdict() for number in numbers]})


class Checks(APIView):
    """A patient's own pain checks."""

    permission_classes = [IsPatient]
    pagination_class = Pages

    @extend_schema(
        operation_id="checks_list",
        responses={200: OwnCheckSerializer(many=True), 403: ClosedSerializer},
    )
    def get(self, request: Request) -> Response:
        """Her checks, newest first, each with who has seen it."""
        now = clock.now()
        patient = _own_diary(request, now)
        pages = Pages()
        rows = pages.paginate_queryset(readings_of(patient), request, view=self) or []
        seen = seen_by([row.pk for row in rows], now=now, zone=patient.team.site.time_zone)
        shown = OwnCheckSerializer(rows, many=True, context={"seen": seen})
        return pages.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="checks_submit",
        request=CheckInSerializer,
        responses={
            201: ReceiptSerializer,
            200: ReceiptSerializer,
            403: ClosedSerializer,
            409: RefusalSerializer,
            422: FieldRefusalSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        """Send a pain check. 201 the first time; the same again is 200 with the same receipt."""
        now = clock.now()
        patient = _own_diary(request, now)
        _refuse_anothers(request)
        sent = CheckInSerializer(data=request.data, context=_limits(patient))
        if not sent.is_valid():
            _tell_danger(patient, *sent.so_far(), by=request.user, now=now)
            sent.refuse()
        receipt = _submit(patient, sent, by=request.user, now=now)
        told = ReceiptSerializer(_receipt(receipt.check, patient, now))
        code = status.HTTP_200_OK if receipt.replayed else status.HTTP_201_CREATED
        return Response(told.data, status=code)


class Whose(APIView):
    """Whose diary this sign-in opens: a phone asks before it sends what waits on it."""

    permission_classes = [IsPatient]

    @extend_schema(operation_id="diary_whose", responses={200: WhoseSerializer})
    def get(self, request: Request) -> Response:
        """The bindings that are hers, and the token for `X-CSRFToken`."""
        told = {
            "diary": bindings_of(cast(int, request.user.pk)),
            "csrf": get_token(request._request),
        }
        return Response(WhoseSerializer(told).data)


def _refuse_anothers(request: Request) -> None:
    told = request.data if isinstance(request.data, dict) else {}
    if told.get("diary") and told["diary"] not in bindings_of(cast(int, request.user.pk)):
        raise Anothers


class Fhir(APIView):
    """A patient's own diary for another system."""

    permission_classes = [IsPatient]
    renderer_classes = [FhirRenderer, JSONRenderer]

    @extend_schema(
        operation_id="fhir_own",
        responses={(200, fhir.MEDIA_TYPE): OpenApiTypes.OBJECT, 403: ClosedSerializer},
    )
    def get(self, request: Request) -> Response:
        """The whole diary as a FHIR R4 Bundle: checks, medicines and extra doses, unpaged."""
        now = clock.now()
        user: Any = request.user
        patient = _own_diary(request, now)
        told = fhir.bundle(record_of(patient), now=now)
        exports.taken(patient=patient, form="fhir", by=user, now=now)
        return Response(told)


def _own_diary(request: Any, now: datetime) -> Patient:
    patient = patients.patient_of(request.user)
    if patient is None:
        raise Http404("There is no diary for this sign-in.")
    if not patients.is_open(patient):
        raise Closed(patient, now)
    return patient


def _limits(patient: Patient) -> dict[str, Any]:
    def may_say_today(at: datetime) -> bool:
        return patients.surroundings(patient, at).promise.can_ring_today

    return {"registered_at": patient.registered_at, "may_say_today": may_say_today}


def _submit(patient: Patient, sent: CheckInSerializer, *, by: Any, now: datetime) -> Any:
    answers, told = sent.answers(), sent.validated_data
    try:
        return actions.submit(
            patient=patient,
            answers=answers,
            key=told["key"],
            answered_at=told["answered_at"],
            by=by,
            now=now,
            since_last=told["since_last"],
            offline=told["offline"],
        )
    except actions.KeyReused as reused:
        _tell_danger(patient, told["key"], answers, by=by, now=now)
        raise Conflict(str(reused)) from None
    except actions.CheckRefused as refusal:
        _tell_danger(patient, told["key"], answers, by=by, now=now)
        raise Refused({"answered_at": str(refusal)}) from None


def _tell_danger(
    patient: Patient, key: UUID | None, answers: Answers, *, by: Any, now: datetime
) -> None:
    """A 'yes' to danger counts though what came with it is refused: kept and flagged (S3)."""
    if key is None or not answers.danger or checks.was_sent_with(patient, key, answers):
        return
    drafts.save(patient=patient, answers=answers, key=key, by=by, now=now)


def _receipt(check: Any, patient: Patient, now: datetime) -> dict[str, Any]:
    around = patients.surroundings(patient, now)
    page = thanks_page(check, around, now)
    return {
        "check": check,
        "reads": around.promise.reads,
        "nurses_may_not_know": around.nurses_may_not_know,
        "contact": page.contact,
        "ring": page.ring,
        "numbers": around.urgent_numbers if page.ring else around.numbers,
        "care_plan": around.care_plan,
        "card": spoken(page.card),
    }
