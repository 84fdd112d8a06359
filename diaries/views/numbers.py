"""The numbers to ring, kept in the patient's browser: they must be there without the database."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from diaries.promises import Number, Phones, at_any_hour, urgent_first

SALT = "diaries.numbers"


def remember(request: HttpRequest, response: HttpResponseBase, phones: Phones) -> None:
    """Write the site's numbers into a signed cookie, where other ones or none stand there."""
    if _phones_in(request) == phones:
        return
    response.set_cookie(
        settings.NUMBERS_COOKIE_NAME,
        signing.dumps([phones.team, phones.urgent, phones.out_of_hours, phones.has_111], salt=SALT),
        max_age=settings.REMEMBER_PHONE_DAYS * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def remembered(request: HttpRequest, *, in_danger: bool) -> list[Number]:
    """What can be rung, asking no database; 111 and 999 where this browser knows no site."""
    phones = _phones_in(request) or Phones()
    numbers = at_any_hour(phones)
    return urgent_first(numbers, phones) if in_danger else numbers


def _phones_in(request: HttpRequest) -> Phones | None:
    try:
        team, urgent, out_of_hours, has_111 = signing.loads(
            request.COOKIES.get(settings.NUMBERS_COOKIE_NAME, ""), salt=SALT
        )
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return Phones(team=team, urgent=urgent, out_of_hours=out_of_hours, has_111=has_111)
