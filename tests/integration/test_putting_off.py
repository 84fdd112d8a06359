"""An alert put off until a time, given back, called expected, opened again: S10 to S13."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from alerts.actions import answering, putting_off, rounds
from alerts.actions.noticing import notice
from alerts.models import Alert, Told
from alerts.rules import Finding, Level, Rule
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.outbox.models import Delivery
from tests.factories import a_reason, make_alert
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def alert(pat: Patient, now: datetime) -> Alert:
    return make_alert(pat, opened_at=now - HOUR, due_at=now, escalates_at=now, told_score=8)


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


def asleep(alert: Alert, by: User, now: datetime, until: timedelta = DAY) -> Alert:
    putting_off.snooze(alert=alert, until=now + until, reason="Rung at 9.", by=by, now=now)
    alert.refresh_from_db()
    return alert


def here(alert: Alert, what: str) -> str:
    return f"/patients/{alert.patient.code}/alerts/{alert.pk}/{what}/"


def again(patient: Patient, score: int | None, now: datetime, **fields: object) -> None:
    told = {"rule": Rule.SEVERE_PAIN, "level": Level.RED, "sentence": f"worst pain {score}"}
    notice(patient=patient, finding=Finding(**(told | {"score": score} | fields)), cause=None,
           now=now)  # fmt: skip


def test_what_is_put_off_sleeps_and_comes_back_by_itself_told_anew(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    asleep(alert, ann, now)
    assert rounds.escalate(now=now + DAY - HOUR) == 0
    assert not Told.objects.filter(alert=alert).exists()
    rounds.escalate(now=now + DAY)
    alert.refresh_from_db()
    assert (alert.snoozed_until, alert.taken_by) == (None, None)
    assert Told.objects.filter(alert=alert, person=ann).exists()
    assert Delivery.objects.filter(about=f"alert:{alert.pk}").exists()
    assert AuditEvent.objects.filter(action="alert.came_back").count() == 1
    rounds.escalate(now=now + DAY)
    assert AuditEvent.objects.filter(action="alert.came_back").count() == 1


def test_a_later_check_joins_what_sleeps_and_2_above_wakes_it(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    asleep(alert, ann, now)
    again(pat, 9, now + HOUR)
    alert.refresh_from_db()
    assert alert.snoozed_until == now + DAY
    assert alert.occurrences.count() == 1
    again(pat, 10, now + 2 * HOUR)
    alert.refresh_from_db()
    assert alert.snoozed_until is None
    assert Told.objects.filter(alert=alert).exists()


def test_a_danger_sign_wakes_what_sleeps(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    asleep(alert, ann, now)
    again(pat, None, now + HOUR, rule=Rule.RED_FLAG, danger=("NUMBNESS",))
    alert.refresh_from_db()
    assert alert.snoozed_until is None


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        ("red_flag", "RED"),
        ("contact_wanted", "AMBER"),
        ("unfinished_check", "AMBER"),
        ("message_unread", "AMBER"),
        ("side_effects", "RED"),
    ],
)
def test_danger_toxicity_and_wishes_are_neither_put_off_nor_expected(
    ann: User, pat: Patient, now: datetime, desk: Client, rule: str, level: str
) -> None:
    alert = make_alert(pat, rule=rule, level=level)
    with pytest.raises(answering.NotToBeSilenced):
        asleep(alert, ann, now)
    with pytest.raises(answering.NotToBeSilenced):
        answering.close_with_reason(
            alert=alert, stated=a_reason(alert, expected=True), review_on=date(2026, 12, 1), by=ann,
            now=now,
        )  # fmt: skip
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Put off until" not in page
    answer = desk.get(here(alert, "put-off"), follow=True)
    assert "cannot be put off" in text_of(answer)
    alert.refresh_from_db()
    assert (alert.snoozed_until, alert.closed_at) == (None, None)


@pytest.mark.parametrize("days", [0, -1, 7.01])
def test_nothing_sleeps_longer_than_a_week_or_into_the_past(
    ann: User, alert: Alert, now: datetime, days: float
) -> None:
    with pytest.raises(answering.OutOfLimits):
        asleep(alert, ann, now, timedelta(days=days))


def test_a_red_alert_sleeps_a_day_and_no_longer(ann: User, pat: Patient, now: datetime) -> None:
    red = make_alert(pat, rule="severe_pain", level="RED")
    with pytest.raises(answering.OutOfLimits):
        asleep(red, ann, now, timedelta(days=1, minutes=1))
    assert asleep(red, ann, now, timedelta(days=1)).snoozed_until == now + DAY


def test_of_a_red_alert_only_times_within_a_day_are_offered(
    ann: User, pat: Patient, now: datetime, signed_in: Callable[[User], Client]
) -> None:
    red = make_alert(pat, rule="severe_pain", level="RED")
    desk, page = signed_in(ann), here(red, "put-off")
    offered = text_of(desk.get(page))
    assert "The next opening" in offered
    assert "A week, the longest" not in offered
    assert "Within the next 24 hours" in offered
    late = {"until": "OTHER", "until_at": "2026-11-26T10:00", "reason": "Busy."}
    assert "within the next 24 hours" in text_of(desk.post(page, late))


@pytest.mark.parametrize("review_on", [None, date(2026, 11, 24), date(2026, 12, 23)])
def test_expected_needs_a_review_within_28_days(
    ann: User, alert: Alert, now: datetime, review_on: date | None
) -> None:
    with pytest.raises(answering.OutOfLimits):
        answering.close_with_reason(
            alert=alert, stated=a_reason(alert, expected=True), review_on=review_on, by=ann, now=now
        )


def test_an_expected_score_is_silent_until_its_review_though_it_had_cleared(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    answering.close_with_reason(
        alert=alert,
        stated=a_reason(alert, expected=True),
        review_on=date(2026, 12, 1),
        by=ann,
        now=now,
    )
    Alert.objects.filter(pk=alert.pk).update(cleared_at=now)
    again(pat, 9, now + DAY)
    assert not Alert.objects.open().exists()
    again(pat, 8, datetime.fromisoformat("2026-12-01T12:00:00+00:00"))
    assert Alert.objects.open().exists()


def test_an_expected_score_speaks_where_it_is_2_above_the_highest(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    answering.close_with_reason(
        alert=alert,
        stated=a_reason(alert, expected=True),
        review_on=date(2026, 12, 1),
        by=ann,
        now=now,
    )
    again(pat, 10, now + DAY)
    assert Alert.objects.open().exists()


def test_the_form_puts_off_until_a_time_of_the_sites_hours_with_a_reason(
    ann: User, alert: Alert, desk: Client
) -> None:
    Alert.objects.update(level="AMBER")
    page = text_of(desk.get(here(alert, "put-off")))
    assert "The next opening: Wednesday 9am" in page
    assert "A week, the longest: Tuesday 1 December 9am" in page
    empty = desk.post(here(alert, "put-off"), {})
    assert empty.status_code == 422
    assert "Enter why it can wait" in text_of(empty)
    answer = desk.post(
        here(alert, "put-off"), {"until": "OPENING", "reason": "Rung this morning"}, follow=True
    )
    alert.refresh_from_db()
    assert alert.snoozed_until == datetime.fromisoformat("2026-11-25T09:00:00+00:00")
    assert "Put off until Wednesday 9am by you: Rung this morning" in text_of(answer)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"until": "OTHER"}, "Enter until when"),
        ({"until": "OTHER", "until_at": "2026-12-24T10:00"}, "within the next 7 days"),
        ({"until": "OTHER", "until_at": "2026-11-23T10:00"}, "within the next 7 days"),
        ({"until": "OTHER", "until_at": "soon"}, "Enter a day and a time"),
        ({"until": "NEVER"}, "There is a problem"),
        ({"reason": "a\x00b"}, "hidden sign"),
        ({"reason": "a" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_put_off_is_refused_with_a_sentence(
    alert: Alert, desk: Client, told: dict[str, str], said: str
) -> None:
    Alert.objects.update(level="AMBER")
    answer = desk.post(here(alert, "put-off"), {"until": "OPENING", "reason": "Later"} | told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    alert.refresh_from_db()
    assert alert.snoozed_until is None


def test_what_came_in_meanwhile_is_not_put_off(alert: Alert, desk: Client, now: datetime) -> None:
    told = {"until": "OPENING", "reason": "Later", "as_of": (now - 2 * HOUR).isoformat()}
    page = text_of(desk.post(here(alert, "put-off"), told, follow=True))
    alert.refresh_from_db()
    assert "Something came in" in page
    assert alert.snoozed_until is None


def test_a_second_click_puts_off_once_and_another_nurse_is_told_who_was_first(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    asleep(alert, ann, now)
    asleep(alert, ann, now + timedelta(seconds=3))
    assert AuditEvent.objects.filter(action="alert.snoozed").count() == 1
    with pytest.raises(answering.AlreadyTaken) as first:
        asleep(alert, bea, now, 2 * DAY)
    assert first.value.by == ann


def test_what_somebody_has_is_not_put_off_by_another(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    answering.take(alert=alert, by=ann, now=now)
    with pytest.raises(answering.AlreadyTaken):
        asleep(alert, bea, now)
    asleep(alert, ann, now)
    assert alert.taken_by is None


def test_given_back_is_told_anew_and_due_when_it_was(
    ann: User, bea: User, alert: Alert, desk: Client, now: datetime
) -> None:
    answering.take(alert=alert, by=ann, now=now)
    with pytest.raises(answering.AlreadyTaken):
        putting_off.give_back(alert=alert, by=bea, now=now)
    assert "Given back" in text_of(desk.post(here(alert, "give-back"), follow=True))
    alert.refresh_from_db()
    assert (alert.taken_by, alert.due_at) == (None, now)
    assert Told.objects.filter(alert=alert).exists()


def test_all_that_one_check_made_is_taken_with_one_press(
    ann: User, pat: Patient, alert: Alert, desk: Client
) -> None:
    other = make_alert(pat, rule="rising_pain", level="AMBER")
    desk.post(here(alert, "take"), {"also": [alert.pk, other.pk, "x", "9" * 30]})
    assert set(Alert.objects.values_list("taken_by", flat=True)) == {ann.pk}


def test_a_slip_in_closing_is_opened_again_within_a_day(
    ann: User, alert: Alert, desk: Client, now: datetime
) -> None:
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=now
    )
    assert "Open it again" in text_of(desk.get(f"/patients/{alert.patient.code}/"))
    desk.post(here(alert, "open-again"))
    alert.refresh_from_db()
    assert (alert.closed_at, alert.closed_how, alert.review_on) == (None, "", None)
    assert Told.objects.filter(alert=alert).exists()


def test_an_old_or_newer_or_ended_alert_stays_closed_with_a_sentence(
    ann: User, pat: Patient, now: datetime
) -> None:
    closed = {"closed_by": ann, "closed_how": "REASON", "close_reason": "Known."}
    old = make_alert(pat, closed_at=now - 2 * DAY, **closed)
    with pytest.raises(putting_off.NotToBeOpened, match="too long ago"):
        putting_off.open_again(alert=old, by=ann, now=now)
    fresh = make_alert(pat, closed_at=now, **closed)
    make_alert(pat)
    with pytest.raises(putting_off.NotToBeOpened, match="newer open alert"):
        putting_off.open_again(alert=fresh, by=ann, now=now)
    Patient.objects.filter(pk=pat.pk).update(status="DIED")
    with pytest.raises(putting_off.NotToBeOpened, match="diary is closed"):
        putting_off.open_again(alert=fresh, by=ann, now=now)


def test_expected_is_shown_as_silent_and_may_speak_again_by_a_press(
    ann: User, alert: Alert, desk: Client, now: datetime
) -> None:
    answering.close_with_reason(
        alert=alert,
        stated=a_reason(alert, expected=True),
        review_on=date(2026, 12, 20),
        by=ann,
        now=now,
    )
    page = text_of(desk.get(f"/patients/{alert.patient.code}/"))
    assert "Silent Expected for Pat until 20 December, unless it gets worse: worst pain 8" in page
    putting_off.open_again(alert=alert, by=ann, now=now + 20 * DAY)
    alert.refresh_from_db()
    assert alert.closed_at is None


def test_the_second_nurse_who_closes_reads_who_was_first(
    ann: User, bea: User, alert: Alert, signed_in: SignIn, now: datetime
) -> None:
    page = signed_in(ann)
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=bea, now=now
    )
    answer = page.post(here(alert, "close"), {"reason": "KNOWN"}, follow=True)
    assert "Bea Bell closed this alert already" in text_of(answer)
    with pytest.raises(answering.AlreadyClosed):
        answering.close_with_reason(
            alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=now
        )
    alert.refresh_from_db()
    assert (alert.closed_by, alert.close_reason) == (bea, "Known, and the plan for it is in place.")


def test_another_teams_nurse_finds_no_alert_to_put_off(
    carl: User, alert: Alert, signed_in: SignIn
) -> None:
    for what in ("take", "give-back", "open-again", "put-off"):
        assert signed_in(carl).post(here(alert, what)).status_code == 404


def test_an_alert_of_another_patient_is_none_of_this_ones(
    ann: User, alert: Alert, desk: Client
) -> None:
    from tests.factories import PatientFactory  # noqa: PLC0415

    other = PatientFactory(nurse=ann)
    for what in ("take", "give-back", "open-again", "put-off", "close"):
        path = f"/patients/{other.code}/alerts/{alert.pk}/{what}/"
        assert desk.post(path).status_code == 404


def test_the_whole_story_stands_on_one_line_of_time(
    ann: User, bea: User, pat: Patient, desk: Client, now: datetime
) -> None:
    again(pat, 8, now - 3 * HOUR)
    alert = Alert.objects.get()
    answering.take(alert=alert, by=bea, now=now - 2 * HOUR)
    again(pat, 10, now - HOUR)
    asleep(Alert.objects.get(), ann, now)
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    story = page.split("What happened so far", 1)[1]
    steps = ["Found: worst pain 8", "Told: Ann Archer", "Bea Bell sees to it",
             "Worse: worst pain 10", "Ann Archer put it off"]  # fmt: skip
    places = [story.index(step) for step in steps]
    assert places == sorted(places)
