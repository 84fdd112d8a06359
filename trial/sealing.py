"""What is sealed until it is given: AES-256-GCM under a key that stands outside the database.

Plain: the key is handed in. What a seal is about (which trial, block and place) is bound into it,
so that a row moved to another place does not open. Every text is filled up to one length, so that
its size tells nothing.
"""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Longer than any arm's code; the draws of the largest block fill a few of them.
FILLED_TO = 64
_NONCE = 12


class CannotOpen(ValueError):
    """Sealed with another key, for another place, or changed since."""


def key_from(text: str) -> bytes:
    """32 bytes from a setting: base64 of 32 bytes as it is, any other text by its SHA-256."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    return raw if len(raw) == 32 else hashlib.sha256(text.encode()).digest()


def seal(value: Any, *, about: str, key: bytes) -> str:
    """`value` (anything JSON knows) as a text that only the key opens, and only as `about`."""
    plain = json.dumps(value, separators=(",", ":")).encode()
    filled = plain.ljust(-(-(len(plain) + 1) // FILLED_TO) * FILLED_TO)
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, filled, about.encode())).decode()


def unseal(text: str, *, about: str, key: bytes) -> Any:
    """The value again. Raises CannotOpen."""
    try:
        raw = base64.b64decode(text, validate=True)
        plain = AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(about) from error
    return json.loads(plain)
