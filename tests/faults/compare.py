"""make faults-compare: the same harm on stock Celery on Redis and on PainCheck, side by side.

python -m tests.faults.compare [--seed S]: prints a line for each fault and writes JSON in
build/faults/ and the table in docs/reliability.md. Exits with 1 where PainCheck lost anything.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from tests import services
from tests.faults.drills import report
from tests.faults.drills.judge import judge
from tests.faults.drills.load import Load
from tests.faults.drills.processes import Program, wait_for
from tests.faults.drills.sinks import MailSink
from tests.faults.drills.world import ROOT, World

ALERTS = 100
A_SEND_TAKES_SECONDS = 0.1
PATIENCE_SECONDS = 60.0
# Imported, not run: a task of `__main__` has another name, which no worker knows.
HAND_OVER = "from tests.faults.stock import hand_over; hand_over()"
HEAD = "fault, alerts, stock: never told, stock: told twice, ours: lost, ours: told twice"
Harm = Callable[[Program, Program], object]  # to the broker and to the worker


CHILDREN = 5


def kill_children(_: Program, worker: Program) -> None:
    for number in range(CHILDREN):
        worker.kill_child(random.Random(number))
        time.sleep(0.5)


FAULTS: dict[str, Harm] = {
    "nothing is wrong": lambda broker, worker: None,
    f"kill -9 of {CHILDREN} pool children, one by one": kill_children,
    "kill -9 of the worker with its children": lambda _, worker: worker.kill(),
    "kill -9 of Redis that keeps nothing": lambda broker, _: broker.kill(),
    "Redis is down when the alert is handed over": lambda broker, _: broker.stop(),
}
CONTROL = "nothing is wrong"
AWAY = "Redis is down when the alert is handed over"


@dataclass
class Pair:
    fault: str
    n: int
    stock_never_told: int
    stock_told_twice: int
    ours_lost: int
    ours_told_twice: int


def stock(fault: str, rng: random.Random) -> tuple[int, int]:
    """How many of the alerts a minute later had told nobody, and how many somebody twice."""
    folder, sink = services.new_folder(), MailSink()
    sink.delay = A_SEND_TAKES_SECONDS
    environment = os.environ | {
        "STOCK_REDIS": f"redis+socket://{folder}/valkey.sock",
        "STOCK_MAIL": sink.url.removeprefix("smtp://"),
    }
    words = ["-m", "celery", "-A", "tests.faults.stock", "worker", "--concurrency", "2"]
    with open(folder / "worker.log", "ab") as log:
        broker = Program("valkey", lambda: services.start_valkey(folder)[0])
        worker = Program(
            "stock",
            lambda: subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            ),
        )  # fmt: skip
        try:
            broker.start()
            worker.start()
            wait_for(lambda: len(worker.tree()) > 2)
            codes = [f"D000-{number:04}" for number in range(ALERTS)]
            if fault == AWAY:
                FAULTS[fault](broker, worker)
            subprocess.run(
                [sys.executable, "-c", HAND_OVER], cwd=ROOT, env=environment,
                input="\n".join(codes), text=True, check=True, capture_output=True,
            )  # fmt: skip
            if fault == AWAY:
                broker.start()
            else:
                some = rng.randrange(ALERTS // 4, ALERTS // 2)
                wait_for(lambda: len(sink.arrivals) >= some)
                FAULTS[fault](broker, worker)
            wait_for(lambda: set(codes) <= sink.codes().keys(), PATIENCE_SECONDS)
            return len(set(codes) - sink.codes().keys()), sink.repeats(set(codes))
        finally:
            worker.close()
            broker.close()
            sink.server.shutdown()
            shutil.rmtree(folder, ignore_errors=True)


def ours(world: World, fault: str, rng: random.Random) -> tuple[int, int]:
    """The same of PainCheck, whose checks come in by HTTP."""
    world.mail.delay = A_SEND_TAKES_SECONDS
    broker, worker = world.valkey, world.workers[0]
    before = len(world.mail.arrivals)
    if fault == AWAY:
        FAULTS[fault](broker, worker)
    with Load(world, rng, ALERTS, seconds=5) as load:
        if fault != AWAY:
            some = before + rng.randrange(ALERTS // 4, ALERTS // 2)
            wait_for(lambda: len(world.mail.arrivals) >= some)
            FAULTS[fault](broker, worker)
    world.mend()
    row = judge(world, fault, load.submits, kills=CHILDREN)
    return row.lost + row.duplicated, row.repeated_messages


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.faults.compare")
    reader.add_argument("--seed", default="")
    seed = reader.parse_args().seed or str(secrets.randbelow(10**6))
    print(f"seed {seed}\n{HEAD}", flush=True)
    pairs = []
    with World(patients=ALERTS * len(FAULTS) + 20) as world:
        for fault in FAULTS:
            rng = random.Random(f"{seed}:{fault}")
            pair = Pair(fault, ALERTS, *stock(fault, rng), *ours(world, fault, rng))
            pairs.append(pair)
            if fault == CONTROL and (pair.stock_never_told or pair.ours_lost):
                sys.exit(f"something is wrong before any harm: {pair}")
            print(", ".join(str(value) for value in asdict(pair).values()), flush=True)
    write(seed, pairs)
    lost = sum(pair.ours_lost for pair in pairs)
    stock_lost = sum(pair.stock_never_told for pair in pairs)
    print(f"never told: stock {stock_lost}, ours {lost}, of {ALERTS * len(pairs)} each")
    return int(lost > 0)


def write(seed: str, pairs: list[Pair]) -> None:
    folder = ROOT / "build" / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"seed": seed, "at": time.time(), "pairs": [asdict(pair) for pair in pairs]}
    (folder / f"compare-{seed}.json").write_text(json.dumps(kept, indent=1))
    lines = [
        f"Seed {seed}. Each time {ALERTS} alerts, whose mail takes {A_SEND_TAKES_SECONDS} s to "
        f"send; looked at {PATIENCE_SECONDS:.0f} s after the harm. Stock Celery may still bring "
        "some of those that it has not told after its visibility timeout of an hour.",
        "",
        "| fault | alerts | stock: never told | told twice | PainCheck: lost | told twice |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for pair in pairs:
        lines.append("| " + " | ".join(str(value) for value in asdict(pair).values()) + " |")
    report.put("compare", lines)


if __name__ == "__main__":
    sys.exit(main())
