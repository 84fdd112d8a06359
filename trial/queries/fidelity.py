"""How the care under study was carried out: for the statistician alone, since it shows who has a
diary. Seven queries, whatever the number of participants."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from clinicians.engagement import Period, Span, checks_of_due, days_asked
from clinicians.models import Introduction
from clinicians.queries.engaged import Events, events_of, local_day, spans_not_asked
from diaries.models import PainCheck, Patient
from trial.fidelity import Fidelity, Shown, fidelity
from trial.models import Allocation, Leaving, Participant, TrialRight, TrialSite
from trial.queries import designs
from trial.queries.rights import Held, participants_of

Right = TrialRight.Right
WHO = (Right.STATISTICIAN,)
WEEK = timedelta(days=7)
DEFAULT_DAYS = 7  # where no design is in force
LEFT = (Leaving.Kind.PAINCHECK, Leaving.Kind.DATA)


@dataclass(frozen=True)
class Known:
    """What was read of all of them at once."""

    days: Mapping[int, Collection[date]]  # with a check, by patient
    events: Events
    left: Mapping[int, date]  # by participant
    weeks: int
    today: date


def fidelity_of(held: Held, now: datetime) -> Fidelity:
    people = participants_of(held, *WHO).filter(allocation__arm__opens_diary=True)
    design = designs.in_force(held.trial)
    visits = design.content["visits"] if design else []
    known = Known(
        days=_days(people),
        events=events_of(Patient.objects.filter(pk__in=people.values("patient"))),
        left=_left(people),
        weeks=max((int(one["due_days"]) for one in visits), default=0) // 7,
        today=local_day(now),
    )
    given = Allocation.objects.filter(participant__in=people.values("pk")).select_related(
        "participant__site", "participant__patient__introduction"
    )
    mine = held.sites(*WHO)
    places = TrialSite.objects.filter(trial=held.trial).select_related("site")
    return fidelity(
        [_shown(one, known) for one in given],
        sites=[(one.code, one.site.name) for one in places if mine is None or one.pk in mine],
        reasons=dict(Introduction.NotDone.choices),
        days=int(design.content["introduction_days"]) if design else DEFAULT_DAYS,
        today=known.today,
    )


def _days(people: "QuerySet[Participant]") -> Mapping[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    checks = PainCheck.objects.current().filter(patient__in=people.values("patient"))
    checks = checks.exclude(source=PainCheck.Source.IMPORTED).order_by()
    for pk, day in checks.values_list("patient", "day").distinct():
        found[pk].add(day)
    return found


def _left(people: "QuerySet[Participant]") -> Mapping[int, date]:
    """Since when she left the care, or all of the trial."""
    rows = Leaving.objects.filter(
        participant__in=people.values("pk"), kind__in=LEFT, undone_at__isnull=True
    )
    found: dict[int, date] = {}
    for pk, on in rows.order_by("-on").values_list("participant", "on"):
        found[pk] = on
    return found


def _shown(given: Allocation, known: Known) -> Shown:
    participant, diary = given.participant, given.participant.patient
    shown = getattr(diary, "introduction", None)
    ended = _ended(participant, known)
    due_on = shown.due_on if shown else None
    finished = shown.finished_at if shown else None
    return Shown(
        number=participant.number,
        site=participant.site.code,
        due_on=due_on,
        finished_on=local_day(finished) if finished else None,
        not_done=shown.not_done if shown else "",
        closed=due_on is not None and ended is not None and ended <= due_on,
        checked=bool(diary and known.days.get(diary.pk)),
        weeks=tuple(_weeks(given, known, ended)) if diary else (),
    )


def _ended(participant: Participant, known: Known) -> date | None:
    """The day of the death or of leaving, or on which the nurses closed the diary."""
    diary = participant.patient
    days = [participant.died_on, known.left.get(participant.pk)]
    if diary is not None and diary.status in (Patient.Status.DIED, Patient.Status.DISCHARGED):
        days.append(local_day(diary.status_at))
    return min((day for day in days if day is not None), default=None)


def _weeks(given: Allocation, known: Known, ended: date | None) -> Iterable[tuple[int, int]]:
    """Whole weeks alone, up to yesterday: with a check, due. Nothing is due before the invitation,
    while paused or in hospital, or after a death or leaving."""
    diary = given.participant.patient
    if diary is None or diary.invited_at is None:
        return
    off: list[Span] = spans_not_asked(diary, known.events)
    off += [(ended, None)] if ended else []
    first = local_day(given.at) + timedelta(days=1)
    weekly = diary.schedule == Patient.Schedule.WEEKLY
    for n in range(known.weeks):
        week = Period(first + n * WEEK, first + (n + 1) * WEEK - timedelta(days=1))
        if week.last >= known.today:
            return
        asked = days_asked(week, after=local_day(diary.invited_at), off=off)
        checked = known.days.get(diary.pk, ())
        yield checks_of_due(week, asked=asked, checked=checked, weekly=weekly)
