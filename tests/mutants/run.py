"""Seed one fault after the other and see a test turn red at each: `make mutants`.

Each fault is put into a copy of the tree, two copies at most at once, and taken out again. What is
known already is not tried again while neither the fault, its file nor its tests have changed, so a
run that was stopped goes on. Exit status 1 where a fault survives, or its text is not found.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import repeat
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.at_work import AT_WORK
from tests.mutants.delivery import DELIVERY
from tests.mutants.diary import DIARY
from tests.mutants.fault import Fault
from tests.mutants.going_up import GOING_UP
from tests.mutants.messages import TALK
from tests.mutants.rules import CLINICAL
from tests.mutants.telling import TELLING

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "mutants"
PYTHON = ROOT / ".venv" / "bin" / "python"
LINKED = (".venv", "build", "node_modules")
LEFT_OUT = (".git", "var", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
COPIES = 2
LONGEST_SECONDS = 300
CAUGHT, SURVIVED, STALE, BROKEN = "caught", "SURVIVED", "STALE", "BROKEN"

FAULTS: tuple[Fault, ...] = (*DIARY, *CLINICAL, *DELIVERY, *GOING_UP, *TALK, *TELLING, *AT_WORK)


def main() -> int:
    chosen = [fault for fault in FAULTS if not sys.argv[1:] or fault.name in sys.argv[1:]]
    OUT.mkdir(parents=True, exist_ok=True)
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(COPIES):
        copies.put(copy_of_the_tree(OUT / f"copy{number}"))
    began = time.monotonic()
    results: dict[str, str] = {}
    with ThreadPoolExecutor(COPIES) as hands:
        red = [tests for tests in hands.map(red_before, groups(chosen), repeat(copies)) if tests]
        if red:
            say(f"Red without any fault: {', '.join(red)}. See {OUT}/before-*.log.")
            return 1
        waiting = {hands.submit(try_one, fault, copies): fault for fault in chosen}
        for number, done in enumerate(as_completed(waiting), 1):
            fault = waiting[done]
            results[fault.name] = done.result()
            say(f"{number:3} {results[fault.name]:9} {fault.name}: {fault.breaks}")
    caught = sum(result == CAUGHT for result in results.values())
    say(f"{caught} of {len(chosen)} caught in {(time.monotonic() - began) / 60:.1f} minutes")
    return 0 if caught == len(chosen) else 1


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def copy_of_the_tree(to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    ignore = shutil.ignore_patterns(*LEFT_OUT, *LINKED)
    shutil.copytree(ROOT, to, symlinks=True, ignore=ignore)
    for name in LINKED:
        if (ROOT / name).exists():
            (to / name).symlink_to(ROOT / name)
    return to


def groups(faults: list[Fault]) -> Iterator[tuple[bool, list[str]]]:
    """The tests of the faults that will be tried, without services and with them."""
    for services in (True, False):
        wanted = [
            one.tests.split() for one in faults if one.services is services and not known(one)
        ]
        if wanted:
            yield services, sorted({test for tests in wanted for test in tests})


def red_before(group: tuple[bool, list[str]], copies: "SimpleQueue[Path]") -> str:
    """Which tests are not all green before any fault is seeded; nothing where they are."""
    services, tests = group
    copy, log = copies.get(), OUT / f"before-{'services' if services else 'sqlite'}.log"
    try:
        code = run_tests(copy, tests, services=services, log=log, patience=4 * LONGEST_SECONDS)
    finally:
        copies.put(copy)
    return " ".join(tests) if code else ""


def try_one(fault: Fault, copies: "SimpleQueue[Path]") -> str:
    if (result := known(fault)) == CAUGHT:
        return result
    copy = copies.get()
    try:
        result = seed(copy, fault)
        record = {"result": result, "mark": mark_of(fault, copy)}
    finally:
        copies.put(copy)
    (OUT / f"{fault.name}.json").write_text(json.dumps(record))
    return result


def seed(copy: Path, fault: Fault) -> str:
    path = copy / fault.file
    before, times = path.read_text(), path.stat()
    if before.count(fault.old) != 1:
        return STALE
    path.write_text(before.replace(fault.old, fault.new))
    try:
        log = OUT / f"{fault.name}.log"
        code = run_tests(copy, fault.tests.split(), services=fault.services, log=log)
    finally:
        path.write_text(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    # 1: a test failed. All else (no tests found, a fault that is no Python) proves nothing.
    return {0: SURVIVED, 1: CAUGHT}.get(code, BROKEN)


def run_tests(
    copy: Path, tests: list[str], *, services: bool, log: Path, patience: int = LONGEST_SECONDS
) -> int:
    """The exit status of pytest; -1 where it did not end."""
    command = [str(PYTHON), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += [*tests, "-m", "not journey and not slow and not redis"]
    if services:
        command = [str(PYTHON), "tests/services.py", "--", *command[:-2]]
    with log.open("w") as output:
        running = subprocess.Popen(
            command,
            cwd=copy,
            # Bytecode of a seeded file must not outlive it.
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": "", "REDIS_URL": ""},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            return running.wait(patience)
        except subprocess.TimeoutExpired:
            running.terminate()
            running.wait()
            return -1


def known(fault: Fault) -> str:
    """What an earlier run found, while nothing of it has changed; else nothing."""
    try:
        record = json.loads((OUT / f"{fault.name}.json").read_text())
    except (OSError, ValueError):
        return ""
    return str(record["result"]) if record["mark"] == mark_of(fault, ROOT) else ""


def mark_of(fault: Fault, tree: Path) -> str:
    """Changes with the fault, and with its file and its tests as they stand in that tree."""
    read = [repr(fault)] + [
        (tree / name.split("::")[0]).read_text() for name in (fault.file, *fault.tests.split())
    ]
    return hashlib.sha256("\0".join(read).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
