"""The page around every page, and the pages of refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import path

from paincheck.signs import Banner
from tests.factories import NOON
from tests.markup import Element, read
from tests.visit_form import VisitForm


def visit(request: HttpRequest) -> HttpResponse:
    form = VisitForm(request.POST or None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "base.html", {"form": form}, status=status)


visit.login_required = False  # type: ignore[attr-defined]
urlpatterns = [
    path("visit/", visit),
    path("still-here/", visit, name="still_here"),
    path("sign-in/", visit, name="account_request_login_code"),
]


@pytest.mark.urls(__name__)
def test_an_invalid_form_answers_422_with_error_first_in_the_title() -> None:
    answer = Client().post("/visit/", {"email": "x"})
    page = read(answer.content.decode())
    assert answer.status_code == 422
    assert page.one("title").text.startswith("Error: ")
    assert page.one("main").one("div", class_="nhsuk-error-summary").all("a")


@pytest.mark.urls(__name__)
def test_a_page_that_is_well_has_a_plain_title_a_skip_link_and_its_language() -> None:
    page = read(Client().get("/visit/").content.decode())
    assert not page.one("title").text.startswith("Error")
    assert page.one(id=page.one("a", class_="nhsuk-skip-link")["href"][1:]).tag == "main"
    assert page.one("html")["lang"] == "en-gb"


def render(name: str, **context: Any) -> Element:
    return read(render_to_string(name, context, request=RequestFactory().get("/")))


def test_no_page_has_script_or_style_in_its_markup() -> None:
    page = render("base.html", form=VisitForm({"email": "x"}), nav=[("Home", "/", True)])
    assert not [one for one in page.all() if "style" in one.attrs or one.tag == "style"]
    assert all(script["src"] and not script.text for script in page.all("script"))
    assert not [name for one in page.all() for name in one.attrs if name.startswith("on")]


def test_every_page_says_that_nobody_watches_at_night() -> None:
    assert "not watched day and night" in render("base.html").one("footer").text
    assert "It supports your nurse and never replaces her." in render("base.html").text


def test_the_menu_marks_where_one_is() -> None:
    page = render("base.html", nav=[("Today’s check", "/", True), ("My diary", "/d/", False)])
    current = [link.text for link in page.all("a") if link["aria-current"] == "page"]
    assert current == ["Today’s check"]


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (Banner(NOON, None), "Alerting is delayed since Tuesday 12.00."),
        (Banner(None, NOON), "Mails and texts are delayed since Tuesday 12.00."),
    ],
)
def test_what_is_delayed_is_said_with_its_time(late: Banner, said: str) -> None:
    banner = "components/alerting_banner.html"
    assert said in render(banner, late=late).text
    assert render(banner, late=Banner(None, None)).text == ""


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_the_pages_of_refusal_need_no_context_and_lead_home(name: str) -> None:
    page = read(render_to_string(name))
    assert page.one("main").one("a", href="/")
    assert page.one("h1").text


def test_the_page_of_a_broken_server_needs_no_other_file() -> None:
    page = read(render_to_string("500.html"))
    assert not page.all("link")
    assert not page.all("script")
    assert page.all("a", href="tel:999")


@pytest.fixture
def signed_in() -> Callable[..., Element]:
    def page(**context: Any) -> Element:
        request = RequestFactory().get("/diary/?day=3")
        request.user = type("Pat", (), {"is_authenticated": True, "pk": 7})()
        idle = Template('{% include "components/idle_dialog.html" %}')
        return read(idle.render(Context({"request": request, **context})))

    return page


@pytest.mark.urls(__name__)
def test_the_idle_warning_knows_its_limit_its_person_and_the_way_back(
    signed_in: Callable[..., Element],
) -> None:
    dialog = signed_in(idle_seconds=900).one("dialog")
    assert (dialog["data-idle-seconds"], dialog["data-person"]) == ("900", "7")
    assert dialog["data-sign-in-url"].endswith("?next=%2Fdiary%2F%3Fday%3D3")


def test_nobody_is_warned_who_is_not_signed_in() -> None:
    assert not render("base.html", idle_seconds=900).all("dialog")


@pytest.mark.django_db
def test_a_page_travels_compressed():
    answer = Client().get("/sign-in/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
