"""One participant, one arm, for good: by each method, asked again, and refused."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from paincheck.audit.models import AuditEvent
from tests.factories import NOON
from tests.trials import BASELINE, CONTENT, ATrial, make_participant, make_trial
from trial import evidence, sealing
from trial.actions import allocating, slots
from trial.actions.allocating import allocate, flag_error, upload_list
from trial.actions.rights import Refused
from trial.document import design_of
from trial.models import (
    Allocation,
    AllocationError,
    Block,
    DesignVersion,
    FollowUp,
    Leaving,
    ListUpload,
    Participant,
    Slot,
    Trial,
    TrialRight,
)
from trial.queries import people
from trial.randomisation import block_from, replay

pytestmark = pytest.mark.django_db

LIST = b"stratum,sequence,arm\nA/low,1,UC\nA/low,2,SSM\nA/high,1,SSM\n"
HIGH = BASELINE | {"average": 8}


def press(a: ATrial, participant: Participant, **how) -> allocating.Allocated:
    told = {"by": a.person("ENROL"), "now": NOON, "key": uuid4()} | how
    return allocate(participant=participant, **told)


def by_list(content: bytes = LIST, **how) -> ATrial:
    a = make_trial(method="LIST", **how)
    upload_list(trial=a.trial, content=content, by=a.person("STATISTICIAN"), now=NOON)
    return a


@pytest.mark.parametrize("method", ["BLOCKS", "MINIMISATION", "SIMPLE"])
def test_each_method_gives_everybody_one_arm_and_evidence_from_which_it_is_made_again(method: str):
    a = make_trial(method=method)
    design, rng = design_of(a.design.content), random.Random(7)
    for n in range(1, 25):
        baseline = HIGH if n % 3 else BASELINE
        one = make_participant(a, n=n, at=n % 2, baseline=baseline)
        made = press(a, one, rng=rng).allocation
        told = made.evidence
        assert (made.number, told["number"], told["arm"]) == (n, n, made.arm.code)
        assert dict(made.levels.values_list("factor", "level")) == told["levels"]
        if method != "BLOCKS":
            choice = told["choice"]
            counts = {f: {told["levels"][f]: c} for f, c in choice["counts_before"].items()}
            assert replay(design, counts, told["levels"], int(choice["draw"])).as_json() == choice
    rows = list(Allocation.objects.order_by("number"))
    assert rows[0].previous == evidence.first_previous("impact", "TEST")
    for before, after in zip(rows, rows[1:], strict=False):
        assert after.previous == before.digest == evidence.chained(before.previous, before.evidence)


def test_a_block_has_as_many_rows_as_the_largest_may_have_and_is_made_again_from_its_draws():
    a = make_trial(method="BLOCKS")
    for n in range(1, 20):
        press(a, make_participant(a, n=n), rng=random.Random(n))
    assert Block.objects.count() > 2
    design = design_of(a.design.content)
    for block in Block.objects.all():
        assert block.slots.count() == 6
        about = slots.about(block, 0)
        draws = evidence.opened_draws(sealing.unseal(block.sealed, about=about, key=slots.key()))
        arms = [slots.holds(slot, block) for slot in block.slots.all()]
        assert [arm for arm in arms if arm is not None] == list(block_from(design, draws))
        given = Allocation.objects.filter(slot__block=block).order_by("number")
        assert [one.arm.code for one in given] == arms[: len(given)]
    assert len({len(block.sealed) for block in Block.objects.all()}) == 1
    assert len({len(slot.sealed) for slot in Slot.objects.all()}) == 1


def test_a_second_click_another_administrator_and_another_key_get_the_same_answer():
    a = make_trial()
    one, key = make_participant(a), uuid4()
    first = press(a, one, key=key)
    again = [press(a, one, key=key), press(a, one), press(a, one, by=_second(a))]
    assert not first.already
    assert all(other.already for other in again)
    assert {other.allocation for other in again} == {first.allocation}
    assert AuditEvent.objects.filter(action="trial.allocated").count() == 1


def _second(a: ATrial):
    return a.person("ENROL", site=a.sites[0])


def test_who_lost_the_right_while_the_page_was_open_allocates_nobody():
    a = make_trial()
    one, by = make_participant(a), a.person("ENROL")
    TrialRight.objects.filter(user=by).update(ended_at=NOON, ended_by=by)
    with pytest.raises(Refused, match="any more"):
        press(a, one)
    with pytest.raises(Refused, match="any more"):
        press(a, one, by=a.person("ENROL", site=a.sites[1]))
    assert not Allocation.objects.exists()


def test_what_forbids_an_allocation_is_a_sentence_and_nothing_is_written():
    a = make_trial()
    missing = make_participant(a, ready=False)
    with pytest.raises(Refused) as refused:
        press(a, missing)
    for sentence in (people.NO_CONSENT, people.NO_FORM, people.NO_BASELINE):
        assert sentence in str(refused.value)
    ready = make_participant(a, n=2)
    with pytest.raises(Refused, match="read back"):
        press(a, ready, confirmed={"site": "A", "pain": "high"})
    for change, sentence in (
        ({"excluded": "DECLINED", "excluded_at": NOON, "excluded_by": a.person("ENROL")},
         people.EXCLUDED),
        ({"died_on": NOON.date(), "death_told_at": NOON}, people.DIED),
        ({"screened_on": NOON.date() + timedelta(days=1)}, people.BEFORE_SCREENING),
        ({"world": "LIVE"}, allocating.OTHER_WORLD),
    ):  # fmt: skip
        other = make_participant(a, n=10 + Participant.objects.count())
        Participant.objects.filter(pk=other.pk).update(**change)
        with pytest.raises(Refused, match=sentence[:20]):
            press(a, other)
    Leaving.objects.create(
        participant=ready, kind="DATA", on=NOON.date(), by=a.person("ENROL"), at=NOON,
        key=uuid4(),
    )  # fmt: skip
    with pytest.raises(Refused, match=people.LEFT):
        press(a, ready)
    assert not (Allocation.objects.exists())
    assert not (Block.objects.exists())


@pytest.mark.parametrize("mode", ["DRAFT", "CLOSED"])
def test_a_draft_and_a_closed_trial_allocate_nobody(mode: str):
    a = make_trial(mode=mode)
    with pytest.raises(Refused, match=allocating.NOT_OPEN):
        press(a, make_participant(a))


def test_without_a_key_nothing_can_be_sealed(settings):
    settings.TRIAL_KEY = ""
    a = make_trial()
    with pytest.raises(Refused, match="TRIAL_KEY"):
        press(a, make_participant(a))


def test_a_list_gives_its_arms_in_order_and_is_refused_when_it_is_used_up():
    a = by_list()
    given = [press(a, make_participant(a, n=n)).allocation.arm.code for n in (1, 2)]
    assert given == ["UC", "SSM"]
    rows = Allocation.objects.count(), Slot.objects.count(), FollowUp.objects.count()
    with pytest.raises(Refused, match="no entry left"):
        press(a, make_participant(a, n=3))
    with pytest.raises(Refused, match="no entry left"):
        press(a, make_participant(a, n=4, at=1))
    assert rows == (Allocation.objects.count(), Slot.objects.count(), FollowUp.objects.count())
    told = Allocation.objects.order_by("number")[0].evidence
    assert told["place"] == {"block": 1, "position": 1, "list": ListUpload.objects.get().digest}


def test_a_list_is_taken_whole_or_refused_with_a_sentence_for_each_line():
    a = make_trial(method="LIST")
    by = a.person("STATISTICIAN")
    for content, sentence in (
        (b"stratum,sequence,arm\nA/low,1,XX\nA/low,3,UC\n", "Line 2"),
        (b"\xff\x00", "."),
        (b"", "."),
        (b"x" * 10_000_001, "10 MB"),
    ):
        with pytest.raises(Refused, match=sentence):
            upload_list(trial=a.trial, content=content, by=by, now=NOON)
    with pytest.raises(Refused, match="any more"):
        upload_list(trial=a.trial, content=LIST, by=a.person("ENROL"), now=NOON)
    assert not (ListUpload.objects.exists())
    assert not (Block.objects.exists())
    with pytest.raises(Refused, match=slots.NO_LIST):
        press(a, make_participant(a))


def test_a_list_is_replaced_before_its_first_use_and_never_after_it():
    a = by_list()
    by = a.person("STATISTICIAN")
    first = upload_list(trial=a.trial, content=LIST, by=by, now=NOON)
    assert first.upload == ListUpload.objects.get()
    assert "A/high" in first.warnings[0]
    other = LIST + b"B/low,1,UC\n"
    upload_list(trial=a.trial, content=other, by=by, now=NOON)
    with pytest.raises(Refused, match="uploaded before"):
        upload_list(trial=a.trial, content=LIST, by=by, now=NOON)
    assert press(a, make_participant(a, at=1)).allocation.arm.code == "UC"
    with pytest.raises(Refused, match="amendment"):
        upload_list(trial=a.trial, content=LIST + b"B/high,1,UC\n", by=by, now=NOON)


def test_an_amendment_that_leaves_the_blocks_alone_goes_on_with_the_open_one():
    a = make_trial(block_sizes=[4])
    press(a, make_participant(a))
    _amend(a, target=200)
    press(a, make_participant(a, n=2))
    assert Block.objects.count() == 1
    _amend(a, block_sizes=[6])
    press(a, make_participant(a, n=3))
    assert list(Block.objects.values_list("number", flat=True)) == [1, 2]


def _amend(a: ATrial, **changes) -> None:
    old = a.trial.designs.order_by("number").last()
    DesignVersion.objects.create(
        trial=a.trial, number=old.number + 1, content=old.content | changes, digest="1" * 64,
        reason="said", made_by=old.made_by, made_at=NOON, saved_at=NOON, proposed_by=old.made_by,
        proposed_at=NOON, approved_by=old.approved_by, approved_at=NOON,
        effective_on=NOON.date(),
    )  # fmt: skip


def test_questions_that_changed_are_asked_again():
    a = make_trial()
    one = make_participant(a)
    _amend(a, eligibility=CONTENT["eligibility"][:1])
    with pytest.raises(Refused, match=people.OLD_FORM):
        press(a, one)


def test_who_waited_for_the_other_does_not_come_before_him():
    a = make_trial()
    press(a, make_participant(a), now=NOON + timedelta(seconds=3))
    second = press(a, make_participant(a, n=2)).allocation
    assert second.at == NOON + timedelta(seconds=3)
    with pytest.raises(Refused, match="clock"):
        press(a, make_participant(a, n=3), now=NOON - timedelta(hours=1))


def test_the_visits_are_planned_with_the_allocation():
    a = make_trial()
    press(a, make_participant(a))
    assert list(FollowUp.objects.values_list("visit", flat=True)) == ["W6", "W12"]


def test_an_error_is_a_flag_with_its_reason_and_the_allocation_stands():
    a = make_trial()
    allocation = press(a, make_participant(a)).allocation
    told = {"allocation": allocation, "by": a.person("ENROL"), "now": NOON}
    with pytest.raises(Refused, match="what was wrong"):
        flag_error(**told, reason=" ")
    flag_error(**told, reason="Not eligible after all.")
    flag_error(**told, reason="Not eligible after all.")
    with pytest.raises(Refused, match="already"):
        flag_error(**told, reason="Another.")
    assert AllocationError.objects.get().allocation == allocation
    assert press(a, allocation.participant).allocation == allocation
    assert "eligible" not in AuditEvent.objects.get(action="trial.allocation_flagged").reason


def test_the_test_and_the_live_trial_have_numbers_and_chains_of_their_own():
    a = make_trial()
    press(a, make_participant(a))
    Trial.objects.update(mode="LIVE", live_at=NOON)
    a.trial.refresh_from_db()
    live = press(a, make_participant(a)).allocation
    assert (live.world, live.number) == ("LIVE", 1)
    assert live.previous == evidence.first_previous("impact", "LIVE")
