"""Trials for tests: one in its test or live, with a design in force, sites, people and rights."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from paincheck.accounts.models import Role, Team, User
from tests.factories import NOON, TeamFactory, UserFactory, make_nurse
from trial.document import digest_of
from trial.models import (
    Arm,
    Consent,
    DesignVersion,
    EligibilityForm,
    FormEntry,
    Participant,
    Trial,
    TrialRight,
    TrialSite,
)

# The form in which a design is kept (DesignVersion.content).
CONTENT: dict[str, Any] = {
    "target": 160,
    "introduction_days": 7,
    "method": "BLOCKS",
    "block_sizes": [2, 4, 6],
    "measure": "RANGE",
    "p": "0.8",
    "arms": [
        {"code": "SSM", "name": "Supported self-management", "share": 1, "opens_diary": True},
        {"code": "UC", "name": "Usual care", "share": 1, "opens_diary": False},
    ],
    "factors": [
        {"code": "site", "name": "Site", "weight": "1", "source": "SITE", "levels": []},
        {
            "code": "pain",
            "name": "Average pain at baseline",
            "weight": "1",
            "source": "BASELINE:average",
            "levels": [
                {"code": "low", "name": "0 to 5", "low": 0, "high": 5, "expected": "0.5"},
                {"code": "high", "name": "6 to 10", "low": 6, "high": 10, "expected": "0.5"},
            ],
        },
    ],
    "eligibility": [
        {"code": "adult", "text": "Is 18 or older", "must_be": True},
        {"code": "pain", "text": "Has had pain of 4 or more in the last week", "must_be": True},
        {"code": "diary", "text": "Has used PainCheck before", "must_be": False},
    ],
    "visits": [
        {"code": "W6", "name": "6 weeks", "due_days": 42, "before": 7, "after": 14},
        {"code": "W12", "name": "12 weeks", "due_days": 84, "before": 7, "after": 14},
    ],
}
BASELINE = {"worst": 7, "average": 5, "least": 2, "now": 4}


@dataclass
class ATrial:
    """A trial with everybody in it; `people` by their right."""

    trial: Trial
    design: DesignVersion
    teams: list[Team]
    sites: list[TrialSite]
    people: dict[str, User] = field(default_factory=dict)

    def person(self, right: str, *, site: TrialSite | None = None) -> User:
        """Somebody who holds this right alone, everywhere or at one site; the same each time."""
        name = right if site is None else f"{right}@{site.code}"
        if name not in self.people:
            user = UserFactory(first_name=right.title(), last_name="Trial")
            at = (site or self.sites[0]).site
            Role.objects.create(user=user, role=Role.Kind.TRIAL, site=at)
            TrialRight.objects.create(
                trial=self.trial,
                user=user,
                right=right,
                site=site,
                given_by=self.trial.created_by,
                given_at=NOON,
            )
            self.people[name] = user
        return self.people[name]


def make_trial(
    *,
    mode: str = "TEST",
    sites: int = 2,
    code: str = "impact",
    now: datetime = NOON,
    **changes: Any,
) -> ATrial:
    """A trial whose first design is in force, two people having agreed. `changes` of CONTENT."""
    teams = [TeamFactory() for _ in range(sites)]
    chief, second = (UserFactory() for _ in range(2))
    for user in (chief, second):
        Role.objects.create(user=user, role=Role.Kind.TRIAL, site=teams[0].site)
    trial = Trial.objects.create(
        code=code,
        title="A trial of supported self-management",
        mode=mode,
        created_by=chief,
        created_at=now,
        live_at=now if mode in ("LIVE", "CLOSED") else None,
    )
    letters = [chr(ord("A") + n) for n in range(sites)]
    content = CONTENT | {
        "sites": [
            {"code": letter, "site": team.site_id, "target": 40}
            for letter, team in zip(letters, teams, strict=True)
        ]
    }
    design = DesignVersion.objects.create(
        trial=trial,
        number=1,
        content=content | changes,
        digest=digest_of(content | changes),
        made_by=chief,
        made_at=now,
        saved_at=now,
        proposed_by=chief,
        proposed_at=now,
        approved_by=second,
        approved_at=now,
        effective_on=now.date(),
    )
    for arm in design.content["arms"]:
        Arm.objects.create(trial=trial, **arm)
    places = [
        TrialSite.objects.create(trial=trial, site=team.site, code=letter, target=40, opened_at=now)
        for letter, team in zip(letters, teams, strict=True)
    ]
    made = ATrial(trial, design, teams, places)
    for user in (chief, second):
        TrialRight.objects.create(
            trial=trial, user=user, right="SETUP", given_by=chief, given_at=now
        )
    made.people["SETUP"] = chief
    return made


def make_participant(
    a: ATrial,
    *,
    n: int = 1,
    at: int = 0,
    ready: bool = True,
    now: datetime = NOON,
    baseline: dict[str, Any] | None = None,
) -> Participant:
    """Screened at the site number `at`; `ready`: with consent, eligible, with a baseline."""
    site, team = a.sites[at], a.teams[at]
    nurse = a.people.setdefault(f"nurse{at}", make_nurse(team=team))
    by = a.person("ENROL")
    participant = Participant.objects.create(
        trial=a.trial,
        world=a.trial.world,
        site=site,
        number=f"{site.code}-{n:03d}",
        first_name=f"Par{n}",
        last_name=f"Ticipant{n}",
        born_on=date(1950, 1, 1) + timedelta(days=n),
        identity=f"{n:064d}",
        team=team,
        nurse=nurse,
        screened_on=now.date(),
        screened_by=by,
        recorded_at=now,
    )
    if ready:
        Consent.objects.create(
            participant=participant, version="1.0", consented_on=now.date(), by=by, at=now
        )
        EligibilityForm.objects.create(
            participant=participant,
            design=a.design,
            answers={"adult": True, "pain": True, "diary": False},
            eligible=True,
            by=by,
            at=now,
        )
        FormEntry.objects.create(
            participant=participant,
            form="BASELINE",
            version=1,
            answers=baseline or BASELINE,
            mode="TOGETHER",
            filled_on=now.date(),
            by=by,
            at=now,
        )
    return participant
