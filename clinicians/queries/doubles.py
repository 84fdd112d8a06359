"""Whether somebody who is registered or edited is a patient of this site already."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from clinicians.queries.rows import situation
from clinicians.queries.who import born_in_words
from clinicians.wording import inner
from diaries.identity import plain
from diaries.models import Patient
from paincheck.accounts.models import Site, User

NAME_AND_BIRTH = "the same name and date of birth"
NUMBER = "the same hospital number"


@dataclass(frozen=True)
class Double:
    """Somebody who matches. `code` and `who` are empty where she is not open to this nurse."""

    matches: str
    code: str
    who: str


@dataclass(frozen=True)
class Doubles:
    """Those who match. `mark` stands for just these: a tick for others says nothing."""

    found: Sequence[Double]
    mark: str


def doubles_of(
    told: Mapping[str, Any], *, site: Site, world: str, nurse: User, now: datetime, but: str
) -> Doubles | None:
    """`told`: names, `born_on` and `hospital_number`. `but`: the code of herself. None: nobody.

    Within a world, and through closed diaries too. Two queries: names are compared in Python,
    because no database leaves out accents.
    """
    rows = Patient.objects.filter(team__site=site, world=world).exclude(code=but)
    rows = rows.filter(Q(born_on=told["born_on"], born_on__isnull=False) | ~Q(hospital_number=""))
    found = [(row, ", and ".join(words)) for row in rows if (words := list(_same(row, told)))]
    if not found:
        return None
    numbers = sorted(row.pk for row, _ in found)
    mine = set(Patient.objects.open_to(nurse, now).filter(pk__in=numbers).values_list("pk"))
    return Doubles(
        found=[_double(row, words, now, is_open=(row.pk,) in mine) for row, words in found],
        mark=hashlib.sha256(repr(numbers).encode()).hexdigest()[:16],
    )


def _same(row: Patient, told: Mapping[str, Any]) -> Iterator[str]:
    if row.born_on is not None and row.born_on == told["born_on"]:
        names = ("first_name", "last_name")
        if all(plain(getattr(row, name)) == plain(told[name]) for name in names):
            yield NAME_AND_BIRTH
    number = plain(told["hospital_number"])
    if number and plain(row.hospital_number) == number:
        yield NUMBER


def _double(row: Patient, matches: str, now: datetime, *, is_open: bool) -> Double:
    if not is_open:
        return Double(matches, "", "")
    about = [born_in_words(row), f"PainCheck number {row.code}", inner(situation(row, now))]
    said = ", ".join(words for words in about if words)
    return Double(matches, row.code, f"{row.full_name}, {said}")
