"""Permuted blocks of random sizes within a stratum.

Source: Schulz and Grimes, Lancet 2002;359:966-70 and CONSORT 2010 item 8b: blocks keep the ratio,
their varied sizes make the last places of a block harder to guess in a trial without blinding.

The draws of a block tell its whole order. Draws and the arms not yet given are therefore sealed
together until the block's last arm is given; only then may anyone read the draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trial.methods.design import Design, Method, Unfit
from trial.methods.drawing import Generator, below, check_draw, new_draw


@dataclass(frozen=True)
class Block:
    arms: tuple[str, ...]  # in the order in which they are given
    draws: tuple[int, ...]  # the size's, then one for each step of the shuffle


def new_block(design: Design, rng: Generator) -> Block:
    """The next block of a stratum, with the draws that `block_from` replays."""
    first = new_draw(rng)
    draws = (first, *(new_draw(rng) for _ in range(_size(design, first) - 1)))
    return Block(arms=block_from(design, draws), draws=draws)


def block_from(design: Design, draws: Sequence[int]) -> tuple[str, ...]:
    """The block that these draws make: a size, then Fisher and Yates' shuffle (Durstenfeld's)."""
    if not draws:
        raise Unfit("A block has at least one draw.")
    for draw in draws:
        check_draw(draw)
    size = _size(design, draws[0])
    if len(draws) != size:
        raise Unfit(f"A block of {size} has {size} draws; here are {len(draws)}.")
    times = size // design.total_share
    order = [arm.code for arm in design.arms for _ in range(arm.share * times)]
    for last, draw in zip(range(size - 1, 0, -1), draws[1:], strict=True):
        other = below(last + 1, draw)
        order[last], order[other] = order[other], order[last]
    return tuple(order)


def _size(design: Design, draw: int) -> int:
    if design.method is not Method.BLOCKS:
        raise Unfit("This design has no blocks.")
    sizes = sorted(design.block_sizes)
    return sizes[below(len(sizes), draw)]
