"""Signs of life: /healthz, /metrics, the banners, and what they say of each trouble."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from alerts.actions import flagging, rounds
from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.background.actions import beat
from paincheck.background.models import Heartbeat
from paincheck.outbox.models import Delivery
from paincheck.signs import NEEDED
from tests.factories import NOON, make_alert, make_check
from tests.integration.nursing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LATE = configured.ALERTING_LATE_AFTER + SECOND
SignIn = Callable[[User], Client]


@pytest.fixture
def _alive(db: None) -> None:
    for name in (*NEEDED, "beat"):
        beat(name=name, now=NOON)


def stop(name: str, since: datetime = NOON - LATE) -> None:
    Heartbeat.objects.filter(name=name).update(beat_at=since)


def put(*, channel: str = "EMAIL", state: str = "DUE", age: timedelta = MINUTE) -> Delivery:
    at = NOON - age
    return Delivery.objects.create(
        channel=channel, recipient=None, address="desk@example.org", subject="s", text="t",
        about="alert:1", once_key=f"{channel}{state}{age}", state=state, created_at=at, due_at=at,
    )  # fmt: skip


def healthz() -> Any:
    return Client().get("/healthz")


def sample(name: str, **labels: str) -> float:
    """One number of /metrics, as Prometheus reads it."""
    text = Client().get("/metrics").content.decode()
    found = [
        one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
        if one.name == name and one.labels == labels
    ]
    assert len(found) == 1, f"{name} {labels} is there {len(found)} times"
    return found[0]


@pytest.mark.usefixtures("_alive")
def test_while_every_loop_goes_round_health_is_200_with_no_reason() -> None:
    answer = healthz()
    assert (answer.status_code, answer.json()["reasons"]) == (200, [])
    assert answer.json()["alerting"] == "on time"


@pytest.mark.usefixtures("_alive")
@pytest.mark.parametrize("name", sorted(NEEDED))
def test_each_loop_that_stands_still_makes_health_503_and_is_named(name: str) -> None:
    stop(name, NOON - timedelta(minutes=6))
    answer = healthz()
    assert (answer.status_code, answer.json()["reasons"]) == (503, [f"the loop {name} is late"])
    assert sample("paincheck_loop_late", loop=name) == 1
    assert sample("paincheck_heartbeat_age_seconds", loop=name) == 360


@pytest.mark.usefixtures("_alive")
def test_alerting_is_on_time_without_beat_but_it_is_shown() -> None:
    stop("beat")
    loops = {loop["name"]: loop for loop in healthz().json()["loops"]}
    assert healthz().status_code == 200
    assert (loops["beat"]["late"], loops["watch"]["late"]) == (True, False)


def test_a_loop_that_was_never_started_is_late_and_has_no_age() -> None:
    assert healthz().status_code == 503
    assert sample("paincheck_loop_late", loop="watch") == 1
    assert b'age_seconds{loop="watch"}' not in Client().get("/metrics").content


@pytest.mark.usefixtures("_alive")
def test_a_check_that_no_rule_has_seen_for_too_long_makes_health_503(pat: Patient) -> None:
    make_check(pat, at=NOON - LATE, unflagged=True)
    answer = healthz()
    assert answer.status_code == 503
    assert answer.json()["oldest_unhandled_check_seconds"] == LATE.total_seconds()
    assert sample("paincheck_oldest_unhandled_check_seconds") == LATE.total_seconds()


@pytest.mark.usefixtures("_alive")
def test_a_check_keeps_its_age_while_the_rules_are_put_off(pat: Patient) -> None:
    make_check(pat, at=NOON - LATE, unflagged=True)
    PainCheck.objects.update(flag_due_at=NOON + MINUTE, flag_attempts=4)
    assert healthz().status_code == 503


@pytest.mark.usefixtures("_alive")
def test_a_draft_counts_from_its_15_minutes_on(pat: Patient) -> None:
    import uuid

    CheckDraft.objects.create(
        patient=pat, key=uuid.uuid4(), started_at=NOON, saved_at=NOON, flag_due_at=NOON + MINUTE
    )
    assert healthz().json()["oldest_unhandled_check_seconds"] == 0


@pytest.mark.usefixtures("_alive")
def test_what_the_rules_gave_up_on_is_counted_and_no_delay(pat: Patient) -> None:
    make_check(pat, at=NOON - LATE, unflagged=True)
    PainCheck.objects.update(flag_dead_at=NOON)
    answer = healthz()
    assert (answer.status_code, answer.json()["given_up_by_the_rules"]) == (200, 1)
    assert sample("paincheck_given_up_by_rules", kind="check") == 1
    assert sample("paincheck_given_up_by_rules", kind="danger") == 0


@pytest.mark.usefixtures("_alive")
def test_an_alert_whose_next_step_is_overdue_has_its_age(pat: Patient, ann: User) -> None:
    make_alert(pat, escalates_at=NOON - MINUTE)
    make_alert(pat, rule="red_flag", escalates_at=NOON - 5 * MINUTE, taken_by=ann, taken_at=NOON)
    assert healthz().json()["oldest_overdue_alert_seconds"] == 60
    assert sample("paincheck_oldest_overdue_alert_seconds") == 60
    assert sample("paincheck_alerts_open", level="red") == 2
    assert sample("paincheck_alerts_open", level="amber") == 0


@pytest.mark.usefixtures("_alive")
def test_an_alert_with_nobody_left_to_tell_makes_health_503(pat: Patient) -> None:
    make_alert(pat, unheard_since=NOON)
    answer = healthz()
    assert answer.json()["reasons"] == ["there is an alert with nobody left to tell"]
    assert (answer.status_code, answer.json()["nobody_left_to_tell"]) == (503, 1)
    assert sample("paincheck_alerts_unheard") == 1


@pytest.mark.usefixtures("_alive")
def test_deliveries_are_counted_by_channel_and_state_with_the_oldest_ones_age() -> None:
    put(age=2 * MINUTE)
    put(state="FAILED", age=3 * MINUTE)
    put(channel="SMS", state="DEAD", age=timedelta(days=9))
    put(state="SENT", age=timedelta(days=9))
    put(state="SENT", age=timedelta(hours=9))
    assert sample("paincheck_oldest_delivery_seconds") == 180
    assert sample("paincheck_deliveries", channel="email", state="due") == 1
    assert sample("paincheck_deliveries", channel="email", state="sent") == 1
    assert sample("paincheck_deliveries", channel="sms", state="dead") == 1
    assert healthz().json()["dead_deliveries"] == 1


def test_what_the_rules_saw_too_late_is_counted_and_nothing_else(pat: Patient) -> None:
    make_check(pat, at=NOON - LATE, unflagged=True)
    make_check(pat, at=NOON - SECOND, unflagged=True)
    assert rounds.flag_waiting(now=NOON) == 2
    assert sample("paincheck_flagged_late_total") == 1


def test_a_tally_that_cannot_be_written_undoes_no_flag(
    pat: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(flagging, "count", broken)
    check = make_check(pat, at=NOON - LATE, unflagged=True, worst=9)
    flagging.flag(kind="check", row_id=str(check.pk), now=NOON)
    check.refresh_from_db()
    assert check.flagged_at == NOON
    assert pat.alerts.count() == 1


# With the database away


@pytest.fixture
def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OperationalError("connection refused at 10.0.0.1")

    monkeypatch.setattr(connection, "cursor", refused)


@pytest.mark.usefixtures("_away")
@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 503), ("/healthz/ready", 503), ("/metrics", 503), ("/healthz/live", 200)],
)
def test_with_the_database_away_the_signs_say_so_and_show_no_trace(path: str, status: int) -> None:
    visitor = Client()
    visitor.cookies[configured.SESSION_COOKIE_NAME] = "of-somebody-who-is-signed-in"
    answer = visitor.get(path)
    assert answer.status_code == status
    assert b"10.0.0.1" not in answer.content
    assert status == 200 or b"the database does not answer" in answer.content


def test_a_server_is_ready_once_its_migrations_are_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/healthz/ready").status_code == 200
    monkeypatch.setattr("paincheck.signs.unapplied_migrations", lambda: 2)
    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer.content) == (503, b"2 migrations wait to be applied\n")


# Who may read the numbers


@pytest.mark.parametrize(
    ("token", "demo", "shown", "status"),
    [
        ("", False, "", 404),
        ("", False, "Bearer ", 404),
        ("", True, "", 200),
        ("a-long-token", False, "Bearer a-long-token", 200),
        ("a-long-token", False, "Bearer another", 401),
        ("a-long-token", False, "", 401),
        ("a-long-token", True, "", 401),
        ("a-long-token", False, "Bearer \u00e4", 401),
    ],
)
def test_the_metrics_are_read_with_their_token_alone(
    settings: Any, token: str, demo: bool, shown: str, status: int
) -> None:
    settings.METRICS_TOKEN, settings.DEMO = token, demo
    assert Client().get("/metrics", headers={"authorization": shown}).status_code == status


def test_no_sign_holds_anything_of_a_patient(pat: Patient) -> None:
    make_check(pat, at=NOON - LATE, unflagged=True, worst=9, note="It burns.")
    make_alert(pat)
    told = Client().get("/metrics").content + healthz().content
    for word in (pat.first_name, pat.last_name, pat.code, "burns", "severe"):
        assert word.encode() not in told


def test_the_signs_take_the_same_few_queries_however_much_there_is(
    pat: Patient, django_assert_num_queries: Callable[..., Any]
) -> None:
    for path in ("/healthz", "/metrics"):
        with django_assert_num_queries(5):
            Client().get(path)
    for age in range(20):
        make_check(pat, at=NOON - age * MINUTE, unflagged=True)
        put(age=age * MINUTE)
    for path in ("/healthz", "/metrics"):
        with django_assert_num_queries(5):
            Client().get(path)


# Banners


@pytest.mark.usefixtures("_alive")
def test_no_banner_stands_while_all_is_on_time(ann: User, signed_in: SignIn) -> None:
    put(age=4 * MINUTE)
    assert "delayed" not in text_of(signed_in(ann).get("/caseload/"))
    assert signed_in(ann).get("/banners/").content.strip() == b""


@pytest.mark.usefixtures("_alive")
@pytest.mark.parametrize(
    ("loop", "said"),
    [
        ("watch", "Alerting is delayed since Tuesday 11.50."),
        ("deliver-email", "Mails and texts are delayed since Tuesday 11.50."),
        ("deliver-sms", "Mails and texts are delayed since Tuesday 11.50."),
    ],
)
def test_every_staff_page_says_which_loop_stands_still(
    ann: User, signed_in: SignIn, loop: str, said: str
) -> None:
    stop(loop, NOON - 10 * MINUTE)
    desk = signed_in(ann)
    for path in ("/caseload/", "/leave/", "/promises/", "/banners/"):
        page = text_of(desk.get(path))
        assert said in page, path
        assert page.count("delayed since") == 1, path


@pytest.mark.usefixtures("_alive")
def test_a_check_that_waits_brings_the_banner_though_the_loop_beats(
    ann: User, pat: Patient, signed_in: SignIn
) -> None:
    make_check(pat, at=NOON - 10 * MINUTE, unflagged=True)
    said = "Alerting is delayed since Tuesday 11.50."
    assert said in text_of(signed_in(ann).get("/caseload/"))
    assert signed_in(ann).get("/api/caseload/").json()["alerting_delayed_since"]


@pytest.mark.usefixtures("_alive")
def test_a_mail_that_waits_brings_the_banner_though_the_loop_beats(
    ann: User, signed_in: SignIn
) -> None:
    put(state="FAILED", age=6 * MINUTE)
    said = "Mails and texts are delayed since Tuesday 11.54."
    assert said in text_of(signed_in(ann).get("/caseload/"))


def test_the_banner_is_asked_for_by_staff_alone(pat: Patient, signed_in: SignIn) -> None:
    assert signed_in(pat.user).get("/banners/").status_code == 404
    assert Client().get("/banners/").status_code == 302


def test_asking_for_the_banner_keeps_no_sign_in_alive(ann: User, signed_in: SignIn) -> None:
    desk = signed_in(ann)
    assert desk.get("/caseload/").status_code == 200
    for minutes in (5, 10, 15):
        with time_machine.travel(NOON + minutes * MINUTE, tick=False):
            assert desk.get("/banners/").status_code == 200
    with time_machine.travel(NOON + 16 * MINUTE, tick=False):
        assert desk.get("/caseload/").status_code == 302


def test_a_patients_page_asks_for_no_banner(pat: Patient, signed_in: SignIn) -> None:
    assert b"signs.js" not in signed_in(pat.user).get("/diary/").content
