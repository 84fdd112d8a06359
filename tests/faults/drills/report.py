"""The table of a run: in the terminal, and in docs/reliability.md."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults.drills.row import Row
from tests.faults.drills.world import ROOT

PAGE = ROOT / "docs" / "reliability.md"
HEAD = "fault, n, lost, duplicated, late p50, late p99, late max"
PARTS = {1: "Alerting", 2: "Data", 3: "Time", 4: "Hosts and backup"}


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def line(row: Row) -> str:
    if not row.ran:
        return f"{row.fault}, not run: {row.note}"
    late = ", ".join(map(seconds, (row.late_p50, row.late_p99, row.late_max)))
    return f"{row.fault}, {row.n}, {row.lost}, {row.duplicated}, {late}"


def why_not(row: Row) -> list[str]:
    """Why a row failed, in words; empty where it passed or did not run."""
    if not row.ran or row.passed:
        return []
    reasons = [f"the drill broke: {row.broke}"] if row.broke else []
    if row.lost:
        found = {name: row.more.get(name) for name in ("missing", "unflagged", "untold")}
        reasons.append(f"{row.lost} lost {found}")
    if row.duplicated:
        reasons.append(f"{row.duplicated} duplicated")
    return reasons + [
        f"{limit.what}: {seconds(limit.measured)}, at most {seconds(limit.at_most)}"
        for limit in row.limits
        if not limit.holds
    ]


def totals(rows: Sequence[Row]) -> str:
    ran = [row for row in rows if row.ran]
    n, kills = sum(row.n for row in ran), sum(row.kills for row in ran)
    lost, twice = sum(row.lost for row in ran), sum(row.duplicated for row in ran)
    repeats = sum(row.repeated_messages for row in ran)
    passed = sum(row.passed for row in ran)
    bound = (
        f"0 lost of {n} bounds the share of losses at {3 / n:.2%} (95 %)" if n and not lost else ""
    )
    return "\n".join(
        part
        for part in (
            f"{n} alerts, {kills} kills: {lost} lost, {twice} duplicated, "
            f"{repeats} messages that came twice",
            bound,
            f"{len(rows) - len(ran)} not run",
            f"{passed} passed, {len(ran) - passed} failed",
        )
        if part
    )


def rows_of(folder: Path) -> list[Row]:
    kept = [Row.from_dict(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]
    return sorted(kept, key=lambda row: row.more.get("part", 0))


def table(rows: Iterable[Row]) -> list[str]:
    lines = [
        "| fault | n | kills | lost | duplicated | came twice | late p50 | p99 | max | limits |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        late = " | ".join(map(seconds, (row.late_p50, row.late_p99, row.late_max)))
        limits = "held" if row.passed else "FAILED"
        lines.append(
            f"| {row.fault} | {row.n} | {row.kills} | {row.lost} | {row.duplicated} "
            f"| {row.repeated_messages} | {late} | {limits} |"
        )
    return lines


def write(seed: str, folder: Path) -> None:
    """docs/reliability.md, between its two marks; what stands around them is written by hand."""
    rows = rows_of(folder)
    ran = [row for row in rows if row.ran]
    words = [*runs(seed, rows), "", *measured(ran), ""]
    for part, name in PARTS.items():
        mine = [row for row in ran if row.more.get("part") == part]
        if mine:
            words += [f"### {name}", "", *table(mine), ""]
            words += [f"- {row.fault}: {row.note}" for row in mine if row.note] + [""]
    missing = [f"- {row.fault}: {row.note}" for row in rows if not row.ran]
    words += ["### Not run", "", *(missing or ["Nothing was left out."])]
    put("faults", words)


def runs(seed: str, rows: Sequence[Row]) -> list[str]:
    """This run's totals after those of the two other seeds before it, which build/ remembers."""
    kept = ROOT / "build" / "faults" / "runs.json"
    before = json.loads(kept.read_text()) if kept.exists() else {}
    before.pop(seed, None)
    before[seed] = totals(rows).replace("\n", "; ")
    kept.write_text(json.dumps(before, indent=1))
    return [f"- seed {name}: {words}." for name, words in list(before.items())[-3:]]


def measured(ran: Sequence[Row]) -> list[str]:
    """Of each limit the drill that came closest to it."""
    closest: dict[tuple[str, float, bool], tuple[float, str]] = {}
    for row in ran:
        for limit in row.limits:
            if limit.at_most and limit.measured is not None:
                key = (limit.what, limit.at_most, limit.judged)
                found = (limit.measured, row.fault)
                closest[key] = max(closest.get(key, found), found)
    return [
        f"- {what}: {most:.2f} at most ({fault}); the limit is {at_most:g}"
        + ("." if judged else ", not judged in this run, since other work shared the machine.")
        for (what, at_most, judged), (most, fault) in sorted(closest.items())
        if not what.startswith("messages")
    ]


def put(name: str, words: Sequence[str]) -> None:
    """Replace what stands between the marks of that name on the page."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = PAGE.read_text().partition(begin)
    after = rest.partition(end)[2]
    inside = "\n".join(words).strip("\n")
    PAGE.write_text(f"{before}{begin}\n{inside}\n{end}{after}")
