"""Whom administrators race for: a trial in its test, with thousands who are ready."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from paincheck.accounts.models import Role, User
from tests.factories import NOON, UserFactory
from tests.faults.trial_racing import Race
from tests.trials import ATrial, make_participant, make_trial
from trial.actions import allocating
from trial.models import Consent, EligibilityForm, FormEntry, Participant, TrialRight

SITES = 10  # by two bands of pain: 20 strata


def make_race(folder: Path, *, method: str, count: int, racers: int = 8, seed: int = 1) -> Race:
    """A trial in its test with `count` participants who are ready, over 20 strata."""
    rng = random.Random(seed)
    a = make_trial(method=method, sites=SITES, code=f"drill-{method.lower()}")
    by = [_administrator(a) for _ in range(racers)]
    scores = [rng.randrange(11) for _ in range(count)]
    some = min(SITES, count)
    firsts = [make_participant(a, n=n, at=n, baseline={"average": scores[n]}) for n in range(some)]
    # Nobody of another method's race: whoever has a diary takes no part.
    Participant.objects.filter(trial=a.trial).update(first_name=method.title())
    people = [
        Participant(
            trial=a.trial, world="TEST", site=a.sites[n % SITES], team=a.teams[n % SITES],
            number=f"{a.sites[n % SITES].code}-{n:05d}", first_name=method.title(),
            last_name=f"Ticipant{n}", born_on=date(1930, 1, 1) + timedelta(days=n),
            identity=f"{n:064d}", nurse=firsts[n % SITES].nurse, screened_on=NOON.date(),
            screened_by=by[0], recorded_at=NOON,
        )
        for n in range(some, count)
    ]  # fmt: skip
    made = Participant.objects.bulk_create(people, batch_size=500)
    _papers(a, made, scores[some:], by[0])
    if method == "LIST":
        content = _list(a, scores, rng)
        statistician = a.person("STATISTICIAN")
        allocating.upload_list(trial=a.trial, content=content, by=statistician, now=NOON)
    return Race(a=a, by=by, folder=folder, count=count, rng=rng)


def _administrator(a: ATrial) -> User:
    user = UserFactory()
    Role.objects.create(user=user, role=Role.Kind.TRIAL, site=a.teams[0].site)
    TrialRight.objects.create(
        trial=a.trial, user=user, right="ENROL", given_by=a.trial.created_by, given_at=NOON
    )
    return user


def _papers(a: ATrial, people: Iterable[Participant], scores: list[int], by: User) -> None:
    told = {"by": by, "at": NOON}
    day, yes = NOON.date(), {"adult": True, "pain": True, "diary": False}
    people = list(people)
    Consent.objects.bulk_create(
        [Consent(participant=one, version="1.0", consented_on=day, **told) for one in people],
        batch_size=500,
    )
    EligibilityForm.objects.bulk_create(
        [
            EligibilityForm(participant=one, design=a.design, answers=yes, eligible=True, **told)
            for one in people
        ],
        batch_size=500,
    )
    FormEntry.objects.bulk_create(
        [
            FormEntry(participant=one, form="BASELINE", version=1, answers={"average": score},
                      mode="TOGETHER", filled_on=day, **told)
            for one, score in zip(people, scores, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip


def _list(a: ATrial, scores: list[int], rng: random.Random) -> bytes:
    """Exactly as many entries as participants, so that it is used up with the last of them."""
    counts: dict[str, int] = defaultdict(int)
    for n, score in enumerate(scores):
        counts[f"{a.sites[n % SITES].code}/{'high' if score > 5 else 'low'}"] += 1
    rows = [
        f"{stratum},{number},{rng.choice(['SSM', 'UC'])}"
        for stratum, count in counts.items()
        for number in range(1, count + 1)
    ]
    return "\n".join(["stratum,sequence,arm", *rows, ""]).encode()
