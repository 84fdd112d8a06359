"""The introduction as a nurse sees it: one patient's, part by part, and those of her teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from clinicians import introducing
from clinicians.introducing import PARTS
from clinicians.models import Introduction, IntroductionStep
from clinicians.queries.letter import Letter, letter_to
from clinicians.queries.people import zone_of
from clinicians.queries.rows import situation
from clinicians.wording import day_in_words, moment
from diaries.models import PainCheck, Patient, ReminderPlan
from diaries.queries.patients import is_open
from diaries.queries.reminders import reminders_page
from paincheck.accounts.models import Invitation, User

Item = IntroductionStep.Item
REASONS = Introduction.NotDone.choices
STEPS = Prefetch("steps", queryset=IntroductionStep.objects.select_related("by"))


@dataclass(frozen=True)
class PartCard:
    """One part of the first visit; `how` says when and by whom, or what happened by itself."""

    item: str
    title: str
    say: str
    done: str
    is_done: bool
    how: str


@dataclass(frozen=True)
class IntroductionCard:
    """`state`: never, open, finished, not_done or closed (the diary is, so nothing is asked).

    `not_begun`: how far the letter's code has come; '' where the patient has begun the diary.
    """

    state: str
    summary: str
    progress: str
    overdue: bool
    alone: str
    not_begun: str
    why: str
    parts: Sequence[PartCard]
    missing: Sequence[str]

    @property
    def contradiction(self) -> str:
        """A tick that what happened speaks against, in a sentence; '' where there is none."""
        shown = next(part for part in self.parts if part.item == Item.SHOWN_TOGETHER)
        if not (shown.is_done and self.not_begun):
            return ""
        return f"‘{shown.title}’ is ticked. But: {self.not_begun}"

    @property
    def left(self) -> list[str]:
        """The titles of what is still to do."""
        return [part.title for part in self.parts if not part.is_done]


@dataclass(frozen=True)
class VisitPage:
    """Everything of the first visit on one screen. `reminders` is what she has chosen."""

    card: IntroductionCard
    letter: Letter
    goal: int | None
    reminders: str
    own_booklet: str


@dataclass(frozen=True)
class Waiting:
    """One introduction in a list. `words` say when it is due, or that it was not done; `why` in
    the words of who said so."""

    code: str
    name: str
    nurse: str
    team: str
    words: str
    why: str
    overdue: bool
    progress: str


@dataclass(frozen=True)
class IntroductionsPage:
    due: Sequence[Waiting]
    not_done: Sequence[Waiting]
    overdue: int


def today_of(patient: Patient, now: datetime) -> date:
    return now.astimezone(zone_of(patient)).date()


def closed_because(patient: Patient, now: datetime) -> str:
    """'Died on 3 November' and the like, where nobody is introduced any more (S18); else ''."""
    return "" if is_open(patient) else situation(patient, now)


def introduction_of(patient: Patient) -> Introduction | None:
    """With its steps. Two queries."""
    found = Introduction.objects.filter(patient=patient).prefetch_related(STEPS)
    return found.select_related("finished_by", "not_done_by").first()


def done_of(patient: Patient, introduction: Introduction) -> dict[str, str]:
    """The parts that are done, and what happened in words where no nurse ticked them.

    What really happened counts from itself, until a nurse takes it back; then it counts again
    once it happens anew. Of the goal nobody knows when it was set, so that it is ticked anew.
    """
    taken_back: dict[str, datetime] = {}
    done: dict[str, str] = {}
    for step in introduction.steps.all():
        if step.undone_at is None:
            done[step.item] = ""
        else:
            taken_back[step.item] = step.undone_at
    for item, (at, words) in _happened(patient).items():
        undone_at = taken_back.get(item)
        if item not in done and (undone_at is None or (at is not None and at > undone_at)):
            done[item] = words
    return done


def has_first_check(patient: Patient) -> bool:
    """Whether the chart's starting line is a check done together (T1)."""
    baseline = patient.summary.baseline
    return baseline is not None and baseline.source == PainCheck.Source.TOGETHER


def _happened(patient: Patient) -> dict[str, tuple[datetime | None, str]]:
    """What the diary itself knows, with its time. One query where the plan of reminders is not
    there yet: the summary comes with the patient."""
    found: dict[str, tuple[datetime | None, str]] = {}
    baseline = patient.summary.baseline
    if baseline is not None and has_first_check(patient):
        found[Item.FIRST_CHECK] = (baseline.received_at, "It is the starting line of the chart")
    if patient.pain_goal is not None:
        found[Item.GOAL] = (None, f"The goal is {patient.pain_goal}")
    plan = _plan_of(patient)
    if plan is not None and plan.stopped_at is None:
        found[Item.REMINDERS] = (plan.changed_at, "The patient has chosen reminders")
    return found


def _plan_of(patient: Patient) -> ReminderPlan | None:
    return getattr(patient, "reminders", None)


def introduction_card(patient: Patient, now: datetime) -> IntroductionCard:
    """For the patient's page. At most four queries."""
    today, zone = today_of(patient, now), patient.team.site.time_zone
    introduction = introduction_of(patient)
    closed = closed_because(patient, now)
    done = {} if introduction is None else done_of(patient, introduction)
    steps = {} if introduction is None else _standing(introduction)
    return IntroductionCard(
        state="closed" if closed else _state(introduction),
        summary=closed or _summary(introduction, today, now, zone),
        progress=introducing.progress(done),
        overdue=not closed and _is_overdue(introduction, today),
        alone=_alone(patient, steps, today),
        not_begun=_not_begun(patient, now),
        why=introduction.not_done_why if introduction else "",
        parts=[
            PartCard(
                item=part.item,
                title=part.title,
                say=part.say,
                done=part.done,
                is_done=part.item in done,
                how=_how(steps.get(part.item), done.get(part.item, ""), now, zone),
            )
            for part in PARTS
        ],
        missing=introducing.missing_for_the_end(done),
    )


def visit_page(patient: Patient, now: datetime) -> VisitPage:
    return VisitPage(
        card=introduction_card(patient, now),
        letter=letter_to(patient, now),
        goal=patient.pain_goal,
        reminders=reminders_page(patient, _plan_of(patient)).said,
        own_booklet=patient.team.site.booklet_url,
    )


def introductions_page(nurse: User, now: datetime) -> IntroductionsPage:
    """Of the live patients whom she may look after, at a lead nurse's site of all teams. The
    overdue ones come first. Nobody is counted against anybody. Four queries."""
    hers = Patient.objects.open_to(nurse, now).filter(world=Patient.World.LIVE)
    asked = hers.filter(status__in=[Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL])
    rows = Introduction.objects.filter(patient__in=asked.values("pk")).select_related(
        "patient__team__site", "patient__nurse", "patient__summary__baseline",
        "patient__reminders", "not_done_by",
    ).prefetch_related("steps")  # fmt: skip
    due = [_waiting(row, now) for row in rows.open().order_by("due_on", "pk")]
    said = rows.filter(not_done_at__isnull=False).order_by("-not_done_at")
    return IntroductionsPage(
        due=due,
        not_done=[_waiting(row, now) for row in said],
        overdue=sum(row.overdue for row in due),
    )


def _waiting(introduction: Introduction, now: datetime) -> Waiting:
    patient = introduction.patient
    today = today_of(patient, now)
    zone = patient.team.site.time_zone
    return Waiting(
        code=patient.code,
        name=patient.full_name,
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        words=_summary(introduction, today, now, zone),
        why=introduction.not_done_why,
        overdue=_is_overdue(introduction, today),
        progress=introducing.progress(done_of(patient, introduction)),
    )


def _state(introduction: Introduction | None) -> str:
    if introduction is None:
        return "never"
    if introduction.finished_at is not None:
        return "finished"
    return "not_done" if introduction.not_done_at is not None else "open"


def _is_overdue(introduction: Introduction | None, today: date) -> bool:
    return (
        _state(introduction) == "open"
        and introduction is not None
        and (introduction.due_on < today)
    )


def _summary(introduction: Introduction | None, today: date, now: datetime, zone: str) -> str:
    """One line: when it is due, or how it ended."""
    if introduction is None:
        return "never opened"
    if introduction.finished_at is not None and introduction.finished_by is not None:
        when = moment(introduction.finished_at, now, zone)
        return f"finished {when} by {introduction.finished_by.first_name}"
    if introduction.not_done_at is not None and introduction.not_done_by is not None:
        when = moment(introduction.not_done_at, now, zone)
        reason = introduction.get_not_done_display()
        return f"not done: {reason.lower()}. Said by {introduction.not_done_by.first_name}, {when}"
    day = day_in_words(introduction.due_on, today)
    return f"{introducing.due_in_words(introduction.due_on, today)} ({day})"


def _standing(introduction: Introduction) -> dict[str, IntroductionStep]:
    return {step.item: step for step in introduction.steps.all() if step.undone_at is None}


def _how(step: IntroductionStep | None, happened: str, now: datetime, zone: str) -> str:
    if step is None:
        return happened
    return f"{step.by.first_name}, {moment(step.done_at, now, zone)}"


def _not_begun(patient: Patient, now: datetime) -> str:
    """One query where the diary has not been begun, and none where it has."""
    if patient.agreed_at is not None:
        return ""
    letters = Invitation.objects.filter(user=patient.user_id).order_by("-sent_at")
    last = letters.first()
    is_over = last is not None and (last.withdrawn_at is not None or last.expires_at <= now)
    was_used = last is not None and last.used_at is not None
    return introducing.letter_in_words(last is not None, was_used, is_over)


def _alone(patient: Patient, steps: dict[str, IntroductionStep], today: date) -> str:
    """Whoever has begun before a nurse showed it: by the letter's code, without anybody beside."""
    if patient.agreed_at is None:
        return ""
    begun_on = patient.agreed_at.astimezone(zone_of(patient)).date()
    shown = steps.get(Item.SHOWN_TOGETHER)
    if shown is not None and shown.done_at.astimezone(zone_of(patient)).date() <= begun_on:
        return ""
    day = day_in_words(begun_on, today)
    return f"{patient.first_name} started alone on {day}, with the code of the letter."
