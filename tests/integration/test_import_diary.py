"""`manage.py import_diary`: what it adds, what it says, and what it never does."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alerts.actions.rounds import flag_waiting
from alerts.models import Alert
from diaries.models import PainCheck, Patient
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check

pytestmark = pytest.mark.django_db

PUBLISHED = (
    "name,startday,startmonth,startyear,intensity\n"
    '"Hip Pain",2,7,2019,3.6\n'
    '"Shoulder Pain",2,7,2019,9\n'
    "happiness,2,7,2019,4\n"
    '"Hip Pain",4,7,2019,3.4\n'
)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.csv"
    path.write_text(PUBLISHED)
    return path


def run(file: Path, patient: Patient, *options: str) -> str:
    said = StringIO()
    call_command("import_diary", str(file), "--patient", patient.code, *options, stdout=said)
    return said.getvalue()


def test_a_published_diary_becomes_marked_checks_one_a_day(diary, pat):
    run(diary, pat)
    checks = PainCheck.objects.filter(patient=pat).order_by("day")
    assert [(check.day, check.worst, check.note) for check in checks] == [
        (date(2019, 7, 2), Decimal("9.0"), "Shoulder Pain"),
        (date(2019, 7, 4), Decimal("3.4"), "Hip Pain"),
    ]
    assert {(check.source, check.time_known) for check in checks} == {("IMPORTED", False)}


def test_the_command_says_what_it_read_and_what_it_left_out_line_by_line(diary, pat):
    said = run(diary, pat)
    assert "line 2: left out, same day as line 3, which stands for it\n" in said
    assert "line 4: left out, 'happiness' is not a pain score\n" in said
    assert "Read 2 readings from 2019-07-02 to 2019-07-04; 2 lines left out.\n" in said
    assert f"Imported 2 checks for {pat.code}.\n" in said


def test_the_same_file_again_adds_nothing(diary, pat):
    run(diary, pat)
    assert f"Imported 0 checks for {pat.code}; 2 were there already.\n" in run(diary, pat)
    assert PainCheck.objects.count() == 2


def test_two_patients_may_have_the_same_diary(diary, pat, ann):
    other = PatientFactory(nurse=ann)
    run(diary, pat)
    run(diary, other)
    assert PainCheck.objects.filter(patient=other).count() == 2


def test_a_dry_run_changes_nothing(diary, pat):
    assert "Dry run: nothing was imported." in run(diary, pat, "--dry-run")
    assert not PainCheck.objects.exists()


def test_imported_checks_are_never_flagged_however_high(diary, pat):
    run(diary, pat)
    assert flag_waiting(now=NOON + timedelta(days=1)) == 0
    assert not Alert.objects.exists()


def test_any_csv_can_be_read_by_naming_its_columns(tmp_path, pat):
    file = tmp_path / "other.csv"
    file.write_text("When;VAS;Mean;Current\n01/03/2026 21:30;72,5;;40\n")
    time = ["--time", "When", "--time-format", "%d/%m/%Y %H:%M"]
    scores = ["--worst", "VAS", "--average", "Mean", "--now", "Current", "--scale", "0-100"]
    said = run(file, pat, *time, *scores)
    check = PainCheck.objects.get()
    assert (check.worst, check.average, check.now) == (Decimal("7.3"), None, Decimal(4))
    assert check.answered_at.isoformat() == "2026-03-01T21:30:00+00:00"
    assert check.time_known
    assert "1 score rounded half up to one decimal." in said


def test_a_diary_without_worst_pain_keeps_it_missing(tmp_path, pat):
    file = tmp_path / "now.csv"
    file.write_text("when,score\n2026-03-01 09:00,4\n")
    run(file, pat, "--time", "when", "--now", "score")
    check = PainCheck.objects.get()
    assert (check.worst, check.now) == (None, Decimal(4))


def test_an_older_diary_does_not_become_the_last_check(diary, pat):
    mine = make_check(pat)
    run(diary, pat)
    pat.summary.refresh_from_db()
    assert pat.summary.last_check == mine


def test_an_import_leaves_one_line_in_the_trail_without_a_score(diary, pat):
    run(diary, pat)
    event = AuditEvent.objects.get(action="diary.imported")
    assert (event.system, event.patient_id, event.reason) == ("import_diary", pat.pk, "2 checks")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "must name each of these columns"),
        (b"date,pain\n2026-03-01,4\n", "It reads: 'date,pain'"),
        (PUBLISHED[:45].encode() + b"happiness,2,7,2019,4\n", "no row could be used"),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why(tmp_path, pat, content, sentence):
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(file, pat)
    assert not PainCheck.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--worst", "intensity"), "with --time"),
        (("--time", "name"), "at least one column with a score"),
        (("--scale", "low-high"), "not two numbers"),
    ],
)
def test_a_mapping_that_is_none_is_refused(diary, pat, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(diary, pat, *options)


def test_an_unknown_patient_is_refused(diary, db):
    with pytest.raises(CommandError, match="No patient has the code NONE-0000"):
        call_command("import_diary", str(diary), "--patient", "NONE-0000")


def test_a_missing_file_is_refused_in_a_sentence(tmp_path, pat):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv", pat)
