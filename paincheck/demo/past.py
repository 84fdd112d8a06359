"""The weeks before the last days: their checks are rows, and the rules look at each in its time.

A look that would find nothing and end nothing is left out, since it would write nothing: the demo
is made in seconds. So what the pages count over four weeks is what the rules really raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from alerts import rules
from alerts.actions.noticing import clear, notice
from alerts.actions.rounds import look_at_silence
from alerts.models import Alert
from alerts.queries import goal_of, reading_of, thresholds_of_site
from alerts.rules import Thresholds
from alerts.rules.readings import LOOK_BACK
from diaries.doses import LOOK_BACK as DOSES_BACK
from diaries.doses import taken_by, told_by
from diaries.models import PainCheck, Patient
from paincheck.demo.lately import NURSES_RING, see_to_alerts
from paincheck.demo.rows import ZONE


@dataclass
class _Diary:
    """A patient, all of her checks in order, and how many of them there are by now."""

    patient: Patient
    checks: Sequence[PainCheck]
    thresholds: Thresholds
    known: int = 0
    # Of which rules an alert is open, or closed and its cause not known to be gone (S12).
    restless: set[rules.Rule] = field(default_factory=set)

    @property
    def last(self) -> PainCheck:
        return self.checks[self.known - 1]


def live_again(
    histories: Mapping[int, Sequence[PainCheck]],
    patients: Mapping[int, Patient],
    *,
    since: date,
    until: date,
    rng: Random,
) -> None:
    """From the beginning of one day to that of another; `histories` by number of the patient."""
    held: dict[int, Thresholds] = {}
    diaries = []
    for number, checks in histories.items():
        patient = patients[number]
        site = patient.team.site
        theirs = held.setdefault(site.pk, thresholds_of_site(site))
        known = sum(check.day < since for check in checks)
        diaries.append(_Diary(patient, checks, theirs, known))
    day = since
    while day < until:
        _live_through(day, diaries, rng)
        day += timedelta(days=1)


def _live_through(day: date, diaries: Sequence[_Diary], rng: Random) -> None:
    midnight = datetime.combine(day, time.min, ZONE)
    for diary in diaries:
        _look_at_silence(diary, midnight)
    rounds = [datetime.combine(day, at, ZONE) for at in NURSES_RING]
    for at, diary in sorted(_of_the_day(day, diaries), key=lambda one: one[0]):
        while rounds and rounds[0] < at:
            see_to_alerts(rounds.pop(0), rng)
        diary.known += 1
        _look_at(diary, diary.last)
    for at in rounds:
        see_to_alerts(at, rng)


def _of_the_day(day: date, diaries: Sequence[_Diary]) -> list[tuple[datetime, _Diary]]:
    found = []
    for diary in diaries:
        for check in diary.checks[diary.known :]:
            if check.day != day:
                break
            found.append((check.answered_at, diary))
    return found


@transaction.atomic
def _look_at(diary: _Diary, check: PainCheck) -> None:
    """As `alerts.actions.flagging` judges it."""
    patient, held, at = diary.patient, diary.thresholds, check.answered_at
    readings, goal = _readings(diary), goal_of(patient)
    finds = rules.evaluate(readings, held, goal, at)
    if not finds and not diary.restless:
        return
    Patient.objects.hold(patient.pk)
    for finding in finds:
        notice(patient=patient, finding=finding, cause=check, now=at)
        diary.restless.add(finding.rule)
    for rule in diary.restless - {finding.rule for finding in finds}:
        if rules.has_cleared(rule, readings, held, goal):
            clear(patient=patient, rule=rule, now=at)
    standing = Alert.objects.filter(patient=patient, cleared_at=None)
    diary.restless = {rules.Rule(rule) for rule in standing.values_list("rule", flat=True)}


def _readings(diary: _Diary) -> list[rules.Reading]:
    """As `alerts.queries.readings_up_to` has them, without a dose noted by itself."""
    baseline = diary.checks[0]
    lately = diary.checks[max(0, diary.known - LOOK_BACK) : diary.known]
    if lately[0] is not baseline:
        lately = [baseline, *lately]
    *before, last = (reading_of(check, baseline_id=baseline.pk) for check in lately)
    told = told_by(
        (one.at, one.since_last, one.extra_doses)
        for one in (*before, last)
        if one.at > last.at - DOSES_BACK
    )
    return [*before, replace(last, doses_in_24_hours=taken_by(last.at, told, []))]


def _look_at_silence(diary: _Diary, midnight: datetime) -> None:
    """On the day on which she has gone quiet; what is still silent later is found by the rounds."""
    patient, missed = diary.patient, (midnight.date() - diary.last.day).days - 1
    late = missed - 6 if patient.schedule == Patient.Schedule.WEEKLY else missed
    if late == diary.thresholds.quiet_days:
        patient.summary.last_check = diary.last
        if look_at_silence(patient, midnight):
            diary.restless.add(rules.Rule.GONE_QUIET)
