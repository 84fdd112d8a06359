"""FHIR from real rows: valid for two validators, her own diary alone, a fixed number of queries."""

import copy
import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from diaries import fhir
from diaries.actions import care
from diaries.actions import checks as actions
from diaries.actions.imports import import_readings
from diaries.answers import Answers
from diaries.fuller import FullerAnswers
from diaries.models import ExtraDose, FullerCheck, PainCheck, Patient, SeenMark
from diaries.queries.record import record_of
from paincheck.accounts.models import User
from paincheck.audit.actions import SystemJob
from paincheck.audit.models import AuditEvent
from paincheck.demo.real import RealDiary, real_diaries
from tests.factories import NOON, PatientFactory, make_check
from tests.validators import NPM_FHIR, by_fhirkit, by_npm

SignIn = Callable[[User], Client]
Bundle = dict[str, Any]

needs_npm = pytest.mark.skipif(
    not NPM_FHIR.exists(), reason="python deploy/assets.py --for-tests brings npm's validator"
)

EVERYTHING = FullerAnswers(
    sites=("F_HEAD", "F_NECK"), most="F_HEAD", like=("ACHING",), like_other="Glass", moving=0,
    sleep=10, mood=3, relief="50", regular="SOME", why_not=("FORGOT",), flares=2, flare_worst=8,
    flare_today="TODAY", flare_cause="Coughing", flare_times=("NIGHT", ""), constipation="MILD",
    bowel_days=0, confusion="SEVERE", tried=("HEAT",), helped=(("HEAT", "A_LITTLE"),),
    worries=("HOOKED",), worries_other="None", goal=3,
).as_dict()  # fmt: skip


@pytest.fixture
def full(pat: Patient, ann: User, now: datetime) -> Patient:
    """Pat with everything that a diary can have, odd signs in her words among it."""
    pat.born_on, pat.hospital_number = date(1950, 2, 3), "RX 1234"
    pat.save()
    scores = {"worst": 8, "average": 5, "least": 0, "now": 6}
    words = "Night\n\tis <worse> & “odd” 😀 سلام \u202e"
    make_check(
        pat, at=now - timedelta(days=2), **scores, extra_doses=2, extra_doses_unsure=True,
        danger=True, danger_items=("FEVER", "JERKING"), wish="TODAY", note=words,
    )  # fmt: skip
    telephone = make_check(pat, at=now - timedelta(days=1), danger=False)
    PainCheck.objects.filter(pk=telephone.pk).update(
        source="TELEPHONE", entered_by=ann, helped="FOR", offline=True
    )
    wrong = make_check(pat, at=now - timedelta(hours=5), worst=2, average=1)
    actions.amend(
        check=wrong,
        answers=Answers.from_dict({"worst": 7, "average": 1}),
        by=pat.user,
        now=now,
    )
    morphine = medicine(pat, ann, now, name="Morphine", purpose="REGULAR")
    care.change_dose(
        medication=morphine, dose="20 mg twice a day", on=date(2026, 11, 10), by=ann, now=now
    )
    stopped = medicine(pat, ann, now, name="Ibuprofen", purpose="OTHER")
    care.stop_medication(medication=stopped, on=date(2026, 11, 12), by=ann, now=now)
    mistake = medicine(pat, ann, now, name="Mistaken", purpose="EXTRA")
    care.void_change(change=mistake.changes.get(), reason="Wrong patient", by=ann, now=now)
    for drug, helped in ((morphine, "A_LOT"), (None, "")):
        ExtraDose.objects.create(
            patient=pat, medication=drug, key=uuid.uuid4(), taken_at=now, day=now.date(),
            recorded_at=now, helped=helped, helped_at=now if helped else None,
        )  # fmt: skip
    for number, end in enumerate(({"sent_at": now}, {"left_at": now})):
        FullerCheck.objects.create(
            patient=pat, key=uuid.uuid4(), answers=EVERYTHING, day=now.date(), entered_by=ann,
            begun_at=now + timedelta(minutes=number), saved_at=now + timedelta(minutes=number),
            helped="WITH", **end,
        )  # fmt: skip
    return pat


def medicine(pat: Patient, ann: User, now: datetime, **told: str) -> Any:
    return care.start_medication(
        patient=pat, route="by mouth", dose="10 mg twice a day", on=date(2026, 11, 1), by=ann,
        now=now, **told,
    )  # fmt: skip


@pytest.fixture
def real(ann: User, now: datetime) -> list[Patient]:
    """The published diaries, as an import lays them down: decimals, gaps, no time of day."""
    return [_imported(ann, diary, now) for diary in real_diaries(now.date())]


def _imported(ann: User, diary: RealDiary, now: datetime) -> Patient:
    patient = PatientFactory(nurse=ann)
    import_readings(patient=patient, readings=diary.readings, by=SystemJob("demo"), now=now)
    return patient


def told(patient: Patient, *, for_staff: bool = False) -> Bundle:
    return fhir.bundle(record_of(patient), now=NOON, for_staff=for_staff)


def kinds(bundle: Bundle) -> list[str]:
    return [entry["resource"]["resourceType"] for entry in bundle["entry"]]


# Two validators


def test_a_diary_with_everything_is_valid_for_fhirkit(full: Patient) -> None:
    bundle = told(full, for_staff=True)
    assert set(kinds(bundle)) == {
        "Patient",
        "Observation",
        "QuestionnaireResponse",
        "MedicationStatement",
        "MedicationAdministration",
    }
    assert by_fhirkit(bundle) == []


@needs_npm
def test_a_diary_with_everything_is_valid_for_npm_fhir(full: Patient) -> None:
    assert by_npm(told(full, for_staff=True)) == []


def test_the_real_diaries_are_valid_for_fhirkit(real: list[Patient]) -> None:
    bundles = [told(patient) for patient in real]
    assert sum(kinds(bundle).count("Observation") for bundle in bundles) > 500
    assert [by_fhirkit(bundle) for bundle in bundles] == [[]] * len(real)


@needs_npm
def test_the_real_diaries_are_valid_for_npm_fhir(real: list[Patient]) -> None:
    assert [by_npm(told(patient)) for patient in real] == [[]] * len(real)


def test_an_empty_diary_is_valid(pat: Patient) -> None:
    assert by_fhirkit(told(pat)) == []


def broken(bundle: Bundle, kind: str, field: str, value: Any) -> Bundle:
    worse = copy.deepcopy(bundle)
    place = next(e["resource"] for e in worse["entry"] if e["resource"]["resourceType"] == kind)
    place[field] = value
    return worse


def test_fhirkit_sees_a_wrong_date(full: Patient) -> None:
    worse = broken(told(full), "QuestionnaireResponse", "authored", "24.11.2026")
    assert any("authored" in line for line in by_fhirkit(worse))


@needs_npm
def test_npm_fhir_sees_a_wrong_code(full: Patient) -> None:
    worse = broken(told(full), "Observation", "status", "bogus")
    assert any("bogus" in line for line in by_npm(worse))


# From rows


def test_a_fuller_check_is_told_question_by_question(full: Patient) -> None:
    sheets = [
        entry["resource"]
        for entry in told(full)["entry"]
        if "fuller-check" in entry["resource"].get("questionnaire", "")
    ]
    assert [sheet["status"] for sheet in sheets] == ["completed", "stopped"]
    items = {item["linkId"]: item["answer"] for item in sheets[0]["item"]}
    assert items["moving"] == [{"valueInteger": 0}]
    assert [one["valueCoding"]["code"] for one in items["sites"]] == ["F_HEAD", "F_NECK"]
    assert items["helped_HEAT"][0]["valueCoding"]["display"] == "A little"
    assert "sickness" not in items
    assert "flare_time_2" not in items


def test_a_fuller_check_that_is_still_being_written_is_not_told(pat: Patient) -> None:
    FullerCheck.objects.create(
        patient=pat, key=uuid.uuid4(), answers=EVERYTHING, day=NOON.date(), begun_at=NOON,
        saved_at=NOON,
    )  # fmt: skip
    assert "QuestionnaireResponse" not in kinds(told(pat))


def test_every_score_of_the_real_diaries_arrives_with_its_decimal(real: list[Patient]) -> None:
    for patient in real:
        sent = json.loads(json.dumps(told(patient)))
        values = [
            entry["resource"]["valueQuantity"]["value"]
            for entry in sent["entry"]
            if entry["resource"]["resourceType"] == "Observation"
        ]
        stored = PainCheck.objects.filter(patient=patient)
        scores = [
            float(score)
            for row in stored
            for score in (row.worst, row.average, row.least, row.now)
            if score is not None
        ]
        assert sorted(values) == sorted(scores)


def test_a_dose_taken_back_as_a_slip_is_left_out(full: Patient, now: datetime) -> None:
    ExtraDose.objects.filter(medication=None).update(removed_at=now)
    assert kinds(told(full)).count("MedicationAdministration") == 1


def test_a_thousand_checks_need_no_more_queries_than_one(
    pat: Patient, ann: User, now: datetime
) -> None:
    make_check(pat)
    medicine(pat, ann, now, name="Morphine", purpose="REGULAR")
    with CaptureQueriesContext(connection) as few:
        record_of(pat)
    for number in range(10):
        medicine(pat, ann, now, name=f"Medicine {number}", purpose="EXTRA")
    one = PainCheck.objects.get()
    PainCheck.objects.bulk_create(
        _copy(one, NOON - timedelta(hours=hours)) for hours in range(1, 1000)
    )
    with CaptureQueriesContext(connection) as many:
        bundle = fhir.bundle(record_of(pat), now=NOON)
    assert kinds(bundle).count("QuestionnaireResponse") == 1000
    assert len(many) == len(few)


def _copy(check: PainCheck, at: datetime) -> PainCheck:
    made = copy.copy(check)
    made.pk, made.key, made.answered_at, made.day = uuid.uuid4(), uuid.uuid4(), at, at.date()
    return made


# Doors


def test_a_patient_gets_her_own_diary_and_it_stands_on_the_trail(
    full: Patient, signed_in: SignIn
) -> None:
    answer = signed_in(full.user).get("/api/fhir/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer.json()["resourceType"] == "Bundle"
    assert "RX 1234" not in answer.content.decode()
    line = AuditEvent.objects.get(action="diary.taken_as_fhir")
    assert (line.actor_id, line.patient_id) == (full.user.pk, full.pk)


@pytest.mark.parametrize("asked", ["application/fhir+json", "application/json", "*/*"])
def test_whatever_kind_of_json_a_program_asks_for_it_gets(
    pat: Patient, signed_in: SignIn, asked: str
) -> None:
    answer = signed_in(pat.user).get("/api/fhir/", headers={"accept": asked})
    assert answer.json()["type"] == "collection"


def test_a_nurse_reads_her_patients_bundle_and_nothing_is_seen_by_it(
    full: Patient, ann: User, signed_in: SignIn
) -> None:
    answer = signed_in(ann).get(f"/api/patients/{full.code}/fhir/")
    assert "RX 1234" in answer.content.decode()
    assert AuditEvent.objects.get(action="diary.taken_as_fhir").actor_id == ann.pk
    assert not SeenMark.objects.exists()


def test_another_teams_patient_is_not_there_and_leaves_no_line(
    full: Patient, carl: User, signed_in: SignIn
) -> None:
    assert signed_in(carl).get(f"/api/patients/{full.code}/fhir/").status_code == 404
    assert not AuditEvent.objects.filter(action="diary.taken_as_fhir").exists()


@pytest.mark.parametrize("address", ["/api/fhir/", "/diary/take/", "/diary/take/fhir/"])
def test_a_nurse_has_no_diary_to_take(ann: User, signed_in: SignIn, address: str) -> None:
    assert signed_in(ann).get(address).status_code in (403, 404)


def test_strangers_get_nothing(client: Client, full: Patient) -> None:
    assert client.get("/api/fhir/").status_code == 403
    assert client.get(f"/api/patients/{full.code}/fhir/").status_code == 403
