"""Whatever was sealed and is touched afterwards is found and named."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from paincheck.audit import actions
from paincheck.audit.actions import SystemJob, record, seal_trail
from paincheck.audit.digests import listed, seal_digest
from paincheck.audit.models import AuditEvent, AuditSeal
from paincheck.audit.queries import verify
from paincheck.timetable import ENTRIES
from tests.factories import NOON, SiteFactory

pytestmark = pytest.mark.django_db


def write(count: int = 1, reason: str = "") -> None:
    site = SiteFactory()
    for _ in range(count):
        record(action="test", subject=site, by=SystemJob("test"), now=NOON, fields=["b", "a"],
               reason=reason, patient_id=7)  # fmt: skip


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def ids() -> list[int]:
    """Nine lines under three seals of three."""
    for _ in range(3):
        write(3)
        assert seal_trail(now=NOON) == 1
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def test_a_trail_that_nobody_touched_fits(ids: list[int]):
    write(2)
    verdict = verify()
    assert (verdict.wrong, verdict.lines, verdict.seals, verdict.unsealed) == ("", 9, 3, 2)


def test_nothing_new_sets_no_seal(ids: list[int]):
    assert seal_trail(now=NOON) == 0
    assert AuditSeal.objects.count() == 3


def test_the_timetable_seals_within_ten_seconds():
    assert ENTRIES["seal-trail"].every <= timedelta(seconds=10)
    write()
    ENTRIES["seal-trail"].work(now=NOON)
    assert AuditSeal.objects.get().count == 1


def test_a_long_trail_is_sealed_in_pieces(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "LINES_IN_A_SEAL", 2)
    write(11)
    assert seal_trail(now=NOON) == actions.SEALS_IN_A_ROUND
    assert seal_trail(now=NOON) == 2
    verdict = verify()
    assert (verdict.wrong, verdict.lines, verdict.unsealed) == ("", 11, 0)


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00+00:00'",
        "action = 'other'",
        "actor_id = 99",
        "system = 'nobody'",
        "subject_type = 'other'",
        "subject_id = '99'",
        "patient_id = 8",
        "patient_id = NULL",
        "fields = '[\"a\"]'",
        "reason = 'because'",
    ],
)
def test_each_field_that_is_edited_is_found(ids: list[int], change: str):
    sql(f"UPDATE audit_auditevent SET {change} WHERE id = %s", ids[4])
    assert verify().wrong == f"Line {ids[4]} was changed after seal 2 was set."


@pytest.mark.parametrize(("where", "first"), [("id = %s", 4), ("id >= %s", 7)])
def test_lines_that_are_gone_are_found_in_the_middle_and_at_the_end(
    ids: list[int], where: str, first: int
):
    sql(f"DELETE FROM audit_auditevent WHERE {where}", ids[first])
    assert verify().wrong.startswith(f"Line {ids[first]} is missing")


def test_two_lines_that_changed_places_are_named():
    write(1, reason="first")
    write(1, reason="second")
    seal_trail(now=NOON)
    first, second = AuditEvent.objects.order_by("id").values_list("id", flat=True)
    for old, new in ((first, 0), (second, first), (0, second)):
        sql("UPDATE audit_auditevent SET id = %s WHERE id = %s", new, old)
    assert verify().wrong == f"Line {first} was changed after seal 1 was set."


def test_a_line_put_in_between_is_named():
    write(3)
    gap = AuditEvent.objects.order_by("id")[1]
    AuditEvent.objects.filter(pk=gap.pk)._raw_delete("default")  # as if rolled back
    seal_trail(now=NOON)
    assert verify().wrong == ""
    sql(
        "INSERT INTO audit_auditevent (id, at, action, actor_id, system, subject_type, subject_id,"
        " patient_id, fields, reason) SELECT %s, at, action, actor_id, system, subject_type,"
        " subject_id, patient_id, fields, reason FROM audit_auditevent WHERE id = %s",
        gap.pk,
        AuditEvent.objects.earliest("id").pk,
    )
    assert verify().wrong == f"Line {gap.pk} was put in after seal 1 was set."


def test_a_line_that_was_made_up_with_its_seal_is_found(ids: list[int]):
    sql("UPDATE audit_auditevent SET reason = 'because' WHERE id = %s", ids[4])
    lines = AuditEvent.objects.filter(id__range=(ids[3], ids[5])).order_by("id")
    seal = AuditSeal.objects.get(number=2)
    seal.lines = listed(lines.values_list())
    sql("UPDATE audit_auditseal SET lines = %s WHERE number = 2", seal.lines)
    assert verify().wrong.startswith("Seal 2 (lines")
    sql("UPDATE audit_auditseal SET digest = %s WHERE number = 2", seal_digest(**seal.content()))
    assert verify().wrong.startswith("Seal 3 (lines")


def test_a_seal_that_is_gone_is_named(ids: list[int]):
    sql("DELETE FROM audit_auditseal WHERE number = 2")
    assert verify().wrong == "Seal 2 is missing."


def test_an_end_that_was_cut_off_with_its_seals_is_found_by_a_seal_kept_elsewhere(ids: list[int]):
    kept = verify().newest_seal
    cut = AuditSeal.objects.get(number=3)
    sql("DELETE FROM audit_auditseal WHERE number = 3")
    sql("DELETE FROM audit_auditevent WHERE id >= %s", cut.first_id)
    assert verify().wrong == ""  # said in ADR 8
    assert verify(anchors=[kept]).wrong.startswith("Seal 3 was kept elsewhere and is missing")


def test_a_trail_written_anew_is_found_by_a_seal_kept_elsewhere(ids: list[int]):
    kept = verify().newest_seal
    sql("DELETE FROM audit_auditseal")
    sql("UPDATE audit_auditevent SET reason = 'because' WHERE id = %s", ids[0])
    for _ in range(3):
        seal_trail(now=NOON)
        write(3)
    assert verify().wrong == ""
    assert verify(anchors=[kept]).wrong.startswith("Seal 3 is not the one that was kept")


def test_the_log_keeps_each_seal_elsewhere(caplog: pytest.LogCaptureFixture):
    write()
    with caplog.at_level("INFO", logger="paincheck.audit"):
        seal_trail(now=NOON)
    assert f"audit seal {verify().newest_seal}" in caplog.text


def test_of_two_that_seal_at_once_one_gives_way(ids: list[int], monkeypatch: pytest.MonkeyPatch):
    write()
    read = actions.queries.lines_between

    def overtaken(*args: int, **how: int) -> list:
        found = read(*args, **how)
        monkeypatch.setattr(actions.queries, "lines_between", read)
        assert seal_trail(now=NOON) == 1
        return found

    monkeypatch.setattr(actions.queries, "lines_between", overtaken)
    assert seal_trail(now=NOON) == 0
    assert verify().wrong == ""
    assert AuditSeal.objects.count() == 4


def test_verify_audit_says_how_many_how_fast_and_the_newest_seal(ids: list[int]):
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().startswith("The trail fits: 9 lines under 3 seals, 0 not sealed yet.")
    assert "lines a second" in said.getvalue()
    assert f"Newest seal: {verify().newest_seal}" in said.getvalue()


def test_verify_audit_ends_with_1_and_names_the_line(ids: list[int]):
    sql("DELETE FROM audit_auditevent WHERE id = %s", ids[4])
    with pytest.raises(CommandError, match=f"Line {ids[4]} is missing") as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1


def test_a_seal_is_the_same_on_every_machine():
    """The form is a promise to every database there is: this digest may never change."""
    line = (17, datetime(2026, 11, 24, 12, 0, 0, 5, tzinfo=UTC), "a", None, "job", "x.Y", "3",
            None, ["b"], "Grüße")  # fmt: skip
    assert listed([line]) == "17:06267d0191e6348fd989ce1df7bb2800"
