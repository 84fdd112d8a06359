"""The flow of participants: by arm for those who may see it, masked for the others."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinicians.models import Introduction
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_check
from tests.integration.test_trial_following import allocated
from tests.trials import ATrial, make_participant, make_trial
from trial.models import AllocationError, Arm, Leaving, Participant, TrialRight
from trial.queries import flow as queries
from trial.queries.rights import Held, held_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FLOW = "/trials/impact/flow/"
PAGES = (FLOW, f"{FLOW}svg/", f"{FLOW}csv/")
BEHIND_ARMS = f"{FLOW}who/c1-received/"


def with_diary(participant: Participant, now: datetime, **told: object) -> Participant:
    """What an allocation opens, laid down by hand: a diary and its introduction."""
    diary = PatientFactory(nurse=participant.nurse, team=participant.team, world="TEST")
    Introduction.objects.create(
        patient=diary, opened_at=now, due_on=(now + timedelta(days=7)).date(), **told
    )
    participant.patient = diary
    participant.save()
    return participant


def exclude(participant: Participant, why: str, by: User, now: datetime) -> None:
    participant.excluded, participant.excluded_by, participant.excluded_at = why, by, now
    participant.save()


def fill(a: ATrial, now: datetime, *, turned: bool = False) -> None:
    """Six people; `turned`: each in the other arm, with what that arm opens."""
    long_ago = now - timedelta(days=50)
    by = a.person("ENROL")
    first, second = (1, 0) if turned else (0, 1)
    people = [
        allocated(a, long_ago, n=n, arm=arm)
        for n, arm in ((1, first), (2, first), (3, second), (4, second))
    ]
    for one in people:
        if one.allocation.arm.opens_diary:
            with_diary(one, long_ago)
    for one, reason in zip(people[:3], ("NO_REPLY", "DIED", "TOO_UNWELL"), strict=True):
        visit = one.follow_ups.get(visit="W6")
        visit.not_done, visit.not_done_by, visit.not_done_at = reason, by, now
        visit.save()
    done = people[3].follow_ups.get(visit="W6")
    done.completed_on = now.date()
    done.save()
    AllocationError.objects.create(allocation=people[2].allocation, reason="Slip", by=by, at=now)
    exclude(make_participant(a, n=5), "DECLINED", by, now)
    make_participant(a, n=6, at=1)


@pytest.fixture
def a(now: datetime) -> ATrial:
    a = make_trial()
    fill(a, now)
    return a


def held_of(a: ATrial, right: str) -> Held:
    held = held_in(a.person(right), a.trial.code)
    assert held is not None
    return held


def n_of(a: ATrial, key: str, now: datetime, right: str = "STATISTICIAN") -> int:
    box = queries.flow_page(held_of(a, right), now).flow.box(key)
    assert box is not None, key
    return box.n


def test_the_statistician_sees_the_flow_by_arm(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    page, table = (client.get(one).content.decode() for one in (FLOW, f"{FLOW}csv/"))
    assert "Allocated to Supported self-management,,2\r\n" in table
    assert "Allocated to Usual care (n = 2)" in page
    assert "Excluded (n = 1)" in page
    assert "Not yet decided (n = 1)" in page


def test_received_is_an_introduction_or_a_check_and_else_says_why(a: ATrial, now: datetime) -> None:
    assert n_of(a, "c1-not-received-not-introduced", now) == 2
    assert n_of(a, "c2-received", now) == 2
    one, two = Participant.objects.filter(allocation__arm__opens_diary=True).order_by("number")
    assert one.patient is not None
    assert two.patient is not None
    make_check(one.patient, source="IMPORTED")
    assert n_of(a, "c1-not-received", now) == 2
    make_check(one.patient)
    two.patient.introduction.not_done = "TOO_UNWELL"
    two.patient.introduction.not_done_at = now
    two.patient.introduction.not_done_by = two.nurse
    two.patient.introduction.save()
    assert n_of(a, "c1-received", now) == 1
    assert n_of(a, "c1-not-received-too-unwell", now) == 1
    Introduction.objects.filter(patient=two.patient).update(
        not_done="", not_done_at=None, not_done_by=None, finished_at=now, finished_by=two.nurse
    )
    assert n_of(a, "c1-received", now) == 2


def test_a_death_that_only_the_nurses_know_is_why_it_was_not_received(
    a: ATrial, now: datetime
) -> None:
    one = Participant.objects.get(number="A-001")
    assert one.patient is not None
    one.patient.status = "DIED"
    one.patient.save()
    assert n_of(a, "c1-not-received-died", now) == 1


def test_leaving_ends_what_is_open_and_withdrawn_data_are_named(a: ATrial, now: datetime) -> None:
    Leaving.objects.create(
        participant=Participant.objects.get(number="A-004"), kind="DATA", on=now.date(),
        by=a.person("OFFICE"), at=now,
    )  # fmt: skip
    assert n_of(a, "c2-W12-lost-withdrew", now) == 1
    assert n_of(a, "c2-data", now) == 1
    assert n_of(a, "c2-analysed", now) == 2


def test_an_open_visit_of_somebody_who_died_counts_as_died(a: ATrial, now: datetime) -> None:
    Participant.objects.filter(number="A-004").update(died_on=now.date(), death_told_at=now)
    assert n_of(a, "c2-W12-died", now) == 1
    assert n_of(a, "c2-W12-lost", now) == 0
    assert n_of(a, "c2-W6-done", now) == 1


def test_joint_boxes_are_the_sum_of_the_arms(a: ATrial, now: datetime) -> None:
    for key in ("W6-done", "W6-lost", "W6-died", "W12-waiting", "analysed"):
        joint = n_of(a, f"all-{key}", now, "MONITOR")
        assert joint == sum(n_of(a, f"c{n}-{key}", now) for n in (1, 2)), key


@pytest.mark.parametrize("right", ["SETUP", "OFFICE", "MONITOR", "ENROL"])
def test_a_masked_flow_names_no_arm(a: ATrial, signed_in: SignIn, right: str) -> None:
    client = signed_in(a.person(right))
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 200
        for arm in Arm.objects.all():
            assert arm.name not in answer.content.decode()
            assert not re.search(rf"\b{arm.code}\b", answer.content.decode())
    assert client.get(BEHIND_ARMS).status_code == 404
    assert client.get(f"{FLOW}who/excluded/").status_code == 200
    joint = 404 if right == "ENROL" else 200
    assert client.get(f"{FLOW}who/all-W6-lost/").status_code == joint
    assert not AuditEvent.objects.filter(action="trial.arms_shown").exists()


def test_masked_answers_are_the_same_bytes_for_two_trials_that_differ_in_arms_alone(
    now: datetime, signed_in: SignIn
) -> None:
    for turned in (False, True):
        trial = make_trial(code=f"trial{turned:d}")
        fill(trial, now, turned=turned)
        trial.person("MONITOR")

    def told(turned: bool, rest: str) -> bytes:
        right = TrialRight.objects.get(trial__code=f"trial{turned:d}", right="MONITOR")
        answer = signed_in(right.user).get(f"/trials/trial{turned:d}/flow/{rest}")
        assert answer.status_code == 200
        own = rb'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|trial[01]|data-person="\d+"'
        return re.sub(own, b"", answer.content)

    for rest in ("", "svg/", "csv/", "who/all-W6-lost/", "who/all-analysed/", "who/allocated/"):
        assert told(False, rest) == told(True, rest)


def test_who_holds_the_totals_sees_numbers_and_not_who(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("TOTALS"))
    page = client.get(FLOW).content.decode()
    assert "Allocated to Usual care (n = 2)" in page
    assert "who/c1-" not in page
    assert client.get(BEHIND_ARMS).status_code == 404
    assert client.get(f"{FLOW}who/allocated/").status_code == 200


def test_rows_of_an_arm_are_of_the_sites_where_she_is_the_statistician(
    a: ATrial, signed_in: SignIn
) -> None:
    totals = a.person("TOTALS")
    TrialRight.objects.create(
        trial=a.trial, user=totals, right="STATISTICIAN", site=a.sites[1], given_by=totals,
        given_at=a.trial.created_at,
    )  # fmt: skip
    client = signed_in(totals)
    assert "Allocated to Usual care (n = 2)" in client.get(FLOW).content.decode()
    assert "A-004" not in client.get(f"{FLOW}who/c2-allocated/").content.decode()


def test_a_box_opens_its_people(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    page = client.get(f"{FLOW}who/c2-W6-done/").content.decode()
    assert "A-004" in page
    assert "Usual care" in page
    assert "A-001" not in page
    assert "Declined" in client.get(f"{FLOW}who/excluded/").content.decode()
    assert client.get(f"{FLOW}who/c9-nothing/").status_code == 404
    assert client.get(f"{FLOW}pdf/").status_code == 404


def test_every_look_at_arms_stands_in_the_trail(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    for address in (*PAGES, BEHIND_ARMS):
        client.get(address)
    seen = AuditEvent.objects.filter(action="trial.arms_shown").values_list("fields", flat=True)
    assert sorted(what for [what] in seen) == ["flow", "flow_csv", "flow_people", "flow_svg"]


def test_who_enrols_sees_the_head_of_her_site_alone(a: ATrial, signed_in: SignIn) -> None:
    page = signed_in(a.person("ENROL", site=a.sites[1])).get(FLOW).content.decode()
    assert "Assessed for eligibility (n = 1)" in page
    assert "Follow-up, 6 weeks" not in page


def test_an_enroller_with_the_totals_by_mistake_sees_no_arm(a: ATrial, signed_in: SignIn) -> None:
    both = a.person("ENROL")
    for right in ("TOTALS", "STATISTICIAN"):
        TrialRight.objects.create(
            trial=a.trial, user=both, right=right, given_by=both, given_at=a.trial.created_at
        )
    client = signed_in(both)
    assert "Usual care" not in client.get(FLOW).content.decode()
    assert client.get(BEHIND_ARMS).status_code == 404


def test_an_assessor_has_no_flow(a: ATrial, signed_in: SignIn) -> None:
    for address in (*PAGES, f"{FLOW}who/allocated/"):
        assert signed_in(a.person("ASSESSOR")).get(address).status_code == 404


def test_test_and_live_never_mix(a: ATrial, now: datetime, signed_in: SignIn) -> None:
    a.trial.mode, a.trial.live_at = "LIVE", now
    a.trial.save()
    assert n_of(a, "assessed", now) == 0
    page = signed_in(a.person("STATISTICIAN")).get(FLOW).content.decode()
    assert "Assessed for eligibility (n = 0)" in page


@pytest.mark.parametrize("many", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_the_queries_are_as_many_for_any_number_of_people(
    a: ATrial, now: datetime, many: int
) -> None:
    def count() -> list[int]:
        return [of(right) for right in ("STATISTICIAN", "MONITOR", "ENROL")]

    def of(right: str) -> int:
        held = held_of(a, right)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.flow_page(held, now)
        return len(seen)

    few = count()
    for n in range(20, 20 + many):
        one = allocated(a, now, n=n, arm=n % 2)
        if one.allocation.arm.opens_diary:
            with_diary(one, now)
    assert count() == few
    assert max(few) <= 9
