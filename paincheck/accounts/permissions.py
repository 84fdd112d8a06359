"""The API's doors: the same roles as the pages'."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from paincheck.accounts.models import Role
from paincheck.accounts.queries import has_role


class IsPatient(BasePermission):
    """A patient, of her own diary."""

    message = "This is for patients."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_role(request.user, Role.Kind.PATIENT)


class IsNurse(BasePermission):
    """A nurse or a lead nurse; which patients are hers is `in_care_of`'s to say."""

    message = "This is for nurses."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_role(request.user, Role.Kind.NURSE, Role.Kind.LEAD_NURSE)
