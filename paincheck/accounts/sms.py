"""Handing a text message to the world. The outbox and the sign-in's codes both come here."""

import json
import uuid
from pathlib import Path

from django.conf import settings


class NoSmsProvider(Exception):
    """Outside the demo there is nobody yet to hand a text message to."""


def can_send_sms() -> bool:
    """Whether a text message would arrive; pages offer them only then."""
    return bool(settings.DEMO)


def send_sms(*, to: str, text: str, name: str = "") -> None:
    """Write the text to the SMS folder: the provider for the demo and the tests.

    `name` is the same at each try, so that a second try is no second message.
    """
    if not can_send_sms():
        raise NoSmsProvider("No provider of text messages is set up.")
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name or uuid.uuid4()}.json"
    path.write_text(json.dumps({"to": to, "text": text}))
