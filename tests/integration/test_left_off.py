"""What a patient says of her medicines, on the nurse's side: extra doses, and what she left off."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from clinicians.queries.caseload import TEAM, caseload
from diaries.actions import care, medicines
from diaries.models import ExtraDose, Medication, MedicationChange, NoLongerTaken, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import make_check
from tests.integration.nursing import text_of

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.fixture
def morphine(pat: Patient, ann: User, now: datetime) -> Medication:
    return care.start_medication(
        patient=pat, name="Morphine liquid", route="by mouth", purpose="EXTRA",
        dose="5 mg when needed", on=date(2026, 11, 3), by=ann, now=now,
    )  # fmt: skip


@pytest.fixture
def said(morphine: Medication, pat: Patient, now: datetime) -> NoLongerTaken:
    return medicines.say_no_longer_taken(
        medication=morphine, key=uuid.uuid4(), why="It made me sick", by=pat.user, now=now
    )


def answer(desk: Client, said: NoLongerTaken, how: str, day: date = date(2026, 11, 24)) -> str:
    """GO_ON by its button, STOPPED by the page that asks for the day."""
    code = said.patient.code
    address = f"/patients/{code}/medicines/left-off/{said.pk}/"
    dated = {"on_day": f"{day.day}", "on_month": f"{day.month}", "on_year": f"{day.year}"}
    sent = {"answer": how} if how == "GO_ON" else dated
    return text_of(desk.post(address, sent, follow=True))


def take_back(desk: Client, said: NoLongerTaken) -> str:
    address = f"/patients/{said.patient.code}/medicines/left-off/{said.pk}/take-back/"
    return text_of(desk.post(address, follow=True))


def stops(medication: Medication) -> list[date]:
    changes = medication.changes.standing().filter(kind=MedicationChange.Kind.STOPPED)
    return [change.on for change in changes]


def test_the_nurse_reads_what_she_left_off_and_why(
    desk: Client, pat: Patient, said: NoLongerTaken
) -> None:
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Said today 12pm" in page.replace("midday", "12pm")
    assert "It made me sick" in page


def test_it_is_stopped_once_from_the_day_that_is_asked_for(
    desk: Client, ann: User, morphine: Medication, said: NoLongerTaken, now: datetime
) -> None:
    assert "Stopped." in answer(desk, said, "STOPPED", date(2026, 11, 20))
    assert "answered before" in answer(desk, said, "GO_ON")
    assert "answered before" in answer(desk, said, "STOPPED")
    said.refresh_from_db()
    assert (said.answer, said.answered_by, said.answered_at) == ("STOPPED", ann, now)
    assert stops(morphine) == [date(2026, 11, 20)]
    audited = AuditEvent.objects.values_list("action", flat=True)
    assert list(audited).count("medication.left_off_answered") == 1
    assert list(audited).count("medication.stopped") == 1


def test_it_should_go_on_and_she_reads_so(
    desk: Client, pat: Patient, morphine: Medication, said: NoLongerTaken, signed_in: SignIn
) -> None:
    answer(desk, said, "GO_ON")
    assert stops(morphine) == []
    page = text_of(signed_in(pat.user).get("/diary/medicines/"))
    assert "Ann looked at this, today" in page
    assert "You said that you no longer take this" not in page


def test_the_day_she_said_it_stands_in_the_boxes(
    desk: Client, pat: Patient, said: NoLongerTaken, now: datetime
) -> None:
    NoLongerTaken.objects.update(said_at=now - timedelta(days=2))
    page = desk.get(f"/patients/{pat.code}/medicines/left-off/{said.pk}/")
    assert 'value="22"' in page.content.decode()
    assert "It made me sick" in text_of(page)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 10, 1), "before the medicine was started"),
        (date(2027, 2, 1), "at most 4 weeks ahead"),
    ],
)
def test_a_day_that_cannot_be_is_told_and_answers_nothing(
    desk: Client, morphine: Medication, said: NoLongerTaken, day: date, sentence: str
) -> None:
    assert sentence in answer(desk, said, "STOPPED", day)
    said.refresh_from_db()
    assert said.answered_at is None
    assert stops(morphine) == []


@pytest.mark.parametrize("how", ["", "MAYBE", "STOPPED", "\x00", "x" * 100_000])
def test_without_a_day_nothing_is_stopped(
    desk: Client, pat: Patient, morphine: Medication, said: NoLongerTaken, how: str
) -> None:
    address = f"/patients/{pat.code}/medicines/left-off/{said.pk}/"
    assert desk.post(address, {"answer": how}).status_code == 422
    said.refresh_from_db()
    assert said.answered_at is None
    assert stops(morphine) == []


def test_an_answer_is_taken_back_and_its_stop_is_struck_out(
    desk: Client, pat: Patient, morphine: Medication, said: NoLongerTaken
) -> None:
    answer(desk, said, "STOPPED")
    assert "Right: it is stopped (Ann, today midday)" in text_of(desk.get(f"/patients/{pat.code}/"))
    page = take_back(desk, said)
    assert "It waits for an answer again" in page
    assert "Struck out: 24 November: Stopped Taken back by Ann: Answered by mistake" in page
    said.refresh_from_db()
    assert (said.answer, said.answered_by, said.answered_at) == ("", None, None)
    assert stops(morphine) == []
    assert "no answer to take back" in take_back(desk, said)
    answer(desk, said, "STOPPED", date(2026, 11, 22))
    assert stops(morphine) == [date(2026, 11, 22)]


def test_taking_an_answer_back_leaves_a_stop_of_its_own_alone(
    desk: Client, ann: User, morphine: Medication, said: NoLongerTaken, now: datetime
) -> None:
    early = now - timedelta(hours=1)
    care.stop_medication(medication=morphine, on=date(2026, 11, 20), by=ann, now=early)
    answer(desk, said, "STOPPED")
    take_back(desk, said)
    assert stops(morphine) == [date(2026, 11, 20)]


def test_a_newer_word_is_not_doubled_by_taking_an_answer_back(
    desk: Client, pat: Patient, morphine: Medication, said: NoLongerTaken, now: datetime
) -> None:
    answer(desk, said, "GO_ON")
    medicines.say_no_longer_taken(
        medication=morphine, key=uuid.uuid4(), why="", by=pat.user, now=now
    )
    assert "no answer to take back" in take_back(desk, said)
    said.refresh_from_db()
    assert said.answer == "GO_ON"


def test_what_she_took_back_stops_nothing(
    desk: Client, pat: Patient, morphine: Medication, said: NoLongerTaken, now: datetime
) -> None:
    medicines.take_back_no_longer_taken(said=said, by=pat.user, now=now)
    assert "taken back" in answer(desk, said, "STOPPED")
    assert stops(morphine) == []


def test_an_answered_word_cannot_be_taken_back(
    desk: Client, pat: Patient, said: NoLongerTaken, now: datetime
) -> None:
    answer(desk, said, "STOPPED")
    assert not medicines.take_back_no_longer_taken(said=said, by=pat.user, now=now)
    said.refresh_from_db()
    assert said.taken_back_at is None


def test_a_medicine_stopped_meanwhile_is_not_stopped_again(
    desk: Client, ann: User, morphine: Medication, said: NoLongerTaken, now: datetime
) -> None:
    care.stop_medication(medication=morphine, on=date(2026, 11, 20), by=ann, now=now)
    assert "Stopped." in answer(desk, said, "STOPPED")
    assert stops(morphine) == [date(2026, 11, 20)]


def test_one_that_begins_later_is_stopped_on_its_first_day(
    pat: Patient, ann: User, now: datetime
) -> None:
    later = care.start_medication(
        patient=pat, name="New", route="", purpose="OTHER", dose="1",
        on=date(2026, 12, 1), by=ann, now=now,
    )  # fmt: skip
    said = medicines.say_no_longer_taken(
        medication=later, key=uuid.uuid4(), why="", by=pat.user, now=now
    )
    medicines.answer_no_longer_taken(said=said, answer="STOPPED", by=ann, now=now)
    assert stops(later) == [date(2026, 12, 1)]


def test_another_teams_nurse_cannot_answer(
    carl: User, said: NoLongerTaken, now: datetime, signed_in: SignIn
) -> None:
    address = f"/patients/{said.patient.code}/medicines/left-off/{said.pk}/"
    desk = signed_in(carl)
    assert desk.post(address, {"answer": "GO_ON"}).status_code == 404
    assert desk.post(f"{address}take-back/").status_code == 404
    said.refresh_from_db()
    assert said.answered_at is None


def test_it_stands_on_the_caseload_until_it_is_answered(
    ann: User, pat: Patient, said: NoLongerTaken, now: datetime
) -> None:
    make_check(pat, at=now)

    def page() -> object:
        return caseload(ann, roles=frozenset(), scope=TEAM, search="", now=now)

    assert [row.code for row in page().needs_you if row.left_off] == [pat.code]
    medicines.answer_no_longer_taken(said=said, answer="GO_ON", by=ann, now=now)
    assert [row.code for row in page().up_to_date if not row.left_off] == [pat.code]


def test_the_caseload_says_so_in_words(desk: Client, said: NoLongerTaken) -> None:
    assert "Says a medicine is no longer taken" in text_of(desk.get("/caseload/"))


def test_the_nurse_sees_extra_doses_and_whether_they_helped(
    desk: Client, pat: Patient, morphine: Medication, now: datetime
) -> None:
    for hours_ago, medication in ((30, None), (3, morphine), (1, morphine)):
        dose = medicines.note_dose(
            patient=pat, key=uuid.uuid4(), taken_at=now - timedelta(hours=hours_ago),
            medication=medication, by=pat.user, now=now,
        )  # fmt: skip
    medicines.say_helped(dose=dose, helped="A_LOT", by=pat.user, now=now)
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "2 in the last 24 hours, by checks and list together." in page
    said_of = "Today 11am, Morphine liquid. It helped a lot 9am, Morphine liquid"
    assert f"{said_of} Monday 23 November 6am" in page


def test_a_dose_that_no_rule_has_seen_is_shown(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    ExtraDose.objects.create(
        patient=pat, key=uuid.uuid4(), taken_at=now, day=now.date(), recorded_at=now,
        flag_due_at=now,
    )  # fmt: skip
    assert "Extra dose of today" in text_of(desk.get(f"/patients/{pat.code}/"))
    row = caseload(ann, roles=frozenset(), scope=TEAM, search="", now=now).needs_you[0]
    assert row.not_checked.startswith("Extra doses, not yet checked")
