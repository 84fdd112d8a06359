"""What a consultation ends with: a summary for the record, and a letter to the GP."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from clinicians.papers import in_plain_text, letter_on_paper, summary_on_paper
from clinicians.queries.papers import letter_of, summary_of
from diaries.actions import care, shared_notes
from diaries.models import DangerSaid, ExtraDose, Patient
from diaries.queries.doses import taken_in_a_day
from paincheck import typeset
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import NOON, PatientFactory, make_alert, make_check, make_fuller
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def full(pat: Patient, ann: User) -> Patient:
    """Pat's last days hold one of everything that the papers speak of."""
    make_check(
        pat, at=NOON - 3 * DAY, worst=8, average=5, now=7, extra_doses=2, danger=True,
        danger_items=("NUMBNESS",),
    )  # fmt: skip
    make_check(pat, at=NOON - DAY, worst=4, average=3, note="It woke me ‹twice›")
    make_alert(pat, opened_at=NOON - timedelta(hours=1))
    make_fuller(pat, at=NOON - 2 * DAY, constipation="SEVERE")
    medicine = care.start_medication(
        patient=pat, name="Morphine", route="by mouth", purpose="REGULAR", dose="10 mg twice a day",
        on=(NOON - 40 * DAY).date(), by=ann, now=NOON,
    )  # fmt: skip
    care.change_dose(
        medication=medicine, dose="20 mg twice a day", on=(NOON - 4 * DAY).date(), by=ann, now=NOON
    )
    care.log_contact(
        patient=pat, key=uuid4(), channel="PHONE", outcome="PRESCRIBER", at=NOON - 4 * DAY,
        note="Daughter is worn out", try_again_at=None, by=ann, now=NOON,
    )  # fmt: skip
    shared_notes.write_shared_note(
        patient=pat, key=uuid4(), text="Worse after walking", about=None, by=ann, now=NOON
    )
    pat.gp_name, pat.gp_address = "Dr Jane Smith", "The Surgery\n1 High Street"
    pat.hospital_number = "RX123"
    pat.save()
    return pat


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


def test_the_text_for_the_record_says_what_was_recorded_and_no_staff_note(
    full: Patient, ann: User
) -> None:
    said = in_plain_text(summary_of(full, ann, span="14", now=NOON))
    for line in (
        "PAIN SUMMARY, 11 November 2026 to 24 November 2026",
        "Name: Pat Peters",
        "Hospital number: RX123",
        "- Saturday afternoon, 21 November: 7, severe, at 12pm",
        "- 8, severe, on Saturday 21 November",
        "- Saturday 21 November 2026: numbness or tingling",
        "- Sun 22 Nov: constipation, severe",
        "- Morphine, 20 mg twice a day (regular, by mouth)",
        "- Friday 20 November 2026: Morphine, dose changed to 20 mg twice a day",
        "- Friday 20 November 2026, Ann Archer. Phone call: Talked: prescriber asked.",
        "- Tuesday 24 November: Worse after walking",
        "- Sat 21 Nov: 8, severe; 5; 2",
        "- Sun 22 Nov: –; –; –",
        "- Mon 23 Nov, 12.00: ‘It woke me ‹twice›’",
        "- Urgent: worst pain 8 (open since today 11am)",
        "Made at this consultation, Tuesday 24 November 2026, by Ann Archer",
        "- No home visit and no clinic before today is logged to compare with.",
    ):
        assert line in said
    assert "worn out" not in said


def test_the_letter_says_what_was_recorded_and_advises_nothing(full: Patient, ann: User) -> None:
    letter = letter_of(full, ann, span="14", now=NOON)
    assert letter.to == ["Dr Jane Smith", "The Surgery", "1 High Street"]
    assert letter.dear == "Dear Dr Jane Smith,"
    assert letter.signed[0] == "Ann Archer"
    words = str(letter_on_paper(letter)).lower()
    assert "numbness or tingling" in words
    assert "recommends no treatment and no dose" in words
    for never in ("should", "please", "increase", "reduce", "we suggest", "convert", "worn out"):
        assert never not in words


def test_extra_doses_of_the_summary_are_those_of_the_alert(pat: Patient, ann: User) -> None:
    """Six within 24 hours, of which one was before midnight: the alert says six, and so do we."""
    at = NOON - timedelta(hours=16)
    ExtraDose.objects.create(patient=pat, key=uuid4(), taken_at=at, day=at.date(), recorded_at=at)
    make_check(pat, at=NOON - timedelta(hours=14), worst=4)
    check = make_check(pat, worst=4, extra_doses=5)
    check.since_last = True
    check.save()
    summary = summary_of(pat, ann, span="14", now=NOON)
    assert taken_in_a_day(pat.pk, check.answered_at) == 6
    assert summary.days[-1][3] == "6"
    assert "in any 24 hours" in in_plain_text(summary)


def test_what_was_said_and_never_sent_is_danger_in_the_summary_too(pat: Patient, ann: User) -> None:
    DangerSaid.objects.create(
        patient=pat, key=uuid4(), items=["NUMBNESS"], said_at=NOON - DAY, flag_due_at=NOON
    )
    told = summary_of(pat, ann, span="14", now=NOON).told
    assert told.danger == ["Monday 23 November 2026: numbness or tingling"]


def test_the_letter_to_the_gp_carries_no_alert_and_no_note_of_a_check(
    full: Patient, ann: User
) -> None:
    words = str(letter_on_paper(letter_of(full, ann, span="14", now=NOON)))
    assert "‹twice›" not in words
    assert "open since" not in words


def test_each_sheet_says_whose_it_is(full: Patient, ann: User) -> None:
    summary = summary_on_paper(summary_of(full, ann, span="14", now=NOON))
    letter = letter_on_paper(letter_of(full, ann, span="14", now=NOON))
    for told in (summary, letter):
        assert "Pat Peters" in str(told["foot"])
        assert "RX123" in str(told["foot"])
        assert "to be approved by a clinician. Review by 30 June 2027" in str(told["example"])


@pytest.mark.once
@pytest.mark.parametrize("name", ["summary.typ", "gp_letter.typ", "told.typ"])
def test_no_letter_of_the_papers_is_smaller_than_11_pt(name: str) -> None:
    """They are read at arm's length."""
    sizes = re.findall(r"size: ([\d.]+)pt", (typeset.TEMPLATES / name).read_text())
    assert [size for size in sizes if float(size) < 11] == []


def test_an_empty_diary_makes_both_papers(pat: Patient, ann: User) -> None:
    said = in_plain_text(summary_of(pat, ann, span="42", now=NOON))
    assert "No worst pain was given" in said
    assert "None said in these days." in said
    assert letter_of(pat, ann, span="42", now=NOON).dear == "Dear Doctor,"


def test_a_practice_patients_papers_say_so_first_and_last(ann: User) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    said = in_plain_text(summary_of(practice, ann, span="14", now=NOON)).strip().splitlines()
    assert said[0].startswith("PRACTICE ONLY")
    assert said[-1].startswith("PRACTICE ONLY")
    assert letter_of(practice, ann, span="14", now=NOON).not_real.startswith("PRACTICE ONLY")


@pytest.mark.once
def test_both_are_set_as_pdfs_with_whatever_was_written(full: Patient, ann: User) -> None:
    full.first_name = '#panic() "\\ *x* 😀 ع'
    for template, told in (
        ("summary.typ", summary_on_paper(summary_of(full, ann, span="14", now=NOON))),
        ("gp_letter.typ", letter_on_paper(letter_of(full, ann, span="14", now=NOON))),
    ):
        assert typeset.pdf(template, told).startswith(b"%PDF")


def test_the_page_shows_the_text_to_copy_and_is_on_the_trail(desk: Client, full: Patient) -> None:
    said = text_of(desk.get(f"/patients/{full.code}/papers/"))
    assert "PAIN SUMMARY, 11 November 2026" in said
    assert "To Dr Jane Smith" in said
    assert AuditEvent.objects.filter(action="summary.read").count() == 1


def test_a_pdf_is_a_job_whose_arguments_are_numbers_alone(desk: Client, full: Patient) -> None:
    answers = [desk.post(f"/patients/{full.code}/papers/summary/") for _ in range(2)]
    job = Job.objects.get()
    assert {answer.url for answer in answers} == {f"/jobs/{job.pk}/"}
    assert job.arguments == {"patient": full.pk, "span": "14"}


@pytest.mark.once
@pytest.mark.parametrize("paper", ["summary", "letter"])
def test_the_job_gives_a_pdf_to_whoever_asked(desk: Client, full: Patient, paper: str) -> None:
    desk.post(f"/patients/{full.code}/papers/{paper}/", {"range": "42"})
    job = Job.objects.get()
    assert jobs.run(job_id=str(job.pk), now=NOON)
    answer = desk.get(f"/jobs/{job.pk}/file/")
    assert answer.content.startswith(b"%PDF")
    assert "Peters" not in answer.headers["Content-Disposition"]


def test_a_patient_who_went_to_another_team_meanwhile_gives_no_paper(
    desk: Client, full: Patient, carl: User
) -> None:
    desk.post(f"/patients/{full.code}/papers/summary/")
    full.team = carl.team_places.get().team
    full.save()
    job = Job.objects.get()
    jobs.run(job_id=str(job.pk), now=NOON)
    job.refresh_from_db()
    assert (job.state, job.file) == ("FAILED", None)
    assert "not in your care any more" in job.error


def test_a_letter_without_a_gp_is_refused_with_a_sentence(desk: Client, pat: Patient) -> None:
    answer = desk.post(f"/patients/{pat.code}/papers/letter/", follow=True)
    assert "Add the GP’s name and address" in text_of(answer)
    assert not Job.objects.exists()


def test_there_is_no_third_paper(desk: Client, pat: Patient) -> None:
    assert desk.post(f"/patients/{pat.code}/papers/other/").status_code == 404


def test_the_gp_is_written_on_the_form_of_the_patient(desk: Client, pat: Patient) -> None:
    told = {
        "first_name": "Pat", "last_name": "Peters", "schedule": "DAILY", "email": "a@example.org",
        "gp_name": "Dr Jane Smith", "gp_address": "The Surgery\r\n1 High Street",
    }  # fmt: skip
    assert desk.post(f"/patients/{pat.code}/edit/", told).status_code == 302
    pat.refresh_from_db()
    assert (pat.gp_name, pat.gp_address) == ("Dr Jane Smith", "The Surgery\n1 High Street")
    assert "Dr Jane Smith" in desk.get(f"/patients/{pat.code}/edit/").content.decode()
