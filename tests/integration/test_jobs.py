"""Work that takes too long for a page: asked for once, done once, told to who asked alone."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.background import doorbell, jobs, kinds
from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job
from paincheck.background.tasks import run_job
from paincheck.security import LAST_PRESS
from paincheck.timetable import ENTRIES
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
SECRET = "Pat Peters, worst pain 9"


class Work:
    """Stands for the work of a kind: does what a test puts here."""

    def __init__(self) -> None:
        self.times = 0
        self.act: Callable[[Job, Progress], Any] = lambda job, progress: None

    def __call__(self, job: Job, progress: Progress) -> Result:
        self.times += 1
        self.act(job, progress)
        return Result(
            result={"n": 31}, file=b"%PDF", file_name="it.pdf", file_type="application/pdf"
        )


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(kinds, "EVERY_SECONDS", 0.0)
    monkeypatch.setitem(kinds.KINDS, "tested", None)  # taken away again after the test
    mine = Work()
    address = "/caseload/"
    job_kind("tested", title="Tried out", back=lambda _: address, shown=lambda _: address)(mine)
    return mine


@pytest.fixture
def ask(work: Work, ann: User, now: datetime) -> Callable[..., Job]:
    def asked(**told: Any) -> Job:
        return jobs.ask(**({"kind": "tested", "arguments": {"n": 1}, "by": ann, "now": now} | told))

    return asked


def run(job: Job, now: datetime) -> Job:
    jobs.run(job_id=str(job.pk), now=now)
    return Job.objects.get(pk=job.pk)


def fail(job: Job, progress: Progress) -> None:
    raise ValueError(SECRET)


def test_a_second_click_is_the_same_job(ask: Callable[..., Job]):
    assert ask() == ask()
    assert ask(arguments={"n": 2}) != ask()
    assert AuditEvent.objects.filter(action="job.asked").count() == 2


def test_the_same_key_is_the_same_job_even_when_it_has_ended(
    ask: Callable[..., Job], now: datetime
):
    key = uuid.uuid4()
    first = run(ask(key=key), now)
    assert ask(key=key) == first
    assert ask() != first


def test_somebody_elses_key_makes_a_job_of_ones_own(ask: Callable[..., Job], bea: User):
    key = uuid.uuid4()
    hers = ask(key=key)
    mine = ask(key=key, by=bea)
    assert mine != hers
    assert mine.asked_by == bea


def test_what_came_out_is_kept_for_a_day_and_then_thrown_away(
    ask: Callable[..., Job], work: Work, now: datetime
):
    job = run(ask(), now)
    assert (job.state, job.result, bytes(job.file), job.attempts) == ("DONE", {"n": 31}, b"%PDF", 1)
    ENTRIES["clear-expired-jobs"].work(now=now + timedelta(hours=23))
    assert Job.objects.get().result is not None
    ENTRIES["clear-expired-jobs"].work(now=now + timedelta(hours=25))
    gone = Job.objects.get()
    assert (gone.state, gone.result, gone.file) == ("DONE", None, None)


def test_a_job_that_runs_is_begun_by_nobody_else_while_its_lease_holds(
    ask: Callable[..., Job], work: Work, now: datetime
):
    job = ask()
    Job.objects.update(state="RUNNING", attempts=1, lease_until=now + timedelta(seconds=9))
    assert not jobs.run(job_id=str(job.pk), now=now)
    assert jobs.run(job_id=str(job.pk), now=now + timedelta(seconds=10))
    assert work.times == 1


def test_progress_renews_the_lease_and_is_told(ask: Callable[..., Job], work: Work, now: datetime):
    seen: list[Job] = []

    def act(job: Job, progress: Progress) -> None:
        Job.objects.update(lease_until=now)
        progress(3, 4)
        seen.append(Job.objects.get(pk=job.pk))

    work.act = act
    run(ask(), now)
    assert (seen[0].done_steps, seen[0].all_steps) == (3, 4)
    assert seen[0].lease_until >= now + kinds.LEASE


def test_a_job_that_waits_is_cancelled_at_once_and_never_begun(
    ask: Callable[..., Job], work: Work, ann: User, now: datetime
):
    job = ask()
    assert jobs.cancel(job=job, by=ann, now=now)
    assert run(job, now).state == "CANCELLED"
    assert work.times == 0
    assert not jobs.cancel(job=job, by=ann, now=now)


def test_a_job_that_runs_ends_at_its_next_word_of_progress(
    ask: Callable[..., Job], work: Work, ann: User, now: datetime
):
    def act(job: Job, progress: Progress) -> None:
        assert jobs.cancel(job=job, by=ann, now=now)
        progress(1, 4)
        raise AssertionError("it went on")

    work.act = act
    job = run(ask(), now)
    assert (job.state, job.result, job.done_steps) == ("CANCELLED", None, 1)


def test_cancelled_in_the_last_moment_nothing_is_kept(
    ask: Callable[..., Job], work: Work, ann: User, now: datetime
):
    work.act = lambda job, progress: jobs.cancel(job=job, by=ann, now=now)
    job = run(ask(), now)
    assert (job.state, job.result, job.file) == ("CANCELLED", None, None)


def test_a_worker_that_lost_its_claim_writes_nothing(
    ask: Callable[..., Job], work: Work, now: datetime
):
    def act(job: Job, progress: Progress) -> None:
        Job.objects.update(attempts=2)
        progress(1, 4)
        raise AssertionError("it went on")

    work.act = act
    job = run(ask(), now)
    assert (job.state, job.attempts, job.result, job.done_steps) == ("RUNNING", 2, None, 0)
    work.act = lambda job, progress: Job.objects.update(attempts=9)
    Job.objects.update(state="WAITING", attempts=0)
    assert run(job, now).result is None


def test_what_fails_three_times_has_failed_and_says_so_without_anybodys_data(
    ask: Callable[..., Job], work: Work, now: datetime, caplog: pytest.LogCaptureFixture
):
    work.act = fail
    job = ask()
    with caplog.at_level(logging.INFO):
        assert [run(job, now).state for _ in range(4)] == ["WAITING", "WAITING", "FAILED", "FAILED"]
    job.refresh_from_db()
    assert (work.times, job.error) == (3, jobs.WENT_WRONG)
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_workers_that_die_of_a_job_end_it_after_the_third(
    ask: Callable[..., Job], work: Work, now: datetime
):
    job = ask()
    Job.objects.update(state="RUNNING", attempts=3, lease_until=now)
    assert run(job, now).state == "FAILED"
    assert work.times == 0


def test_what_cannot_be_done_says_why_and_is_not_tried_again(
    ask: Callable[..., Job], work: Work, now: datetime
):
    def act(job: Job, progress: Progress) -> None:
        raise CannotBeDone("There is no pain check yet.")

    work.act = act
    job = run(ask(), now)
    assert (job.state, job.error) == ("FAILED", "There is no pain check yet.")


def test_without_a_broker_the_timetable_runs_what_has_waited_a_moment(
    ask: Callable[..., Job], work: Work, now: datetime
):
    ask()
    ENTRIES["run-jobs"].work(now=now + timedelta(seconds=4))
    assert work.times == 0
    ENTRIES["run-jobs"].work(now=now + timedelta(seconds=5))
    assert Job.objects.get().state == "DONE"


def test_a_worker_is_told_after_commit(
    ask: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):
    rung: list[Any] = []
    monkeypatch.setattr(doorbell, "told", lambda delay, **what: rung.append((delay, what)))
    with django_capture_on_commit_callbacks(execute=False):
        ask()
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(arguments={})
    assert rung == [(run_job.delay, {"job_id": str(job.pk)})]
    run_job(job_id=str(job.pk))
    assert Job.objects.get(pk=job.pk).state == "DONE"


def test_the_page_follows_a_job_from_waiting_to_its_file(
    ask: Callable[..., Job], ann: User, now: datetime, signed_in: SignIn
):
    desk, job = signed_in(ann), ask()
    page = f"/jobs/{job.pk}/"
    assert "It begins in a few seconds" in text_of(desk.get(page))
    Job.objects.update(state="RUNNING", lease_until=now, attempts=1, done_steps=1, all_steps=4)
    assert "25% done" in text_of(desk.get(page))
    part = desk.get(f"/jobs/progress/{job.pk}/")
    assert ("25% done" in text_of(part), part["X-Ended"]) == (True, "no")
    run(job, now)
    assert "See what came out" in text_of(desk.get(page))
    file = desk.get(f"{page}file/")
    assert (file.content, file["Content-Type"]) == (b"%PDF", "application/pdf")
    assert (file["Content-Disposition"], file["Cache-Control"]) == (
        'attachment; filename="it.pdf"', "no-store",
    )  # fmt: skip
    Job.objects.update(expires_at=now)
    assert "thrown away after a day" in text_of(desk.get(page))
    assert desk.get(f"{page}file/")["Location"] == page


def test_a_failure_offers_another_try_which_is_one_job_however_often_it_is_pressed(
    ask: Callable[..., Job], work: Work, ann: User, now: datetime, signed_in: SignIn
):
    desk, job = signed_in(ann), ask()
    work.act = fail
    for _ in range(3):
        run(job, now)
    page = text_of(desk.get(f"/jobs/{job.pk}/"))
    assert "It could not be done. Something went wrong on our side." in page
    assert "Try again" in page
    first = desk.post(f"/jobs/{job.pk}/again/")["Location"]
    assert desk.post(f"/jobs/{job.pk}/again/")["Location"] == first
    assert first != f"/jobs/{job.pk}/"


def test_the_cancel_button_cancels_and_too_late_it_says_so(
    ask: Callable[..., Job], ann: User, now: datetime, signed_in: SignIn
):
    desk, job = signed_in(ann), ask()
    assert "It was cancelled" in text_of(desk.post(f"/jobs/{job.pk}/cancel/", follow=True))
    late = text_of(desk.post(f"/jobs/{job.pk}/cancel/", follow=True))
    assert "It had ended before it could be cancelled" in late


def test_nobody_elses_job_is_there(
    ask: Callable[..., Job], bea: User, now: datetime, signed_in: SignIn
):
    job = run(ask(), now)
    desk = signed_in(bea)
    for path in (f"/jobs/{job.pk}/", f"/jobs/progress/{job.pk}/", f"/jobs/{job.pk}/file/"):
        assert desk.get(path).status_code == 404
    for path in ("cancel", "again"):
        assert desk.post(f"/jobs/{job.pk}/{path}/").status_code == 404


def test_a_page_that_asks_by_itself_keeps_no_sign_in_alive(
    ask: Callable[..., Job], ann: User, now: datetime, signed_in: SignIn
):
    desk, job = signed_in(ann), ask()
    desk.get(f"/jobs/progress/{job.pk}/")
    assert LAST_PRESS not in desk.session
    desk.get(f"/jobs/{job.pk}/")
    assert LAST_PRESS in desk.session
