"""Reminders: once each, to those who want them, and to nobody else."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from alerts.actions import answering, rounds
from alerts.models import Alert
from diaries.actions import checks, patients
from diaries.actions import reminders as actions
from diaries.actions.reminders import remind
from diaries.answers import Answers
from diaries.models import Patient, ReminderPlan
from paincheck.accounts.models import Site, User
from paincheck.audit.models import AuditEvent
from paincheck.demo.clear import clear
from paincheck.demo.people import SITES
from paincheck.outbox.actions import deliver_due
from paincheck.outbox.models import Delivery
from tests.factories import NOON, PatientFactory, make_alert, make_check

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NINE = NOON.replace(hour=9)
EVERY_DAY = range(7)
MOBILE = "+447700900123"


def plan(
    pat: Patient, *times: str, channel: str = "EMAIL", days: Any = EVERY_DAY, **rest: Any
) -> ReminderPlan:
    at = rest.pop("now", NOON - timedelta(days=5))
    return actions.set_plan(
        patient=pat, channel=channel, times=times or ("09:00",), days=days, by=pat.user, now=at
    )


@pytest.fixture
def checked(pat: Patient) -> Patient:
    """Pat sent a check yesterday, so that nothing is missed."""
    make_check(pat, at=NOON - timedelta(days=1))
    return pat


def waiting() -> list[Delivery]:
    return list(Delivery.objects.filter(state="DUE").order_by("created_at", "channel"))


# Who is reminded


def test_a_reminder_goes_out_at_its_time_and_once(checked: Patient) -> None:
    plan(checked)
    assert remind(now=NINE - timedelta(minutes=1)) == 0
    assert remind(now=NINE) == 1
    for minutes in (1, 2, 90, 119):
        assert remind(now=NINE + timedelta(minutes=minutes)) == 0
    assert [one.address for one in waiting()] == [checked.user.email]


def test_a_reminder_holds_no_name_no_word_of_health_and_one_link_that_stops_it(
    checked: Patient,
) -> None:
    stop_key = plan(checked).stop_key
    remind(now=NINE)
    [sent] = waiting()
    said = f"{sent.subject} {sent.text}"
    assert "Your daily page is ready" in sent.subject
    assert f"/reminders/stop/{stop_key}/" in sent.text
    words = said.split("http", maxsplit=1)[0] + sent.subject  # the addresses are the site's own
    assert not [
        w for w in ("pain", "cancer", "nurse", checked.first_name, checked.code) if w in words
    ]


def test_the_key_of_a_reminder_is_its_day_and_time(checked: Patient) -> None:
    plan(checked)
    remind(now=NINE)
    [sent] = waiting()
    assert sent.once_key == f"reminder:{checked.pk}:2026-11-24:09:00"
    assert sent.about == f"reminder:{checked.pk}"


def test_a_text_goes_to_the_mobile_and_fits(checked: Patient) -> None:
    checked.user.phone = MOBILE
    checked.user.save()
    plan(checked, channel="SMS")
    remind(now=NINE)
    [sent] = waiting()
    assert (sent.channel, sent.address) == ("SMS", MOBILE)
    assert "\n" not in sent.text


def test_without_her_channel_the_other_one_is_taken_and_without_any_nothing_fails(
    checked: Patient,
) -> None:
    plan(checked, channel="SMS")  # she has an email alone
    remind(now=NINE)
    assert [one.channel for one in waiting()] == ["EMAIL"]
    User.objects.filter(pk=checked.user_id).update(email="")
    Delivery.objects.all().delete()
    assert remind(now=NINE) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"paused_at": NOON - timedelta(days=1)},
        {"status": "IN_HOSPITAL"},
        {"status": "LAST_DAYS"},
        {"status": "DISCHARGED"},
        {"status": "DIED"},
        {"world": "PRACTICE"},
        {"world": "TEST"},
        {"invited_at": None},
    ],
)
def test_nobody_is_reminded_of_a_diary_that_is_not_asked_for(
    checked: Patient, changes: dict[str, Any]
) -> None:
    plan(checked)
    Patient.objects.filter(pk=checked.pk).update(**changes)
    assert remind(now=NINE) == 0
    assert not Delivery.objects.exists()


def test_a_closed_sign_in_is_not_reminded(checked: Patient) -> None:
    plan(checked)
    User.objects.filter(pk=checked.user_id).update(is_active=False)
    assert remind(now=NINE) == 0


def test_nobody_is_reminded_on_a_day_when_a_check_was_sent(checked: Patient) -> None:
    plan(checked)
    make_check(checked, at=NINE - timedelta(hours=1))
    assert remind(now=NINE) == 0


def test_an_imported_diary_is_no_check_of_hers(pat: Patient) -> None:
    plan(pat)
    make_check(pat, at=NINE - timedelta(hours=1), source="IMPORTED")
    assert remind(now=NINE) > 0


def test_nothing_older_than_two_hours_goes_out_after_an_outage(checked: Patient) -> None:
    plan(checked)
    assert remind(now=NINE + timedelta(hours=2)) == 0
    assert remind(now=NINE + timedelta(hours=1, minutes=59)) == 1


def test_what_no_provider_took_in_two_hours_is_let_go(checked: Patient) -> None:
    plan(checked)
    remind(now=NINE)
    remind(now=NINE + timedelta(hours=2))
    assert deliver_due(now=NINE + timedelta(hours=2)) == 0
    assert Delivery.objects.get().state == "CANCELLED"


def test_the_clock_is_that_of_the_site(checked: Patient) -> None:
    Site.objects.update(time_zone="America/New_York")
    plan(checked)
    assert remind(now=NINE) == 0
    assert remind(now=NINE + timedelta(hours=5)) == 1


@pytest.mark.parametrize(
    ("changes_on", "at"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_on_the_days_when_the_clocks_change_a_reminder_goes_out_once(
    pat: Patient, changes_on: date, at: datetime
) -> None:
    """01:30 does not exist in spring and comes twice in autumn."""
    make_check(pat, at=at - timedelta(days=1))
    plan(pat, "01:30", now=at - timedelta(days=5))
    sent = [
        at + timedelta(minutes=minutes)
        for minutes in range(-120, 240)
        if remind(now=at + timedelta(minutes=minutes))
    ]
    assert sent == [at]
    assert Delivery.objects.get().once_key.endswith(f"{changes_on}:01:30")


# The second time


def missed(pat: Patient, days: int) -> None:
    make_check(pat, at=NOON - timedelta(days=days))


def test_after_two_missed_checks_she_is_asked_once_more_that_day_by_the_other_channel(
    pat: Patient,
) -> None:
    pat.user.phone = MOBILE
    pat.user.save()
    plan(pat, "09:00", "18:00")
    missed(pat, 3)
    for minutes in range(0, 12 * 60, 10):
        remind(now=NINE + timedelta(minutes=minutes))
    sent = Delivery.objects.order_by("created_at")
    told = [(one.channel, one.created_at.hour) for one in sent]
    assert told == [("EMAIL", 9), ("SMS", 10), ("EMAIL", 18)]
    assert Delivery.objects.filter(once_key__endswith=":second").count() == 1


def test_after_one_missed_check_nobody_is_asked_twice(pat: Patient) -> None:
    plan(pat)
    missed(pat, 2)
    assert remind(now=NINE) == 1
    assert remind(now=NINE + timedelta(hours=1)) == 0


def test_with_one_channel_the_second_time_goes_there_too(pat: Patient) -> None:
    plan(pat)
    missed(pat, 3)
    remind(now=NINE)
    assert remind(now=NINE + timedelta(hours=1)) == 1
    assert {one.channel for one in Delivery.objects.all()} == {"EMAIL"}


def test_a_weekly_check_is_missed_when_it_is_two_days_late(pat: Patient) -> None:
    pat.schedule = "WEEKLY"
    pat.save()
    plan(pat)
    missed(pat, 8)
    remind(now=NINE)
    assert remind(now=NINE + timedelta(hours=1)) == 0
    Delivery.objects.all().delete()
    pat.checks.update(answered_at=NOON - timedelta(days=9), day=NOON.date() - timedelta(days=9))
    remind(now=NINE)
    assert remind(now=NINE + timedelta(hours=1)) == 1
    assert "weekly" in Delivery.objects.first().subject


# What she sets, stops and pauses


def test_the_same_plan_once_more_changes_nothing(pat: Patient) -> None:
    first = plan(pat, "18:00", "09:00")
    again = plan(pat, "09:00", "18:00", now=NOON)
    assert (again.changed_at, again.stop_key) == (first.changed_at, first.stop_key)
    assert AuditEvent.objects.filter(action="reminders.set").count() == 1


def test_a_time_that_has_passed_when_it_is_set_begins_tomorrow(checked: Patient) -> None:
    plan(checked, now=NINE + timedelta(minutes=5))
    assert remind(now=NINE + timedelta(minutes=6)) == 0


def end(pat: Patient, ann: User, how: str) -> None:
    after = NINE + timedelta(minutes=1)
    if how == "stop":
        actions.stop(patient=pat, by=pat.user, now=after)
    elif how == "link":
        actions.stop_by_link(stop_key=pat.reminders.stop_key, now=after)
    elif how == "pause":
        patients.pause(patient=pat, by=pat.user, now=after)
    elif how == "check":
        told = Answers(worst=Decimal(3))
        checks.submit(
            patient=pat, answers=told, key=uuid.uuid4(), answered_at=after, by=pat.user, now=after
        )
    elif how == "change":
        plan(pat, "21:00", now=after)
    else:
        answering.change_situation(patient=pat, status=how, by=ann, now=after)


@pytest.mark.parametrize(
    "how",
    ["stop", "link", "pause", "check", "change", "IN_HOSPITAL", "LAST_DAYS", "DISCHARGED", "DIED"],
)
def test_what_has_not_left_yet_is_cancelled(checked: Patient, ann: User, how: str) -> None:
    plan(checked)
    remind(now=NINE)
    end(checked, ann, how)
    mine = Delivery.objects.get(about=f"reminder:{checked.pk}")
    assert mine.state == "CANCELLED"
    assert remind(now=NINE + timedelta(minutes=5)) == 0


def test_whoever_stops_between_the_look_and_the_send_is_left_alone(
    checked: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(checked)
    due = actions.queries.due_now(NINE, 10)
    actions.stop(patient=checked, by=checked.user, now=NINE)
    monkeypatch.setattr(actions.queries, "due_now", lambda *_: due)
    assert remind(now=NINE) == 0


def test_one_patient_who_fails_stops_no_other(
    checked: Patient, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = PatientFactory(nurse=ann)
    make_check(other, at=NOON - timedelta(days=1))
    plan(checked)
    plan(other)
    real = actions.put

    def put(**given: Any) -> Any:
        if given["about"] == f"reminder:{checked.pk}":
            raise RuntimeError
        return real(**given)

    monkeypatch.setattr(actions, "put", put)
    assert remind(now=NINE) == 1
    monkeypatch.undo()
    assert remind(now=NINE + timedelta(minutes=1)) == 1


def test_a_pause_ends_by_itself_on_its_day_and_silence_counts_from_then(
    checked: Patient, ann: User
) -> None:
    plan(checked)
    patients.pause(patient=checked, by=checked.user, now=NOON, until=date(2026, 11, 28))
    assert remind(now=datetime(2026, 11, 27, 23, 59, tzinfo=UTC)) == 0
    midnight = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)
    remind(now=midnight)
    checked.refresh_from_db()
    assert (checked.paused_at, checked.paused_until) == (None, None)
    assert checked.resumed_at == midnight
    assert AuditEvent.objects.filter(action="diary.resumed", system="reminders").exists()
    assert remind(now=midnight + timedelta(hours=9)) == 1
    for days, quiet in ((3, False), (4, True)):
        rounds.find_quiet(now=midnight + timedelta(days=days, hours=12))
        assert Alert.objects.open().filter(rule="gone_quiet").exists() is quiet


def test_a_pause_without_a_day_goes_on(checked: Patient) -> None:
    patients.pause(patient=checked, by=checked.user, now=NOON)
    remind(now=NOON + timedelta(days=300))
    checked.refresh_from_db()
    assert checked.paused_at == NOON


def test_a_pause_closes_no_alert_and_becomes_a_task_after_a_week(checked: Patient) -> None:
    alert = make_alert(checked)
    patients.pause(patient=checked, by=checked.user, now=NOON, until=date(2026, 12, 24))
    alert.refresh_from_db()
    assert alert.closed_at is None
    rounds.find_quiet(now=NOON + timedelta(days=7))
    assert Alert.objects.open().filter(rule="gone_quiet").get().sentence.startswith("paused since")


def test_pausing_again_keeps_the_day_on_which_the_pause_began(checked: Patient) -> None:
    """Or whoever pauses each week is never asked how she is."""
    patients.pause(patient=checked, by=checked.user, now=NOON)
    later = NOON + timedelta(days=6)
    patients.pause(patient=checked, by=checked.user, now=later, until=date(2026, 12, 24))
    checked.refresh_from_db()
    assert (checked.paused_at, checked.paused_until) == (NOON, date(2026, 12, 24))


def test_a_round_asks_the_database_no_more_for_many_than_for_few(
    ann: User, django_assert_max_num_queries: Any
) -> None:
    def some(number: int) -> None:
        for _ in range(number):
            pat = PatientFactory(nurse=ann)
            make_check(pat, at=NOON - timedelta(days=1))
            plan(pat)

    some(3)
    assert remind(now=NINE) == 3
    some(9)
    assert remind(now=NINE + timedelta(minutes=1)) == 9
    with django_assert_max_num_queries(6):
        remind(now=NINE + timedelta(minutes=2))  # all are near, and all are put already
    with django_assert_max_num_queries(5):
        remind(now=NOON + timedelta(hours=8))  # nobody is near


def test_clearing_the_demo_takes_its_reminders_too(checked: Patient) -> None:
    Site.objects.filter(pk=checked.team.site_id).update(name=SITES[0])
    plan(checked)
    remind(now=NINE)
    clear()
    assert not Delivery.objects.exists()
    assert not ReminderPlan.objects.exists()
