"""`{% load diaries %}`: the menu of a patient's pages."""

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()

MENU = (
    ("Home", "home", ("home", "asked")),
    ("My diary", "days", ("days", "day")),
    ("My team", "team", ("team", "call", "messages", "goal", "learn", "module", "booklet")),
)


@register.simple_tag(takes_context=True)
def patient_menu(context: Context) -> list[tuple[str, str, bool]]:
    """Label, address, and whether the page stands under it: three things, and no more (Calm)."""
    match = context["request"].resolver_match
    here = match.url_name if match else ""
    return [(label, reverse(f"diaries:{name}"), here in under) for label, name, under in MENU]
