"""The floors below a trial know only 'a diary is open' or 'it is not': from the imports, from the
words in their code and templates, and from the bytes of the pages of nurse and patient (T3)."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from clinicians.urls import urlpatterns as of_nurses
from diaries.models import Patient
from diaries.urls import urlpatterns as of_patients
from paincheck.accounts.models import User
from tests.factories import make_nurse
from tests.trials import CONTENT, ATrial, make_participant, make_trial
from trial.actions import screening
from trial.actions.allocating import allocate

ROOT = Path(settings.BASE_DIR)
BELOW = ("diaries", "alerts", "clinicians", "paincheck/accounts", "paincheck/outbox")
WORDS = re.compile(r"\b(trials?|randomi[sz]\w*|allocat\w*|usual care|participants?)\b", re.I)
SignIn = Callable[[User], Client]


def code_below() -> Iterator[tuple[str, ast.Module]]:
    for floor in BELOW:
        for path in (ROOT / floor).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


@pytest.mark.once
def test_no_floor_below_imports_the_trial() -> None:
    found = []
    for name, tree in code_below():
        for node in ast.walk(tree):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            found += [name for module in modules if module.split(".")[0] == "trial"]
    assert found == []


@pytest.mark.once
def test_no_text_below_speaks_of_a_trial() -> None:
    """Texts of the code but for its docstrings, and the templates of nurses and patients."""
    found = []
    for name, tree in code_below():
        if name.startswith("paincheck/accounts"):
            continue  # the role and the menu of the trial's team are kept there
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in docs and WORDS.search(node.value):
                found.append(f"{name}: {node.value[:60]}")
    for floor in ("diaries", "clinicians", "alerts"):
        for path in (ROOT / "templates" / floor).rglob("*.html"):
            if WORDS.search(path.read_text()):
                found.append(str(path.relative_to(ROOT)))
    assert found == []


@pytest.fixture
def opened(now: datetime) -> ATrial:
    """A live trial that opened a diary for Rosa; Nora is her nurse."""
    arms = [row | {"opens_diary": True} for row in CONTENT["arms"]]
    a = make_trial(mode="LIVE", arms=arms, now=now)
    a.people["nurse0"] = make_nurse(team=a.teams[0], first_name="Nora", last_name="North")
    rosa = make_participant(a, now=now)
    screening.hold_diary(rosa, by=a.person("ENROL"), now=now)
    allocate(participant=rosa, by=a.person("ENROL"), now=now, key=uuid4())
    return a


def pages(patterns: list[Any], **known: str) -> Iterator[str]:
    """The addresses of those that need no more than this."""
    for pattern in patterns:
        address = str(pattern.pattern)
        for name, value in known.items():
            address = address.replace(f"<{name}>", value)
        if "<" not in address:
            yield f"/{address}"


def spoken(client: Client, addresses: Iterator[str]) -> dict[str, list[str]]:
    """What each page says of a trial, and that there were pages at all."""
    said, read = {}, 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        read += 1
        body = b"".join(answer) if answer.streaming else answer.content
        if words := WORDS.findall(body.decode(errors="replace")):
            said[address] = words
    assert read > 10
    return said


@pytest.mark.django_db
def test_no_page_of_a_nurse_tells_why_the_diary_is_open(
    opened: ATrial, signed_in: SignIn, watch_is_fresh: None
) -> None:
    patient = Patient.objects.get()
    nurse = signed_in(opened.people["nurse0"])
    assert spoken(nurse, pages(of_nurses, code=patient.code)) == {}


@pytest.mark.django_db
def test_no_page_of_a_patient_tells_why_the_diary_is_open(
    opened: ATrial, signed_in: SignIn, now: datetime, watch_is_fresh: None
) -> None:
    Patient.objects.update(agreed_at=now)
    patient = signed_in(Patient.objects.get().user)
    assert spoken(patient, pages(of_patients)) == {}
