"""Up the ladder: who is told of an alert that nobody takes, when, and who is passed over."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.actions import answering, noticing, rounds, telling
from alerts.models import Alert, Told
from alerts.moves import MoveNotAllowed
from alerts.rules import Rule
from diaries.models import Patient
from paincheck.accounts.models import Leave, Role, TeamMember, User, WorkingHours
from paincheck.audit.models import AuditEvent
from paincheck.outbox.models import Delivery
from tests.factories import NOON, UserFactory, a_reason, make_alert, make_nurse

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def dora(ann: User) -> User:
    """Dora is a deputy."""
    team = ann.team_places.get().team
    return make_nurse(team=team, place="DEPUTY", first_name="Dora", sign_in_name="dora")


@pytest.fixture
def lena(ann: User) -> User:
    """Lena is the lead."""
    team = ann.team_places.get().team
    return make_nurse(team=team, place="LEAD", first_name="Lena", sign_in_name="lena")


@pytest.fixture
def max_(ann: User) -> User:
    """Max is a manager of the site."""
    manager = UserFactory(first_name="Max", sign_in_name="max")
    Role.objects.create(user=manager, role="MANAGER", site=ann.team_places.get().team.site)
    return manager


def opened(pat: Patient, at: datetime = NOON, **fields: object) -> Alert:
    """A red alert whose first step was taken at `at`."""
    alert = make_alert(pat, **({"opened_at": at, "last_found_at": at} | fields))
    telling.begin(alert, now=at)
    return alert


def go_round(start: datetime, until: datetime, every: timedelta = 5 * MINUTE) -> None:
    at = start
    while at <= until:
        rounds.escalate(now=at)
        at += every


def mails(alert: Alert) -> list[tuple[str, datetime]]:
    """(address, when) of everything queued about it, in order."""
    about = Delivery.objects.filter(about=f"alert:{alert.pk}")
    return list(about.order_by("created_at", "address").values_list("address", "created_at"))


def told_first_names(alert: Alert) -> list[str]:
    rows = Told.objects.filter(alert=alert, skipped_why="").select_related("person")
    return [row.person.first_name if row.person else "desk" for row in rows]


def passed_over(alert: Alert) -> set[tuple[str, str]]:
    rows = Told.objects.filter(alert=alert).exclude(skipped_why="").select_related("person")
    return {(row.person.first_name if row.person else "desk", row.skipped_why) for row in rows}


def away(nurse: User, cover: User | None = None) -> None:
    day = NOON.date()
    Leave.objects.create(nurse=nurse, cover=cover, first_date=day, last_date=day)


def leave_nobody(pat: Patient) -> None:
    """Nobody of the team has an address, nor has the site."""
    User.objects.filter(team_places__isnull=False).update(email="")
    pat.team.site.role_email = ""
    pat.team.site.save()
    pat.refresh_from_db()


def kill_mail(alert: Alert, nurse: User, at: datetime, outcome: str = "NOT_NOW") -> None:
    mine = Delivery.objects.filter(about=f"alert:{alert.pk}", recipient=nurse)
    assert mine.update(state="DEAD", dead_at=at, outcome=outcome)


def test_red_goes_to_deputies_lead_and_desk_and_then_to_all_until_taken(pat, ann, dora, lena, now):
    alert = opened(pat)
    go_round(now, now + 3 * HOUR)
    desk, half = pat.team.site.role_email, HOUR / 2
    everybody = sorted([ann.email, dora.email, lena.email, desk])
    assert mails(alert) == [
        (ann.email, now),
        (dora.email, now + HOUR),
        (lena.email, now + HOUR + half),
        (desk, now + 2 * HOUR),
        *[(one, now + 2 * HOUR + half) for one in everybody],
        *[(one, now + 3 * HOUR) for one in everybody],
    ]
    answering.take(alert=alert, by=dora, now=now + 3 * HOUR)
    go_round(now + 3 * HOUR, now + 4 * HOUR)
    assert len(mails(alert)) == 12


def test_amber_climbs_to_the_end_once(pat, ann, dora, lena, now):
    alert = opened(pat, level="AMBER")
    go_round(now, now + 9 * DAY, every=HOUR)
    assert [address for address, _ in mails(alert)] == [
        ann.email, dora.email, lena.email, pat.team.site.role_email,
    ]  # fmt: skip
    alert.refresh_from_db()
    assert alert.escalates_at is None


@pytest.mark.parametrize(
    ("raised", "then"),
    [
        ((2026, 3, 6, 16, 30), (2026, 3, 9, 9, 30)),  # over a weekend
        ((2026, 12, 24, 16, 30), (2026, 12, 29, 9, 30)),  # over Christmas and its bank holidays
        ((2026, 3, 27, 16, 30), (2026, 3, 30, 8, 30)),  # the clocks go forward on the Sunday
        ((2026, 10, 23, 15, 30), (2026, 10, 26, 9, 30)),  # and back
    ],
)
def test_a_red_alert_on_the_last_evening_goes_up_after_an_hour_of_work(
    pat, ann, dora, lena, raised, then
):
    raised, then = datetime(*raised, tzinfo=UTC), datetime(*then, tzinfo=UTC)
    alert = opened(pat, raised)
    go_round(raised, then - MINUTE, every=15 * MINUTE)
    assert mails(alert) == [(ann.email, raised)]
    rounds.escalate(now=then)
    assert mails(alert)[1:] == [(dora.email, then)]


def test_what_nobody_sent_on_in_time_does_not_go_up_while_the_site_is_closed(pat, ann, dora, now):
    alert = opened(pat)
    evening, opening = now + 8 * HOUR, now + 21 * HOUR
    assert rounds.escalate(now=evening) == 0
    alert.refresh_from_db()
    assert alert.escalates_at == opening
    assert rounds.escalate(now=opening) == 1
    assert mails(alert)[1:] == [(dora.email, opening)]


def test_at_a_site_without_hours_an_alert_climbs_day_and_night(pat, ann, dora, now):
    WorkingHours.objects.all().delete()
    alert = opened(pat, now + 10 * HOUR)
    rounds.escalate(now=now + 11 * HOUR)
    assert told_first_names(alert) == ["Ann", "Dora"]


def test_after_a_voicemail_it_climbs_on_at_the_times_it_had(pat, ann, dora, lena, now):
    alert = opened(pat)
    answering.take(alert=alert, by=ann, now=now + 10 * MINUTE)
    answering.log_contact(
        patient=pat, alerts=[alert], key=uuid.uuid4(), channel="VOICEMAIL", outcome="MESSAGE_LEFT",
        at=now + 20 * MINUTE, note="", try_again_at=now + 2 * HOUR, by=ann, now=now + 20 * MINUTE,
    )  # fmt: skip
    go_round(now + 20 * MINUTE, now + 90 * MINUTE)
    assert mails(alert)[1:] == [(dora.email, now + HOUR), (lena.email, now + 90 * MINUTE)]


def test_worse_begins_the_ladder_anew(pat, ann, dora, lena, now):
    alert = opened(pat)
    go_round(now, now + HOUR)
    alert.refresh_from_db()
    again = now + HOUR + 10 * MINUTE
    noticing.hand_back(alert, now=again)
    alert.save()
    telling.begin(alert, now=again)
    go_round(again, again + HOUR)
    assert told_first_names(alert) == ["Ann", "Dora", "Ann", "Dora"]


def test_who_is_on_leave_has_no_address_or_a_closed_account_is_passed_over(
    pat, ann, dora, lena, now
):
    away(ann)
    User.objects.filter(pk=dora.pk).update(email="")
    User.objects.filter(pk=lena.pk).update(is_active=False)
    alert = opened(pat)
    assert told_first_names(alert) == ["desk"]
    assert passed_over(alert) == {("Ann", "LEAVE"), ("Dora", "NO_ADDRESS"), ("Lena", "CLOSED")}
    assert set(Told.objects.values_list("at", flat=True)) == {now}


def test_who_covers_is_told_in_her_place(pat, ann, bea, dora):
    away(ann, cover=bea)
    alert = opened(pat)
    assert told_first_names(alert) == ["Bea"]
    assert passed_over(alert) == {("Ann", "LEAVE")}


def test_on_friday_evening_it_goes_to_whoever_is_there_on_monday(pat, ann, bea):
    friday, monday = datetime(2026, 11, 27, 18, tzinfo=UTC), datetime(2026, 11, 30).date()
    Leave.objects.create(nurse=ann, cover=bea, first_date=monday, last_date=monday)
    alert = opened(pat, friday)
    assert told_first_names(alert) == ["Bea"]


def test_a_round_that_can_still_tell_nobody_writes_nothing(pat, ann, now):
    leave_nobody(pat)
    opened(pat)
    before = AuditEvent.objects.count(), Told.objects.count()
    with CaptureQueriesContext(connection) as asked:
        rounds.escalate(now=now + HOUR)
    assert (AuditEvent.objects.count(), Told.objects.count()) == before
    assert not [row for row in asked if row["sql"].startswith(("UPDATE", "INSERT"))]


def test_whose_address_was_refused_is_passed_over_at_the_next_alert(pat, ann, dora, now):
    first = opened(pat)
    kill_mail(first, ann, now, outcome="REFUSED")
    second = opened(pat, rule="red_flag")
    assert told_first_names(second) == ["Dora"]
    assert passed_over(second) == {("Ann", "REFUSED")}


def test_whoever_had_to_be_told_first_has_an_hour_too(pat, ann, dora, lena, now):
    away(ann)
    alert = opened(pat)
    go_round(now, now + HOUR)
    assert mails(alert) == [(dora.email, now), (lena.email, now + HOUR)]


def test_nobody_left_to_tell_is_an_alert_for_the_managers_once(pat, ann, max_, now):
    leave_nobody(pat)
    alert = opened(pat)
    go_round(now, now + 2 * HOUR)
    alert.refresh_from_db()
    assert alert.unheard_since == now
    [mail] = Delivery.objects.all()
    assert (mail.recipient, mail.urgent) == (max_, True)
    for private in (pat.code, pat.first_name, pat.last_name):
        assert private not in mail.subject + mail.text
    assert AuditEvent.objects.filter(action="alert.unheard").count() == 1


def test_as_soon_as_somebody_can_be_told_she_is_even_at_night(pat, ann, dora, max_, now):
    leave_nobody(pat)
    alert = opened(pat)
    night = now + 9 * HOUR
    assert rounds.escalate(now=night) == 0
    User.objects.filter(pk=dora.pk).update(email="dora@example.org")
    assert rounds.escalate(now=night + MINUTE) == 1
    alert.refresh_from_db()
    assert alert.unheard_since is None
    assert told_first_names(alert) == ["Dora"]
    assert AuditEvent.objects.filter(action="alert.heard_again").count() == 1
    assert alert.escalates_at == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_an_unheard_alert_that_somebody_takes_is_heard(pat, ann, now):
    leave_nobody(pat)
    alert = opened(pat)
    answering.take(alert=alert, by=ann, now=now)
    assert not Alert.objects.unheard().exists()


def test_a_mail_that_could_not_be_delivered_brings_the_next_step_forward_once(
    pat, ann, dora, lena, now
):
    alert = opened(pat)
    kill_mail(alert, ann, now + MINUTE)
    for minutes in (2, 3, 4):
        rounds.escalate(now=now + minutes * MINUTE)
    assert mails(alert)[1:] == [(dora.email, now + 2 * MINUTE)]
    assert AuditEvent.objects.filter(action="alert.brought_forward").count() == 1


def test_a_round_killed_between_the_dead_mail_and_the_next_step_loses_neither(
    pat, ann, dora, now, monkeypatch
):
    alert = opened(pat)
    kill_mail(alert, ann, now + MINUTE)
    with monkeypatch.context() as broken:
        broken.setattr(rounds, "climb", _killed)
        with pytest.raises(KeyboardInterrupt):
            rounds.escalate(now=now + 2 * MINUTE)
    rounds.escalate(now=now + 3 * MINUTE)
    assert mails(alert)[1:] == [(dora.email, now + 3 * MINUTE)]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_last_mail_of_an_amber_alert_that_died_lets_everybody_know(pat, ann, dora, lena, now):
    alert = opened(pat, level="AMBER")
    Alert.objects.filter(pk=alert.pk).update(step=3, escalates_at=None)
    kill_mail(alert, ann, now + MINUTE, outcome="REFUSED")
    rounds.escalate(now=now + 2 * MINUTE)
    told = {address for address, at in mails(alert) if at > now}
    assert told == {dora.email, lena.email, pat.team.site.role_email}


def test_a_step_that_fails_half_way_leaves_nothing_behind(pat, ann, dora, now, monkeypatch):
    alert = opened(pat)
    with monkeypatch.context() as broken:
        broken.setattr(telling, "put", _broken)
        rounds.escalate(now=now + HOUR)
    assert (told_first_names(alert), len(mails(alert))) == (["Ann"], 1)
    assert not AuditEvent.objects.filter(action="alert.escalated").exists()


def _broken(**_: object) -> None:
    raise RuntimeError("no room")


def test_an_alert_that_fails_stops_no_other_and_no_heart_beats_the_second_time(
    pat, ann, dora, now, monkeypatch, caplog
):
    poisoned = opened(pat)
    sound = opened(pat, rule="red_flag")
    ring = telling._ladder

    def ladder(alert: Alert, *rest: object) -> object:
        if alert.pk == poisoned.pk:
            raise RuntimeError("poison")
        return ring(alert, *rest)

    monkeypatch.setattr(telling, "_ladder", ladder)
    assert rounds.escalate(now=now + HOUR) == 1
    assert told_first_names(sound) == ["Ann", "Dora"]
    assert f"alert {poisoned.pk}" in caplog.text
    with pytest.raises(rounds.RoundFailed):
        rounds.escalate(now=now + HOUR + MINUTE)
    monkeypatch.setattr(telling, "_ladder", ring)
    assert rounds.escalate(now=now + HOUR + 2 * MINUTE) == 1
    poisoned.refresh_from_db()
    assert poisoned.failures == 0


def test_red_goes_by_text_message_too_and_the_text_says_nothing_of_the_patient(
    pat, ann, now, settings
):
    settings.DEMO = True
    ann.phone = "07700 900123"
    ann.save()
    alert = opened(pat)
    text = Delivery.objects.get(about=f"alert:{alert.pk}", channel="SMS")
    assert (text.address, text.recipient) == ("+447700900123", ann)
    assert pat.first_name not in text.text
    assert "8" not in text.text.replace(pat.code, "")
    assert len(text.text) <= 160
    amber = opened(pat, rule="above_goal", level="AMBER")
    assert not Delivery.objects.filter(about=f"alert:{amber.pk}", channel="SMS").exists()


@pytest.mark.parametrize(
    ("raised_at", "leaves_at"),
    [
        (NOON, NOON),
        (NOON + timedelta(hours=15), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),  # 3 at night
    ],
)
def test_a_text_message_wakes_nobody_while_the_site_is_closed_and_the_mail_leaves_at_once(
    pat, ann, now, settings, raised_at, leaves_at
):
    settings.DEMO = True
    ann.phone = "07700 900123"
    ann.save()
    alert = opened(pat, at=raised_at)
    due = dict(Delivery.objects.filter(about=f"alert:{alert.pk}").values_list("channel", "due_at"))
    assert due == {"EMAIL": raised_at, "SMS": leaves_at}


def test_red_mail_is_urgent_and_all_of_it_belongs_to_the_site(pat, ann, now):
    red, amber = opened(pat), opened(pat, rule="above_goal", level="AMBER")
    urgent = {d.about: d.urgent for d in Delivery.objects.all()}
    assert urgent == {f"alert:{red.pk}": True, f"alert:{amber.pk}": False}
    assert {delivery.site for delivery in Delivery.objects.all()} == {pat.team.site}


@pytest.mark.parametrize("fields", [{"level": "GREY"}, {}])
def test_grey_and_practice_tell_nobody_and_climb_nowhere(pat, now, fields):
    if not fields:
        Patient.objects.filter(pk=pat.pk).update(world="PRACTICE")
        pat.refresh_from_db()
    alert = opened(pat, **fields)
    go_round(now, now + 3 * DAY, every=HOUR)
    assert (alert.escalates_at, Delivery.objects.count(), Told.objects.count()) == (None, 0, 0)


def test_two_nurses_with_one_address_get_one_mail(pat, ann, dora, lena, now):
    team = ann.team_places.get().team
    TeamMember.objects.filter(nurse=lena).update(place="DEPUTY")
    User.objects.filter(pk__in=[dora.pk, lena.pk]).update(email="shared@example.org")
    alert = opened(pat)
    rounds.escalate(now=now + HOUR)
    assert [address for address, _ in mails(alert)].count("shared@example.org") == 1
    assert team.members.count() == 3
    assert sorted(told_first_names(alert)) == ["Ann", "Dora", "Lena"]


def test_a_closed_alert_goes_nowhere_and_cannot_be_closed_or_taken_again(pat, ann, dora, now):
    alert = opened(pat)
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=now
    )
    go_round(now, now + DAY, every=HOUR)
    assert not Delivery.objects.on_its_way().exists()
    with pytest.raises(MoveNotAllowed):
        answering._close(alert, how="CONTACT", by=ann, now=now)
    with pytest.raises(answering.AlreadyTaken):
        answering.take(alert=alert, by=dora, now=now)


def test_heard_from_again_takes_back_the_mail_that_says_somebody_is_quiet(pat, ann, now):
    alert = opened(pat, rule="gone_quiet", level="AMBER")
    noticing.clear(patient=pat, rule=Rule.GONE_QUIET, now=now + HOUR)
    alert.refresh_from_db()
    assert alert.closed_how == "CLEARED"
    assert not Delivery.objects.on_its_way().exists()


def test_a_deputy_who_is_the_named_nurse_is_not_told_twice_but_the_lead_at_once(
    pat, ann, lena, now
):
    TeamMember.objects.filter(nurse=ann).update(place="DEPUTY")
    alert = opened(pat)
    go_round(now, now + HOUR)
    assert mails(alert) == [(ann.email, now), (lena.email, now + HOUR)]


def test_an_amber_alert_at_its_end_goes_on_after_a_voicemail(pat, ann, dora, now):
    alert = opened(pat, level="AMBER")
    Alert.objects.filter(pk=alert.pk).update(step=3, escalates_at=None)
    answering.log_contact(
        patient=pat, alerts=[alert], key=uuid.uuid4(), channel="VOICEMAIL", outcome="MESSAGE_LEFT",
        at=now, note="", try_again_at=now + 2 * HOUR, by=ann, now=now,
    )  # fmt: skip
    go_round(now, now + 3 * DAY, every=HOUR)
    told = [address for address, at in mails(alert) if at == now + DAY]
    assert told == sorted([ann.email, dora.email, pat.team.site.role_email])
    assert len(mails(alert)) == 4
