"""Every text that a patient reads goes through gettext, so that PainCheck can be translated.

A made-up language is spoken here: it turns each letter of a translated text into a wide one, and
leaves alone what is put into it. What then stands on a page in plain letters went past gettext.
Exempt is, by rule: what people wrote (every text that the database holds), the name of PainCheck,
addresses, and an element that says its own language by `lang` (a title of an English source).
"""

import gettext as tables
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import trans_real

from diaries.models import Patient
from paincheck import speech
from paincheck.accounts.models import User
from tests.integration.test_reading_age import OPEN, STAFFS_OWN, address
from tests.journeys.test_every_page import PATIENTS, ann, pat, places
from tests.markup import Element, Reader
from tests.reading import UNREAD

__all__ = ["ann", "pat", "places"]  # everyone and everything that a page can be about

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE = "qps"  # ISO 639-2 leaves qaa to qtz to whoever needs a language of her own
CONTEXT = "\x04"
PUT_IN = re.compile(r"(%\(\w+\)\w|%[a-z]|\{[^}]*\}|<[^>]*>|&\w+;)")
WIDE = {code: code + 0xFEE0 for code in range(128) if chr(code).isalpha()}
SPOKEN = ("aria-label", "placeholder", "title", "alt")
NAMES = ("PainCheck",)

# What does not go through gettext yet: page, and why. A page that has become fine must leave it.
PENDING: dict[str, str] = {
    "diary/visit/": "the purpose of a medicine is a label of its model (diaries.models.care)",
}


def marked(text: str) -> str:
    parts = PUT_IN.split(text.rpartition(CONTEXT)[2])
    return "".join(part.translate(WIDE) if n % 2 == 0 else part for n, part in enumerate(parts))


class Pseudo(tables.NullTranslations):
    """The language: marks whatever it is asked for."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Hands the way into the language: what is written before it stays the people's own."""
    monkeypatch.setitem(trans_real._translations, CODE, Pseudo())
    return lambda: translation.override(CODE)


def own_words() -> list[str]:
    """Every text that somebody wrote into the database, the longest first."""
    told = set()
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "diaries"):
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        for row in model._base_manager.values_list(*names) if names else ():
            told |= {line for text in row if isinstance(text, str) for line in text.splitlines()}
    return sorted((text for text in told if len(text) > 1), key=len, reverse=True)


def spoken(element: Element) -> Iterator[str]:
    """Every text of a page that is read, seen or heard, one by one."""
    if element.tag in UNREAD - {"svg", "head", "template"} or (
        element.tag != "html" and element["lang"]
    ):
        return
    if element.tag == "meta" and element["name"] == "description":
        yield element["content"]
    for name, value in element.attrs.items():
        sentence = name.startswith("data-") and re.search(r"[A-Z][a-z’]* [a-z]+ ", value or "")
        if value and (name in SPOKEN or sentence):
            yield value
    for said in element.said:
        if isinstance(said, str):
            yield " ".join(said.split())
        else:
            yield from spoken(said)


def plain(texts: Iterator[str] | list[str]) -> list[str]:
    """Those of the texts that went past gettext, wholly or in part."""
    own = "|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in (*own_words(), *NAMES))
    exempt = re.compile(rf"https?://\S+|\S+@\S+|\{{\w+\}}|{own}")
    return sorted({text for text in texts if re.search("[A-Za-z]", exempt.sub("", text))})


def of_page(html: str) -> list[str]:
    return plain(list(spoken(Reader(html).root)))


def kept(where: str) -> Any:
    """The page, or the page with the reason why it is let off for now."""
    if where not in PENDING:
        return where
    return pytest.param(where, marks=pytest.mark.xfail(strict=True, reason=PENDING[where]))


@pytest.mark.parametrize("route", [kept(route) for route in PATIENTS])
def test_a_patients_page_can_be_translated(
    route: str,
    pat: Patient,
    places: dict[str, Any],
    signed_in: Callable[[User], Client],
    pseudo: Callable[[], Any],
) -> None:
    client = signed_in(pat.user)
    with pseudo():
        answer = client.get(address(route, places), follow=True)
    assert of_page(answer.content.decode()) == []


@pytest.mark.parametrize("route", [kept(route) for route in OPEN if route not in STAFFS_OWN])
def test_a_page_before_the_sign_in_can_be_translated(
    route: str, client: Client, places: dict[str, Any], pseudo: Callable[[], Any]
) -> None:
    with pseudo():
        answer = client.get(address(route, places))
    assert of_page(answer.content.decode()) == []


@pytest.mark.parametrize(
    "name",
    [
        kept(f"{code}.html")
        for code in ("400", "403", "403_csrf", "404", "413", "429", "500", "503")
    ],
)
def test_a_page_that_says_what_went_wrong_can_be_translated(
    name: str, rf: RequestFactory, pseudo: Callable[[], Any]
) -> None:
    request = rf.get("/diary/")
    request.user = AnonymousUser()
    with pseudo():
        html = render_to_string(name, {}, request)
    assert of_page(html) == []


def test_what_goes_past_gettext_is_found(pseudo: Callable[[], Any]) -> None:
    """The test itself: a text, a label, and a value put into a translated sentence."""
    with pseudo():
        said = speech.gettext("You began this {when}.", when="today")
        fine = speech.gettext("Ring {who}.", who="PainCheck")
        many = speech.ngettext("{n} day", "{n} days", 3, n=3)
    html = f'<main><p>Hello</p><a aria-label="Menu">7</a><p>{said}</p><p>{fine}</p>{many}</main>'
    assert of_page(html) == sorted(["Hello", "Menu", said])
    assert many == "3 ｄａｙｓ"
