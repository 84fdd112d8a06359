"""What an export is of, a table's rows, and which tables there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from trial.exports.columns import Column
from trial.models import DesignVersion, Leaving, Participant, Trial

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Withdrawal:
    """From this day on nothing of hers is in an export (T5); `midnight` begins it at her site."""

    participant: int
    number: str
    patient: int | None
    on: date
    midnight: datetime


@dataclass(frozen=True)
class Scope:
    """One trial in one world. `texts`: with what somebody wrote in words."""

    trial: Trial
    world: str
    unmasked: bool
    texts: bool
    designs: tuple[DesignVersion, ...]
    withdrawals: tuple[Withdrawal, ...]

    @property
    def design(self) -> DesignVersion | None:
        return self.designs[-1] if self.designs else None

    def participants(self) -> "QuerySet[Participant]":
        return Participant.objects.filter(trial=self.trial, world=self.world)

    def number_of(self, patient: str) -> Subquery:
        """The participant's number, of a row that knows the patient alone."""
        return Subquery(self.participants().filter(patient=OuterRef(patient)).values("number"))

    @property
    def diaries(self) -> Any:
        return self.participants().filter(patient__isnull=False).values("patient")

    def kept(self, rows: Rows, *, owner: str, when: str, moment: bool) -> Rows:
        """Without what was told on or after the day of a withdrawal. `owner`: the look-up of the
        participant, or of the patient ('patient' or what ends so)."""
        over = Q()
        for one in self.withdrawals:
            who = one.patient if owner.endswith("patient") else one.participant
            if who is not None:
                start = one.midnight if moment else one.on
                over |= Q(**{owner: who, f"{when}__gte": start})
        return rows.exclude(over) if over else rows


@dataclass(frozen=True)
class Table:
    """`rows` are written one set after the other, each by `order` (expressions or look-ups).

    `when`: which look-up a withdrawal goes by, empty: the rows stay; `moment`: it is a time, else
    a day. `unmasked`: whether a row is there, or what it says, betrays the arm.
    """

    name: str
    meaning: str
    rows: Callable[[Scope], Sequence[Rows]]
    columns: tuple[Column, ...]
    order: tuple[Any, ...]
    owner: str = "participant"
    when: str = ""
    moment: bool = False
    unmasked: bool = False

    def columns_for(self, scope: Scope) -> tuple[Column, ...]:
        return tuple(
            column
            for column in self.columns
            if (scope.unmasked or not column.unmasked)
            and (not column.may_identify or (scope.texts and scope.unmasked))
        )

    def all_rows(self, scope: Scope) -> list[Rows]:
        return list(self.rows(scope))

    def kept_rows(self, scope: Scope) -> list[Rows]:
        """Without what was withdrawn, in order, each row its texts."""
        columns = self.columns_for(scope)
        texts = {f"column_{place}": column.text for place, column in enumerate(columns)}
        return [
            self.kept(rows, scope).annotate(**texts).order_by(*self.order).values_list(*texts)
            for rows in self.all_rows(scope)
        ]

    def kept(self, rows: Rows, scope: Scope) -> Rows:
        if not self.when:
            return rows
        return scope.kept(rows, owner=self.owner, when=self.when, moment=self.moment)


def scope_of(trial: Trial, *, world: str, unmasked: bool, texts: bool) -> Scope:
    """As the trial stands now."""
    found = Leaving.objects.filter(
        participant__trial=trial, participant__world=world, kind=Leaving.Kind.DATA,
        undone_at__isnull=True,
    )  # fmt: skip
    return Scope(
        trial=trial,
        world=world,
        unmasked=unmasked,
        texts=texts and unmasked,
        designs=tuple(trial.designs.filter(approved_at__isnull=False).order_by("number")),
        withdrawals=tuple(
            _withdrawal(one)
            for one in found.select_related("participant__site__site").order_by("pk")
        ),
    )


def _withdrawal(leaving: Leaving) -> Withdrawal:
    who = leaving.participant
    zone = ZoneInfo(who.site.site.time_zone)
    start = datetime.combine(leaving.on, time(0), tzinfo=zone)
    return Withdrawal(who.pk, who.number, who.patient_id, leaving.on, start)
