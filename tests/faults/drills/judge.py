"""Was everything noticed once, soon, and told? Asked of the database and of the sinks."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.drills.load import Submit
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row
from tests.faults.drills.sinks import Sink
from tests.faults.drills.world import World

AFTER_A_KILL_SECONDS = 30.0
WITHOUT_REDIS_SECONDS = 60.0
SOON = 8.0
FLAGGED_WITHIN_SECONDS = 150.0  # how long a drill waits before it says 'lost'
TOLD_WITHIN_SECONDS = 240.0  # leases and the pauses between tries lie in between

# `late` is from the stored moment of receipt to the commit of the alert's line, both by the
# database's own clock: exact, whatever the programs' clocks say.
SEEN = """
SELECT k.code, k.key, c.id, count(o.id), count(DISTINCT a.id),
       extract(epoch FROM min(pg_xact_commit_timestamp(o.xmin)) - c.received_at),
       extract(epoch FROM c.received_at),
       (SELECT count(*) FROM alerts_alert x
        WHERE x.patient_id = p.id AND x.rule = 'severe_pain')
FROM unnest(%s::text[], %s::uuid[]) AS k(code, key)
JOIN diaries_patient p ON p.code = k.code
LEFT JOIN diaries_paincheck c ON c.patient_id = p.id AND c.key = k.key
LEFT JOIN (alerts_occurrence o JOIN alerts_alert a
           ON a.id = o.alert_id AND a.rule = 'severe_pain') ON o.pain_check_id = c.id
GROUP BY k.code, k.key, c.id, c.received_at, p.id
"""


@dataclass(frozen=True)
class Seen:
    """What the database says of one check."""

    code: str
    stored: bool
    occurrences: int
    alerts: int
    late: float | None
    received: float | None


def look(world: World, submits: Sequence[Submit]) -> list[Seen]:
    codes, keys = [s.person.code for s in submits], [s.key for s in submits]
    return [
        Seen(
            code=code,
            stored=pk is not None,
            occurrences=occurrences,
            alerts=max(alerts, of_patient),
            late=None if late is None else float(late),
            received=None if received is None else float(received),
        )
        for code, _, pk, occurrences, alerts, late, received, of_patient in world.sql(
            SEEN, codes, keys
        )
    ]


def wait_until_flagged(world: World, submits: Sequence[Submit]) -> None:
    def all_are() -> bool:
        try:
            return all(seen.occurrences for seen in look(world, submits))
        except Exception:  # noqa: BLE001  the database may be on its way back
            return False

    wait_for(all_are, FLAGGED_WITHIN_SECONDS)


def wait_until_told(sinks: Sequence[Sink], codes: set[str]) -> None:
    wait_for(lambda: all(codes <= sink.codes().keys() for sink in sinks), TOLD_WITHIN_SECONDS)


def judge(
    world: World,
    fault: str,
    submits: Sequence[Submit],
    *,
    kills: int = 0,
    within: float | None = AFTER_A_KILL_SECONDS,
    told_by: Sequence[Sink] | None = None,
    repeats_allowed: int | None = None,
    note: str = "",
) -> Row:
    """The row of a drill. `within`: the limit of lateness in seconds; None: it is reported only.

    `told_by`: the sinks where a message must have arrived for each alert, both unless said.
    `repeats_allowed`: as many as kills, unless said.
    """
    acknowledged = [submit for submit in submits if submit.acknowledged]
    sinks = (world.mail, world.texts) if told_by is None else told_by
    wait_until_flagged(world, acknowledged)
    codes = {submit.person.code for submit in acknowledged}
    seen = look(world, acknowledged)
    lost = [one.code for one in seen if not one.occurrences]
    wait_until_told(sinks, codes - {*lost})
    untold = sorted({code for sink in sinks for code in codes - sink.codes().keys()} - {*lost})
    late = sorted(one.late for one in seen if one.late is not None)
    repeats = world.mail.repeats(codes) + world.texts.repeats(codes)
    row = Row(
        fault=fault,
        n=len(acknowledged),
        kills=kills,
        lost=len(lost) + len(untold),
        duplicated=sum(one.occurrences > 1 or one.alerts > 1 for one in seen),
        repeated_messages=repeats,
        late_p50=quantile(late, 0.5),
        late_p99=quantile(late, 0.99),
        late_max=late[-1] if late else None,
        note=note,
    )
    arrived = world.mail.codes()
    told_late = sorted(
        arrived[one.code] - one.received for one in seen if one.received and one.code in arrived
    )
    row.more = {
        "missing": [one.code for one in seen if not one.stored],
        "unflagged": lost,
        "untold": untold,
        "never_acknowledged": len(submits) - len(acknowledged),
        "tries": sum(len(submit.statuses) for submit in submits),
        "told_p50": quantile(told_late, 0.5),
        "told_max": told_late[-1] if told_late else None,
        "judged_at": time.time(),
    }
    if within is not None:
        row.limits.append(Limit("latest flag, seconds", row.late_max, within))
    allowed = kills if repeats_allowed is None else repeats_allowed
    row.limits.append(Limit("messages that came twice", float(repeats), float(allowed)))
    return row


def not_flagged_before(world: World, submits: Sequence[Submit], back: float) -> Limit:
    """How many that were received well before the moment `back` were flagged only after it."""
    seen = [one for one in look(world, submits) if one.received and one.received < back - SOON]
    late = [one for one in seen if one.late is None or one.received + one.late > back]
    return Limit("sent while it was away and flagged only afterwards", float(len(late)), 0.0)


def quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
