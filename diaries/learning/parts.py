"""What a module is made of."""

from dataclasses import dataclass
from datetime import date

from diaries.cards import OWNER, REVIEW_ON, Source

WORDS_A_MINUTE = 175  # read slowly, by somebody who is tired


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs, and then a list where there is one."""

    title: str
    says: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Module:
    """One module, in words for a reading age of 9 to 11; `about` is its line in the list.

    `rings_first`: the plan and the numbers to ring stand above it (S2), and not below.
    """

    code: str
    title: str
    about: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    rings_first: bool = False
    minutes: int = 2
    owner: str = OWNER
    review_on: date = REVIEW_ON

    @property
    def text(self) -> str:
        """All that is read, one sentence or one point a line."""
        lines = (line for part in self.sections for line in (part.title, *part.says, *part.points))
        return "\n".join(lines)
