"""What goes round: stopped, frozen, poisoned, locked out, and away for hours."""

import contextlib
import random
import time

from tests.faults.drills.judge import judge, look, wait_until_flagged
from tests.faults.drills.load import Load, Submit, submit_until_acknowledged
from tests.faults.drills.processes import Program, wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.sinks import HANGS
from tests.faults.drills.world import World

BANNER_SECONDS = 60.0
LEASE_SECONDS = 60.0
SOON_SECONDS = 30.0


@drill("worker, beat and watch stop: the banner", n=6)
def stopped(world: World, rng: random.Random, n: int) -> Row:
    loops = (*world.workers, *world.beats, *world.watches)
    fault = "worker, beat and watch stop: the banner"
    with world.without(*loops):
        load, shown = until_the_banner(world, rng, n)
    return after_the_banner(world, fault, load, shown)


@drill("worker and watch hang (SIGSTOP): the banner", n=6)
def hanging(world: World, rng: random.Random, n: int) -> Row:
    for program in (*world.workers, *world.watches):
        program.freeze()
    load, shown = until_the_banner(world, rng, n)
    for program in (*world.workers, *world.watches):
        program.thaw()
    return after_the_banner(world, "worker and watch hang (SIGSTOP): the banner", load, shown)


def until_the_banner(world: World, rng: random.Random, n: int) -> tuple[Load, list[float | None]]:
    """Seconds until /healthz answers 503, and until a nurse's page shows the banner."""
    began = time.monotonic()
    with Load(world, rng, n, seconds=5) as load:
        pass
    shown: list[float | None] = [None, None]

    def both_say_so() -> bool:
        page = world.get("/caseload/", world.nurse.session if world.nurse else "")[1]
        for place, says in enumerate((not world.is_well(), "Alerting is delayed" in page)):
            if says and shown[place] is None:
                shown[place] = time.monotonic() - began
        return None not in shown

    wait_for(both_say_so, 90)
    return load, shown


def after_the_banner(world: World, fault: str, load: Load, shown: list[float | None]) -> Row:
    back = time.monotonic()
    wait_until_flagged(world, load.acknowledged)
    took = time.monotonic() - back
    row = judge(world, fault, load.submits, within=None)
    row.limits = [
        Limit("seconds until /healthz answers 503", shown[0], BANNER_SECONDS),
        Limit("seconds until the nurses' pages say so", shown[1], BANNER_SECONDS),
        Limit("seconds from their return to the latest flag", took, SOON_SECONDS),
    ]
    row.note = f"503 after {shown[0] or 0:.0f} s, banner after {shown[1] or 0:.0f} s"
    return row


@drill("the worker hangs past its lease in mid-send, then goes on", n=40)
def past_its_lease(world: World, rng: random.Random, n: int) -> Row:
    with Load(world, rng, n, seconds=LEASE_SECONDS + 30) as load:
        time.sleep(rng.uniform(2, 5))
        with world.without(*world.watches):  # so that it is the worker who sends
            before = world.mail.connections
            world.mail.mode = HANGS
            wait_for(lambda: world.mail.connections > before, 20)
            world.workers[0].freeze()
        world.mend_sinks()
        time.sleep(LEASE_SECONDS + 10)
        world.workers[0].thaw()
    fault = "the worker hangs past its lease in mid-send, then goes on"
    return judge(world, fault, load.submits, repeats_allowed=2)


@drill("one check is poisoned among many", n=40, own_world={})
def poisoned(world: World, rng: random.Random, n: int) -> Row:
    """Its alert can never be written: a trigger of the database refuses it. Dead, and shown."""
    world.sql(
        "CREATE TABLE poison (patient_id bigint);"
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.patient_id IN (SELECT patient_id FROM poison) THEN RAISE 'poison'; END IF;"
        " RETURN NEW; END $$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON alerts_alert"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    bad = Submit(world.take_people(1)[0])
    code = bad.person.code
    world.sql("INSERT INTO poison SELECT id FROM diaries_patient WHERE code = %s", code)
    with Load(world, rng, n, seconds=20) as load:
        submit_until_acknowledged(world, bad, load.stop)
    row = judge(world, "one check is poisoned among many", load.submits)

    def dead() -> bool:
        # Its pauses double up to 80 s; we bring the next try forward rather than wait.
        world.sql("UPDATE diaries_paincheck SET flag_due_at = now() WHERE flagged_at IS NULL"
                  " AND flag_dead_at IS NULL AND flag_due_at > now()")  # fmt: skip
        return bool(world.sql("SELECT 1 FROM diaries_paincheck WHERE flag_dead_at IS NOT NULL"))

    died = wait_for(dead, 90)
    shown = '"given_up_by_the_rules": 1' in world.get("/healthz")[1]
    row.limits.append(Limit("the poisoned one is not given up", float(not died), 0.0))
    row.limits.append(Limit("/healthz does not count it", float(not shown), 0.0))
    row.note = "the pauses between its six tries were cut short by SQL"
    return row


@drill("one patient's row is locked for 60 s", n=40)
def locked(world: World, rng: random.Random, n: int) -> Row:
    """As by a frozen transaction: she waits for it, and nobody else does."""
    hers = Submit(world.take_people(1)[0])
    with Load(world, rng, n, seconds=50) as load:
        with world.without(*world.workers, *world.watches):
            submit_until_acknowledged(world, hers, load.stop)
            connection = world.connect()
            connection.cursor().execute(
                "SELECT 1 FROM diaries_patient WHERE code = %s FOR UPDATE", [hers.person.code]
            )
            begun = time.monotonic()
        time.sleep(max(0.0, 60 - (time.monotonic() - begun)))
        connection.close()
    row = judge(world, "one patient's row is locked for 60 s", load.submits)
    wait_until_flagged(world, [hers])
    seen = look(world, [hers])[0]
    row.lost += not seen.occurrences
    row.note = f"she herself was flagged after {seen.late or 0:.0f} s"
    return row


@drill("beat and watch are away for three hours across a deadline", n=20, own_world={})
def three_hours(world: World, rng: random.Random, n: int) -> Row:
    """Alerts that nobody took stand before; checks that no worker saw come while they are away."""
    fault = "beat and watch are away for three hours across a deadline"
    with Load(world, rng, n // 2, seconds=5) as before:
        pass
    judge(world, fault, before.submits)
    deputy = count_to(world, "deputy@example.org")
    away: tuple[Program, ...] = (*world.beats, *world.watches, *world.workers)
    with world.without(*away), Load(world, rng, n - n // 2, seconds=5) as meanwhile:
        pass
    for program in away:
        program.stop()
    three_hours_pass(world)
    overdue = world.sql("SELECT count(*) FROM alerts_alert WHERE escalates_at < now()")[0][0]
    began = time.monotonic()
    for program in away:
        program.start()
    wait_until_flagged(world, meanwhile.acknowledged)
    flagged = time.monotonic() - began
    went_up = wait_for(lambda: count_to(world, "deputy@example.org") - deputy >= overdue, 90)
    took = time.monotonic() - began
    time.sleep(20)  # a second round of escalation must not tell them again
    again = count_to(world, "deputy@example.org") - deputy - overdue
    row = judge(world, fault, [*before.submits, *meanwhile.submits], within=None)
    row.late_p50 = row.late_p99 = row.late_max = None  # the three hours would stand in them
    row.lost += 0 if went_up and overdue >= len(before.acknowledged) else overdue
    row.duplicated += max(0, again)
    row.limits.append(Limit("seconds from their return to the latest flag", flagged, SOON_SECONDS))
    row.limits.append(Limit("seconds until each deadline was acted upon", took, SOON_SECONDS))
    row.note = (
        f"three hours were made by moving the times of all rows back by SQL; {overdue} alerts were "
        "overdue on their return, and each went one step up, once"
    )
    return row


def count_to(world: World, address: str) -> int:
    return sum(arrival.to == address for arrival in list(world.mail.arrivals))


def three_hours_pass(world: World) -> None:
    """Move every moment of ours back, but for the audit trail, whose lines cannot be changed."""
    columns = world.sql(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'"
        " AND (table_name LIKE 'alerts%%' OR table_name LIKE 'diaries%%'"
        " OR table_name LIKE 'outbox%%' OR table_name LIKE 'background%%')"
    )
    tables: dict[str, list[str]] = {}
    for table, column in columns:
        tables.setdefault(table, []).append(f"{column} = {column} - interval '3 hours'")
    with contextlib.closing(world.connect()) as connection, connection, connection.cursor() as at:
        for table, moves in tables.items():
            at.execute(f"UPDATE {table} SET {', '.join(moves)}")
