"""Who somebody is, as digests: the same person is found again however she was typed.

Plain: no Django, no database, no clock. A hospital number says who it is; so do name and date of
birth together. A digest is made within a world (live, test), so that a test finds nobody real.
"""

import hashlib
import re
import unicodedata
from datetime import date

_BETWEEN = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Without accents, capitals, spaces or signs: 'O’Néill-Smith' is 'oneillsmith'."""
    split = unicodedata.normalize("NFKD", text).casefold()
    return _BETWEEN.sub("", "".join(sign for sign in split if not unicodedata.combining(sign)))


def _digest(world: str, kind: str, *parts: str) -> str:
    return hashlib.sha256("|".join((world, kind, *parts)).encode()).hexdigest()


def _by_number(world: str, hospital_number: str) -> list[str]:
    number = plain(hospital_number)
    return [_digest(world, "number", number)] if number else []


def _by_name(world: str, first: str, last: str, born_on: date | None) -> str:
    born = born_on.isoformat() if born_on else ""
    return _digest(world, "name", plain(first), plain(last), born)


def digest_of(
    *, world: str, first_name: str, last_name: str, born_on: date, hospital_number: str
) -> str:
    """The one digest of somebody: by hospital number; without one by name and birth."""
    number = _by_number(world, hospital_number)
    return number[0] if number else _by_name(world, first_name, last_name, born_on)


def digests_of(
    *, world: str, first_name: str, last_name: str, born_on: date | None, hospital_number: str
) -> set[str]:
    """Each by which she is known; the same person shares one. A name alone says nobody."""
    known = set(_by_number(world, hospital_number))
    return known if born_on is None else known | {_by_name(world, first_name, last_name, born_on)}


def bare_name(*, world: str, first_name: str, last_name: str) -> str:
    """For asking who leaves out the date of birth to say it."""
    return _by_name(world, first_name, last_name, None)
