"""A whole reading of one trial in one world, and what it found."""

from collections.abc import Callable
from dataclasses import dataclass, field

from paincheck.audit.models import AuditEvent
from trial import evidence, sealing
from trial.models import (
    Allocation,
    AllocationError,
    ListUpload,
    Trial,
)
from trial.queries.allocating import last_of
from trial.verifying import places, rows
from trial.verifying.wrong import Wrong, expect

NO_ANCHOR = (
    "An end that was cut off together with its lines in the trail, or a chain that was written "
    "anew with them, shows only beside an anchor kept outside the database."
)


@dataclass
class Verdict:
    """`row` and `wrong` name the first that does not fit; both empty: all fits."""

    trial: str
    world: str
    checked: int = 0
    head: str = ""
    row: str = ""
    wrong: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.wrong


@dataclass(frozen=True)
class Asked:
    trial: Trial
    world: str
    key: bytes
    anchor: str
    told: Callable[[], None]


def verify(
    trial: Trial,
    world: str,
    *,
    key: str,
    anchor: str = "",
    told: Callable[[], None] = lambda: None,
) -> Verdict:
    """`key`: the setting TRIAL_KEY; `anchor`: 'number:digest' of an allocation, kept elsewhere."""
    verdict = Verdict(trial.code, world)
    try:
        _verify(verdict, Asked(trial, world, sealing.key_from(key), anchor, told))
    except Wrong as wrong:
        verdict.row, verdict.wrong = wrong.row, str(wrong)
        verdict.said.append(str(wrong))
        verdict.said.append(f"The {verdict.checked} allocations before it fit.")
    return verdict


def _verify(verdict: Verdict, asked: Asked) -> None:
    trial, world = asked.trial, asked.world
    # One that is allocated while this is read is left for the next reading.
    last = last_of(trial, world)
    newest = 0 if last is None else last.number
    stands = places.read(trial, world, asked.key, asked.told)
    verdict.said.append(
        f"{len(stands.designs)} designs in force have the content of their digests, and "
        f"{len(stands.blocks)} blocks and parts of lists are as they were made and sealed."
    )
    kept_number, _, kept_digest = asked.anchor.partition(":")
    digests: list[tuple[str, str]] = []
    for sofar in rows.check_all(trial, stands, newest, asked.told):
        name = f"Allocation {sofar.number}"
        if str(sofar.number) == kept_number:
            anew = "it is not the one that was kept outside the database."
            expect(sofar.digest == kept_digest, name, anew)
        verdict.checked, verdict.head = sofar.number, f"{sofar.number}:{sofar.digest}"
        digests.append((sofar.row, sofar.digest))
    cut = f"it is missing: the end is cut off after allocation {verdict.checked}."
    expect(int(kept_number or 0) <= verdict.checked, f"Allocation {verdict.checked + 1}", cut)
    verdict.said.append(
        f"{verdict.checked} allocations follow each other without a gap; each is what its evidence "
        "comes to, was eligible, and had consent and baseline before."
    )
    _trail(trial, world, digests)
    _counts(trial, world, verdict.checked)
    _as_told(trial, world, "trial.list_uploaded", _lists, "List")
    _as_told(trial, world, "trial.allocation_flagged", _flags, "Flag")
    verdict.said.append("The trail tells of the same allocations, lists and flags.")
    kept = f"The anchor stands: allocation {kept_number} is as it was kept."
    verdict.said.append(kept if asked.anchor else NO_ANCHOR)


def _told_by_trail(action: str, trial: Trial, world: str) -> dict[str, str]:
    """By the row that a line is about: what `evidence.for_trail` had it say."""
    begins = f"{trial.code}/{world}/"
    lines = AuditEvent.objects.filter(action=action, reason__startswith=begins)
    return dict(lines.order_by("pk").values_list("subject_id", "reason"))


def _trail(trial: Trial, world: str, digests: list[tuple[str, str]]) -> None:
    """The trail's line of each allocation has its digest, and none is of one that is gone."""
    lines = _told_by_trail("trial.allocated", trial, world)
    for number, (row, digest) in enumerate(digests, 1):
        fits = lines.pop(row, "") == evidence.for_trail(trial.code, world, number, digest)
        expect(fits, f"Allocation {number}", "the audit trail tells another, or nothing, of it.")
    # What is left may be of one that was allocated while this was read.
    meanwhile = Allocation.objects.filter(
        trial=trial, world=world, pk__in=lines, number__gt=len(digests)
    ).count()
    after = f"Allocation {len(digests) + 1}"
    what = "the audit trail tells of it, and it is missing: the end is cut off."
    expect(meanwhile == len(lines), after, what)


def _counts(trial: Trial, world: str, checked: int) -> None:
    mine = Allocation.objects.filter(trial=trial, world=world, number__lte=checked)
    both = mine.count(), mine.values("participant").distinct().count()
    expect(both == (checked, checked), "The counts", "there is not one arm for each participant.")


def _lists(trial: Trial, world: str) -> dict[str, str]:
    lists = ListUpload.objects.filter(trial=trial, world=world)
    return {
        str(pk): evidence.for_trail(trial.code, world, rows, digest)
        for pk, rows, digest in lists.values_list("pk", "rows", "digest")
    }


def _flags(trial: Trial, world: str) -> dict[str, str]:
    """Of 'randomised in error', with the digest of its reason."""
    flags = AllocationError.objects.filter(allocation__trial=trial, allocation__world=world)
    return {
        str(flag.pk): evidence.for_trail(
            trial.code, world, flag.allocation.number,
            evidence.flag_digest(flag.reason, flag.by_id, flag.at),
        )
        for flag in flags.select_related("allocation")
    }  # fmt: skip


Rows = Callable[[Trial, str], dict[str, str]]


def _as_told(trial: Trial, world: str, action: str, rows: Rows, name: str) -> None:
    """The trail has each such row as it is. Read again where they differ: one may be new."""
    told, there = _told_by_trail(action, trial, world), rows(trial, world)
    if told != there:
        told, there = _told_by_trail(action, trial, world), rows(trial, world)
    for row in sorted(told | there, key=int):
        what = "it was changed, taken away or put in: the audit trail tells otherwise."
        expect(told.get(row) == there.get(row), f"{name} {row}", what)
