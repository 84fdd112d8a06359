"""The caseload: in order of need, nothing hidden, nothing seen, the same cost for any size."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from clinicians.queries.caseload import caseload
from diaries.models import Patient, SeenMark
from paincheck.accounts.models import Leave, Role, User
from tests.factories import PatientFactory, make_alert, make_check
from tests.integration.nursing import text_of

DAY = timedelta(days=1)
SignIn = Callable[[User], Client]
NURSE = frozenset({"NURSE"})


def patient_with(nurse: User, now: datetime, **alert: Any) -> Patient:
    patient = PatientFactory(nurse=nurse)
    make_check(patient, at=now - timedelta(hours=1))
    if alert:
        make_alert(patient, **alert)
    return patient


def page(nurse: User, now: datetime, **rest: Any) -> Any:
    return caseload(nurse, **({"roles": NURSE, "scope": "team", "search": "", "now": now} | rest))


def codes(rows: Any) -> list[str]:
    return [row.code for row in rows]


def test_rows_stand_in_the_order_of_need(ann: User, now: datetime) -> None:
    quiet = patient_with(ann, now, rule="gone_quiet", level="GREY")
    rising = patient_with(ann, now, rule="rising_pain", level="AMBER")
    wanted = patient_with(ann, now, rule="contact_wanted", level="AMBER")
    amber = patient_with(ann, now, rule="severe_pain", level="AMBER")
    red = patient_with(ann, now, rule="red_flag", level="RED")
    assert codes(page(ann, now).needs_you) == [p.code for p in (red, amber, wanted, rising, quiet)]


def test_silence_after_severe_pain_stands_with_the_ambers(ann: User, now: datetime) -> None:
    rising = patient_with(ann, now, rule="rising_pain", level="AMBER")
    quiet = patient_with(ann, now, rule="gone_quiet", level="AMBER")  # S14: after 7 or more
    assert codes(page(ann, now).needs_you) == [quiet.code, rising.code]


def test_a_danger_sign_goes_before_a_score_that_is_older(ann: User, now: datetime) -> None:
    score = patient_with(
        ann, now, rule="severe_pain", level="RED", due_at=now + timedelta(minutes=5)
    )
    danger = patient_with(
        ann, now, rule="red_flag", level="RED", due_at=now + timedelta(minutes=40)
    )
    assert codes(page(ann, now).needs_you) == [danger.code, score.code]


def test_within_a_need_overdue_goes_before_danger_then_untaken_then_the_worst_pain(
    ann: User, bea: User, now: datetime
) -> None:
    def red(worst: int, minutes: int, rule: str = "severe_pain", **taken: Any) -> Patient:
        patient = PatientFactory(nurse=ann)
        make_check(patient, at=now - timedelta(hours=1), worst=worst)
        make_alert(patient, rule=rule, due_at=now + timedelta(minutes=minutes), **taken)
        return patient

    mild = red(4, 30)
    worst = red(9, 50)
    taken = red(10, 20, taken_by=bea, taken_at=now)
    danger_taken = red(0, 50, "red_flag", taken_by=bea, taken_at=now)
    danger = red(0, 55, "red_flag")
    late_taken = red(2, -10, taken_by=bea, taken_at=now)
    late = red(1, -5)
    standing = (late, late_taken, danger, danger_taken, worst, mild, taken)
    assert codes(page(ann, now).needs_you) == [patient.code for patient in standing]


def test_an_overdue_amber_does_not_lift_a_red_that_has_its_time(ann: User, now: datetime) -> None:
    mild = patient_with(ann, now, due_at=now + timedelta(minutes=50))
    make_alert(mild, rule="side_effects", level="AMBER", due_at=now - timedelta(minutes=5))
    danger = patient_with(ann, now, rule="red_flag", due_at=now + timedelta(minutes=50))
    assert codes(page(ann, now).needs_you) == [danger.code, mild.code]


def test_the_row_says_until_when_the_call_is_due_before_it_is_overdue(
    ann: User, now: datetime
) -> None:
    due = patient_with(ann, now, due_at=now + timedelta(minutes=20))
    rows = {row.code: row for row in page(ann, now).needs_you}
    assert (rows[due.code].alerts[0].due, rows[due.code].alerts[0].overdue) == (
        "call due by 12.20pm", False
    )  # fmt: skip
    later = page(ann, now + timedelta(minutes=21)).needs_you[0].alerts[0]
    assert (later.due, later.overdue) == ("", True)
    alert = due.alerts.get()
    alert.due_at = now + DAY
    alert.save()
    assert page(ann, now).needs_you[0].alerts[0].due == "call due by Wednesday midday"


def test_the_page_says_the_due_time_and_the_order(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    patient_with(ann, now, due_at=now + timedelta(minutes=20))
    said = text_of(signed_in(ann).get("/caseload/"))
    assert "call due by 12.20pm" in said
    assert "How this list is ordered: by need, then what is overdue, then danger signs" in said


@pytest.mark.parametrize(
    ("rule", "level"),
    [("red_flag", "RED"), ("severe_pain", "AMBER"), ("contact_wanted", "AMBER"),
     ("rising_pain", "AMBER"), ("gone_quiet", "GREY"), ("gone_quiet", "AMBER")],
)  # fmt: skip
def test_the_filters_word_begins_with_the_badge_on_the_row(
    ann: User, now: datetime, rule: str, level: str
) -> None:
    patient_with(ann, now, rule=rule, level=level)
    shown = page(ann, now)
    badge = shown.needs_you[0].alerts[0].level
    assert [name.split(", ")[0] for _code, name, _number in shown.needs] == [badge]


@pytest.mark.parametrize("died", [False, True])
def test_a_check_that_the_rules_have_not_seen_stands_at_the_top(
    ann: User, now: datetime, died: bool
) -> None:
    patient_with(ann, now, rule="red_flag", level="RED")
    unread = PatientFactory(nurse=ann)
    check = make_check(unread, at=now, worst=8, wish="TODAY", unflagged=True)
    check.flag_dead_at = now if died else None
    check.save()
    first = page(ann, now).needs_you[0]
    assert first.code == unread.code
    assert ("The rules failed" if died else "not yet checked by the rules") in first.not_checked
    assert "worst pain 8, asks for contact today" in first.not_checked


def test_nothing_flagged_holds_only_those_who_are_up_to_date(ann: User, now: datetime) -> None:
    today = patient_with(ann, now)
    late = PatientFactory(nurse=ann)
    make_check(late, at=now - 2 * DAY)
    never = PatientFactory(nurse=ann)
    weekly = PatientFactory(nurse=ann, schedule="WEEKLY")
    make_check(weekly, at=now - 6 * DAY)
    paused = PatientFactory(nurse=ann, paused_at=now - DAY)
    make_check(paused, at=now - DAY)
    shown = page(ann, now)
    assert set(codes(shown.up_to_date)) == {today.code, weekly.code}
    assert set(codes(shown.not_heard_from)) == {late.code, never.code, paused.code}


@pytest.mark.parametrize(("schedule", "days"), [("DAILY", 1), ("WEEKLY", 7)])
def test_somebody_new_is_not_missed_before_her_first_check_is_due(
    ann: User, now: datetime, schedule: str, days: int
) -> None:
    pat = PatientFactory(nurse=ann, schedule=schedule, invited_at=now)
    row = page(ann, now).up_to_date[0]
    by = {1: "tomorrow", 7: "1 December"}[days]
    assert [line.words for line in row.lines] == [f"First check due by {by}"]
    assert codes(page(ann, now + days * DAY).up_to_date) == [pat.code]
    late = page(ann, now + (days + 1) * DAY)
    assert codes(late.not_heard_from) == [pat.code]
    assert "No check yet" in late.not_heard_from[0].lines[0].words


def test_who_was_never_invited_is_not_heard_from(ann: User, now: datetime) -> None:
    pat = PatientFactory(nurse=ann, invited_at=None)
    assert codes(page(ann, now).not_heard_from) == [pat.code]


def test_somebody_in_hospital_is_not_among_nothing_flagged(ann: User, now: datetime) -> None:
    inpatient = PatientFactory(nurse=ann, status="IN_HOSPITAL", status_at=now)
    make_check(inpatient, at=now)
    row = page(ann, now).not_heard_from[0]
    assert row.situation == "In hospital since 24 November"


def test_practice_patients_stand_apart(ann: User, now: datetime) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    make_alert(practice)
    shown = page(ann, now)
    assert codes(shown.needs_you) == []
    assert [(row.code, row.world) for row in shown.practice] == [(practice.code, "Practice")]


def test_mine_are_the_named_nurses_and_those_whom_she_covers(
    ann: User, bea: User, now: datetime
) -> None:
    hers, anns = PatientFactory(nurse=bea), PatientFactory(nurse=ann)
    assert codes(page(bea, now, scope="mine").not_heard_from) == [hers.code]
    today = now.date()
    Leave.objects.create(nurse=ann, cover=bea, first_date=today, last_date=today)
    assert set(codes(page(bea, now, scope="mine").not_heard_from)) == {hers.code, anns.code}


def test_the_site_is_for_its_lead_nurse(ann: User, pat: Patient, now: datetime) -> None:
    from tests.factories import TeamFactory, make_nurse

    other = make_nurse(team=TeamFactory(site=pat.team.site))
    elsewhere = PatientFactory(nurse=other)
    refused = page(ann, now, scope="site")
    assert (refused.scope, len(refused.scopes)) == ("mine", 2)
    assert elsewhere.code not in codes(refused.not_heard_from)
    Role.objects.create(user=ann, role="LEAD_NURSE", site=pat.team.site)
    asked = page(ann, now, scope="site", roles=frozenset({"NURSE", "LEAD_NURSE"}))
    assert elsewhere.code in codes(asked.not_heard_from)


def test_another_teams_patient_is_on_no_list(carl: User, pat: Patient, now: datetime) -> None:
    assert page(carl, now).is_empty
    assert page(carl, now, search=pat.last_name).is_empty


@pytest.mark.parametrize("search", ["peters", "pat pet", "rx77", "PETERS"])
def test_a_patient_is_found_by_name_or_number(
    ann: User, pat: Patient, now: datetime, search: str
) -> None:
    Patient.objects.filter(pk=pat.pk).update(hospital_number="RX7788")
    PatientFactory(nurse=ann)
    assert codes(page(ann, now, search=search).not_heard_from) == [pat.code]


def test_a_closed_diary_is_found_by_search_alone(ann: User, pat: Patient, now: datetime) -> None:
    Patient.objects.filter(pk=pat.pk).update(status="DISCHARGED")
    assert page(ann, now).is_empty
    assert codes(page(ann, now, search="Peters").not_heard_from) == [pat.code]


def test_an_alert_is_told_in_words_with_age_and_who_has_it(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    opened = now - timedelta(hours=3)
    make_alert(pat, sentence="worst pain 8, up 4 on the usual", opened_at=opened, due_at=opened,
               taken_by=bea, taken_at=now)  # fmt: skip
    said = text_of(signed_in(ann).get("/caseload/"))
    assert "Urgent worst pain 8, up 4 on the usual 3 hours ago, overdue . Bea has it" in said


def test_worst_now_is_told_against_the_baseline(ann: User, pat: Patient, now: datetime) -> None:
    pat.summary.baseline = make_check(pat, at=now - 30 * DAY, worst=4)
    pat.summary.save()
    make_check(pat, at=now, worst=8)
    row = page(ann, now).up_to_date[0]
    assert (row.worst, row.against_baseline) == ("8, severe", "4 above baseline 4")


def test_looking_at_the_caseload_sees_nothing(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_check(pat, at=now, worst=9, note="It is bad")
    assert "It is bad" in text_of(signed_in(ann).get("/caseload/"))
    assert not SeenMark.objects.exists()
