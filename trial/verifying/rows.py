"""One allocation after another, each held against its evidence and made again."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from trial import evidence
from trial.methods.design import FORMAT as METHOD_VERSION
from trial.models import Allocation, Block, FormEntry, Trial, TrialRight
from trial.queries import people
from trial.randomisation import Method, Unfit, replay, stratum_code
from trial.verifying.places import Places
from trial.verifying.wrong import Wrong, expect

_MANY = 500


@dataclass
class Sofar:
    """What went before."""

    trial: Trial
    world: str
    places: Places
    digest: str
    number: int = 0
    at: Any = None
    counts: dict[str, dict[str, dict[str, int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    )
    rights: dict[int, list[TrialRight]] = field(default_factory=lambda: defaultdict(list))
    row: str = ""


def check_all(
    trial: Trial, places: Places, newest: int, told: Callable[[], None]
) -> Iterator[Sofar]:
    """After each allocation, up to number `newest`, what stands so far. Raises Wrong with the first
    that does not fit."""
    world = places.world
    sofar = Sofar(trial, world, places, evidence.first_previous(trial.code, world))
    for right in TrialRight.objects.filter(trial=trial, right=TrialRight.Right.ENROL):
        sofar.rights[right.user_id].append(right)
    for row in _rows(trial, world, newest):
        told()
        _check(row, sofar)
        sofar.digest, sofar.number, sofar.at = row.digest, row.number, row.at
        sofar.row = str(row.pk)
        for factor, level in row.evidence["levels"].items():
            sofar.counts[factor][level][row.evidence["arm"]] += 1
        yield sofar


def _rows(trial: Trial, world: str, newest: int) -> Iterator[Allocation]:
    baselines = FormEntry.objects.filter(form=people.BASELINE)
    mine = Allocation.objects.filter(trial=trial, world=world).order_by("number")
    return (
        mine.filter(number__lte=newest)
        .select_related("participant__site", "arm", "slot")
        .prefetch_related(
            "levels",
            "participant__consents",
            "participant__eligibility_forms",
            Prefetch("participant__entries", queryset=baselines),
        )
        .iterator(chunk_size=_MANY)
    )


def _check(row: Allocation, sofar: Sofar) -> None:
    name, told = f"Allocation {row.number}", row.evidence
    missing = f"Allocation {sofar.number + 1}"
    expect(row.number == sofar.number + 1, missing, f"it is missing; the next is {row.number}.")
    fits = evidence.chained(row.previous, told) == row.digest
    expect(fits, name, "its evidence or its digest was changed after it was written.")
    before = f"it does not follow what stands before it, allocation {sofar.number}."
    expect(row.previous == sofar.digest, name, before)
    _columns(row, sofar, name)
    _papers(row, sofar, name)
    try:
        _again(row, sofar, name)
    except (Unfit, KeyError, TypeError, ValueError) as error:
        raise Wrong(name, "it cannot be made again from its evidence.") from error


def _columns(row: Allocation, sofar: Sofar, name: str) -> None:
    """Everything that stands in a column too is as the evidence says."""
    told = row.evidence
    one = sofar.places.designs.get(row.design_id)
    if one is None:
        raise Wrong(name, "its design was never in force.")
    columns = {
        "trial": sofar.trial.code,
        "world": row.world,
        "number": row.number,
        "participant": row.participant.number,
        "site": row.participant.site.code,
        "key": str(row.key),
        "by": row.by_id,
        "at": evidence.moment(row.at),
        "arm": row.arm.code,
        "design": one.version.number,
        "design_digest": one.version.digest,
        "method": one.version.content["method"],
        "stratum": row.stratum,
        "levels": {level.factor: level.level for level in row.levels.all()},
    }
    for column, value in columns.items():
        said = "the arm" if column == "arm" else column.replace("_", " ")
        expect(told.get(column) == value, name, f"its row and its evidence differ in: {said}.")
    worlds = (row.trial_id, row.participant.trial_id, row.arm.trial_id, row.participant.world)
    same = (sofar.trial.pk, sofar.trial.pk, sofar.trial.pk, sofar.world)
    expect(worlds == same, name, "its participant or arm is of another trial or world.")
    expect(one.version.approved_at and one.version.approved_at <= row.at, name,
           "its design was put in force later.")  # fmt: skip
    expect(sofar.at is None or sofar.at <= row.at, name, "its time is before the one before it.")
    expect(_had_right(row, sofar), name, "whoever allocated had no right to at that time.")


def _had_right(row: Allocation, sofar: Sofar) -> bool:
    return any(
        right.given_at <= row.at
        and (right.ended_at is None or right.ended_at >= row.at)
        and right.site_id in (None, row.participant.site_id)
        for right in sofar.rights[row.by_id]
    )


def _papers(row: Allocation, sofar: Sofar, name: str) -> None:
    """Consent, eligibility and baseline are those it went by, and came before it."""
    went_by = row.evidence["papers"]
    papers = people.Papers(
        consent=_paper(row.participant.consents.all(), went_by["consent"]),
        eligibility=_paper(row.participant.eligibility_forms.all(), went_by["eligibility"]),
        baseline=_paper(row.participant.entries.all(), went_by["baseline"]),
    )
    consent, form, baseline = papers.consent, papers.eligibility, papers.baseline
    for one, said in ((consent, "consent"), (form, "form of eligibility"), (baseline, "baseline")):
        expect(one is not None, name, f"the {said} that it went by is missing.")
        expect(one is None or one.at <= row.at, name, f"the {said} was written after it.")
    if consent is None or form is None or baseline is None:
        return
    asked = sofar.places.designs.get(form.design_id)
    expect(asked, name, "the questions about eligibility are of no design in force.")
    form.design = asked.version if asked else form.design
    for said, paper in people.digests_of(papers).items():
        expect(paper == went_by[said], name, f"what it went by was changed since: the {said}.")
    now = sofar.places.designs[row.design_id].version
    eligible = people.is_eligible(now.content["eligibility"], form.answers)
    expect(form.eligible and eligible, name, "the participant was not eligible.")
    expect(consent.consented_on <= baseline.filled_on, name, "the baseline is before the consent.")
    levels = people.levels_of(row.participant, now, baseline)
    expect(levels == row.evidence["levels"], name, "its levels are not those of the baseline.")


def _paper(rows: Any, went_by: list[Any]) -> Any:
    return next((row for row in rows if row.pk == went_by[0]), None)


def _again(row: Allocation, sofar: Sofar, name: str) -> None:
    """Made again, it gives the same arm."""
    told, design = row.evidence, sofar.places.designs[row.design_id].design
    expect(told["method_version"] == METHOD_VERSION, name, "its method is of another "
           "version of this program.")  # fmt: skip
    expect(row.stratum == stratum_code(design, told["levels"]), name, "its stratum is another.")
    if design.method in (Method.BLOCKS, Method.LIST):
        _place(row, sofar, name)
        return
    expect(row.slot_id is None and told["place"] is None, name, "it has a slot.")
    choice = replay(design, sofar.counts, told["levels"], int(told["choice"]["draw"]))
    same = choice.as_json() == told["choice"]
    expect(same, name, "made again from its draw and the counts before, it comes out otherwise.")
    expect(choice.arm == told["arm"], name, "its arm is not the one that its draw gives.")


def _place(row: Allocation, sofar: Sofar, name: str) -> None:
    """The next slot of its stratum, and what stood there."""
    place, slot, places = row.evidence["place"], row.slot, sofar.places
    if slot is None or slot.block_id not in places.blocks:
        raise Wrong(name, "its slot is missing or of another trial.")
    block, arms = places.blocks[slot.block_id]
    told = {"block": block.number, "position": slot.position,
            "list": block.upload.digest if block.upload else ""}  # fmt: skip
    expect(place == told, name, "its slot is another than its evidence says.")
    expect(block.stratum == row.stratum, name, "its slot is of another stratum.")
    expect(slot.position <= len(arms), name, "its slot is void.")
    expect(_is_next(row, block, sofar), name, "its slot was not the next one.")
    expect(arms[slot.position - 1] == row.evidence["arm"], name, "its slot holds another arm.")


def _is_next(row: Allocation, block: Block, sofar: Sofar) -> bool:
    """Of its stratum; the rest of a block is passed over where an amendment changed the blocks."""
    slot, places = row.slot, sofar.places
    now = places.designs[row.design_id].design
    for place in places.order.get((block.stratum, block.upload_id), iter(())):
        if slot is not None and place == (slot.block_id, slot.position):
            return True
        before = places.designs[places.blocks[place[0]][0].design_id].design
        if (before.method, before.arms, before.block_sizes) == (
            now.method, now.arms, now.block_sizes,
        ):  # fmt: skip
            return False
    return False
