"""What the tests of the doors share: asking for a code, reading it, typing it."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from paincheck.accounts.models import Role, User
from tests.factories import SiteFactory, UserFactory

PASSWORD = "three-words-of-mine"


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


def last_mailed_code() -> str:
    return code_in(mail.outbox[-1].body)


def texts() -> list[dict[str, str]]:
    """What was sent by SMS, oldest first."""
    files = sorted(Path(settings.SMS_FOLDER).glob("*.json"), key=lambda f: f.stat().st_mtime_ns)
    return [json.loads(file.read_text()) for file in files]


def ask(client: Client, typed: str, **extra: Any) -> HttpResponse:
    return client.post("/sign-in/", {"login": typed}, follow=True, **extra)


def type_code(client: Client, code: str, *, after: str = "", **fields: Any) -> HttpResponse:
    query = f"?next={after}" if after else ""
    return client.post(f"/sign-in/code/{query}", {"code": code} | fields)


def enter_by_code(client: Client, user: User, **fields: Any) -> HttpResponse:
    ask(client, user.email)
    return type_code(client, last_mailed_code(), **fields)


def is_in(client: Client, user: User | None) -> bool:
    return client.session.get("_auth_user_id") == (str(user.pk) if user else None)


def make_patient(**fields: Any) -> User:
    """A patient's sign-in without a diary: enough for the doors."""
    user = UserFactory(**fields)
    Role.objects.create(user=user, role="PATIENT", site=SiteFactory())
    return user


def make_staff(role: str = "NURSE", **fields: Any) -> User:
    """Somebody of the staff with a password."""
    site = fields.pop("site", None) or SiteFactory()
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    Role.objects.create(user=user, role=role, site=site)
    return user
