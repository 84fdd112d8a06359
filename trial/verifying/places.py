"""What allocations stand on: designs, arms, blocks and lists, each opened and made again."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from trial import document, evidence, sealing
from trial.models import Arm, Block, DesignVersion, ListUpload, Trial
from trial.randomisation import Design, ListRow, Unfit, block_from, list_hash
from trial.verifying.wrong import Wrong, expect

ANEW = "it was changed, moved or written anew, or the key is not the one it was sealed with."


@dataclass(frozen=True)
class OneDesign:
    version: DesignVersion
    design: Design


@dataclass
class Places:
    """Of one trial in one world: designs by row, and each block's arms in their order, by row."""

    world: str
    designs: dict[int, OneDesign]
    blocks: dict[int, tuple[Block, list[str]]] = field(default_factory=dict)
    # By stratum and list (None: blocks): the places in the order in which they are given.
    order: dict[tuple[str, int | None], Iterator[tuple[int, int]]] = field(default_factory=dict)


def read(trial: Trial, world: str, key: bytes, told: Callable[[], None]) -> Places:
    """Raises Wrong with the first that does not fit."""
    places = Places(world, _designs(trial))
    _arms(trial, places)
    rows: dict[int, list[ListRow]] = defaultdict(list)
    numbers: dict[str, int] = defaultdict(int)
    blocks = Block.objects.filter(trial=trial, world=world).order_by("stratum", "number")
    for block in (
        blocks.select_related("upload__design").prefetch_related("slots").iterator(chunk_size=200)
    ):
        told()
        name = name_of(block)
        numbers[block.stratum] += 1
        what = f"block {numbers[block.stratum]} of this stratum is missing before it."
        expect(block.number == numbers[block.stratum], name, what)
        arms = _opened(trial, block, places, key)
        places.blocks[block.pk] = block, arms
        if block.upload_id is not None:
            rows[block.upload_id] += [
                ListRow(block.stratum, position, arm) for position, arm in enumerate(arms, 1)
            ]
    _lists(trial, world, rows)
    places.order = _order(places)
    return places


def name_of(block: Block) -> str:
    return f"Block {block.number} of stratum ‘{block.stratum}’"


def _designs(trial: Trial) -> dict[int, OneDesign]:
    found = {}
    versions = trial.designs.filter(approved_at__isnull=False).order_by("number")
    for number, version in enumerate(versions, 1):
        name = f"Design {number}"
        expect(version.number == number, name, "it is missing.")
        fits = document.digest_of(version.content) == version.digest
        expect(fits, name, "its content is not that of its digest.")
        try:
            found[version.pk] = OneDesign(version, document.design_of(version.content))
        except Unfit as unfit:
            raise Wrong(name, str(unfit)) from unfit
    return found


def _arms(trial: Trial, places: Places) -> None:
    """Each arm is as a design in force has it."""
    columns = ("code", "name", "share", "opens_diary")
    given = [
        tuple(arm[column] for column in columns)
        for one in places.designs.values()
        for arm in one.version.content["arms"]
    ]
    for arm in Arm.objects.filter(trial=trial).values_list(*columns):
        expect(arm in given, "The arms", "one is not that of a design in force.")


def _opened(trial: Trial, block: Block, places: Places, key: bytes) -> list[str]:
    """The arms of a block, without its void slots."""
    name = name_of(block)

    def unsealed(text: str, position: int) -> Any:
        about = evidence.place_about(trial.code, block.world, block.stratum, block.number, position)
        try:
            return sealing.unseal(text, about=about, key=key)
        except sealing.CannotOpen as error:
            row = f"Slot {position} of {name[0].lower()}{name[1:]}" if position else name
            raise Wrong(row, ANEW) from error

    sealed = unsealed(block.sealed, 0)
    slots = list(block.slots.all())
    for number, slot in enumerate(slots, 1):
        expect(slot.position == number, name, f"its slot {number} is missing.")
    arms = [unsealed(slot.sealed, slot.position) for slot in slots]
    one = places.designs.get(block.design_id)
    expect(one and int(sealed["design"]) == one.version.number, name, "its design is another.")
    expect(sealed["at"] == evidence.moment(block.made_at), name, "its time was changed.")
    expect(("list" in sealed) == (block.upload_id is not None), name, "its list is another.")
    if one is not None and block.upload_id is None:
        _made_again(sealed, arms, one.design, name)
    if block.upload is not None:
        _of_list(sealed, arms, block.upload, name)
    return [arm for arm in arms if arm is not None]


def _made_again(sealed: dict[str, str], arms: list[str | None], design: Design, name: str) -> None:
    try:
        made = block_from(design, evidence.opened_draws(sealed))
    except Unfit as unfit:
        raise Wrong(name, str(unfit)) from unfit
    void = max(design.block_sizes) - len(made)
    fits = arms == [*made, *[None] * void]
    expect(fits, name, "its slots are not those that its draws make, or some are missing.")


def _of_list(sealed: dict[str, str], arms: list[str | None], upload: ListUpload, name: str) -> None:
    fits = len(arms) == int(sealed["entries"])
    expect(fits, name, "entries were taken out of it or put in.")
    told = evidence.sealed_list(
        upload.digest, upload.design.number, upload.by_id, upload.at, entries=len(arms)
    )
    expect(sealed == told, f"List {upload.pk}", f"it is not the one that {name} was made of.")


def _lists(trial: Trial, world: str, rows: dict[int, list[ListRow]]) -> None:
    for upload in ListUpload.objects.filter(trial=trial, world=world).order_by("pk"):
        name, mine = f"List {upload.pk}", rows.get(upload.pk, [])
        expect(len(mine) == upload.rows, name, "it has more or fewer entries than were uploaded.")
        expect(list_hash(mine) == upload.digest, name, "its entries are not those of its digest.")


def _order(places: Places) -> dict[tuple[str, int | None], Iterator[tuple[int, int]]]:
    found: dict[tuple[str, int | None], list[tuple[int, int]]] = defaultdict(list)
    for block, arms in places.blocks.values():
        found[block.stratum, block.upload_id] += [
            (block.pk, position) for position in range(1, len(arms) + 1)
        ]
    return {where: iter(them) for where, them in found.items()}
