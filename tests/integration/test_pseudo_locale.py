"""Every page that a patient reads goes through gettext, so that PainCheck can be translated.

A made-up language is spoken here (tests/pseudo.py): what stands in plain letters is found. Mails,
papers and files are looked at in test_pseudo_papers; every branch of every template and every
sentence in the code, seen or not, in tests/unit/test_marked_texts.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from diaries.advice import EARLY_PAINKILLERS
from diaries.cards import CARDS
from diaries.danger import DANGERS
from diaries.fuller_questions import STEPS
from diaries.models import Patient
from diaries.promises import Phones, at_any_hour
from diaries.queries.thanks import KINDS
from paincheck import speech
from paincheck.accounts.actions import invitations
from paincheck.accounts.models import User
from tests.factories import NOON, PatientFactory, make_fuller
from tests.integration.checking import do_check, fill_in
from tests.integration.test_reading_age import OPEN, STAFFS_OWN, address
from tests.journeys.test_every_page import FULLER, PATIENTS, ann, pat, places
from tests.markup import Element, Reader
from tests.pseudo import of_page, of_pages, pseudo

__all__ = ["ann", "pat", "places", "pseudo"]  # everyone and everything that a page can be about

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NIGHT = NOON + timedelta(hours=10)
ANYBODYS = [route for route in PATIENTS if "<" not in route]
# What is sent of each form: nothing, an answer, a hidden sign, and far too much.
SENT = ("", "7", "\x00", "9" * 5001)
BUTTONS_ALONE = "/sign-out/"  # would end the walk
SignIn = Callable[[User], Client]
Language = Callable[[], Any]


def html(answer: Any) -> str:
    told = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return answer.content.decode() if told else ""


def filled_in(form: Element, value: str) -> dict[str, str]:
    """What a browser would send: hidden fields as they are, each box with this value, of choices
    the first where the value is an answer. Nothing is a box that was left alone."""
    told: dict[str, str] = {}
    for box in (
        *form.all("input"),
        *form.all("textarea"),
        *form.all("select"),
        *form.all("button"),
    ):
        kind = box["type"]
        if not box["name"] or box["name"] in told:
            continue
        if kind == "hidden" or box.tag == "button":
            told[box["name"]] = box["value"]
        elif value:
            own = box["value"] if kind in ("radio", "checkbox") else ""
            told[box["name"]] = own if own and value == "7" else value
    return told


def after_each_form(client: Client, page: Any) -> Iterator[tuple[str, str]]:
    """The pages that follow when each form of this page is sent, well and badly."""
    here = page.request["PATH_INFO"]
    for form in Reader(html(page)).root.all("form", method="post"):
        to = form["action"] or here
        if to != BUTTONS_ALONE:
            for value in SENT:
                answer = client.post(to, filled_in(form, value), follow=True)
                yield f"{to} with {value[:9]!r}", html(answer)


@pytest.mark.parametrize("route", PATIENTS)
def test_a_patients_page_and_what_follows_its_forms_can_be_translated(
    route: str, pat: Patient, places: dict[str, Any], signed_in: SignIn, pseudo: Language
) -> None:
    client = signed_in(pat.user)
    with pseudo():
        page = client.get(address(route, places), follow=True)
        pages = {"itself": html(page), **dict(after_each_form(client, page))}
    assert of_pages(pages) == {}


@pytest.mark.parametrize("hour", [NOON, NIGHT], ids=["noon", "night"])
def test_the_pages_of_an_empty_diary_can_be_translated(
    hour: datetime, ann: User, signed_in: SignIn, pseudo: Language
) -> None:
    newcomer = PatientFactory(nurse=ann, first_name="Jo", last_name="Jones", invited_at=NOON)
    with time_machine.travel(hour, tick=False), pseudo():
        client = signed_in(newcomer.user)
        pages = {route: html(client.get(f"/{route}", follow=True)) for route in ANYBODYS}
    assert of_pages(pages) == {}


@pytest.mark.parametrize(
    "state", ["IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "PAUSED", "CHARTS_OFF"]
)
def test_what_is_said_in_a_hard_situation_can_be_translated(
    state: str, pat: Patient, signed_in: SignIn, pseudo: Language
) -> None:
    changes = {"PAUSED": {"paused_at": timezone.now()}, "CHARTS_OFF": {"charts_off": True}}
    Patient.objects.filter(pk=pat.pk).update(**changes.get(state, {"status": state}))
    client = signed_in(pat.user)
    with pseudo():
        paths = ("/diary/", "/diary/team/", "/diary/days/", "/diary/call/", "/check/")
        pages = {path: html(client.get(path, follow=True)) for path in paths}
    assert of_pages(pages) == {}


@pytest.mark.parametrize(
    "answers",
    [
        {"worst": "0"},
        {"worst": "4", "least": "6", "contact": "PLEASE", "helped": "FOR"},
        {"worst": "5", "extra_doses": "9", "wish": "NEXT_VISIT"},
        {"worst": "9", "wish": "TODAY"},
        {"worst": "6", "danger": "yes", "danger_items": [danger.code for danger in DANGERS]},
    ],
)
@pytest.mark.usefixtures("now")
def test_what_is_said_after_a_check_can_be_translated(
    answers: dict[str, Any], pat: Patient, signed_in: SignIn, pseudo: Language
) -> None:
    client = signed_in(pat.user)
    with pseudo():
        fill_in(client, **answers)
        pages = {"answers": html(client.get("/check/answers/"))}
        pages["thanks"] = html(do_check(client, **answers))
        pages["day"] = html(client.get(f"/diary/days/{NOON.date()}/"))
        pages["home"] = html(client.get("/diary/"))
    assert of_pages(pages) == {}


def test_each_card_of_advice_can_be_translated(pseudo: Language) -> None:
    with pseudo():
        pages = {
            card.code: render_to_string(
                "diaries/_advice.html",
                {"page": SimpleNamespace(card=card, card_kind=KINDS[card.urgency])},
            )
            for card in CARDS
        }
        pages["more"] = render_to_string(
            "diaries/_more_advice.html", {"page": SimpleNamespace(more=CARDS)}
        )
        early = speech.gettext(EARLY_PAINKILLERS)
    assert of_pages(pages) == {}
    assert of_page(early) == []


def test_each_step_of_the_fuller_check_can_be_translated(
    pat: Patient, signed_in: SignIn, pseudo: Language
) -> None:
    told = {"tried": ("HEAT",), "regular": "SOME", "confusion": "SEVERE", "flare_worst": 9}
    make_fuller(pat, at=timezone.now(), **FULLER, **told)
    client = signed_in(pat.user)
    with pseudo():
        pages = {step.name: html(client.get(f"/fuller/{step.name}/")) for step in STEPS}
        pages["answers"] = html(client.get("/fuller/answers/"))
        assert all(pages.values())
    assert of_pages(pages) == {}


@pytest.mark.parametrize("route", [route for route in OPEN if route not in STAFFS_OWN])
def test_a_page_before_the_sign_in_can_be_translated(
    route: str, client: Client, places: dict[str, Any], pseudo: Language
) -> None:
    with pseudo():
        page = client.get(address(route, places))
        pages = {"itself": html(page), **dict(after_each_form(client, page))}
    assert of_pages(pages) == {}


def test_the_way_in_can_be_translated(
    pat: Patient, ann: User, client: Client, signed_in: SignIn, pseudo: Language
) -> None:
    code = invitations.invite(user=pat.user, by=ann, now=timezone.now())
    newcomer = PatientFactory(nurse=ann, first_name="Jo", last_name="Jones", agreed_at=None)
    with pseudo():
        came = client.post("/welcome/", {"number": pat.code, "code": code}, follow=True)
        pages = {"address": html(came), **dict(after_each_form(client, came))}
        asked = Client().post("/sign-in/", {"login": "nobody@example.org"}, follow=True)
        pages["code"] = html(asked)
        wrong = client.post("/sign-in/code/", {"code": "000000"}, follow=True)
        pages["wrong code"] = html(wrong)
        begun = signed_in(newcomer.user).get("/diary/start/")
        pages["start"] = html(begun)
        pages |= dict(after_each_form(client, begun))
    assert "address" in pages
    assert of_pages(pages) == {}


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "405", "413", "429", "500"])
def test_a_page_that_says_what_went_wrong_can_be_translated(
    code: str, rf: RequestFactory, pseudo: Language
) -> None:
    request = rf.get("/diary/")
    request.user = AnonymousUser()
    with pseudo():
        page = render_to_string(f"{code}.html", {}, request)
    assert of_page(page) == []


def test_the_page_without_a_database_can_be_translated(pseudo: Language) -> None:
    with pseudo():
        told = {"numbers": at_any_hour(Phones("1", "2", "3")), "here": "/check/"}
        kept = told | {"sent": True, "fields": [("worst", "9")], "in_danger": True}
        all_ways = {"read": told, "sent": told | {"sent": True}, "kept": kept}
        pages = {way: render_to_string("503.html", said) for way, said in all_ways.items()}
    assert of_pages(pages) == {}


def test_what_goes_past_gettext_is_found(pseudo: Language) -> None:
    """The test itself: a text, a label, a value put into a translated sentence, and a text that
    is asked for and that no translator has seen."""
    with pseudo():
        said = speech.gettext("Born {day}", day="today")
        fine = speech.gettext("Note: {note}", note="PainCheck")
        many = speech.ngettext("{n} check", "{n} checks", 3, n=3)
        never = speech.gettext("Nobody marked this.")
    told = "".join(f"<p>{text}</p>" for text in ("Hello", said, fine, many, never))
    found = of_page(f'<main><a aria-label="Menu">7</a>{told}</main>')
    assert found == sorted(["Hello", "Menu", said, never])
    assert many == "3 ｃｈｅｃｋｓ"
