"""Engagement, nurse by nurse: sign-ins, patients, and what came to each. Ordered by name, and for
offering help: nobody is measured against another."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count

from alerts.models import Alert
from clinicians.engagement import BY_SLUG, Load, Measure, Row, by_name
from clinicians.models import Introduction, Task
from clinicians.queries.engaged import Scope, local_day, row_of
from diaries.models import Message, Patient
from diaries.queries.patients import OPEN
from paincheck.accounts.models import Team, TeamMember, User
from paincheck.audit.models import AuditEvent

KINDS = (
    ("alert", "alerts"),
    ("task due", "tasks due"),
    ("message", "messages"),
    ("introduction due", "introductions due"),
)


@dataclass
class AtWork:
    """A nurse with the teams in which she has a place, or for whose patients she is named."""

    nurse: User
    teams: dict[int, Team] = field(default_factory=dict)

    @property
    def team(self) -> str:
        return ", ".join(sorted(team.name for team in self.teams.values()))

    @property
    def site(self) -> str:
        return ", ".join(sorted({team.site.name for team in self.teams.values()}))


def _at_work(scope: Scope) -> list[AtWork]:
    """By name. One query."""
    found: dict[int, AtWork] = {}
    members = TeamMember.objects.filter(team__in=scope.teams, nurse__is_active=True)
    pairs = [(row.nurse, row.team) for row in members.select_related("nurse", "team__site")]
    pairs += [(one.nurse, one.team) for one in scope.patients.values() if one.status in OPEN]
    for nurse, team in pairs:
        found.setdefault(nurse.pk, AtWork(nurse)).teams.setdefault(team.pk, team)
    return sorted(found.values(), key=lambda one: (one.nurse.full_name.casefold(), one.nurse.pk))


def sign_ins(scope: Scope) -> Measure:
    """Two queries. The days with a sign-in, never how often on one."""
    people = _at_work(scope)
    lines = AuditEvent.objects.filter(
        at__range=scope.moments,
        action__startswith="sign_in.",
        actor_id__in=[one.nurse.pk for one in people],
    )
    days = defaultdict(set)
    for pk, at in lines.values_list("actor_id", "at"):
        days[pk].add(local_day(at))
    rows = [_row(one, len(days[one.nurse.pk]), "day", "days") for one in people]
    return Measure(BY_SLUG["sign-ins"], rows, counts_rows=True)


def patients(scope: Scope) -> Measure:
    """One query. As it stands now."""
    people = _at_work(scope)
    named = Counter(one.nurse_id for one in scope.patients.values() if one.status in OPEN)
    rows = [_row(one, named[one.nurse.pk], "patient", "patients") for one in people]
    total = sum(named.values())
    beside = f"{total} patient{'' if total == 1 else 's'} with an open diary"
    return Measure(BY_SLUG["patients"], rows if total else [], counts_rows=True, beside=beside)


def _row(one: AtWork, number: int, unit: str, units: str) -> Row:
    return Row(
        name=one.nurse.full_name,
        team=one.team,
        done=int(number > 0),
        of=1,
        words=f"{number} {unit if number == 1 else units}",
        site=one.site,
        value=number,
    )


def loads(scope: Scope) -> list[Load]:
    """Six queries. Everybody who has a place in a team stands here, with nothing too."""
    came, unread = _came(scope), _unread(scope)
    hers: dict[int, list[int]] = defaultdict(list)
    for pk, patient in scope.patients.items():
        hers[patient.nurse_id].append(pk)
    return [_load(scope, one, hers[one.nurse.pk], came, unread) for one in _at_work(scope)]


def _load(
    scope: Scope,
    one: AtWork,
    hers: Sequence[int],
    came: Sequence[Mapping[int, int]],
    unread: Mapping[int, int],
) -> Load:
    alerts, tasks, messages, introductions = (sum(kind.get(pk, 0) for pk in hers) for kind in came)
    hours = scope.hours[next(iter(one.teams.values())).site_id]
    return Load(
        who=one.nurse.pk,
        name=one.nurse.full_name,
        team=one.team,
        alerts=alerts,
        tasks=tasks,
        messages=messages,
        introductions=introductions,
        unread=sum(unread.get(pk, 0) for pk in hers),
        working_days=sum(hours.span(day) is not None for day in scope.period.days),
        site=one.site,
    )


def _came(scope: Scope) -> list[dict[int, int]]:
    """In the order of KINDS: how much of it came in the period, by patient. Four queries."""
    whose = {"patient__in": scope.live.values("pk")}
    days = (scope.period.first, scope.period.last)
    kinds = (
        Alert.objects.filter(opened_at__range=scope.moments, **whose),
        Task.objects.filter(due_on__range=days, **whose),
        Message.objects.from_patients().filter(sent_at__range=scope.moments, **whose),
        Introduction.objects.filter(due_on__range=days, **whose),
    )
    return [dict(rows.order_by().values_list("patient").annotate(n=Count("pk"))) for rows in kinds]


def _unread(scope: Scope) -> dict[int, int]:
    rows = Message.objects.from_patients().unread().filter(patient__in=scope.live.values("pk"))
    return dict(rows.order_by().values_list("patient").annotate(n=Count("pk")))


def rows_of(scope: Scope) -> list[Row]:
    """The same for a table: what came, of how many working days."""
    return [
        Row(one.name, one.team, one.things, one.working_days, site=one.site, value=one.a_day)
        for one in loads(scope)
    ]


def by_nurse(scope: Scope) -> list[tuple[str, list[Row]]]:
    """The patients behind each nurse's load, under her name. Five queries."""
    came = _came(scope)
    groups: dict[str, list[Row]] = {}
    for one in sorted(scope.patients.values(), key=_nurse_first):
        counts = [kind.get(one.pk, 0) for kind in came]
        if any(counts):
            groups.setdefault(one.nurse.full_name, []).append(_came_row(one, counts))
    return [(name, by_name(rows)) for name, rows in groups.items()]


def _came_row(patient: Patient, counts: Sequence[int]) -> Row:
    told = [f"{n} {words[n > 1]}" for n, words in zip(counts, KINDS, strict=True) if n]
    # Her nurse is the heading.
    return replace(row_of(patient, sum(counts), 0, ", ".join(told)), nurse="")


def _nurse_first(patient: Patient) -> str:
    return patient.nurse.full_name.casefold()
