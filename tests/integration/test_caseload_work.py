"""Working from the caseload: scopes, filters, why, reviewed, news, today, handing over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alerts.models import Alert
from clinicians.actions.caseload import hand_over, mark_reviewed
from clinicians.models import HandOver, Introduction, Reviewed, Task
from clinicians.queries.caseload import caseload
from clinicians.queries.filters import Filters
from diaries.actions import care
from diaries.models import Contact, Message, NoLongerTaken, Patient, SeenMark
from paincheck.accounts.models import Leave, Role, User
from paincheck.audit.models import AuditEvent
from tests.factories import (
    PatientFactory,
    TeamFactory,
    make_alert,
    make_check,
    make_fuller,
    make_nurse,
)
from tests.integration.nursing import contact, text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SignIn = Callable[[User], Client]
NURSE = frozenset({"NURSE"})
KINDS = ("quiet", "task", "message", "medicine", "effect", "put_off", "introduce", "calm")


def page(nurse: User, now: datetime, **rest: Any) -> Any:
    return caseload(nurse, **({"roles": NURSE, "scope": "", "search": "", "now": now} | rest))


def the_row(nurse: User, now: datetime) -> Any:
    shown = page(nurse, now)
    rows = [row for group in shown.groups for row in group.rows]
    assert len(rows) == 1
    return rows[0]


def up_to_date(nurse: User, now: datetime, **fields: Any) -> Patient:
    patient = PatientFactory(nurse=nurse, **fields)
    make_check(patient, at=now - HOUR)
    return patient


def task_of(patient: Patient, now: datetime, **fields: Any) -> Task:
    standard = {
        "kind": "NEXT_STEP", "what": "Ring about the new patch", "due_on": now.date(),
        "made_by": patient.nurse, "made_at": now,
    }  # fmt: skip
    return Task.objects.create(patient=patient, **(standard | fields))


def write(patient: Patient, at: datetime) -> Message:
    return Message.objects.create(
        patient=patient, key=uuid4(), author=patient.user, text="Hello", from_patient=True,
        sent_at=at, promised_by=at + DAY,
    )  # fmt: skip


def test_what_is_not_due_yet_is_one_short_line_and_moves_nobody(ann: User, now: datetime) -> None:
    patient = up_to_date(ann, now)
    days = now.date() + 2 * DAY
    told = {"kind": "PRESCRIBER", "whom": "Dr Adams", "what": "Increase the patch?"}
    asked = task_of(patient, now, due_on=days, **told)
    row = the_row(ann, now)
    assert (row.why, row.task_due) == ("Nothing flagged", False)
    assert [line.words for line in row.lines] == ["Dr Adams to answer by Thursday"]
    task_of(patient, now, due_on=now.date() + 9 * DAY)
    said = "Dr Adams to answer by Thursday; 1 more later"
    assert [line.words for line in the_row(ann, now).lines] == [said]
    asked.delete()
    said = "Next step by 3 December: Ring about the new patch"
    assert [line.words for line in the_row(ann, now).lines] == [said]


def leave_off(patient: Patient, name: str, now: datetime) -> None:
    medicine = care.start_medication(
        patient=patient, name=name, route="", purpose="OTHER", dose="10 mg",
        on=now.date() - 40 * DAY, by=patient.nurse, now=now,
    )  # fmt: skip
    NoLongerTaken.objects.create(patient=patient, medication=medicine, key=uuid4(), said_at=now)


def test_a_medicine_that_ran_out_waits_for_a_nurse_until_somebody_has_talked_with_her(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    patient = up_to_date(ann, now)
    make_fuller(patient, at=now - HOUR, sent_at=now - HOUR, regular="SOME", why_not=("FORGOT",))
    assert the_row(ann, now).why == "Nothing flagged"
    make_fuller(
        patient, at=now - HOUR, sent_at=now - HOUR, regular="SOME", why_not=("FORGOT", "RAN_OUT")
    )
    row = the_row(ann, now)
    assert row.why == "Medicine left off"
    assert [(line.tag, line.words) for line in row.lines] == [
        ("Medicine left off", "Says the regular painkillers have run out")
    ]
    assert "regular painkillers have run out" in text_of(signed_in(ann).get("/caseload/"))
    told = {"channel": "PHONE", "recorded_at": now, "at": now}
    Contact.objects.create(patient=patient, nurse=ann, outcome="NO_ANSWER", **told)
    assert the_row(ann, now).why == "Medicine left off"
    Contact.objects.create(patient=patient, nurse=ann, outcome="PRESCRIBER", **told)
    assert the_row(ann, now).why == "Nothing flagged"


def test_who_ran_out_a_week_ago_and_a_draft_say_nothing(ann: User, now: datetime) -> None:
    patient = up_to_date(ann, now)
    told = {"regular": "SOME", "why_not": ("RAN_OUT",)}
    make_fuller(patient, at=now, **told)
    make_fuller(patient, at=now - 8 * DAY, sent_at=now - 8 * DAY, **told)
    assert the_row(ann, now).why == "Nothing flagged"


def changed_medicine(patient: Patient, now: datetime) -> None:
    care.start_medication(
        patient=patient, name="Morphine", route="", purpose="REGULAR", dose="10 mg",
        on=now.date() - 4 * DAY, by=patient.nurse, now=now,
    )  # fmt: skip


# Whose patients


def test_red_is_counted_in_each_scope_and_a_lead_is_told_of_what_she_does_not_see(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    site = ann.team_places.get().team.site
    Role.objects.create(user=ann, role="LEAD_NURSE", site=site)
    make_alert(up_to_date(ann, now), level="RED")
    other = make_nurse(team=TeamFactory(site=site))
    for fields in ({}, {}, {"snoozed_until": now + HOUR}, {"level": "AMBER"}):
        make_alert(up_to_date(other, now), **{"level": "RED"} | fields)
    shown = page(ann, now, roles=frozenset({"NURSE", "LEAD_NURSE"}))
    assert [(one.value, one.count, one.red) for one in shown.scopes] == [
        ("mine", 1, 1), ("team", 1, 1), ("site", 5, 3)
    ]  # fmt: skip
    words = "At your site 2 patients with a red alert stand outside your own caseload."
    assert shown.red_elsewhere == words
    html = signed_in(ann).get("/caseload/")
    assert words in text_of(html)
    assert "My site’s (5, 3 red)" in text_of(html)
    assert 'href="/caseload/?show=site&amp;need=urgent"' in html.content.decode()


def test_red_is_counted_where_no_row_stands_and_no_nurse_but_a_lead_hears_of_others(
    ann: User, now: datetime
) -> None:
    make_alert(up_to_date(make_nurse(team=TeamFactory(site=ann.team_places.get().team.site)), now))
    assert page(ann, now).red_elsewhere == ""
    Role.objects.create(user=ann, role="LEAD_NURSE", site=ann.team_places.get().team.site)
    alone = page(ann, now, scope="mine", roles=frozenset({"LEAD_NURSE"}))
    assert alone.is_empty
    assert alone.red_elsewhere.startswith("At your site 1 patient with a red alert stands outside")


def test_she_begins_with_her_own_patients_where_she_has_some(
    ann: User, bea: User, now: datetime
) -> None:
    hers = up_to_date(ann, now)
    up_to_date(bea, now)
    shown = page(ann, now)
    assert shown.scope == "mine"
    assert [row.code for row in shown.up_to_date] == [hers.code]
    assert [(one.value, one.count) for one in shown.scopes] == [("mine", 1), ("team", 2)]


def test_a_nurse_without_patients_begins_with_her_teams(
    ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    anns = up_to_date(ann, now)
    PatientFactory(nurse=bea, world="PRACTICE")
    shown = page(bea, now)
    assert shown.scope == "team"
    assert [row.code for row in shown.up_to_date] == [anns.code]
    assert "Mine (0)" in text_of(signed_in(bea).get("/caseload/"))


def test_counts_stand_there_where_no_row_does(ann: User, now: datetime) -> None:
    up_to_date(ann, now)
    shown = page(ann, now, search="nobody of this name")
    assert [one.count for one in shown.scopes] == [1, 1]


def test_practice_patients_are_not_counted(ann: User, now: datetime) -> None:
    PatientFactory(nurse=ann, world="PRACTICE")
    assert [one.count for one in page(ann, now, scope="team").scopes] == [0, 0]


def test_whom_she_covers_for_stands_at_the_head(
    ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    up_to_date(ann, now)
    until = now.date() + 3 * DAY
    Leave.objects.create(nurse=ann, cover=bea, first_date=now.date(), last_date=until)
    said = text_of(signed_in(bea).get("/caseload/"))
    assert "You cover for Ann Archer until Friday 27 November: 1 patient here." in said


# The order, and why


def test_what_is_no_alert_stands_between_the_quiet_and_the_calm(ann: User, now: datetime) -> None:
    people = {name: up_to_date(ann, now) for name in KINDS}
    make_alert(people["quiet"], rule="gone_quiet", level="GREY")
    task_of(people["task"], now)
    write(people["message"], now)
    leave_off(people["medicine"], "Codeine", now)
    changed_medicine(people["effect"], now)
    make_alert(people["put_off"], level="AMBER", snoozed_until=now + DAY)
    Introduction.objects.create(patient=people["introduce"], opened_at=now, due_on=now.date())
    silent = PatientFactory(nurse=ann)
    shown = page(ann, now)
    names = {patient.code: name for name, patient in people.items()} | {silent.code: "silent"}
    order = [names[row.code] for group in shown.groups for row in group.rows]
    assert order == [
        "quiet", "task", "message", "medicine", "effect", "put_off", "introduce", "silent", "calm",
    ]  # fmt: skip
    assert [group.caption for group in shown.groups] == [
        "Needs you", "To be introduced", "Not heard from", "Nothing flagged",
    ]  # fmt: skip


def test_a_put_off_alert_comes_back_to_its_place_when_its_time_is_over(
    ann: User, pat: Patient, now: datetime
) -> None:
    make_alert(pat, snoozed_until=now + HOUR, snooze_reason="radiotherapy today")
    make_check(pat, at=now - HOUR)
    row = the_row(ann, now)
    assert row.why == "Put off"
    assert row.alerts[0].put_off == "Put off until today 1pm: radiotherapy today"
    assert the_row(ann, now + HOUR).why == "Urgent"


def test_each_row_says_why_it_stands_there(ann: User, pat: Patient, now: datetime) -> None:
    make_check(pat, at=now - 3 * DAY)
    assert the_row(ann, now).lines[-1].words == "Last check 3 days ago, asked every day"


def test_a_task_is_told_in_its_words_and_says_that_it_is_late(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    task_of(pat, now, kind="PRESCRIBER", whom="Dr Grey", due_on=now.date() - 2 * DAY)
    task_of(pat, now)
    task_of(pat, now, what="not yet", due_on=now.date() + DAY)
    said = text_of(signed_in(ann).get("/caseload/"))
    assert (
        "Task due Ring about the new patch (Dr Grey was asked) and 1 more, was due 22 November, "
        "overdue" in said
    )
    assert "Next step by tomorrow: not yet" in said


def test_a_task_of_tomorrow_waits_for_its_day(ann: User, pat: Patient, now: datetime) -> None:
    make_check(pat, at=now)
    task_of(pat, now, due_on=now.date() + DAY)
    assert the_row(ann, now).why == "Nothing flagged"
    make_check(pat, at=now + DAY)
    assert the_row(ann, now + DAY).why == "Task due"


def test_an_alert_that_is_awake_speaks_before_one_that_is_put_off(
    ann: User, pat: Patient, now: datetime
) -> None:
    make_alert(pat, snoozed_until=now + HOUR)
    make_alert(pat, rule="gone_quiet", level="GREY")
    assert the_row(ann, now).why == "To check, gone quiet"


def test_the_medicine_that_was_left_off_has_a_name(ann: User, pat: Patient, now: datetime) -> None:
    leave_off(pat, "Codeine", now - 2 * HOUR)
    leave_off(pat, "Senna", now)
    line = the_row(ann, now).lines[0]
    assert line.words == "Says a medicine is no longer taken: Codeine and 1 more"
    assert line.age == "2 hours ago"


def test_the_question_of_the_third_day_names_the_change(
    ann: User, pat: Patient, now: datetime
) -> None:
    changed_medicine(pat, now)
    line = the_row(ann, now).lines[0]
    assert (line.tag, line.words) == (
        "Did it help?", "Morphine, started 10 mg on 20 November",
    )  # fmt: skip


def test_who_waits_longest_stands_first_among_those_of_one_need(ann: User, now: datetime) -> None:
    late, soon = PatientFactory(nurse=ann, last_name="Z"), PatientFactory(nurse=ann, last_name="A")
    for patient, days in ((late, -2), (soon, 3)):
        Introduction.objects.create(patient=patient, opened_at=now, due_on=now.date() + days * DAY)
    assert [row.code for row in page(ann, now).to_be_introduced] == [late.code, soon.code]
    for patient, days in ((late, 2), (soon, 1)):
        task_of(patient, now, due_on=now.date() - days * DAY)
    assert [row.code for row in page(ann, now).needs_you] == [late.code, soon.code]
    Task.objects.update(done_at=now, done_by=ann)
    for patient, hours in ((late, 5), (soon, 2)):
        write(patient, now - hours * HOUR)
    assert [row.code for row in page(ann, now).needs_you] == [late.code, soon.code]


def test_an_introduction_says_when_it_was_due(ann: User, pat: Patient, now: datetime) -> None:
    Introduction.objects.create(patient=pat, opened_at=now, due_on=now.date() - DAY)
    line = next(line for line in the_row(ann, now).lines if line.tag == "To be introduced")
    assert (line.words, line.overdue) == ("was due 23 November", True)


@pytest.mark.parametrize("end", ["finished", "not_done", "died"])
def test_nobody_is_introduced_who_was_or_cannot_be(
    ann: User, pat: Patient, now: datetime, end: str
) -> None:
    mine = Introduction.objects.create(patient=pat, opened_at=now, due_on=now.date())
    if end == "finished":
        mine.finished_at, mine.finished_by = now, ann
    elif end == "not_done":
        mine.not_done, mine.not_done_at, mine.not_done_by = "DECLINED", now, ann
    mine.save()
    if end == "died":
        Patient.objects.filter(pk=pat.pk).update(status="DIED")
    assert not page(ann, now, search=pat.code).to_be_introduced


def test_her_own_words_stand_in_one_line_with_their_age(
    ann: User, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - 5 * HOUR, note="Worse at night.\nThe patch\t<b>fell</b> off. " * 9)
    make_check(pat, at=now - HOUR, helped="FOR")
    row = the_row(ann, now)
    assert row.said.startswith("Worse at night. The patch <b>fell</b> off. Worse")
    assert row.said.endswith("…")
    assert len(row.said) <= 161
    assert row.said_when == "5 hours ago"
    assert row.helped == "Filled in by somebody for the patient"


def test_words_of_weeks_ago_are_not_told(ann: User, pat: Patient, now: datetime) -> None:
    make_check(pat, at=now - 15 * DAY, note="Long ago")
    assert the_row(ann, now).said == ""


@pytest.mark.parametrize(
    "note", ["<script>alert(1)</script>", "😀" * 200, "مرحبا", "a" * 2000, "‘“'\""]
)
def test_no_words_break_the_row(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, note: str
) -> None:
    make_check(pat, at=now, note=note)
    answer = signed_in(ann).get("/caseload/")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


# Filters


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"need": "urgent"}, {"red"}),
        ({"need": "calm"}, {"calm", "practice"}),
        ({"situation": "home"}, {"red", "calm", "practice"}),
        ({"situation": "hospital"}, {"inpatient"}),
        ({"situation": "paused"}, {"paused"}),
        ({"practice": "only"}, {"practice"}),
        ({"practice": "without"}, {"red", "calm", "inpatient", "paused"}),
        ({"need": "urgent", "situation": "hospital"}, set()),
        ({"need": "x", "situation": "'", "practice": "\x00"}, {
            "red", "calm", "inpatient", "paused", "practice",
        }),
    ],
)  # fmt: skip
def test_a_filter_in_the_address_leaves_what_it_names(
    ann: User, now: datetime, signed_in: SignIn, filters: dict[str, str], left: set[str]
) -> None:
    people = {
        "red": up_to_date(ann, now),
        "calm": up_to_date(ann, now),
        "inpatient": up_to_date(ann, now, status="IN_HOSPITAL"),
        "paused": up_to_date(ann, now, paused_at=now),
        "practice": up_to_date(ann, now, world="PRACTICE"),
    }
    make_alert(people["red"])
    shown = signed_in(ann).get("/caseload/", filters).context["page"]
    names = {patient.code: name for name, patient in people.items()}
    assert {names[row.code] for group in shown.groups for row in group.rows} == left
    assert shown.filters == Filters.asked(filters)


# Reviewed


def tick(client: Client, *patients: Patient, batch: Any = None, **rest: Any) -> Any:
    told = {"batch": str(batch or uuid4()), "patient": [one.code for one in patients]}
    return client.post("/caseload/reviewed/?show=team&need=urgent", told, **rest)


def test_reviewed_sees_no_check_and_closes_no_alert(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_check(pat, at=now - HOUR, worst=9)
    make_alert(pat, opened_at=now - HOUR, due_at=now)
    before = Alert.objects.values().get()
    answer = tick(signed_in(ann), pat)
    assert answer["Location"] == "/caseload/?show=team&need=urgent"
    assert Alert.objects.values().get() == before
    assert not SeenMark.objects.exists()
    row = the_row(ann, now)
    assert (row.why, row.reviewed) == ("Urgent", "Reviewed by Ann, today midday")


@pytest.mark.parametrize("news", ["check", "alert", "message", "medicine", "task", "unread"])
def test_reviewed_stands_until_something_newer_comes(
    ann: User, pat: Patient, now: datetime, news: str
) -> None:
    make_check(pat, at=now - HOUR)
    mark_reviewed(codes=[pat.code], batch=uuid4(), by=ann, now=now)
    later = now + DAY
    assert the_row(ann, later).reviewed
    if news == "check":
        make_check(pat, at=later)
    elif news == "alert":
        make_alert(pat, opened_at=now, last_found_at=later)
    elif news == "message":
        write(pat, later)
    elif news == "medicine":
        leave_off(pat, "Codeine", later)
    elif news == "task":
        task_of(pat, now, due_on=later.date())
    else:
        make_check(pat, at=now - 2 * HOUR, unflagged=True)
    assert the_row(ann, later).reviewed == ""


def test_reviewed_is_undone_by_one_press(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk, batch = signed_in(ann), uuid4()
    assert "1 patient marked as reviewed." in text_of(tick(desk, pat, batch=batch, follow=True))
    answer = desk.post("/caseload/reviewed/undo/", {"batch": str(batch)}, follow=True)
    assert "‘Reviewed’ no longer stands on 1 patient." in text_of(answer)
    assert the_row(ann, now).reviewed == ""
    again = desk.post("/caseload/reviewed/undo/", {"batch": str(batch)}, follow=True)
    assert "There is nothing to take back" in text_of(again)
    told = AuditEvent.objects.filter(action__startswith="patient.reviewed")
    assert list(told.order_by("pk").values_list("action", "patient_id")) == [
        ("patient.reviewed", pat.pk), ("patient.reviewed.undone", pat.pk),
    ]  # fmt: skip


def test_a_press_that_was_taken_back_and_comes_again_by_back_says_so(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk, batch = signed_in(ann), uuid4()
    tick(desk, pat, batch=batch)
    desk.post("/caseload/reviewed/undo/", {"batch": str(batch)})
    assert "Nobody was marked" in text_of(tick(desk, pat, batch=batch, follow=True))
    assert the_row(ann, now).reviewed == ""


def test_the_same_press_twice_is_one_review(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk, batch = signed_in(ann), uuid4()
    for _ in range(2):
        tick(desk, pat, batch=batch)
    assert Reviewed.objects.count() == 1
    assert AuditEvent.objects.filter(action="patient.reviewed").count() == 1


def test_nobody_reviews_another_teams_patient_nor_undoes_anothers_press(
    ann: User, bea: User, carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    tick(signed_in(carl), pat)
    assert not Reviewed.objects.exists()
    batch = uuid4()
    tick(signed_in(ann), pat, batch=batch)
    signed_in(bea).post("/caseload/reviewed/undo/", {"batch": str(batch)})
    assert Reviewed.objects.get().undone_at is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "We could not read this page"),
        ({"batch": "x", "patient": ["A"]}, "We could not read this page"),
        ({"batch": str(uuid4())}, "Tick the patients whom you have gone through"),
        ({"batch": str(uuid4()), "patient": ["\x00"]}, "Tick the patients"),
        ({"batch": str(uuid4()), "patient": ["X"] * 101}, "Tick at most 100 patients at once"),
    ],
)
def test_a_press_without_patients_says_what_to_do(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, sent: Any, sentence: str
) -> None:
    answer = signed_in(ann).post("/caseload/reviewed/", sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not Reviewed.objects.exists()


@pytest.mark.parametrize("code", ["😀", "x" * 10_000, "مرحبا"])
def test_a_code_that_is_nobodys_is_passed_over(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, code: str
) -> None:
    answer = signed_in(ann).post("/caseload/reviewed/", {"batch": str(uuid4()), "patient": [code]})
    assert answer.status_code == 302
    assert not Reviewed.objects.exists()


# News, without a reload


def ask(client: Client, since: datetime, **told: str) -> Any:
    return client.get("/caseload/news/", {"since": since.isoformat()} | told)


@pytest.mark.parametrize("news", ["check", "alert", "message", "taken", "medicine"])
def test_the_notice_counts_patients_with_something_new(
    ann: User, bea: User, now: datetime, signed_in: SignIn, news: str
) -> None:
    pat = PatientFactory(nurse=ann)
    make_check(pat, at=now - HOUR)
    alert = make_alert(pat, opened_at=now - HOUR)
    desk = signed_in(ann)
    assert ask(desk, now).json() == {"patients": 0}
    later = now + timedelta(seconds=1)
    if news == "check":
        make_check(pat, at=later)
    elif news == "alert":
        Alert.objects.update(last_found_at=later)
    elif news == "message":
        write(pat, later)
    elif news == "taken":
        Alert.objects.filter(pk=alert.pk).update(taken_by=bea, taken_at=later)
    else:
        leave_off(pat, "Codeine", later)
    assert ask(desk, now).json() == {"patients": 1}
    assert ask(desk, now, patient=pat.code).json() == {"patients": 1}
    assert ask(desk, later).json() == {"patients": 0}
    assert not SeenMark.objects.exists()
    assert not Message.objects.filter(read_at__isnull=False).exists()


def test_what_she_did_herself_is_no_news(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    later = now + timedelta(seconds=1)
    alert = make_alert(pat, opened_at=now - HOUR)
    Alert.objects.filter(pk=alert.pk).update(taken_by=ann, taken_at=later)
    make_check(pat, at=later, source="TOGETHER")
    pat.checks.update(entered_by=ann)
    assert ask(signed_in(ann), now).json() == {"patients": 0}


def test_the_same_answer_again_has_no_body(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(ann)
    tag = ask(desk, now)["ETag"]
    same = desk.get("/caseload/news/", {"since": now.isoformat()}, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")


def test_the_notice_tells_nothing_of_another_teams_patient(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_check(pat, at=now)
    desk = signed_in(carl)
    assert ask(desk, now - HOUR, show="site").json() == {"patients": 0}
    assert ask(desk, now - HOUR, patient=pat.code).status_code == 404


def test_the_notice_keeps_no_sign_in_alive(
    ann: User, now: datetime, signed_in: SignIn, time_machine: Any
) -> None:
    time_machine.move_to(now, tick=False)
    desk = signed_in(ann)
    assert desk.get("/caseload/").status_code == 200
    for minutes in (5, 10, 14):
        time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
        assert ask(desk, now).status_code == 200
    time_machine.move_to(now + timedelta(minutes=16), tick=False)
    assert desk.get("/caseload/").status_code == 302


@pytest.mark.parametrize("since", ["", "x", "\x00", "2026-13-01", "9" * 5000])
def test_a_poll_that_nobody_can_read_is_refused(
    ann: User, now: datetime, signed_in: SignIn, since: str
) -> None:
    assert signed_in(ann).get("/caseload/news/", {"since": since}).status_code == 400


# What was done today


def test_what_was_done_today_is_told_with_its_time_and_who(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    for hours in (1, 2):
        make_check(pat, at=now - hours * HOUR)
    make_alert(pat, opened_at=now - HOUR)
    task_of(pat, now, done_at=now, done_by=bea)
    practice = PatientFactory(nurse=ann, world="PRACTICE", first_name="Prac")
    desk = signed_in(ann)
    desk.get(f"/patients/{pat.code}/")
    contact(desk, pat.code, alerts=[Alert.objects.get().pk])
    contact(desk, practice.code)
    said = text_of(desk.get("/caseload/today/"))
    assert "1 contact logged, 1 alert closed, 2 checks seen, 1 task done." in said
    assert "midday: Pat Peters . Phone call: Talked: advice for self-care given. Ann" in said
    assert "midday: Pat Peters . Task done: Ring about the new patch. Bea" in said
    assert said.count("Saw 2 checks. Ann") == 1
    assert "Prac" not in said


def test_a_day_on_which_nothing_was_done_says_so(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    task_of(pat, now, done_at=now - DAY, done_by=ann)
    said = text_of(signed_in(ann).get("/caseload/today/?show=site"))
    assert "Nothing has been written down yet today." in said


# Handing over


def give(client: Client, patient: Patient, nurse: User, **told: str) -> Any:
    place = f"{nurse.team_places.get().team.pk}-{nurse.pk}"
    return client.post(f"/patients/{patient.code}/transfer/", {"place": place} | told, follow=True)


def test_the_new_nurse_reads_the_note_on_the_patients_page(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    give(signed_in(ann), pat, bea, note="Her daughter rings at 5.\nPrefers <b>mornings</b>.")
    desk = signed_in(bea)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Handed over from Ann Archer to Bea Bell, today midday" in said
    assert "Her daughter rings at 5. Prefers &lt;b&gt;mornings&lt;/b&gt;." in said
    assert "Handed over to you by Ann" in text_of(desk.get("/caseload/"))


def test_handing_over_twice_is_one_hand_over(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(ann)
    give(desk, pat, bea, note="first")
    said = text_of(give(desk, pat, bea, note="first"))
    assert "Bea Bell has this patient already. Nothing was changed." in said
    assert HandOver.objects.count() == 1


def test_a_nurse_takes_over_in_two_taps(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(bea)
    assert "I take over" in text_of(desk.get(f"/patients/{pat.code}/transfer/"))
    for _ in range(2):
        said = text_of(desk.post(f"/patients/{pat.code}/take-over/", follow=True))
        assert "You are the named nurse now." in said
    pat.refresh_from_db()
    assert (pat.nurse, HandOver.objects.get().by) == (bea, bea)
    assert "Taken over from Ann Archer to Bea Bell" in said


def test_nobody_takes_over_another_teams_patient(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    assert signed_in(carl).post(f"/patients/{pat.code}/take-over/").status_code == 404


def test_a_hand_over_to_another_team_names_both(ann: User, pat: Patient, now: datetime) -> None:
    there = make_nurse(team=TeamFactory(site=pat.team.site))
    team = there.team_places.get().team
    done = hand_over(patient=pat, team=team, nurse=there, note="", by=ann, now=now)
    assert done is not None
    assert (done.from_team, done.to_team) == (ann.team_places.get().team, team)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Choose a nurse"),
        ({"place": "0-0"}, "This nurse is no longer there. Choose another"),
        ({"note": "x" * 2001}, "Enter at most 2,000 signs"),
        ({"note": "\x00"}, "hidden sign"),
    ],
)
def test_a_hand_over_that_cannot_be_says_why(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn,
    told: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    place = f"{bea.team_places.get().team.pk}-{bea.pk}"
    sent = told if told == {} or "place" in told else {"place": place} | told
    answer = signed_in(ann).post(f"/patients/{pat.code}/transfer/", sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not HandOver.objects.exists()
