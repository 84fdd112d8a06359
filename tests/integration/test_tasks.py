"""Tasks come back on their day until somebody has done them (S19)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from clinicians.actions import tasks
from clinicians.models import Task
from diaries.models import Patient
from paincheck.accounts.models import Leave, User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, a_reason, make_alert, make_task
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


def here(task: Task, what: str) -> str:
    return f"/patients/{task.patient.code}/tasks/{task.pk}/{what}/"


def test_tasks_stand_under_due_soon_and_later_and_the_done_ones_can_be_taken_back(
    desk: Client, pat: Patient, now: datetime
) -> None:
    for what, days in (("Overdue", -1), ("Due", 0), ("Soon", 7), ("Later", 8)):
        make_task(pat, what=what, due_on=TODAY + days * DAY)
    done = make_task(pat, what="Done")
    desk.post(here(done, "done"), {"result": "She sleeps better"})
    page = desk.get("/tasks/").context["page"]
    assert [task.what for task in page.due] == ["Overdue", "Due"]
    assert [task.what for task in page.soon] == ["Soon"]
    assert [task.what for task in page.later] == ["Later"]
    assert [task.result for task in page.done] == ["She sleeps better"]
    answer = desk.post(f"{here(done, 'undo')}?from=tasks")
    assert answer["Location"] == "/tasks/"
    done.refresh_from_db()
    assert done.done_at is None


def test_a_prescribers_decision_is_recorded_or_it_comes_back(
    ann: User, desk: Client, pat: Patient, now: datetime
) -> None:
    task = make_task(pat, kind="PRESCRIBER", whom="Dr Shah")
    answer = desk.post(here(task, "done"), {"result": ""})
    assert answer.status_code == 422
    assert "Enter what the prescriber decided" in text_of(answer)
    with pytest.raises(tasks.NoDecision):
        tasks.finish(task=task, result="", by=ann, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(done_at=now, done_by=ann)
    desk.post(here(task, "done"), {"result": "Goes on as it is"})
    task.refresh_from_db()
    assert (task.done_by, task.result) == (ann, "Goes on as it is")


def test_the_second_nurse_who_has_done_it_reads_who_was_first(
    bea: User, desk: Client, pat: Patient, now: datetime
) -> None:
    task = make_task(pat)
    tasks.finish(task=task, result="", by=bea, now=now)
    page = text_of(desk.post(here(task, "done"), {"result": "Mine"}, follow=True))
    assert "Bea Bell has done this already" in page
    task.refresh_from_db()
    assert (task.done_by, task.result) == (bea, "")


def test_another_day_has_a_reason_on_the_trail_and_on_the_card(
    desk: Client, pat: Patient, now: datetime
) -> None:
    task = make_task(pat)
    told = {"due_on": "2026-11-26", "why": "ANSWER", "shown": "2026-11-24"}
    page = text_of(desk.post(here(task, "move"), told, follow=True))
    assert "Due Thursday 26 November" in page
    assert "waiting for an answer" in page
    line = AuditEvent.objects.get(action="task.moved")
    assert (line.fields, line.reason) == (["due_on"], "Waiting for an answer")
    later = told | {"due_on": "2026-11-27"}
    assert "another day meanwhile" in text_of(desk.post(here(task, "move"), later, follow=True))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Choose a day"),
        ({"due_on": "2026-11-23", "why": "TIME"}, "from today on, within 90 days"),
        ({"due_on": "2027-03-01", "why": "TIME"}, "from today on, within 90 days"),
        ({"due_on": "2026-11-26"}, "Answer ‘Why?’"),
        ({"due_on": "a\x00b", "why": "TIME"}, "from today on, within 90 days"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(
    desk: Client, pat: Patient, told: dict[str, str], said: str
) -> None:
    task = make_task(pat)
    answer = desk.post(here(task, "move"), told)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_task_that_no_contact_led_to_is_added_once(
    desk: Client, pat: Patient, now: datetime
) -> None:
    told = {"key": str(uuid4()), "what": "Bring the booklet", "due_on": "2026-11-26"}
    for _ in range(2):
        assert desk.post(f"/patients/{pat.code}/tasks/add/", told).status_code == 302
    assert Task.objects.get().what == "Bring the booklet"
    assert desk.post(f"/patients/{pat.code}/tasks/add/", {}).status_code == 422


def test_mine_are_those_of_my_patients_of_whom_i_cover_and_those_i_made(
    ann: User, bea: User, desk: Client, pat: Patient, now: datetime
) -> None:
    hers = PatientFactory(nurse=bea)
    make_task(pat, what="Mine")
    make_task(hers, what="Hers")
    make_task(hers, what="Made by me", made_by=ann)
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    make_task(practice, what="Practice")
    dead = PatientFactory(nurse=ann, status="DIED")
    make_task(dead, what="Of the dead")

    def whats(query: str) -> list[str]:
        return [task.what for task in desk.get(f"/tasks/{query}").context["page"].due]

    assert whats("") == ["Mine", "Made by me", "Practice"]
    assert sorted(whats("?show=team")) == ["Hers", "Made by me", "Mine", "Practice"]
    Leave.objects.create(nurse=bea, cover=ann, first_date=TODAY, last_date=TODAY)
    assert "Hers" in whats("")


def test_another_teams_nurse_finds_no_task(
    carl: User, pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    task, client = make_task(pat), signed_in(carl)
    for what in ("done", "move", "undo"):
        assert client.post(here(task, what)).status_code == 404
    assert "Ring about" not in text_of(client.get("/tasks/?show=team"))


def test_the_page_of_tasks_costs_the_same_with_few_and_with_many(
    ann: User, desk: Client, pat: Patient, now: datetime, django_assert_max_num_queries: Callable
) -> None:
    from clinicians.queries.tasks import my_tasks  # noqa: PLC0415

    for number in range(12):
        make_task(pat, what=f"Task {number}")
    with django_assert_max_num_queries(4):
        my_tasks(ann, scope="mine", now=now)


def test_a_program_reads_the_tasks_of_one_patient_and_no_other_teams(
    ann: User, carl: User, desk: Client, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    done = make_task(pat, what="Done", done_by=ann, done_at=now, result="Well")
    make_task(pat, what="Later", due_on=TODAY + DAY)
    make_task(pat, what="Due")
    make_task(PatientFactory(nurse=ann), what="Another patient’s")
    path = f"/api/patients/{pat.code}/tasks/"
    told = desk.get(path).json()["results"]
    assert [row["what"] for row in told] == ["Due", "Later", "Done"]
    assert (told[2]["id"], told[2]["done_by"], told[2]["result"]) == (done.pk, "Ann Archer", "Well")
    assert AuditEvent.objects.filter(action="tasks.read", actor_id=ann.pk).count() == 1
    assert signed_in(carl).get(path).status_code == 404


# Whatever is sent

JUNK = ["", "a\x00b", "\U0001f4a9 \u202e\u05d0", "x" * 1_000_000]
PAGES = {
    "contact/": ["key", "as_of", "alerts", "outcome", "channel", "again", "try_again_at", "agreed",
                 "prescriber", "prescriber_by", "next_step", "next_on", "note", "at", "does"],
    "alerts/{alert}/put-off/": ["as_of", "until", "until_at", "reason"],
    "alerts/{alert}/close/": ["as_of", "reason", "note", "review_on_day"],
    "tasks/add/": ["key", "what", "due_on"],
    "tasks/{task}/move/": ["due_on", "why", "shown"],
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_sent_is_a_sentence_and_leaves_everything_as_it_was(
    desk: Client, pat: Patient, page: str
) -> None:
    alert, task = make_alert(pat), make_task(pat)
    path = f"/patients/{pat.code}/{page.format(alert=alert.pk, task=task.pk)}"
    for junk in JUNK:
        answer = desk.post(path, dict.fromkeys(PAGES[page], junk))
        assert answer.status_code in (413, 422), (page, junk[:9])
    alert.refresh_from_db()
    task.refresh_from_db()
    assert (alert.closed_at, alert.snoozed_until, task.due_on) == (None, None, TODAY)
    assert (pat.contacts.count(), Task.objects.count()) == (0, 1)


# How quickly


def test_how_quickly_is_the_middle_of_the_teams_working_time_and_names_nobody(
    ann: User, desk: Client, pat: Patient, now: datetime
) -> None:
    from alerts.actions import answering  # noqa: PLC0415

    friday = datetime.fromisoformat("2026-11-20T16:30:00+00:00")
    for rule, monday_hour in (("severe_pain", 9), ("red_flag", 10), ("rising_pain", 11)):
        alert = make_alert(pat, rule=rule, opened_at=friday)
        taken = datetime.fromisoformat(f"2026-11-23T{monday_hour:02}:00:00+00:00")
        answering.take(alert=alert, by=ann, now=taken)
    midday = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=midday
    )
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    make_alert(practice, opened_at=friday)
    make_alert(pat, rule="gone_quiet", opened_at=friday, closed_at=now, closed_how="CLEARED")
    page = text_of(desk.get("/how-quickly/"))
    # Half an hour on Friday and one on Monday: the weekend does not count.
    assert "Urgent 3 half of all within 1 hour 30 minutes fewer than half so far 2, " in page
    assert "2, the oldest since Friday 20 November 4.30pm" in page
    assert "Soon 0 none none none" in page
    assert "Archer" not in page.split("How quickly we see", 1)[1]


def test_what_nobody_has_seen_to_counts_as_not_yet_however_old_it_is(
    ann: User, desk: Client, pat: Patient, now: datetime
) -> None:
    from alerts.actions import answering  # noqa: PLC0415

    saturday = datetime.fromisoformat("2026-11-21T10:00:00+00:00")
    at_once = make_alert(pat, opened_at=saturday)
    answering.close_with_reason(
        alert=at_once, stated=a_reason(at_once), review_on=None, by=ann, now=saturday
    )
    for rule in ("red_flag", "contact_wanted"):
        make_alert(pat, rule=rule, opened_at=now - DAY)
    make_alert(pat, rule="gone_quiet", level="AMBER", opened_at=now - 40 * DAY)
    page = text_of(desk.get("/how-quickly/"))
    assert "Urgent 3 fewer than half so far fewer than half so far 2, the oldest" in page
    assert "Soon 1 not yet not yet 1, since Thursday 15 October 1pm" in page
