"""Asking for data for analysis: a right, a reason, a job, a file for who asked alone."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.exports import filled, opened, table
from tests.trials import ATrial
from trial.actions import exporting
from trial.actions.rights import Refused
from trial.models import Export, TrialRight

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DATA = "/trials/impact/data/"
ASKED = {"unmasked": "yes", "kind": "CSV", "reason": "The main analysis"}


@pytest.fixture
def a() -> ATrial:
    return filled()


def key() -> str:
    return str(uuid.uuid4())


def made(client: Client, now: datetime, **told: str) -> Job:
    """Asked for on the page, and done."""
    there = client.post(DATA, ASKED | {"key": key()} | told)
    assert there.status_code == 302, there.content.decode()
    job = Job.objects.get(pk=there["Location"].strip("/").split("/")[-1])
    jobs.run(job_id=str(job.pk), now=now)
    job.refresh_from_db()
    return job


def test_a_statistician_asks_with_a_reason_and_takes_the_file(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    job = made(client, now)
    content = client.get(f"/jobs/{job.pk}/file/").content
    assert {row["arm"] for row in table(content, "allocation")} == {"SSM", "UC"}
    export = Export.objects.get()
    assert job.arguments == {"export": export.pk}
    assert (export.unmasked, export.world, export.reason) == (True, "LIVE", "The main analysis")
    assert {one["table"] for one in export.manifest["tables"]} >= {"checks", "allocation"}
    told = AuditEvent.objects.get(action="trial.export_asked")
    assert (told.reason, told.fields) == ("The main analysis", ["unmasked"])
    seen = AuditEvent.objects.get(action="trial.exported_unmasked")
    assert (seen.subject_type, seen.actor_id) == ("trial.Trial", a.person("STATISTICIAN").pk)
    page = client.get(DATA).content.decode()
    assert export.digest in page
    assert "The main analysis" in page
    rows = f"{sum(one['rows'] for one in export.manifest['tables'])} rows"
    assert rows in page
    masked = signed_in(a.person("OFFICE")).get(DATA).content.decode()
    assert export.digest in masked
    assert rows not in masked


@pytest.mark.parametrize("right", ["OFFICE", "MONITOR"])
def test_who_is_masked_gets_a_masked_file_whatever_was_posted(
    a: ATrial, signed_in: SignIn, now: datetime, right: str
) -> None:
    client = signed_in(a.person(right))
    assert "Which file?" not in client.get(DATA).content.decode()
    job = made(client, now, texts="on")
    found = opened(client.get(f"/jobs/{job.pk}/file/").content)
    assert "checks.csv" not in found
    assert b"SSM" not in b"".join(found.values())
    with pytest.raises(Refused):
        exporting.ask(trial=a.trial, unmasked=True, kind="CSV", texts=False, reason="x",
                      key=uuid.uuid4(), by=a.person(right), now=now)  # fmt: skip


def test_no_other_right_opens_the_page(a: ATrial, signed_in: SignIn) -> None:
    for right in ("SETUP", "ENROL", "ASSESSOR", "TOTALS"):
        assert signed_in(a.person(right)).get(DATA).status_code == 404


def test_a_right_at_one_site_gives_no_file_of_all(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("OFFICE", site=a.sites[0]))
    assert "A file is of all sites" in client.get(DATA).content.decode()
    assert client.post(DATA, ASKED | {"key": key()}).status_code == 422
    assert not Export.objects.exists()


def test_a_file_is_given_to_who_asked_alone(a: ATrial, signed_in: SignIn, now: datetime) -> None:
    job = made(signed_in(a.person("STATISTICIAN")), now)
    other = signed_in(a.person("OFFICE"))
    for page in ("", "file/", "progress/"):
        assert other.get(f"/jobs/{job.pk}/{page}").status_code == 404
    assert f"/jobs/{job.pk}/" not in other.get(DATA).content.decode()


def test_a_right_that_was_taken_away_takes_the_waiting_file_with_it(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    job = made(client, now)
    again = client.post(DATA, ASKED | {"key": key()})
    TrialRight.objects.filter(right="STATISTICIAN").update(
        ended_at=now, ended_by=a.trial.created_by
    )
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 302
    assert "Take the file" not in client.get(f"/jobs/{job.pk}/").content.decode()
    assert client.post(DATA, ASKED | {"key": key()}).status_code == 404
    waiting = Job.objects.get(pk=again["Location"].strip("/").split("/")[-1])
    jobs.run(job_id=str(waiting.pk), now=now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.file) == ("FAILED", None)


def test_a_second_click_is_the_same_file(a: ATrial, signed_in: SignIn) -> None:
    client, told = signed_in(a.person("OFFICE")), ASKED | {"key": key()}
    first, second = (client.post(DATA, told)["Location"] for _ in range(2))
    assert first == second
    assert Export.objects.count() == Job.objects.count() == 1
    assert AuditEvent.objects.filter(action="trial.export_asked").count() == 1
    other = signed_in(a.person("MONITOR")).post(DATA, told)
    assert other.status_code == 422
    assert Export.objects.count() == 1


def test_trying_again_is_a_file_of_its_own_with_its_own_reason(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    client = signed_in(a.person("OFFICE"))
    job = made(client, now)
    digest = Export.objects.get().digest
    there = client.post(f"/jobs/{job.pk}/again/")
    again = Job.objects.get(pk=there["Location"].strip("/").split("/")[-1])
    jobs.run(job_id=str(again.pk), now=now + timedelta(minutes=1))
    again.refresh_from_db()
    assert again.state == "FAILED"
    assert "its own reason" in again.error
    assert Export.objects.get().digest == digest


@pytest.mark.parametrize(
    "harm",
    [{"reason": ""}, {"reason": "x" * 501}, {"reason": "x" * 100_000}, {"reason": "\x00"},
     {"kind": "EXE"}, {"unmasked": "maybe"}, {"key": "no"}, {"unmasked": "no", "texts": "on"}],
)  # fmt: skip
def test_a_wrong_form_says_so_and_asks_for_nothing(
    a: ATrial, signed_in: SignIn, harm: dict[str, Any]
) -> None:
    answer = signed_in(a.person("STATISTICIAN")).post(DATA, ASKED | {"key": key()} | harm)
    assert answer.status_code == 422
    assert not Export.objects.exists()
    assert not Job.objects.exists()


def test_an_empty_form_says_what_is_missing(a: ATrial, signed_in: SignIn) -> None:
    assert signed_in(a.person("STATISTICIAN")).post(DATA, {}).status_code == 422


def test_the_page_takes_the_same_queries_however_many_files_there_are(
    a: ATrial, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(a.person("OFFICE"))
    for _ in range(12):
        client.post(DATA, ASKED | {"key": key(), "reason": "🙂 \u202eاليوم"})
    with django_assert_max_num_queries(12):
        assert client.get(DATA).status_code == 200
