"""An uploaded allocation list: taken whole or refused with a sentence for each fault."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trial.methods.lists import LARGEST_BYTES
from trial.randomisation import (
    Arm,
    Design,
    Factor,
    Method,
    list_hash,
    next_on_list,
    read_list,
    strata,
)

pytestmark = pytest.mark.once

DESIGN = Design(Method.LIST, (Arm("usual"), Arm("support")), (Factor("site", ("leeds", "york")),))
GOOD = "stratum,sequence,arm\n" + "".join(
    f"{site},{at},{'usual' if at % 2 else 'support'}\n"
    for site in ("leeds", "york")
    for at in range(1, 5)
)


def problems(text: str | bytes) -> str:
    read = read_list(text if isinstance(text, bytes) else text.encode(), DESIGN)
    assert read.rows == ()
    assert read.list_hash == ""
    return " ".join(read.problems)


def test_a_list_is_read_in_its_order_and_given_entry_by_entry():
    read = read_list(GOOD.encode(), DESIGN)
    assert (len(read.rows), read.problems, read.warnings) == (8, (), ())
    assert list_hash(reversed(read.rows)) == read.list_hash
    first = next_on_list(read.rows, "york", used=())
    assert first is not None
    assert (first.stratum, first.sequence, first.arm) == ("york", 1, "usual")
    third = next_on_list(read.rows, "york", used={1, 2})
    assert third is not None
    assert third.sequence == 3
    assert next_on_list(read.rows, "york", used={1, 2, 3, 4}) is None
    assert next_on_list(read.rows, "hull", used=()) is None


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",", ";").encode(),
        "\n".join(
            sorted(GOOD.splitlines(), key=lambda line: (line[0] != "s", line[::-1]))
        ).encode(),
    ],
    ids=["BOM", "UTF-16", "CRLF", "semicolons", "other order"],
)
def test_the_same_list_saved_otherwise_has_the_same_hash(content):
    read = read_list(content, DESIGN)
    assert read.problems == ()
    assert read.list_hash == list_hash(read_list(GOOD.encode(), DESIGN).rows)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("stratum,sequence,arm\n", "no entries"),
        ("stratum,arm\nleeds,usual\n", "must name each of these columns once"),
        ("site,number,group\nleeds,1,usual\n", "must name each of these columns once"),
        ("stratum,stratum,sequence,arm\n", "must name each of these columns once"),
        (GOOD.replace("arm", "arm,name", 1).replace("usual", "usual,x"), "4"),
        (GOOD.replace("leeds,1,usual", "leeds,1,placebo"), "Line 2: there is no arm 'placebo'"),
        (GOOD.replace("leeds,1", "bath,1"), "there is no stratum 'bath'"),
        (GOOD.replace("leeds,1", "leeds,0"), "not a whole number from 1"),
        (GOOD.replace("leeds,1", "leeds,1.0"), "not a whole number from 1"),
        (GOOD.replace("leeds,1", "leeds,٣"), "not a whole number from 1"),
        (GOOD.replace("leeds,2", "leeds,1"), "'leeds' has sequence 1 more than once"),
        (GOOD + "york,4,support\n", "'york' has sequence 4 more than once"),
        (GOOD.replace("leeds,4", "leeds,9"), "'leeds' has no sequence 4"),
        (GOOD.replace("support", "usual"), "The arm 'support' is nowhere"),
        (GOOD + "york,5\n", "2 values where the heading has 3"),
        (GOOD + 'york,"5,usual\n', "quotation marks do not match"),
        (GOOD.replace("york,4", "yo\0rk,4"), "NUL"),
        (GOOD.encode("utf-16-le"), "NUL"),
        (b"x" * (LARGEST_BYTES + 1), "above 10 MB"),
        ("💊" * 1_000, "must name each of these columns once"),
    ],
)
def test_a_list_with_a_fault_is_refused_whole_in_a_sentence(text, words):
    assert words in problems(text)


def test_a_column_too_many_is_refused():
    text = GOOD.replace("sequence,arm", "sequence,arm,note").replace("usual", "usual,a")
    assert "no other" in problems(text.replace("support", "support,b"))


def test_a_ratio_not_held_and_a_stratum_without_entries_are_said_and_taken():
    read = read_list(
        b"stratum,sequence,arm\nleeds,1,usual\nleeds,2,support\nleeds,3,usual\n", DESIGN
    )
    assert len(read.rows) == 3
    assert any("'leeds'" in words and "ratio" in words for words in read.warnings)
    assert any("'york' has no entry" in words for words in read.warnings)
    held = replace(DESIGN, arms=(Arm("usual", 2), Arm("support")))
    again = read_list(
        b"stratum,sequence,arm\nleeds,1,usual\nleeds,2,support\nleeds,3,usual\n", held
    )
    assert not any("ratio" in words for words in again.warnings)


def test_a_thousand_faults_are_fifty_sentences_and_a_count():
    text = "stratum,sequence,arm\n" + "bath,1,usual\n" * 1_000
    read = read_list(text.encode(), DESIGN)
    assert len(read.problems) == 51
    assert read.problems[-1] == "And 950 more."


@pytest.mark.slow
def test_ten_megabytes_are_answered_within_seconds():
    text = "stratum,sequence,arm\n" + "leeds,9999999,usual\n" * 490_000
    began = time.monotonic()
    assert problems(text)
    assert time.monotonic() - began < 20


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_a_sentence(content):
    read = read_list(content, DESIGN)
    assert read.problems or read.rows


@settings(max_examples=10)
@given(st.integers())
def test_the_order_of_lines_is_no_matter_and_the_arms_are(seed):
    """A list whose entries moved has another hash, whatever the order of its lines."""
    lines = GOOD.splitlines()
    random.Random(seed).shuffle(body := lines[1:])
    assert read_list("\n".join([lines[0], *body]).encode(), DESIGN).list_hash == list_hash(
        read_list(GOOD.encode(), DESIGN).rows
    )
    swapped = GOOD.replace("leeds,1,usual", "leeds,1,support").replace(
        "leeds,2,support", "leeds,2,usual"
    )
    assert read_list(swapped.encode(), DESIGN).list_hash != list_hash(
        read_list(GOOD.encode(), DESIGN).rows
    )
    assert set(strata(DESIGN)) == {row.stratum for row in read_list(GOOD.encode(), DESIGN).rows}
