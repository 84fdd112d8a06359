"""Two hosts, each a network namespace of its own, and the cable between them."""

import contextlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator

from tests.faults.drills.row import Row, drill, not_run
from tests.faults.drills.world import ROOT, World

FAULT = "two hosts: the cable to the worker's is cut and mended"
HERE, THERE = "10.77.0.1", "10.77.0.2"


class NamespacesRefused(Exception):
    """This machine gives us no network namespaces; the message is what it said."""


def ip(*words: str) -> None:
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    except OSError as error:
        raise NamespacesRefused(f"ip: {error.strerror}") from error
    if done.returncode:
        raise NamespacesRefused(f"ip {' '.join(words)}: {done.stderr.strip()}")


@contextlib.contextmanager
def two_namespaces() -> Iterator[tuple[str, str]]:
    """Two hosts with loopback, joined by a cable whose ends are called `cable`."""
    names = [f"paincheck-{os.getpid()}-{end}" for end in ("here", "there")]
    try:
        for name in names:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ends = ("link", "add", "cable", "netns", names[0], "type", "veth",
                "peer", "name", "cable", "netns", names[1])  # fmt: skip
        ip(*ends)
        for name, address in zip(names, (HERE, THERE), strict=True):
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")
        yield names[0], names[1]
    finally:
        for name in names:
            with contextlib.suppress(NamespacesRefused):
                ip("netns", "delete", name)


@drill(FAULT, n=60, part=4)
def cable(_: World, rng: random.Random, n: int) -> Row:
    """Database, broker, web, beat and watch here, the worker there. All of it, the sinks and the
    patients too, stands in the namespaces, so that nothing of it is reached from outside."""
    try:
        with two_namespaces() as (here, there):
            words = ("-m", "tests.faults.drills.two_hosts", there, str(n), str(rng.random()))
            done = subprocess.run(
                ["ip", "netns", "exec", here, sys.executable, *words],
                cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
    except NamespacesRefused as refused:
        return not_run(FAULT, str(refused))
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Row.from_dict(json.loads(done.stdout.splitlines()[-1]))
