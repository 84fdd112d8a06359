"""The flow of participants after CONSORT 2010 (item 13, doi 10.1136/bmj.c332) and 2025: flat facts
of each participant in, boxes out. Each box is the sum of its parts, nobody stands in two of them.

Whoever died stands apart from who was lost; the analysis follows the allocation, errors included
(safety rule T5). A masked flow has the boxes of all arms together and nothing that depends on an
arm (T4). Plain: no Django, no database, no clock.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

EXCLUDED = {
    "NOT_ELIGIBLE": "Not eligible",
    "DECLINED": "Declined",
    "OTHER": "Another reason",
}
RECEIVED, WAITING, DIED, DONE, NOT_PLANNED = "RECEIVED", "WAITING", "DIED", "DONE", "NOT_PLANNED"
NOT_RECEIVED = {
    "NOT_INTRODUCED": "Not introduced",
    "TOO_UNWELL": "Too unwell",
    "DECLINED": "Declined",
    DIED: "Died first",
    "OTHER": "Another reason",
}
LOST = {
    "TOO_UNWELL": "Too unwell",
    "WITHDREW": "Left the follow-up",
    "NO_REPLY": "Could not be reached",
    "OTHER": "Another reason",
}
RULE = (
    "‘Received’, in an arm with a diary: the introduction was finished, or at least one pain check "
    "was done. In an arm without one: allocated, and neither died nor left on the same day."
)
# What an introduction that was not done counts as; 'no time yet' says only that it is still due.
_NOT_DONE = {
    "TOO_UNWELL": "TOO_UNWELL",
    "DECLINED": "DECLINED",
    "UNSUITABLE": "NOT_INTRODUCED",
    "NO_DEVICE": "OTHER",
}
NO_TIME = "NO_TIME"


@dataclass(frozen=True)
class Facts:
    """One participant. `received`: RECEIVED, WAITING or a key of NOT_RECEIVED; `visits`: each
    visit's code to DONE, DIED, WAITING or a key of LOST. Masked: no `arm`, no `received`."""

    number: str
    site: str
    excluded: str = ""
    why: str = ""  # of an exclusion, in words
    allocated: bool = False
    arm: str = ""
    received: str = ""
    visits: tuple[tuple[str, str], ...] = ()
    withdrew_data: bool = False
    in_error: bool = False


@dataclass(frozen=True)
class Treatment:
    """What tells whether the allocated care was received. `left_on`: it, or all of the trial."""

    opens_diary: bool
    allocated_on: date
    introduced: bool = False
    checked: bool = False
    not_done: str = ""  # an introduction's coded reason
    due_on: date | None = None
    died_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class Box:
    """`parts` make it up; `among` are some of them that are worth naming."""

    key: str
    title: str
    who: tuple[str, ...]
    parts: tuple["Box", ...] = ()
    among: tuple["Box", ...] = ()

    @property
    def n(self) -> int:
        return len(self.who)

    def walk(self) -> Iterator["Box"]:
        yield self
        for box in (*self.parts, *self.among):
            yield from box.walk()


@dataclass(frozen=True)
class Column:
    """One arm, or all of them together."""

    name: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Flow:
    """`assessed` has three parts: excluded, not yet decided, allocated."""

    assessed: Box
    columns: tuple[Column, ...] = ()

    @property
    def excluded(self) -> Box:
        return self.assessed.parts[0]

    @property
    def undecided(self) -> Box:
        return self.assessed.parts[1]

    @property
    def allocated(self) -> Box:
        return self.assessed.parts[2]

    @property
    def masked(self) -> bool:
        return not any(box.key.endswith("-allocated") for box in self.walk())

    def walk(self) -> Iterator[Box]:
        yield from self.assessed.walk()
        for column in self.columns:
            for box in column.boxes:
                yield from box.walk()

    def box(self, key: str) -> Box | None:
        return next((box for box in self.walk() if box.key == key), None)


def receipt(given: Treatment, today: date) -> str:
    """RECEIVED, WAITING or why not: see RULE. What was noted first of an introduction stands."""
    return _with_diary(given, today) if given.opens_diary else _without(given)


def _without(given: Treatment) -> str:
    if given.died_on is not None and given.died_on <= given.allocated_on:
        return DIED
    left = given.left_on is not None and given.left_on <= given.allocated_on
    return "DECLINED" if left else RECEIVED


def _with_diary(given: Treatment, today: date) -> str:
    late = given.due_on is not None and given.due_on < today
    found = (
        (given.introduced or given.checked, RECEIVED),
        (given.not_done in _NOT_DONE, _NOT_DONE.get(given.not_done, "")),
        (given.died_on is not None, DIED),
        (given.left_on is not None, "DECLINED"),
        (late or given.not_done == NO_TIME, "NOT_INTRODUCED"),
    )
    return next((state for is_so, state in found if is_so), WAITING)


def visit_state(*, completed: bool, not_done: str, died: bool, left: bool) -> str:
    """What a visit counts as. What was noted of it stands; else a death, else having left."""
    if completed:
        return DONE
    if not_done:
        return not_done
    if died:
        return DIED
    return "WITHDREW" if left else WAITING


def head(facts: Sequence[Facts]) -> Flow:
    """Assessed, excluded and allocated alone: for those who enrol."""
    parts = (
        _split("excluded", "Excluded", [f for f in facts if _standing(f) == "excluded"],
               EXCLUDED, lambda f: f.excluded),
        _box("undecided", "Not yet decided", [f for f in facts if _standing(f) == "undecided"]),
        _box("allocated", "Allocated", [f for f in facts if f.allocated]),
    )  # fmt: skip
    return Flow(_box("assessed", "Assessed for eligibility", facts, parts))


def flow(
    facts: Sequence[Facts],
    *,
    arms: Sequence[tuple[str, str]],
    visits: Sequence[tuple[str, str]],
    masked: bool,
) -> Flow:
    """The whole. `arms` and `visits`: code and name, in their order."""
    given = [one for one in facts if one.allocated]
    if masked:
        columns = [Column("All participants", _column("all", given, visits))]
    else:
        columns = [
            _arm(f"c{n}", name, [one for one in given if one.arm == code], visits)
            for n, (code, name) in enumerate(arms, start=1)
        ]
    return Flow(head(facts).assessed, tuple(columns))


def _standing(one: Facts) -> str:
    """Allocated stays allocated, whatever was noted later (T5)."""
    if one.allocated:
        return "allocated"
    return "excluded" if one.excluded else "undecided"


def _arm(key: str, name: str, facts: list[Facts], visits: Sequence[tuple[str, str]]) -> Column:
    """No arm's code or name stands in a key: keys stand in addresses."""
    parts = (
        _box(f"{key}-received", "Received", [f for f in facts if f.received == RECEIVED]),
        _split(f"{key}-not-received", "Did not receive",
               [f for f in facts if f.received not in (RECEIVED, WAITING)],
               NOT_RECEIVED, lambda f: f.received),
        *_some(f"{key}-due", "Introduction still due", [f for f in facts if f.received == WAITING]),
    )  # fmt: skip
    allocated = _box(f"{key}-allocated", f"Allocated to {name}", facts, parts)
    return Column(name, (allocated, *_column(key, facts, visits)))


def _column(key: str, facts: list[Facts], visits: Sequence[tuple[str, str]]) -> tuple[Box, ...]:
    return (
        *(_visit(f"{key}-{code}", code, name, facts) for code, name in visits),
        _analysed(key, facts),
    )


def _visit(key: str, code: str, name: str, facts: list[Facts]) -> Box:
    """Everybody who was allocated: done, lost, died, still to come."""
    state = {one.number: dict(one.visits).get(code, NOT_PLANNED) for one in facts}

    def those(*states: str) -> list[Facts]:
        return [one for one in facts if state[one.number] in states]

    parts = (
        _box(f"{key}-done", "Done", those(DONE)),
        _split(f"{key}-lost", "Lost", those(*LOST), LOST, lambda f: state[f.number]),
        _box(f"{key}-died", "Died", those(DIED)),
        *_some(f"{key}-waiting", "Not yet done", those(WAITING)),
        *_some(f"{key}-not-planned", "Allocated before this visit was planned", those(NOT_PLANNED)),
    )
    return _box(key, f"Follow-up, {name}", facts, parts)


def _analysed(key: str, facts: list[Facts]) -> Box:
    told = [one for one in facts if any(state == DONE for _code, state in one.visits)]
    silent = [one for one in facts if all(state != DONE for _code, state in one.visits)]
    parts = (
        _box(f"{key}-with", "With answers at a follow-up", told),
        _box(f"{key}-without", "Without any so far", silent),
    )
    among = (
        *_some(f"{key}-error", "Of them randomised in error", [f for f in facts if f.in_error]),
        *_some(f"{key}-data", "Of them withdrew their data", [f for f in facts if f.withdrew_data]),
    )
    return _box(f"{key}-analysed", "Analysed as allocated", facts, parts, among)


def _box(
    key: str,
    title: str,
    facts: Sequence[Facts],
    parts: tuple[Box, ...] = (),
    among: tuple[Box, ...] = (),
) -> Box:
    return Box(key, title, tuple(sorted(one.number for one in facts)), parts, among)


def _some(key: str, title: str, facts: Sequence[Facts]) -> tuple[Box, ...]:
    """A box only where somebody is in it."""
    return (_box(key, title, facts),) if facts else ()


def _split(
    key: str,
    title: str,
    facts: list[Facts],
    titles: Mapping[str, str],
    of: Callable[[Facts], str],
) -> Box:
    """By reasons, those alone that somebody has. A reason that nobody knows is an error."""
    unknown = {of(one) for one in facts} - set(titles)
    if unknown:
        raise ValueError(f"Not a reason of {key}: {sorted(unknown)}")
    parts = [
        part
        for code, name in titles.items()
        for part in _some(
            f"{key}-{code.lower().replace('_', '-')}", name, [f for f in facts if of(f) == code]
        )
    ]
    return _box(key, title, facts, tuple(parts))
