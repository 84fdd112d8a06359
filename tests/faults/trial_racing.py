"""Administrators who race for allocations, as processes, and are killed while they do.

Each asks for its share of the participants, and for every fifth of its neighbour's. What it is
answered it writes down, a line at a time. One that was killed is begun anew: it asks again, with
the same key, for what it has no answer for, and for the last three for which it has.
"""

import json
import os
import random
import signal
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import connection, connections

from paincheck import clock
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, UserFactory
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import allocating
from trial.models import (
    Allocation,
    AllocationLevel,
    Block,
    Consent,
    EligibilityForm,
    FollowUp,
    FormEntry,
    Participant,
    TrialRight,
)

SITES = 10  # by two bands of pain: 20 strata
LINE = 80  # letters of an answer, so that a file's size says how many there are
AGAIN = 3
# Where an administrator is killed: anywhere; before its commit; between commit and answer.
ANYWHERE, INSIDE, UNANSWERED = "anywhere", "inside", "unanswered"
SIGNALS = {ANYWHERE: signal.SIGKILL, INSIDE: signal.SIGUSR1, UNANSWERED: signal.SIGUSR2}


@dataclass
class Race:
    """One trial, its administrators and where their answers are kept."""

    a: ATrial
    by: list[User]
    folder: Path
    count: int
    # Called first in each new process: how it gets at the database.
    connect: Callable[[], None] = lambda: None
    rng: random.Random = field(default_factory=random.Random)
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SIGNALS, 0))

    def answers_of(self, who: int) -> Path:
        return self.folder / f"answers-{who}"

    def asks_for(self, who: int) -> list[int]:
        """Participants by their place, in the order in which this administrator asks."""
        racers = len(self.by)
        neighbour = (who + 1) % racers
        return [
            n
            for n in range(self.count)
            if n % racers == who or (n % racers == neighbour and n // racers % 5 == 0)
        ]

    @property
    def wanted(self) -> int:
        return sum(len(self.asks_for(who)) for who in range(len(self.by)))

    @property
    def answered(self) -> int:
        files = (self.answers_of(who) for who in range(len(self.by)))
        return sum(file.stat().st_size // LINE for file in files if file.exists())


def make_race(folder: Path, *, method: str, count: int, racers: int = 8, seed: int = 1) -> Race:
    """A trial in its test with `count` participants who are ready, over 20 strata."""
    rng = random.Random(seed)
    a = make_trial(method=method, sites=SITES, code=f"drill-{method.lower()}")
    by = [_administrator(a) for _ in range(racers)]
    scores = [rng.randrange(11) for _ in range(count)]
    some = min(SITES, count)
    firsts = [make_participant(a, n=n, at=n, baseline={"average": scores[n]}) for n in range(some)]
    people = [
        Participant(
            trial=a.trial, world="TEST", site=a.sites[n % SITES], team=a.teams[n % SITES],
            number=f"{a.sites[n % SITES].code}-{n:05d}", first_name=f"Par{n}",
            last_name=f"Ticipant{n}", born_on=date(1930, 1, 1) + timedelta(days=n),
            identity=f"{n:064d}", nurse=firsts[n % SITES].nurse, screened_on=NOON.date(),
            screened_by=by[0], recorded_at=NOON,
        )
        for n in range(some, count)
    ]  # fmt: skip
    made = Participant.objects.bulk_create(people, batch_size=500)
    _papers(a, made, scores[some:], by[0])
    if method == "LIST":
        content = _list(a, scores, rng)
        statistician = a.person("STATISTICIAN")
        allocating.upload_list(trial=a.trial, content=content, by=statistician, now=NOON)
    return Race(a=a, by=by, folder=folder, count=count, rng=rng)


def run(race: Race, *, kills: int) -> None:
    """Until everybody has all answers; `kills` spread over the race. Raises where one gives up."""
    connection.close()
    running = {_begin(race, who): who for who in range(len(race.by))}
    due = sorted(race.rng.randrange(1, max(2, race.wanted * 9 // 10)) for _ in range(kills))
    how = [list(SIGNALS)[n % 3] for n in range(kills)]
    race.rng.shuffle(how)
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            who = running.pop(pid)
            if os.WIFSIGNALED(status):
                running[_begin(race, who)] = who
            elif os.WEXITSTATUS(status):
                raise AssertionError(f"Administrator {who} gave up.")
        elif due and race.answered >= due[0] and running:
            due.pop(0)
            kind = how.pop()
            race.kills[kind] += 1
            time.sleep(race.rng.uniform(0, 0.02))
            os.kill(race.rng.choice(list(running)), SIGNALS[kind])
        else:
            time.sleep(0.002)


def judge(race: Race) -> dict[str, Any]:
    """What came of it, counted in the database and in the answers."""
    answers: dict[str, set[tuple[int, str]]] = defaultdict(set)
    lines = [line for who in range(len(race.by)) for line in _answers(race, who)]
    for line in lines:
        answers[line["participant"]].add((line["number"], line["arm"]))
    rows = list(
        Allocation.objects.filter(trial=race.a.trial)
        .order_by("number")
        .values_list("participant__number", "number", "arm__code", "slot_id", "previous", "digest")
    )
    slots = [slot for _, _, _, slot, _, _ in rows if slot is not None]
    kept = {participant: (number, arm) for participant, number, arm, *_ in rows}
    return {
        "allocations": len(rows),
        "answers": len(lines),
        "missing": race.count - len(kept),
        "doubled": len(rows) - len(kept) + len(slots) - len(set(slots)),
        "skipped": _gaps([number for _, number, *_ in rows]) + _skipped_slots(race),
        "two_arms": sum(len({arm for _, arm in given}) != 1 for given in answers.values()),
        "differ": sum(given != {kept.get(one)} for one, given in answers.items()),
        "broken_chain": sum(b[4] != a[5] for a, b in pairwise(rows)),
        "halves": _halves(race, len(rows)),
    }


CLEAN = dict.fromkeys(
    ("missing", "doubled", "skipped", "two_arms", "differ", "broken_chain", "halves"), 0
)


def in_a_process(work: Callable[[], Any], race: Race) -> Any:
    """What `work` gives back (as JSON), done in a process of its own at the race's database."""
    connection.close()
    told = race.folder / "told"
    pid = _fork(race, lambda: told.write_text(json.dumps(work())))
    _, status = os.waitpid(pid, 0)
    assert status == 0, "See what the process printed."
    return json.loads(told.read_text())


def at_a_file(file: Path) -> Callable[[], None]:
    """SQLite's test database is in memory: a new process gets at a copy of it in a file."""

    def connect() -> None:
        connections["default"].inc_thread_sharing()
        connections.settings["default"]["NAME"] = str(file)
        connections["default"] = connections.create_connection("default")

    return connect


def _begin(race: Race, who: int) -> int:
    return _fork(race, lambda: _administer(race, who))


def _fork(race: Race, work: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        race.connect()
        work()
        connection.close()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _administer(race: Race, who: int) -> None:
    """One administrator at work. SIGUSR1 and SIGUSR2 say where it is to be killed."""
    wanted: set[int] = set()
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, lambda number, _frame: wanted.add(number))
    plan = allocating.following.plan

    def killed_inside(**how: Any) -> Any:
        if signal.SIGUSR1 in wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return plan(**how)

    allocating.following.plan = killed_inside
    before = _answers(race, who)
    asks = race.asks_for(who)
    there = {line["n"] for line in before}
    todo = [line["n"] for line in before[-AGAIN:]] + [n for n in asks if n not in there]
    people = {
        one.identity: one
        for one in Participant.objects.filter(trial=race.a.trial).select_related(
            "trial", "site__site"
        )
    }
    answers = os.open(race.answers_of(who), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for n in todo:
        given = allocating.allocate(
            participant=people[f"{n:064d}"], by=race.by[who], now=clock.now(),
            key=uuid5(NAMESPACE_OID, f"{who}/{n}"),
        ).allocation  # fmt: skip
        if signal.SIGUSR2 in wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        line = json.dumps([n, given.participant.number, given.number, given.arm.code])
        os.write(answers, line.ljust(LINE - 1).encode() + b"\n")


def _answers(race: Race, who: int) -> list[dict[str, Any]]:
    file = race.answers_of(who)
    lines = file.read_text().splitlines() if file.exists() else []
    names = ("n", "participant", "number", "arm")
    return [dict(zip(names, json.loads(line), strict=True)) for line in lines]


def _administrator(a: ATrial) -> User:
    user = UserFactory()
    Role.objects.create(user=user, role=Role.Kind.TRIAL, site=a.teams[0].site)
    TrialRight.objects.create(
        trial=a.trial, user=user, right="ENROL", given_by=a.trial.created_by, given_at=NOON
    )
    return user


def _papers(a: ATrial, people: Iterable[Participant], scores: list[int], by: User) -> None:
    told = {"by": by, "at": NOON}
    day, yes = NOON.date(), {"adult": True, "pain": True, "diary": False}
    people = list(people)
    Consent.objects.bulk_create(
        [Consent(participant=one, version="1.0", consented_on=day, **told) for one in people],
        batch_size=500,
    )
    EligibilityForm.objects.bulk_create(
        [
            EligibilityForm(participant=one, design=a.design, answers=yes, eligible=True, **told)
            for one in people
        ],
        batch_size=500,
    )
    FormEntry.objects.bulk_create(
        [
            FormEntry(participant=one, form="BASELINE", version=1, answers={"average": score},
                      mode="TOGETHER", filled_on=day, **told)
            for one, score in zip(people, scores, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip


def _list(a: ATrial, scores: list[int], rng: random.Random) -> bytes:
    """Exactly as many entries as participants, so that it is used up with the last of them."""
    counts: dict[str, int] = defaultdict(int)
    for n, score in enumerate(scores):
        counts[f"{a.sites[n % SITES].code}/{'high' if score > 5 else 'low'}"] += 1
    rows = [
        f"{stratum},{number},{rng.choice(['SSM', 'UC'])}"
        for stratum, count in counts.items()
        for number in range(1, count + 1)
    ]
    return "\n".join(["stratum,sequence,arm", *rows, ""]).encode()


def _gaps(numbers: list[int]) -> int:
    return sum(at != number for at, number in enumerate(numbers, 1))


def _skipped_slots(race: Race) -> int:
    """Slots before the last given one of their block, or in a block before the last, not given.

    A slot that is void stands behind every other one of its block.
    """
    skipped = 0
    newest: dict[str, int] = {}
    blocks = Block.objects.filter(trial=race.a.trial).prefetch_related("slots__allocation")
    for block in blocks.order_by("stratum", "-number"):
        last = newest.setdefault(block.stratum, block.number) == block.number
        given = [hasattr(slot, "allocation") for slot in block.slots.all()]
        if last:
            reached = max((n for n, is_given in enumerate(given, 1) if is_given), default=0)
        else:
            held = [allocating.slots.holds(slot, block) for slot in block.slots.all()]
            reached = len(held) - held.count(None)
        skipped += given[:reached].count(False)
    return skipped


def _halves(race: Race, allocations: int) -> int:
    """Rows that should stand with each allocation and do not, or stand alone."""
    trial = race.a.trial
    levels = AllocationLevel.objects.filter(allocation__trial=trial).count()
    visits = FollowUp.objects.filter(participant__trial=trial).count()
    lines = AuditEvent.objects.filter(
        action="trial.allocated",
        subject_id__in=[
            str(pk) for pk in Allocation.objects.filter(trial=trial).values_list("pk", flat=True)
        ],
    ).count()
    expected = 2 * allocations, 2 * allocations, allocations
    return sum(abs(a - b) for a, b in zip((levels, visits, lines), expected, strict=True))
