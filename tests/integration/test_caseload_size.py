"""The caseload costs the same at any size: queries, bytes, rows of a page."""

import gzip
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from clinicians.models import HandOver, Introduction, Reviewed, Task
from diaries.actions import care
from diaries.models import Message, PainCheck, Patient, PatientSummary
from paincheck.accounts.models import Leave, User
from tests.factories import PatientFactory, make_check, make_nurse

SignIn = Callable[[User], Client]
KIB = 1024
WORDS = "It is worse at night, and the new tablets make me feel sick in the morning."


def many(nurse: User, number: int, now: datetime) -> list[Patient]:
    """Patients with three weeks of checks, a note and an alert each, laid down at one go."""
    team = nurse.team_places.get().team
    first = Patient.objects.count()
    patients = Patient.objects.bulk_create(
        Patient(
            code=f"M{n:03}-{n:04}", team=team, nurse=nurse, first_name="Margaret",
            last_name=f"Patient{n}", hospital_number=f"RX{n:06}", status_at=now,
            registered_at=now, invited_at=now,
        )
        for n in range(first, first + number)
    )  # fmt: skip
    checks = PainCheck.objects.bulk_create(
        PainCheck(
            patient=one, key=f"00000000-0000-4000-8000-{one.pk:06}{ago:06}", digest="",
            answered_at=now - timedelta(days=ago), received_at=now - timedelta(days=ago),
            day=(now - timedelta(days=ago)).date(), worst=(one.pk + ago) % 11,
            flagged_at=now, note=f"{one.pk} {WORDS}",
        )
        for one in patients
        for ago in range(21)
    )  # fmt: skip
    PatientSummary.objects.bulk_create(
        PatientSummary(patient=one, last_check=checks[21 * n]) for n, one in enumerate(patients)
    )
    Alert.objects.bulk_create(
        Alert(
            patient=one, rule="severe_pain", level=["RED", "AMBER"][one.pk % 2], opened_at=now,
            last_found_at=now, due_at=now, sentence=f"worst pain 8, up {one.pk} on the usual",
        )
        for one in patients
    )  # fmt: skip
    return patients


def everything_waits(patient: Patient, nurse: User, now: datetime) -> None:
    """One of each kind of thing that a row can say."""
    other = make_nurse(team=patient.team)
    Leave.objects.create(nurse=other, cover=nurse, first_date=now.date(), last_date=now.date())
    covered = PatientFactory(nurse=other, team=patient.team)
    for one in (patient, covered):
        Task.objects.create(
            patient=one,
            kind="NEXT_STEP",
            what="Ring",
            due_on=now.date(),
            made_by=nurse,
            made_at=now,
        )
        Reviewed.objects.create(patient=one, batch=uuid4(), by=nurse, at=now)
        Introduction.objects.create(patient=one, opened_at=now, due_on=now.date())
        HandOver.objects.create(
            patient=one, from_team=one.team, to_team=one.team, from_nurse=other, to_nurse=nurse,
            by=other, at=now,
        )  # fmt: skip
        Message.objects.create(
            patient=one, key="00000000-0000-4000-8000-000000000001", author=nurse, text="Hello",
            from_patient=True, sent_at=now, promised_by=now,
        )  # fmt: skip
        care.start_medication(
            patient=one, name="Morphine", route="by mouth", purpose="REGULAR", dose="10 mg",
            on=date(2026, 11, 19), by=nurse, now=now,
        )  # fmt: skip


def queries(client: Client, path: str = "/caseload/") -> list[str]:
    """What a page asks beyond whose session it is, and who that is."""
    with CaptureQueriesContext(connection) as ran:
        assert client.get(path).status_code == 200
    around = (Session._meta.db_table, "SAVEPOINT", "BEGIN", 'FROM "accounts_user"')
    asked = [query["sql"] for query in ran]
    return [sql for sql in asked if not any(word in sql.split(" WHERE ")[0] for word in around)]


@pytest.mark.slow
def test_the_caseload_costs_six_queries_with_40_patients_or_500(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    costs_six(ann, now, signed_in, 40, 460)


def test_the_caseload_costs_six_queries_with_5_patients_or_80(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    costs_six(ann, now, signed_in, 5, 75)


def costs_six(ann: User, now: datetime, signed_in: SignIn, few: int, more: int) -> None:
    client = signed_in(ann)
    everything_waits(many(ann, few, now)[0], ann, now)
    client.get("/caseload/")  # once a process, Django asks SQLite what it can do
    one = queries(client)
    many(ann, more, now)
    two = queries(client)
    assert len(one) == len(two) <= 6, "\n".join([*one, "", *two])


def test_a_page_has_50_rows_weighs_little_and_leads_to_the_next(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    many(ann, 60, now)
    client = signed_in(ann)
    first = client.get("/caseload/")
    page = first.context["page"]
    assert (len(page.needs_you), page.pages) == (50, 2)
    assert len(gzip.compress(first.content, 6)) <= 40 * KIB
    assert "Needs you (50 of 60)" in first.content.decode()
    assert "?page=2" in first.content.decode()
    second = client.get("/caseload/?page=2").context["page"]
    assert len(second.needs_you) == 10
    shown = [row.code for row in (*page.needs_you, *second.needs_you)]
    assert len(set(shown)) == 60


@pytest.mark.parametrize("number", ["0", "-1", "99999", "x", "²", "1" * 400])
def test_a_page_that_is_not_there_is_the_nearest_one(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, number: str
) -> None:
    assert pat.full_name in signed_in(ann).get(f"/caseload/?page={number}").content.decode()


def test_scores_come_with_their_patients(ann: User, pat: Patient, now: datetime) -> None:
    """The drawing is made of what the one query brought, on both databases."""
    from clinicians.queries.caseload import caseload

    for ago, worst in ((0, 4), (1, 7.5), (27, 2), (40, 9)):
        make_check(pat, at=now - timedelta(days=ago), worst=worst, average=None)
    row: Any = caseload(ann, roles=frozenset(), scope="", search="", now=now).up_to_date[0]
    assert "from 2 to 7.5" in row.spark
