"""The design as it is kept (`DesignVersion.content`) and what the plain statistics make of it.

Plain: a document in, a design, digests and sentences out.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from trial.randomisation import (
    Arm,
    Design,
    Factor,
    Measure,
    Method,
    Unfit,
    band_of,
    validate_parts,
)

Content = Mapping[str, Any]
# Where the level of a factor comes from.
SITE, ASKED, BASELINE = "SITE", "ASKED", "BASELINE:"
# How long a code may be, as the tables keep it.
LONGEST = {"arms": 12, "sites": 6, "factors": 20, "eligibility": 20, "visits": 12}
LONGEST_LEVEL = 20
LONGEST_NUMBER = 12  # signs of a weight or a probability: '1e9999999' would fill the memory
NEEDED = {
    "sites": "Name at least one site.",
    "eligibility": "Ask at least one question about eligibility.",
}
LAST_DAY = 3 * 366  # no visit is planned later than three years after the allocation


def canonical(content: Content) -> bytes:
    """The same bytes for the same document, whatever the order of its keys."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def digest_of(content: Content) -> str:
    """SHA-256 in hex of the whole document: what two people put in force."""
    return hashlib.sha256(canonical(content)).hexdigest()


def design_of(content: Content) -> Design:
    """What allocates. The levels of the factor 'site' are the sites that take part.

    Raises Unfit where a number in the document is none.
    """
    try:
        return Design(
            method=Method(str(content["method"]).lower()),
            arms=tuple(Arm(str(arm["code"]), int(arm["share"])) for arm in content["arms"]),
            factors=tuple(_factor(factor, content) for factor in content["factors"]),
            block_sizes=tuple(sorted(int(size) for size in content["block_sizes"])),
            p=_fraction(content["p"]),
            measure=Measure(str(content["measure"]).lower()),
        )
    except (ValueError, ZeroDivisionError, InvalidOperation, KeyError, TypeError) as error:
        raise Unfit("A number or a choice of the design cannot be read.") from error


def faults(content: Content) -> list[str]:
    """What is wrong with the document, a sentence each, in the order of the form."""
    return [sentence for _part, sentence in faults_by_part(content)]


def faults_by_part(content: Content) -> list[tuple[str, str]]:
    """The same, each with the part of the set-up in which it is put right."""
    try:
        found = [(_where(content, *one), one[1]) for one in validate_parts(design_of(content))]
    except Unfit as error:
        return [("method", str(error))]
    for part, longest in LONGEST.items():
        found += [(part, said) for said in _codes(content[part], longest)]
    for factor in content["factors"]:
        found += [("factors", said) for said in _codes(factor["levels"], LONGEST_LEVEL)]
        found += [("factors", said) for said in _expected(factor)]
    for part, ask in NEEDED.items():
        if not content[part]:
            found.append((part, ask))
    places = [row["site"] for row in content["sites"]]
    if len(set(places)) < len(places):
        found.append(("sites", "A site takes part once only."))
    if not any(arm["opens_diary"] for arm in content["arms"]):
        found.append(("arms", "At least one arm must be cared for with a diary."))
    if all(arm["opens_diary"] for arm in content["arms"]):
        found.append(("arms", "At least one arm must be without a diary."))
    if not 0 < int(content["introduction_days"]) <= 28:
        found.append(("basics", "The introduction is due within 1 to 28 days."))
    return found + [("visits", said) for visit in content["visits"] for said in _visit(visit)]


def _where(content: Content, part: str, said: str) -> str:
    """Too few sites are too few levels of the factor that they are."""
    of_sites = [f"'{row['code']}'" for row in content["factors"] if row["source"] == SITE]
    few = len(content["sites"]) < 2 and any(code in said for code in of_sites)
    return "sites" if part == "factors" and few else part


def _codes(rows: list[Mapping[str, Any]], longest: int) -> list[str]:
    codes = [str(row["code"]) for row in rows]
    found = [
        f"The code ‘{code[:40]}’ is longer than {longest} letters."
        for code in codes
        if len(code) > longest
    ]
    found += [f"The code ‘{code}’ is there twice." for code in set(codes) if codes.count(code) > 1]
    return found + ["A code is empty."] * any(not code for code in codes)


def _expected(factor: Mapping[str, Any]) -> list[str]:
    """The parts that a simulation goes by: each level's, or none."""
    try:
        parts = [_fraction(level.get("expected") or 0) for level in factor["levels"]]
    except (ValueError, ZeroDivisionError):
        return [f"An expected part of ‘{factor['name']}’ cannot be read."]
    if not any(parts) or (all(parts) and sum(parts) == 1):
        return []
    return [f"Expected parts of ‘{factor['name']}’: one for each level, together 1, or none."]


def _visit(visit: Mapping[str, Any]) -> list[str]:
    due, before, after = (int(visit[name]) for name in ("due_days", "before", "after"))
    if not 0 < due <= LAST_DAY or before < 0 or after < 0 or before >= due:
        return [f"The days of ‘{visit['name']}’ cannot be: its window begins after the allocation."]
    return []


def levels_for(
    content: Content, *, site: str, baseline: Mapping[str, Any], asked: Mapping[str, str]
) -> dict[str, str]:
    """The level of each factor for one participant.

    `site`: the site's code; `baseline`: the baseline form's answers (T1: they alone stratify);
    `asked`: what was asked for the factors that neither gives. Raises Unfit with a sentence.
    """
    design = design_of(content)
    levels = {}
    for row, factor in zip(content["factors"], design.factors, strict=True):
        levels[factor.code] = _level(row, factor, site, baseline, asked)
    return levels


def _level(
    row: Mapping[str, Any],
    factor: Factor,
    site: str,
    baseline: Mapping[str, Any],
    asked: Mapping[str, str],
) -> str:
    source = str(row["source"])
    if source == SITE:
        level = site
    elif source.startswith(BASELINE):
        value = baseline.get(source.removeprefix(BASELINE))
        if value is None:
            raise Unfit(f"The baseline form does not say what ‘{row['name']}’ needs.")
        return band_of(factor, Decimal(str(value)))
    else:
        level = asked.get(factor.code, "")
    if level not in factor.levels:
        raise Unfit(f"‘{row['name']}’ has no answer yet, or one that the design does not know.")
    return level


def words_for(content: Content, levels: Mapping[str, str]) -> list[tuple[str, str]]:
    """(factor, level) in words, for reading back before the button."""
    sites = {str(site["code"]): str(site["code"]) for site in content["sites"]}
    said = []
    for row in content["factors"]:
        names = (
            sites if row["source"] == SITE else {one["code"]: one["name"] for one in row["levels"]}
        )
        said.append((str(row["name"]), str(names[levels[row["code"]]])))
    return said


def _fraction(value: Any) -> Fraction:
    text = str(value)
    if len(text) > LONGEST_NUMBER or "e" in text.lower():
        raise ValueError("A number is too long.")
    return Fraction(text)


def _factor(row: Mapping[str, Any], content: Content) -> Factor:
    code, weight = str(row["code"]), _fraction(row["weight"])
    if row["source"] == SITE:
        return Factor(code, tuple(str(site["code"]) for site in content["sites"]), weight)
    levels = tuple(str(level["code"]) for level in row["levels"])
    if not str(row["source"]).startswith(BASELINE):
        return Factor(code, levels, weight)
    return Factor(
        code,
        levels,
        weight,
        begins=tuple(Decimal(str(level["low"])) for level in row["levels"]),
        up_to=Decimal(str(row["levels"][-1]["high"])) if row["levels"] else None,
    )
