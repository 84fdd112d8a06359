"""A restored database in which something is missing is refused, with words that say what to do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from alerts.models import Alert
from diaries.models import PainCheck, Patient
from paincheck.audit.actions import SystemJob, record, seal_trail
from paincheck.audit.models import AuditEvent
from paincheck.backup.soundness import faults
from paincheck.outbox.models import Delivery
from tests.factories import NOON, make_alert, make_check

pytestmark = pytest.mark.django_db(transaction=True)
RULES_OFF = {
    "sqlite": ["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"],
    "postgresql": ["SET session_replication_role = replica"],
}
RULES_ON = {
    "sqlite": ["PRAGMA foreign_keys = ON", "PRAGMA ignore_check_constraints = OFF"],
    "postgresql": ["SET session_replication_role = origin"],
}


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def no_rules() -> Iterator[None]:
    """As in a database that was put together by hand."""
    sql(*RULES_OFF[connection.vendor])
    yield
    sql(*RULES_ON[connection.vendor])


@pytest.fixture
def backed_up(pat: Patient, now: datetime, tmp_path: Path) -> Path:
    """A check, an open alert and a pending delivery, on a trail of three sealed lines."""
    make_check(pat, worst=8)
    alert = make_alert(pat)
    Delivery.objects.create(
        channel="EMAIL",
        address="a@example.org",
        about=f"alert:{alert.pk}",
        once_key="k",
        created_at=now,
        due_at=now,
    )
    for _ in range(3):
        record(action="test", subject=pat, by=SystemJob("test"), now=now)
    seal_trail(now=now)
    call_command("backup_manifest", tmp_path / "manifest.json", stdout=StringIO())
    return tmp_path / "manifest.json"


def check(manifest: Path) -> str:
    said = StringIO()
    call_command("restore_check", manifest=manifest, stdout=said)
    return said.getvalue()


def refused(manifest: Path) -> str:
    with pytest.raises(CommandError) as error:
        check(manifest)
    assert error.value.returncode == 1
    return str(error.value)


def test_a_whole_database_is_sound_and_the_losses_are_said(backed_up: Path):
    said = check(backed_up)
    assert said.startswith("Sound. Restored up to 2026-11-24 12:00:00 UTC")
    assert "Open alerts: 1 (1 when it was backed up). Pending deliveries: 1 (1)." in said
    assert "is sent once more" in said


def test_later_work_is_no_fault(backed_up: Path, pat: Patient, now: datetime):
    Alert.objects.update(closed_at=now, closed_how="CLEARED")
    make_alert(pat)
    Delivery.objects.update(state="SENT")
    record(action="test", subject=pat, by=SystemJob("test"), now=now)
    seal_trail(now=now)
    assert "Open alerts: 1 (1 when it was backed up). Pending deliveries: 0 (1)." in check(
        backed_up
    )


def test_an_open_alert_that_is_missing_is_named(backed_up: Path):
    number = Alert.objects.get().pk
    sql("DELETE FROM alerts_alert")
    said = refused(backed_up)
    assert f"- Alert {number} was open and is missing." in said
    assert "- alerts.Alert: 1 rows were backed up, 0 are here." in said
    assert "Do not start PainCheck with this database" in said
    assert "restore again" in said


def test_a_pending_delivery_that_is_missing_is_named(backed_up: Path):
    name = Delivery.objects.get().pk
    sql("DELETE FROM outbox_delivery")
    assert f"Delivery {name} was pending and is missing." in refused(backed_up)


def test_an_alert_that_is_closed_without_a_line_of_the_trail_is_found(backed_up: Path):
    Alert.objects.update(closed_at=NOON, closed_how="CLEARED")
    assert "Not the same alerts are open" in refused(backed_up)


def test_a_delivery_marked_as_sent_without_a_line_of_the_trail_is_found(backed_up: Path):
    Delivery.objects.update(state="SENT")
    assert "Not the same deliveries are pending" in refused(backed_up)


def test_a_check_that_is_missing_is_counted(backed_up: Path):
    sql("UPDATE diaries_patientsummary SET last_check_id = NULL", "DELETE FROM diaries_paincheck")
    assert "diaries.PainCheck: 1 rows were backed up, 0 are here." in refused(backed_up)


def test_an_end_of_the_trail_that_is_cut_off_with_its_seal_is_found(backed_up: Path):
    sql("DELETE FROM audit_auditseal", "DELETE FROM audit_auditevent")
    said = refused(backed_up)
    assert "Seal 1 was kept elsewhere and is missing" in said
    assert "of the audit trail is missing or not the one that was backed up" in said


def test_a_changed_line_of_the_trail_is_named(backed_up: Path):
    first = AuditEvent.objects.earliest("id").pk
    sql(f"UPDATE audit_auditevent SET action = 'other' WHERE id = {first}")
    assert f"The audit trail does not fit. Line {first} was changed" in refused(backed_up)


def test_a_row_that_refers_to_nothing_is_found(backed_up: Path):
    with no_rules():
        sql("UPDATE alerts_alert SET taken_by_id = 4711")
        said = refused(backed_up)
        sql("UPDATE alerts_alert SET taken_by_id = NULL")
    assert "alerts_alert" in said
    assert "missing" in said


def test_a_row_that_breaks_a_rule_is_found(pat: Patient):
    make_check(pat, worst=8)
    assert list(faults()) == []
    with no_rules():
        if connection.vendor == "sqlite":
            sql("UPDATE diaries_paincheck SET worst = 11")
            sql("PRAGMA ignore_check_constraints = OFF")
            found = list(faults())
        else:
            found = after_a_change_without_its_rule(
                "diaries_paincheck", "check_worst_between_0_and_10", "worst = 11"
            )
    assert any("diaries_paincheck" in sentence for sentence in found)


def after_a_change_without_its_rule(table: str, name: str, change: str) -> list[str]:
    """PostgreSQL keeps a rule that old rows break only where it is told not to look at them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
            )
            rule = cursor.fetchone()[0]
        sql(
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            f"UPDATE {table} SET {change}",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule} NOT VALID",
        )
        found = list(faults())
        transaction.set_rollback(True)
    return found


def test_a_backup_of_an_older_release_is_migrated_first(backed_up: Path):
    sql("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0002_seals'")
    said = refused(backed_up)
    sql(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('audit', '0002_seals', '2026-11-24 12:00:00+00:00')"
    )
    assert said.startswith("This release is newer than the backup: 1 migrations are missing")
    assert "Run 'manage.py migrate'" in said


@pytest.mark.parametrize("harm", ["cut", "empty", "gone", "other"])
def test_a_manifest_that_is_damaged_is_refused(backed_up: Path, harm: str):
    words = backed_up.read_text()
    if harm == "gone":
        backed_up.unlink()
    else:
        backed_up.write_text({"cut": words[:-20], "empty": "", "other": '{"rows": {}}'}[harm])
    assert "cannot be read" in refused(backed_up)
    assert "take the one before" in refused(backed_up)


def test_the_manifest_is_for_its_owner_alone_and_names_nobody(backed_up: Path, pat: Patient):
    assert backed_up.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(backed_up.read_text())) == {
        "taken_at", "rows", "newest_line", "newest_seal", "open_alerts", "pending_deliveries",
    }  # fmt: skip
    assert pat.last_name not in backed_up.read_text()
    assert (
        PainCheck.objects.count() == json.loads(backed_up.read_text())["rows"]["diaries.PainCheck"]
    )
