"""Follow-up is timed from the allocation, alike in both arms, and stops with death or leaving."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import following, leaving
from trial.actions.rights import Refused
from trial.models import Allocation, Arm, FollowUp, Participant

pytestmark = pytest.mark.django_db
ANSWERS = {"worst": 6, "average": 4, "least": 1, "now": 3, "exposure": "NO"}


def allocated(a: ATrial, now: datetime, *, n: int = 1, arm: int = 0) -> Participant:
    """With visits planned; goes round the draw, which has its own tests."""
    participant = make_participant(a, n=n)
    given = Allocation.objects.create(
        trial=a.trial, world=a.trial.world, number=n, participant=participant,
        arm=Arm.objects.filter(trial=a.trial)[arm], design=a.design, evidence={},
        previous=str(n), digest=str(n + 1), by=a.person("ENROL"), at=now,
    )  # fmt: skip
    following.plan(allocation=given, design=a.design, now=now)
    return participant


@pytest.fixture
def a() -> ATrial:
    return make_trial()


@pytest.fixture
def visit(a: ATrial, now: datetime) -> FollowUp:
    return allocated(a, now - timedelta(days=42)).follow_ups.get(visit="W6")


def enter(visit: FollowUp, a: ATrial, now: datetime, **told: Any) -> Any:
    given = {
        "answers": ANSWERS, "mode": "CALL", "filled_on": now.date(), "key": uuid.uuid4(),
        "by": a.person("ASSESSOR"),
    } | told  # fmt: skip
    return following.enter(visit=visit, now=now, **given)


def say(visit: FollowUp, a: ATrial, now: datetime, key: uuid.UUID | None = None) -> Any:
    return following.approach(
        visit=visit, channel="CALL", outcome="NO_ANSWER", note="", key=key or uuid.uuid4(),
        by=a.person("ASSESSOR"), now=now,
    )  # fmt: skip


@pytest.mark.parametrize("arm", [0, 1])
def test_both_arms_have_the_same_visits_at_the_same_time(
    a: ATrial, now: datetime, arm: int
) -> None:
    visits = allocated(a, now, arm=arm).follow_ups.values_list("visit", "due_on", "opens_on")
    day = now.date()
    assert list(visits) == [
        ("W6", day + timedelta(days=42), day + timedelta(days=35)),
        ("W12", day + timedelta(days=84), day + timedelta(days=77)),
    ]


def test_nobody_is_approached_before_it_was_asked_whether_she_lives(
    visit: FollowUp, a: ATrial, now: datetime
) -> None:
    with pytest.raises(Refused, match="alive"):
        say(visit, a, now)
    following.say_alive(visit=visit, by=a.person("ASSESSOR"), now=now)
    assert say(visit, a, now).outcome == "NO_ANSWER"
    visit.refresh_from_db()
    with pytest.raises(Refused, match="alive"):
        say(visit, a, now + timedelta(days=2))


def test_a_second_click_is_one_call(visit: FollowUp, a: ATrial, now: datetime) -> None:
    following.say_alive(visit=visit, by=a.person("ASSESSOR"), now=now)
    key = uuid.uuid4()
    assert say(visit, a, now, key) == say(visit, a, now, key)


def test_outside_its_window_nobody_is_approached(visit: FollowUp, a: ATrial, now: datetime) -> None:
    later = visit.participant.follow_ups.get(visit="W12")
    with pytest.raises(Refused, match="opens on"):
        say(later, a, now)
    with pytest.raises(Refused, match="closed on"):
        say(visit, a, now + timedelta(days=15))


def test_a_form_is_entered_once_and_corrected_with_a_reason(
    visit: FollowUp, a: ATrial, now: datetime
) -> None:
    key = uuid.uuid4()
    assert enter(visit, a, now, key=key) == enter(visit, a, now, key=key)
    with pytest.raises(Refused, match="meanwhile"):
        enter(visit, a, now)
    with pytest.raises(Refused, match="why"):
        enter(visit, a, now, seen=1)
    second = enter(visit, a, now, seen=1, reason="Misread", answers=ANSWERS | {"worst": 7})
    assert (second.version, visit.participant.entries.count()) == (2, 3)  # with the baseline
    visit.refresh_from_db()
    assert visit.completed_on == now.date()


@pytest.mark.parametrize("shift", [1, -40])
def test_a_form_of_a_day_that_cannot_be_is_refused(
    visit: FollowUp, a: ATrial, now: datetime, shift: int
) -> None:
    with pytest.raises(Refused):
        enter(visit, a, now, filled_on=now.date() + timedelta(days=shift))
    assert not visit.participant.entries.filter(form="W6").exists()


def test_her_own_link_opens_once_and_then_nothing(
    visit: FollowUp, a: ATrial, now: datetime
) -> None:
    following.say_alive(visit=visit, by=a.person("ASSESSOR"), now=now)
    visit.refresh_from_db()
    old = following.make_link(visit=visit, by=a.person("ASSESSOR"), now=now)
    secret = following.make_link(visit=visit, by=a.person("ASSESSOR"), now=now)
    key = uuid.uuid4()

    def send(one: str, key: uuid.UUID) -> Any:
        return following.enter_by_link(secret=one, answers=ANSWERS, key=key, now=now)

    assert send(old, key) is None
    sent = send(secret, key)
    assert sent.mode == "LINK"
    assert send(secret, key) == sent
    assert send(secret, uuid.uuid4()) is None
    assert secret not in str(list(FollowUp.objects.values()))


def test_a_death_ends_every_visit_in_both_arms_and_can_be_a_slip(a: ATrial, now: datetime) -> None:
    by = a.person("OFFICE")
    for arm in (0, 1):
        participant = allocated(a, now - timedelta(days=36), n=arm + 1, arm=arm)
        leaving.told_of_death(participant=participant, on=now.date(), by=by, now=now)
        assert set(participant.follow_ups.values_list("not_done", flat=True)) == {"DIED"}
        leaving.death_was_a_slip(participant=participant, by=by, now=now)
        assert set(participant.follow_ups.values_list("not_done", flat=True)) == {""}


def test_a_death_closes_the_diary(a: ATrial, now: datetime) -> None:
    participant = allocated(a, now)
    participant.patient = PatientFactory()
    participant.save()
    leaving.told_of_death(participant=participant, on=now.date(), by=a.person("OFFICE"), now=now)
    participant.patient.refresh_from_db()
    assert participant.patient.status == "DIED"


def test_a_death_told_to_her_nurse_stops_the_trial_too(
    visit: FollowUp, a: ATrial, now: datetime
) -> None:
    Participant.objects.filter(pk=visit.participant_id).update(
        patient=PatientFactory(status="DIED")
    )
    following.say_alive(visit=visit, by=a.person("ASSESSOR"), now=now)
    visit.refresh_from_db()
    with pytest.raises(Refused, match="died"):
        say(visit, a, now)


@pytest.mark.parametrize(
    ("kind", "status", "visits"),
    [("PAINCHECK", "DISCHARGED", ""), ("FOLLOW_UP", "ACTIVE", "WITHDREW"),
     ("DATA", "DISCHARGED", "WITHDREW")],
)  # fmt: skip
def test_leaving_is_three_choices(
    a: ATrial, now: datetime, kind: str, status: str, visits: str
) -> None:
    participant = allocated(a, now)
    participant.patient = PatientFactory()
    participant.save()
    told = {"kind": kind, "why": "", "on": now.date(), "by": a.person("OFFICE"), "now": now}
    first = leaving.leave(participant=participant, key=uuid.uuid4(), **told)
    assert leaving.leave(participant=participant, key=uuid.uuid4(), **told) == first
    participant.patient.refresh_from_db()
    assert participant.patient.status == status
    assert set(participant.follow_ups.values_list("not_done", flat=True)) == {visits}


def test_a_leaving_before_she_was_screened_or_tomorrow_is_refused(a: ATrial, now: datetime) -> None:
    participant = allocated(a, now)
    for day in (date(2020, 1, 1), now.date() + timedelta(days=1)):
        with pytest.raises(Refused):
            leaving.leave(
                participant=participant, kind="DATA", why="", on=day, key=uuid.uuid4(),
                by=a.person("OFFICE"), now=now,
            )  # fmt: skip
    assert not participant.leavings.exists()


def test_no_line_of_the_trail_tells_an_arm(visit: FollowUp, a: ATrial, now: datetime) -> None:
    enter(visit, a, now)
    following.guess(visit=visit, arm_code="UC", why="", by=a.person("ASSESSOR"), now=now)
    lines = str(list(AuditEvent.objects.values()))
    assert "SSM" not in lines
    assert "UC" not in lines


def test_a_death_is_noted_on_its_own_page_alone(visit: FollowUp, a: ATrial, now: datetime) -> None:
    """Or it had no day, and her diary and her other visits went on."""
    with pytest.raises(Refused, match="own page"):
        following.not_done(visit=visit, reason="DIED", why="", by=a.person("OFFICE"), now=now)
    visit.refresh_from_db()
    assert visit.not_done == ""


def test_nobody_died_before_a_form_was_filled_in(visit: FollowUp, a: ATrial, now: datetime) -> None:
    enter(visit, a, now)
    day = now.date() - timedelta(days=3)
    Participant.objects.filter(pk=visit.participant_id).update(screened_on=day)
    with pytest.raises(Refused, match="filled in on"):
        leaving.told_of_death(participant=visit.participant, on=day, by=a.person("OFFICE"), now=now)
    visit.participant.refresh_from_db()
    assert visit.participant.died_on is None


def test_no_visit_is_not_done_before_its_window(visit: FollowUp, a: ATrial, now: datetime) -> None:
    later = visit.participant.follow_ups.get(visit="W12")
    with pytest.raises(Refused, match="opens on"):
        following.not_done(visit=later, reason="TOO_UNWELL", why="", by=a.person("OFFICE"), now=now)
