"""The last step: handing a message to the world. Each sender raises unless it was accepted."""

from django.core.mail import EmailMessage

from paincheck.accounts.sms import send_sms
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
