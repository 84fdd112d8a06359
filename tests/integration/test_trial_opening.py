"""What an allocation opens: a diary for one arm, nothing by no door for the other (T3)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from clinicians.models import Introduction
from diaries.actions import patients
from diaries.actions.holds import Held
from diaries.models import Patient, RegistrationHold
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory
from tests.trials import CONTENT, ATrial, make_participant, make_trial
from trial.actions import screening
from trial.actions.allocating import allocate
from trial.actions.rights import Refused
from trial.models import Allocation, Participant

pytestmark = pytest.mark.django_db


def arms(*, opens: bool) -> list[dict[str, Any]]:
    """Both arms alike, so that chance has no part in the test."""
    return [row | {"opens_diary": opens} for row in CONTENT["arms"]]


def given(a: ATrial, now: datetime, n: int = 1) -> tuple[Participant, Allocation]:
    participant = make_participant(a, n=n, now=now)
    screening.hold_diary(participant, by=a.person("ENROL"), now=now)
    done = allocate(participant=participant, by=a.person("ENROL"), now=now, key=uuid4())
    participant.refresh_from_db()
    return participant, done.allocation


def test_supported_care_opens_a_diary_and_an_introduction(now: datetime) -> None:
    a = make_trial(mode="LIVE", arms=arms(opens=True), introduction_days=5)
    participant, _ = given(a, now)
    patient = participant.patient
    assert patient is not None
    assert (patient.world, patient.nurse, patient.team) == ("LIVE", participant.nurse, a.teams[0])
    assert patient.invited_at == now
    assert patient.user.roles.get().role == "PATIENT"
    assert Introduction.objects.get().due_on == (now + timedelta(days=5)).date()
    assert not RegistrationHold.objects.filter(lifted_at__isnull=True).exists()


def test_usual_care_opens_nothing_and_the_hold_ends_with_the_follow_up(now: datetime) -> None:
    a = make_trial(mode="LIVE", arms=arms(opens=False))
    participant, _ = given(a, now)
    assert participant.patient is None
    assert not Patient.objects.exists()
    assert not Introduction.objects.exists()
    told: dict[str, Any] = {
        "team": participant.team, "nurse": participant.nurse, "by": participant.nurse,
        "email": "", "phone": "", "first_name": participant.first_name,
        "last_name": participant.last_name, "born_on": participant.born_on,
    }  # fmt: skip
    last = now + timedelta(days=84 + 14)
    with pytest.raises(Held, match="before 3 March 2027"):
        patients.register(now=last, **told)
    assert patients.register(now=last + timedelta(days=1), **told)


def test_the_masked_get_the_same_mail_whichever_the_arm(now: datetime) -> None:
    said = {}
    for opens in (True, False):
        a = make_trial(mode="LIVE", arms=arms(opens=opens), code=f"impact{int(opens)}")
        for right in ("OFFICE", "ASSESSOR"):
            a.person(right)
        given(a, now, n=1 + opens)
        masked = [a.people[right] for right in ("OFFICE", "ASSESSOR")]
        mails = Delivery.objects.filter(recipient__in=masked)
        assert mails.count() == 2
        said[opens] = {
            (
                len(mail.subject),
                len(mail.text),
                mail.text.replace("-002", "-001").replace(a.trial.code, ""),
            )
            for mail in mails
        }
        nurse = Delivery.objects.get(recipient=a.people["nurse0"])
        assert nurse.subject == mails[0].subject
        assert "Ticipant" not in nurse.text + nurse.subject
        assert ("A diary is open" in nurse.text) is opens
    assert said[True] == said[False]


def test_who_holds_a_masked_right_elsewhere_is_told_nothing(now: datetime) -> None:
    a = make_trial(mode="LIVE")
    elsewhere = a.person("OFFICE", site=a.sites[1])
    given(a, now)
    assert not Delivery.objects.filter(recipient=elsewhere).exists()


def test_a_test_tells_nobody_and_its_diary_is_a_test_too(now: datetime) -> None:
    a = make_trial(arms=arms(opens=True))
    a.person("OFFICE")
    participant, _ = given(a, now)
    assert not Delivery.objects.exists()
    assert participant.patient is not None
    assert participant.patient.world == "TEST"


@pytest.mark.parametrize("opens", [True, False])
def test_what_could_refuse_a_diary_refuses_in_both_arms_alike(now: datetime, opens: bool) -> None:
    a = make_trial(mode="LIVE", arms=arms(opens=opens))
    participant = make_participant(a, now=now)
    told: dict[str, Any] = {"participant": participant, "by": a.person("ENROL"), "now": now}
    participant.nurse.is_active = False
    participant.nurse.save()
    with pytest.raises(Refused, match="does not work in that team"):
        allocate(key=uuid4(), **told)
    participant.nurse.is_active = True
    participant.nurse.save()
    site = a.teams[0].site
    site.live_at = None
    site.save()
    with pytest.raises(Refused, match="is not live in PainCheck yet"):
        allocate(key=uuid4(), **told)
    site.live_at = now
    site.save()
    PatientFactory(
        first_name=participant.first_name.upper(),
        last_name=participant.last_name,
        born_on=participant.born_on,
        status="DISCHARGED",
    )
    with pytest.raises(Refused, match="has had, a PainCheck diary"):
        allocate(key=uuid4(), **told)
    assert not Allocation.objects.exists()
    assert not Delivery.objects.exists()
