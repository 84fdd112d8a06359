"""Text messages through GOV.UK Notify: its own client, with a ceiling, and failures by meaning."""

from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from paincheck.ceiling import Ceiling
from paincheck.outcomes import NotAccepted, Refused, Unknown, Unreachable


def send(*, to: str, text: str, reference: str) -> None:
    """Hand one text over. The template at Notify holds one field, ((text)), and nothing else.

    Notify does not drop a second text with the same reference, but shows both under it.
    """
    with Ceiling(seconds=settings.SEND_CEILING_SECONDS) as ceiling:
        door = _Door(ceiling)
        client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=settings.EMAIL_TIMEOUT
        )
        client.request_session.mount("https://", door)
        client.request_session.mount("http://", door)
        client.request_session.max_redirects = 0  # another page's answer is no acceptance
        try:
            client.send_sms_notification(
                phone_number=to,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"text": text},
                reference=reference or None,
            )
        except APIError as error:
            raise _meaning(error, began=ceiling.began) from error
        except OSError as error:  # an answer whose body broke off
            raise Unknown from error
        finally:
            client.request_session.close()


class _Door(HTTPAdapter):
    """Shows each socket to the ceiling, and says when a connection stands."""

    def __init__(self, ceiling: Ceiling) -> None:
        self.ceiling = ceiling
        super().__init__()

    def init_poolmanager(self, *args: Any, **rest: Any) -> None:
        super().init_poolmanager(*args, **rest)
        plain = type("Plain", (HTTPConnectionPool,), {"ConnectionCls": self._seen(HTTPConnection)})
        tls = type("Tls", (HTTPSConnectionPool,), {"ConnectionCls": self._seen(HTTPSConnection)})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": tls}

    def _seen(door, base: Any) -> Any:  # noqa: N805  two selves stand in here
        class Seen(base):
            def _new_conn(self) -> Any:
                connection = super()._new_conn()
                door.ceiling.watch(connection)
                return connection

            def connect(self) -> None:
                super().connect()
                door.ceiling.began = True

        return Seen


def _meaning(error: APIError, *, began: bool) -> NotAccepted:
    """400 is about this message. A wrong key, too many, or a fault there holds up every text."""
    if not isinstance(error, HTTPError):
        return Unknown()  # accepted by its number, but in words that are not Notify's
    if error.response is not None:
        return Refused() if error.status_code == requests.codes.bad_request else Unreachable()
    return Unknown() if began else Unreachable()
