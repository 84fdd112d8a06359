"""The flow as a drawing and as a table: all that stands in the boxes stands in both."""

import re
from itertools import product
from xml.etree import ElementTree

from hypothesis import given, settings

from tests.unit.test_consort import ARMS, VISITS, people
from trial.consort import DONE, LOST, NOT_RECEIVED, RECEIVED, WAITING, Facts, flow, head
from trial.consort_svg import drawing, rows

SVG = "{http://www.w3.org/2000/svg}"


def some(arms: list[tuple[str, str]], arm: str = "SSM") -> list[Facts]:
    return [
        Facts("A-1", "A", excluded="DECLINED"),
        Facts("A-2", "A", allocated=True, arm=arm, received=RECEIVED, visits=(("W6", DONE),)),
    ]


@settings(max_examples=25)
@given(people())
def test_every_number_of_the_table_stands_in_the_drawing(facts: list[Facts]) -> None:
    made = flow(facts, arms=ARMS, visits=VISITS, masked=False)
    words = " ".join(ElementTree.fromstring(drawing(made, title="Flow")).itertext())  # noqa: S314
    numbers = re.findall(r"\(n = (\d+)\)", words)
    told = [str(row[-1]) for row in rows(made)[1:]]
    if not made.undecided.n:
        told.remove("0")
    assert sorted(numbers) == sorted(told)


def test_it_is_text_in_black_and_white_without_a_stylesheet() -> None:
    made = drawing(flow(some(ARMS), arms=ARMS, visits=VISITS, masked=False), title="Flow")
    assert set(re.findall(r"#[0-9a-f]{6}", made)) == {"#000000", "#ffffff"}
    assert "style" not in made
    assert "Supported self-management" in made


def test_a_masked_drawing_is_the_same_bytes_for_other_arms() -> None:
    other = [("X1", "Something else"), ("X2", "And another")]
    made = [
        drawing(flow(some(arms, arm), arms=arms, visits=VISITS, masked=True), title="Flow")
        for arms, arm in ((ARMS, "SSM"), (ARMS, "UC"), (other, "X2"))
    ]
    assert made[0] == made[1] == made[2]
    assert "Supported" not in made[0]


def test_names_are_escaped_and_long_ones_stay_in_their_box() -> None:
    arms = [("SSM", "<b>& " + "a very long name of an arm " * 4), ("UC", "Usual care")]
    made = drawing(flow(some(arms), arms=arms, visits=VISITS, masked=False), title="<i>")
    root = ElementTree.fromstring(made)  # noqa: S314
    assert max(len(text.text or "") for text in root.iter(f"{SVG}text")) < 60


def test_who_enrols_gets_the_head_alone() -> None:
    made = drawing(head(some(ARMS)), title="Flow")
    assert "Assessed for eligibility (n = 2)" in made
    assert "Follow-up" not in made
    assert len(rows(head(some(ARMS)))) == 6


def test_it_fits_a_sheet_of_a4_with_letters_that_can_be_read() -> None:
    """Nine points at least for two arms with every reason that there is."""
    facts = [
        Facts(f"A-{n}", "A", allocated=True, arm=arm, received=received, in_error=True,
              visits=(("W6", lost), ("W12", lost)))
        for n, (arm, received, lost) in enumerate(
            product(("SSM", "UC"), [RECEIVED, WAITING, *NOT_RECEIVED], [DONE, WAITING, *LOST])
        )
    ]  # fmt: skip
    made = drawing(flow(facts, arms=ARMS, visits=VISITS, masked=False), title="Flow")
    [(wide, tall)] = re.findall(r'width="([\d.]+)mm" height="([\d.]+)mm"', made)
    assert float(wide) <= 190
    assert float(tall) <= 275
    assert 13 * float(wide) / 700 * 72 / 25.4 >= 9
