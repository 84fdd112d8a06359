"""What must be settled before an account closes.

This floor knows no patients. The floors above say here what hangs on somebody, and on which page
it is settled.
"""

from collections.abc import Callable
from dataclasses import dataclass

from paincheck.accounts.models import User


@dataclass(frozen=True)
class Tie:
    """Something that must go to somebody else first: a sentence, and the address of the page."""

    sentence: str
    page: str


Look = Callable[[User], Tie | None]
_looks: list[Look] = []


class StillTied(Exception):
    """The account cannot close yet."""

    def __init__(self, ties: list[Tie]) -> None:
        super().__init__(" ".join(tie.sentence for tie in ties))
        self.ties = ties


class HasLeft(ValueError):
    """Her account closed in this moment, with a sentence for whoever gave her something."""


def hold(person: User) -> User:
    """As it stands now. Until the transaction ends, her account neither opens nor closes."""
    return User.objects.select_for_update().get(pk=person.pk)


def hold_at_work(person: User) -> None:
    """For whoever gives her a patient. Raises HasLeft."""
    if not hold(person).is_active:
        raise HasLeft(f"The account of {person.full_name} has just been closed. Choose another.")


def look_before_closing(look: Look) -> None:
    """To be called once, when the process starts."""
    _looks.append(look)


def ties_of(person: User) -> list[Tie]:
    return [tie for look in _looks if (tie := look(person)) is not None]
