"""The demo alone: what was sent, and who can be anybody in one press."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from paincheck.accounts.models import Role, User

_CODE = re.compile(r"(?<![\w-])(\d{6}|[2-9B-DF-HJ-NP-TV-XZ]{4}-[2-9B-DF-HJ-NP-TV-XZ]{4})(?![\w-])")
_BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Sent:
    """One mail or text, with the code in it, if there is one, for large print."""

    at: datetime
    kind: str
    to: str
    subject: str
    text: str
    code: str
    link: str


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    sign_in_name: str


def what_was_sent(mails: Path, texts: Path, limit: int = 30) -> list[Sent]:
    """Newest first. Only the newest files are read: a demo may run for weeks."""
    files = [*_newest(mails, "*.log", limit), *_newest(texts, "*.json", limit)]
    found = [sent for path in files for sent in _read(path)]
    return sorted(found, key=lambda sent: sent.at, reverse=True)[:limit]


def people_by_role() -> list[tuple[str, list[Person]]]:
    """Everybody with an open account, under each of her roles and sites."""
    roles = Role.objects.filter(user__is_active=True).select_related("user", "site")
    groups: dict[str, list[Person]] = {}
    for role in roles.order_by("role", "site__name", "user__first_name", "user__last_name"):
        user = role.user
        person = Person(user.pk, user.full_name, user.sign_in_name)
        groups.setdefault(f"{role.get_role_display()}, {role.site.name}", []).append(person)
    patients = [name for name in groups if name.startswith("Patient")]
    return [(name, groups[name]) for name in [*(n for n in groups if n not in patients), *patients]]


def person(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def _newest(folder: Path, pattern: str, limit: int) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)[-limit:]


def _read(path: Path) -> Iterator[Sent]:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if path.suffix == ".json":
        told = json.loads(path.read_text())
        yield _sent(written, "Text message", told["to"], "", told["text"])
        return
    for raw in path.read_bytes().split(_BETWEEN_MAILS):
        if raw.strip():
            mail = message_from_bytes(raw.lstrip(), policy=policy.default)
            body = mail.get_body(("plain",))
            text = body.get_content() if body else ""
            # A date in -0000 comes without a zone; it is UTC.
            at = mail["Date"].datetime.replace(tzinfo=UTC) if mail["Date"] else written
            yield _sent(at, "Email", str(mail["To"]), str(mail["Subject"]), text)


def _sent(at: datetime, kind: str, to: str, subject: str, text: str) -> Sent:
    code = _CODE.search(text)
    link = re.search(r"https?://\S+", text)
    return Sent(
        at=at,
        kind=kind,
        to=to,
        subject=subject,
        text=text.strip(),
        code=code[1] if code else "",
        link=link[0] if link else "",
    )
