"""The trial's drill (`make trial-drill`): 10,000 allocations by eight racing administrators over 20
strata and 50 kills, for each method, on PostgreSQL; then docs/trial-drill.md.

python -m tests.faults.trial_drill [--count N] [--kills N] [--anew] — with DATABASE_URL, as
tests/services.py gives it. A method that is finished stands in build/trial-drill and is not run
again, unless `--anew`. The table has the longest finished run of each.
"""

import argparse
import json
import platform
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

METHODS = ("BLOCKS", "LIST", "MINIMISATION", "SIMPLE")
WORDS = {
    "BLOCKS": "Permuted blocks of 2, 4 or 6",
    "LIST": "Uploaded list",
    "MINIMISATION": "Minimisation",
    "SIMPLE": "Simple",
}
ROOT = Path(__file__).parents[2]
RACERS = 8
COLUMNS = (
    ("Method", "method"),
    ("Allocations", "allocations"),
    ("Answers", "answers"),
    ("Kills (anywhere / before the commit / between commit and answer)", "kills"),
    ("Told to try again", "waited"),
    ("Doubled", "doubled"),
    ("Skipped", "skipped"),
    ("Missing", "missing"),
    ("Two arms", "two_arms"),
    ("Other answers", "differ"),
    ("Half-written", "halves"),
    ("verify_trial", "verify"),
    ("Minutes", "minutes"),
)
HEAD = """# The trial's drill

Made by `make trial-drill`; not written by hand.

For each method a trial in its test, 10 sites by 2 bands of pain: 20 strata. {racers}
administrators, each a process, ask for the allocation of all participants on PostgreSQL at once;
every fifth participant is asked for by two of them. As often as the table says one of them is
killed with SIGKILL: at any moment, in the middle of the transaction, or between its commit and the
answer. It is begun anew and asks again, with the same key, for what it has no answer for and for
the last three for which it has.

What is counted afterwards, in the database and in the answers that were kept:

- *Told to try again*: who waited for the others longer than the 5 seconds that the database allows.
- *Doubled*: participants with more than one allocation, slots given more than once.
- *Skipped*: gaps in the numbers, slots that were passed over.
- *Missing*: participants without an allocation.
- *Two arms*: participants who were answered with more than one arm.
- *Other answers*: participants of whom an answer was not what the database has.
- *Half-written*: levels, visits or lines of the audit trail that should stand with an allocation.
- *verify_trial*: the whole chain read, each allocation made again from its evidence.

"""


def main() -> int:
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    folder = ROOT / "build" / "trial-drill"
    folder.mkdir(parents=True, exist_ok=True)
    _set_up()
    for method in asked.only.split(","):
        _row(method, folder, asked)
    rows = _longest(folder)
    table = _table(rows)
    sys.stdout.write(table)
    if not asked.no_docs:
        machine = f"\nOn {rows[0]['machine']}, {rows[-1]['on']}.\n"
        text = HEAD.format(racers=RACERS) + table + machine
        (ROOT / "docs" / "trial-drill.md").write_text(text)
    return 0 if all(row["clean"] for row in rows) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--only", default=",".join(METHODS), help="these methods")
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--no-docs", action="store_true")
    return parser.parse_args()


def _set_up() -> None:
    """The settings of the tests, at the throwaway PostgreSQL, with its tables made."""
    import tests.env  # noqa: F401, I001
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paincheck.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        sys.exit("The drill runs on PostgreSQL: python tests/services.py -- python -m ...")
    call_command("migrate", verbosity=0)


def _row(method: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """What came of a method; read, where it was finished before."""
    kept = folder / f"{method.lower()}-{asked.count}-{asked.kills}.json"
    if kept.exists() and not asked.anew:
        found: dict[str, Any] = json.loads(kept.read_text())
        return found
    from tests.faults import trial_judging as judging
    from tests.faults import trial_racing as racing
    from tests.faults.trial_people import make_race

    work = folder / method.lower()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    race = make_race(work, method=method, count=asked.count, racers=RACERS)
    began = time.monotonic()
    racing.run(race, kills=asked.kills)
    minutes = (time.monotonic() - began) / 60
    found = judging.judge(race)
    row = found | {
        "method": WORDS[method],
        "kills": " / ".join(str(count) for count in race.kills.values()),
        "clean": {name: found[name] for name in judging.CLEAN} == judging.CLEAN,
        "minutes": f"{minutes:.1f}",
        "verify": found["verify"] or "fits",
        "machine": f"{platform.system()} with {_cores()} cores",
        "on": f"{datetime.now(UTC):%-d %B %Y}",
    }
    kept.write_text(json.dumps(row, indent=1))
    said = "clean" if row["clean"] else row
    sys.stdout.write(f"{row['method']}: {row['minutes']} minutes, {said}\n")
    sys.stdout.flush()
    return row


def _longest(folder: Path) -> list[dict[str, Any]]:
    """Of each method the longest run that was finished."""
    found = []
    for method in METHODS:
        rows = [json.loads(file.read_text()) for file in folder.glob(f"{method.lower()}-*.json")]
        found += sorted(rows, key=lambda row: row["allocations"])[-1:]
    return found


def _cores() -> int:
    import os

    return os.cpu_count() or 0


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        " | ".join(title for title, _ in COLUMNS),
        " | ".join("---" for _ in COLUMNS),
        *(
            " | ".join(
                f"{row[name]:,}" if isinstance(row[name], int) else str(row[name])
                for _, name in COLUMNS
            )
            for row in rows
        ),
    ]
    return "".join(f"| {line} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
