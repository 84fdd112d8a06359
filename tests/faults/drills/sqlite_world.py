"""PainCheck as `make run` starts it: SQLite, the queue in files, and three processes."""

import contextlib
import json
import sqlite3
from typing import Any

from tests.faults.drills.judge import SEEN
from tests.faults.drills.processes import Program
from tests.faults.drills.world import World

# The same columns as judge.SEEN. SQLite keeps no moment of commit: late is by the alert's own time.
SEEN_HERE = """
SELECT code.value, key.value, c.id, count(o.id), count(DISTINCT a.id),
       (julianday(min(o.found_at)) - julianday(c.received_at)) * 86400.0,
       (julianday(c.received_at) - 2440587.5) * 86400.0,
       (SELECT count(*) FROM alerts_alert x
        WHERE x.patient_id = p.id AND x.rule = 'severe_pain')
FROM json_each(?) code JOIN json_each(?) key ON key.key = code.key
JOIN diaries_patient p ON p.code = code.value
LEFT JOIN diaries_paincheck c ON c.patient_id = p.id AND c.key = replace(key.value, '-', '')
LEFT JOIN alerts_occurrence o ON o.pain_check_id = c.id
     AND o.alert_id IN (SELECT id FROM alerts_alert WHERE rule = 'severe_pain')
LEFT JOIN alerts_alert a ON a.id = o.alert_id
GROUP BY code.value, key.value, c.id, c.received_at, p.id
"""


class NotHere(Program):
    """A server that this world does without."""

    def __init__(self) -> None:
        super().__init__("nothing", lambda: None)

    def start(self) -> None:
        self.wanted = True


class SqliteWorld(World):
    def __init__(self, *, patients: int) -> None:
        environment = {"DATABASE_URL": "", "REDIS_URL": ""}
        super().__init__(patients=patients, workers=0, beats=0, environment=environment)
        self.postgres, self.valkey = NotHere(), NotHere()
        # As in `manage.py start`: beat inside the worker, threads instead of children.
        words = ("-m", "celery", "-A", "paincheck", "worker", "-B", "-P", "threads", "-c", "2",
                 "--loglevel", "warning")  # fmt: skip
        self.workers = [self._ours("worker", *words)]

    @property
    def var(self) -> Any:
        return self.folder / "var"

    @property
    def database(self) -> Any:
        return self.var / "paincheck.sqlite3"

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        told = [json.dumps(value) if isinstance(value, list) else value for value in values]
        with contextlib.closing(sqlite3.connect(self.database, timeout=20)) as line, line:
            return line.execute(SEEN_HERE if query == SEEN else query, told).fetchall()
