"""What is kept of an allocation so that it can be made again, and how each is chained to the last.

Plain: no database, no clock. An allocation's evidence is one JSON document of texts and whole
numbers; its digest is SHA-256 over the digest before and the document's canonical bytes. A field
that is added later must leave the documents of before as they are: write it only where it is new.

Nothing of a slot that was not given stands in it; a block's draws stay sealed with the block.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from trial.methods.design import FORMAT as METHOD_VERSION
from trial.randomisation import Choice

FORMAT = 1
Evidence = Mapping[str, Any]


def canonical(content: Any) -> bytes:
    """The same bytes for the same content, whatever the order of its keys."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def digest_of(content: Any) -> str:
    """SHA-256 in hex of `canonical`."""
    return hashlib.sha256(canonical(content)).hexdigest()


def first_previous(trial: str, world: str) -> str:
    """What the first allocation of a trial in a world follows: nothing, and one for each."""
    return hashlib.sha256(f"paincheck/trial/{trial}/{world}".encode()).hexdigest()


def chained(previous: str, evidence: Evidence) -> str:
    """The digest of an allocation, which the next one repeats."""
    return hashlib.sha256(previous.encode() + canonical(evidence)).hexdigest()


def moment(at: datetime) -> str:
    """A time as it is kept: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def paper(row: int, at: datetime, *values: Any) -> list[Any]:
    """A paper that the allocation went by: its row, when it was written, the digest of what it
    says. Dates are handed in as texts."""
    return [row, moment(at), digest_of(list(values))]


def for_trail(trial: str, world: str, number: int, digest: str) -> str:
    """What the audit trail keeps of an allocation (or a flag of it, or a list of so many rows)."""
    return f"{trial}/{world}/{number}:{digest}"


def flag_digest(reason: str, by: int, at: datetime) -> str:
    """Of 'randomised in error': the reason itself may name an arm, its digest does not."""
    return digest_of([reason, by, moment(at)])


def place_about(trial: str, world: str, stratum: str, block: int, position: int) -> str:
    """What a slot's seal is bound to. Position 0 is the block itself."""
    return f"{trial}/{world}/{stratum}/{block}/{position}"


def sealed_block(draws: Sequence[int], largest: int, design: int, at: datetime) -> dict[str, str]:
    """What is sealed of a block, of one length whatever its size; `largest`: it may have."""
    filled = [f"{draw:016d}" for draw in draws] + ["0" * 16] * (largest - len(draws))
    return {
        "size": f"{len(draws):04d}",
        "draws": " ".join(filled),
        "design": f"{design:06d}",
        "at": moment(at),
    }


def sealed_list(digest: str, design: int, by: int, at: datetime, *, entries: int) -> dict[str, str]:
    """What is sealed of a stratum's part of a list."""
    return {
        "list": digest,
        "entries": f"{entries:08d}",
        "design": f"{design:06d}",
        "by": f"{by:012d}",
        "at": moment(at),
    }


def opened_draws(sealed: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(int(draw) for draw in sealed["draws"].split()[: int(sealed["size"])])


def written(
    *,
    trial: str,
    world: str,
    number: int,
    participant: str,
    site: str,
    key: str,
    by: int,
    at: datetime,
    arm: str,
    design: int,
    design_digest: str,
    method: str,
    levels: Mapping[str, str],
    stratum: str,
    papers: Mapping[str, list[Any]],
    choice: Choice | None = None,
    place: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document. `choice`: by minimisation or simple; `place`: by block or list."""
    return {
        "format": FORMAT,
        "trial": trial,
        "world": world,
        "number": number,
        "participant": participant,
        "site": site,
        "key": key,
        "by": by,
        "at": moment(at),
        "arm": arm,
        "design": design,
        "design_digest": design_digest,
        "method": method,
        "method_version": METHOD_VERSION,
        "levels": dict(levels),
        "stratum": stratum,
        "papers": dict(papers),
        "choice": None if choice is None else choice.as_json(),
        "place": None if place is None else dict(place),
    }
