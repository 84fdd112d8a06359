"""The button: what is read back before it, and the answer that it gave, for whom T4 allows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinicians.models import Introduction
from trial import document, evidence
from trial.models import Allocation, DesignVersion, Participant
from trial.queries import people
from trial.queries.designs import in_force
from trial.queries.participant import (
    allocation_of,
    day_and_time,
    flag_of,
    may_be_told,
    may_write,
)
from trial.queries.rights import Held


@dataclass(frozen=True)
class ReadBack:
    """`seen` says in one digest what was read back, so that the button means just that."""

    number: str
    name: str
    design: int
    rows: tuple[tuple[str, str], ...]
    levels: dict[str, str]
    missing: tuple[str, ...]
    seen: str


@dataclass(frozen=True)
class Result:
    """The arm: only for whom TOLD says."""

    number: str
    arm: str
    opens_diary: bool
    when: str
    by: str
    due_on: date | None
    flagged: str
    may_flag: bool


def read_back(participant: Participant) -> ReadBack:
    """Every factor in words, by the design in force; `missing` where she is not ready."""
    design = in_force(participant.trial)
    missing = ["No design is in force."] if design is None else []
    levels: dict[str, str] = {}
    rows: list[tuple[str, str]] = []
    if design is not None:
        missing = people.readiness(participant, design)
        papers = people.papers_of(participant)
        if not missing and papers.baseline is not None:
            levels = people.levels_of(participant, design, papers.baseline)
            rows = _in_words(design, levels, papers.baseline.answers, participant)
    number = design.number if design else 0
    return ReadBack(
        number=participant.number,
        name=f"{participant.first_name} {participant.last_name}",
        design=number,
        rows=tuple(rows),
        levels=levels,
        missing=tuple(missing),
        seen=evidence.digest_of([number, levels]),
    )


def result_of(held: Held, participant: Participant, now: datetime) -> Result | None:
    allocation = allocation_of(participant)
    if allocation is None:
        return None
    due = Introduction.objects.filter(patient=participant.patient_id).first()
    return Result(
        number=participant.number,
        arm=allocation.arm.name,
        opens_diary=allocation.arm.opens_diary,
        when=day_and_time(participant, allocation.at),
        by=allocation.by.full_name,
        due_on=due.due_on if due and participant.patient_id else None,
        flagged=flag_of(allocation, may_be_told(held, participant)),
        may_flag=may_write(held, participant),
    )


def already_said(participant: Participant, allocation: Allocation) -> str:
    when = day_and_time(participant, allocation.at)
    by = allocation.by.full_name
    return f"Already allocated, by {by} on {when}. Nothing was drawn again: this is the answer."


def _in_words(
    design: DesignVersion, levels: dict[str, str], answers: dict[str, Any], participant: Participant
) -> list[tuple[str, str]]:
    """A site by its name, a band with the answer that lies in it: what could be wrong is seen."""
    said = []
    words = document.words_for(design.content, levels)
    for factor, (name, word) in zip(design.content["factors"], words, strict=True):
        source = str(factor["source"])
        if source == document.SITE:
            told = f"{participant.site.site.name} ({word})"
        elif source.startswith(document.BASELINE):
            told = f"{answers[source.removeprefix(document.BASELINE)]}, in the band {word}"
        else:
            told = word
        said.append((name, told))
    return said
