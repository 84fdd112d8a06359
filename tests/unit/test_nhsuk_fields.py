"""A score on tiles and a date in three boxes."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from paincheck.nhsuk.fields import NhsDateField, ScoreField
from tests.visit_form import VisitForm, drawn


def test_a_score_has_eleven_tiles_of_real_radios_and_none_is_chosen() -> None:
    tiles = drawn(VisitForm()).all("input", name="worst")
    assert [tile["value"] for tile in tiles] == [str(score) for score in range(11)]
    assert {tile["type"] for tile in tiles} == {"radio"}
    assert not [tile for tile in tiles if "checked" in tile.attrs]


def test_a_tile_says_its_number_and_its_word() -> None:
    assert drawn(VisitForm()).one("label", for_="id_worst-8").text == "7 severe"


def chosen(form: forms.Form, name: str) -> list[str]:
    tiles = drawn(form).all("input", name=name)
    return [tile["value"] for tile in tiles if "checked" in tile.attrs]


def test_only_an_optional_score_can_be_skipped_and_skip_is_never_chosen_beforehand() -> None:
    page = drawn(VisitForm())
    assert page.all("input", name="least")[-1]["value"] == ""
    assert page.one("label", for_="id_least-12").text == "Skip"
    assert len(page.all("input", name="worst")) == 11
    assert chosen(VisitForm(), "least") == []


def test_a_pressed_skip_stays_pressed_and_answers_none_not_zero() -> None:
    form = VisitForm({"least": ""})
    assert chosen(form, "least") == [""]
    assert form.is_valid() is False
    assert form.cleaned_data["least"] is None


def test_zero_is_an_answer() -> None:
    form = VisitForm({"worst": "0", "least": "0"})
    form.is_valid()
    assert (form.cleaned_data["worst"], form.cleaned_data["least"]) == (0, 0)
    assert chosen(form, "worst") == ["0"]


def test_a_stored_score_is_shown_on_its_tile() -> None:
    assert chosen(VisitForm(initial={"worst": Decimal("7.0")}), "worst") == ["7"]


def test_a_stored_score_between_two_tiles_is_shown_on_none() -> None:
    assert chosen(VisitForm(initial={"worst": Decimal("6.5")}), "worst") == []


@given(st.text() | st.integers().map(str) | st.floats().map(str))
def test_a_score_is_a_whole_number_from_0_to_10_or_an_error(told: str) -> None:
    field = ScoreField()
    try:
        score = field.clean(told)
    except forms.ValidationError:
        assert told not in {str(number) for number in range(11)}
    else:
        assert score in range(11)
        assert str(score) == told


@pytest.mark.parametrize(
    ("parts", "said", "marked"),
    [
        (("", "", ""), "Enter date of the visit", ["day", "month", "year"]),
        (("", "3", "2026"), "Date of the visit must include a day", ["day"]),
        (("27", "", ""), "Date of the visit must include a month and a year", ["month", "year"]),
        (("31", "2", "2026"), "Date of the visit must be a real date", ["day", "month", "year"]),
        (("3", "x", "2026"), "Date of the visit must have a month in numbers", ["month"]),
        (("3", "3", "26"), "Date of the visit must have a year with 4 numbers", ["year"]),
        (("3", "3", "1_26"), "Date of the visit must have a year in numbers", ["year"]),
        (("3", "\x00", "2026"), "Date of the visit must have a month in numbers", ["month"]),
        (("9" * 9000, "3", "2026"), "Date of the visit must have a day in numbers", ["day"]),
    ],
)
def test_a_date_error_names_its_part_and_leads_to_its_box(
    parts: tuple[str, str, str], said: str, marked: list[str]
) -> None:
    day, month, year = parts
    names = {"visited_on_day": day, "visited_on_month": month, "visited_on_year": year}
    page = drawn(VisitForm(names))
    boxes = [box for box in page.all("input") if box["name"].startswith("visited_on_")]
    wrong = [box for box in boxes if box["aria-invalid"]]
    links = page.one("div", class_="nhsuk-error-summary").all("a")
    assert [(link.text, link["href"]) for link in links][-1] == (said, f"#{wrong[0]['id']}")
    assert [box["name"].removeprefix("visited_on_") for box in wrong] == marked


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_that_is_shown_is_read_back_the_same(day: date) -> None:
    form = VisitForm(initial={"visited_on": day})
    boxes = [drawn(form).one(name=f"visited_on_{part}") for part in ("day", "month", "year")]
    assert NhsDateField().clean([box["value"] for box in boxes]) == day


def test_a_date_with_spaces_around_is_read() -> None:
    assert NhsDateField().clean([" 3 ", "11", "2026"]) == date(2026, 11, 3)


def test_a_date_can_be_left_out_where_it_is_optional() -> None:
    assert NhsDateField(required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize(("year", "read"), [("26", 2026), ("00", 2000), ("99", 2099)])
def test_a_year_of_two_numbers_is_taken_only_where_it_can_mean_one_thing(
    year: str, read: int
) -> None:
    assert NhsDateField(this_century=True).clean(["3", "11", year]) == date(read, 11, 3)
    with pytest.raises(forms.ValidationError, match="a year with 4 numbers"):
        NhsDateField().clean(["3", "11", year])


@pytest.mark.parametrize("year", ["6", "026", "٢٦", "x6"])
def test_no_other_short_year_is_guessed_at(year: str) -> None:
    with pytest.raises(forms.ValidationError):
        NhsDateField(this_century=True).clean(["3", "11", year])
