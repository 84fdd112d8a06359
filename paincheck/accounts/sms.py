"""Handing a text message to the world. The outbox and the sign-in's codes both come here."""

import json
import uuid
from pathlib import Path

from django.conf import settings

from paincheck.accounts import notify
from paincheck.outcomes import Unreachable


class NoSmsProvider(Unreachable):
    """Nobody is set up to hand a text message to."""


def can_send_sms() -> bool:
    """Whether a text message would arrive; pages offer them only then."""
    return bool(settings.NOTIFY_API_KEY or settings.DEMO)


def send_sms(*, to: str, text: str, name: str = "") -> None:
    """By GOV.UK Notify where its key is set, else into a folder: the demo's and the tests' way.

    `name` is the same at each try. Raises one of `paincheck.outcomes` unless it was accepted.
    """
    if not can_send_sms():
        raise NoSmsProvider("No provider of text messages is set up.")
    if settings.NOTIFY_API_KEY:
        notify.send(to=to, text=text, reference=name)
        return
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name or uuid.uuid4()}.json"
    path.write_text(json.dumps({"to": to, "text": text}))
