"""How the care under study was carried out, where it is a diary: introductions, reasons against
them, uptake, and days with a check. It shows where support is needed and ranks nobody.

Plain: no Django, no database, no clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from clinicians.engagement import Ratio
from diaries.svg import picture, tag, text

# Hackett et al., Health Informatics Journal 2020;26(4), doi 10.1177/1460458220906289, quotes them
# for other systems, each of which counted in its own way; it has no figure of PainCheck itself.
ELSEWHERE = (62, 77)
ELSEWHERE_WORDS = (
    "The lines at 62% and 77% are what other systems reached, as Hackett et al. (2020, doi "
    "10.1177/1460458220906289) quote them. Each counted in its own way, and no such figure of "
    "PainCheck is known: they are to compare with, and no target."
)


@dataclass(frozen=True)
class Shown:
    """One participant in an arm with a diary. `closed`: the diary had closed by the day due;
    `weeks`: since the allocation, whole ones alone: (with a check, due)."""

    number: str
    site: str
    due_on: date | None
    finished_on: date | None
    not_done: str
    closed: bool
    checked: bool
    weeks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Row:
    number: str
    site: str
    words: str


@dataclass(frozen=True)
class Measure:
    """A number with who is behind it. `key` stands in the address of its rows."""

    key: str
    title: str
    ratio: Ratio
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Fidelity:
    """`introduced`: of all sites first, then by site; `reasons` by how often."""

    days: int
    introduced: tuple[Measure, ...]
    reasons: tuple[Measure, ...]
    uptake: Measure
    weeks: tuple[Measure, ...]

    def measure(self, key: str) -> Measure | None:
        every = (*self.introduced, *self.reasons, self.uptake, *self.weeks)
        return next((one for one in every if one.key == key), None)


def fidelity(
    people: Sequence[Shown],
    *,
    sites: Sequence[tuple[str, str]],
    reasons: Mapping[str, str],
    days: int,
    today: date,
) -> Fidelity:
    """`sites`: code and name; `reasons`: an introduction's codes in words; `days`: it is due in."""
    judged = [one for one in people if _is_judged(one, today)]
    introduced = [_introduced("introduced", "All sites", judged)]
    introduced += [
        _introduced(f"introduced-{code}", f"{code}, {name}", [o for o in judged if o.site == code])
        for code, name in sites
    ]
    checked = sum(one.checked for one in people)
    uptake = Measure(
        "uptake",
        "At least one pain check",
        Ratio(checked, len(people)),
        _rows(people, lambda one: "At least one check" if one.checked else "No check so far"),
    )
    return Fidelity(
        days, tuple(introduced), _reasons(people, reasons), uptake, tuple(_weeks(people))
    )


def in_words(told: Fidelity) -> list[str]:
    """A sentence for each part."""
    whole, uptake = told.introduced[0].ratio, told.uptake.ratio
    return [
        f"Introduced within {told.days} days: {whole.words} of the introductions that were due."
        if whole.of
        else "No introduction was due so far.",
        f"At least one pain check: {uptake.words} of those allocated to a diary."
        if uptake.of
        else "Nobody was allocated to a diary so far.",
    ]


def uptake_drawing(ratio: Ratio) -> str:
    """A bar from 0 to 100 with a line at each figure from elsewhere."""
    left, wide, top, tall = 10, 400, 34, 28
    share = 100 * ratio.done / ratio.of if ratio.of else 0
    frame = {"fill": "none", "stroke": "#212b32"}
    parts = [
        tag("rect", classes="trial-uptake", x=left, y=top, width=wide, height=tall, **frame),
        tag("rect", classes="trial-uptake", x=left, y=top, width=wide * share / 100, height=tall,
            fill="#005eb8"),
        text(left, top + tall + 20, "0%"),
        text(left + wide, top + tall + 20, "100%", anchor="end"),
    ]  # fmt: skip
    for mark in ELSEWHERE:
        x = left + wide * mark / 100
        parts.append(tag("path", classes="trial-uptake", d=f"M{x:g} {top - 10}V{top + tall + 6}",
                         fill="none", stroke="#212b32", stroke_width=2,
                         stroke_dasharray="4 3"))  # fmt: skip
        parts.append(text(x, top - 16, f"{mark}%", anchor="middle"))
    said = f"{ratio.words} did at least one check; elsewhere 62% and 77%."
    return picture("trial-uptake-drawing", wide + 2 * left, top + tall + 28, said, parts)


def _is_judged(one: Shown, today: date) -> bool:
    """Finished, or due by now; not where the diary had closed before it could be in time."""
    if one.due_on is None:
        return False
    if one.finished_on is not None and one.finished_on <= one.due_on:
        return True
    return not one.closed and (one.finished_on is not None or one.due_on < today)


def _introduced(key: str, title: str, people: Sequence[Shown]) -> Measure:
    in_time = sum(_in_time(one) for one in people)
    return Measure(key, title, Ratio(in_time, len(people)), _rows(people, _introduced_words))


def _in_time(one: Shown) -> bool:
    return one.finished_on is not None and one.due_on is not None and one.finished_on <= one.due_on


def _introduced_words(one: Shown) -> str:
    due = f"Due on {one.due_on:%-d %B %Y}"
    if one.finished_on is None:
        return f"{due}, not finished"
    return f"{due}, finished on {one.finished_on:%-d %B %Y}" + ("" if _in_time(one) else ": later")


def _reasons(people: Sequence[Shown], reasons: Mapping[str, str]) -> tuple[Measure, ...]:
    """Of those whose introduction was noted as not done: each reason, the commonest first."""
    noted = [one for one in people if one.not_done]
    found = []
    for code, words in reasons.items():
        those = [one for one in noted if one.not_done == code]
        if those:
            key = f"reason-{code.lower().replace('_', '-')}"
            ratio = Ratio(len(those), len(noted))
            found.append(
                Measure(key, words, ratio, _rows(those, lambda one: reasons[one.not_done]))
            )
    return tuple(sorted(found, key=lambda one: -one.ratio.done))


def _weeks(people: Sequence[Shown]) -> Iterable[Measure]:
    """Each week since the allocation in which a check was due of anybody."""
    longest = max((len(one.weeks) for one in people), default=0)
    for n in range(longest):
        those = [one for one in people if len(one.weeks) > n and one.weeks[n][1]]
        if those:
            done, due = (sum(one.weeks[n][part] for one in those) for part in (0, 1))
            rows = _rows(those, partial(_week_words, n))
            yield Measure(f"week-{n + 1}", f"Week {n + 1}", Ratio(done, due), rows)


def _week_words(n: int, one: Shown) -> str:
    done, due = one.weeks[n]
    return f"{done} of {due}"


def _rows(people: Iterable[Shown], words: Callable[[Shown], str]) -> tuple[Row, ...]:
    return tuple(
        Row(one.number, one.site, words(one)) for one in sorted(people, key=lambda one: one.number)
    )
