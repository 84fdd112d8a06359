"""Every address that a patient can press, sent what no page of ours would send.

A sentence each, nothing half-written, never a fault of ours. The addresses are found by walking
(tests.integration.attacking): none is skipped in silence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from diaries.models import Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory
from tests.integration.attacking import (
    NURSES,
    PATIENTS,
    Fields,
    Rows,
    World,
    everything,
    listening_for_writes,
    make_world,
    nurses_routes,
    own_routes,
)

RIGHT_TO_LEFT = "\u202eמחר\u2066\u200f"
JUNK = ["zzz", "\U0001f98b\U0001f9e8", RIGHT_TO_LEFT, "a\x00b", "-1", "9" * 6000, "1e400", "٣"]
# Words that are hers to choose: all of JUNK is right there, but for signs that no database keeps.
WORDS = {"text", "note", "why", "like_other"}
FIGURES = {"extra_doses"}  # in whatever script
# What may be left out, and counts as left out where it cannot be read.
LEFT_OUT = {"beside"}
BANNER = "nhsuk-notification-banner__heading"
# Answers that are not sent yet are kept anew with each press, with the time of the last.
KEPT_AGAIN = {"draft.saved", "fuller.saved"}
FOR_SCRIPTS = {"check/keep/"}
# Tested with the nurse's forms; a new one stands either in NURSES or here.
NURSES_ELSEWHERE = {
    "contact/", "alerts/<int:alert_id>/take/", "alerts/<int:alert_id>/close/", "alerts/look-again/",
    "medicines/add/", "medicines/<int:medication_id>/dose/", "medicines/<int:medication_id>/stop/",
    "medicines/changes/<int:change_id>/", "medicines/changes/<int:change_id>/effect/",
    "medicines/left-off/<int:said_id>/take-back/", "notes/add/", "notes/<int:note_id>/",
    "notes/<int:note_id>/strike/", "edit/", "transfer/", "situation/", "letter/",
    "phones/forget/", "check/", "thresholds/", "take-over/", "introduction/",
    "introduction/not-done/", "consultation/", "consultation/notes/<int:note_id>/strike/",
    "papers/<slug:paper>/", "tasks/add/", "tasks/<int:task_id>/done/",
    "tasks/<int:task_id>/move/", "tasks/<int:task_id>/undo/", "alerts/<int:alert_id>/put-off/",
    "alerts/<int:alert_id>/give-back/", "alerts/<int:alert_id>/open-again/",
    "contacts/<int:contact_id>/slip/",
}  # fmt: skip


@pytest.fixture
def world(pat: Patient, ann: User, now: datetime, watch_is_fresh: None) -> World:
    return make_world(pat, ann)


@pytest.fixture
def phone(world: World, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(world.patient.user)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is done within is gone afterwards, in the database and in the browser."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def takes_a_press(client: Client, address: str) -> bool:
    with undone(client):
        return client.post(address).status_code != 405


def test_no_address_that_can_be_pressed_is_forgotten_here(phone: Client, world: World) -> None:
    pressed = {route for route, _ in own_routes() if takes_a_press(phone, world.address(route))}
    assert pressed == set(PATIENTS)


def test_no_address_of_a_nurse_is_forgotten_here(
    ann: User, world: World, signed_in: Callable[[User], Client]
) -> None:
    nurse = signed_in(ann)
    pages = [route for route in nurses_routes() if not route.startswith("api/")]
    pressed = {route for route in pages if takes_a_press(nurse, world.address(route))}
    assert pressed == {*NURSES, *(f"patients/<code>/{rest}" for rest in NURSES_ELSEWHERE)}


@pytest.mark.parametrize("route", PATIENTS)
def test_what_its_own_page_sends_is_taken_once(phone: Client, world: World, route: str) -> None:
    sent = PATIENTS[route](world)
    first = phone.post(world.address(route), sent)
    assert first.status_code == (200 if route in FOR_SCRIPTS else 302)
    after = everything()
    again = phone.post(world.address(route), sent)
    assert again.status_code < 400
    assert again.get("Location") == first.get("Location")
    told = everything()
    new = [row for row in told["audit.AuditEvent"] if row not in after["audit.AuditEvent"]]
    assert [row for row in new if not KEPT_AGAIN & {str(one) for one in row}] == []
    told["audit.AuditEvent"] = after["audit.AuditEvent"]
    assert {name: len(rows) for name, rows in told.items()} == {
        name: len(rows) for name, rows in after.items()
    }


def test_a_write_is_heard_and_a_reading_is_not(pat: Patient) -> None:
    with listening_for_writes() as heard:
        Patient.objects.hold(pat.pk)
        assert heard == []
        pat.save()
        assert len(heard) == 1


def attacks(right: Fields, others: str) -> Iterator[tuple[Fields, bool]]:
    """What is sent, and whether it is plainly wrong: then nothing at all may be written."""
    yield {}, False
    yield right | {"more": "a" * 1_000_000}, True
    yield right | {"more": ["zzz"] * 500}, True
    for name, value in right.items():
        rest = {key: kept for key, kept in right.items() if key != name}
        yield rest, False
        yield rest | {name: ""}, False
        yield rest | {name: [value, "zzz"] if isinstance(value, str) else [*value, "zzz"]}, False
        yield rest | {name: ["zzz"] * 100}, name not in WORDS | LEFT_OUT
        for junk in JUNK:
            fine = (
                name in LEFT_OUT
                or (name in WORDS and "\x00" not in junk)
                or (name in FIGURES and junk == "٣")
            )
            yield rest | {name: junk}, not fine
        if name == "page":
            yield rest | {name: others}, True
            yield rest | {name: f"x{value}"}, True


def faults(
    client: Client, answer: Any, before: Rows, after: Rows, led_to: str, plainly_wrong: bool
) -> Iterator[str]:
    changed = [name for name in after if after[name] != before[name]]
    if answer.status_code >= 500:
        yield "a fault of ours"
    if changed and (plainly_wrong or answer.status_code in (400, 404, 413, 422)):
        yield f"half-written: {changed}"
    if changed:
        if "audit.AuditEvent" not in changed:
            yield f"{changed} without a line on the trail"
    elif answer.status_code == 302:
        if (
            answer.url != led_to
            and BANNER not in client.get(answer.url, follow=True).content.decode()
        ):
            yield "not a word on the page that it leads to"
    elif "html" in answer["Content-Type"]:
        page = answer.content.decode()
        if (
            'role="alert"' not in page
            and BANNER not in page
            and answer.status_code not in (400, 404, 413)
        ):
            yield "not a word on the page"


@pytest.mark.parametrize("route", [route for route in PATIENTS if route not in FOR_SCRIPTS])
def test_whatever_is_sent_gets_a_sentence_and_leaves_nothing_half_written(
    phone: Client, world: World, route: str
) -> None:
    others = World(PatientFactory(), {}).page()
    right = PATIENTS[route](world)
    before, found = everything(), []
    with undone(phone):
        led_to = phone.post(world.address(route), right).url
    for sent, plainly_wrong in attacks(right, others) if right else ():
        with undone(phone):
            with listening_for_writes() as heard:
                answer = phone.post(world.address(route), sent)
            after = everything() if heard else before
            shown = {name: str(value)[:30] for name, value in sent.items()}
            for fault in faults(phone, answer, before, after, led_to, plainly_wrong):
                found.append(f"{fault}: {answer.status_code} to {shown}")
    assert not found, "\n".join(found)


def test_a_body_map_with_500_places_is_refused_in_words(phone: Client, world: World) -> None:
    sent = {"page": world.page(world.ids["fuller"]), "sites": ["F_HEAD"] * 500}
    answer = phone.post("/fuller/where/", sent)
    assert answer.status_code == 400
    assert "What you sent was not saved." in answer.content.decode()


@pytest.mark.parametrize("route", [route for route, _ in own_routes()])
def test_an_address_opened_the_wrong_way_leads_back(
    phone: Client, world: World, route: str
) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        with undone(phone):
            answer = phone.generic(method, world.address(route))
        assert answer.status_code < 500
        if answer.status_code == 405:
            assert answer["Allow"]
            assert answer["Cache-Control"] == "no-store"
            if method != "HEAD":
                page = answer.content.decode()
                assert "Nothing was changed" in page
                assert '<a href="/">Go to your first page</a>' in page


def test_a_program_gets_json_where_it_asks_the_wrong_way(phone: Client) -> None:
    answer = phone.post("/api/fhir/", {}, content_type="application/json")
    assert answer.status_code == 405
    assert answer.json()["detail"]
