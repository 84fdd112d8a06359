"""What a page of the check carries with it, signed: whose it is, and under which key it is sent."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.core import signing

SALT = "diaries.opened"


@dataclass(frozen=True)
class OpenPage:
    """One opened page. The key makes two presses one check (S4); `amends_id` is a correction's.

    The signature binds it to its patient: answers that were kept while nobody was signed in are
    given back to that patient alone (S20).
    """

    patient_id: int
    key: UUID
    since_last: bool
    amends_id: UUID | None

    def sign(self) -> str:
        amends = "" if self.amends_id is None else self.amends_id.hex
        return signing.dumps([self.patient_id, self.key.hex, self.since_last, amends], salt=SALT)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None where the text was not written by `sign`."""
        try:
            patient_id, key, since_last, amends = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(patient_id, UUID(key), since_last, UUID(amends) if amends else None)
