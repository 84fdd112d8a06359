"""What came of a race for allocations, counted in the database and in the answers."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django.conf import settings

from paincheck.audit.models import AuditEvent
from tests.faults.trial_racing import Race, answers_of
from trial.actions import slots as sealed
from trial.models import Allocation, AllocationLevel, Block, FollowUp
from trial.verifying import verify


def judge(race: Race) -> dict[str, Any]:
    """What came of it, counted in the database and in the answers."""
    answers: dict[str, set[tuple[int, str]]] = defaultdict(set)
    lines = [line for who in range(len(race.by)) for line in answers_of(race, who)]
    for line in lines:
        answers[line["participant"]].add((line["number"], line["arm"]))
    rows = list(
        Allocation.objects.filter(trial=race.a.trial)
        .order_by("number")
        .values_list("participant__number", "number", "arm__code", "slot_id", "previous", "digest")
    )
    slots = [slot for _, _, _, slot, _, _ in rows if slot is not None]
    kept = {participant: (number, arm) for participant, number, arm, *_ in rows}
    return {
        "allocations": len(rows),
        "answers": len(lines),
        "waited": race.waited.stat().st_size if race.waited.exists() else 0,
        "missing": race.count - len(kept),
        "doubled": len(rows) - len(kept) + len(slots) - len(set(slots)),
        "skipped": _gaps([number for _, number, *_ in rows]) + _skipped_slots(race),
        "two_arms": sum(len({arm for _, arm in given}) != 1 for given in answers.values()),
        "differ": sum(given != {kept.get(one)} for one, given in answers.items()),
        "broken_chain": sum(b[4] != a[5] for a, b in pairwise(rows)),
        "halves": _halves(race, len(rows)),
        "verify": verify(race.a.trial, "TEST", key=settings.TRIAL_KEY).wrong,
    }


CLEAN = dict.fromkeys(
    ("missing", "doubled", "skipped", "two_arms", "differ", "broken_chain", "halves"), 0
) | {"verify": ""}


def _gaps(numbers: list[int]) -> int:
    return sum(at != number for at, number in enumerate(numbers, 1))


def _skipped_slots(race: Race) -> int:
    """Slots before the last given one of their block, or in a block before the last, not given.

    A slot that is void stands behind every other one of its block.
    """
    skipped = 0
    newest: dict[str, int] = {}
    blocks = Block.objects.filter(trial=race.a.trial).prefetch_related("slots__allocation")
    for block in blocks.order_by("stratum", "-number"):
        last = newest.setdefault(block.stratum, block.number) == block.number
        given = [hasattr(slot, "allocation") for slot in block.slots.all()]
        if last:
            reached = max((n for n, is_given in enumerate(given, 1) if is_given), default=0)
        else:
            held = [sealed.holds(slot, block) for slot in block.slots.all()]
            reached = len(held) - held.count(None)
        skipped += given[:reached].count(False)
    return skipped


def _halves(race: Race, allocations: int) -> int:
    """Rows that should stand with each allocation and do not, or stand alone."""
    trial = race.a.trial
    levels = AllocationLevel.objects.filter(allocation__trial=trial).count()
    visits = FollowUp.objects.filter(participant__trial=trial).count()
    lines = AuditEvent.objects.filter(
        action="trial.allocated",
        subject_id__in=[
            str(pk) for pk in Allocation.objects.filter(trial=trial).values_list("pk", flat=True)
        ],
    ).count()
    expected = 2 * allocations, 2 * allocations, allocations
    return sum(abs(a - b) for a, b in zip((levels, visits, lines), expected, strict=True))
