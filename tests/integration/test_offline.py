"""Bad network, on the server's side: the shell, whose a check is, and old news with its age."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, TestCase, override_settings

from alerts.models import Alert
from diaries.binding import bindings_of
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_check

HERE = "/api/checks/"
SHELL = ("/sw.js", "/manifest.webmanifest", "/offline/")
SignIn = Callable[[User], Client]


@pytest.fixture
def phone(pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    """Pat's phone, with a network again."""
    return signed_in(pat.user)


def waited(at: datetime, **told: Any) -> dict[str, Any]:
    usual = {"key": str(uuid4()), "answered_at": at.isoformat(), "worst": 4, "offline": True}
    return usual | told


def send(client: Client, sent: dict[str, Any]) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(HERE, sent, content_type="application/json")


# The shell


@pytest.mark.parametrize("address", SHELL)
def test_the_shell_is_the_same_for_a_stranger_and_a_patient(
    pat: Patient, signed_in: SignIn, address: str
) -> None:
    stranger = Client().get(address)
    patient = signed_in(pat.user).get(address)
    assert stranger.status_code == 200
    assert stranger.content == patient.content
    assert pat.last_name not in patient.content.decode()
    assert pat.team.site.team_phone not in patient.content.decode()


@pytest.mark.parametrize("address", SHELL)
def test_asking_for_the_shell_is_no_press_and_looks_up_no_session(
    phone: Client, address: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert phone.get(address)["Cache-Control"] == "no-cache"


def test_a_new_shell_makes_a_new_worker(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    before = client.get("/sw.js").content
    assert client.get("/sw.js").content == before
    monkeypatch.setattr("diaries.views.shell._page", lambda: "another page")
    assert client.get("/sw.js").content != before


def shell_of(client: Client) -> dict[str, Any]:
    told = re.match(r"const SHELL = (\{.*?\n\});", client.get("/sw.js").content.decode(), re.DOTALL)
    return json.loads(told[1])


def test_the_shell_is_static_files_and_one_page(client: Client) -> None:
    shell = shell_of(client)
    assert shell["page"] == "/offline/"
    assert all(name.startswith(settings.STATIC_URL) for name in shell["files"])


def test_every_file_that_the_page_without_a_network_asks_for_is_in_the_shell(
    client: Client,
) -> None:
    page = client.get("/offline/").content.decode()
    asked = set(re.findall(r'"(/static/[^"]+)"', page)) - {"/static/img/icon-180.png"}
    assert asked <= set(shell_of(client)["files"])


def test_the_icons_of_the_manifest_are_there(client: Client) -> None:
    told = client.get("/manifest.webmanifest").json()
    assert (told["scope"], told["display"]) == ("/", "standalone")
    for icon in told["icons"]:
        assert (Path(settings.BASE_DIR) / icon["src"].lstrip("/")).exists()


def test_the_check_without_a_network_asks_what_the_page_asks(phone: Client) -> None:
    names = r'name="(\w+)"'
    asked = dict.fromkeys(re.findall(names, phone.get("/check/").content.decode()))
    offline = dict.fromkeys(re.findall(names, Client().get("/offline/").content.decode()))
    ours = {"csrfmiddlewaretoken", "page", "key", "diary", "viewport", "theme-color"}
    assert [name for name in asked if name not in ours] == [
        name for name in offline if name not in ours
    ]


def test_without_a_network_nobody_can_be_asked_to_ring_today(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    assert 'value="PLEASE"' in page
    assert 'value="TODAY"' not in page


def test_111_and_999_stand_in_the_shell(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    assert 'href="tel:111"' in page
    assert 'href="tel:999"' in page


@pytest.mark.parametrize("address", ["/diary/", "/check/", "/diary/days/", "/api/diary/"])
def test_no_page_with_health_data_may_be_stored(phone: Client, address: str) -> None:
    assert phone.get(address)["Cache-Control"] == "no-store"


# Whose it is (S20)


def test_a_binding_tells_nobody_who(pat: Patient) -> None:
    told = bindings_of(pat.user.pk)
    assert told == bindings_of(pat.user.pk)
    assert told != bindings_of(pat.user.pk + 1)
    assert re.fullmatch(r"[0-9a-f]{32}", told[0])


def test_what_was_bound_with_a_former_key_is_still_hers(pat: Patient) -> None:
    old = bindings_of(pat.user.pk)
    former = {"SECRET_KEY": "n" * 50, "SECRET_KEY_FALLBACKS": [settings.SECRET_KEY]}
    with override_settings(**former):
        assert old[0] in bindings_of(pat.user.pk)
        assert bindings_of(pat.user.pk)[0] != old[0]


def test_a_phone_can_ask_whose_diary_a_sign_in_opens(phone: Client, pat: Patient) -> None:
    told = phone.get("/api/diary/").json()
    assert told["diary"] == bindings_of(pat.user.pk)
    assert told["csrf"]


def test_a_stranger_and_a_nurse_have_no_diary_to_send_to(ann: User, signed_in: SignIn) -> None:
    assert Client().get("/api/diary/").status_code == 403
    assert signed_in(ann).get("/api/diary/").status_code == 403


def test_a_check_goes_with_the_token_that_the_phone_was_given(pat: Patient, now: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(pat.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(strict, waited(now)).status_code == 403
    token = strict.get("/api/diary/").json()["csrf"]
    sent = waited(now, diary=bindings_of(pat.user.pk)[0])
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = strict.post(
            HERE, sent, content_type="application/json", headers={"X-CSRFToken": token}
        )
    assert answer.status_code == 201


def test_a_check_that_another_patient_wrote_is_not_taken(phone: Client, now: datetime) -> None:
    others = bindings_of(PatientFactory().user.pk)[0]
    answer = send(phone, waited(now, diary=others, danger=True, danger_items=["FEVER"]))
    assert answer.status_code == 403
    assert "somebody else" in answer.json()["detail"]
    assert not PainCheck.objects.exists()
    assert not Alert.objects.exists()  # and nothing of hers is told as this patient's


# Sent later (S4, S17)


def test_a_check_written_without_a_network_says_so(phone: Client, now: datetime) -> None:
    stored = send(phone, waited(now - timedelta(hours=5))).json()["check"]
    assert stored["offline"] is True
    check = PainCheck.objects.get()
    assert check.offline
    assert (check.answered_at, check.received_at) == (now - timedelta(hours=5), now)


def test_a_queue_sent_twice_and_out_of_order_is_one_row_each(
    phone: Client, now: datetime, pat: Patient
) -> None:
    queue = [waited(now - timedelta(hours=hours), worst=hours) for hours in (6, 4, 2)]
    for sent in [*queue, *reversed(queue), queue[1]]:
        assert send(phone, sent).status_code in (200, 201)
    rows = PainCheck.objects.order_by("answered_at")
    assert [(row.worst, row.answered_at) for row in rows] == [
        (hours, now - timedelta(hours=hours)) for hours in (6, 4, 2)
    ]
    pat.summary.refresh_from_db()
    assert pat.summary.last_check.worst == 2  # the latest by the phone, in whatever order


@pytest.mark.parametrize(
    ("age", "level", "said"),
    [
        (timedelta(hours=23), "RED", "worst pain 9"),
        (timedelta(hours=25), "AMBER", "worst pain 9 (sent 25 hours late): how is it now?"),
        (timedelta(days=7), "AMBER", "worst pain 9 (sent 7 days late): how is it now?"),
        (timedelta(days=45), "AMBER", "worst pain 9 (sent 45 days late): how is it now?"),
    ],
)
def test_an_old_severe_score_tells_the_nurse_its_age(
    phone: Client, now: datetime, age: timedelta, level: str, said: str
) -> None:
    send(phone, waited(now - age, worst=9))
    alert = Alert.objects.get(rule="severe_pain")
    assert (alert.level, alert.sentence) == (level, said)


def test_a_danger_sign_that_comes_late_stays_red(phone: Client, now: datetime) -> None:
    send(phone, waited(now - timedelta(days=7), danger=True, danger_items=["LEG_WEAKNESS"]))
    assert Alert.objects.exclude(rule="severe_pain").get().level == "RED"


def test_a_wish_for_contact_that_comes_late_still_counts(phone: Client, now: datetime) -> None:
    send(phone, waited(now - timedelta(days=3), wish="PLEASE"))
    assert Alert.objects.get().rule == "contact_wanted"


def test_two_phones_with_checks_of_one_day_are_all_kept(
    phone: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - timedelta(hours=3), worst=2)
    for hours, worst in ((4, 6), (2, 5)):
        send(phone, waited(now - timedelta(hours=hours), worst=worst))
    rows = PainCheck.objects.order_by("answered_at")
    assert [int(row.worst) for row in rows] == [6, 2, 5]
    assert {row.day for row in rows} == {now.date()}


def test_patient_and_nurse_see_that_it_was_written_without_a_network(
    phone: Client, pat: Patient, ann: User, now: datetime
) -> None:
    send(phone, waited(now - timedelta(days=3)))
    assert b"written offline" in phone.get("/diary/days/2026-11-21/").content
    nurse = Client()
    nurse.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = nurse.get(f"/patients/{pat.code}/").content
    assert b"Written offline" in page
    assert b"Arrived 3 days late" in page


def test_a_correction_of_it_still_says_so(phone: Client, now: datetime) -> None:
    from diaries.actions.checks import amend
    from diaries.answers import Answers

    send(phone, waited(now))
    check = PainCheck.objects.get()
    amend(check=check, answers=Answers(worst=check.worst + 1), by=check.patient.user, now=now)
    assert PainCheck.objects.current().get().offline


@pytest.mark.parametrize("told", [{"offline": "yes"}, {"diary": 7 * "a" * 30}])
def test_what_is_not_understood_is_refused_with_a_sentence(
    phone: Client, now: datetime, told: dict[str, Any]
) -> None:
    answer = send(phone, waited(now, **told))
    assert answer.status_code in (403, 422)
    assert answer.json()["detail"]
    assert not PainCheck.objects.exists()
