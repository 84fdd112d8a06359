"""One of everything of a patient, every address that she can press, and what each is sent rightly.

The addresses are found by walking the site's table of contents: one that is added later is found
by itself, and has to be given what it is sent rightly before the tests that walk are green again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.urls import get_resolver

from clinicians.actions.notes import write_note
from diaries.actions import care, drafts, looking_back, medicines, requests
from diaries.answers import Answers
from diaries.models import Patient
from diaries.views.opened import OpenPage
from paincheck.accounts.models import User
from tests.factories import NOON, make_alert, make_check, make_fuller
from tests.test_house_rules import our_views

OURS = ("diaries", "alerts", "clinicians", "audit", "outbox", "accounts")
Fields = dict[str, Any]
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class World:
    """A patient, and one row of each kind that an address can name."""

    patient: Patient
    ids: dict[str, Any]

    def page(self, key: Any = None, amends_id: Any = None) -> str:
        """What a page of hers carries, signed."""
        return OpenPage(self.patient.pk, key or uuid4(), False, amends_id).sign()

    def address(self, route: str) -> str:
        for name, value in self.ids.items():
            route = route.replace(f"<{name}>", str(value))
        return f"/{route}"


def make_world(patient: Patient, nurse: User) -> World:
    pat, by, hour = patient, patient.user, timedelta(hours=1)
    check = make_check(pat, at=NOON - hour, worst=4)
    asked = requests.ask_for_contact(
        patient=pat, key=uuid4(), today=True, too_unwell=False, by=by, now=NOON
    )
    morphine, senna = (
        care.start_medication(
            patient=pat, name=name, route="by mouth", purpose="EXTRA", dose="1",
            on=date(2026, 1, 5), by=nurse, now=NOON,
        )
        for name in ("Morphine", "Senna")
    )  # fmt: skip
    dose = medicines.note_dose(
        patient=pat, key=uuid4(), taken_at=NOON - hour, medication=morphine, by=by, now=NOON
    )
    said = medicines.say_no_longer_taken(medication=senna, key=uuid4(), why="", by=by, now=NOON)
    question = looking_back.add_question(
        patient=pat, key=uuid4(), text="Can I drive?", by=by, now=NOON
    )
    note = write_note(patient=pat, key=uuid4(), text="A key is at hand.", by=nurse, now=NOON)
    ids = {
        "code": pat.code,
        "slug:name": "like",
        "uuid:fuller_id": make_fuller(pat, at=NOON - hour, sent_at=NOON - hour, flares=1).pk,
        "slug:code": "when-to-call",
        "uuid:check_id": check.pk,
        "uuid:dose_id": dose.pk,
        "uuid:request_id": asked.pk,
        "uuid:stop_key": uuid4(),
        "uuid:key": question.key,
        "day:on": check.day,
        "int:alert_id": make_alert(pat).pk,
        "int:medication_id": morphine.pk,
        "int:change_id": morphine.changes.get().pk,
        "int:said_id": said.pk,
        "int:note_id": note.note_id,
        # Not in an address: the keys of what stands open.
        "fuller": make_fuller(pat, at=NOON, flares=1).key,
        "draft": uuid4(),
    }
    drafts.save(
        patient=pat, answers=Answers(worst=3), key=ids["draft"], by=by, now=NOON, since_last=True
    )
    return World(pat, ids)


def _answers(world: World) -> Fields:
    return {"page": world.page(world.ids["draft"]), "digest": Answers(worst=3).digest()}


CHECK = {
    "worst": "5", "average": "4", "least": "1", "now": "3", "extra_doses": "2", "danger": "no",
    "wish": "PLEASE", "note": "a note", "helped": "WITH",
}  # fmt: skip
PLAN = {"channel": "EMAIL", "time_1": "09:00", "time_2": "", "time_3": "", "days": ["0", "1"]}
DAY = {"until_day": "1", "until_month": "12", "until_year": "2026"}
# What each address that can be pressed is sent by its own page. Nothing: the button says it all.
PATIENTS: dict[str, Callable[[World], Fields]] = {
    "diary/too-unwell/": lambda w: {"key": str(uuid4())},
    "diary/visit/": lambda w: {"key": str(uuid4()), "text": "May I swim?"},
    "diary/visit/questions/<uuid:key>/": lambda w: {"done": "1"},
    "diary/charts/": lambda w: {"shown": "0"},
    "diary/learn/<slug:code>/read/": lambda w: {},
    "diary/learn/<slug:code>/unread/": lambda w: {},
    "diary/medicines/dose/": lambda w: {
        "page": w.page(), "ago": "30", "medication": str(w.ids["int:medication_id"]),
    },
    "diary/medicines/dose/earlier/": lambda w: {
        "page": w.page(), "day": "yesterday", "at": "13:30",
        "medication": str(w.ids["int:medication_id"]),
    },
    "diary/medicines/doses/<uuid:dose_id>/helped/": lambda w: {"helped": "A_LOT"},
    "diary/medicines/doses/<uuid:dose_id>/take-back/": lambda w: {},
    "diary/medicines/<int:medication_id>/left-off/": lambda w: {"page": w.page(), "why": "sick"},
    "diary/medicines/left-off/<int:said_id>/take-back/": lambda w: {},
    "diary/call/": lambda w: {"page": w.page(), "when": "soon"},
    "diary/messages/": lambda w: {"page": w.page(), "text": "May I swim?"},
    "diary/goal/": lambda w: {"pain_goal": "3"},
    "diary/pause/": lambda w: {},
    "diary/resume/": lambda w: {},
    "diary/reminders/": lambda w: PLAN,
    "diary/reminders/stop/": lambda w: {},
    "diary/reminders/pause/": lambda w: DAY,
    "diary/start/": lambda w: {},
    "diary/start/talk/": lambda w: {"key": str(uuid4())},
    "diary/start/reminders/": lambda w: PLAN,
    "check/": lambda w: {"page": w.page(), **CHECK},
    "check/keep/": lambda w: {"page": w.page(), **CHECK},
    "check/clear/": lambda w: {"page": w.page(w.ids["draft"])},
    "check/answers/": _answers,
    "check/<uuid:check_id>/change/": lambda w: {
        "page": w.page(amends_id=w.ids["uuid:check_id"]), **CHECK,
    },
    "fuller/": lambda w: {"key": str(uuid4()), "beside": str(w.ids["uuid:check_id"])},
    "fuller/answers/": lambda w: {"page": w.page(w.ids["fuller"])},
    "fuller/<slug:name>/": lambda w: {
        "page": w.page(w.ids["fuller"]), "like": ["BURNING"], "like_other": "like a saw",
    },
}  # fmt: skip
NURSES: dict[str, Callable[[World], Fields]] = {
    "patients/<code>/messages/": lambda w: {"key": str(uuid4()), "text": "Yes, you can."},
    "patients/<code>/medicines/left-off/<int:said_id>/": lambda w: {"answer": "GO_ON"},
}


def own_routes() -> list[tuple[str, Any]]:
    """The addresses of a patient's own diary."""
    return [
        (route, entry)
        for route, entry in our_views(get_resolver().url_patterns)
        if getattr(entry.callback, "of_own_diary", False)
    ]


def nurses_routes() -> list[str]:
    """The addresses that name a patient; those for programs are among them."""
    found = our_views(get_resolver().url_patterns)
    return [route for route, _ in found if "patients/<" in route]


def everything() -> Rows:
    """All rows of ours, as they stand."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in _tables()
    }


@contextmanager
def listening_for_writes() -> Iterator[list[str]]:
    """Every statement within that can change a row of ours: without one, all rows stand as before,
    and need not be read to know it."""
    ours, heard = {model._meta.db_table for model in _tables()}, []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        reads = sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        if not reads and not ours.isdisjoint(sql.replace('"', " ").split()):
            heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        yield heard


def _tables() -> Iterator[Any]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._meta.managed and not model._meta.proxy:
            yield model
