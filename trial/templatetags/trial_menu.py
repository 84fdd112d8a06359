"""The menu of a trial's pages, by what she may do there."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from trial.menu import pages_for

register = template.Library()


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def trial_menu(context: Any) -> list[Link]:
    held, path = context["held"], context["request"].path
    return [
        Link(label, url, path == url)
        for label, name in pages_for(held.kinds)
        for url in [reverse(name, args=[held.trial.code])]
    ]
