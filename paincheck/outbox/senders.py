"""The last step: handing a message to the world.

Each sender raises one of `paincheck.outcomes` unless the provider accepted it.
"""

from django.core.mail import EmailMessage

from paincheck.accounts.sms import send_sms
from paincheck.outbox.models import Delivery
from paincheck.outcomes import NotNow


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
        raise NotNow
