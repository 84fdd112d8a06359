"""The cookie of a remembered phone: one secret for each patient who uses it, signed.

A household may share a tablet, so the cookie holds up to four.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext, gettext_noop

SALT = "accounts.remembered"
MOST = 4
SECONDS = settings.REMEMBER_PHONE_DAYS * 24 * 3600
KINDS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", gettext_noop("Android phone or tablet")),
    ("Windows", gettext_noop("Windows computer")),
    ("Macintosh", "Mac"),
    ("Linux", gettext_noop("Linux computer")),
)


def secrets_in(request: HttpRequest) -> list[str]:
    """Newest first; none where there is no cookie or somebody changed it."""
    kept = request.get_signed_cookie(
        settings.REMEMBER_COOKIE_NAME, default="", salt=SALT, max_age=SECONDS
    )
    return [secret for secret in (kept or "").split(".") if secret]


def keep(response: HttpResponseBase, secrets: list[str]) -> None:
    """Write the cookie anew; without secrets it goes."""
    if not secrets:
        response.delete_cookie(settings.REMEMBER_COOKIE_NAME, samesite="Lax")
        return
    response.set_signed_cookie(
        settings.REMEMBER_COOKIE_NAME,
        ".".join(secrets[:MOST]),
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def label_of(request: HttpRequest) -> str:
    """What the patient will know this phone by on the list."""
    agent = request.headers.get("User-Agent", "")
    known = (label for sign, label in KINDS if sign in agent)
    return gettext(next(known, gettext_noop("Phone or computer")))
