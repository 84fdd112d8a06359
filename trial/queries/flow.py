"""The flow of participants as somebody may see it: by arm, all arms together, or its head alone.

A masked flow reads no arm, no diary and nothing that a diary tells: what is not read cannot be
shown (safety rule T4). A fixed number of queries, whatever the number of participants.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from diaries.models import PainCheck, Patient
from trial import consort
from trial.consort import Box, Facts, Flow, Treatment
from trial.models import Allocation, AllocationError, FollowUp, Leaving, Participant, TrialRight
from trial.queries import designs
from trial.queries.rights import Held, participants_of

Right = TrialRight.Right
BY_ARM = (Right.TOTALS, Right.STATISTICIAN)
MASKED = (Right.SETUP, Right.OFFICE, Right.MONITOR)
WHO = (*BY_ARM, *MASKED, Right.ENROL)
SHARED = ("assessed", "excluded", "undecided", "allocated", "all")  # how their keys begin
LEFT_CARE = (Leaving.Kind.PAINCHECK, Leaving.Kind.DATA)
LEFT_FOLLOW_UP = (Leaving.Kind.FOLLOW_UP, Leaving.Kind.DATA)


@dataclass(frozen=True)
class BoxRow:
    """`key`: of its page; empty where the rows behind it are not hers to see."""

    title: str
    n: int
    depth: int
    key: str


@dataclass(frozen=True)
class FlowPage:
    flow: Flow
    by_arm: bool
    on: date
    groups: tuple[tuple[str, tuple[BoxRow, ...]], ...]


@dataclass(frozen=True)
class Person:
    number: str
    site: str
    why: str


@dataclass(frozen=True)
class PeoplePage:
    """Who is in one box."""

    title: str
    column: str
    people: tuple[Person, ...]


def sees_arms(held: Held) -> bool:
    """Who enrols never does, whatever else she was given by mistake."""
    return held.may(*BY_ARM) and not held.may(Right.ENROL)


def may_open(held: Held, key: str) -> bool:
    """Who is in an arm is the statistician's alone; who holds the totals sees numbers."""
    return is_shared(key) or (sees_arms(held) and held.may(Right.STATISTICIAN))


def is_shared(key: str) -> bool:
    """Whether nothing of an arm is told by who is in this box."""
    return key.partition("-")[0] in SHARED


def flow_page(held: Held, now: datetime) -> FlowPage:
    flow, _facts = _flow(held, now)
    groups = [("Enrolment", tuple(_rows(held, flow.assessed)))]
    for column in flow.columns:
        rows = (row for box in column.boxes for row in _rows(held, box))
        groups.append((column.name, tuple(rows)))
    return FlowPage(flow, sees_arms(held), timezone.localtime(now).date(), tuple(groups))


def people_page(held: Held, key: str, now: datetime) -> PeoplePage | None:
    """None: she has no such box."""
    if not may_open(held, key):
        return None
    # Rows of an arm are the statistician's, at the sites where she is that.
    flow, facts = _flow(held, now, BY_ARM if is_shared(key) else (Right.STATISTICIAN,))
    box = flow.box(key)
    if box is None:
        return None
    by_number = {one.number: one for one in facts}
    people = (by_number[number] for number in box.who)
    return PeoplePage(
        title=box.title,
        column=next((one.name for one in flow.columns if _holds(one.boxes, key)), ""),
        people=tuple(Person(one.number, one.site, one.why) for one in people),
    )


def _holds(boxes: Collection[Box], key: str) -> bool:
    return any(one.key == key for box in boxes for one in box.walk())


def _rows(held: Held, box: Box, depth: int = 0) -> Iterator[BoxRow]:
    yield BoxRow(box.title, box.n, depth, box.key if may_open(held, box.key) else "")
    for part in (*box.parts, *box.among):
        yield from _rows(held, part, depth + 1)


def _flow(
    held: Held, now: datetime, unmasked: Collection[str] = BY_ARM
) -> tuple[Flow, list[Facts]]:
    if held.may(Right.ENROL):
        facts = _facts(participants_of(held, Right.ENROL))
        return consort.head(facts), facts
    by_arm = sees_arms(held)
    people = participants_of(held, *(unmasked if by_arm else MASKED))
    facts = _facts(people)
    if by_arm:
        facts = _with_arms(facts, people, now)
    design = designs.in_force(held.trial)
    visits = [(one["code"], one["name"]) for one in design.content["visits"]] if design else []
    arms = list(held.trial.arms.values_list("code", "name")) if by_arm else []
    return consort.flow(facts, arms=arms, visits=visits, masked=not by_arm), facts


def _facts(people: "QuerySet[Participant]") -> list[Facts]:
    """What both arms have alike. Three queries."""
    visits: dict[int, list[tuple[str, bool, str]]] = defaultdict(list)
    planned = FollowUp.objects.filter(participant__in=people.values("pk")).order_by()
    for pk, code, done_on, not_done in planned.values_list(
        "participant", "visit", "completed_on", "not_done"
    ):
        visits[pk].append((code, done_on is not None, not_done))
    left = _left(people)
    given = Allocation.objects.filter(participant=OuterRef("pk"))
    error = AllocationError.objects.filter(allocation__participant=OuterRef("pk"))
    rows = people.annotate(is_given=Exists(given), in_error=Exists(error)).order_by("number")
    reasons = dict(Participant.Excluded.choices)
    return [
        Facts(
            number=row["number"],
            site=row["site__code"],
            excluded=row["excluded"],
            why=": ".join(filter(None, (reasons.get(row["excluded"]), row["excluded_why"]))),
            allocated=row["is_given"],
            visits=tuple(
                (
                    code,
                    consort.visit_state(
                        completed=done,
                        not_done=not_done,
                        died=row["died_on"] is not None,
                        left=bool(left[row["pk"]].keys() & set(LEFT_FOLLOW_UP)),
                    ),
                )
                for code, done, not_done in visits[row["pk"]]
            ),
            withdrew_data=Leaving.Kind.DATA in left[row["pk"]],
            in_error=row["in_error"],
        )
        for row in rows.values(
            "pk", "number", "site__code", "excluded", "excluded_why", "died_on", "is_given",
            "in_error",
        )
    ]  # fmt: skip


def _left(people: "QuerySet[Participant]") -> Mapping[int, dict[str, date]]:
    """Each way of leaving that stands, and since when."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = Leaving.objects.filter(participant__in=people.values("pk"), undone_at__isnull=True)
    for pk, kind, on in rows.values_list("participant", "kind", "on"):
        found[pk][kind] = on
    return found


def _with_arms(facts: list[Facts], people: "QuerySet[Participant]", now: datetime) -> list[Facts]:
    """Each one's arm, and whether its care was received. Three queries more."""
    checks = PainCheck.objects.current().filter(patient__in=people.values("patient"))
    checks = checks.exclude(source=PainCheck.Source.IMPORTED).order_by()
    checked = set(checks.values_list("patient", flat=True).distinct())
    left = _left(people)
    told = Allocation.objects.filter(participant__in=people.values("pk")).select_related(
        "arm", "participant__site__site", "participant__patient__introduction"
    )
    given = {one.participant.number: one for one in told}
    return [
        replace(
            one,
            arm=given[one.number].arm.code,
            received=_receipt(given[one.number], checked, left, now),
        )
        if one.number in given
        else one
        for one in facts
    ]


def _receipt(
    given: Allocation, checked: Collection[int], left: Mapping[int, dict[str, date]], now: datetime
) -> str:
    participant = given.participant
    zone = ZoneInfo(participant.site.site.time_zone)
    diary = participant.patient
    shown = getattr(diary, "introduction", None)
    died_on = participant.died_on
    if died_on is None and diary is not None and diary.status == Patient.Status.DIED:
        died_on = timezone.localtime(diary.status_at, zone).date()
    days = [on for kind, on in left[participant.pk].items() if kind in LEFT_CARE]
    treatment = Treatment(
        opens_diary=given.arm.opens_diary,
        allocated_on=timezone.localtime(given.at, zone).date(),
        introduced=shown is not None and shown.finished_at is not None,
        checked=participant.patient_id in checked,
        not_done=shown.not_done if shown else "",
        due_on=shown.due_on if shown else None,
        died_on=died_on,
        left_on=min(days, default=None),
    )
    return consort.receipt(treatment, timezone.localtime(now, zone).date())
