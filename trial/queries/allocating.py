"""What an allocation reads: counts so far, the last of the chain, the next sealed slot."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Q

from trial.models import Allocation, AllocationLevel, Block, ListUpload, Slot, Trial


def counts_for(
    trial: Trial, world: str, levels: Mapping[str, str]
) -> dict[str, dict[str, dict[str, int]]]:
    """How many were given each arm within each of these levels, and no others: one grouped read."""
    if not levels:
        return {}
    mine = Q()
    for factor, level in levels.items():
        mine |= Q(factor=factor, level=level)
    rows = (
        AllocationLevel.objects.filter(mine, allocation__trial=trial, allocation__world=world)
        .values_list("factor", "level", "allocation__arm__code")
        .annotate(given=Count("pk"))
        .order_by()
    )
    counts: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for factor, level, arm, given in rows:
        counts[factor][level][arm] = given
    return counts


def last_of(trial: Trial, world: str) -> Allocation | None:
    """The newest allocation: the next one follows it."""
    mine = Allocation.objects.filter(trial=trial, world=world)
    return mine.only("number", "digest", "at").order_by("number").last()


def list_in_use(trial: Trial, world: str) -> ListUpload | None:
    """The newest list."""
    return ListUpload.objects.filter(trial=trial, world=world).order_by("pk").last()


def is_begun(upload: ListUpload) -> bool:
    """Somebody was allocated from it."""
    return Allocation.objects.filter(slot__block__upload=upload).exists()


def last_block(trial: Trial, world: str, stratum: str, upload: ListUpload | None) -> Block | None:
    """The newest block of a stratum, or the stratum's part of this list."""
    blocks = Block.objects.filter(trial=trial, world=world, stratum=stratum, upload=upload)
    return blocks.select_related("design").order_by("number").last()


def last_number(trial: Trial, world: str, stratum: str) -> int:
    """Of the stratum's blocks and lists; 0 before the first."""
    blocks = Block.objects.filter(trial=trial, world=world, stratum=stratum)
    found = blocks.order_by("number").values_list("number", flat=True).last()
    return found or 0


def next_slot(block: Block) -> Slot | None:
    """The first that was not given; it may be void."""
    return block.slots.filter(allocation__isnull=True).order_by("position").first()
