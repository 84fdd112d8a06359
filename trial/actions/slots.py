"""Sealed slots: a block of a stratum, or a stratum's part of an uploaded list, and the next one.

Called inside the transaction of an allocation or an upload, with the trial's row held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from trial import document, evidence, sealing
from trial.actions.rights import Refused
from trial.models import Block, DesignVersion, ListUpload, Slot
from trial.queries import allocating as queries
from trial.randomisation import Design, Generator, new_block

NO_LIST = "No allocation list was uploaded yet. Nothing was allocated: tell the statistician."
NONE_LEFT = (
    "The allocation list has no entry left for this participant’s stratum. "
    "Nothing was allocated: tell the statistician."
)
_MANY = 2_000


@dataclass(frozen=True)
class Stratum:
    """Of which design and world."""

    version: DesignVersion
    design: Design
    world: str
    code: str


@dataclass(frozen=True)
class Given:
    """A slot that is about to be given, and what it holds."""

    slot: Slot
    block: Block
    arm: str
    list_digest: str = ""

    @property
    def place(self) -> dict[str, object]:
        """For the evidence: where it stands, and of which list."""
        return {
            "block": self.block.number,
            "position": self.slot.position,
            "list": self.list_digest,
        }


def key() -> bytes:
    return sealing.key_from(settings.TRIAL_KEY)


def about(block: Block, position: int) -> str:
    return evidence.place_about(
        block.trial.code, block.world, block.stratum, block.number, position
    )


def holds(slot: Slot, block: Block) -> str | None:
    """The arm's code; None: void. Raises CannotOpen."""
    arm: str | None = sealing.unseal(slot.sealed, about=about(block, slot.position), key=key())
    return arm


def next_in_block(stratum: Stratum, rng: Generator, now: datetime) -> Given:
    """The next slot of the stratum's open block; of a new one where that is used up."""
    block = queries.last_block(stratum.version.trial, stratum.world, stratum.code, None)
    if block is not None and _same_blocks(block, stratum.design):
        given = _next(block)
        if given is not None:
            return given
    given = _next(_begin_block(stratum, rng, now))
    if given is None:
        raise AssertionError("A new block begins with an arm.")
    return given


def next_on_list(stratum: Stratum) -> Given:
    """The next entry of the list in use. Raises Refused where there is none."""
    trial, world = stratum.version.trial, stratum.world
    upload = queries.list_in_use(trial, world)
    if upload is None:
        raise Refused(NO_LIST)
    block = queries.last_block(trial, world, stratum.code, upload)
    given = None if block is None else _next(block)
    if given is None:
        raise Refused(NONE_LEFT)
    return Given(given.slot, given.block, given.arm, upload.digest)


def keep_list(upload: ListUpload, strata: dict[str, list[str]], now: datetime) -> None:
    """A list's arms in their order, sealed row by row."""
    for stratum, arms in strata.items():
        block = _block(upload.design, upload.world, stratum, now)
        block.upload = upload
        part = evidence.sealed_list(
            upload.digest, upload.design.number, upload.by_id, upload.at, entries=len(arms)
        )
        block.sealed = _sealed(block, part)
        block.save(force_insert=True)
        _make_slots(block, arms)


def _next(block: Block) -> Given | None:
    slot = queries.next_slot(block)
    arm = None if slot is None else holds(slot, block)
    return None if slot is None or arm is None else Given(slot, block, arm)


def _same_blocks(block: Block, design: Design) -> bool:
    """An amendment that leaves arms and sizes alone goes on with the open block."""
    before = document.design_of(block.design.content)
    return (before.method, before.arms, before.block_sizes) == (
        design.method, design.arms, design.block_sizes,
    )  # fmt: skip


def _begin_block(stratum: Stratum, rng: Generator, now: datetime) -> Block:
    made = new_block(stratum.design, rng)
    largest = max(stratum.design.block_sizes)
    block = _block(stratum.version, stratum.world, stratum.code, now)
    content = evidence.sealed_block(made.draws, largest, stratum.version.number, now)
    block.sealed = _sealed(block, content)
    block.save(force_insert=True)
    _make_slots(block, [*made.arms, *[None] * (largest - len(made.arms))])
    return block


def _block(version: DesignVersion, world: str, stratum: str, now: datetime) -> Block:
    return Block(
        trial=version.trial,
        world=world,
        design=version,
        stratum=stratum,
        number=queries.last_number(version.trial, world, stratum) + 1,
        made_at=now,
    )


def _sealed(block: Block, content: object) -> str:
    return sealing.seal(content, about=about(block, 0), key=key())


def _make_slots(block: Block, arms: Sequence[str | None]) -> None:
    secret = key()
    Slot.objects.bulk_create(
        (
            Slot(
                block=block,
                position=position,
                sealed=sealing.seal(arm, about=about(block, position), key=secret),
            )
            for position, arm in enumerate(arms, 1)
        ),
        batch_size=_MANY,
    )
