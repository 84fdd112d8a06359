"""Who a patient is, beside her name: the numbers to ring, and what tells her from a namesake."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diaries.identity import plain
from diaries.models import Patient
from paincheck.accounts.phones import as_written


@dataclass(frozen=True)
class Phone:
    """A number to ring, as people write it and as a telephone dials it. `whose`: '' is her own."""

    number: str
    dial: str
    whose: str = ""


def phones_of(patient: Patient) -> list[Phone]:
    """Her own first. Empty where there is none."""
    told = [(patient.phone, ""), (patient.other_phone, patient.other_phone_of)]
    return [Phone(as_written(number), _dial(number), whose) for number, whose in told if number]


def _dial(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def born_in_words(patient: Patient) -> str:
    """'born 2 March 1950'."""
    born = patient.born_on
    return f"born {born.day} {born:%B %Y}" if born else "no date of birth"


def namesakes_among(patients: Iterable[Patient]) -> Iterator[int]:
    """Those who have a namesake among these, by their primary keys."""
    names = {one.pk: (plain(one.first_name), plain(one.last_name)) for one in patients}
    number = Counter(names.values())
    return (pk for pk, name in names.items() if number[name] > 1)
