"""One mobile, many spellings."""

import pytest

from paincheck.accounts.phones import as_written, mobile


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123",
        "07700 900123",
        "07700-900 123",
        "(07700) 900123",
        "+447700900123",
        "+44 7700 900 123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "447700900123",
        "07700\u2011900123",
    ],
)
def test_every_spelling_of_a_mobile_is_one_number(typed):
    assert mobile(typed) == "+447700900123"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "999",
        "0113 496 0001",
        "0770090012",
        "077009001234",
        "+33 7700900123",
        "07700 90012x",
        "٠٧٧٠٠٩٠٠١٢٣",
        "K7QF-2M9X",
    ],
)
def test_what_is_no_uk_mobile_is_none(typed):
    assert mobile(typed) is None


def test_a_stored_mobile_is_shown_as_people_write_it():
    assert as_written("+447700900123") == "07700 900123"


@pytest.mark.parametrize("stored", ["", "0113 496 0001"])
def test_another_number_is_shown_as_it_is(stored):
    assert as_written(stored) == stored
