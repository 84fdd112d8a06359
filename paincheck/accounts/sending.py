"""A code on its way: sent, sent again, and what the session knows of it."""

from dataclasses import asdict, dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from django.http import HttpRequest

from paincheck.accounts.models import User
from paincheck.accounts.queries.doors import Asking

KEY = "asking"


@dataclass(frozen=True)
class UnderWay:
    """What was asked, kept in the session while the code is on its way.

    `invitation_id` and `changes` belong to the first sign-in with a letter.
    """

    typed: str
    user_id: int | None
    email: str
    phone: str
    told: str
    invitation_id: int | None = None
    changes: dict[str, str] | None = None


def send_code(
    request: HttpRequest, asking: Asking, *, typed: str, letter: dict[str, Any] | None = None
) -> None:
    """Begin a sign-in by code. For somebody unknown it only looks so: no code will ever fit."""
    way = UnderWay(
        typed=typed,
        user_id=asking.user.pk if asking.user else None,
        email=asking.email,
        phone=asking.phone,
        told=asking.told,
        **(letter or {}),
    )
    _send(request, way)
    if way.told:
        _tell(way)


def send_again(request: HttpRequest, way: UnderWay) -> None:
    """A new code with its own 15 minutes; the one before no longer works."""
    _send(request, way)


def under_way(request: HttpRequest) -> UnderWay | None:
    """The code that this browser waits for, if any."""
    kept = request.session.get(KEY)
    if kept is None or get_pending_stage(request) is None:
        return None
    return UnderWay(**kept)


def arrived(request: HttpRequest) -> None:
    """The code was typed and did fit."""
    request.session.pop(KEY, None)


def give_up(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    clear_login(request)


def _send(request: HttpRequest, way: UnderWay) -> None:
    user = User.objects.filter(pk=way.user_id, is_active=True).first() if way.user_id else None
    request.session[KEY] = asdict(way)
    LoginCodeVerificationProcess.initiate(
        request=request,
        user=user,
        # allauth wants somewhere to send to; without a user it sends nothing.
        email=way.email or (None if way.phone else way.typed),
        phone=None if way.email else way.phone or None,
    )


def _tell(way: UnderWay) -> None:
    """Why no code came, told to the address alone: the page says the same to everybody."""
    adapter = get_adapter()
    if way.email:
        adapter.send_mail(f"account/email/{way.told}", way.email, {})
    else:
        adapter.send_text(f"account/sms/{way.told}.txt", way.phone, {})
