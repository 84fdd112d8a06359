"""'Take my data with me': files that are hers alone, on the trail, and can do no harm."""

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from diaries import spreadsheet
from diaries.actions import care
from diaries.models import FullerCheck, Patient, VisitQuestion
from diaries.printed import diary_on_paper
from diaries.queries import patients
from diaries.queries.paper import visit_on_paper
from diaries.queries.record import record_of
from diaries.queries.visit import visit_page
from paincheck import typeset
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check

SignIn = Callable[[User], Client]
FILES = {
    "/diary/take/fhir/": ("diary.taken_as_fhir", "application/fhir+json"),
    "/diary/take/table/": ("diary.taken_as_csv", "text/csv; charset=utf-8"),
    "/diary/take/pdf/": ("diary.taken_as_diary_pdf", "application/pdf"),
    "/diary/visit.pdf": ("diary.taken_as_visit_pdf", "application/pdf"),
}
CODE = '#panic("x") #read("/etc/passwd") *b* $x$ = h <l> @r \\ `r` // c /* ] } \n= Heading'


@pytest.fixture
def phone(pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    return signed_in(pat.user)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows(patient: Patient) -> list[dict[str, str]]:
    text = "".join(spreadsheet.lines(record_of(patient)))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


# The doors


@pytest.mark.parametrize("address", FILES)
def test_each_file_comes_to_be_kept_and_leaves_one_line(
    pat: Patient, phone: Client, address: str
) -> None:
    make_check(pat)
    answer = phone.get(address)
    action, kind = FILES[address]
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    assert len(body(answer)) > 200
    line = AuditEvent.objects.get(action=action)
    assert (line.actor_id, line.patient_id) == (pat.user.pk, pat.pk)


@pytest.mark.parametrize("address", FILES)
def test_an_empty_diary_can_be_taken_too(phone: Client, address: str) -> None:
    assert phone.get(address).status_code == 200


@pytest.mark.parametrize("address", FILES)
def test_no_file_is_named_after_her(phone: Client, pat: Patient, address: str) -> None:
    named = phone.get(address)["Content-Disposition"]
    assert pat.last_name not in named
    assert pat.code not in named


@pytest.mark.parametrize("address", [*FILES, "/diary/take/"])
def test_a_closed_diary_gives_no_file(pat: Patient, phone: Client, address: str) -> None:
    Patient.objects.update(status=Patient.Status.DISCHARGED)
    answer = phone.get(address)
    assert "Content-Disposition" not in answer
    assert not AuditEvent.objects.filter(action__startswith="diary.taken").exists()


def test_the_page_says_what_each_file_is_for(phone: Client) -> None:
    page = phone.get("/diary/take/").content.decode()
    for address in ("/diary/take/fhir/", "/diary/take/table/", "/diary/take/pdf/"):
        assert f'href="{address}"' in page


def test_a_file_that_cannot_be_made_is_said_calmly_and_is_not_on_the_trail(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "SECONDS", 0.001)
    answer = phone.get("/diary/take/pdf/")
    assert answer.status_code == 503
    assert "Your diary is safe" in answer.content.decode()
    assert not AuditEvent.objects.filter(action__startswith="diary.taken").exists()


# The table


def test_a_row_a_check_and_a_skipped_answer_is_empty(pat: Patient) -> None:
    make_check(pat, at=NOON, worst=7, least=0, extra_doses=None, wish="TODAY")
    make_check(pat, at=NOON - timedelta(days=1), worst="6.5", source="IMPORTED")
    first, second = rows(pat)
    assert (first["Day"], first["Worst pain (0 to 10)"]) == ("2026-11-23", "6.5")
    assert (second["Time"], second["Lowest pain (0 to 10)"]) == ("12:00", "0")
    assert (second["Pain right now (0 to 10)"], second["Extra doses"]) == ("", "")
    assert second["Contact from nurse"] == "Yes, please contact me today"


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@A1", " =1+1", "\t=1", "\n=1", "\r=1"])
def test_a_note_like_a_formula_is_no_formula(pat: Patient, note: str) -> None:
    make_check(pat, note=note)
    assert rows(pat)[0]["Note"].startswith("'")


def test_an_accent_survives_a_spreadsheet(pat: Patient, phone: Client) -> None:
    make_check(pat, note="Nächte, “schlimm”; 😀\nzweite Zeile")
    sent = body(phone.get("/diary/take/table/"))
    assert sent.startswith(b"\xef\xbb\xbf")
    assert rows(pat)[0]["Note"] == "Nächte, “schlimm”; 😀\nzweite Zeile"


def test_the_table_is_written_line_by_line(pat: Patient) -> None:
    make_check(pat)
    lines = spreadsheet.lines(record_of(pat))
    assert isinstance(lines, Iterator)
    assert len(list(lines)) == 2


# Paper


def test_what_looks_like_a_program_in_her_words_stays_words(pat: Patient, ann: User) -> None:
    """Everything that anybody can write goes through both templates."""
    pat.first_name = pat.last_name = CODE[:60]
    pat.save()
    make_check(pat, note=CODE, danger=True, danger_items=("FEVER",), wish="PLEASE")
    care.start_medication(
        patient=pat, name=CODE, route=CODE[:40], purpose="EXTRA", dose=CODE, on=date(2026, 11, 1),
        by=ann, now=NOON,
    )  # fmt: skip
    VisitQuestion.objects.create(patient=pat, text=CODE, added_at=NOON)
    for made in (the_diary(pat), the_visit(pat)):
        assert made.startswith(b"%PDF-")


def the_diary(patient: Patient) -> bytes:
    return typeset.pdf("diary.typ", diary_on_paper(record_of(patient), now=NOON))


def the_visit(patient: Patient) -> bytes:
    around = patients.surroundings(patient, NOON)
    return typeset.pdf("visit.typ", visit_on_paper(visit_page(patient, around, NOON)))


def pages(made: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])


@pytest.mark.parametrize("words", ["سلام", "😀", "日本語", "\u202eabc", "\ue000", "a" * 2000])
def test_signs_without_a_letter_shape_do_not_cost_her_the_paper(pat: Patient, words: str) -> None:
    make_check(pat, note=words)
    assert the_diary(pat).startswith(b"%PDF-")


def test_a_note_that_is_longer_than_a_page_goes_on_over_the_next(pat: Patient) -> None:
    make_check(pat, note="line\n" * 400)
    assert pages(the_diary(pat)) > 5


def test_a_diary_of_three_years_is_set_in_time(pat: Patient) -> None:
    make_check(pat, note="It was a long night. " * 10)
    record = record_of(pat)
    long = replace(record, checks=record.checks * 1000)
    made = typeset.pdf("diary.typ", diary_on_paper(long, now=NOON))
    assert pages(made) > 30


def test_the_visit_is_one_page_even_with_a_full_list(pat: Patient, ann: User) -> None:
    pat.pain_goal = 3
    pat.save()
    for day in range(14):
        make_check(
            pat, at=NOON - timedelta(days=day), worst=day % 11, average=2, extra_doses=day,
            danger=True, danger_items=["FEVER", "NUMBNESS"], wish="PLEASE", note="word " * 400,
        )  # fmt: skip
    for number in range(20):
        VisitQuestion.objects.create(patient=pat, text=f"{number} " + "words " * 40, added_at=NOON)
    for number in range(12):
        care.start_medication(
            patient=pat, name=f"Medicine {number}", route="by mouth", purpose="REGULAR",
            dose="10 mg twice a day", on=date(2026, 11, 1), by=ann, now=NOON,
        )  # fmt: skip
    assert pages(the_visit(pat)) == 1


def test_paper_shows_no_bars_where_charts_are_off(pat: Patient) -> None:
    make_check(pat)
    around = patients.surroundings(pat, NOON)
    assert visit_on_paper(visit_page(pat, around, NOON))["bars"]
    pat.charts_off = True
    assert visit_on_paper(visit_page(pat, around, NOON))["bars"] == []


def test_paper_promises_no_weekday_that_is_over_when_it_is_read(pat: Patient) -> None:
    evening = NOON + timedelta(hours=8)
    page = visit_page(pat, patients.surroundings(pat, evening), evening)
    assert "from tomorrow" in str(page.numbers) or "from Wednesday" in str(page.numbers)
    nurses = next(one for one in visit_on_paper(page)["numbers"] if one["who"] == "Your nurses")
    assert nurses["when"] == "in working hours"


def test_paper_never_turns_a_skipped_score_into_a_zero(pat: Patient) -> None:
    make_check(pat, worst=7)
    told = diary_on_paper(record_of(pat), now=NOON)
    assert told["months"][0]["checks"][0]["scores"] == ["7", "–", "–", "–"]
    around = patients.surroundings(pat, NOON)
    bars = visit_on_paper(visit_page(pat, around, NOON))["bars"]
    assert [bar["worst"] for bar in bars] == [None] * 13 + [7.0]


def test_a_fuller_check_that_was_left_is_told_as_far_as_it_went(pat: Patient) -> None:
    FullerCheck.objects.create(
        patient=pat, key=uuid.uuid4(), answers={"moving": 0, "like": ["ACHING"]}, day=NOON.date(),
        begun_at=NOON, saved_at=NOON, left_at=NOON,
    )  # fmt: skip
    told = diary_on_paper(record_of(pat), now=NOON)["fuller"]
    assert told[0]["when"].endswith("not sent")
    assert ["What it is like", "Aching"] in told[0]["rows"]
    assert the_diary(pat).startswith(b"%PDF-")


def test_nobody_gets_the_diary_of_another(pat: Patient, phone: Client) -> None:
    other = PatientFactory()
    make_check(other, note="A secret of somebody else")
    assert b"A secret" not in body(phone.get("/diary/take/table/"))
    assert b"A secret" not in phone.get("/api/fhir/").content


# The ceiling


def test_too_much_text_is_refused_before_anything_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "LONGEST_DATA", 10)
    with pytest.raises(typeset.NotSet, match="too many"):
        typeset.pdf("diary.typ", {"title": "A long title"})


def test_a_template_that_never_ends_is_stopped(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ever.typ").write_text("#let n = 0\n#while n < 1e12 { n += 1 }")
    monkeypatch.setattr(typeset, "TEMPLATES", tmp_path)
    monkeypatch.setattr(typeset, "SECONDS", 1)
    with pytest.raises(typeset.NotSet):
        typeset.pdf("ever.typ", {})


def test_why_it_failed_never_repeats_her_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(typeset.NotSet) as failed:
        typeset.pdf("diary.typ", {"title": "a secret"})
    assert "secret" not in str(failed.value)
