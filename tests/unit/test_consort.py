"""The flow of participants: each box is the sum of its parts, nobody twice, nobody missing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trial.consort import (
    DIED,
    DONE,
    EXCLUDED,
    LOST,
    NOT_RECEIVED,
    RECEIVED,
    WAITING,
    Box,
    Facts,
    Treatment,
    flow,
    head,
    receipt,
    visit_state,
)

ARMS = [("SSM", "Supported self-management"), ("UC", "Usual care")]
VISITS = [("W6", "6 weeks"), ("W12", "12 weeks")]
DAY = date(2026, 11, 2)


@st.composite
def people(draw: st.DrawFn) -> list[Facts]:
    """Whoever may stand in the log, in every state that a participant can have."""
    states = st.sampled_from([DONE, DIED, WAITING, *LOST])
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["", *EXCLUDED]), st.booleans(), st.sampled_from(["SSM", "UC"]),
                st.sampled_from([RECEIVED, WAITING, *NOT_RECEIVED]),
                st.dictionaries(st.sampled_from(["W6", "W12"]), states), st.booleans(),
                st.booleans(),
            ),
            max_size=25,
        )
    )  # fmt: skip
    return [
        Facts(
            number=f"A-{n:03d}", site="A", excluded=excluded, allocated=given, arm=arm,
            received=received, visits=tuple(visits.items()), withdrew_data=data, in_error=error,
        )
        for n, (excluded, given, arm, received, visits, data, error) in enumerate(rows)
    ]  # fmt: skip


def assert_sums(box: Box) -> None:
    assert len(set(box.who)) == box.n
    if box.parts:
        assert sorted(number for part in box.parts for number in part.who) == list(box.who)
    for part in box.parts:
        assert_sums(part)
    for some in box.among:
        assert set(some.who) <= set(box.who)


@given(people(), st.booleans())
def test_each_box_is_the_sum_of_its_parts_and_nobody_is_missing(
    facts: list[Facts], masked: bool
) -> None:
    made = flow(facts, arms=ARMS, visits=VISITS, masked=masked)
    assert set(made.assessed.who) == {one.number for one in facts}
    assert_sums(made.assessed)
    for column in made.columns:
        for box in column.boxes:
            assert_sums(box)
    for boxes in zip(*(column.boxes for column in made.columns), strict=True):
        assert sorted(who for box in boxes for who in box.who) == list(made.allocated.who)
    keys = [box.key for box in made.walk()]
    assert len(keys) == len(set(keys))


@given(people())
def test_a_masked_flow_is_the_same_whatever_the_arms(facts: list[Facts]) -> None:
    other = {"SSM": "UC", "UC": "SSM"}
    turned = [Facts(**{**vars(one), "arm": other[one.arm], "received": RECEIVED}) for one in facts]
    masked = flow(facts, arms=ARMS, visits=VISITS, masked=True)
    assert masked == flow(turned, arms=ARMS[::-1], visits=VISITS, masked=True)
    assert masked.masked
    assert not any(name in repr(masked) for arm in ARMS for name in arm)


@given(people())
def test_no_key_names_an_arm_as_keys_stand_in_addresses(facts: list[Facts]) -> None:
    made = flow(facts, arms=ARMS, visits=VISITS, masked=False)
    assert not any("ssm" in box.key.lower() or "uc-" in box.key.lower() for box in made.walk())


def test_died_stands_apart_from_lost_and_errors_are_analysed() -> None:
    facts = [
        Facts("A-1", "A", allocated=True, arm="SSM", received=DIED, visits=(("W6", DIED),)),
        Facts("A-2", "A", allocated=True, arm="SSM", received=RECEIVED, in_error=True,
              visits=(("W6", "NO_REPLY"),)),
    ]  # fmt: skip
    made = flow(facts, arms=ARMS, visits=VISITS[:1], masked=False)
    lost, died, analysed = (made.box(f"c1-{key}") for key in ("W6-lost", "W6-died", "analysed"))
    assert lost is not None
    assert died is not None
    assert analysed is not None
    assert (lost.who, died.who) == (("A-2",), ("A-1",))
    assert analysed.who == ("A-1", "A-2")
    assert [some.who for some in analysed.among] == [("A-2",)]


def test_who_was_allocated_stays_so_whatever_was_noted_later() -> None:
    made = head([Facts("A-1", "A", excluded="DECLINED", allocated=True)])
    assert (made.allocated.n, made.excluded.n) == (1, 0)


def test_a_reason_that_nobody_knows_is_an_error_and_not_a_lost_person() -> None:
    with pytest.raises(ValueError, match="Not a reason"):
        head([Facts("A-1", "A", excluded="WEATHER")])


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"introduced": True, "died_on": DAY}, RECEIVED),
        ({"checked": True, "not_done": "NO_TIME"}, RECEIVED),
        ({"not_done": "TOO_UNWELL", "died_on": DAY}, "TOO_UNWELL"),
        ({"not_done": "DECLINED"}, "DECLINED"),
        ({"not_done": "UNSUITABLE"}, "NOT_INTRODUCED"),
        ({"not_done": "NO_DEVICE"}, "OTHER"),
        ({"not_done": "NO_TIME"}, "NOT_INTRODUCED"),
        ({"not_done": "NO_TIME", "died_on": DAY}, DIED),
        ({"left_on": DAY}, "DECLINED"),
        ({"due_on": DAY + timedelta(days=7)}, WAITING),
        ({"due_on": DAY - timedelta(days=1)}, "NOT_INTRODUCED"),
    ],
)
def test_an_arm_with_a_diary_was_received_with_the_introduction_or_a_check(
    told: dict[str, object], state: str
) -> None:
    assert receipt(Treatment(opens_diary=True, allocated_on=DAY, **told), DAY) == state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, RECEIVED),
        ({"died_on": DAY}, DIED),
        ({"died_on": DAY + timedelta(days=1)}, RECEIVED),
        ({"left_on": DAY}, "DECLINED"),
        ({"left_on": DAY + timedelta(days=1)}, RECEIVED),
    ],
)
def test_an_arm_without_one_was_received_unless_it_ended_on_the_same_day(
    told: dict[str, object], state: str
) -> None:
    assert receipt(Treatment(opens_diary=False, allocated_on=DAY, **told), DAY) == state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"completed": True, "died": True}, DONE),
        ({"not_done": "NO_REPLY", "died": True}, "NO_REPLY"),
        ({"died": True, "left": True}, DIED),
        ({"left": True}, "WITHDREW"),
        ({}, WAITING),
    ],
)
def test_what_was_noted_of_a_visit_stands(told: dict[str, object], state: str) -> None:
    given = {"completed": False, "not_done": "", "died": False, "left": False} | told
    assert visit_state(**given) == state  # type: ignore[arg-type]
