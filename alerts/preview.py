"""What other numbers would have done to the last four weeks of a site, or of one patient.

Read from the real history, and nothing is written but what the job itself keeps, and a line on the
trail of who looked (alerts.replay says what is left out).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from alerts.actions.settings import looked_back
from alerts.compared import MOST_LISTED, Difference, Load, is_replayed, missed
from alerts.happened import Diary
from alerts.history import diaries_of
from alerts.models import Alert
from alerts.queries import thresholds_of_site
from alerts.replay import replay
from alerts.rules import Thresholds
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import Site, User
from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job

KIND = "threshold_preview"
LOOKED_AT = timedelta(days=28)
# Gone through before that, so that what is open or closed when it begins is as it would have been.
RUN_UP = timedelta(days=56)
# So many checks are gone through while somebody waits for a page: about a second.
AT_ONCE = 1_000
NO_HISTORY = (
    "There is no pain check of the last four weeks to try these numbers on. "
    "You can save them all the same: they hold from the next check on."
)

Tell = Callable[[int, int], None]


@dataclass
class Outcome:
    """`before` is with the numbers that hold, `after` with the others. `really` is how many alerts
    were raised in that time, whatever numbers held then."""

    since: datetime
    until: datetime
    patients: int
    checks: int
    really: int
    before: Load = field(default_factory=Load)
    after: Load = field(default_factory=Load)
    gone: list[Difference] = field(default_factory=list)
    new: list[Difference] = field(default_factory=list)
    silence_left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        missed = [one for one in self.gone if not (one.later or one.calmer)]
        weaker = [one for one in self.gone if one.later or one.calmer]
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "patients": self.patients,
            "checks": self.checks,
            "really": self.really,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "missed": len(missed),
            "later": len([one for one in weaker if one.later]),
            "calmer": len([one for one in weaker if one.calmer]),
            "gone": [_listed(one) for one in (*missed[:MOST_LISTED], *weaker[:MOST_LISTED])],
            "new": [_listed(one) for one in self.new[:MOST_LISTED]],
            "silence_left_out": self.silence_left_out,
        }


def _listed(one: Difference) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat()}


def arguments(
    *, site: Site, patient: Patient | None, numbers: Mapping[str, int | None]
) -> dict[str, Any]:
    """Of a job, as JSON keeps them."""
    mine = None if patient is None else patient.pk
    return {"site": site.pk, "patient": mine, "numbers": dict(numbers)}


def _back(job: Job) -> str:
    told = job.arguments
    code = Patient.objects.filter(pk=told["patient"]).values_list("code", flat=True).first()
    chosen = urlencode({name: number or "" for name, number in told["numbers"].items()})
    if code is not None:
        return reverse("alerts:patient_thresholds", args=[code]) + f"?{chosen}"
    return reverse("alerts:site_thresholds", args=[told["site"]]) + f"?{chosen}"


def _shown(job: Job) -> str:
    return reverse("alerts:preview", args=[job.pk])


@job_kind(KIND, title="What these numbers would have done", back=_back, shown=_shown)
def work(job: Job, progress: Progress) -> Result:
    """Around the moment of asking, so that another worker comes to the same."""
    told = job.arguments
    site = Site.objects.get(pk=told["site"])
    patients = patients_of(site, told["patient"])
    if not checks_of(patients, job.asked_at):
        raise CannotBeDone(NO_HISTORY)
    one = patients[0] if told["patient"] is not None else None
    _note(site, one, job.asked_at, by=job.asked_by, now=progress.now)
    found = compare(
        site=site,
        patients=patients,
        one=one is not None,
        numbers=told["numbers"],
        now=job.asked_at,
        tell=progress,
    )
    return Result(result=found.as_dict())


def four_weeks_with(
    *,
    by: User,
    site: Site,
    patient: Patient | None,
    numbers: Mapping[str, int | None],
    now: datetime,
) -> tuple[int, int] | None:
    """How many alerts with the numbers that hold, and with these. None: nobody has worked it out
    yet, and it would take too long while somebody waits for a page."""
    told = arguments(site=site, patient=patient, numbers=numbers)
    done = Job.objects.filter(asked_by=by, kind=KIND, state=Job.State.DONE, expires_at__gt=now)
    for result, asked in done.order_by("-asked_at").values_list("result", "arguments")[:20]:
        if asked == told and result is not None:
            return result["before"]["all"], result["after"]["all"]
    patients = patients_of(site, told["patient"])
    if checks_of(patients, now) > AT_ONCE:
        return None
    _note(site, patient, now, by=by, now=now)
    found = compare(site=site, patients=patients, one=patient is not None, numbers=numbers, now=now)
    return found.before.all, found.after.all


def _note(site: Site, patient: Patient | None, until: datetime, *, by: User, now: datetime) -> None:
    """The run-up is read too."""
    since = until - LOOKED_AT - RUN_UP
    looked_back(site=site, patient=patient, since=since, until=until, by=by, now=now)


def patients_of(site: Site, patient_id: int | None) -> list[Patient]:
    """Of the real world: a practice patient is never counted."""
    rows = Patient.objects.filter(team__site=site, world=Patient.World.LIVE)
    if patient_id is not None:
        rows = rows.filter(pk=patient_id)
    return list(rows.select_related("team").order_by("pk"))


def checks_of(patients: Sequence[Patient], now: datetime) -> int:
    """How many checks there are to go by, of the four weeks."""
    rows = PainCheck.objects.filter(patient__in=patients, received_at__lt=now)
    own = rows.exclude(source=PainCheck.Source.IMPORTED)
    return own.filter(received_at__gte=now - LOOKED_AT).count()


def compare(
    *,
    site: Site,
    patients: Sequence[Patient],
    one: bool,
    numbers: Mapping[str, int | None],
    now: datetime,
    tell: Tell = lambda done, of: None,
) -> Outcome:
    """`numbers` in the place of the site's, or of the patient's own where it is about `one`."""
    since = now - LOOKED_AT
    held = thresholds_of_site(site)
    tried = held if one else Thresholds().with_overrides(numbers)
    found = Outcome(since, now, len(patients), checks_of(patients, now), really=0)
    really = _really_raised(patients, since, now)
    found.really = sum(sum(times.values()) for times in really.values())
    teams = {patient.pk: patient.team.name for patient in patients}
    done = 0
    for some in diaries_of(patients, since=since - RUN_UP, until=now):
        for diary in some:
            tell(done, len(patients))
            own = numbers if one else diary.overrides
            both = held.with_overrides(diary.overrides), tried.with_overrides(own)
            _add(found, diary, both, teams[diary.patient], really[diary.patient])
            done += 1
    return found


def _add(
    found: Outcome,
    diary: Diary,
    both: tuple[Thresholds, Thresholds],
    team: str,
    really: Counter[tuple[str, str]],
) -> None:
    """What one patient's history comes to, with the numbers that hold and with the others."""
    zone, since = timezone.get_default_timezone(), found.since
    before, after = (
        replay(diary, theirs, zone=zone, since=since - RUN_UP, until=found.until) for theirs in both
    )
    found.before.count(before, team, since=since)
    found.after.count(after, team, since=since)
    found.gone += missed(before, after, since=since)
    found.new += missed(after, before, since=since)
    silence = diary.silence is not None
    found.silence_left_out += not silence
    for (rule, level), times in really.items():
        if not is_replayed(rule, silence=silence):
            found.before.add(level, rule, team, times)
            found.after.add(level, rule, team, times)


def _really_raised(
    patients: Sequence[Patient], since: datetime, until: datetime
) -> dict[int, Counter[tuple[str, str]]]:
    """By patient, how many alerts of each (rule, level) were opened."""
    found: dict[int, Counter[tuple[str, str]]] = {patient.pk: Counter() for patient in patients}
    rows = Alert.objects.filter(patient__in=patients, opened_at__gte=since, opened_at__lt=until)
    for patient_id, rule, level, n in rows.values_list("patient", "rule", "level").annotate(
        n=Count("pk")
    ):
        found[patient_id][rule, level] += n
    return found
