"""`{% load diaries %}`: the menu of a patient's pages, and what her phone keeps of them."""

import json

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diaries.binding import bindings_of
from diaries.promises import at_any_hour

register = template.Library()

MENU = (
    (_("Home"), "home", ("home", "asked")),
    (_("My diary"), "days", ("days", "day")),
    (
        _("My team"),
        "team",
        ("team", "call", "messages", "goal", "reminders", "learn", "module", "booklet"),
    ),
)


@register.simple_tag(takes_context=True)
def patient_menu(context: Context) -> list[tuple[str, str, bool]]:
    """Label, address, and whether the page stands under it: three things, and no more (Calm)."""
    match = context["request"].resolver_match
    here = match.url_name if match else ""
    return [(str(label), reverse(f"diaries:{name}"), here in under) for label, name, under in MENU]


@register.simple_tag(takes_context=True)
def phone_facts(context: Context) -> dict[str, str]:
    """Her bindings, and her site's numbers where the page knows them.

    No query: a page shows them among many other things.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    around = context.get("around")
    numbers = json.dumps(at_any_hour(around.phones)) if around else ""
    return {"diary": " ".join(bindings_of(request.user.pk)), "numbers": numbers}


@register.simple_tag(takes_context=True)
def binding(context: Context) -> str:
    """Whose the page is, as her phone knows her."""
    return bindings_of(context["request"].user.pk)[0]
