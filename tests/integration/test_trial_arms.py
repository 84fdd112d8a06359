"""Recruitment for all but the assessor; totals and fidelity for those who may see arms."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinicians.models import Introduction
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import SystemJob, record
from paincheck.audit.models import AuditEvent
from tests.factories import make_check
from tests.integration.test_trial_flow import fill, held_of, with_diary
from tests.integration.test_trial_following import allocated
from tests.trials import ATrial, make_trial
from trial.models import AllocationLevel, Leaving, Participant, Trial, TrialRight
from trial.queries.accrual import accrual_of
from trial.queries.fidelity import fidelity_of
from trial.queries.totals import totals_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TRIAL = "/trials/impact/"
BY_ARM = ("totals/", "fidelity/", "fidelity/uptake/")


@pytest.fixture
def a(now: datetime) -> ATrial:
    a = make_trial()
    fill(a, now)
    return a


def diary_of(number: str) -> Patient:
    diary = Participant.objects.get(number=number).patient
    assert diary is not None
    return diary


def said(a: ATrial, key: str, now: datetime) -> str:
    measure = fidelity_of(held_of(a, "STATISTICIAN"), now).measure(key)
    assert measure is not None, key
    return measure.ratio.words


@pytest.mark.parametrize("right", ["SETUP", "ENROL", "OFFICE", "TOTALS", "STATISTICIAN", "MONITOR"])
def test_recruitment_is_seen_without_an_arm(a: ATrial, signed_in: SignIn, right: str) -> None:
    page = signed_in(a.person(right)).get(f"{TRIAL}recruitment/").content.decode()
    assert "4 of 160 allocated" in page
    assert "Usual care" not in page


def test_an_assessor_is_not_told_how_it_goes(a: ATrial, signed_in: SignIn) -> None:
    for page in ("recruitment/", *BY_ARM):
        assert signed_in(a.person("ASSESSOR")).get(TRIAL + page).status_code == 404


def test_who_holds_a_right_at_one_site_sees_its_recruitment_and_target(
    a: ATrial, now: datetime
) -> None:
    held = held_of(a, "ENROL")
    assert (accrual_of(held, now).n, accrual_of(held, now).target) == (4, 160)
    TrialRight.objects.filter(user=held.user).update(site=a.sites[1])
    told = accrual_of(held_of(a, "ENROL"), now)
    assert (told.n, told.target, [row.site.code for row in told.rows]) == (0, 40, ["B"])


@pytest.mark.parametrize("right", ["SETUP", "ENROL", "OFFICE", "MONITOR"])
def test_who_is_masked_or_enrols_reaches_no_figure_by_arm(
    a: ATrial, signed_in: SignIn, right: str
) -> None:
    for page in BY_ARM:
        assert signed_in(a.person(right)).get(TRIAL + page).status_code == 404


def test_an_enroller_with_these_rights_by_mistake_reaches_none_either(
    a: ATrial, signed_in: SignIn
) -> None:
    both = a.person("ENROL")
    for right in ("TOTALS", "STATISTICIAN"):
        TrialRight.objects.create(
            trial=a.trial, user=both, right=right, given_by=both, given_at=a.trial.created_at
        )
    for page in BY_ARM:
        assert signed_in(both).get(TRIAL + page).status_code == 404
    assert not AuditEvent.objects.filter(action="trial.arms_shown").exists()


def test_totals_of_each_arm_and_strata_for_the_statistician_alone(
    a: ATrial, signed_in: SignIn
) -> None:
    for one in Participant.objects.filter(allocation__isnull=False):
        for factor, level in (("site", "A"), ("pain", "low")):
            AllocationLevel.objects.create(allocation=one.allocation, factor=factor, level=level)
    whole = totals_of(held_of(a, "STATISTICIAN"))
    assert whole is not None
    assert [(share, n) for _name, share, n in whole.arms] == [(1, 2), (1, 2)]
    assert whole.strata is not None
    assert [(row.factor, row.level, row.counts) for row in whole.strata] == [
        ("Average pain at baseline", "0 to 5", (2, 2)), ("Site", "A", (2, 2)),
    ]  # fmt: skip
    page = signed_in(a.person("TOTALS")).get(f"{TRIAL}totals/").content.decode()
    assert "Usual care" in page
    assert "Average pain at baseline" not in page
    page = signed_in(a.person("STATISTICIAN")).get(f"{TRIAL}totals/").content.decode()
    assert "Average pain at baseline" in page


def test_totals_are_not_fidelity(a: ATrial, signed_in: SignIn) -> None:
    assert signed_in(a.person("TOTALS")).get(f"{TRIAL}fidelity/").status_code == 404


def test_every_look_is_in_the_trail(a: ATrial, signed_in: SignIn) -> None:
    for page in BY_ARM:
        assert signed_in(a.person("STATISTICIAN")).get(TRIAL + page).status_code == 200
    lines = AuditEvent.objects.filter(action="trial.arms_shown").order_by("pk")
    assert [line.fields for line in lines] == [["totals"], ["fidelity"], ["fidelity_people"]]


def test_the_introduction_is_judged_by_the_day_it_was_due(a: ATrial, now: datetime) -> None:
    shown = Introduction.objects.get(patient=diary_of("A-001"))
    shown.finished_at, shown.finished_by = now - timedelta(days=45), a.person("SETUP")
    shown.save()
    assert said(a, "introduced", now) == "1 of 2"
    Participant.objects.filter(number="A-002").update(
        died_on=(now - timedelta(days=48)).date(), death_told_at=now
    )
    assert said(a, "introduced", now) == "1 of 1"


def test_a_day_counts_where_a_check_was_due(a: ATrial, now: datetime) -> None:
    """Allocated 50 days ago, so that the second week is days 42 to 36 before today."""
    diary = diary_of("A-001")
    for days in (40, 39):
        make_check(diary, at=now - timedelta(days=days))
    make_check(diary, at=now - timedelta(days=38), source="IMPORTED")
    assert said(a, "week-2", now) == "2 of 14 (14%)"
    assert said(a, "uptake", now) == "1 of 2"
    job = SystemJob("test")
    for days, action in ((38, "diary.paused"), (37, "diary.resumed")):
        at = now - timedelta(days=days)
        record(action=action, subject=diary, by=job, now=at, patient_id=diary.pk)
    assert said(a, "week-2", now) == "2 of 12 (17%)"
    Leaving.objects.create(
        participant=Participant.objects.get(number="A-002"), kind="PAINCHECK",
        on=(now - timedelta(days=41)).date(), by=a.person("OFFICE"), at=now,
    )  # fmt: skip
    assert said(a, "week-2", now) == "2 of 6 (33%)"
    Participant.objects.filter(number="A-001").update(
        died_on=(now - timedelta(days=39)).date(), death_told_at=now
    )
    assert said(a, "week-2", now) == "1 of 4"


def test_a_number_opens_its_people(a: ATrial, signed_in: SignIn) -> None:
    client = signed_in(a.person("STATISTICIAN"))
    page = client.get(f"{TRIAL}fidelity/introduced-A/").content.decode()
    assert "A-001" in page
    assert "not finished" in page
    assert "A-003" not in page  # no diary
    assert client.get(f"{TRIAL}fidelity/nothing/").status_code == 404


def test_recruitment_and_fidelity_never_mix_test_and_live(a: ATrial, now: datetime) -> None:
    a.trial.mode, a.trial.live_at = "LIVE", now
    a.trial.save()
    held = held_of(a, "STATISTICIAN")
    whole = totals_of(held)
    assert whole is not None
    assert (accrual_of(held, now).n, fidelity_of(held, now).uptake.ratio.of, whole.n) == (0, 0, 0)


@pytest.mark.parametrize("page", ["flow/", "flow/svg/", "flow/csv/", "recruitment/", *BY_ARM])
def test_a_trial_that_has_no_design_yet_shows_empty_pages(
    a: ATrial, signed_in: SignIn, page: str
) -> None:
    bare = Trial.objects.create(
        code="bare", title="Bare", created_by=a.trial.created_by, created_at=a.trial.created_at
    )
    person = a.person("STATISTICIAN")
    TrialRight.objects.create(
        trial=bare, user=person, right="STATISTICIAN", given_by=person, given_at=bare.created_at
    )
    assert signed_in(person).get(f"/trials/bare/{page}").status_code == 200


@pytest.mark.parametrize("many", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_the_queries_are_as_many_for_any_number_of_people(
    a: ATrial, now: datetime, many: int
) -> None:
    held = held_of(a, "STATISTICIAN")

    def count() -> list[int]:
        found = []
        for work in (lambda: accrual_of(held, now), lambda: fidelity_of(held, now),
                     lambda: totals_of(held)):  # fmt: skip
            with CaptureQueriesContext(connection) as seen:
                work()
            found.append(len(seen))
        return found

    few = count()
    for n in range(20, 20 + many):
        one = allocated(a, now - timedelta(days=30), n=n, arm=n % 2)
        if one.allocation.arm.opens_diary:
            make_check(with_diary(one, now).patient)
    assert count() == few
    assert max(few) <= 7
