"""What is said about a field that was not filled in well."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

DJANGO_SAYS = forms.Field.default_error_messages["required"]


def messages_of(field: BoundField) -> list[str]:
    return [_in_our_words(field, error) for error in field.errors.as_data()]


def parts_in_error(field: BoundField) -> tuple[str, ...]:
    """The boxes of a date that its errors name; empty where they name none."""
    errors = field.errors.as_data()
    return tuple(part for error in errors for part in (error.params or {}).get("parts", ()))


def _in_our_words(field: BoundField, error: ValidationError) -> str:
    """'This field is required' says nothing in a summary; 'Enter your first name' does."""
    said = str(error.messages[0])
    if error.code != "required" or said != str(DJANGO_SAYS):
        return said
    label = str(field.label)
    widget = field.field.widget
    if label.endswith("?"):
        return gettext("Answer ‘%(label)s’") % {"label": label}
    if isinstance(widget, forms.CheckboxInput):
        return gettext("Tick ‘%(label)s’") % {"label": label}
    inside = {"label": _inside_a_sentence(label)}
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return gettext("Choose %(label)s") % inside
    return gettext("Enter %(label)s") % inside


def _inside_a_sentence(label: str) -> str:
    # 'NHS number' keeps its capitals.
    return label[0].lower() + label[1:] if label[1:2].islower() else label
