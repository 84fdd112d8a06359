"""Cover from a date to a date: alerts follow at once, and nobody is left with somebody away."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from alerts.actions import answering, rounds
from alerts.actions.telling import begin
from alerts.models import Alert, Told
from diaries.models import Patient
from paincheck.accounts.actions.staff import Overlaps, book_leave
from paincheck.accounts.models import Leave, Role, User
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory, make_alert, make_nurse
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def told_to(alert: Alert) -> list[str]:
    """First names of those told in this round, in the order in which they were."""
    alert.refresh_from_db()
    rows = Told.objects.filter(alert=alert, round=alert.sent_round, skipped_why="")
    return [row.person.first_name if row.person else "desk" for row in rows.order_by("pk")]


@pytest.fixture
def alert(pat: Patient, bea: User, now: datetime) -> Alert:
    """Told to Ann a minute ago."""
    found = make_alert(pat, opened_at=now - MINUTE, due_at=now + 10 * MINUTE)
    begin(found, now=now - MINUTE)
    assert told_to(found) == ["Ann"]
    return found


def away(nurse: User, cover: User | None, first: date, last: date | None = None) -> Leave:
    return Leave.objects.create(nurse=nurse, cover=cover, first_date=first, last_date=last or first)


def test_what_was_told_to_her_alone_is_told_to_her_cover_within_a_round(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    due_at = alert.due_at
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    assert told_to(alert) == ["Bea"]
    assert alert.due_at == due_at  # the patient has waited since then
    mails = Delivery.objects.filter(recipient=bea)
    assert mails.count() == 1
    rounds.escalate(now=now + MINUTE)
    assert mails.count() == 1


def test_what_she_had_taken_is_handed_back_and_told_to_her_cover(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    answering.take(alert=alert, by=ann, now=now)
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    assert told_to(alert) == ["Bea"]
    assert alert.taken_by is None


def test_what_her_cover_has_taken_stays_with_her(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    alert.refresh_from_db()
    answering.take(alert=alert, by=bea, now=now)
    rounds.escalate(now=now + MINUTE)
    alert.refresh_from_db()
    assert alert.taken_by == bea


def test_without_a_cover_it_goes_up_the_ladder(
    ann: User, pat: Patient, alert: Alert, now: datetime
) -> None:
    make_nurse(team=pat.team, place="LEAD", first_name="Lena")
    away(ann, None, now.date())
    rounds.escalate(now=now)
    assert told_to(alert) == ["Lena"]


def test_leave_that_was_booked_ahead_is_followed_on_its_first_morning(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    answering.take(alert=alert, by=ann, now=now)
    away(ann, bea, now.date() + DAY)
    rounds.escalate(now=now + timedelta(hours=2))
    alert.refresh_from_db()
    assert alert.taken_by == ann
    rounds.escalate(now=now + DAY)
    assert told_to(alert) == ["Bea"]


@pytest.mark.parametrize("why", ["over", "cancelled", "to come", "somebody else"])
def test_nothing_moves_where_nobody_is_away(
    ann: User, bea: User, alert: Alert, now: datetime, why: str
) -> None:
    if why == "over":
        away(ann, bea, now.date() - DAY)
    elif why == "to come":
        away(ann, bea, now.date() + 3 * DAY)
    elif why == "somebody else":
        away(make_nurse(), None, now.date())
    else:
        leave = away(ann, bea, now.date())
        Leave.objects.filter(pk=leave.pk).update(cancelled_at=now)
    rounds.escalate(now=now)
    assert told_to(alert) == ["Ann"]
    assert alert.sent_round == 0


def test_what_somebody_who_is_there_has_heard_of_as_well_stays_as_it_is(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    Told.objects.create(
        alert=alert, round=alert.sent_round, step=1, person=bea, channel="EMAIL", at=now
    )
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    assert told_to(alert) == ["Ann", "Bea"]


def test_what_is_put_off_sleeps_through_a_leave(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    Alert.objects.update(snoozed_until=now + DAY, snoozed_by=ann, snooze_reason="x")
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    alert.refresh_from_db()
    assert alert.snoozed_until is not None


def test_nobody_is_told_again_and_again_where_everybody_is_away(
    ann: User, bea: User, alert: Alert, now: datetime
) -> None:
    for nurse in (ann, bea):
        away(nurse, None, now.date())
    site = alert.patient.team.site
    site.role_email = ""
    site.save()
    for minutes in range(5):
        rounds.escalate(now=now + minutes * MINUTE)
    alert.refresh_from_db()
    assert alert.unheard_since is not None
    assert alert.sent_round == 1


def test_a_practice_patients_alert_is_told_to_nobody(ann: User, bea: User, now: datetime) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    mine = make_alert(practice, taken_by=ann, taken_at=now)
    away(ann, bea, now.date())
    rounds.escalate(now=now)
    assert told_to(mine) == []
    assert not Delivery.objects.exists()


def test_somebody_who_works_although_she_is_away_is_told_where_her_alerts_go(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    away(ann, bea, now.date(), now.date() + DAY)
    said = text_of(signed_in(ann).get("/caseload/"))
    assert "You are booked as away until 25 November. Alerts go to Bea, even those that" in said


# Booking


def book(client: Client, nurse: User, cover: User | None, first: date, last: date) -> Any:
    told: dict[str, Any] = {"nurse": nurse.pk, "cover": cover.pk if cover else ""}
    for name, day in (("first_date", first), ("last_date", last)):
        told |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return client.post("/leave/", told, follow=True)


def test_a_nurse_covers_for_a_colleague_of_her_team_and_finds_her_patients(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(bea)
    assert "/leave/" in desk.get("/caseload/").content.decode()
    said = text_of(book(desk, ann, bea, now.date(), now.date() + DAY))
    assert "The leave is saved. Alerts follow it by themselves" in said
    assert "You cover for Ann Archer" in text_of(desk.get("/caseload/"))
    leave = Leave.objects.get()
    answer = desk.post(f"/leave/{leave.pk}/cancel/", follow=True)
    assert "The leave is cancelled." in text_of(answer)


def test_nobody_gives_a_colleagues_patients_to_a_third(
    ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    team = ann.team_places.get().team
    third = make_nurse(team=team)
    for cover in (third, None):
        answer = book(signed_in(bea), ann, cover, now.date(), now.date())
        assert answer.status_code == 422
        assert "You can cover for Ann Archer yourself: choose your own name" in text_of(answer)
    assert not Leave.objects.exists()


def test_somebody_who_covers_is_not_booked_away_on_those_days(
    ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    away(ann, bea, now.date() + DAY, now.date() + 3 * DAY)
    answer = book(signed_in(bea), bea, None, now.date() + 3 * DAY, now.date() + 9 * DAY)
    assert answer.status_code == 422
    assert "Bea Bell covers for Ann Archer on some of these days." in text_of(answer)
    assert book(
        signed_in(bea), bea, None, now.date() + 4 * DAY, now.date() + 9 * DAY
    ).redirect_chain


def test_two_bookings_in_one_moment_leave_nobody_covered_by_somebody_away(
    ann: User, bea: User, now: datetime
) -> None:
    """Both forms were right when they were checked; the second one finds the first."""
    days = {"first_date": now.date(), "last_date": now.date(), "now": now}
    book_leave(nurse=ann, cover=bea, by=ann, **days)
    for nurse, cover in ((ann, None), (bea, None), (bea, ann)):
        with pytest.raises(Overlaps):
            book_leave(nurse=nurse, cover=cover, by=nurse, **days)
    assert Leave.objects.count() == 1


def test_a_lead_nurse_books_any_cover(
    ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    team = ann.team_places.get().team
    lead = make_nurse(team=team, place="LEAD", role="LEAD_NURSE")
    Role.objects.create(user=lead, role="NURSE", site=team.site)
    assert book(signed_in(lead), ann, bea, now.date(), now.date()).redirect_chain
