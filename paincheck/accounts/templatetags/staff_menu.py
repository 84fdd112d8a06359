"""`{% load staff_menu %}`: the links at the head of a staff page."""

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from paincheck.accounts.nav import staff_links
from paincheck.accounts.queries import roles_of

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_menu(context: Context) -> list[tuple[str, str, bool]]:
    """Label, address, and whether the page stands under it."""
    request = context["request"]
    roles = getattr(request, "roles", None) or roles_of(request.user)
    here = request.path
    links = [(label, _address(name)) for label, name in staff_links(roles)]
    return [(label, url, here.startswith(url)) for label, url in links if url]


def _address(name: str) -> str:
    """Pages of the floors above may be absent; then there is no link to them."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
