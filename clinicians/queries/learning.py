"""What 'Help and learning' shows: lessons, practice patients, support visits, a refresher."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Max, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from alerts.models import Alert
from clinicians.learning import LESSON, LESSONS, Lesson
from clinicians.learning.practice import ABOUT
from clinicians.learning.refreshing import (
    PAUSE,
    RECAP,
    RECAP_FOR,
    RECAP_OF_ALERT,
    Moment,
    Refresher,
    came_after_a_pause,
    refresher,
)
from clinicians.models import HandOver, LessonRead, SupportVisit
from clinicians.queries.selecting import CLOSED
from clinicians.wording import day_in_words
from diaries.models import Contact, Patient
from paincheck.accounts.models import Team, TeamMember, User
from paincheck.accounts.queries.staff import sites_led_by

LOOK_BACK = PAUSE + RECAP_FOR + timedelta(days=1)


@dataclass(frozen=True)
class Listed:
    """A lesson; `read` says when, in words, '' where it was not marked."""

    lesson: Lesson
    read: str


@dataclass(frozen=True)
class LearningPage:
    """`practice` are hers that stand: (name, code). `in_team`: she may have some."""

    lessons: tuple[Listed, ...]
    done: int
    practice: list[tuple[str, str]]
    in_team: bool


@dataclass(frozen=True)
class LessonPage:
    lesson: Lesson
    read: str
    following: Lesson | None


@dataclass(frozen=True)
class Reminder:
    """On the caseload: a refresher, or a recap for the patient who came, or whose alert did."""

    refresher: Refresher | None = None
    lesson: Lesson | None = None
    code: str = ""
    is_alert: bool = False

    @property
    def recap(self) -> tuple[str, ...]:
        return RECAP_OF_ALERT if self.is_alert else RECAP


@dataclass(frozen=True)
class Visit:
    id: int
    team: str
    on: date
    who: str
    what: str
    by: str
    struck: str  # 'Struck out by Ann Archer, today: ...', '' while it stands


def practice_patients(nurse: User) -> "QuerySet[Patient]":
    """Those that the button made for her, and that are not put away."""
    made = Patient.objects.filter(world=Patient.World.PRACTICE, nurse=nurse, about=ABOUT)
    return made.exclude(status__in=CLOSED).order_by("pk")


def learning_page(nurse: User, now: datetime) -> LearningPage:
    """Three queries."""
    read, today = _read_by(nurse), timezone.localdate(now)
    lessons = tuple(Listed(lesson, _when(read.get(lesson.code), today)) for lesson in LESSONS)
    return LearningPage(
        lessons=lessons,
        done=sum(bool(one.read) for one in lessons),
        practice=[(one.full_name, one.code) for one in practice_patients(nurse)],
        in_team=TeamMember.objects.filter(nurse=nurse).exists(),
    )


def lesson_page(lesson: Lesson, nurse: User, now: datetime) -> LessonPage:
    after = LESSONS[LESSONS.index(lesson) + 1 :]
    read = _read_by(nurse).get(lesson.code)
    return LessonPage(lesson, _when(read, timezone.localdate(now)), after[0] if after else None)


def _read_by(nurse: User) -> dict[str, datetime]:
    marks = LessonRead.objects.filter(nurse=nurse, lesson__in=LESSON).order_by()
    return dict(marks.values_list("lesson").annotate(last=Max("at")))


def _when(at: datetime | None, today: date) -> str:
    return "" if at is None else day_in_words(timezone.localdate(at), today)


def reminder_for(nurse: User, now: datetime) -> Reminder:
    """Whether a refresher or a recap is due, in one query: what she did lately, and what she read.

    Practice patients are no work.
    """
    moments, alerts, read = _lately(nurse, now)
    known: dict[str, Any] = {
        "moments": moments, "read": read, "began_at": nurse.joined_at, "now": now,
    }  # fmt: skip
    came = came_after_a_pause(alerts=alerts, **known)
    if came is not None:
        return Reminder(code=came.code, is_alert=came.is_alert)
    due = refresher(LESSONS, **known)
    return Reminder(refresher=due, lesson=LESSON[due.lesson] if due else None)


def _lately(
    nurse: User, now: datetime
) -> tuple[list[Moment], list[Moment], Mapping[str, datetime]]:
    """Rows of (kind, what, when): of her work those days in which a pause could lie that matters,
    the alerts of her patients that may bring a recap, of her reading the last time of each."""
    since = now - LOOK_BACK
    live: dict[str, Any] = {"patient__world": Patient.World.LIVE}
    contacts = Contact.objects.filter(nurse=nurse, recorded_at__gt=since, **live)
    opened = Alert.objects.filter(patient__nurse=nurse, opened_at__gt=now - RECAP_FOR, **live)
    closed = Alert.objects.filter(closed_by=nurse, closed_at__gt=since, **live)
    hers = Patient.objects.filter(nurse=nurse, registered_at__gt=since, world=Patient.World.LIVE)
    came = HandOver.objects.filter(to_nurse=nurse, at__gt=since, **live)
    marks = LessonRead.objects.filter(nurse=nurse, lesson__in=LESSON).values("lesson")
    rows = _rows(marks, "read", F("lesson"), Max("at")).union(
        _rows(contacts, "work", Value(""), F("recorded_at")),
        _rows(closed, "work", Value(""), F("closed_at")),
        _rows(hers, "came", F("code"), F("registered_at")),
        _rows(came, "came", F("patient__code"), F("at")),
        _rows(opened, "alert", F("patient__code"), F("opened_at")),
    )
    found = list(rows)
    work = [Moment(at, code) for kind, code, at in found if kind in ("work", "came")]
    alerts = [Moment(at, code, is_alert=True) for kind, code, at in found if kind == "alert"]
    return work, alerts, {lesson: at for kind, lesson, at in found if kind == "read"}


def _rows(found: Any, kind: str, what: Any, at: Any) -> Any:
    words = CharField()
    named = found.order_by().annotate(
        kind_=Value(kind, output_field=words),
        what_=Cast(what, words),
        at_=at,
    )
    return named.values_list("kind_", "what_", "at_")


def teams_led_by(user: User) -> list[Team]:
    """The teams of the sites where she is lead nurse or manager."""
    teams = Team.objects.filter(site__in=sites_led_by(user))
    return list(teams.select_related("site").order_by("site__name", "name"))


def visits_to(teams: Iterable[Team], now: datetime) -> list[Visit]:
    """The latest first. One query."""
    rows = SupportVisit.objects.filter(team__in=list(teams))
    today = timezone.localdate(now)
    return [
        Visit(
            row.pk, row.team.name, row.on, row.who, row.what, row.by.full_name, _struck(row, today)
        )
        for row in rows.select_related("team", "by", "struck_by")
    ]


def _struck(visit: SupportVisit, today: date) -> str:
    if visit.struck_at is None or visit.struck_by is None:
        return ""
    day = day_in_words(timezone.localdate(visit.struck_at), today)
    return f"Struck out by {visit.struck_by.full_name}, {day}: {visit.struck_why}"


def visit_of(teams: Iterable[Team], visit_id: int) -> SupportVisit | None:
    return SupportVisit.objects.filter(team__in=list(teams), pk=visit_id).first()
