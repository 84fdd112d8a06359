"""The mail in the morning: who gets it, what it counts, and that it comes once."""

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from clinicians.actions import digest
from clinicians.actions.digest import send_digests
from clinicians.models import Introduction, NurseSettings, Task
from diaries.models import Patient
from paincheck.accounts.models import Leave, Role, User, WorkingHours
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory, make_alert, make_check, make_nurse
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def opening(ann: User, now: datetime) -> datetime:
    """Nine o'clock of the Tuesday."""
    return now.replace(hour=9)


@pytest.fixture
def waiting(ann: User, opening: datetime) -> Patient:
    """Somebody waits for Ann."""
    patient = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")
    make_alert(patient, opened_at=opening - DAY)
    return patient


def mails() -> list[Delivery]:
    return list(Delivery.objects.filter(about__startswith="digest:").order_by("created_at"))


def test_what_waits_is_counted_and_nobody_is_named(
    ann: User, waiting: Patient, opening: datetime
) -> None:
    Task.objects.create(
        patient=waiting, kind="NEXT_STEP", what="Ring", due_on=opening.date(), made_by=ann,
        made_at=opening,
    )  # fmt: skip
    fresh, calm, practice = (PatientFactory(nurse=ann) for _ in range(3))
    Introduction.objects.create(patient=fresh, opened_at=opening, due_on=opening.date())
    make_check(calm, at=opening)
    Patient.objects.filter(pk=practice.pk).update(world="PRACTICE")
    make_alert(practice)
    assert send_digests(now=opening) == 1
    mail = mails()[0]
    assert (mail.recipient, mail.address, mail.urgent) == (ann, ann.email, False)
    assert mail.text.startswith(
        "1 patient waits for you.\n1 task is due.\n1 patient is to be introduced.\n\nOpen"
    )
    for word in ("Pat", "Peters", waiting.code, "severe", "pain 8", "Urgent"):
        assert word not in mail.subject + mail.text.replace("PainCheck", "")


def test_it_comes_once_a_morning(ann: User, waiting: Patient, opening: datetime) -> None:
    sent = [send_digests(now=opening + timedelta(minutes=n)) for n in (-1, 0, 1, 60, 121)]
    assert sent == [0, 1, 0, 0, 0]
    assert send_digests(now=opening + DAY) == 1


def test_a_nurse_of_two_sites_gets_one(ann: User, waiting: Patient, opening: datetime) -> None:
    other = make_nurse().team_places.get().team.site
    Role.objects.create(user=ann, role="NURSE", site=other)
    assert send_digests(now=opening) == 1


@pytest.mark.parametrize(
    "why", ["nothing waits", "chosen", "leave", "closed", "no address", "not live", "weekend"]
)
def test_who_gets_none(ann: User, waiting: Patient, opening: datetime, why: str) -> None:
    site = waiting.team.site
    if why == "nothing waits":
        waiting.alerts.all().delete()
        make_check(waiting, at=opening)
    elif why == "chosen":
        NurseSettings.objects.create(user=ann, morning_digest=False)
    elif why == "leave":
        Leave.objects.create(nurse=ann, first_date=opening.date(), last_date=opening.date())
    elif why == "closed":
        ann.is_active = False
    elif why == "no address":
        ann.email = ""
    elif why == "not live":
        site.live_at = None
        site.save()
    else:
        opening += 4 * DAY
    ann.save()
    assert send_digests(now=opening) == 0


def test_patients_whom_she_covers_for_count_with_hers(
    ann: User, bea: User, waiting: Patient, opening: datetime
) -> None:
    Leave.objects.create(nurse=ann, cover=bea, first_date=opening.date(), last_date=opening.date())
    assert send_digests(now=opening) == 1
    assert mails()[0].recipient == bea


def test_an_address_that_was_refused_is_left_alone(
    ann: User, waiting: Patient, opening: datetime
) -> None:
    send_digests(now=opening)
    Delivery.objects.update(state="DEAD", outcome="REFUSED", dead_at=opening)
    assert send_digests(now=opening + DAY - timedelta(minutes=1)) == 0


def test_one_that_fails_stops_no_other(
    ann: User, bea: User, waiting: Patient, opening: datetime, monkeypatch: Any, caplog: Any
) -> None:
    make_alert(PatientFactory(nurse=bea), opened_at=opening)
    real = digest.queries.waits_for

    def fails_for_ann(nurse: User, now: datetime) -> Any:
        if nurse == ann:
            raise ValueError("Pat Peters")
        return real(nurse, now)

    monkeypatch.setattr(digest.queries, "waits_for", fails_for_ann)
    with caplog.at_level(logging.ERROR):
        assert send_digests(now=opening) == 1
    assert ann.email not in caplog.messages[0]
    monkeypatch.undo()
    assert send_digests(now=opening + timedelta(minutes=1)) == 1


def test_what_no_server_took_in_two_hours_is_let_go(
    ann: User, waiting: Patient, opening: datetime
) -> None:
    send_digests(now=opening)
    send_digests(now=opening + timedelta(hours=2))
    assert mails()[0].state == "CANCELLED"


@pytest.mark.parametrize(
    ("monday", "utc_hour"), [((2026, 3, 30), 8), ((2026, 10, 26), 9), ((2026, 3, 27), 9)]
)
def test_it_comes_at_the_sites_own_nine_after_the_clocks_change(
    ann: User, waiting: Patient, monday: tuple[int, int, int], utc_hour: int, opening: datetime
) -> None:
    at = opening.replace(year=monday[0], month=monday[1], day=monday[2], hour=utc_hour)
    assert send_digests(now=at - timedelta(seconds=1)) == 0
    assert send_digests(now=at) == 1


def test_a_site_with_its_own_hours_has_its_own_morning(
    ann: User, waiting: Patient, opening: datetime
) -> None:
    WorkingHours.objects.update(opens=time(7, 30))
    assert send_digests(now=opening.replace(hour=7, minute=30)) == 1


# My settings


def test_a_nurse_chooses_against_the_mail_and_for_it_again(
    ann: User, waiting: Patient, opening: datetime, signed_in: SignIn
) -> None:
    desk = signed_in(ann)
    assert 'value="yes" checked' in " ".join(desk.get("/my-settings/").content.decode().split())
    for choice, sent in (("no", 0), ("yes", 1)):
        answer = desk.post("/my-settings/", {"morning_digest": choice}, follow=True)
        assert "Saved." in text_of(answer)
        assert send_digests(now=opening) == sent


@pytest.mark.parametrize("sent", [{}, {"morning_digest": "x"}, {"morning_digest": "\x00"}])
def test_a_choice_that_is_none_is_asked_for_again(
    ann: User, signed_in: SignIn, now: datetime, sent: dict[str, str]
) -> None:
    answer = signed_in(ann).post("/my-settings/", sent)
    assert answer.status_code == 422
    assert "Choose yes or no" in text_of(answer)
