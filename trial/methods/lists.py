"""An allocation list made elsewhere by a statistician: read, judged, fixed by a hash.

A CSV file with the columns stratum, sequence and arm, in any order: `stratum` as
`trial.randomisation.stratum_code` writes it ('leeds/severe', or 'all' without factors),
`sequence` 1, 2, 3 ... within each stratum, `arm` an arm's code. UTF-8 with or without a BOM, or
UTF-16 with one.

Refused (`problems`): whatever makes an entry uncertain. Only said (`warnings`): a list that does
not hold the ratio, since one drawn by simple randomisation or cut within a block never does to the
letter, and a stratum without entries, since nobody in it can then be allocated anyway.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diaries.delimited import Row, UnreadableDiary, decode, rows, shown
from trial.methods.design import Design, strata

COLUMNS = ("stratum", "sequence", "arm")
LARGEST_BYTES = 10_000_000
MOST_SENTENCES = 50
SEQUENCE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)


@dataclass(frozen=True, order=True)
class ListRow:
    stratum: str
    sequence: int
    arm: str


@dataclass(frozen=True)
class ListRead:
    """With a problem there are no rows and no hash: a list is taken whole or not at all."""

    rows: tuple[ListRow, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    list_hash: str = ""


def read_list(content: bytes, design: Design) -> ListRead:
    if len(content) > LARGEST_BYTES:
        return ListRead(problems=("The file is above 10 MB. An allocation list is far smaller.",))
    text, remarks = decode(content)
    if "\0" in text:
        return ListRead(problems=("The file holds NUL characters: save it as CSV in UTF-8.",))
    try:
        found, problems = _entries(text, design)
    except UnreadableDiary as error:
        return ListRead(problems=(str(error),))
    problems = problems or _sequences(found, design)
    if problems:
        return ListRead(problems=_few(problems))
    entries = tuple(sorted(found))
    return ListRead(
        rows=entries,
        warnings=_few([*remarks, *_ratio(entries, design)]),
        list_hash=list_hash(entries),
    )


def list_hash(entries: Iterable[ListRow]) -> str:
    """SHA-256 of the entries themselves: the same list gives the same hash however it was saved."""
    data = [[row.stratum, row.sequence, row.arm] for row in sorted(entries)]
    return hashlib.sha256(json.dumps(data, separators=(",", ":")).encode()).hexdigest()


def next_on_list(entries: Iterable[ListRow], stratum: str, used: Collection[int]) -> ListRow | None:
    """The first entry of a stratum whose sequence is not used; None where it is used up."""
    left = (row for row in entries if row.stratum == stratum and row.sequence not in used)
    return min(left, default=None)


def _entries(text: str, design: Design) -> tuple[list[ListRow], list[str]]:
    known, arms = frozenset(strata(design)), frozenset(design.arm_codes)
    found: list[ListRow] = []
    problems: list[str] = []
    for line, row in rows(text, COLUMNS):
        entry = _entry(row, known, arms)
        if isinstance(entry, ListRow):
            found.append(entry)
        else:
            problems.append(f"Line {line}: {entry}.")
    if not found and not problems:
        problems.append("The file has a heading and no entries.")
    return found, problems


def _entry(row: Row | str, known: frozenset[str], arms: frozenset[str]) -> ListRow | str:
    if isinstance(row, str):
        return row
    if len(row) != len(COLUMNS):
        return f"the file must have the columns {', '.join(COLUMNS)} and no other"
    stratum, sequence, arm = (row[name].strip() for name in COLUMNS)
    if stratum not in known:
        return f"there is no stratum {shown(stratum)} in this trial"
    if not SEQUENCE.fullmatch(sequence):
        return f"the sequence {shown(sequence)} is not a whole number from 1"
    if arm not in arms:
        return f"there is no arm {shown(arm)} in this trial"
    return ListRow(stratum, int(sequence), arm)


def _sequences(entries: Sequence[ListRow], design: Design) -> list[str]:
    """1, 2, 3 ... once each in every stratum: a gap may be a line that was lost."""
    by_stratum: dict[str, Counter[int]] = defaultdict(Counter)
    for row in entries:
        by_stratum[row.stratum][row.sequence] += 1
    problems = []
    for stratum, numbers in sorted(by_stratum.items()):
        twice = sorted(number for number, times in numbers.items() if times > 1)
        if twice:
            problems.append(f"Stratum '{stratum}' has sequence {twice[0]} more than once.")
        if len(numbers) != max(numbers):
            gap = next(at for at, number in enumerate(sorted(numbers), 1) if at != number)
            problems.append(f"Stratum '{stratum}' has no sequence {gap}.")
    never = set(design.arm_codes) - {row.arm for row in entries}
    if entries and never:
        problems.append(f"The arm '{min(never)}' is nowhere in the list.")
    return problems


def _ratio(entries: Sequence[ListRow], design: Design) -> list[str]:
    by_stratum: dict[str, Counter[str]] = defaultdict(Counter)
    for row in entries:
        by_stratum[row.stratum][row.arm] += 1
    found = []
    for stratum in strata(design):
        given = by_stratum.get(stratum)
        if given is None:
            found.append(f"Stratum '{stratum}' has no entry: nobody in it can be allocated.")
            continue
        each = {Fraction(given[arm.code], arm.share) for arm in design.arms}
        if len(each) > 1:
            # The counts themselves stay out of the sentence: it may be read by who enrols.
            found.append(
                f"Stratum '{stratum}', which has {given.total()} in all, "
                "does not hold the ratio exactly."
            )
    return found


def _few(sentences: Sequence[str]) -> tuple[str, ...]:
    more = len(sentences) - MOST_SENTENCES
    tail = (f"And {more:,} more.",) if more > 0 else ()
    return (*sentences[:MOST_SENTENCES], *tail)
