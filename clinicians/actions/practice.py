"""The practice caseload of one nurse: made, made anew, and put away, all by the real actions.

A practice patient is told of to nobody and counted nowhere; that is decided where things are told
and counted, by `Patient.world`.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from alerts.actions.answering import change_situation
from alerts.actions.flagging import flag
from clinicians.actions.introduction import first_check_done, open_for
from clinicians.learning.practice import ABOUT, EXAMPLES, Example
from clinicians.queries.learning import practice_patients
from diaries.actions import care, checks
from diaries.actions import patients as diary
from diaries.answers import Answers
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import Team, User
from paincheck.transactions import atomic_with_retries

MEDICINES_SINCE = timedelta(days=60)  # so long that nobody asks of them whether they help


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
    began = checks.local_day(patient, now).date() - MEDICINES_SINCE
    for name, purpose in example.medicines:
        care.start_medication(
            patient=patient, name=name, route="", purpose=purpose, dose="as on the drug chart",
            on=began, by=by, now=now,
        )  # fmt: skip
    _fill(patient, example, key=key, by=by, now=now)
    return patient


def _fill(patient: Patient, example: Example, *, key: UUID, by: User, now: datetime) -> None:
    """The first check counts as done together; the rules see each at once.

    Afterwards each has arrived when it was answered, as a diary of some days looks. The trail and
    the alerts keep the time at which all of it was made.
    """
    for told in example.checks:
        first = told is example.checks[0]
        source = PainCheck.Source.TOGETHER if first else PainCheck.Source.PATIENT
        at = now - told.ago
        check = checks.submit(
            patient=patient,
            answers=Answers.from_dict({"worst": told.worst, "average": told.average, **told.said}),
            key=uuid5(key, f"{example.last_name}:{told.ago}"),
            answered_at=at,
            by=by if first else patient.user or by,
            now=now,
            source=source,
        ).check
        flag(kind="check", row_id=str(check.pk), now=now)
        if first:
            first_check_done(check=check, by=by, now=now)
        PainCheck.objects.filter(pk=check.pk).update(received_at=at)
