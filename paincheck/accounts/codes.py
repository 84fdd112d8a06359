"""Secrets that people carry: a letter's code, a phone's secret. Only digests are stored."""

import secrets
from hashlib import sha256

from django.utils.crypto import salted_hmac

# No 0, 1, I, O, nor vowels: easy to read off a letter, and no words come out.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
LOOK_ALIKES = str.maketrans({"-": None, " ": None, "\u2011": None, "\u2013": None})


def letter_code() -> str:
    """Eight letters and digits in two groups, such as 'K7QF-2M9X': 38 bits."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def plain(typed: str) -> str:
    """What was typed off a letter, without blanks, dashes and small letters."""
    return typed.translate(LOOK_ALIKES).upper()


def letter_digest(code: str, *, person_id: int) -> str:
    """Keyed with SECRET_KEY: 38 bits could be tried out by whoever has the table alone."""
    return salted_hmac(
        "accounts.letter", f"{person_id}:{plain(code)}", algorithm="sha256"
    ).hexdigest()


def phone_secret() -> str:
    return secrets.token_urlsafe(32)


def phone_digest(secret: str) -> str:
    """Unkeyed: 256 random bits cannot be tried out."""
    return sha256(secret.encode()).hexdigest()
