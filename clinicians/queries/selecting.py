"""Which patients stand on a caseload, and what the database looks up beside each of them.

All of it is one query: a subquery for each kind of thing that may wait, over an index.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.fields.json import KT
from django.db.models.functions import JSONObject, Left
from django.utils import timezone

from alerts.models import Alert
from clinicians.learning.practice import ABOUT
from clinicians.models import HandOver, Reviewed, Task
from diaries.models import (
    CheckDraft,
    Contact,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    NoLongerTaken,
    PainCheck,
    Patient,
)
from paincheck.accounts.models import Leave, User

MINE, TEAM, SITE = "mine", "team", "site"
CLOSED = (Patient.Status.DISCHARGED, Patient.Status.DIED)
# Practice patients of the button that were put away: on no list and found by no search.
PUT_AWAY = Q(world=Patient.World.PRACTICE, about=ABOUT, status__in=CLOSED)
NOTES_WITHIN = timedelta(days=14)
LONGEST_NOTE = 160  # signs: one line
RAN_OUT_WITHIN = timedelta(days=7)
HANDED_WITHIN = timedelta(days=7)
SCORES_OF_DAYS = 28
_HERS = OuterRef("pk")


@dataclass(frozen=True)
class DayScore:
    """What a row needs of one pain check."""

    day: date
    worst: Decimal | None
    average: Decimal | None


class Table(Aggregate):
    """Some columns of many rows as one text, JSON: so that a list needs no second query."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "json_group_array(json_array(%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "jsonb_agg(jsonb_build_array(%(expressions)s))::text"
        return super().as_sql(compiler, connection, template=template, **more)


def scores_in(text: str | None) -> list[DayScore]:
    """The table of a patient's scores, which the caseload's query has put beside her."""
    rows = json.loads(text, parse_float=Decimal, parse_int=Decimal) if text else []
    return [DayScore(day_of(day), worst, average) for day, worst, average in rows]


def in_scope(nurse: User, scope: str, now: datetime) -> "QuerySet[Patient]":
    """MINE, with whom she covers for today; TEAM; SITE is whoever she may open at all."""
    if scope == SITE:
        return Patient.objects.open_to(nurse, now)
    found = Patient.objects.filter(pk__in=Patient.objects.in_care_of(nurse, now).values("pk"))
    if scope == MINE:
        covered = Leave.objects.on(local_day(now)).filter(cover=nurse).values("nurse")
        found = found.filter(Q(nurse=nurse) | Q(nurse__in=covered))
    return found


def in_default_scope(nurse: User, now: datetime) -> "QuerySet[Patient]":
    """Mine where she has patients of her own, else her team's: asked of the database in one go."""
    mine = in_scope(nurse, MINE, now)
    team = in_scope(nurse, TEAM, now)
    return team.filter(Q(pk__in=mine.values("pk")) | ~Exists(live(listed(mine))))


def listed(found: "QuerySet[Patient]") -> "QuerySet[Patient]":
    """Without closed diaries, except where something came in since: an end closes all alerts."""
    news = Alert.objects.open().filter(patient=_HERS)
    unread = Message.objects.from_patients().unread().filter(patient=_HERS)
    return found.filter(~Q(status__in=CLOSED) | Exists(news) | Exists(unread))


def live(found: "QuerySet[Patient]") -> "QuerySet[Patient]":
    return found.filter(world=Patient.World.LIVE)


def named(found: "QuerySet[Patient]", search: str) -> "QuerySet[Patient]":
    for part in search.split()[:5]:
        found = found.filter(
            Q(first_name__icontains=part)
            | Q(last_name__icontains=part)
            | Q(hospital_number__icontains=part)
            | Q(code__icontains=part)
        )
    return found


def beside_each(nurse: User, now: datetime) -> dict[str, Any]:
    """What waits for a nurse and is no alert, and what else a row says."""
    waiting = _waiting(local_day(now)) | {"ran_out": Subquery(_ran_out(now))}
    return waiting | _said(now) | _known(nurse, now)


def _waiting(today: date) -> dict[str, Any]:
    unread = Message.objects.from_patients().unread().filter(patient=_HERS)
    return {
        "message_since": Subquery(unread.order_by("sent_at").values("sent_at")[:1]),
        "message_last": Subquery(unread.order_by("-sent_at").values("sent_at")[:1]),
        "left_off": _first(_left_off(), name="medication__name", at="said_at"),
        "left_off_more": _how_many(_left_off()),
        "task": _first(
            Task.objects.due(today).order_by("due_on", "pk"),
            what="what",
            whom="whom",
            on="due_on",
        ),
        "tasks_more": _how_many(Task.objects.due(today)),
        "later": _first(
            Task.objects.open().filter(due_on__gt=today).order_by("due_on", "pk"),
            kind="kind",
            what="what",
            whom="whom",
            on="due_on",
        ),
        "later_more": _how_many(Task.objects.open().filter(due_on__gt=today)),
    }


def _said(now: datetime) -> dict[str, Any]:
    """Her own words, and her scores."""
    since = local_day(now) - timedelta(days=SCORES_OF_DAYS)
    return {
        "last_note": _first(
            PainCheck.objects.current()
            .filter(answered_at__gte=now - NOTES_WITHIN)
            .exclude(note="")
            .order_by("-answered_at"),
            words=Left("note", LONGEST_NOTE + 1),
            at="answered_at",
        ),
        "scores": Subquery(
            PainCheck.objects.current()
            .filter(patient=_HERS, day__gte=since)
            .order_by()
            .values("patient")
            .annotate(it=Table("day", "worst", "average"))
            .values("it")
        ),
    }


def _known(nurse: User, now: datetime) -> dict[str, Any]:
    """What nurses did: reviewed, handed over to her, covered by her."""
    return {
        "reviewed": _first(
            Reviewed.objects.filter(undone_at__isnull=True).order_by("-at"),
            by="by__first_name",
            at="at",
        ),
        "handed": _first(
            HandOver.objects.filter(to_nurse=nurse, at__gte=now - HANDED_WITHIN).order_by("-at"),
            by="from_nurse__first_name",
            at="at",
        ),
        "herself_away": Subquery(
            Leave.objects.on(local_day(now))
            .filter(nurse=nurse)
            .order_by("-last_date")
            .values(it=JSONObject(until="last_date", cover="cover__first_name"))[:1]
        ),
        "covered_until": Subquery(
            Leave.objects.on(local_day(now))
            .filter(cover=nurse, nurse=OuterRef("nurse"))
            .order_by("-last_date")
            .values("last_date")[:1]
        ),
    }


def _left_off() -> "QuerySet[NoLongerTaken]":
    """Says that she no longer takes a medicine, and nobody has answered."""
    waiting = NoLongerTaken.objects.filter(answered_at__isnull=True, taken_back_at__isnull=True)
    return waiting.order_by("said_at")


def _ran_out(now: datetime) -> "QuerySet[FullerCheck, datetime | None]":
    """When she ticked in a fuller check that a painkiller has run out, and nobody has talked with
    her since. One of the reasons of diaries.fuller_choices: no text of hers is read for it."""
    talks = Contact.objects.filter(
        patient=OuterRef("patient"),
        outcome__in=Contact.REACHED,
        voided_at__isnull=True,
        at__gte=OuterRef("sent_at"),
    )
    said = FullerCheck.objects.filter(patient=_HERS, sent_at__gte=now - RAN_OUT_WITHIN)
    said = said.annotate(why=KT("answers__why_not")).filter(
        ~Exists(talks), why__contains='"RAN_OUT"'
    )
    return said.order_by("sent_at").values_list("sent_at", flat=True)[:1]


def _first(found: Any, **fields: Any) -> Subquery:
    """The first of hers as one value; None where there is none."""
    return Subquery(found.filter(patient=_HERS).values(it=JSONObject(**fields))[:1])


def _how_many(found: Any) -> Subquery:
    mine = found.filter(patient=_HERS).order_by().values("patient")
    return Subquery(mine.annotate(n=Count("pk")).values("n"))


def not_checked_yet(now: datetime) -> dict[str, Exists]:
    """What the rules have not looked at, or died over: shown first, never hidden (fail open)."""
    mine = {"patient": _HERS, "flagged_at__isnull": True, "flag_due_at__isnull": False}
    late = Q(flag_due_at__lte=now) | Q(flag_attempts__gt=0)  # a draft has 15 minutes (S3)
    return {
        "unchecked": Exists(PainCheck.objects.current().filter(**mine)),
        "unchecked_danger": Exists(DangerSaid.objects.filter(**mine)),
        "unchecked_request": Exists(ContactRequest.objects.filter(**mine)),
        "unchecked_draft": Exists(CheckDraft.objects.filter(late, **mine)),
        "unchecked_message": Exists(Message.objects.filter(late, **mine)),
        "unchecked_fuller": Exists(FullerCheck.objects.filter(late, **mine)),
        "unchecked_dose": Exists(ExtraDose.objects.standing().filter(**mine)),
        "rules_failed": Exists(
            PainCheck.objects.current().filter(**mine, flag_dead_at__isnull=False)
        ),
    }


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def moment_of(text: str) -> datetime:
    """A time out of a JSON value: SQLite writes it without its zone, which is UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])
