"""The database itself refuses to change a trial's evidence; between tests it is cleared."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import NOON, TeamFactory, make_nurse
from trial.append_only import ONLY_ADDED_TO, REFUSED
from trial.models import Consent, Participant, Trial, TrialSite


def a_consent() -> Consent:
    team = TeamFactory()
    nurse = make_nurse(team=team)
    trial = Trial.objects.create(code="t", title="T", created_by=nurse, created_at=NOON)
    site = TrialSite.objects.create(trial=trial, site=team.site, code="A", opened_at=NOON)
    participant = Participant.objects.create(
        trial=trial, world="TEST", site=site, number="A-001", first_name="P", last_name="Q",
        born_on="1950-01-01", identity="x", team=team, nurse=nurse, screened_on="2026-11-01",
        screened_by=nurse, recorded_at=NOON,
    )  # fmt: skip
    return Consent.objects.create(
        participant=participant, key=uuid.uuid4(), version="1.0", consented_on="2026-11-01",
        by=nurse, at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["UPDATE {} SET version = '2'", "DELETE FROM {}"])
def test_a_row_of_evidence_is_neither_changed_nor_deleted(harm: str) -> None:
    consent = a_consent()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        connection.cursor().execute(harm.format(Consent._meta.db_table))
    consent.refresh_from_db()
    assert consent.version == "1.0"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_every_table_of_evidence_is_guarded_also_after_a_clearing(time: str) -> None:
    a_consent()
    assert Consent.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trial_%'"
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'trial_%' AND NOT tgisinternal"
        )
        (triggers,) = cursor.fetchone()
    assert triggers == 2 * len(ONLY_ADDED_TO)
