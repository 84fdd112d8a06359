"""Data for analysis: the same bytes from both databases, pseudonymised, masked or not by right."""

import hashlib
import io
import re
from datetime import datetime

import pytest

from diaries.models import PainCheck
from tests.exports import FORMULA, filled, manifest, opened, table
from tests.factories import NOON
from tests.trials import make_participant
from trial.exports import files
from trial.exports.making import make
from trial.models import DesignVersion, EligibilityForm, FormEntry, Leaving, Participant

pytestmark = pytest.mark.django_db
# As both databases write it.
CHECKS = """\
participant,check,counts,amends,day,answered_at,received_at,time_known,source,helped,offline,\
since_last,worst,average,least,now,extra_doses,extra_doses_unsure,danger,danger_items,wish
A-001,00000000-0000-0000-0000-000000000000,0,,2026-11-25,2026-11-25T12:00:00Z,\
2026-11-25T12:00:00Z,1,PATIENT,,0,0,6,4,,,,0,,,NO
A-001,00000000-0000-0000-0000-000000000001,1,00000000-0000-0000-0000-000000000000,2026-11-25,\
2026-11-25T12:00:00Z,2026-11-25T12:00:00Z,1,PATIENT,,0,0,7.5,4,,,,0,,,NO
A-001,00000000-0000-0000-0000-000000000002,1,,2026-12-14,2026-12-14T12:00:00Z,\
2026-12-14T12:00:00Z,1,PATIENT,,0,0,6,4,,,,0,1,WEAK_LEGS,NO
"""
FORMS = """\
participant,form,version,counts,mode,filled_on,entered_at,worst,average,least,now,activity,sleep,\
mood,enjoyment,calls,admissions,nights,contacts,painkillers,extra_days
A-001,BASELINE,1,1,TOGETHER,2026-11-24,2026-11-24T12:00:00Z,7,5,2,4,,,,,,,,,,
A-001,W6,1,0,CALL,2027-01-05,2027-01-05T12:00:00Z,6,4,0,3,,,,,,,,,,
A-001,W6,2,1,CALL,2027-01-05,2027-01-05T12:00:00Z,7,4,0,3,,,,,,,,,,
"""


def test_both_databases_write_the_same_bytes() -> None:
    a = filled([0])
    first = PainCheck.objects.earliest("pk").pk.int
    found = opened(make(a.trial, world="LIVE", unmasked=True).content)
    checks = re.sub(
        rb"00000000-[0-9a-f-]{27}",
        lambda one: str(
            one.group()[:24].decode() + f"{int(one.group()[24:], 16) - first:012x}"
        ).encode(),
        found["checks.csv"],
    )
    assert checks.decode() == CHECKS
    masked = opened(make(a.trial, world="LIVE", unmasked=False).content)
    assert masked["forms.csv"].decode() == FORMS


@pytest.mark.parametrize("kind", [files.CSV, files.XLSX])
def test_the_same_data_give_the_same_file(kind: str) -> None:
    a = filled()
    one, other = (make(a.trial, world="LIVE", unmasked=True, kind=kind) for _ in range(2))
    assert one.content == other.content
    told = manifest(one.content)
    for name, digest in told["files"].items():
        assert hashlib.sha256(opened(one.content)[name]).hexdigest() == digest


@pytest.mark.parametrize("kind", [files.CSV, files.XLSX])
def test_trials_that_differ_in_the_arms_alone_give_the_same_masked_file(kind: str) -> None:
    one, other = filled([0, 1, 0, 1], code="one"), filled([1, 1, 0, 0], code="two")
    for a in (one, other):  # the sites of a design are rows, so that its digest differs
        DesignVersion.objects.filter(pk=a.design.pk).update(digest="0" * 64)
    other.trial.code = "one"
    made = [make(a.trial, world="LIVE", unmasked=False, kind=kind).content for a in (one, other)]
    assert made[0] == made[1]


def test_no_arm_stands_in_any_byte_of_a_masked_file() -> None:
    a = filled()
    for kind in (files.CSV, files.XLSX):
        told = opened(make(a.trial, world="LIVE", unmasked=False, kind=kind).content)
        if kind == files.XLSX:
            told |= opened(told["data.xlsx"])
        every = b"".join(name.encode() + content for name, content in told.items())
        for arm in a.trial.arms.all():
            assert arm.code.encode() not in every
            assert arm.name.encode() not in every
        for betraying in (b"checks.csv", b"stratum", b"exposure", b"guess", b"diaries"):
            assert betraying not in every
    unmasked = opened(make(a.trial, world="LIVE", unmasked=True).content)
    assert b",SSM," in unmasked["allocation.csv"]


def test_nobody_is_named_and_what_somebody_wrote_comes_only_where_it_was_asked_for() -> None:
    a = filled()
    plain, masked, wordy = (
        b"".join(opened(make(a.trial, world="LIVE", unmasked=un, texts=texts).content).values())
        for un, texts in ((True, False), (False, True), (True, True))
    )
    words = (b"Her son answered", b"A fall at home", b"Morphine", b"Read wrongly", b"Wrong site")
    for said in words:
        assert said in wordy
        assert said not in plain
        assert said not in masked
    for participant in Participant.objects.all():
        for content in (plain, masked, wordy):
            assert participant.last_name.encode() not in content
            assert str(participant.born_on).encode() not in content


def test_what_a_spreadsheet_would_run_is_made_harmless() -> None:
    a = filled([0])
    content = make(a.trial, world="LIVE", unmasked=True, texts=True).content
    assert table(content, "checks")[0]["note"] == f"'{FORMULA}"
    assert table(content, "fuller_checks")[0]["like_other"] == "'+like this"


def test_withdrawn_data_are_left_out_from_that_day_on_and_it_is_said() -> None:
    a = filled()
    made = make(a.trial, world="LIVE", unmasked=True)
    days = [row["day"] for row in table(made.content, "checks") if row["participant"] == "A-003"]
    assert days == ["2026-11-25", "2026-11-25"]
    kept = [row for row in table(made.content, "forms") if row["participant"] == "A-003"]
    assert [row["form"] for row in kept] == ["BASELINE"]
    told = manifest(made.content)
    assert told["withdrawn"] == [{"participant": "A-003", "left_out_from": "2026-12-04"}]
    left_out = {one["table"]: one["rows_left_out_as_withdrawn"] for one in told["tables"]}
    assert (left_out["checks"], left_out["forms"], left_out["allocation"]) == (1, 2, 0)
    Leaving.objects.filter(kind="DATA").update(undone_at=NOON)
    assert len(table(make(a.trial, world="LIVE", unmasked=True).content, "forms")) == 12


def test_a_correction_that_was_withdrawn_leaves_the_version_before_it_standing() -> None:
    a = filled([0, 1, 1])
    one = Participant.objects.get(number="A-003")
    day = NOON.date()
    FormEntry.objects.create(
        participant=one, form="W12", version=1, answers={}, mode="CALL", filled_on=day,
        by=a.person("ENROL"), at=NOON,
    )  # fmt: skip
    FormEntry.objects.create(
        participant=one, form="W12", version=2, answers={}, mode="CALL", reason="x",
        filled_on=NOON.date().replace(year=2027), by=a.person("ENROL"), at=NOON,
    )  # fmt: skip
    rows = table(make(a.trial, world="LIVE", unmasked=False).content, "forms")
    found = [(row["version"], row["counts"]) for row in rows if row["form"] == "W12"]
    assert found == [("1", "1")]


def test_errors_are_in_it_and_flagged_and_the_dead_stand_apart_from_the_lost() -> None:
    content = make(filled().trial, world="LIVE", unmasked=False).content
    rows = table(content, "allocation")
    assert [row["in_error"] for row in rows] == ["1", "0", "0", "0"]
    assert set(rows[0]) == {"number", "participant", "allocated_on", "in_error"}
    assert [row["participant"] for row in table(content, "deaths")] == ["B-002"]
    assert {row["participant"]: row["kind"] for row in table(content, "leavings")} == {
        "A-003": "DATA",
        "B-004": "PAINCHECK",
    }


def test_a_test_and_the_trial_itself_never_meet_in_a_file() -> None:
    a = filled([0], mode="TEST")
    a.trial.mode, a.trial.live_at = "LIVE", NOON
    a.trial.save()
    make_participant(a, n=5)
    live = make(a.trial, world="LIVE", unmasked=True).content
    test = make(a.trial, world="TEST", unmasked=True).content
    assert [row["participant"] for row in table(live, "participants")] == ["A-005"]
    assert [row["participant"] for row in table(test, "participants")] == ["A-001", "A-009"]
    assert not table(live, "allocation")
    assert not table(live, "checks")


def test_the_last_answers_about_eligibility_count() -> None:
    a = filled([1])
    one = Participant.objects.get(number="A-001")
    EligibilityForm.objects.create(
        participant=one, design=a.design, answers={"adult": False}, eligible=False,
        by=a.person("ENROL"), at=NOON,
    )  # fmt: skip
    rows = table(make(a.trial, world="LIVE", unmasked=False).content, "eligibility")
    assert [(row["counts"], row["q_adult"], row["q_pain"]) for row in rows] == [
        ("0", "1", "1"),
        ("1", "0", ""),
    ]


@pytest.mark.parametrize(
    ("born", "age"), [("1950-11-24", "76"), ("1950-11-25", "75"), ("1952-02-29", "74")]
)
def test_an_age_is_in_whole_years_on_the_day_of_screening(born: str, age: str) -> None:
    a = filled([])
    Participant.objects.update(born_on=born)
    row = table(make(a.trial, world="LIVE", unmasked=False).content, "participants")[0]
    assert row["age"] == age


def test_the_dictionary_has_each_column_of_each_file_and_no_other() -> None:
    for unmasked in (True, False):
        content = make(filled([0], code=f"t{unmasked}".lower()).trial, world="LIVE",
                       unmasked=unmasked, texts=unmasked).content  # fmt: skip
        told = [(row["table"], row["column"]) for row in table(content, "dictionary")]
        found = [
            (name.removesuffix(".csv"), column)
            for name, data in opened(content).items()
            if name.endswith(".csv") and name != "dictionary.csv"
            for column in data.decode().splitlines()[0].split(",")
        ]
        assert told == found
        assert len(set(told)) == len(told)


def test_each_file_names_rules_thresholds_design_and_code() -> None:
    a = filled([0])
    told = manifest(make(a.trial, world="LIVE", unmasked=False).content)
    assert told["designs"] == [
        {"number": 1, "sha256": a.design.digest, "effective_on": str(NOON.date())}
    ]
    assert len(told["rules"]["sha256"]) == 64
    assert told["thresholds"]["default"]["severe"] == "7"
    assert set(told["thresholds"]["sites"]) == {"A", "B"}
    assert (told["world"], told["arms"]) == ("Live", "masked")
    assert told["code"]


def test_a_workbook_above_a_million_rows_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 10)
    a = filled()
    with pytest.raises(files.TooLong, match="Ask for the same as CSV"):
        make(a.trial, world="LIVE", unmasked=False, kind=files.XLSX)
    assert make(a.trial, world="LIVE", unmasked=False, kind=files.CSV).content


def test_an_accent_and_a_line_break_come_back_as_they_were(now: datetime) -> None:
    a = filled([0])
    PainCheck.objects.update(note='Zoë said:\r\n"no", \u202eاليوم 🙂')
    content = make(a.trial, world="LIVE", unmasked=True, texts=True).content
    text = io.StringIO(opened(content)["checks.csv"].decode(), newline="")
    assert 'Zoë said:\r\n""no"", \u202eاليوم 🙂' in text.getvalue()
