"""Lines of the trail become visible in any order; each is sealed once, and none is taken for one
that was put in."""

import threading
import time

import pytest
from django.db import connection, transaction

from paincheck.accounts.models import Site
from paincheck.audit import actions
from paincheck.audit.actions import SystemJob, record, seal_trail
from paincheck.audit.models import AuditEvent, AuditSeal
from paincheck.audit.queries import verify
from tests.factories import NOON, SiteFactory

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


class Slow:
    """A transaction in a thread of its own that has written its line, and ends when told to."""

    def __init__(self, site: Site, *, commits: bool = True, writes: bool = True) -> None:
        self._site, self._commits, self._writes = site, commits, writes
        self._written, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with transaction.atomic():
            if self._writes:
                write(self._site)
            else:
                AuditEvent.objects.count()
            self._written.set()
            self._end.wait(20)
            transaction.set_rollback(not self._commits)
        connection.close()

    def __enter__(self) -> "Slow":
        self._thread.start()
        assert self._written.wait(20)
        return self

    def end(self) -> None:
        self._end.set()
        self._thread.join(20)

    def __exit__(self, *_: object) -> None:
        self.end()


def write(site: Site) -> None:
    record(action="test", subject=site, by=SystemJob("test"), now=NOON)


def test_a_lower_line_that_is_committed_later_stands_under_the_same_seal():
    site = SiteFactory()
    with Slow(site) as slow:
        write(site)
        assert seal_trail(now=NOON) == 0
        slow.end()
        assert seal_trail(now=NOON) == 1
    assert AuditSeal.objects.get().count == 2
    assert verify().wrong == ""


def test_a_line_that_is_committed_while_the_sealing_looks_is_waited_for():
    site = SiteFactory()
    with Slow(site) as slow:
        write(site)
        threading.Timer(0.2, slow.end).start()
        assert seal_trail(now=NOON) == 1
    assert AuditSeal.objects.get().count == 2


def test_a_line_that_is_rolled_back_holds_nothing_up():
    site = SiteFactory()
    with Slow(site, commits=False) as slow:
        write(site)
        slow.end()
        assert seal_trail(now=NOON) == 1
    assert AuditSeal.objects.get().count == 1
    assert verify().wrong == ""


def test_a_long_reading_holds_nothing_up():
    site = SiteFactory()
    with Slow(site, writes=False):
        write(site)
        assert seal_trail(now=NOON) == 1


def test_writers_without_end_and_sealers_side_by_side_leave_a_trail_that_fits(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(actions, "LINES_IN_A_SEAL", 7)
    site, until = SiteFactory(), time.monotonic() + 4

    def keep_writing() -> None:
        while time.monotonic() < until:
            with transaction.atomic():
                write(site)
                time.sleep(0.005)
                write(site)
        connection.close()

    def keep_sealing() -> None:
        while time.monotonic() < until:
            seal_trail(now=NOON)
        connection.close()

    threads = [threading.Thread(target=keep_writing) for _ in range(4)]
    threads += [threading.Thread(target=keep_sealing) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    while seal_trail(now=NOON):
        pass
    verdict = verify()
    assert (verdict.wrong, verdict.unsealed) == ("", 0)
    assert verdict.lines == AuditEvent.objects.count() > 100
    assert verdict.seals > 10


def test_a_process_that_stops_in_mid_transaction_holds_neither_seals_nor_patients_for_long():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("30s",)
