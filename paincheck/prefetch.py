"""Pages that a browser fetches ahead, in case they are wanted: they were shown to nobody (S6)."""

from django.http import HttpRequest

_SIGNS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


def is_a_browsers_guess(request: HttpRequest) -> bool:
    return any(request.META.get(name) for name in _SIGNS)
