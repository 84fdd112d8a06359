"""Which list a trial allocates by, and how its strata are written; never an entry of it."""

from dataclasses import dataclass
from itertools import islice, product

from trial.document import design_of
from trial.models import ListUpload
from trial.queries.allocating import list_in_use
from trial.queries.designs import in_force
from trial.queries.rights import Held
from trial.randomisation import Unfit

MOST_SHOWN = 40


@dataclass(frozen=True)
class ListPage:
    needed: bool  # the design in force goes by a list
    upload: ListUpload | None
    strata: list[str]  # the first of them
    more: bool
    arms: list[str]


def list_page(held: Held) -> ListPage:
    version = in_force(held.trial)
    if version is None or version.content["method"] != "LIST":
        return ListPage(needed=False, upload=None, strata=[], more=False, arms=[])
    try:
        design = design_of(version.content)
    except Unfit:  # none such is put in force
        return ListPage(needed=True, upload=None, strata=[], more=False, arms=[])
    every = product(*(factor.levels for factor in design.factors))
    strata = ["/".join(levels) or "all" for levels in islice(every, MOST_SHOWN + 1)]
    return ListPage(
        needed=True,
        upload=list_in_use(held.trial, held.trial.world),
        strata=strata[:MOST_SHOWN],
        more=len(strata) > MOST_SHOWN,
        arms=list(design.arm_codes),
    )
