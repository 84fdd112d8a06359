"""Unmasking needs two, safety reports have deadlines, questions about data have answers."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from paincheck.audit.models import AuditEvent
from tests.integration.test_trial_following import allocated
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import masking, watching
from trial.actions.rights import Refused
from trial.models import Consent, InterviewPick, Participant, SafetyReport, Unmasking

pytestmark = pytest.mark.django_db


@pytest.fixture
def a() -> ATrial:
    return make_trial()


@pytest.fixture
def participant(a: ATrial, now: datetime) -> Participant:
    return allocated(a, now)


def ask(participant: Participant, a: ATrial, now: datetime) -> Unmasking:
    return masking.ask(
        participant=participant, reason="Emergency", key=uuid.uuid4(),
        by=a.person("ASSESSOR"), now=now,
    )  # fmt: skip


def test_an_arm_is_shown_after_a_second_persons_yes_to_who_asked_alone(
    participant: Participant, a: ATrial, now: datetime
) -> None:
    asked = ask(participant, a, now)
    with pytest.raises(Refused):
        masking.show(unmasking=asked, by=a.person("ASSESSOR"), now=now)
    masking.answer(unmasking=asked, allowed=True, by=a.people["SETUP"], now=now)
    name = masking.show(unmasking=asked, by=a.person("ASSESSOR"), now=now)
    assert name == "Supported self-management"
    with pytest.raises(Refused):
        masking.show(unmasking=asked, by=a.person("OFFICE"), now=now)
    assert AuditEvent.objects.filter(action="participant.unmasked").count() == 1


def test_who_asks_cannot_say_yes(participant: Participant, a: ATrial, now: datetime) -> None:
    asked = ask(participant, a, now)
    with pytest.raises(Refused):
        masking.answer(unmasking=asked, allowed=True, by=a.person("ASSESSOR"), now=now)
    asked.refresh_from_db()
    assert asked.allowed is None


def test_a_no_stays_a_no(participant: Participant, a: ATrial, now: datetime) -> None:
    asked = ask(participant, a, now)
    masking.answer(unmasking=asked, allowed=False, by=a.people["SETUP"], now=now)
    with pytest.raises(Refused):
        masking.answer(unmasking=asked, allowed=True, by=a.person("STATISTICIAN"), now=now)
    with pytest.raises(Refused):
        masking.show(unmasking=asked, by=a.person("ASSESSOR"), now=now)


def test_an_accident_is_logged_by_one_and_shows_nothing(
    participant: Participant, a: ATrial, now: datetime
) -> None:
    told = {"participant": participant, "by": a.person("ASSESSOR"), "now": now}
    logged = masking.log_accident(reason="She told me", key=uuid.uuid4(), **told)
    with pytest.raises(Refused):
        masking.show(unmasking=logged, by=a.person("ASSESSOR"), now=now)
    with pytest.raises(Refused, match="Say why"):
        masking.log_accident(reason=" ", key=uuid.uuid4(), **told)


def test_before_the_allocation_there_is_nothing_to_know(a: ATrial, now: datetime) -> None:
    with pytest.raises(Refused, match="not been allocated"):
        ask(make_participant(a), a, now)


def log(a: ATrial, now: datetime, **told: Any) -> SafetyReport:
    given: dict[str, Any] = {
        "site": a.sites[0], "participant": None, "kind": "SERIOUS", "happened_on": now.date(),
        "known_at": now, "what": "Fell", "key": uuid.uuid4(), "by": a.person("OFFICE"),
    } | told  # fmt: skip
    return watching.report(trial=a.trial, now=now, **given)


@pytest.mark.parametrize(
    ("kind", "within"),
    [("SERIOUS", timedelta(hours=24)), ("BREACH", timedelta(days=7)), ("ADVERSE", None),
     ("DEVIATION", None)],
)  # fmt: skip
def test_what_must_be_reported_has_its_deadline(
    a: ATrial, now: datetime, kind: str, within: timedelta | None
) -> None:
    assert log(a, now, kind=kind).due_at == (None if within is None else now + within)


@pytest.mark.parametrize(
    "harm",
    [{"what": " "}, {"happened_on": date(2027, 1, 1)}, {"happened_on": date(2026, 11, 24),
     "known_at": datetime.fromisoformat("2026-11-20T10:00+00:00")}],
)  # fmt: skip
def test_a_report_that_cannot_be_is_refused(a: ATrial, now: datetime, harm: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        log(a, now, **harm)
    assert not SafetyReport.objects.exists()


def test_a_second_click_is_one_report_and_reporting_it_on_is_noted_once(
    a: ATrial, now: datetime
) -> None:
    key = uuid.uuid4()
    first = log(a, now, key=key)
    assert log(a, now, key=key) == first
    watching.reported(safety=first, to="The sponsor", by=a.person("OFFICE"), now=now)
    with pytest.raises(Refused):
        watching.reported(safety=first, to="Another", by=a.person("OFFICE"), now=now)


def test_a_question_is_answered_and_then_closed(
    participant: Participant, a: ATrial, now: datetime
) -> None:
    query = watching.ask(
        participant=participant, form="BASELINE", field="worst", question="7 or 1?",
        key=uuid.uuid4(), by=a.person("MONITOR"), now=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="answered"):
        watching.close(query=query, by=a.person("MONITOR"), now=now)
    with pytest.raises(Refused):
        watching.answer(query=query, text="7", by=a.person("MONITOR"), now=now)
    watching.answer(query=query, text="7", by=a.person("OFFICE"), now=now)
    watching.close(query=query, by=a.person("MONITOR"), now=now)
    with pytest.raises(Refused, match="closed"):
        watching.answer(query=query, text="1", by=a.person("OFFICE"), now=now)


def test_only_who_agreed_is_picked_for_an_interview(
    participant: Participant, a: ATrial, now: datetime
) -> None:
    told = {"participant": participant, "why": "", "by": a.person("STATISTICIAN"), "now": now}
    with pytest.raises(Refused):
        watching.pick(**told)
    Consent.objects.create(
        participant=participant, version="1.1", consented_on=now.date(), interview=True,
        by=a.person("ENROL"), at=now,
    )  # fmt: skip
    assert watching.pick(**told) == watching.pick(**told)
    assert InterviewPick.objects.count() == 1
