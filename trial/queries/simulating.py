"""The last simulation of a trial's design, and whether it still speaks for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trial.document import digest_of, faults
from trial.models import DesignVersion
from trial.queries.designs import in_force
from trial.queries.rights import Held
from trial.queries.setup import shown
from trial.simulation import OVERALL, Outcome, Simulation


@dataclass(frozen=True)
class SimulationPage:
    version: DesignVersion
    faults: list[str]
    is_list: bool
    target: int
    names: dict[str, str]
    result: Simulation | None
    by: str
    at: datetime | None
    of_shown: bool  # the result is of the version that stands now
    of_force: bool  # of the one in force


def simulation_page(held: Held) -> SimulationPage:
    """Of the version in the making, or else the one in force."""
    version, last = shown(held.trial), in_force(held.trial)
    content = version.content
    runs = held.trial.simulations.select_related("by")
    run = runs.filter(digest=digest_of(content)).first() or runs.first()
    return SimulationPage(
        version=version,
        faults=faults(content),
        is_list=content["method"] == "LIST",
        target=content["target"],
        names=_names(content),
        result=_result(run.result, list(_names(content))) if run else None,
        by=run.by.full_name if run else "",
        at=run.at if run else None,
        of_shown=bool(run and run.digest == digest_of(content)),
        of_force=bool(run and last and run.digest == last.digest),
    )


def _names(content: Any) -> dict[str, str]:
    return {str(row["code"]): str(row["name"]) for row in content["factors"]}


def _result(kept: Any, factors: list[str]) -> Simulation:
    """In the order of the set-up, which PostgreSQL's JSON does not keep."""
    result = Simulation.from_json(kept)
    order = [OVERALL, *factors]

    def sorted_(outcome: Outcome) -> Outcome:
        known = sorted(outcome.spreads, key=lambda key: order.index(key) if key in order else 99)
        return replace(outcome, spreads={key: outcome.spreads[key] for key in known})

    return replace(result, chosen=sorted_(result.chosen), simple=sorted_(result.simple))
