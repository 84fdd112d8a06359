"""Whose a check is that waits on a phone: a text that tells nobody who, always the same (S20)."""

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "diaries.binding"
LENGTH = 32  # hexadecimal signs: 128 bits


def bindings_of(user_id: int) -> list[str]:
    """Today's binding first; after it those made with former keys, which a phone may still hold."""
    return [
        salted_hmac(SALT, str(user_id), secret=key, algorithm="sha256").hexdigest()[:LENGTH]
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
