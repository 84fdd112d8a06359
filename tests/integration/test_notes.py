"""Notes of the staff: none is lost, none is erased, and the patient sees none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client

from clinicians.actions import notes as actions
from clinicians.models import Note, NoteVersion
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
FIRST, BEAS, ANNS = "Her son has the spare key.", "The key is with the warden.", "Ring twice."


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.fixture
def note(pat: Patient, ann: User, now: datetime) -> Note:
    return actions.write_note(patient=pat, key=uuid4(), text=FIRST, by=ann, now=now).note


def save(desk: Client, note: Note, text: str, *, number: Any = 1, **told: Any) -> Any:
    sent = {"key": str(uuid4()), "number": number, "text": text} | told
    return desk.post(f"/patients/{note.patient.code}/notes/{note.pk}/", sent)


def strike(desk: Client, note: Note, number: Any = 1) -> str:
    address = f"/patients/{note.patient.code}/notes/{note.pk}/strike/"
    return text_of(desk.post(address, {"number": number}, follow=True))


def texts() -> list[tuple[int, str]]:
    return list(NoteVersion.objects.order_by("pk").values_list("number", "text"))


def test_a_note_is_written_once_however_often_it_is_sent(desk: Client, pat: Patient) -> None:
    sent = {"key": str(uuid4()), "text": FIRST}
    for _ in range(2):
        assert desk.post(f"/patients/{pat.code}/notes/add/", sent).status_code == 302
    assert texts() == [(1, FIRST)]
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert f"{FIRST} Ann, today midday" in said
    assert AuditEvent.objects.filter(action="note.written").count() == 1


def test_a_newer_text_stands_and_the_one_before_it_stays(desk: Client, note: Note) -> None:
    save(desk, note, ANNS)
    assert texts() == [(1, FIRST), (2, ANNS)]
    said = text_of(desk.get(f"/patients/{note.patient.code}/"))
    assert said.index(ANNS) < said.index("Earlier texts (1)") < said.index(FIRST)


def test_a_note_saved_over_anothers_shows_both_texts_and_keeps_both(
    desk: Client, note: Note, bea: User, now: datetime
) -> None:
    actions.save_note(note=note, number=1, key=uuid4(), text=BEAS, by=bea, now=now)
    key = str(uuid4())
    for _ in range(2):  # pressed twice
        answer = save(desk, note, ANNS, key=key)
        assert answer.status_code == 200
        said = text_of(answer)
        assert "Bea changed this note while you were writing" in said
        assert BEAS in said
        assert ANNS in said
    page = text_of(desk.get(f"/patients/{note.patient.code}/"))
    assert f"{BEAS} Bea, today midday" in page
    assert f"{ANNS} Ann, today midday" in page
    assert texts() == [(1, FIRST), (2, BEAS), (1, ANNS)]


def test_a_second_click_on_save_is_one_text(desk: Client, note: Note) -> None:
    for _ in range(2):
        assert save(desk, note, ANNS).status_code == 302
    assert texts() == [(1, FIRST), (2, ANNS)]


def test_two_texts_of_one_number_cannot_be(note: Note, ann: User, now: datetime) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique|one_text_per_note_and_number"):
        NoteVersion.objects.create(note=note, number=1, text="x", by=ann, at=now)


def test_what_is_struck_out_stays_crossed_through_and_can_come_back(
    desk: Client, note: Note
) -> None:
    assert f"Struck out: {FIRST} Struck out by Ann, today midday" in strike(desk, note)
    body = desk.get(f"/patients/{note.patient.code}/").content.decode()
    assert f"<s>{FIRST}</s>" in body
    assert texts() == [(1, FIRST), (2, "")]
    save(desk, note, FIRST, number=2)
    assert "Struck out by" not in text_of(desk.get(f"/patients/{note.patient.code}/"))


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "2", "\x00"])
def test_nothing_is_struck_out_that_she_has_not_read(
    desk: Client, note: Note, bea: User, now: datetime, number: str
) -> None:
    actions.save_note(note=note, number=1, key=uuid4(), text=BEAS, by=bea, now=now)
    actions.save_note(note=note, number=2, key=uuid4(), text="Three", by=bea, now=now)
    assert "somebody has changed this note meanwhile" in strike(desk, note, number)
    assert texts()[-1] == (3, "Three")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"text": ""}, "Write something first"),
        ({"text": "   "}, "Write something first"),
        ({"text": "a\x00b"}, "hidden sign"),
        ({"text": "a" * 4001}, "at most 4000 characters"),
        ({"text": "a" * 100_000}, "at most 4000 characters"),
        ({"key": "x"}, "We could not read this page"),
        ({"number": "x"}, "We could not read this page"),
        ({"number": "0"}, "We could not read this page"),
    ],
)
def test_a_slip_is_told_and_nothing_is_kept(
    desk: Client, note: Note, told: dict[str, Any], sentence: str
) -> None:
    answer = save(desk, note, told.pop("text", ANNS), **told)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert texts() == [(1, FIRST)]


@pytest.mark.parametrize("text", ["😀 fine", "שלום, كل شيء", "<script>alert(1)</script>"])
def test_any_words_are_kept_as_they_are(desk: Client, pat: Patient, text: str) -> None:
    desk.post(f"/patients/{pat.code}/notes/add/", {"key": str(uuid4()), "text": text})
    assert texts() == [(1, text)]
    assert b"<script>alert" not in desk.get(f"/patients/{pat.code}/").content


def test_the_patient_reads_no_note(note: Note, now: datetime, signed_in: SignIn) -> None:
    phone = signed_in(note.patient.user)
    for page in ("/diary/", "/diary/days/", "/diary/visit/", "/diary/messages/", "/diary/take/"):
        assert FIRST not in text_of(phone.get(page, follow=True))
    for address in (f"notes/{note.pk}/", "notes/add/", f"notes/{note.pk}/strike/"):
        assert phone.post(f"/patients/{note.patient.code}/{address}").status_code == 404


def test_no_note_is_seen_across_the_table(desk: Client, note: Note) -> None:
    home = f"/patients/{note.patient.code}"
    assert FIRST in text_of(desk.get(f"{home}/"))
    assert FIRST not in desk.get(f"{home}/consultation/").content.decode()


def test_another_patients_note_is_not_there(desk: Client, note: Note, ann: User) -> None:
    other = PatientFactory(nurse=ann)
    home = f"/patients/{other.code}/notes/{note.pk}/"
    assert desk.get(home).status_code == 404
    assert desk.post(f"{home}strike/", {"number": 1}).status_code == 404


def test_another_teams_nurse_writes_nothing(carl: User, note: Note, signed_in: SignIn) -> None:
    desk = signed_in(carl)
    assert save(desk, note, "x").status_code == 404
    sent = {"key": str(uuid4()), "text": "x"}
    assert desk.post(f"/patients/{note.patient.code}/notes/add/", sent).status_code == 404
    assert texts() == [(1, FIRST)]
