"""What the nurse's lessons, role pages and the made-up case are made of."""

from dataclasses import dataclass
from datetime import date

from diaries.cards import OWNER, REVIEW_ON
from diaries.learning.parts import Section

__all__ = ["OWNER", "REVIEW_ON", "Lesson", "RolePage", "Section", "Stage", "Story"]

WORDS_A_MINUTE = 175


@dataclass(frozen=True)
class Lesson:
    """Five minutes. `key_points` stand at its end, and on the one-page guide in the same words."""

    code: str
    title: str
    about: str
    sections: tuple[Section, ...]
    key_points: tuple[str, ...]
    minutes: int = 5
    owner: str = OWNER
    review_on: date = REVIEW_ON

    @property
    def text(self) -> str:
        """All that is read, one sentence or one point a line."""
        lines = [line for part in self.sections for line in (part.title, *part.says, *part.points)]
        return "\n".join([*lines, *self.key_points])


@dataclass(frozen=True)
class RolePage:
    """What is expected of somebody, beside what PainCheck does by itself and what it never does."""

    code: str
    title: str
    about: str
    expected: tuple[str, ...]
    not_expected: tuple[str, ...]
    owner: str = OWNER
    review_on: date = REVIEW_ON


@dataclass(frozen=True)
class Stage:
    """One moment of the made-up case: when, what happened, and what PainCheck did about it."""

    when: str
    title: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    title: str
    made_up: str
    stages: tuple[Stage, ...]
    owner: str = OWNER
    review_on: date = REVIEW_ON
