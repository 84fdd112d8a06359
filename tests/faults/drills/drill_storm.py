"""5,000 checks in a minute: the severe ones are seen first."""

import json
import random
import subprocess
import sys
import time

from tests.faults.drills.judge import AFTER_A_KILL_SECONDS, judge
from tests.faults.drills.load import Submit
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.world import ROOT, World

STORM_SECONDS = 60.0
ALL_WITHIN_SECONDS = 600.0


@drill("a storm of 5,000 checks in a minute, one in ten severe", n=5000, own_world={})
def storm(world: World, rng: random.Random, n: int) -> Row:
    submits = [Submit(p, worst=9 if rng.random() < 0.1 else 2) for p in world.take_people(n)]
    lines = [
        json.dumps({"code": one.person.code, "worst": one.worst, "key": one.key})
        for one in submits
    ]  # fmt: skip
    took = subprocess.run(
        [sys.executable, "-m", "tests.faults.drills.storm", str(STORM_SECONDS)],
        cwd=ROOT, env=world.environment, input="\n".join(lines), text=True, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    over = time.monotonic()
    wait_for(lambda: not waiting(world), ALL_WITHIN_SECONDS)
    drained = time.monotonic() - over
    severe = [submit for submit in submits if submit.worst == 9]
    for submit in severe:
        submit.acknowledged = time.time()
    fault = "a storm of 5,000 checks in a minute, one in ten severe"
    row = judge(world, fault, severe, within=None, repeats_allowed=0)
    row.limits.append(Limit("severe: p99, seconds", row.late_p99, AFTER_A_KILL_SECONDS))
    row.more["severe"] = row.n
    row.n, row.lost = n, row.lost + waiting(world)
    row.note = (
        f"stored in {float(took.stdout):.0f} s straight into the table, with their bells; "
        f"{len(severe)} severe, whose times these are; the last mild one was looked at "
        f"{drained:.0f} s after the storm"
    )
    return row


def waiting(world: World) -> int:
    count: int = world.sql("SELECT count(*) FROM diaries_paincheck WHERE flagged_at IS NULL")[0][0]
    return count
