"""Two people lock a trial's data; nothing changes from then on, and a change behind is found."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from diaries.models import PainCheck
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.exports import DAY, check, filled
from tests.factories import NOON
from tests.trials import ATrial
from trial import append_only
from trial.actions import allocating, exporting, following, leaving, locking, rights, screening
from trial.actions.rights import Refused
from trial.exports.making import make
from trial.models import (
    Consent,
    DatabaseLock,
    FollowUp,
    FormEntry,
    Participant,
    SafetyReport,
    TrialRight,
)
from trial.queries import locking as queries
from trial.queries.following import LOCKED

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LOCK = "/trials/impact/lock/"
LATER = NOON + 100 * DAY


@pytest.fixture
def a() -> ATrial:
    return filled(mode="CLOSED")


def second(a: ATrial) -> User:
    right = TrialRight.objects.filter(trial=a.trial, right="SETUP").exclude(user=a.people["SETUP"])
    return right.get().user


def lock(a: ATrial) -> DatabaseLock:
    locking.ask(trial=a.trial, reason="Complete", by=a.people["SETUP"], now=LATER)
    return locking.put_in_force(trial=a.trial, by=second(a), now=LATER)


def verified(*more: str) -> str:
    out = StringIO()
    call_command("verify_lock", "impact", *more, stdout=out)
    return out.getvalue()


def test_two_people_lock_and_it_is_signed(a: ATrial) -> None:
    made = lock(a)
    assert len(made.signature) == 64
    assert "stand as they were signed" in verified()
    assert made.signature in verified("--signature", made.signature)
    rows = {one["table"]: one["rows"] for one in made.manifest["tables"]}
    assert (rows["trial_participant"], rows["diaries_paincheck"]) == (5, 6)
    told = AuditEvent.objects.filter(action__startswith="trial.lock")
    assert {line.action for line in told} == {"trial.lock_asked", "trial.locked"}


def test_one_person_alone_does_not_lock(a: ATrial, signed_in: SignIn) -> None:
    locking.ask(trial=a.trial, reason="Complete", by=a.people["SETUP"], now=LATER)
    with pytest.raises(Refused, match="second person"):
        locking.put_in_force(trial=a.trial, by=a.people["SETUP"], now=LATER)
    signed_in(a.people["SETUP"]).post(f"{LOCK}now/")
    assert DatabaseLock.objects.get().approved_at is None
    with pytest.raises(CommandError, match="only asked for"):
        verified()


def test_a_lock_is_put_in_force_once_and_may_be_taken_back_before_alone(a: ATrial) -> None:
    locking.ask(trial=a.trial, reason="Complete", by=a.people["SETUP"], now=LATER)
    locking.take_back(trial=a.trial, by=second(a), now=LATER)
    with pytest.raises(Refused, match="Nobody asks"):
        locking.put_in_force(trial=a.trial, by=second(a), now=LATER)
    made = lock(a)
    again = locking.put_in_force(trial=a.trial, by=second(a), now=LATER + DAY)
    assert (again.signature, again.approved_at) == (made.signature, LATER)
    with pytest.raises(Refused):
        locking.take_back(trial=a.trial, by=second(a), now=LATER)
    assert DatabaseLock.objects.count() == 1


@pytest.mark.parametrize("mode", ["TEST", "LIVE"])
def test_a_trial_that_still_recruits_is_not_locked(mode: str) -> None:
    a = filled([0], mode=mode)
    with pytest.raises(Refused, match="Close the trial"):
        locking.ask(trial=a.trial, reason="x", by=a.people["SETUP"], now=LATER)


def test_without_a_key_nothing_is_locked(a: ATrial, settings: Any) -> None:
    settings.TRIAL_KEY = ""
    with pytest.raises(Refused, match="TRIAL_KEY"):
        locking.ask(trial=a.trial, reason="x", by=a.people["SETUP"], now=LATER)


def test_every_action_on_data_refuses_from_then_on_and_says_why(a: ATrial) -> None:
    lock(a)
    before = queries.manifest_of(a.trial, diaries_until=LATER)
    one = Participant.objects.get(number="A-001")
    visit = FollowUp.objects.get(participant=one, visit="W12")
    told = {"by": a.person("ENROL"), "now": LATER}
    assessor: Any = {"by": a.person("ASSESSOR"), "now": LATER}
    day = LATER.date()
    for act in (
        lambda: screening.exclude(participant=one, kind="DECLINED", why="", **told),
        lambda: allocating.allocate(participant=one, key=uuid.uuid4(), **told),
        lambda: allocating.flag_error(allocation=one.allocation, reason="x", **told),
        lambda: leaving.leave(
            participant=one, kind="DATA", why="", on=day, key=uuid.uuid4(), **told),
        lambda: leaving.told_of_death(participant=one, on=day, **told),
        lambda: following.say_alive(visit=visit, **assessor),
        lambda: following.guess(visit=visit, arm_code="", why="", **assessor),
        lambda: following.not_done(visit=visit, reason="NO_REPLY", why="", **assessor),
        lambda: following.enter(
            visit=visit, answers={}, mode="CALL", filled_on=day, key=uuid.uuid4(), **assessor),
        lambda: locking.take_back(trial=a.trial, by=second(a), now=LATER),
    ):  # fmt: skip
        with pytest.raises(Refused, match=LOCKED):
            act()
    assert queries.manifest_of(a.trial, diaries_until=LATER) == before


def test_a_link_that_was_sent_before_takes_nothing_more(a: ATrial, now: datetime) -> None:
    visit = FollowUp.objects.get(participant__number="B-002", visit="W12")
    Participant.objects.update(died_on=None)
    visit.link_digest, visit.link_ends_at = following.digest_of("secret"), LATER + 9 * DAY
    visit.save()
    lock(a)
    assert following.enter_by_link(secret="secret", answers={}, key=uuid.uuid4(), now=LATER) is None


def test_rights_and_files_for_analysis_go_on(a: ATrial, now: datetime) -> None:
    made = lock(a)
    held = TrialRight.objects.get(right="ENROL")
    rights.end(right=held, by=a.people["SETUP"], now=LATER)
    exporting.ask(trial=a.trial, unmasked=True, kind="CSV", texts=False, reason="The analysis",
                  key=uuid.uuid4(), by=a.person("STATISTICIAN"), now=LATER)  # fmt: skip
    assert make(a.trial, world="LIVE", unmasked=True).content
    assert queries.verify(made).ok


def test_care_goes_on_and_the_lock_still_holds(a: ATrial) -> None:
    made = lock(a)
    diary = Participant.objects.get(number="A-001").patient
    check(diary, LATER, n=999)
    PainCheck.objects.filter(patient=diary).update(superseded_at=LATER)
    assert queries.verify(made).ok


@pytest.mark.parametrize(
    ("named", "harm"),
    [
        ("trial_followup", lambda: FollowUp.objects.filter(visit="W6").update(not_done_why="x")),
        ("trial_safetyreport", lambda: SafetyReport.objects.first().delete()),
        ("trial_participant", lambda: Participant.objects.update(died_on=F("screened_on"))),
        ("diaries_paincheck", lambda: PainCheck.objects.filter(worst=6).update(worst=5)),
        ("trial_formentry", lambda: behind(FormEntry.objects.filter(version=2), reason="y")),
        ("trial_consent", lambda: behind(Consent.objects.filter(version="1.0"), version="2")),
    ],
)
def test_a_change_behind_the_pages_is_found_and_the_table_named(
    a: ATrial, named: str, harm: Callable[[], None]
) -> None:
    lock(a)
    if named == "trial_participant":
        Participant.objects.update(death_told_at=NOON)
        lock_again(a)
    harm()
    with pytest.raises(CommandError, match=f"Table {named} differs"):
        verified()


def lock_again(a: ATrial) -> None:
    """Signed as the data stand."""
    row = DatabaseLock.objects.get()
    row.manifest = queries.manifest_of(a.trial, diaries_until=LATER)
    row.signature = queries.signature_of(row.manifest)
    row.save()


def behind(rows: Any, **told: Any) -> None:
    """As the tables' owner."""
    with connection.cursor() as cursor:
        for statement in append_only.dropping(connection.vendor):
            cursor.execute(statement)
    rows.update(**told)


def test_a_manifest_that_was_made_to_fit_is_found_by_its_signature(
    a: ATrial, settings: Any
) -> None:
    made = lock(a)
    FollowUp.objects.filter(visit="W6").update(not_done_why="x")
    made.manifest = queries.manifest_of(a.trial, diaries_until=LATER)
    made.save()
    with pytest.raises(CommandError, match="not the one that was signed"):
        verified()
    lock_again(a)
    assert verified()
    with pytest.raises(CommandError, match="locked anew"):
        verified("--signature", "0" * 64)
    settings.TRIAL_KEY = "another"
    with pytest.raises(CommandError, match="the key is another"):
        verified()


def test_verify_says_so_where_there_is_no_trial_or_no_lock(a: ATrial) -> None:
    with pytest.raises(CommandError, match="not locked"):
        verified()
    with pytest.raises(CommandError, match="no trial"):
        call_command("verify_lock", "nothing")


def test_each_table_of_the_trial_is_signed_or_may_go_on() -> None:
    signed = {*queries._OF_TRIAL, *queries._OF_WORLD}
    assert not signed & queries.GOES_ON
    assert signed | queries.GOES_ON == set(apps.get_app_config("trial").get_models())


def test_the_page_asks_shows_and_locks(a: ATrial, signed_in: SignIn) -> None:
    first = signed_in(a.people["SETUP"])
    page = first.get(LOCK).content.decode()
    assert "Follow-up visits neither done nor noted as not done: 4" in page
    assert first.post(LOCK, {"reason": ""}).status_code == 422
    assert first.post(LOCK, {"reason": "x\x00"}).status_code == 422
    assert first.post(LOCK, {"reason": "x" * 501}).status_code == 422
    assert first.post(LOCK, {"reason": "Complete"}).status_code == 302
    assert "Lock the data for good" not in first.get(LOCK).content.decode()
    other = signed_in(second(a))
    assert "Lock the data for good" in other.get(LOCK).content.decode()
    assert other.post(f"{LOCK}now/").status_code == 302
    assert DatabaseLock.objects.get().signature in other.get(LOCK).content.decode()


def test_who_may_not_set_the_trial_up_does_not_open_the_lock(a: ATrial, signed_in: SignIn) -> None:
    for right in ("OFFICE", "STATISTICIAN", "MONITOR", "ENROL"):
        client = signed_in(a.person(right))
        assert client.get(LOCK).status_code == 404
        assert client.post(f"{LOCK}now/").status_code == 404
        assert client.post(f"{LOCK}take-back/").status_code == 404


def test_a_right_taken_away_while_the_page_was_open_locks_nothing(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    locking.ask(trial=a.trial, reason="Complete", by=a.people["SETUP"], now=LATER)
    who = second(a)
    TrialRight.objects.filter(user=who).update(
        ended_at=now + timedelta(days=1), ended_by=a.trial.created_by
    )
    with pytest.raises(Refused, match="any more"):
        locking.put_in_force(trial=a.trial, by=who, now=LATER)
    assert signed_in(who).post(f"{LOCK}now/").status_code == 404
    assert DatabaseLock.objects.get().approved_at is None
