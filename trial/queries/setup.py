"""What the pages of the set-up show: the design in words, its faults, who decided, what is next."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from paincheck.accounts.models import Site, User
from trial.design_words import PARTS, Line, changes, lines_of
from trial.document import digest_of, faults_by_part
from trial.models import DesignVersion, Trial
from trial.queries.designs import in_force
from trial.queries.rights import Held


@dataclass(frozen=True)
class Section:
    part: str
    title: str
    lines: list[Line]
    faults: list[str]


@dataclass(frozen=True)
class Named:
    """Who did something, and when."""

    who: str
    at: datetime


@dataclass(frozen=True)
class SetupPage:
    """The version in the making, or else the one in force. `digest`: of what the page shows."""

    version: DesignVersion
    state: str
    sections: list[Section]
    digest: str
    proposed: Named | None
    approved: Named | None
    mine: bool  # proposed by who reads it
    live_asked: Named | None
    live_mine: bool
    simulated: bool  # the design in force was
    changes: list[str] = field(default_factory=list)

    @property
    def editable(self) -> bool:
        return self.proposed is None

    @property
    def faults(self) -> int:
        return sum(len(section.faults) for section in self.sections)


@dataclass(frozen=True)
class VersionRow:
    number: int
    reason: str
    effective_on: date | None
    proposed: Named
    approved: Named | None
    digest: str
    changes: list[str]  # of the first: the whole of it


def making(trial: Trial) -> DesignVersion | None:
    """The version that two people have not put in force yet."""
    return versions_of(trial).filter(approved_at__isnull=True).first()


def shown(trial: Trial) -> DesignVersion:
    """The version in the making, or else the one in force."""
    found = versions_of(trial).order_by("number").last()
    if found is None:  # a trial is made with a design
        raise DesignVersion.DoesNotExist
    return found


def versions_of(trial: Trial) -> "QuerySet[DesignVersion]":
    return trial.designs.select_related("proposed_by", "approved_by")


def setup_page(held: Held) -> SetupPage:
    trial = Trial.objects.select_related("live_asked_by").get(pk=held.trial.pk)
    version, last = shown(trial), in_force(trial)
    names, wrong = site_names(), faults_by_part(version.content)
    live = _named(trial.live_asked_by, trial.live_asked_at)
    return SetupPage(
        version=version,
        state=_state(version),
        sections=[
            Section(
                part=part,
                title=title,
                lines=lines_of(version.content, part, names),
                faults=[said for where, said in wrong if where == part],
            )
            for part, title in PARTS.items()
        ],
        digest=version.digest or digest_of(version.content),
        proposed=_named(version.proposed_by, version.proposed_at),
        approved=_named(version.approved_by, version.approved_at),
        mine=version.proposed_by_id == held.user.pk,
        live_asked=live,
        live_mine=trial.live_asked_by_id == held.user.pk,
        simulated=last is not None and trial.simulations.filter(digest=last.digest).exists(),
        changes=_against(last, version, names) if version.number > 1 else [],
    )


def version_rows(held: Held) -> list[VersionRow]:
    """Each version that was proposed, newest first. What would tell the next arm is shown to those
    alone who never enrol."""
    open_, names = held.may("SETUP", "STATISTICIAN"), site_names()
    found = list(versions_of(held.trial).filter(proposed_at__isnull=False).order_by("number"))
    rows = []
    for before, version in zip([None, *found], found, strict=False):
        proposed = _named(version.proposed_by, version.proposed_at)
        if proposed is None:
            continue
        rows.append(
            VersionRow(
                number=version.number,
                reason=version.reason,
                effective_on=version.effective_on,
                proposed=proposed,
                approved=_named(version.approved_by, version.approved_at),
                digest=version.digest,
                changes=_first(version, names, open_=open_)
                if before is None
                else changes(before.content, version.content, names, open_=open_),
            )
        )
    return rows[::-1]


def site_names() -> dict[int, str]:
    return dict(Site.objects.values_list("pk", "name"))


def site_choices(user: User) -> list[tuple[int, str]]:
    """All sites by name, those where she works first."""
    mine = set(user.roles.values_list("site_id", flat=True))
    rows = Site.objects.order_by("name").values_list("pk", "name")
    return sorted(rows, key=lambda row: row[0] not in mine)


def _first(version: DesignVersion, names: dict[int, str], *, open_: bool) -> list[str]:
    lines: list[Any] = [
        (title, line)
        for part, title in PARTS.items()
        for line in lines_of(version.content, part, names)
    ]
    return [
        f"{title}: {line.words}"
        if open_ or not line.hidden
        else f"{title}: a number not shown to you."
        for title, line in lines
    ]


def _against(last: DesignVersion | None, version: DesignVersion, names: Any) -> list[str]:
    if last is None or last.pk == version.pk:
        return []
    return changes(last.content, version.content, names, open_=True)


def _state(version: DesignVersion) -> str:
    if version.approved_at is not None:
        return "In force"
    return "Proposed: waits for a second person" if version.proposed_at else "In the making"


def _named(who: User | None, at: datetime | None) -> Named | None:
    return Named(who.full_name, at) if who is not None and at is not None else None
