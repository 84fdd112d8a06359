"""The template pack: what a form promises to whoever fills it in, with eyes, ears or one thumb."""

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.template import Context, Template

from paincheck.nhsuk.layout import Question
from tests.markup import read
from tests.visit_form import VisitForm, drawn, drawn_empty


def test_the_summary_links_to_controls_that_exist_for_every_field_in_error() -> None:
    page = drawn_empty()
    links = page.one("div", class_="nhsuk-error-summary").all("a")
    targets = [page.one(id=link["href"].removeprefix("#")) for link in links]
    assert [target["name"] for target in targets] == [
        "worst", "email", "password", "doses", "team", "call", "signs", "agree", "visited_on_day",
    ]  # fmt: skip


def test_the_first_radio_has_the_bare_id_and_the_next_ones_a_number() -> None:
    assert [one["id"] for one in drawn(VisitForm()).all("input", name="call")] == [
        "id_call",
        "id_call-2",
    ]


def test_an_error_of_the_whole_form_leads_to_its_first_control() -> None:
    page = drawn(VisitForm({"doses": "13"}))
    first = page.one("div", class_="nhsuk-error-summary").all("a")[0]
    assert (first.text, first["href"]) == (
        "Thirteen doses need a word with the nurse",
        "#id_worst",
    )


def test_a_form_that_is_well_has_no_summary_and_no_error() -> None:
    page = drawn(VisitForm())
    assert not page.all("div", class_="nhsuk-error-summary")
    assert not [one for one in page.all() if "error" in one["class"]]


def test_no_id_is_used_twice() -> None:
    ids = [one["id"] for one in drawn_empty().all() if one["id"]]
    assert len(ids) == len(set(ids))


def test_every_description_exists() -> None:
    page = drawn_empty()
    described = [ids for one in page.all() for ids in one["aria-describedby"].split()]
    assert {"id_worst-hint", "id_worst-error", "id_note-info"} <= set(described)
    assert all(page.one(id=described_by) for described_by in described)


def test_hint_and_error_describe_the_control_or_the_group_in_that_order() -> None:
    page = drawn_empty()
    assert page.one(id="id_worst").within("fieldset")["aria-describedby"] == (
        "id_worst-hint id_worst-error"
    )
    assert page.one(id="id_email")["aria-describedby"] == "id_email-error"


def test_every_control_has_a_label_and_every_group_a_legend() -> None:
    page = drawn(VisitForm())
    named = {label["for"] for label in page.all("label") if label.text}
    for control in page.all("input") + page.all("select") + page.all("textarea"):
        assert control["type"] == "hidden" or control["id"] in named
    assert [legend.text for legend in page.all("legend")] == [
        "Worst pain",
        "Lowest pain (optional)",
        "Shall we ring?",
        "Signs",
        "Date of the visit",
    ]


def test_nothing_is_marked_by_an_asterisk_or_left_to_the_browser() -> None:
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": VisitForm()})
    )
    assert "*" not in html
    assert not [one for one in read(html).all() if "required" in one.attrs]
    assert "novalidate" in read(html).one("form").attrs


def test_what_may_be_left_alone_says_optional() -> None:
    page = drawn(VisitForm())
    assert page.one("label", for_="id_doses").text == "Extra doses (optional)"
    assert page.one("label", for_="id_email").text == "Email"


def test_a_form_of_filters_marks_nothing_as_optional() -> None:
    form = VisitForm()
    form.mark_optional = False  # type: ignore[attr-defined]
    assert "optional" not in drawn(form).text


def test_a_tick_box_alone_never_says_optional() -> None:
    class Remember(forms.Form):
        phone = forms.BooleanField(label="Remember this phone", required=False)

    assert drawn(Remember()).one("label").text == "Remember this phone"


@pytest.mark.parametrize(
    ("name", "kind", "css"),
    [
        ("email", "email", "nhsuk-input"),
        ("password", "password", "nhsuk-input"),
        ("mobile", "tel", "nhsuk-input"),
        ("doses", "text", "nhsuk-input nhsuk-input--width-5"),
    ],
)
def test_each_kind_of_text_keeps_its_type(name: str, kind: str, css: str) -> None:
    control = drawn(VisitForm()).one(id=f"id_{name}")
    assert (control["type"], control["class"]) == (kind, css)


def test_autocomplete_reaches_the_browser() -> None:
    assert drawn(VisitForm()).one(id="id_email")["autocomplete"] == "email"


def test_a_number_is_typed_as_text_so_that_no_wheel_can_change_it() -> None:
    doses = drawn(VisitForm()).one(id="id_doses")
    assert (doses["type"], doses["inputmode"], doses["min"]) == ("text", "numeric", "")


def test_a_long_note_is_counted_and_never_cut() -> None:
    note = drawn(VisitForm()).one("textarea")
    assert "maxlength" not in note.attrs
    assert "90 characters" in drawn(VisitForm()).one(id="id_note-info").text


def test_a_password_is_not_sent_back() -> None:
    assert not drawn(VisitForm({"password": "open sesame"})).one(id="id_password")["value"]


def test_what_was_typed_comes_back_and_is_escaped() -> None:
    page = drawn(VisitForm({"email": '"><script>', "note": "</textarea><b>"}))
    assert page.one(id="id_email")["value"] == '"><script>'
    assert not page.all("script")
    assert not page.all("b")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("email", "Enter email"),
        ("team", "Choose NHS team"),
        ("call", "Answer ‘Shall we ring?’"),
        ("agree", "Tick ‘I agree’"),
        ("visited_on", "Enter date of the visit"),
    ],
)
def test_what_is_missing_is_named_in_the_error(name: str, said: str) -> None:
    assert drawn_empty().one("span", id=f"id_{name}-error").text.endswith(said)


def test_a_form_without_helper_is_drawn_alike_by_tag_and_by_filter() -> None:
    by_tag = drawn(VisitForm()).one("form")
    by_filter = drawn(VisitForm(), "<form novalidate>{{ form|crispy }}</form>").one("form")
    assert [one["id"] for one in by_tag.all()] == [one["id"] for one in by_filter.all()]


def test_a_helper_adds_its_buttons_and_its_layout() -> None:
    form = VisitForm()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.layout = Layout(Question("worst", size="l", heading=True), "email")  # type: ignore[attr-defined]
    form.helper.add_input(Submit("submit", "Save"))  # type: ignore[attr-defined]
    page = drawn(form)
    assert page.one("h1").text == "Worst pain"
    assert page.one("h1").within("legend")["class"].endswith("--l")
    button = page.one("button")
    assert (button.text, button["type"], button["name"]) == ("Save", "submit", "")
    assert not page.all(id="id_password")


def test_a_helper_without_form_tag_draws_the_fields_alone() -> None:
    form = VisitForm()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.form_tag = False  # type: ignore[attr-defined]
    assert not drawn(form).all("form")


def test_a_field_can_be_placed_by_hand() -> None:
    page = drawn(VisitForm(), '{% nhsuk_field form.email size="l" heading=True %}')
    assert page.one("h1").one("label")["class"] == "nhsuk-label nhsuk-label--l"


def test_hidden_fields_are_sent_and_not_seen() -> None:
    assert drawn(VisitForm()).one(id="id_key")["type"] == "hidden"


def test_an_empty_choice_among_radios_is_called_skip_and_never_chosen_beforehand() -> None:
    class Outcome(forms.Form):
        told = forms.ChoiceField(
            choices=[("", "---------"), ("y", "Yes")], widget=forms.RadioSelect, required=False
        )

    page = drawn(Outcome())
    assert page.one("label", for_="id_told").text == "Skip"
    assert not [one for one in page.all("input") if "checked" in one.attrs]
    pressed = drawn(Outcome({"told": ""})).one("input", id="id_told")
    assert "checked" in pressed.attrs
