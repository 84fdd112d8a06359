"""The database is cut off, away, used up or locked: nobody is told 'saved' for what is not."""

import contextlib
import html
import json
import random
import re
import secrets
import threading
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

import psycopg2

from tests.faults.drills.judge import judge
from tests.faults.drills.load import RECEIPTS, Load, Submit, post, submit_until_acknowledged
from tests.faults.drills.pages import ask
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.world import Person, World

AWAY_SECONDS, LOCKED_SECONDS = 30, 60
ANSWERED_WITHIN_SECONDS = 12.0  # 5 for a lock, 8 for a statement, and two busy cores
WELL_AGAIN_WITHIN_SECONDS = 15.0
END_ALL = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""

END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> ALL(%s)"""


@drill("every connection ended in mid-request, 20 times (pg_terminate_backend)", n=80, part=2)
def cut_off(world: World, rng: random.Random, n: int) -> Row:
    web = world.web.starts
    with Load(world, rng, n, seconds=40) as load:
        for _ in range(20):
            time.sleep(rng.uniform(1, 3))
            world.sql(END_ALL)
    fault = "every connection ended in mid-request, 20 times (pg_terminate_backend)"
    row = judge(world, fault, load.submits, repeats_allowed=20)
    return well_without_a_restart(world, row, web)


@drill("PostgreSQL away for 30 s", n=60, part=2)
def away(world: World, rng: random.Random, n: int) -> Row:
    """Through her page too: the answers stay on the screen, and the same press sends them."""
    web, form = world.web.starts, Form(world, world.take_people(1)[0])
    with Load(world, rng, n, seconds=AWAY_SECONDS + 10) as load:
        time.sleep(rng.uniform(2, 5))
        with world.without(world.postgres):
            until = time.monotonic() + AWAY_SECONDS
            while time.monotonic() < until:
                form.press()
                time.sleep(3)
        wait_for(form.press, WELL_AGAIN_WITHIN_SECONDS)
    row = judge(world, "PostgreSQL away for 30 s", load.submits, within=None, repeats_allowed=1)
    row.limits += form.limits()
    return well_without_a_restart(world, row, web)


@drill("all connections used up for 20 s", n=40, part=2)
def used_up(world: World, rng: random.Random, n: int) -> Row:
    web, form = world.web.starts, Form(world, world.take_people(1)[0])
    with Load(world, rng, n, seconds=35) as load:
        time.sleep(rng.uniform(2, 5))
        with hogs(world):
            until = time.monotonic() + 20
            while time.monotonic() < until:
                form.press()
                time.sleep(2)
        wait_for(form.press, WELL_AGAIN_WITHIN_SECONDS)
    row = judge(
        world, "all connections used up for 20 s", load.submits, within=None, repeats_allowed=1
    )
    row.limits += form.limits()
    return well_without_a_restart(world, row, web)


@drill("a lock held for 60 s", n=40, part=2)
def locked(world: World, rng: random.Random, n: int) -> Row:
    """Somebody holds one patient's row. She is told in seconds; nobody else notices."""
    person = world.take_people(1)[0]
    form, stuck = Form(world, person), Submit(person)
    waits = threading.Thread(
        target=submit_until_acknowledged, args=(world, stuck, threading.Event())
    )
    with Load(world, rng, n, seconds=LOCKED_SECONDS - 10) as load:
        with contextlib.closing(world.connect()) as other, other.cursor() as at:
            at.execute("SELECT 1 FROM diaries_patient WHERE code = %s FOR UPDATE", [person.code])
            waits.start()
            until = time.monotonic() + LOCKED_SECONDS
            while time.monotonic() < until:
                form.press()
                time.sleep(3)
        waits.join()
        wait_for(form.press, WELL_AGAIN_WITHIN_SECONDS)
    row = judge(world, "a lock held for 60 s", [*load.submits, stuck], repeats_allowed=0)
    row.limits += form.limits()
    row.limits.append(told_apart(load.submits))
    return row


@drill("a deadlock at each of 10 submits", n=10, part=2)
def deadlock(world: World, rng: random.Random, n: int) -> Row:
    """Somebody holds what the submit needs last, and then wants what it took first."""
    submits, before = [Submit(person) for person in world.take_people(n)], deadlocks(world)
    for submit in submits:
        hand = threading.Thread(
            target=submit_until_acknowledged, args=(world, submit, threading.Event())
        )
        with contextlib.closing(world.connect()) as other, other.cursor() as at:
            patient = "(SELECT id FROM diaries_patient WHERE code = %s)"
            at.execute(
                f"SELECT 1 FROM diaries_patientsummary WHERE patient_id = {patient} FOR UPDATE",
                [submit.person.code],
            )
            hand.start()
            wait_for(lambda: waits_for_a_lock(world), 10)
            at.execute(
                "SELECT 1 FROM diaries_patient WHERE code = %s FOR UPDATE", [submit.person.code]
            )
        hand.join()
    wait_for(lambda: deadlocks(world) - before >= n, 5)  # its counters come a little late
    seen = deadlocks(world) - before
    row = judge(world, "a deadlock at each of 10 submits", submits, repeats_allowed=0)
    row.note = f"PostgreSQL counted {seen} deadlocks"
    row.limits += [told_apart(submits), Limit("submits without a deadlock", float(n - seen), 0.0)]
    return row


@drill("100 equal POSTs at once, 5 times; the same key with another body", n=5, part=2)
def equal(world: World, rng: random.Random, n: int) -> Row:
    told_differently = taken_otherwise = 0
    submits = [Submit(person) for person in world.take_people(n)]
    for submit in submits:
        body = submit.body()
        hands = [threading.Thread(target=post, args=(world, submit, body)) for _ in range(100)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        submit.acknowledged = time.time()
        taken = [id_in(said) for said in submit.answers]
        told_differently += len(taken) - taken.count(taken[0])
        told_differently += submit.statuses.count(201) != 1
        other = json.dumps(json.loads(body) | {"worst": 2}).encode()
        taken_otherwise += post(world, submit, other) != 409
    keys = [submit.key for submit in submits]
    rows = world.sql(
        "SELECT count(*) FROM diaries_paincheck WHERE key = ANY(%s::uuid[]) AND worst = 9", keys
    )
    fault = "100 equal POSTs at once, 5 times; the same key with another body"
    row = judge(world, fault, submits, repeats_allowed=0)
    row.limits += [
        Limit("answers that were not the same", float(told_differently), 0.0),
        Limit("rows too many or too few", float(abs(rows[0][0] - n)), 0.0),
        Limit("other bodies under the same key that were taken", float(taken_otherwise), 0.0),
    ]
    return row


class Form:
    """A check filled in on its page, whose one press is made again and again."""

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        token = secrets.token_hex(16)
        self.cookie = f"paincheck={person.session}; csrf={token}"
        _, page = ask(world, "GET", "/check/", self.cookie)
        signed = re.search(r'name="page"[^>]*value="([^"]*)"', page)
        assert signed, "the page of the check did not open"
        self.fields = {
            "csrfmiddlewaretoken": token, "page": html.unescape(signed[1]), "worst": "8",
            "note": f"<b>{uuid.uuid4()}</b>",
        }  # fmt: skip
        self.kept = self.lost = self.other = self.sent = 0
        self.slowest = 0.0

    def press(self) -> bool:
        """Whether it was taken. A 503 must carry everything that was sent."""
        began = time.monotonic()
        status, page = ask(self.world, "POST", "/check/", self.cookie, urlencode(self.fields))
        self.slowest = max(self.slowest, time.monotonic() - began)
        if status == 302:
            self.sent += 1
        elif status != 503:
            self.other += 1
        elif "NOT saved yet" in page and hidden_in(page) == self.fields:
            self.kept += 1
        else:
            self.lost += 1
        return status == 302

    def limits(self) -> list[Limit]:
        return [
            Limit("presses that lost the answers", float(self.lost), 0.0),
            Limit("answers that were neither 503 nor taken", float(self.other), 0.0),
            Limit("never told that it is not saved", float(not self.kept), 0.0),
            Limit("not taken afterwards", float(not self.sent), 0.0),
            Limit("slowest answer, seconds", self.slowest, ANSWERED_WITHIN_SECONDS),
        ]


def hidden_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def id_in(said: str) -> str:
    found = re.search(r'"id":\s*"([0-9a-f-]{36})"', said)
    return found[1] if found else said


def told_apart(submits: list[Submit]) -> Limit:
    """Those who had nothing to do with it got their receipt at the first try."""
    troubled = sum(submit.statuses[:1] not in ([one] for one in RECEIPTS) for submit in submits)
    return Limit("others who were troubled by it", float(troubled), 0.0)


def waits_for_a_lock(world: World) -> bool:
    return bool(world.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))


def deadlocks(world: World) -> int:
    found = world.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'")
    return int(found[0][0])


def well_without_a_restart(world: World, row: Row, starts: int) -> Row:
    well = wait_for(world.is_well, 60)
    row.limits.append(Limit("restarts of the web server", float(world.web.starts - starts), 0.0))
    row.limits.append(Limit("not well again", float(not well), 0.0))
    return row


@contextlib.contextmanager
def hogs(world: World) -> Iterator[None]:
    """Somebody takes every connection that there is, and each one that becomes free."""
    over, taken = threading.Event(), list[psycopg2.extensions.connection]()

    def take() -> None:
        while not over.is_set():
            try:
                taken.append(world.connect())
            except psycopg2.OperationalError:
                over.wait(0.01)

    hand = threading.Thread(target=take)
    hand.start()
    try:
        wait_for(lambda: len(taken) > 50, 20)
        time.sleep(1)
        with taken[0].cursor() as at:
            at.execute(END_OTHERS, [[line.info.backend_pid for line in taken]])
        yield
    finally:
        over.set()
        hand.join()
        for line in taken:
            line.close()
