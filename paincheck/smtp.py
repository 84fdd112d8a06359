"""Mail by SMTP: Django's backend with a ceiling, and every way of failing told by its meaning."""

import smtplib
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from paincheck.ceiling import Ceiling
from paincheck.outcomes import NotAccepted, NotNow, Refused, Unknown, Unreachable


class _Watched(smtplib.SMTP):
    """Shows its socket to the ceiling, and says when the mail's text begins to leave."""

    ceiling: Ceiling  # stands on the class, since smtplib connects while it is being made

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.ceiling.watch(connection)
        return connection

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.ceiling.began = True
        return super().data(msg)


class _WatchedTls(smtplib.SMTP_SSL, _Watched):
    """In this order the ceiling sees the socket before the handshake, which may hang as well."""


class EmailBackend(smtp.EmailBackend):
    """One connection for each call, never longer than the ceiling."""

    ceiling: Ceiling

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with Ceiling(seconds=settings.SEND_CEILING_SECONDS) as self.ceiling:
            return super().send_messages(email_messages)

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        kind = _WatchedTls if self.use_ssl else _Watched
        return type(kind.__name__, (kind,), {"ceiling": self.ceiling})

    def open(self) -> bool | None:
        try:
            return super().open()
        except OSError as error:
            raise Unreachable from error

    def close(self) -> None:
        """A goodbye that goes wrong takes back no acceptance."""
        with suppress(OSError):
            super().close()

    def _send(self, email_message: EmailMessage) -> bool:
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        except OSError as error:
            raise _meaning(error, began=self.ceiling.began) from error


def _meaning(error: OSError, *, began: bool) -> NotAccepted:
    """RFC 5321: 4xx is for now, 5xx for good. A refused sender is our matter, not the address's.

    Any other number is an answer that was cut short.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Refused() if all(code >= 500 for code in codes) else NotNow()
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 400:
        return Refused() if error.smtp_code >= 500 else NotNow()
    return Unknown() if began else Unreachable()
