"""The database is away: nobody is told that something was saved, and no answer is lost."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from diaries.models import PainCheck, Patient
from diaries.views import check, home
from paincheck.accounts.models import User
from tests.integration.checking import fill_in, opened, text_of, to_send
from tests.markup import Element, read

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Away:
    """Stands in the way of every statement once `begin` was called, as a lost server does."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked = 0

    def __call__(self, execute: Callable[..., Any], *told: Any) -> Any:
        if self.error is None:
            return execute(*told)
        self.asked += 1
        raise self.error

    def begin(self, error: Exception | None = None) -> None:
        self.error = error or OperationalError("server closed the connection unexpectedly")

    def end(self) -> None:
        self.error = None


@pytest.fixture
def away(db: None) -> Iterator[Away]:
    blocker = Away()
    with connection.execute_wrapper(blocker):
        yield blocker
        blocker.end()


@pytest.fixture
def at_home(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    """Pat's browser, which answers as a real one does where the server fails."""
    client = signed_in(pat.user)
    client.raise_request_exception = False
    return client


def form_of(response: Any) -> tuple[str, list[tuple[str, str]]]:
    form = page_of(response).one("form")
    return form["action"], [(box["name"], box["value"]) for box in form.all("input")]


def page_of(response: Any) -> Element:
    return read(response.content.decode())


@pytest.mark.usefixtures("now")
def test_answers_stay_on_the_screen_and_one_press_sends_the_same_again(at_home: Client, away: Away):
    page = opened(at_home)
    note = 'He said "<b>stop</b>" & went'
    away.begin()
    answer = fill_in(at_home, page=page, worst="8", danger_items=["FEVER", "VOMITING"], note=note)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert answer["Cache-Control"] == "no-store"
    assert "Your answers are NOT saved yet. They are still on this screen." in words(answer)
    assert "Your nurse has not been told." in words(answer)
    action, fields = form_of(answer)
    assert action == "/check/"
    assert ("note", note) in fields
    assert [value for name, value in fields if name == "danger_items"] == ["FEVER", "VOMITING"]
    away.end()
    again = at_home.post(action, posted(fields))
    assert again.url == "/check/answers/"
    assert "went" in text_of(at_home.get(again.url))


def posted(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def words(response: Any) -> str:
    return page_of(response).one("main").text


@pytest.mark.usefixtures("now")
def test_a_check_whose_sending_failed_is_sent_once_with_its_key(at_home: Client, away: Away):
    fill_in(at_home, worst="8")
    sends = to_send(at_home)
    away.begin()
    for _ in range(2):
        action, fields = form_of(at_home.post("/check/answers/", sends))
        sends = dict(fields)
    assert action == "/check/answers/"
    away.end()
    assert "/thanks/" in at_home.post(action, sends).url
    assert "/thanks/" in at_home.post(action, sends).url
    assert PainCheck.objects.count() == 1


@pytest.mark.usefixtures("now")
def test_the_token_against_forgery_is_sent_again_as_it_came(pat: Patient, away: Away):
    """A page of another's making gets no token from us, and so no press of hers counts."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(pat.user, backend=BACKEND)
    away.begin()
    _, fields = form_of(client.post("/check/", {"worst": "8", "csrfmiddlewaretoken": "forged"}))
    assert ("csrfmiddlewaretoken", "forged") in fields
    assert client.cookies.get("csrf") is None


@pytest.mark.usefixtures("now")
def test_the_teams_numbers_are_there_without_the_database(at_home: Client, away: Away):
    at_home.get("/diary/")
    away.begin()
    said = words(at_home.get("/diary/"))
    assert "This page cannot be shown just now" in said
    for number in ("0113 496 0001", "0113 496 0002", "0113 496 0003", "111", "999"):
        assert number in said


@pytest.mark.usefixtures("now")
def test_a_browser_that_was_never_here_is_shown_111_and_999(at_home: Client, away: Away):
    at_home.cookies["numbers"] = "somebody's own"
    away.begin()
    said = words(at_home.get("/diary/"))
    assert "111" in said
    assert "999" in said
    assert "0113" not in said


@pytest.mark.usefixtures("now")
def test_a_yes_to_danger_that_cannot_be_saved_says_ring_now(at_home: Client, away: Away):
    page = opened(at_home)
    away.begin()
    answer = fill_in(at_home, page=page, worst="3", danger="yes")
    assert "You said yes to a danger sign. Ring now." in words(answer)
    first = page_of(answer).all("a", class_="app-numbers__number")[0]
    assert first["href"] == "tel:01134960002"


@pytest.mark.usefixtures("now")
def test_numbers_that_a_site_changed_are_remembered_anew(at_home: Client, pat: Patient, away: Away):
    at_home.get("/diary/")
    assert "numbers" not in at_home.get("/diary/").cookies
    pat.team.site.team_phone = "0113 496 0099"
    pat.team.site.save()
    at_home.get("/diary/")
    away.begin()
    assert "0113 496 0099" in words(at_home.get("/diary/"))


@pytest.mark.parametrize(
    ("address", "field"), [("/sign-in/staff/", "password"), ("/sign-in/code/", "code")]
)
def test_passwords_and_codes_are_never_put_on_a_page(away: Away, address: str, field: str):
    client = Client(raise_request_exception=False)
    client.cookies["paincheck"] = "a-session-that-began-before"
    away.begin()
    answer = client.post(address, {"login": "somebody", field: "731846"})
    assert answer.status_code == 503
    assert not page_of(answer).all("form")
    assert "731846" not in answer.content.decode()


@pytest.mark.usefixtures("now")
def test_a_text_that_is_far_too_long_is_not_put_on_the_page(at_home: Client, away: Away):
    page = opened(at_home)
    away.begin()
    answer = fill_in(at_home, page=page, worst="8", note="x" * 300_000)
    assert answer.status_code == 503
    assert len(answer.content) < 20_000
    assert "Nothing was saved" in words(answer)


@pytest.mark.usefixtures("now")
def test_staff_are_told_in_their_own_words(ann: User, signed_in: Any, pat: Patient, away: Away):
    client = signed_in(ann)
    client.raise_request_exception = False
    away.begin()
    shown = words(client.get("/caseload/"))
    sent = words(client.post(f"/patients/{pat.code}/contact/", {"note": "she is in pain"}))
    assert "cannot reach its database" in shown
    assert "alerts may be late" in shown
    assert "Nothing of what you sent was saved." in sent
    assert "she is in pain" not in sent
    assert "999" not in sent


@pytest.mark.usefixtures("now")
def test_the_api_says_so_in_json(at_home: Client, away: Away):
    away.begin()
    answer = at_home.post("/api/checks/", json.dumps({"worst": 8}), "application/json")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert answer.json()["detail"].startswith("Nothing was saved")


@pytest.mark.usefixtures("now")
def test_the_page_itself_asks_no_database(at_home: Client, away: Away):
    """One statement failed, and nothing tries another: it would wait as long again."""
    page = opened(at_home)
    away.begin(InterfaceError("connection already closed"))
    assert fill_in(at_home, page=page, worst="8").status_code == 503
    assert away.asked == 1


@pytest.mark.usefixtures("now")
def test_what_was_kept_through_a_sign_in_is_not_lost_where_it_cannot_be_sent_on(
    at_home: Client, pat: Patient, away: Away, monkeypatch: pytest.MonkeyPatch
):
    page = opened(at_home)
    at_home.logout()
    fill_in(at_home, page=page, worst="8")
    at_home.force_login(pat.user, backend=BACKEND)
    with monkeypatch.context() as cut:
        cut.setattr(check.drafts, "save", lambda **_: away.begin() or pat.refresh_from_db())
        answer = at_home.get("/check/kept/")
        assert answer.status_code == 503
        assert page_of(answer).all("a", href="/check/kept/")
    away.end()
    assert at_home.get("/check/kept/").url == "/check/answers/"


@pytest.mark.usefixtures("now")
def test_a_session_that_cannot_be_written_is_not_taken_for_a_page_that_nobody_sent(
    at_home: Client, monkeypatch: pytest.MonkeyPatch
):
    """Django says of such a session that it was deleted, and would answer 400."""
    page = opened(at_home)

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save_base", full)
    answer = fill_in(at_home, page=page, worst="8")
    assert answer.status_code == 503
    assert "Your answers are NOT saved yet." in words(answer)


@pytest.mark.usefixtures("now")
def test_a_session_that_somebody_ended_meanwhile_is_still_a_400(
    at_home: Client, monkeypatch: pytest.MonkeyPatch
):
    page = opened(at_home)
    save = Session.save_base

    def ended(session: Session, *told: Any, **named: Any) -> None:
        Session.objects.all().delete()
        save(session, *told, **named)

    monkeypatch.setattr(Session, "save_base", ended)
    assert fill_in(at_home, page=page, worst="8").status_code == 400


def test_a_mistake_of_our_own_is_still_a_500(at_home: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(home.homes, "home_page", lambda *_: 1 / 0)
    answer = at_home.get("/diary/")
    assert answer.status_code == 500
    assert "something went wrong" in text_of(answer)
