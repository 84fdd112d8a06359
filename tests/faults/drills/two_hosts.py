"""python -m tests.faults.drills.two_hosts THERE N SEED, inside the first of two namespaces.

Prints the drill's row as JSON.
"""

import json
import random
import subprocess
import sys
import time
from http.server import ThreadingHTTPServer

from tests import services
from tests.faults.drills.drill_hosts import FAULT, HERE, ip
from tests.faults.drills.judge import WITHOUT_REDIS_SECONDS, judge
from tests.faults.drills.load import Load
from tests.faults.drills.processes import Program
from tests.faults.drills.row import Limit, Row
from tests.faults.drills.sinks import Threaded, serve
from tests.faults.drills.world import IN_MEMORY, ROOT, WORKER, World

CUT_SECONDS = 40.0
ALONE = 5  # checks that only the worker can flag, before the cut and after the mending


class TwoHosts(World):
    def __init__(self, there: str, patients: int) -> None:
        super().__init__(patients=patients, workers=0, postgres={"listen_addresses": HERE})
        self._there = there
        self.valkey_options = (
            *IN_MEMORY, "--port", "6379", "--bind", HERE, "--protected-mode", "no",
        )  # fmt: skip
        mails = Threaded((HERE, 0), self.mail.server.RequestHandlerClass)
        texts = ThreadingHTTPServer((HERE, 0), self.texts.server.RequestHandlerClass)
        for door in (mails, texts):
            serve(door)
        self._elsewhere = {
            "DATABASE_URL": f"postgres://paincheck@{HERE}:5432/postgres",
            "REDIS_URL": f"redis://{HERE}:6379/0",
            "EMAIL_URL": f"smtp://{HERE}:{mails.server_address[1]}",
            "NOTIFY_URL": f"http://{HERE}:{texts.server_address[1]}",
            "VAR_DIR": str(self.folder / "var-there"),
        }
        self.workers = [Program("worker0", self._launch_there)]

    def _launch_postgres(self) -> "subprocess.Popen[bytes]":
        if not (self.folder / "data").exists():
            services.make_database(self.folder)
            with open(self.folder / "data" / "pg_hba.conf", "a") as rules:
                rules.write("host all all 10.77.0.0/24 trust\n")
        return super()._launch_postgres()

    def _launch_there(self) -> "subprocess.Popen[bytes]":
        command = ["ip", "netns", "exec", self._there, sys.executable, *WORKER, "w@there"]
        with open(self.folder / "worker0.log", "ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment | self._elsewhere, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def cut(self) -> None:
        ip("-n", self._there, "link", "set", "cable", "down")

    def mend_cable(self) -> None:
        ip("-n", self._there, "link", "set", "cable", "up")


def by_the_worker_alone(world: TwoHosts, rng: random.Random) -> Row:
    with world.without(*world.watches, *world.beats):
        with Load(world, rng, ALONE, seconds=2) as load:
            pass
        return judge(world, FAULT, load.submits, within=None, told_by=())


def run(there: str, n: int, rng: random.Random) -> Row:
    with TwoHosts(there, patients=n + 4 * ALONE) as world:
        time.sleep(5)
        first = by_the_worker_alone(world, rng)
        with Load(world, rng, n, seconds=CUT_SECONDS + 30) as load:
            time.sleep(rng.uniform(5, 15))
            world.cut()
            time.sleep(CUT_SECONDS)
            world.mend_cable()
        row = judge(world, FAULT, load.submits, repeats_allowed=2)
        then = by_the_worker_alone(world, rng)
        for when, alone in (("before the cut", first), ("after the mending", then)):
            row.lost += alone.lost
            row.duplicated += alone.duplicated
            row.limits.append(
                Limit(f"flagged by the worker alone, {when}", alone.late_max, WITHOUT_REDIS_SECONDS)
            )
        row.limits.append(Limit("starts of the worker", world.workers[0].starts, 1))
        row.note = f"cut for {CUT_SECONDS:.0f} s"
        return row


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]), random.Random(sys.argv[3])).as_dict()))
