"""A bound field as plain values for the templates of the pack.

Ids follow one rule, so that a link in the error summary always arrives: the first (or only)
control of a field has the field's bare id, the next ones `-2`, `-3` ... or `-month`, `-year`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from paincheck.nhsuk.errors import messages_of, parts_in_error
from paincheck.nhsuk.widgets import DATE_PARTS, DateBoxes, ScoreTiles

# Ours to say: `required` would wake the browser's own bubbles, a placeholder goes once one types.
OURS = {"id", "class", "required", "placeholder", "checked", "aria-invalid", "aria-describedby"}
# A number is typed as text: a wheel over type=number changes a dose unseen.
NUMBER_ONLY = {"min", "max", "step"}


@dataclass(frozen=True)
class Option:
    """One radio, checkbox or tile."""

    id: str
    value: str
    label: str
    checked: bool
    attrs: SafeString
    words: str = ""


@dataclass(frozen=True)
class Box:
    """One box of a date."""

    id: str
    name: str
    part: str
    value: Any
    in_error: bool
    autocomplete: str

    @property
    def label(self) -> str:
        return {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}[
            self.part
        ]

    @property
    def width(self) -> int:
        return 4 if self.part == "year" else 2


@dataclass(frozen=True)
class Control:
    """What a template needs to draw one field."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    errors: list[str]
    described_by: str
    html: SafeString = SafeString("")
    options: list[Option] = dataclass_field(default_factory=list)
    boxes: list[Box] = dataclass_field(default_factory=list)
    max_length: int | None = None

    @property
    def template(self) -> str:
        return f"nhsuk/controls/{self.kind}.html"


def control_of(field: BoundField) -> Control:
    kind = _kind(field)
    errors = messages_of(field)
    described_by = _described_by(field, hint=bool(field.help_text), error=bool(errors))
    max_length = _counted_to(field, kind)
    if max_length:
        described_by = f"{described_by} {base_id(field)}-info".strip()
    return Control(
        kind=kind,
        id=base_id(field),
        name=field.html_name,
        label=_label(field, kind),
        hint=str(field.help_text),
        errors=errors,
        described_by=described_by,
        html=_single(field, kind, described_by) if kind in SINGLE else SafeString(""),
        options=list(_options(field, kind)),
        boxes=list(_boxes(field)) if kind == "date" else [],
        max_length=max_length,
    )


def base_id(field: BoundField) -> str:
    return field.field.widget.attrs.get("id") or field.auto_id or field.html_name


def link_id(field: BoundField) -> str:
    """The control that the error summary leads to."""
    parts = parts_in_error(field)
    return _box_id(field, parts[0]) if parts else base_id(field)


SINGLE = ("input", "select", "textarea")


def _kind(field: BoundField) -> str:
    kinds = [
        (ScoreTiles, "tiles"),
        (DateBoxes, "date"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
    ]
    widget = field.field.widget
    return next((kind for of, kind in kinds if isinstance(widget, of)), "input")


def _counted_to(field: BoundField, kind: str) -> int | None:
    return getattr(field.field, "max_length", None) if kind == "textarea" else None


def _label(field: BoundField, kind: str) -> str:
    label = str(field.label)
    # A form whose fields can all be left alone (a filter) sets `mark_optional = False`.
    marked = getattr(field.form, "mark_optional", True) and kind != "checkbox"
    if marked and not field.field.required:
        return gettext("%(label)s (optional)") % {"label": label}
    return label


def _described_by(field: BoundField, *, hint: bool, error: bool) -> str:
    own = field.field.widget.attrs.get("aria-describedby", "")
    ours = [f"{base_id(field)}-{part}" for part, told in (("hint", hint), ("error", error)) if told]
    return " ".join(filter(None, [own, *ours]))


def _single(field: BoundField, kind: str, described_by: str) -> SafeString:
    """Django's own widget with our attributes."""
    widget = field.field.widget
    number = isinstance(widget, forms.NumberInput)
    # A browser cuts what is pasted into a textarea without a word; our count below it speaks.
    left_off = OURS | (NUMBER_ONLY if number else set())
    if kind == "textarea":
        left_off = left_off | {"maxlength"}
    attrs: dict[str, Any] = {
        **{key: value for key, value in widget.attrs.items() if key not in left_off},
        "id": base_id(field),
        "class": _classes(field, kind, number=number),
        "disabled": field.field.disabled,
    }
    if described_by:
        attrs["aria-describedby"] = described_by
    if field.errors:
        attrs["aria-invalid"] = "true"
    if number:
        attrs["inputmode"] = "numeric" if type(field.field) is forms.IntegerField else "decimal"
    return _drawn(field, attrs, as_text=number)


def _classes(field: BoundField, kind: str, *, number: bool) -> str:
    name, own = f"nhsuk-{kind}", field.field.widget.attrs.get("class", "")
    narrow = "nhsuk-input--width-5" if number and "--width" not in own else ""
    counted = "nhsuk-js-character-count" if _counted_to(field, kind) else ""
    wrong = f"{name}--error" if field.errors else ""
    return " ".join(filter(None, [name, wrong, narrow, counted, own]))


def _drawn(field: BoundField, attrs: dict[str, Any], *, as_text: bool) -> SafeString:
    widget = field.field.widget
    context = widget.get_context(field.html_name, field.value(), attrs)
    # get_context lays the widget's attributes beneath ours; take out those we left off.
    context["widget"]["attrs"] = attrs
    if as_text:
        context["widget"]["type"] = "text"
    return SafeString(field.form.renderer.render(widget.template_name, context))


def _options(field: BoundField, kind: str) -> Iterator[Option]:
    if kind not in ("radios", "checkboxes", "tiles"):
        return
    # BoundField.value() cannot tell 'not asked yet' from 'skipped'; None and '' can.
    untouched = field.value() is None
    widget = field.field.widget
    choices = [
        (str(one.data["value"]), str(one.choice_label), one.data) for one in field.subwidgets
    ]
    if kind == "tiles" and widget.skip_label:
        choices.append(("", str(widget.skip_label), {"selected": field.value() == "", "attrs": {}}))
    for place, (value, label, data) in enumerate(choices, start=1):
        attrs = {key: item for key, item in data["attrs"].items() if key not in OURS}
        words = widget.words(Decimal(value)) if kind == "tiles" and widget.words and value else ""
        yield Option(
            id=base_id(field) if place == 1 else f"{base_id(field)}-{place}",
            value=value,
            label=gettext("Skip") if kind == "radios" and label == "---------" else label,
            checked=bool(data["selected"]) and not (untouched and value == ""),
            attrs=SafeString(flatatt(attrs)),
            words=words,
        )


def _boxes(field: BoundField) -> Iterator[Box]:
    value = field.value()
    widget = field.field.widget
    values = value if isinstance(value, list) else widget.decompress(value)
    wrong = parts_in_error(field) or (DATE_PARTS if field.errors else ())
    autocomplete = widget.attrs.get("autocomplete", "")
    for part, shown in zip(DATE_PARTS, values, strict=True):
        yield Box(
            id=_box_id(field, part),
            name=f"{field.html_name}_{part}",
            part=part,
            value="" if shown is None else shown,
            in_error=part in wrong,
            autocomplete=f"{autocomplete}-{part}" if autocomplete else "",
        )


def _box_id(field: BoundField, part: str) -> str:
    return base_id(field) if part == DATE_PARTS[0] else f"{base_id(field)}-{part}"
