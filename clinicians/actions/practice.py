"""The practice caseload of one nurse: made, made anew, and put away, all by the real actions.

A practice patient is told of to nobody and counted nowhere; that is decided where things are told
and counted, by `Patient.world`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from alerts.actions.answering import change_situation
from alerts.actions.flagging import flag
from clinicians.actions.introduction import open_for
from clinicians.learning.practice import ABOUT, EXAMPLES, Example
from clinicians.queries.learning import practice_patients
from diaries.actions import care, checks
from diaries.actions import patients as diary
from diaries.answers import Answers
from diaries.models import Patient
from paincheck.accounts.models import Team, User
from paincheck.transactions import atomic_with_retries


class NoTeam(ValueError):
    """She is in no team that could have them."""


@atomic_with_retries
def begin(*, key: UUID, by: User, now: datetime) -> int:
    """Four patients in her own team; those of before are put away. Returns how many are new.

    The same key again changes nothing. Raises NoTeam.
    """
    User.objects.select_for_update().get(pk=by.pk)
    team = Team.objects.filter(members__nurse=by).order_by("name", "pk").first()
    if team is None:
        raise NoTeam
    codes = [diary.new_code(uuid5(key, example.last_name)) for example in EXAMPLES]
    if Patient.objects.filter(code__in=codes).exists():
        return 0
    put_away(by=by, now=now)
    for code, example in zip(codes, EXAMPLES, strict=True):
        _make(example, code=code, key=key, team=team, by=by, now=now)
    return len(codes)


@atomic_with_retries
def put_away(*, by: User, now: datetime) -> int:
    """Hers are discharged, which closes their alerts; none is erased, since the trail names them.

    Those that she registered by hand for practice stay.
    """
    standing = list(practice_patients(by))
    for patient in standing:
        change_situation(patient=patient, status=Patient.Status.DISCHARGED, by=by, now=now)
    return len(standing)


def _make(
    example: Example, *, code: str, key: UUID, team: Team, by: User, now: datetime
) -> Patient:
    patient = diary.register(
        code=code,
        team=team,
        nurse=by,
        first_name=example.first_name,
        last_name=example.last_name,
        email="",
        phone="",
        world=Patient.World.PRACTICE,
        about=ABOUT,
        pain_goal=example.goal,
        by=by,
        now=now,
    )
    open_for(patient=patient, by=by, now=now)
    today = checks.local_day(patient, now).date()
    for name, purpose in example.medicines:
        care.start_medication(
            patient=patient, name=name, route="", purpose=purpose, dose="as on the drug chart",
            on=today, by=by, now=now,
        )  # fmt: skip
    _fill(patient, example, key=key, by=by, now=now)
    return patient


def _fill(patient: Patient, example: Example, *, key: UUID, by: User, now: datetime) -> None:
    """The checks reach us now, as those of a phone that had been away, and the rules see each at
    once. Nothing is dated back: the trail says when they were made."""
    for told in example.checks:
        said: dict[str, Any] = dict(told.said)
        check = checks.submit(
            patient=patient,
            answers=Answers.from_dict({"worst": told.worst, "average": told.average} | said),
            key=uuid5(key, f"{example.last_name}:{told.ago}"),
            answered_at=now - told.ago,
            by=patient.user or by,
            now=now,
        ).check
        flag(kind="check", row_id=str(check.pk), now=now)
        if told is example.checks[0]:
            checks.set_baseline(check=check, by=by, now=now)
