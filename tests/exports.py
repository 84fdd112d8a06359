"""A trial's rows for tests of the export: the same whatever the arms, but for diaries."""

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from alerts.models import ThresholdSettings
from clinicians.models import Introduction, IntroductionStep
from diaries.models import (
    Contact,
    ExtraDose,
    FullerCheck,
    Medication,
    MedicationChange,
    PainCheck,
)
from tests.factories import NOON, PatientFactory, make_alert
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import following
from trial.models import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Approach,
    Arm,
    ArmGuess,
    FormEntry,
    Leaving,
    Participant,
    SafetyReport,
)

DAY = timedelta(days=1)
FORMULA = '=HYPERLINK("https://x")'


def filled(arms: Sequence[int] = (0, 1, 0, 1), *, mode: str = "LIVE", **told: Any) -> ATrial:
    """A participant for each arm; the first is flagged, the second died, the third withdrew her
    data on the tenth day, the fourth left the treatment. Who is in arm 0 has a diary."""
    a = make_trial(mode=mode, **told)
    for n, arm in enumerate(arms, start=1):
        _participant(a, n, arm)
    make_participant(a, n=9, ready=False)
    return a


def _participant(a: ATrial, n: int, arm: int) -> None:
    one, by = make_participant(a, n=n, at=(n - 1) % len(a.sites)), a.person("ENROL")
    given = Allocation.objects.create(
        trial=a.trial, world=a.trial.world, number=n, participant=one, design=a.design,
        arm=Arm.objects.filter(trial=a.trial)[arm], stratum="pain:low", evidence={},
        previous=f"{a.trial.pk}-{n}", digest="d", by=by, at=NOON,
    )  # fmt: skip
    AllocationLevel.objects.create(allocation=given, factor="pain", level="low")
    following.plan(allocation=given, design=a.design, now=NOON)
    _follow_up(a, one, by)
    if n == 1:
        AllocationError.objects.create(allocation=given, reason="Wrong site", by=by, at=NOON)
    if n == 2:
        Participant.objects.filter(pk=one.pk).update(
            died_on=date(2027, 1, 30), death_told_by=by, death_told_at=NOON + 70 * DAY
        )
    if n in (3, 4):
        kind = Leaving.Kind.DATA if n == 3 else Leaving.Kind.PAINCHECK
        Leaving.objects.create(
            participant=one, kind=kind, why="She moves", on=(NOON + 10 * DAY).date(), by=by,
            at=NOON + 11 * DAY,
        )  # fmt: skip
    if arm == 0:
        _diary(a, one)


def _follow_up(a: ATrial, one: Participant, by: Any) -> None:
    answers = {"worst": 6, "average": 4, "least": 0, "now": 3, "exposure": "OFTEN"}
    day = (NOON + 42 * DAY).date()
    for version, reason in ((1, ""), (2, "Read wrongly")):
        FormEntry.objects.create(
            participant=one, form="W6", version=version, answers=answers | {"worst": 5 + version},
            mode="CALL", filled_on=day, reason=reason, by=by, at=NOON + 42 * DAY,
        )  # fmt: skip
    visit = one.follow_ups.get(visit="W6")
    Approach.objects.create(
        follow_up=visit, channel="CALL", outcome="DONE", note="Her son answered", by=by,
        at=NOON + 42 * DAY,
    )  # fmt: skip
    ArmGuess.objects.create(follow_up=visit, arm_code="SSM", by=by, at=NOON + 42 * DAY)
    visit.completed_on = day
    visit.save()
    SafetyReport.objects.create(
        trial=a.trial, world=one.world, site=one.site, participant=one, kind="ADVERSE",
        happened_on=(NOON + 5 * DAY).date(), known_at=NOON + 6 * DAY, what="A fall at home",
        by=by, at=NOON + 6 * DAY,
    )  # fmt: skip


def _diary(a: ATrial, one: Participant) -> None:
    nurse, team = one.nurse, one.team
    diary = PatientFactory(
        nurse=nurse, team=team, first_name="Par", last_name="Ticipant", world=one.world
    )
    Participant.objects.filter(pk=one.pk).update(patient=diary)
    first = check(diary, NOON + DAY, n=one.pk * 10, note=FORMULA)
    check(diary, NOON + DAY, n=one.pk * 10 + 1, amends=first, worst="7.5")
    PainCheck.objects.filter(pk=first.pk).update(superseded_at=NOON + 2 * DAY)
    check(diary, NOON + 20 * DAY, n=one.pk * 10 + 2, danger=True, danger_items=["WEAK_LEGS"])
    ExtraDose.objects.create(
        patient=diary, key=uuid.uuid4(), taken_at=NOON + DAY, day=(NOON + DAY).date(),
        recorded_at=NOON + DAY, helped="A_LOT",
    )  # fmt: skip
    FullerCheck.objects.create(
        patient=diary, key=uuid.uuid4(), day=(NOON + DAY).date(), begun_at=NOON + DAY,
        saved_at=NOON + DAY, sent_at=NOON + DAY, answers={
            "sites": ["HEAD", "CHEST"], "moving": 4, "helped": [["HEAT", "YES"]],
            "like_other": "+like this",
        },
    )  # fmt: skip
    make_alert(diary, opened_at=NOON + DAY)
    Contact.objects.create(
        patient=diary, nurse=nurse, channel="PHONE", outcome="SELF_CARE", at=NOON + 2 * DAY,
        recorded_at=NOON + 2 * DAY, note="Talked with her",
    )  # fmt: skip
    medicine = Medication.objects.create(patient=diary, name="Morphine", route="by mouth")
    MedicationChange.objects.create(
        medication=medicine, kind="STARTED", dose="as written", on=(NOON + DAY).date(),
        entered_by=nurse, entered_at=NOON + DAY,
    )  # fmt: skip
    introduction = Introduction.objects.create(
        patient=diary, opened_at=NOON, due_on=(NOON + 7 * DAY).date()
    )
    IntroductionStep.objects.create(
        introduction=introduction, item="GOAL", by=nurse, done_at=NOON + DAY
    )
    ThresholdSettings.objects.create(
        patient=diary, severe=8, reason="Agreed", changed_by=nurse, changed_at=NOON + DAY
    )


def check(diary: Any, at: datetime, *, n: int, worst: str = "6", **told: Any) -> PainCheck:
    return PainCheck.objects.create(
        pk=uuid.UUID(int=n), patient=diary, key=uuid.UUID(int=n), digest="d", answered_at=at,
        received_at=at, day=at.date(), worst=worst, average="4.0", wish="NO", **told,
    )  # fmt: skip


def opened(content: bytes) -> dict[str, bytes]:
    """Each file of the zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(opened(content)[f"{name}.csv"].decode())))


def manifest(content: bytes) -> Any:
    return json.loads(opened(content)["manifest.json"])
