"""`{% load nhsuk %}`: the error summary, fields by hand, a card."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from paincheck.nhsuk.controls import Control, control_of, link_id
from paincheck.nhsuk.errors import messages_of

register = template.Library()


@dataclass(frozen=True)
class Line:
    """One line of the error summary; `target` is empty where there is nothing to lead to."""

    words: str
    target: str


@register.simple_tag
def nhsuk_control(field: BoundField) -> Control:
    return control_of(field)


@register.simple_tag
def nhsuk_field(field: BoundField, size: str = "s", heading: bool = False) -> SafeString:
    """One field placed by hand. `size` s, m, l or xl; `heading` makes its label the page's h1."""
    context = {"field": field, "label_size": size, "label_heading": heading}
    return render_to_string("nhsuk/field.html", context)


@register.inclusion_tag("nhsuk/error_summary.html", takes_context=True)
def error_summary(context: Context, *forms: BaseForm) -> dict[str, Any]:
    """What to put right, each line a link to its control; nothing where all is well.

    Without arguments it speaks for the page's `form` and `forms`, as base.html does.
    """
    return {"lines": list(_lines(forms or _forms_on(context)))}


@register.simple_tag(takes_context=True)
def error_prefix(context: Context, *forms: BaseForm) -> str:
    """'Error: ' for the page's title where a form of the page is invalid."""
    return f"{gettext('Error:')} " if any(_lines(forms or _forms_on(context))) else ""


@register.simple_block_tag
def card(content: str, heading: str = "", level: int = 2, kind: str = "") -> SafeString:
    """A card around its block. `kind`: non-urgent, urgent or emergency for the care cards."""
    told = {"content": content, "heading": heading, "level": level, "kind": kind}
    return render_to_string("components/card.html", told)


def _forms_on(context: Context) -> list[BaseForm]:
    found = [context.get("form"), *(context.get("forms") or ())]
    return [form for form in found if isinstance(form, BaseForm)]


def _lines(forms: Any) -> Iterator[Line]:
    for form in forms:
        visible = form.visible_fields()
        first = link_id(visible[0]) if visible else ""
        for words in form.non_field_errors():
            yield Line(str(words), first)
        for field in form:
            target = "" if field.is_hidden else link_id(field)
            for words in messages_of(field):
                yield Line(words, target)
