"""A diary as FHIR: nothing made up, nothing twice, every time as exact as it is known."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from diaries import fhir
from diaries.answers import Answers
from diaries.record import Change, Check, Dose, Medicine, Person, Record

LONDON = ZoneInfo("Europe/London")
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)
PAT = Person("TST1-0001", "Pat", "Peters", date(1950, 2, 3), "RX1", True, None)


def check(**told: Any) -> Check:
    """A check of nine o'clock by the patient: worst pain 7, everything else skipped."""
    usual: dict[str, Any] = {
        "id": uuid.uuid4(),
        "answers": Answers(worst=Decimal(7)),
        "answered_at": NINE,
        "received_at": NINE + timedelta(minutes=3),
        "day": NINE.date(),
        "time_known": True,
        "since_last": False,
        "source": "PATIENT",
        "entered_by": "",
        "helped": "",
        "offline": False,
        "amends": None,
        "is_replaced": False,
    }
    return Check(**(usual | told))


def resources(kind: str, *checks: Check, person: Person = PAT, **rest: Any) -> list[dict[str, Any]]:
    told = fhir.bundle(Record(person, checks, **rest), now=NINE)
    found = [entry["resource"] for entry in told["entry"]]
    return [one for one in found if one["resourceType"] == kind]


def scores(*checks: Check) -> dict[str, dict[str, Any]]:
    """The Observations by our own code for which score they are."""
    return {one["code"]["coding"][1]["code"]: one for one in resources("Observation", *checks)}


def linked(sheet: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {item["linkId"]: item["answer"] for item in sheet["item"]}


# Scores


def test_a_skipped_score_is_no_observation_and_a_zero_is_one() -> None:
    found = scores(check(answers=Answers(worst=Decimal(3), least=Decimal(0))))
    assert set(found) == {"worst", "least"}
    assert found["least"]["valueQuantity"]["value"] == 0
    assert all("dataAbsentReason" not in one for one in found.values())


def test_one_decimal_of_an_imported_diary_survives() -> None:
    found = scores(check(answers=Answers(worst=Decimal("6.5"), now=Decimal("7.0"))))
    assert str(found["worst"]["valueQuantity"]["value"]) == "6.5"
    assert str(found["now"]["valueQuantity"]["value"]) == "7"


def test_now_is_a_moment_and_worst_spans_the_24_hours_before_it() -> None:
    found = scores(check(answers=Answers(worst=Decimal(7), now=Decimal(4))))
    assert found["now"]["effectiveDateTime"] == "2026-11-24T09:00:00+00:00"
    assert "effectivePeriod" not in found["now"]
    assert found["worst"]["effectivePeriod"] == {
        "start": "2026-11-23T09:00:00+00:00",
        "end": "2026-11-24T09:00:00+00:00",
    }


def test_24_hours_are_24_hours_over_the_night_on_which_the_clocks_change() -> None:
    after = datetime(2026, 10, 25, 9, 0, tzinfo=LONDON)  # went back an hour in that night
    span = scores(check(answered_at=after))["worst"]["effectivePeriod"]
    start, end = (datetime.fromisoformat(span[name]) for name in ("start", "end"))
    assert start.isoformat() == "2026-10-24T10:00:00+01:00"
    assert end - start == timedelta(hours=24)


def test_a_second_check_on_a_day_spans_the_time_since_the_first() -> None:
    first = check(answered_at=NINE)
    second = check(answered_at=NINE + timedelta(hours=6), since_last=True)
    spans = [one["effectivePeriod"] for one in resources("Observation", first, second)]
    assert spans[1] == {"start": "2026-11-24T09:00:00+00:00", "end": "2026-11-24T15:00:00+00:00"}


def test_since_a_check_that_is_not_there_has_no_beginning() -> None:
    span = scores(check(since_last=True))["worst"]["effectivePeriod"]
    assert span == {"end": "2026-11-24T09:00:00+00:00"}


def test_where_only_the_day_is_known_the_day_is_all_that_is_told() -> None:
    one = check(time_known=False, answers=Answers(worst=Decimal(7), now=Decimal(4)))
    found = scores(one)
    assert found["now"]["effectiveDateTime"] == "2026-11-24"
    assert found["worst"]["effectivePeriod"] == {"start": "2026-11-24", "end": "2026-11-24"}
    assert resources("QuestionnaireResponse", one)[0]["authored"] == "2026-11-24"


# Corrections (S4)


def corrected(**answers: Any) -> tuple[Check, Check]:
    before = check(answers=Answers(worst=Decimal(7), average=Decimal(5)), is_replaced=True)
    return before, check(answers=Answers(**answers), amends=before.id)


def test_a_correction_is_told_as_one_and_only_the_changed_score_is_corrected() -> None:
    pair = corrected(worst=Decimal(9), average=Decimal(5), least=Decimal(1))
    status = {name: one["status"] for name, one in scores(*pair).items()}
    assert status == {"worst": "corrected", "average": "final", "least": "final"}
    sheets = resources("QuestionnaireResponse", *pair)
    assert [sheet["status"] for sheet in sheets] == ["entered-in-error", "amended"]


def test_what_was_corrected_is_kept_but_has_no_scores_to_count() -> None:
    pair = corrected(worst=Decimal(9), average=Decimal(5))
    sheets = resources("QuestionnaireResponse", *pair)
    assert linked(sheets[0])["worst"] == [{"valueDecimal": 7}]
    assert len(resources("Observation", *pair)) == 2


def test_a_score_that_was_changed_twice_and_back_again_is_still_corrected() -> None:
    first, second = corrected(worst=Decimal(9))
    second = replace(second, is_replaced=True)
    third = check(answers=Answers(worst=Decimal(9)), amends=second.id)
    assert scores(first, second, third)["worst"]["status"] == "corrected"


# Answer sheets


def test_an_answer_sheet_has_what_was_answered_and_nothing_else() -> None:
    full = Answers(
        worst=Decimal(7),
        extra_doses=0,
        danger=True,
        danger_items=("FEVER",),
        wish="PLEASE",
        note="It is worse\x0b at night.",
    )
    told = linked(resources("QuestionnaireResponse", check(answers=full))[0])
    assert set(told) == {"worst", "extra_doses", "danger", "wish", "note"}
    assert told["extra_doses"] == [{"valueInteger": 0}]
    assert told["danger"][0]["valueBoolean"] is True
    assert told["danger"][0]["item"][0]["answer"][0]["valueCoding"]["code"] == "FEVER"
    assert told["note"] == [{"valueString": "It is worse at night."}]


def test_a_no_to_danger_is_an_answer_and_a_skipped_gate_is_none() -> None:
    no, skipped = (check(answers=Answers(worst=Decimal(1), danger=said)) for said in (False, None))
    sheets = [linked(sheet) for sheet in resources("QuestionnaireResponse", no, skipped)]
    assert sheets[0]["danger"] == [{"valueBoolean": False}]
    assert "danger" not in sheets[1]


def test_phone_time_and_server_time_are_both_kept() -> None:
    sheet = resources("QuestionnaireResponse", check(offline=True, helped="FOR"))[0]
    told = {one["url"].rsplit("/", 1)[1]: one for one in sheet["extension"]}
    assert sheet["authored"] == "2026-11-24T09:00:00+00:00"
    assert told["received-at"]["valueInstant"] == "2026-11-24T09:03:00+00:00"
    assert told["written-offline"]["valueBoolean"] is True
    assert told["filled-in"]["valueString"] == "by somebody else"


# Medicines


def medicine(*changes: tuple[str, str, date], **told: Any) -> Medicine:
    made = tuple(Change(kind, dose, on, NINE, "Ann Archer") for kind, dose, on in changes)
    usual: dict[str, Any] = {
        "id": 1, "name": "Morphine", "route": "by mouth", "when_needed": False,
        "changes": made, "taken_back": "", "said_stopped_at": None,
    }  # fmt: skip
    return Medicine(**(usual | told))


START = ("STARTED", "10 mg twice a day", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([START], "active"),
        ([START, ("STOPPED", "", date(2026, 11, 20))], "completed"),
        ([START, ("STOPPED", "", date(2026, 12, 20))], "active"),
        ([("STARTED", "", date(2026, 12, 1))], "intended"),
        ([], "entered-in-error"),
    ],
)
def test_the_status_of_a_medicine_is_that_of_its_changes(changes: Any, status: str) -> None:
    told = resources("MedicationStatement", medicines=(medicine(*changes),))
    assert told[0]["status"] == status


def test_each_dose_stands_in_the_nurses_own_words_with_its_days() -> None:
    told = medicine(
        START, ("DOSE", "20 mg at night", date(2026, 11, 10)), ("STOPPED", "", date(2026, 11, 20))
    )
    found = resources("MedicationStatement", medicines=(told,))[0]
    assert found["effectivePeriod"] == {"start": "2026-11-01", "end": "2026-11-20"}
    days = [(one["text"], one["timing"]["repeat"]["boundsPeriod"]) for one in found["dosage"]]
    assert days == [
        ("10 mg twice a day", {"start": "2026-11-01", "end": "2026-11-09"}),
        ("20 mg at night", {"start": "2026-11-10", "end": "2026-11-20"}),
    ]


def test_what_the_patient_says_she_stopped_is_a_remark_until_a_nurse_answers() -> None:
    found = resources("MedicationStatement", medicines=(medicine(START, said_stopped_at=NINE),))[0]
    assert found["status"] == "active"
    assert "does not take this" in found["note"][0]["text"]


def test_an_extra_dose_is_one_event_at_her_own_hand() -> None:
    dose = Dose(uuid.uuid4(), 1, "Morphine", NINE, NINE, "A_LOT", NINE + timedelta(hours=1))
    told = resources("MedicationAdministration", doses=(dose,))[0]
    assert told["effectiveDateTime"] == "2026-11-24T09:00:00+00:00"
    assert told["note"][0]["text"] == "It helped a lot"
    assert "dosage" not in told


# Whose it is


def test_only_a_nurses_bundle_has_the_hospital_number() -> None:
    record = Record(PAT)
    assert "RX1" not in str(fhir.bundle(record, now=NINE))
    assert "RX1" in str(fhir.bundle(record, now=NINE, for_staff=True))


def test_a_practice_diary_says_that_it_is_test_data() -> None:
    practice = fhir.bundle(Record(replace(PAT, is_live=False)), now=NINE)
    assert practice["meta"]["security"][0]["code"] == "HTEST"
    assert "meta" not in fhir.bundle(Record(PAT), now=NINE)


def test_the_same_diary_has_the_same_names_each_time() -> None:
    record = Record(PAT, (check(),), (), (medicine(START),))
    assert fhir.bundle(record, now=NINE) == fhir.bundle(record, now=NINE)
    every = [entry["fullUrl"] for entry in fhir.bundle(record, now=NINE)["entry"]]
    assert len(set(every)) == len(every)


def test_every_reference_leads_to_something_in_the_bundle() -> None:
    pair = corrected(worst=Decimal(9))
    dose = Dose(uuid.uuid4(), 1, "Morphine", NINE, NINE, "", None)
    told = fhir.bundle(Record(PAT, pair, (), (medicine(START),), (dose,)), now=NINE.astimezone(UTC))
    urls = {entry["fullUrl"] for entry in told["entry"]}
    assert references(told) - urls == set()


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        mine = {value["reference"]} if "reference" in value else set()
        return mine.union(*(references(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(references(one) for one in value))
    return set()
