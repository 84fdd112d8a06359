"""A made-up language that shows what cannot be translated.

It turns each letter of a text into a wide one, and leaves alone what is put into it. It knows our
own texts as far as `make messages` finds them in the source, and those that Django and its apps
bring. What still stands in plain letters went past gettext, or no translator would ever see it.
Exempt is, by rule: what people wrote (every text that the database holds), the name of PainCheck,
addresses, and an element that says its own language by `lang` (a title of an English source).
"""

import ast
import functools
import gettext as tables
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import django.conf
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from tests.markup import Element, Reader
from tests.reading import UNREAD

ROOT = Path(settings.BASE_DIR)
CODE = "qps"  # ISO 639-2 leaves qaa to qtz to whoever needs a language of her own
CONTEXT = "\x04"
# What `makemessages` looks for, and how many of its arguments are texts.
MARKS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
COMPLETE = "de"  # a language that Django and its apps bring whole
PUT_IN = re.compile(r"(%\(\w+\)\w|%[a-z]|\{[^}]*\}|<[^>]*>|&\w+;)")
WIDE = {code: code + 0xFEE0 for code in range(128) if chr(code).isalpha()}
SPOKEN = ("aria-label", "placeholder", "title", "alt")
NAMES = ("PainCheck",)


def name_of(call: ast.Call) -> str:
    """'gettext' for `gettext(...)` and for `speech.gettext(...)`."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def texts_in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for text in node.args[: MARKS.get(name_of(node), 0)]:
                if isinstance(text, ast.Constant):
                    yield text.value


def texts_in_template(source: str) -> Iterator[str]:
    """Django makes Python of a template for the tools, and blanks out all but the marked texts."""
    for text in re.findall(r"('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")", templatize(source)):
        yield ast.literal_eval(text)


@functools.cache
def our_texts() -> frozenset[str]:
    """Each text that a translator would be given."""
    told: set[str] = set()
    for app in ("paincheck", "diaries", "alerts", "clinicians"):
        for file in (ROOT / app).rglob("*.py"):
            if file.parent.name != "migrations":
                told.update(texts_in_python(file.read_text()))
    for folder in (ROOT / "templates", ROOT / "paincheck" / "nhsuk" / "templates"):
        for file in (*folder.rglob("*.html"), *folder.rglob("*.txt")):
            told.update(texts_in_template(file.read_text()))
    return frozenset(told)


@functools.cache
def brought_texts() -> frozenset[str]:
    """Each text that Django and the apps have in a translation of their own."""
    folders = [
        Path(django.conf.__file__).parent,
        *(Path(app.path) for app in apps.get_app_configs()),
    ]
    told: set[str] = set()
    for folder in folders:
        brought = tables.translation("django", folder / "locale", [COMPLETE], fallback=True)
        for key in getattr(brought, "_catalog", {}):
            told.add(key if isinstance(key, str) else key[0])
    return frozenset(told)


def marked(text: str) -> str:
    parts = PUT_IN.split(text.rpartition(CONTEXT)[2])
    return "".join(part.translate(WIDE) if n % 2 == 0 else part for n, part in enumerate(parts))


class Pseudo(tables.NullTranslations):
    """The language: it marks what it knows, and hands back what it does not."""

    def gettext(self, message: str) -> str:
        return self.ngettext(message, message, 1)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        said = msgid1 if n == 1 else msgid2
        return marked(said) if msgid1 in our_texts() or msgid1 in brought_texts() else said


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


def of_pages(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """By name of the page, what went past gettext on it; the people's words are read once."""
    told = {name: set(spoken(Reader(html).root)) for name, html in pages.items()}
    found = set(plain([text for texts in told.values() for text in texts]))
    return {name: sorted(texts & found) for name, texts in told.items() if texts & found}
