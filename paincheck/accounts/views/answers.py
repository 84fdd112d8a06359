"""Small answers that the views of this app share."""

from collections.abc import Mapping
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode


def page(request: HttpRequest, template: str, told: Mapping[str, Any]) -> HttpResponse:
    """A page; with an invalid form it answers 422."""
    forms = [told.get("form"), *told.get("forms", ())]
    wrong = any(form is not None and form.is_bound and form.errors for form in forms)
    return render(request, template, dict(told), status=422 if wrong else 200)


def finished(response: HttpResponseBase, **told: Any) -> HttpResponseBase:
    """A page of allauth's with more to say, and 422 where its form is invalid."""
    if isinstance(response, TemplateResponse):
        response.context_data = (response.context_data or {}) | told
        form = response.context_data.get("form")
        if form is not None and form.is_bound and form.errors:
            response.status_code = 422
    return response


def onwards(request: HttpRequest) -> HttpResponse:
    """Where she was going, if that is a page of ours; else her first page."""
    return redirect(get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL))


def to(name: str, request: HttpRequest) -> HttpResponse:
    """The page of this name, with `next` carried along."""
    following = get_next_redirect_url(request)
    query = f"?{urlencode({'next': following})}" if following else ""
    return redirect(f"{reverse(name)}{query}")


def let_in(request: HttpRequest, user: Any) -> None:
    """A sign-in that did not come through allauth's pages."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty form that was sent is wrong, one that was not is new."""
    return request.POST if request.method == "POST" else None
