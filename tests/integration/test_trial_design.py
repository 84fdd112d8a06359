"""A design is put in force by two people and stands; who may know what is kept apart."""

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from tests.factories import TeamFactory, UserFactory, make_nurse
from tests.trials import CONTENT, make_participant, make_trial
from trial.actions import design, rights
from trial.actions.rights import Refused
from trial.document import digest_of
from trial.models import Allocation, Arm, DesignVersion, Trial, TrialRight
from trial.queries.designs import in_force

pytestmark = pytest.mark.django_db


def colleague(trial: Trial, right: str = "SETUP") -> User:
    user = UserFactory()
    Role.objects.create(user=user, role="TRIAL", site=TeamFactory().site)
    rights.give(
        trial=trial, user=user, right=right, site=None, by=trial.created_by, now=trial.created_at
    )
    return user


@pytest.fixture
def one(now: datetime) -> DesignVersion:
    """A filled-in first design, not proposed yet."""
    chief = UserFactory()
    sites = [TeamFactory().site for _ in range(2)]
    Role.objects.create(user=chief, role="TRIAL", site=sites[0])
    trial = design.create(code="t1", title="T", registration="", by=chief, now=now)
    places = [{"code": c, "site": s.pk, "target": 9} for c, s in zip("AB", sites, strict=True)]
    version = trial.designs.get()
    return design.save(
        version=version, changes={**copy.deepcopy(CONTENT), "sites": places},
        seen=version.saved_at, by=chief, now=now + timedelta(minutes=1),
    )  # fmt: skip


def propose(version: DesignVersion, now: datetime, **told: Any) -> DesignVersion:
    given = {"reason": "", "effective_on": now.date(), "by": version.made_by, "now": now} | told
    return design.propose(version=version, **given)


def in_live(one: DesignVersion, now: datetime) -> tuple[Trial, User]:
    second = colleague(one.trial)
    proposed = propose(one, now)
    design.approve(version=proposed, digest=proposed.digest, by=second, now=now)
    design.begin_test(trial=one.trial, by=second, now=now)
    design.ask_for_live(trial=one.trial, by=one.made_by, now=now)
    design.go_live(trial=one.trial, by=second, now=now)
    one.trial.refresh_from_db()
    return one.trial, second


def test_one_person_alone_puts_no_design_in_force(one: DesignVersion, now: datetime) -> None:
    proposed = propose(one, now)
    with pytest.raises(Refused, match="second person"):
        design.approve(version=proposed, digest=proposed.digest, by=one.made_by, now=now)
    assert in_force(one.trial) is None


def test_two_people_put_it_in_force_with_the_digest_of_what_they_read(
    one: DesignVersion, now: datetime
) -> None:
    trial, _second = in_live(one, now)
    found = in_force(trial)
    assert found is not None
    assert found.digest == digest_of(found.content)
    assert trial.mode == "LIVE"
    assert {arm.code for arm in trial.arms.all()} == {"SSM", "UC"}
    assert trial.sites.count() == 2


def test_another_digest_than_the_pages_is_not_put_in_force(
    one: DesignVersion, now: datetime
) -> None:
    second = colleague(one.trial)
    first = propose(one, now)
    design.take_back(version=first, by=one.made_by, now=now)
    changed = design.save(
        version=one, changes={"p": "0.7"}, seen=one.saved_at, by=one.made_by, now=now
    )
    propose(changed, now)
    with pytest.raises(Refused):
        design.approve(version=changed, digest=first.digest, by=second, now=now)


def test_a_proposed_design_stands_still(one: DesignVersion, now: datetime) -> None:
    proposed = propose(one, now)
    with pytest.raises(Refused, match="proposed"):
        design.save(
            version=one, changes={"p": "0.7"}, seen=proposed.saved_at, by=one.made_by, now=now
        )


def test_a_save_over_anothers_is_refused_with_nothing_saved(
    one: DesignVersion, now: datetime
) -> None:
    with pytest.raises(Refused, match="while your page was open"):
        design.save(
            version=one, changes={"p": "0.7"}, seen=now - timedelta(days=1), by=one.made_by, now=now
        )
    one.refresh_from_db()
    assert one.content["p"] == "0.8"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ({"sites": []}, "at least one site"),
        ({"eligibility": []}, "eligibility"),
        ({"p": "many"}, "cannot be read"),
        ({"block_sizes": [3]}, "multiples of 2"),
        ({"introduction_days": 0}, "1 to 28 days"),
        (
            {"visits": [{"code": "W", "name": "W", "due_days": 5, "before": 9, "after": 1}]},
            "window",
        ),
    ],
)
def test_a_design_with_a_fault_is_not_proposed(
    one: DesignVersion, now: datetime, harm: dict[str, Any], said: str
) -> None:
    faulty = design.save(version=one, changes=harm, seen=one.saved_at, by=one.made_by, now=now)
    with pytest.raises(Refused, match=said):
        propose(faulty, now)
    faulty.refresh_from_db()
    assert faulty.proposed_at is None


def test_an_amendment_needs_a_reason_and_two_people_and_the_next_number(
    one: DesignVersion, now: datetime
) -> None:
    trial, second = in_live(one, now)
    amendment = design.amend(trial=trial, by=second, now=now)
    assert (amendment.number, design.amend(trial=trial, by=second, now=now)) == (2, amendment)
    saved = design.save(
        version=amendment, changes={"target": 200}, seen=amendment.saved_at, by=second, now=now
    )
    with pytest.raises(Refused, match="why"):
        propose(saved, now, by=second)
    proposed = propose(saved, now, by=second, reason="More participants are needed")
    design.approve(version=proposed, digest=proposed.digest, by=one.made_by, now=now)
    assert in_force(trial) == proposed


def test_arms_stand_once_somebody_was_allocated(one: DesignVersion, now: datetime) -> None:
    trial, second = in_live(one, now)
    a = make_trial(code="other")
    Allocation.objects.create(
        trial=trial, world="LIVE", number=1, participant=make_participant(a),
        arm=Arm.objects.filter(trial=trial)[0], design=one, evidence={}, previous="0", digest="1",
        by=second, at=now,
    )  # fmt: skip
    amendment = design.amend(trial=trial, by=second, now=now)
    arms = [{**arm, "share": 2} for arm in amendment.content["arms"]]
    changed = design.save(
        version=amendment, changes={"arms": arms, "block_sizes": [4]}, seen=amendment.saved_at,
        by=second, now=now,
    )  # fmt: skip
    with pytest.raises(Refused, match="Arms and ratio"):
        propose(changed, now, by=second, reason="Another ratio")


def test_one_person_alone_begins_no_trial(one: DesignVersion, now: datetime) -> None:
    second = colleague(one.trial)
    proposed = propose(one, now)
    design.approve(version=proposed, digest=proposed.digest, by=second, now=now)
    design.begin_test(trial=one.trial, by=second, now=now)
    with pytest.raises(Refused):
        design.go_live(trial=one.trial, by=second, now=now)
    design.ask_for_live(trial=one.trial, by=second, now=now)
    with pytest.raises(Refused, match="second person"):
        design.go_live(trial=one.trial, by=second, now=now)
    one.trial.refresh_from_db()
    assert one.trial.mode == "TEST"


def test_without_a_key_to_seal_with_no_test_begins(
    one: DesignVersion, now: datetime, settings: Any
) -> None:
    second = colleague(one.trial)
    proposed = propose(one, now)
    design.approve(version=proposed, digest=proposed.digest, by=second, now=now)
    settings.TRIAL_KEY = ""
    with pytest.raises(Refused, match="TRIAL_KEY"):
        design.begin_test(trial=one.trial, by=second, now=now)


@pytest.mark.parametrize(
    ("has", "wants"),
    [
        ("ENROL", "TOTALS"), ("ENROL", "STATISTICIAN"), ("SETUP", "ENROL"), ("ASSESSOR", "ENROL"),
        ("STATISTICIAN", "ASSESSOR"), ("TOTALS", "OFFICE"), ("ENROL", "MONITOR"),
    ],
)  # fmt: skip
def test_who_must_not_know_the_arms_holds_no_right_that_shows_them(
    now: datetime, has: str, wants: str
) -> None:
    a = make_trial()
    user = colleague(a.trial, has)
    give = {"trial": a.trial, "user": user, "site": None, "by": a.people["SETUP"], "now": now}
    with pytest.raises(Refused, match="one person’s"):
        rights.give(right=wants, **give)
    # What she has seen she still knows after the right has ended.
    rights.end(right=user.trial_rights.get(), by=a.people["SETUP"], now=now)
    with pytest.raises(Refused, match="one person’s"):
        rights.give(right=wants, **give)


def test_a_nurse_cannot_be_masked(now: datetime) -> None:
    a = make_trial()
    nurse = make_nurse()
    Role.objects.create(user=nurse, role="TRIAL", site=a.teams[0].site)
    with pytest.raises(Refused, match="nurse"):
        rights.give(
            trial=a.trial, user=nurse, right="ASSESSOR", site=None, by=a.people["SETUP"], now=now
        )


def test_the_last_one_who_sets_up_cannot_go(now: datetime) -> None:
    a = make_trial()
    first, second = TrialRight.objects.filter(right="SETUP").order_by("pk")
    rights.end(right=first, by=second.user, now=now)
    with pytest.raises(Refused, match="Nobody"):
        rights.end(right=second, by=second.user, now=now)
    assert TrialRight.objects.of(second.user, a.trial).exists()


def test_a_right_taken_away_while_the_page_was_open_saves_nothing(
    one: DesignVersion, now: datetime
) -> None:
    second = colleague(one.trial)
    rights.end(right=second.trial_rights.get(), by=one.made_by, now=now)
    before = AuditEvent.objects.count()
    with pytest.raises(Refused, match="any more"):
        design.save(version=one, changes={"p": "0.7"}, seen=one.saved_at, by=second, now=now)
    assert AuditEvent.objects.count() == before
