"""The last step: handing a message to the world. Each sender raises unless it was accepted."""

import json
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage

from paincheck.outbox.models import Delivery


class NotAccepted(Exception):
    """The provider did not take the message."""


def send(delivery: Delivery) -> None:
    """Send by the delivery's channel."""
    if delivery.channel == Delivery.Channel.EMAIL:
        send_email(delivery)
    else:
        send_sms(to=delivery.address, text=delivery.text, name=str(delivery.pk))


def send_email(delivery: Delivery) -> None:
    message = EmailMessage(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.address],
        # The same id at each try, so that a mailbox can drop the second copy.
        headers={"Message-ID": f"<{delivery.pk}@paincheck>"},
    )
    if message.send() != 1:
        raise NotAccepted


def send_sms(*, to: str, text: str, name: str) -> None:
    """Write the text to the SMS folder: the provider for the demo and the tests."""
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"to": to, "text": text}))
