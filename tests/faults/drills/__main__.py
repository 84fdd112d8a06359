"""python -m tests.faults.drills: run the drills, print a line for each, judge, write the report.

Each finished drill is kept in build/faults/SEED/, so that a stopped run is resumed by the same
seed. Exits with 1 on any loss, duplicate, broken limit or broken drill.
"""

import argparse
import importlib
import json
import pkgutil
import random
import re
import secrets
import sys
import time
import traceback
from pathlib import Path

import tests.faults.drills as package
from tests.faults.drills import report
from tests.faults.drills.row import DRILLS, Drill, Row
from tests.faults.drills.world import ROOT, World

SPARE_PATIENTS = 200


def find_drills() -> None:
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("drill_"):
            importlib.import_module(f"{package.__name__}.{module.name}")


def chosen(asked: argparse.Namespace) -> list[Drill]:
    found = sorted(DRILLS.values(), key=lambda drill: drill.part)
    return [
        drill
        for drill in found
        if (not asked.only or asked.only in drill.name)
        and (not asked.part or drill.part == asked.part)
        and (not asked.short or drill.short_n)
    ]


class Run:
    """Drills without a world of their own share one, mended after each."""

    def __init__(self, seed: str, *, short: bool) -> None:
        self.seed, self.short = seed, short
        self.folder = ROOT / "build" / "faults" / (f"{seed}-short" if short else seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._shared: World | None = None
        self._patients = 0

    def kept(self, drill: Drill) -> Path:
        return self.folder / (re.sub(r"[^a-z0-9]+", "-", drill.name.lower()).strip("-") + ".json")

    def go(self, drills: list[Drill], *, resume: bool) -> list[Row]:
        self._patients = SPARE_PATIENTS + sum(
            self._n(drill) for drill in drills if drill.own_world is None
        )
        rows = []
        try:
            for drill in drills:
                path = self.kept(drill)
                if resume and path.exists():
                    row = Row.from_dict(json.loads(path.read_text()))
                else:
                    row = self._one(drill)
                    path.write_text(json.dumps(row.as_dict(), indent=1))
                rows.append(row)
                print(report.line(row), flush=True)
        finally:
            self._end_shared()
        return rows

    def _n(self, drill: Drill) -> int:
        return drill.short_n if self.short else drill.n

    def _one(self, drill: Drill) -> Row:
        rng, began = random.Random(f"{self.seed}:{drill.name}"), time.monotonic()
        try:
            if drill.own_world is None:
                row = drill.run(self._the_shared(), rng, self._n(drill))
            else:
                with World(**{"patients": self._n(drill) + 20} | drill.own_world) as world:
                    row = drill.run(world, rng, self._n(drill))
        except Exception:  # noqa: BLE001  one broken drill must not hide the others
            row = Row(fault=drill.name, broke=traceback.format_exc(limit=-4))
            self._end_shared()
        row.more["seconds"] = round(time.monotonic() - began, 1)
        row.more["part"] = drill.part
        if self._shared is not None and drill.own_world is None:
            try:
                self._shared.mend()
            except Exception:  # noqa: BLE001  a world that stays ill is itself a finding
                row.broke = traceback.format_exc(limit=-4)
                self._end_shared()
        return row

    def _the_shared(self) -> World:
        if self._shared is None:
            world = World(patients=self._patients)
            self._shared = world.__enter__()
        return self._shared

    def _end_shared(self) -> None:
        if self._shared is not None:
            self._shared.__exit__()
            self._shared = None


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.faults.drills")
    reader.add_argument("--seed", default="", help="of all random moments; a new one by default")
    reader.add_argument("--only", default="", help="drills with this in their name")
    reader.add_argument("--part", type=int, default=0, help="1 alerting, 2 data, 3 time, 4 hosts")
    reader.add_argument("--short", action="store_true", help="the two minutes of `make test`")
    reader.add_argument("--resume", action="store_true", help="skip what this seed has finished")
    reader.add_argument("--list", action="store_true", help="name the drills and stop")
    asked = reader.parse_args()
    find_drills()
    drills = chosen(asked)
    if asked.list:
        print("\n".join(f"{drill.part}  {drill.name}" for drill in drills))
        return 0
    seed = asked.seed or str(secrets.randbelow(10**6))
    print(f"seed {seed}\n{report.HEAD}", flush=True)
    run = Run(seed, short=asked.short)
    rows = run.go(drills, resume=asked.resume)
    print(report.totals(rows), flush=True)
    for row in rows:
        for reason in report.why_not(row):
            print(f"FAILED {row.fault}: {reason}", flush=True)
    if not (asked.only or asked.short):
        report.write(seed, run.folder)
    return int(any(row.ran and not row.passed for row in rows) or not rows)


if __name__ == "__main__":
    sys.exit(main())
