"""Simulating a trial's design behind the pages: a kind of job for paincheck.background.

Its arguments are which version, with which digest, and two numbers. What comes out is kept beside
the design (SimulationRun), where the job's key makes it one row however often it is done.
"""

from collections.abc import Mapping
from math import prod
from random import Random
from typing import Any

from django.urls import reverse

from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job
from trial.document import SITE, Content, design_of, digest_of
from trial.models import DesignVersion, SimulationRun
from trial.queries.rights import held_in
from trial.randomisation import Design, Unfit
from trial.simulation import independent_mix, run

KIND = "trial.simulation"
MOST_STRATA = 20_000  # each has its part of the mix in memory
CHANGED = "The design was changed after the simulation was asked for. Ask again."
NOT_YOURS = "You may not simulate in this trial any more."
TOO_MANY = "The factors make more than 20,000 strata, too many to simulate. Use fewer levels."


def arguments(version: DesignVersion, *, participants: int, trials: int) -> dict[str, Any]:
    return {
        "trial": version.trial.code,
        "version": version.pk,
        "digest": digest_of(version.content),
        "participants": participants,
        "trials": trials,
    }


def expected(content: Content) -> dict[str, dict[str, float]]:
    """The part of each level: of sites by their targets, of others as the set-up expects it."""
    told = {}
    for factor in content["factors"]:
        if factor["source"] == SITE:
            parts = {row["code"]: float(row.get("target") or 0) for row in content["sites"]}
        else:
            parts = {row["code"]: float(row.get("expected") or 0) for row in factor["levels"]}
        if parts and all(parts.values()):
            told[factor["code"]] = {key: part / sum(parts.values()) for key, part in parts.items()}
    return told


def mix_of(content: Content, design: Design) -> Mapping[str, float]:
    """How often each stratum comes. Raises Unfit where there are too many."""
    if prod(len(factor.levels) for factor in design.factors) > MOST_STRATA:
        raise Unfit(TOO_MANY)
    return independent_mix(design, expected(content))


def _back(job: Job) -> str:
    return reverse("trial:simulation", args=[job.arguments["trial"]])


@job_kind(KIND, title="Simulation of the design", back=_back, shown=_back)
def simulated(job: Job, progress: Progress) -> Result:
    told = job.arguments
    held = held_in(job.asked_by, told["trial"])
    if held is None or not held.may("SETUP", "STATISTICIAN"):
        raise CannotBeDone(NOT_YOURS)
    version = DesignVersion.objects.get(pk=told["version"], trial=held.trial)
    if digest_of(version.content) != told["digest"]:
        raise CannotBeDone(CHANGED)
    try:
        design = design_of(version.content)
        result = run(
            design,
            mix_of(version.content, design),
            participants=told["participants"],
            trials=told["trials"],
            rng=Random(job.pk.int),  # noqa: S311  the same job gives the same answer; no secret
            progress=progress,
            cancelled=lambda: False,  # progress raises where it is cancelled
        )
    except Unfit as error:
        raise CannotBeDone(str(error)) from error
    if result is None:
        raise CannotBeDone(CHANGED)
    SimulationRun.objects.get_or_create(
        key=job.pk,
        defaults={
            "trial": held.trial, "digest": told["digest"], "result": result.as_json(),
            "by": job.asked_by, "at": progress.now,
        },
    )  # fmt: skip
    return Result(result={})
