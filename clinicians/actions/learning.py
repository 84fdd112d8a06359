"""A nurse marks a lesson as read; a support visit to a team day is logged, and struck out."""

from datetime import date, datetime, timedelta
from uuid import UUID

from clinicians.learning import Lesson
from clinicians.models import LessonRead, SupportVisit
from paincheck.accounts.models import Team, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

# Pressed once more within this time is a second click, and no second reading.
SAME_READING = timedelta(minutes=5)


@atomic_with_retries
def mark_read(*, lesson: Lesson, by: User, now: datetime) -> LessonRead:
    """Read again is a new row, since a refresher counts."""
    User.objects.select_for_update().get(pk=by.pk)
    mine = LessonRead.objects.filter(nurse=by, lesson=lesson.code, at__gt=now - SAME_READING)
    before = mine.first()
    if before is not None:
        return before
    mark = LessonRead.objects.create(nurse=by, lesson=lesson.code, at=now)
    record(action="lesson.read", subject=mark, by=by, now=now)
    return mark


@atomic_with_retries
def log_visit(
    *, team: Team, key: UUID, on: date, who: str, what: str, by: User, now: datetime
) -> SupportVisit:
    """The same form sent twice is one visit."""
    told = {"on": on, "who": who, "what": what, "by": by, "at": now}
    visit, made = SupportVisit.objects.get_or_create(team=team, key=key, defaults=told)
    if made:
        record(action="support_visit.logged", subject=visit, by=by, now=now)
    return visit


@atomic_with_retries
def strike_visit(*, visit: SupportVisit, why: str, by: User, now: datetime) -> bool:
    """It stays readable, and says who struck it and why. False where it was struck before."""
    visit = SupportVisit.objects.select_for_update().get(pk=visit.pk)
    if visit.struck_at is not None:
        return False
    visit.struck_at, visit.struck_by, visit.struck_why = now, by, why
    visit.save(update_fields=["struck_at", "struck_by", "struck_why"])
    record(action="support_visit.struck", subject=visit, by=by, now=now)
    return True
