"""What reaches a patient on another way than a page goes through gettext too: mails and texts, her
letter, PDFs, the files that she takes with her, and what the phone is told.

The made-up language of tests/pseudo.py is spoken here.
"""

import csv
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from diaries import fhir, notices, reminding, spreadsheet
from diaries.models import ExtraDose, Medication, NoLongerTaken, PainCheck, Patient, VisitQuestion
from diaries.printed import diary_on_paper
from diaries.queries import patients
from diaries.queries.paper import visit_on_paper
from diaries.queries.record import record_of
from diaries.queries.visit import visit_page
from paincheck import typeset
from paincheck.accounts.models import User
from tests.factories import NOON, make_check, make_fuller
from tests.integration.test_reading_age import STAFFS_MAILS, TEMPLATES
from tests.journeys.test_every_page import FULLER, ann, pat, places
from tests.markup import Reader
from tests.pseudo import marked, plain, pseudo, spoken

__all__ = ["ann", "pat", "places", "pseudo"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Language = Callable[[], Any]
READ_BY_PEOPLE = ("text", "display", "valueString")
# Names that stand in code lists of others, as these lists have them.
OFFICIAL = ("http://loinc.org", "http://terminology.hl7.org")


@pytest.fixture
def full(pat: Patient, places: dict[str, Any]) -> Patient:
    """A diary that holds one of everything that can be written down."""
    for number, source in enumerate(("TELEPHONE", "TOGETHER", "IMPORTED", "PATIENT")):
        make_check(
            pat, at=NOON - timedelta(days=number), helped="FOR", danger=True, note=source,
            danger_items=("FEVER",), wish="PLEASE", extra_doses=2, extra_doses_unsure=True,
        )  # fmt: skip
        told = {"source": source, "since_last": True, "offline": True, "flag_due_at": None}
        told |= {"entered_by": pat.nurse} if source in ("TELEPHONE", "TOGETHER") else {}
        PainCheck.objects.filter(note=source).update(**told)
    everything = {"tried": ("HEAT",), "regular": "SOME", "why_not": ("FORGOT",), "moving": 5}
    make_fuller(pat, at=NOON, sent_at=NOON, **FULLER, **everything)
    ExtraDose.objects.filter(patient=pat).update(helped="A_LITTLE")
    Medication.objects.filter(patient=pat).update(purpose="EXTRA")
    NoLongerTaken.objects.get_or_create(
        patient=pat, medication=Medication.objects.filter(patient=pat).first(),
        defaults={"said_at": NOON, "key": places["uuid:stop_key"]},
    )  # fmt: skip
    VisitQuestion.objects.create(patient=pat, text="A question of mine?", added_at=NOON)
    return pat


def texts_in(told: Any) -> Iterator[str]:
    """Every text in a tree of dicts and lists."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for value in told.values():
            yield from texts_in(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from texts_in(value)


def the_diary(patient: Patient) -> dict[str, Any]:
    return diary_on_paper(record_of(patient), now=NOON)


def the_visit(patient: Patient) -> dict[str, Any]:
    now = timezone.now()
    return visit_on_paper(visit_page(patient, patients.surroundings(patient, now), now))


PAPERS = {"diary.typ": the_diary, "visit.typ": the_visit}


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_is_told_can_be_translated(
    paper: str, full: Patient, pseudo: Language
) -> None:
    with pseudo():
        told = PAPERS[paper](full)
    assert plain(list(texts_in(told))) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
def test_no_word_stands_in_the_template_of_a_paper(
    paper: str, is_full: bool, pat: Patient, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """All that it is told has wide letters here, so Typst stops at a word of the template's own."""
    patient = request.getfixturevalue("full") if is_full else pat
    told = json.loads(json.dumps(PAPERS[paper](patient)), object_hook=_wide)
    assert set_in(tmp_path, f'#include "{typeset.TEMPLATES / paper}"', told).startswith(b"%PDF-")


def _wide(told: dict[str, Any]) -> dict[str, Any]:
    def widen(value: Any) -> Any:
        if isinstance(value, list):
            return [widen(one) for one in value]
        return "".join(map(marked, value)) if isinstance(value, str) else value

    return {name: widen(value) for name, value in told.items()}


def set_in(folder: Path, body: str, told: Any) -> bytes:
    page = folder / "page.typ"
    page.write_text(f'#show regex("[A-Za-z]+"): it => panic("plain: " + it.text)\n{body}')
    made = typst.compile(page, root="/", format="pdf", sys_inputs={"told": json.dumps(told)})
    assert isinstance(made, bytes)
    return made


def test_a_word_in_a_template_of_a_paper_is_found(tmp_path: Path) -> None:
    """The test itself, in a paragraph and in the foot of the page."""
    for body in ("#[Hello]", '#set page(footer: [Page])\n#text("1")'):
        with pytest.raises(typst.TypstError, match="plain: "):
            set_in(tmp_path, body, {})


def patients_mails() -> list[str]:
    files = (file for file in TEMPLATES.rglob("*.txt") if file.stat().st_size)
    names = (str(file.relative_to(TEMPLATES)) for file in files)
    return sorted(name for name in names if not Path(name).name.startswith(tuple(STAFFS_MAILS)))


@pytest.mark.parametrize("name", patients_mails())
def test_a_mail_or_text_to_a_patient_can_be_translated(name: str, pseudo: Language) -> None:
    with pseudo():
        told = render_to_string(name, {"code": "123456", "site_url": "https://paincheck.example"})
    assert told.strip()
    assert plain([told]) == []


def test_reminders_and_notices_can_be_translated(pseudo: Language) -> None:
    link = "https://paincheck.example/x/"
    with pseudo():
        told = [
            reminding.message(weekly=weekly, in_short=in_short, page=link, stop=link)
            for weekly in (True, False)
            for in_short in (True, False)
        ]
        notice = notices.to_patient(link=link)
    texts = [text for one in told for text in (one.subject, one.text)]
    texts += [notice.subject, notice.text, notice.in_short]
    assert plain(texts) == []


def test_the_letter_can_be_translated(
    pat: Patient, ann: User, signed_in: Callable[[User], Client], pseudo: Language
) -> None:
    client = signed_in(ann)
    with pseudo():
        answer = client.post(f"/patients/{pat.code}/letter/")
    letter = Reader(answer.content.decode()).root.one("article", class_="letter")
    code = answer.context["code"]
    told = [text for text in spoken(letter) if text not in (code, "http://testserver/")]
    assert plain(told) == []


def test_her_table_can_be_translated(full: Patient, pseudo: Language) -> None:
    with pseudo():
        rows = list(csv.reader(spreadsheet.lines(record_of(full))))
    assert len(rows) > 4
    assert plain([cell for row in rows for cell in row]) == []


def read_by_people(told: Any) -> Iterator[str]:
    """The texts of a bundle that somebody reads; codes and the names of other lists are not."""
    if isinstance(told, list):
        for one in told:
            yield from read_by_people(one)
    elif isinstance(told, dict) and not str(told.get("system", "")).startswith(OFFICIAL):
        for name, value in told.items():
            if isinstance(value, str):
                yield from [value] if name in READ_BY_PEOPLE else []
            else:
                yield from read_by_people(value)


def test_what_is_read_of_a_bundle_can_be_translated(full: Patient, pseudo: Language) -> None:
    with pseudo():
        told = list(read_by_people(fhir.bundle(record_of(full), now=NOON)))
    assert len(told) > 40
    assert plain(told) == []


def test_what_a_phone_is_told_can_be_translated(
    pat: Patient, signed_in: Callable[[User], Client], pseudo: Language
) -> None:
    """The receipt of a check, why one is refused, and the name under the icon."""
    client = signed_in(pat.user)
    good = {"key": str(uuid.uuid4()), "answered_at": timezone.now().isoformat(), "worst": 8}
    other = dict(good, worst=3)
    new = dict(good, key=str(uuid.uuid4()))
    ahead = dict(new, answered_at=(timezone.now() + timedelta(days=1)).isoformat())
    wrong = dict(new, worst=77, extra_doses=99, wish="x", note="9" * 3000)
    both = dict(new, danger=False, danger_items=["FEVER"])
    told: list[str] = []
    with pseudo():
        receipt = client.post("/api/checks/", good, content_type="application/json").json()
        told += texts_in([receipt["reads"], receipt["contact"], receipt["ring"]])
        told += texts_in([receipt["card"]["title"], receipt["card"]["body"], receipt["numbers"]])
        told.append(
            client.post("/api/checks/", other, content_type="application/json").json()["detail"]
        )
        for refused in (ahead, wrong, both, dict(new, worst=None)):
            answer = client.post("/api/checks/", refused, content_type="application/json")
            assert answer.status_code == 422
            told += [said for name, said in _errors(answer) if name not in ("key", "danger_items")]
        told.append(client.get("/manifest.webmanifest").json()["description"])
    assert len(told) > 12
    assert plain(told) == []


def _errors(answer: Any) -> Iterator[tuple[str, str]]:
    for name, said in answer.json()["errors"].items():
        yield from ((name, one) for one in said)
