"""What the pages of the rules' numbers show: each rule with its numbers, who changed what, and what
a preview found. Reads only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from alerts import compared, governing, preview, wording
from alerts.forms import QUESTIONS, ThresholdForm
from alerts.models import ThresholdSettings
from alerts.queries import thresholds_of_site
from alerts.rules import Thresholds
from alerts.rules.danger import danger_in_words
from diaries.models import PainCheck, Patient
from diaries.scales import ContactWish, in_figures
from paincheck.accounts.models import Role, Site, User
from paincheck.audit.models import AuditEvent
from paincheck.background.kinds import KINDS
from paincheck.background.models import Job
from paincheck.background.queries import result_of


@dataclass(frozen=True)
class RuleRow:
    """A rule in words; `numbers` are (whose, number) from the widest to the nearest."""

    rule: governing.Governed
    numbers: Sequence[tuple[str, str]]
    field: Any


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class SettingsPage:
    """`owner` and `review_on`: whose numbers these are, and until when they stand unread."""

    rules: Sequence[RuleRow]
    changes: Sequence[Change]
    has_own: bool
    owner: str = governing.OWNER
    review_on: date = governing.REVIEW_ON


def settings_page(
    form: ThresholdForm, *, site: Site, row: ThresholdSettings | None, patient: Patient | None
) -> SettingsPage:
    """Three queries at most."""
    at_site = thresholds_of_site(site)
    own = {name: getattr(row, name, None) for name in QUESTIONS}

    def numbers(name: str) -> list[tuple[str, str]]:
        if not name:
            return []
        told = [("As delivered", str(getattr(Thresholds(), name)))]
        told.append(("This site", str(getattr(at_site, name))))
        if patient is not None:
            told.append(("This patient", "as the site" if own[name] is None else str(own[name])))
        return told

    return SettingsPage(
        rules=[
            RuleRow(rule, numbers(rule.setting), form[rule.setting] if rule.setting else None)
            for rule in governing.RULES
        ],
        changes=_changes(row),
        has_own=any(number is not None for number in own.values()),
    )


def _changes(row: ThresholdSettings | None) -> list[Change]:
    """From the trail, the newest first."""
    if row is None:
        return []
    lines = list(
        AuditEvent.objects.filter(
            action="thresholds.changed", subject_type=row._meta.label, subject_id=str(row.pk)
        ).order_by("-at")[:50]
    )
    people = User.objects.in_bulk({line.actor_id for line in lines if line.actor_id})
    return [
        Change(line.at, people[line.actor_id].full_name if line.actor_id else "", line.reason)
        for line in lines
    ]


def sites_governed_by(person: User) -> list[Site]:
    """The sites whose numbers she may set: as lead nurse or manager."""
    kinds = (Role.Kind.LEAD_NURSE, Role.Kind.MANAGER)
    found = Site.objects.filter(roles__user=person, roles__role__in=kinds)
    return list(found.distinct().order_by("name"))


@dataclass(frozen=True)
class Missed:
    """An alert that there would not have been. `code` is empty where she may not open it."""

    code: str
    name: str
    level: str
    colour: str
    title: str
    sentence: str
    at: datetime
    answers: str
    later: bool
    calmer: bool


@dataclass(frozen=True)
class PreviewPage:
    job: Job
    back: str
    result: dict[str, Any]
    since: datetime
    until: datetime
    name: str
    code: str
    numbers: str
    values: dict[str, int | str]
    levels: Sequence[tuple[str, int, int]]
    rules: Sequence[tuple[str, int, int]]
    teams: Sequence[tuple[str, int, int]]
    missed: Sequence[Missed]
    others: int
    new: Sequence[Missed]
    doubles: bool


def preview_page(by: User, job_id: uuid.UUID, now: datetime) -> PreviewPage | None:
    """None where the job is not hers, or its result is gone, or it is no longer hers to see."""
    job = result_of(by, job_id, preview.KIND, now)
    if job is None:
        return None
    told, result = job.arguments, job.result or {}
    site = Site.objects.get(pk=told["site"])
    mine = Patient.objects.open_to(by, now).in_bulk({row["patient"] for row in _rows(result)})
    patient = Patient.objects.open_to(by, now).filter(pk=told["patient"]).first()
    lost = patient is None if told["patient"] else site not in sites_governed_by(by)
    if lost:
        return None
    checks = _checks_of(result, set(mine))
    before, after = result["before"], result["after"]
    gone = [_missed(row, mine, checks) for row in result["gone"] if row["patient"] in mine]
    return PreviewPage(
        job=job,
        back=KINDS[preview.KIND].back(job),
        result=result,
        since=datetime.fromisoformat(result["since"]),
        until=datetime.fromisoformat(result["until"]),
        name=patient.full_name if patient else site.name,
        code=patient.code if patient else "",
        numbers=governing.change_in_words({}, told["numbers"]).replace("not set to ", ""),
        values={name: told["numbers"].get(name) or "" for name in QUESTIONS},
        levels=_side_by_side(before["levels"], after["levels"], wording.LEVEL_WORDS),
        rules=_side_by_side(before["rules"], after["rules"], wording.RULE_TITLES),
        teams=_side_by_side(before["teams"], after["teams"], {}),
        missed=gone,
        others=result["missed"] + result["later"] + result["calmer"] - len(gone),
        new=[_missed(row, mine, checks) for row in result["new"] if row["patient"] in mine],
        doubles=compared.doubles(before["all"], after["all"]),
    )


def _rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [*result["gone"], *result["new"]]


def _side_by_side(
    before: dict[str, int], after: dict[str, int], names: dict[str, str]
) -> list[tuple[str, int, int]]:
    """In the order of the names, and those without one by the alphabet."""
    found = before.keys() | after.keys()
    order = [*(code for code in names if code in found), *sorted(found - names.keys())]
    return [(names.get(code, code), before.get(code, 0), after.get(code, 0)) for code in order]


def _checks_of(result: dict[str, Any], mine: set[int]) -> dict[str, PainCheck]:
    """What the alerts of her own patients were opened by. One query."""
    causes = [row["check"] for row in _rows(result) if row["patient"] in mine]
    ids = [cause.removeprefix("check ") for cause in causes if cause.startswith("check ")]
    rows = PainCheck.objects.filter(pk__in=ids, patient__in=mine).defer("note")
    return {f"check {check.pk}": check for check in rows}


def _missed(row: dict[str, Any], mine: dict[int, Patient], checks: dict[str, PainCheck]) -> Missed:
    patient, check = mine[row["patient"]], checks.get(row["check"])
    return Missed(
        code=patient.code,
        name=patient.full_name,
        level=wording.LEVEL_WORDS[row["level"]],
        colour={"RED": "red", "AMBER": "orange"}.get(row["level"], "grey"),
        title=wording.RULE_TITLES[row["rule"]],
        sentence=row["sentence"],
        at=timezone.localtime(datetime.fromisoformat(row["at"])),
        answers=_answers(check) if check else "",
        later=row["later"],
        calmer=row["calmer"],
    )


def _answers(check: PainCheck) -> str:
    """'worst 7, average 4, now 5; 2 extra doses'. The free text is read on the patient's page."""
    scores = [
        f"{name} {in_figures(score)}"
        for name in ("worst", "average", "least", "now")
        if isinstance(score := getattr(check, name), Decimal)
    ]
    said = [", ".join(scores)]
    if check.extra_doses is not None:
        said.append(f"{check.extra_doses} extra dose{'' if check.extra_doses == 1 else 's'}")
    if check.danger:
        said.append(danger_in_words(tuple(check.danger_items)))
    if check.wish in (ContactWish.PLEASE, ContactWish.TODAY):
        said.append("wanted contact")
    return "; ".join(part for part in said if part)
