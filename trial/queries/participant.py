"""One participant’s page: what was done and what comes next. Nothing of an arm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from paincheck.accounts.models import User
from trial import questions
from trial.models import (
    Allocation,
    AllocationError,
    Consent,
    DesignVersion,
    EligibilityForm,
    FormEntry,
    Participant,
    TrialRight,
)
from trial.queries import people
from trial.queries.designs import in_force
from trial.queries.following import last_entry
from trial.queries.rights import Held
from trial.queries.screening import ALLOCATED, EXCLUDED, NEXT, READY, state_of

Right = TrialRight.Right
# Who is told the arm of an allocation, at her sites (T4).
TOLD = (Right.ENROL, Right.STATISTICIAN)
STANDS = "The allocation was made with what was entered before, and its stratum stands."


@dataclass(frozen=True)
class Step:
    """One paper: `words` what stands, `versions` what was corrected, `page` its form."""

    title: str
    page: str
    done: bool
    current: bool
    words: tuple[str, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """`may_enrol`: she may write here. Nothing of an arm stands on it."""

    number: str
    name: str
    details: tuple[tuple[str, str], ...]
    state: str
    steps: tuple[Step, ...]
    next: str
    missing: tuple[str, ...]
    excluded: str
    allocated: str
    stands: str
    flagged: str
    may_enrol: bool
    may_be_told: bool
    may_follow: bool


def page_of(held: Held, participant: Participant, now: datetime) -> Page:
    state = state_of(participant)
    enrols = may_write(held, participant)
    design = in_force(held.trial)
    allocation = allocation_of(participant)
    steps = _steps(participant, state, design)
    missing: list[str] = []
    if state == READY and design is not None:
        missing = people.readiness(participant, design)
    return Page(
        number=participant.number,
        name=f"{participant.first_name} {participant.last_name}",
        details=_details(participant),
        state=state,
        steps=steps,
        next=NEXT.get(state, ""),
        missing=tuple(missing),
        excluded=_excluded(participant) if state == EXCLUDED else "",
        allocated="" if allocation is None else _when(participant, allocation),
        stands="" if allocation is None else _stands(participant, allocation),
        flagged="" if allocation is None else flag_of(allocation, enrols),
        may_enrol=enrols,
        may_be_told=may_be_told(held, participant),
        may_follow=held.may(Right.OFFICE, Right.ASSESSOR),
    )


def may_write(held: Held, participant: Participant) -> bool:
    sites = held.sites(Right.ENROL)
    return held.may(Right.ENROL) and (sites is None or participant.site_id in sites)


def may_be_told(held: Held, participant: Participant) -> bool:
    sites = held.sites(*TOLD)
    return held.may(*TOLD) and (sites is None or participant.site_id in sites)


def allocation_of(participant: Participant) -> Allocation | None:
    rows = Allocation.objects.filter(participant=participant)
    return rows.select_related("arm", "by", "design").first()


def consents_of(participant: Participant) -> list[Consent]:
    return list(participant.consents.select_related("by").order_by("at", "pk"))


def forms_of(participant: Participant) -> list[EligibilityForm]:
    rows = participant.eligibility_forms.select_related("by", "design")
    return list(rows.order_by("at", "pk"))


def baselines_of(participant: Participant) -> list[FormEntry]:
    rows = participant.entries.filter(form=people.BASELINE).select_related("by")
    return list(rows.order_by("version"))


def _details(participant: Participant) -> tuple[tuple[str, str], ...]:
    return (
        ("Born", f"{participant.born_on:%-d %B %Y}"),
        ("Hospital number", participant.hospital_number or "None on record"),
        ("Phone", participant.phone or "None on record"),
        ("Email", participant.email or "None on record"),
        ("Address", participant.address or "None on record"),
        ("Site", participant.site.site.name),
        ("Nurse", f"{participant.nurse.full_name}, {participant.team.name}"),
        ("Screened", f"{participant.screened_on:%-d %B %Y}"),
    )


def _steps(participant: Participant, state: str, design: DesignVersion | None) -> tuple[Step, ...]:
    consents, forms = consents_of(participant), forms_of(participant)
    baselines = baselines_of(participant)
    comes = NEXT.get(state, "")
    made: tuple[tuple[str, str, list[Any], Callable[[Any], list[str]]], ...] = (
        ("Consent", "trial:consent", consents, _consent_words),
        ("Eligibility", "trial:eligibility", forms, _form_words),
        ("Baseline", "trial:baseline", baselines, _baseline_words),
    )
    return tuple(
        Step(
            title=title,
            page=page,
            done=bool(rows),
            current=title == comes and state not in (ALLOCATED, EXCLUDED),
            words=tuple(words(rows[-1])) if rows else (),
            versions=tuple(_version(participant, row) for row in rows[:-1]),
        )
        for title, page, rows, words in made
    )


def _consent_words(one: Consent) -> list[str]:
    may = "May be asked for an interview." if one.interview else "Not to be asked for an interview."
    return [f"On {one.consented_on:%-d %B %Y}, information sheet {one.version}.", may]


def _form_words(one: EligibilityForm) -> list[str]:
    asked = one.design.content["eligibility"]
    if one.eligible:
        return [f"Eligible: all {len(asked)} answers fit, by design {one.design.number}."]
    return ["Not eligible.", *people.wrong_answers(asked, one.answers)]


def _baseline_words(one: FormEntry) -> list[str]:
    said = [f"On {one.filled_on:%-d %B %Y}, {one.get_mode_display().lower()}."]
    if one.reason:
        said.append(f"Version {one.version}, corrected: {one.reason}")
    pain = [
        f"{label} {one.answers[code]}"
        for code, label in (("worst", "Worst"), ("average", "average"), ("least", "least"))
        if one.answers.get(code) is not None
    ]
    asked = questions.questions_of(people.BASELINE)
    answered = sum(1 for question in asked if one.answers.get(question.code) is not None)
    return [*said, f"{', '.join(pain)}. {answered} of {len(asked)} questions answered."]


def _version(participant: Participant, row: Any) -> str:
    """What stood before it was corrected."""
    return f"Before: entered on {day_and_time(participant, row.at)} by {_who(row.by)}"


def _who(user: User | None) -> str:
    return user.full_name if user else "the participant"


def _excluded(participant: Participant) -> str:
    said = participant.get_excluded_display()
    return f"{said}: {participant.excluded_why}" if participant.excluded_why else said


def _when(participant: Participant, allocation: Allocation) -> str:
    when = day_and_time(participant, allocation.at)
    return f"On {when}, by {allocation.by.full_name}. It cannot be undone."


def _stands(participant: Participant, allocation: Allocation) -> str:
    """Where a source of a factor was corrected after the allocation (T1)."""
    last = last_entry(participant, people.BASELINE)
    told = "" if last is None else people.otherwise_now(allocation, last)
    return f"{STANDS} {told}" if told else ""


def flag_of(allocation: Allocation, with_reason: bool) -> str:
    """The reason may name an arm, so that it is for those who may know it."""
    found = AllocationError.objects.filter(allocation=allocation).select_related("by").first()
    if found is None:
        return ""
    said = f"Flagged as randomised in error by {found.by.full_name}"
    return f"{said}: {found.reason}" if with_reason else f"{said}."


def day_and_time(participant: Participant, at: datetime) -> str:
    local = timezone.localtime(at, ZoneInfo(participant.site.site.time_zone))
    return f"{local:%-d %B %Y at %H:%M}"
