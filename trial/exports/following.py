"""The tables of what came after: allocation, visits, leaving, deaths, safety; alike in both arms.

Nothing here may betray an arm, but what is marked `unmasked`.
"""

from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Subquery

from trial.exports.columns import Column, DayThere, InOrder, Kind, coded, words
from trial.exports.people import in_order, participant
from trial.exports.tables import Scope, Table
from trial.models import (
    Allocation,
    AllocationLevel,
    Approach,
    ArmGuess,
    FollowUp,
    Leaving,
    SafetyReport,
)

_DAY: "DateField[Any, Any]" = DateField()

VISITS = Table(
    "visits",
    "Each follow-up visit that was planned, timed from the allocation",
    lambda scope: [FollowUp.objects.filter(participant__in=scope.participants())],
    (
        participant(),
        Column("visit", Kind.CODE, "The visit’s code", "visit"),
        Column("due_on", Kind.DAY, "Day on which it is due", "due_on"),
        Column("opens_on", Kind.DAY, "First day of its window", "opens_on"),
        Column("closes_on", Kind.DAY, "Last day of its window", "closes_on"),
        Column("completed_on", Kind.DAY, "Day of the form that was filled in", "completed_on"),
        coded("not_done", "Why there is none; died stands apart from lost", "not_done",
              FollowUp.NotDone.choices),
        Column("not_done_at", Kind.MOMENT, "When that was noted", "not_done_at"),
        words("not_done_why", "The reason in words", "not_done_why"),
    ),
    in_order("participant__", "due_on", InOrder(F("visit"))),
    when="completed_on",
)  # fmt: skip
APPROACHES = Table(
    "approaches",
    "Each try to reach a participant for a visit",
    lambda scope: [
        Approach.objects.filter(follow_up__participant__in=scope.participants())
    ],
    (
        participant("follow_up__participant__"),
        Column("visit", Kind.CODE, "The visit’s code", "follow_up__visit"),
        Column("at", Kind.MOMENT, "When it was noted", "at"),
        coded("channel", "How", "channel", Approach.Channel.choices),
        coded("outcome", "What came of it", "outcome", Approach.Outcome.choices),
        words("note", "What was noted", "note"),
    ),
    in_order("follow_up__participant__", "at", "pk"),
    owner="follow_up__participant",
    when="at",
    moment=True,
)  # fmt: skip
LEAVINGS = Table(
    "leavings",
    "Leaving the treatment, leaving the follow-up, withdrawing data: three choices",
    lambda scope: [Leaving.objects.filter(participant__in=scope.participants())],
    (
        participant(),
        coded("kind", "What was left", "kind", Leaving.Kind.choices),
        Column("since", Kind.DAY, "Since which day", "on"),
        Column("entered_at", Kind.MOMENT, "When it was entered", "at"),
        Column("undone_at", Kind.MOMENT, "When it was taken back; empty: it stands", "undone_at"),
        words("why", "Why, where it was said", "why"),
    ),
    in_order("participant__", "at", "pk"),
)
DEATHS = Table(
    "deaths",
    "Each death that the trial was told of: apart from those who were lost",
    lambda scope: [scope.participants().filter(died_on__isnull=False)],
    (
        participant(""),
        Column("died_on", Kind.DAY, "Day of death", "died_on"),
        Column("told_at", Kind.MOMENT, "When the trial was told", "death_told_at"),
    ),
    in_order(""),
    owner="pk",
    when="died_on",
)
SAFETY = Table(
    "safety",
    "Adverse events, deviations from the protocol and breaches",
    lambda scope: [SafetyReport.objects.filter(trial=scope.trial, world=scope.world)],
    (
        participant(),
        Column("site", Kind.CODE, "The site’s code; empty: the whole trial", "site__code"),
        coded("kind", "What it is", "kind", SafetyReport.Kind.choices),
        Column("happened_on", Kind.DAY, "Day on which it happened", "happened_on"),
        Column("known_at", Kind.MOMENT, "When the team got to know", "known_at"),
        Column("due_at", Kind.MOMENT, "By when it is reported onwards", "due_at"),
        Column("reported_at", Kind.MOMENT, "When it was reported onwards", "reported_at"),
        Column("related", Kind.CODE, "Whether related to the treatment", "related", unmasked=True),
        words("what", "What happened", "what"),
        words("reported_to", "To whom it was reported", "reported_to"),
    ),
    ("known_at", "pk"),
    when="happened_on",
)


def allocation(scope: Scope) -> Table:
    """Masked it has number and day alone. An error is flagged, and stays in (T5)."""
    there = Allocation.objects.filter(trial=scope.trial, world=scope.world)
    day = DayThere("at", "participant__site__site__time_zone", output_field=_DAY)
    levels = AllocationLevel.objects.filter(allocation=OuterRef("pk"))
    factors = {
        str(one["code"]): one for design in scope.designs for one in design.content["factors"]
    }
    return Table(
        "allocation",
        "Who was allocated, in the order of the allocations; errors are in it, flagged",
        lambda scope: [there],
        (
            Column("number", Kind.NUMBER, "1 is the first in the trial", "number"),
            participant(),
            Column("allocated_on", Kind.DAY, "Day of the allocation at her site", day),
            Column("in_error", Kind.YES_NO, "Flagged as randomised in error; it counts as it is",
                   Exists(there.filter(pk=OuterRef("pk"), error__isnull=False))),
            Column("arm", Kind.CODE, "The arm", "arm__code", unmasked=True,
                   codes=tuple(scope.trial.arms.values_list("code", "name"))),
            Column("allocated_at", Kind.MOMENT, "When", "at", unmasked=True),
            Column("design", Kind.NUMBER, "Number of the design", "design__number", unmasked=True),
            Column("stratum", Kind.TEXT, "Its stratum, where there are any", "stratum",
                   unmasked=True),
            *(
                Column(f"level_{code}", Kind.CODE, f"{one['name']}, as it was allocated with",
                       Subquery(levels.filter(factor=code).values("level")[:1]), unmasked=True,
                       codes=tuple((str(lv["code"]), str(lv["name"])) for lv in one["levels"]))
                for code, one in factors.items()
            ),
            words("error_why", "What was wrong", "error__reason"),
        ),
        ("number",),
    )  # fmt: skip


GUESSES = Table(
    "guesses",
    "Which arm the assessor took it for, before the visit was left",
    lambda scope: [
        ArmGuess.objects.filter(follow_up__participant__in=scope.participants())
    ],
    (
        participant("follow_up__participant__"),
        Column("visit", Kind.CODE, "The visit’s code", "follow_up__visit"),
        Column("guess", Kind.CODE, "The arm’s code; empty: could not say", "arm_code"),
        Column("at", Kind.MOMENT, "When", "at"),
        words("why", "What made the assessor think so", "why"),
    ),
    in_order("follow_up__participant__", "at", "pk"),
    owner="follow_up__participant",
    when="at",
    moment=True,
    unmasked=True,
)  # fmt: skip


def tables_of_following(scope: Scope) -> list[Table]:
    return [allocation(scope), VISITS, APPROACHES, LEAVINGS, DEATHS, SAFETY, GUESSES]
