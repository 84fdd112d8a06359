"""What is said about a field that was not filled in well."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

DJANGO_SAYS = str(forms.Field.default_error_messages["required"])


def messages_of(field: BoundField) -> list[str]:
    return [_in_our_words(field, error) for error in field.errors.as_data()]


def parts_in_error(field: BoundField) -> tuple[str, ...]:
    """The boxes of a date that its errors name; empty where they name none."""
    errors = field.errors.as_data()
    return tuple(part for error in errors for part in (error.params or {}).get("parts", ()))


def _in_our_words(field: BoundField, error: ValidationError) -> str:
    """'This field is required' says nothing in a summary; 'Enter your first name' does."""
    said = str(error.messages[0])
    if error.code != "required" or said != DJANGO_SAYS:
        return said
    label = str(field.label)
    widget = field.field.widget
    if label.endswith("?"):
        return f"Answer ‘{label}’"
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick ‘{label}’"
    verb = "Choose" if isinstance(widget, forms.Select | forms.RadioSelect) else "Enter"
    return f"{verb} {_inside_a_sentence(label)}"


def _inside_a_sentence(label: str) -> str:
    # 'NHS number' keeps its capitals.
    return label[0].lower() + label[1:] if label[1:2].islower() else label
