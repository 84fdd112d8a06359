"""What both sides of the API share: plain JSON, refusals in sentences, pages.

Every refusal has a `detail`; where fields are wrong, `errors` has sentences by field as well.
"""

from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

LOOK_AGAIN = "Some of what was sent cannot be taken. `errors` says what, field by field."


class Refused(APIException):
    """422: fields that cannot be taken. `errors` may be nested; a field gets plain sentences."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, errors: dict[str, Any]) -> None:
        told = {name: list(_sentences(found)) for name, found in errors.items()}
        super().__init__({"detail": LOOK_AGAIN, "errors": told})


class Conflict(APIException):
    """409: the key has been used for something else."""

    status_code = status.HTTP_409_CONFLICT


class TooLong(APIException):
    """413: longer than any page may send (DATA_UPLOAD_MAX_MEMORY_SIZE)."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("That was too long to send. Make your note shorter.")


def in_json(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as JSON, that of a body which is too long as well."""
    told = TooLong() if isinstance(exception, RequestDataTooBig) else exception
    return exception_handler(told, context)


class PlainJSONParser(JSONParser):
    """JSON is UTF-8 whatever the header says, and brackets without end are refused in words."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = {**(parser_context or {}), "encoding": "utf-8"}
        try:
            return super().parse(stream, media_type, context)
        except RecursionError:
            raise ParseError("This is nested far too deeply.") from None


class FhirRenderer(JSONRenderer):
    """JSON under the name that FHIR gives it; whoever asks for plain JSON gets that too."""

    media_type = "application/fhir+json"
    format = "fhir"
    charset = None


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names that it does not know: a misspelt answer must not be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(
                {name: ["There is no field of this name."] for name in sorted(unknown)[:10]}
            )
        return super().to_internal_value(data)

    def refuse(self) -> NoReturn:
        """Say what is wrong; for after `is_valid()`."""
        raise Refused(self.errors)


class Moment(serializers.DateTimeField):
    """A time with its offset from UTC. Without one it could be meant anywhere."""

    default_error_messages = {
        "invalid": "Give the time with its offset, such as 2026-11-24T14:30:00+00:00.",
        "naive": "Give the time with its offset, such as 2026-11-24T14:30:00+00:00.",
        "required": "Give the time.",
        "null": "Give the time.",
    }

    def enforce_timezone(self, value: Any) -> Any:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class Text(serializers.CharField):
    """Free text. A line's end counts as one character; hidden signs are refused."""

    def __init__(self, *, max_length: int, **rest: Any) -> None:
        super().__init__(
            max_length=max_length,
            required=False,
            allow_blank=True,
            default="",
            error_messages={
                "invalid": "Write this as text.",
                "null": "Leave this out, or write it as text.",
                "max_length": _("Make this shorter: at most {max_length} characters."),
            },
            **rest,
        )

    def to_internal_value(self, data: Any) -> str:
        text = data.replace("\r\n", "\n") if isinstance(data, str) else data
        return str(super().to_internal_value(text))


class Pages(PageNumberPagination):
    """`?page=2`; 50 rows a page."""

    page_size = 50


class RefusalSerializer(serializers.Serializer[Any]):
    """What every refusal says."""

    detail = serializers.CharField()


class FieldRefusalSerializer(RefusalSerializer):
    """What a refusal of single fields says: sentences by the field's name."""

    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


def _sentences(errors: Any) -> Iterator[str]:
    if isinstance(errors, dict):
        errors = list(errors.values())
    if isinstance(errors, list):
        for found in errors:
            yield from _sentences(found)
    else:
        yield str(errors)
