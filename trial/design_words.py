"""A design in words, and what changed from one version to the next.

Plain: documents in, sentences out. Sizes of blocks and the probability are told to those alone who
do not enrol (`open_`), since with them the next arm could be guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trial.document import BASELINE, SITE, Content
from trial.questions import BASELINE as BASELINE_FORM
from trial.questions import Kind, questions_of

# Numbers that everybody tells on the baseline form, so that each has a level (T1).
BASELINE_NUMBERS = [
    (question.code, question.text)
    for question in questions_of(BASELINE_FORM)
    if question.needed and question.kind in (Kind.SCORE, Kind.COUNT)
]
METHODS = {
    "BLOCKS": "Random blocks within strata, of sizes that change by chance",
    "MINIMISATION": "Minimisation after Pocock and Simon, with a random part",
    "LIST": "A list made elsewhere and uploaded",
    "SIMPLE": "Simple: each participant alone, by the ratio",
}
PARTS = {
    "basics": "Target and introduction",
    "arms": "Arms and ratio",
    "sites": "Sites",
    "factors": "Factors and their levels",
    "method": "Method",
    "eligibility": "Eligibility",
    "visits": "Visits",
}
# Which keys of the document each part holds.
KEYS = {
    "basics": ("target", "introduction_days"),
    "method": ("method", "block_sizes", "measure", "p"),
}

Sites = Mapping[int, str]  # a site's number to its name


@dataclass(frozen=True)
class Line:
    """One line of a part. `key`: which row it is, from version to version."""

    key: str
    words: str
    hidden: bool = False  # of those who may not know how the next arm is made


def lines_of(content: Content, part: str, sites: Sites) -> list[Line]:
    """What a part says; empty where nothing was entered."""
    if part == "basics":
        return _basics(content)
    if part == "method":
        return _method(content)
    say = {"arms": _arm, "factors": _factor, "eligibility": _question, "visits": _visit}
    if part == "sites":
        return [Line(str(row["code"]), _site(row, sites)) for row in content["sites"]]
    return [Line(str(row["code"]), say[part](row)) for row in content[part]]


def changes(before: Content, after: Content, sites: Sites, *, open_: bool) -> list[str]:
    """What is another, a sentence each, in the order of the set-up."""
    found = []
    for part, title in PARTS.items():
        old = {line.key: line for line in lines_of(before, part, sites)}
        new = {line.key: line for line in lines_of(after, part, sites)}
        for key in [*old, *(key for key in new if key not in old)]:
            found += _changed(title, old.get(key), new.get(key), open_=open_)
        if list(old) != list(new) and set(old) == set(new):
            found.append(f"{title}: put in another order.")
    return found


def _changed(title: str, old: Line | None, new: Line | None, *, open_: bool) -> list[str]:
    if old == new:
        return []
    secret = any(line is not None and line.hidden for line in (old, new))
    if secret and not open_:
        return [f"{title}: a number of it was changed, which is not shown to you."]
    if old is None or new is None:
        line, verb = (new, "added") if old is None else (old, "taken away")
        return [f"{title}: {verb}: {line.words}" if line else ""]
    return [f"{title}: ‘{old.words}’ became ‘{new.words}’"]


def _basics(content: Content) -> list[Line]:
    target = content["target"]
    return [
        Line("target", f"{target:,} participants in all." if target else "No target set."),
        Line("intro", f"The introduction is due within {_days(content['introduction_days'])}."),
    ]


def _method(content: Content) -> list[Line]:
    method = str(content["method"])
    lines = [Line("method", f"{METHODS[method]}.")]
    if method == "BLOCKS":
        sizes = ", ".join(str(size) for size in content["block_sizes"]) or "none yet"
        lines.append(Line("sizes", f"Sizes of blocks: {sizes}.", hidden=True))
    if method == "MINIMISATION":
        measure = "range" if content["measure"] == "RANGE" else "variance"
        lines.append(Line("measure", f"Imbalance is measured by {measure}."))
        words = f"The arm that balances best has a probability of {content['p']}."
        lines.append(Line("p", words, hidden=True))
        weights = [f"{row['name']} {row['weight']}" for row in content["factors"]]
        lines.append(Line("weights", f"Weights: {', '.join(weights) or 'none yet'}."))
    return lines


def _arm(row: Mapping[str, Any]) -> str:
    care = "with a diary" if row["opens_diary"] else "without a diary"
    return f"{row['code']}: {row['name']}, share {row['share']}, {care}."


def _site(row: Mapping[str, Any], sites: Sites) -> str:
    target = row.get("target") or 0
    aim = f", {target} participants aimed at" if target else ""
    return f"{row['code']}: {sites.get(row['site'], 'a site that is no more')}{aim}."


def _factor(row: Mapping[str, Any]) -> str:
    source = str(row["source"])
    if source == SITE:
        return f"{row['code']}: {row['name']}, each site is a level."
    told = "; ".join(_level(level) for level in row["levels"]) or "no levels yet"
    of = source.removeprefix(BASELINE)
    where = f"from the baseline form’s ‘{of}’" if source.startswith(BASELINE) else "asked"
    return f"{row['code']}: {row['name']}, {where}: {told}."


def _level(row: Mapping[str, Any]) -> str:
    band = f", {row['low']} to {row['high']}" if "low" in row else ""
    part = f", expected {row['expected']}" if row.get("expected") else ""
    return f"{row['code']} ({row['name']}{band}{part})"


def _question(row: Mapping[str, Any]) -> str:
    return f"{row['code']}: {row['text']}: must be {'yes' if row['must_be'] else 'no'}."


def _visit(row: Mapping[str, Any]) -> str:
    return (
        f"{row['code']}: {row['name']}, due after {_days(row['due_days'])}, "
        f"open {row['before']} days before to {row['after']} after."
    )


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
