"""Pain checks as a nurse reads them: the new ones in full, and the table beneath the chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, Q, Value

from clinicians.wording import ago, moment, score_in_words
from diaries.answers import Answers
from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    Flaggable,
    FullerCheck,
    PainCheck,
    Patient,
)
from diaries.queries.checks import answers_of
from diaries.queries.seen import seen_by
from diaries.scales import CONTACT_WISHES, DANGER, QUESTION, in_figures
from paincheck.accounts.models import User

NEW_WITHIN = timedelta(days=28)
MOST_NEW = 5
HELPED = {"WITH": "somebody", "FOR": "somebody who filled it in"}
WISHES: dict[str, str] = {wish.value: words for wish, words in CONTACT_WISHES}


@dataclass(frozen=True)
class Scores:
    """In figures, '–' where the question was skipped."""

    worst: str
    average: str
    least: str
    now: str
    doses: str


@dataclass(frozen=True)
class CheckCard:
    """One check with all its answers, as text. `before` is what the patient has corrected."""

    id: UUID
    key: str
    when: str
    age: str
    tags: Sequence[str]
    scores: Scores
    worst: str
    danger: Sequence[str]
    danger_skipped: bool
    wish: str
    wants_contact: bool
    note: str
    seen_by: str
    before: str


@dataclass(frozen=True)
class Unsent:
    """What a patient has begun and not sent, where it matters to a nurse (S3)."""

    when: str
    worst: str
    danger: Sequence[str]
    wish: str
    note: str


@dataclass(frozen=True)
class NotChecked:
    """`rules_failed`: for some of it they have given up, and look again only when asked."""

    told: Sequence[str]
    rules_failed: bool


def new_checks(patient: Patient, nurse: User, now: datetime) -> tuple[list[PainCheck], int]:
    """What this nurse was never shown, newest first, and how many more there are.

    Neither what she took down herself, nor imported diaries, nor what is older than four weeks.
    """
    unseen = (
        PainCheck.objects.current()
        .filter(patient=patient, received_at__gte=now - NEW_WITHIN)
        .exclude(source=PainCheck.Source.IMPORTED)
        .exclude(entered_by=nurse)
        .exclude(seen_marks__nurse=nurse)
        .select_related("amends")
        .order_by("-answered_at", "-received_at")
    )
    found = list(unseen)
    return found[:MOST_NEW], len(found[MOST_NEW:])


def checks_from(patient: Patient, start: datetime, end: datetime) -> list[PainCheck]:
    """The checks of some days, oldest first."""
    found = PainCheck.objects.current().filter(patient=patient).between(start, end)
    return list(found.select_related("amends").order_by("answered_at", "received_at"))


def cards_of(checks: Iterable[PainCheck], *, zone: str, now: datetime) -> list[CheckCard]:
    """Finished cards, in the order given. One query, for who has seen them."""
    checks = list(checks)
    seen = seen_by([check.pk for check in checks], now=now, zone=zone)
    return [_card(check, seen.get(check.pk, ""), zone, now) for check in checks]


def unsent_of(patient: Patient, now: datetime) -> Unsent | None:
    """The unfinished check that the rules were told of, while it is fresh."""
    draft = (
        CheckDraft.objects.filter(
            Q(flag_due_at__lte=now) | Q(answers__danger=True), patient=patient
        )
        .filter(saved_at__gte=now - timedelta(hours=24))
        .first()
    )
    if draft is None:
        return None
    answers = Answers.from_dict(draft.answers)
    zone = patient.team.site.time_zone
    return Unsent(
        when=moment(draft.saved_at, now, zone),
        worst=score_in_words(answers.worst),
        danger=_danger(answers),
        wish=WISHES.get(answers.wish, ""),
        note=answers.note,
    )


def not_checked_yet(patient: Patient, now: datetime) -> NotChecked:
    """What the rules have not looked at: told, whoever saw it. One query, and one more for each
    kind of which something waits."""
    zone = patient.team.site.time_zone
    checks, requests, dangers, drafts, doses, fuller = _those_with_any(_waiting(patient))
    told = [
        f"Check of {moment(check.answered_at, now, zone)}, worst {in_figures(check.worst)}. "
        f"{_not_checked(check)}"
        for check in checks
    ]
    told += [
        f"{'Too unwell to answer' if row.too_unwell else 'Asked for contact'}, "
        f"{moment(row.asked_at, now, zone)}. {_not_checked(row)}"
        for row in requests
    ]
    told += [
        f"Danger signs said {moment(row.said_at, now, zone)}. {_not_checked(row)}"
        for row in dangers
    ]
    told += [
        f"Extra dose of {moment(row.taken_at, now, zone)}. {_not_checked(row)}" for row in doses
    ]
    told += [
        f"Fuller check of {moment(row.saved_at, now, zone)}. {_not_checked(row)}" for row in fuller
    ]
    told += [f"Not sent, {moment(row.saved_at, now, zone)}. {_not_checked(row)}" for row in drafts]
    failed = any(
        row.flag_dead_at is not None
        for row in (*checks, *requests, *dangers, *drafts, *doses, *fuller)
    )
    return NotChecked(told=told, rules_failed=failed)


def _waiting(patient: Patient) -> list[Any]:
    """A query for each kind."""
    waiting = {"patient": patient, "flagged_at__isnull": True, "flag_due_at__isnull": False}
    late = Q(sent_at__isnull=False) | Q(flag_dead_at__isnull=False)
    return [
        PainCheck.objects.current().filter(**waiting).order_by("answered_at"),
        ContactRequest.objects.filter(**waiting).order_by("asked_at"),
        DangerSaid.objects.filter(**waiting).order_by("said_at"),
        CheckDraft.objects.filter(**waiting, flag_dead_at__isnull=False),
        ExtraDose.objects.standing().filter(**waiting),
        FullerCheck.objects.filter(late, **waiting),
    ]


def _those_with_any(kinds: Sequence[Any]) -> list[list[Any]]:
    """The rows of each; one query finds which have any, so that the usual day costs no more."""
    places = [
        rows.order_by().values_list(Value(place, output_field=IntegerField()))
        for place, rows in enumerate(kinds)
    ]
    found = {place for (place,) in places[0].union(*places[1:])}
    return [list(rows) if place in found else [] for place, rows in enumerate(kinds)]


def key_of(check: PainCheck) -> str:
    """The anchor of its row; says nothing of what is in it."""
    return f"check-{check.pk.hex[:12]}"


def _card(check: PainCheck, seen: str, zone: str, now: datetime) -> CheckCard:
    answers = answers_of(check)
    return CheckCard(
        id=check.pk,
        key=key_of(check),
        when=moment(check.answered_at, now, zone) if check.time_known else _day_alone(check),
        age=ago(check.answered_at, now),
        tags=_tags(check),
        scores=Scores(
            worst=in_figures(check.worst),
            average=in_figures(check.average),
            least=in_figures(check.least),
            now=in_figures(check.now),
            doses=_doses(answers),
        ),
        worst=score_in_words(check.worst),
        danger=_danger(answers),
        danger_skipped=check.danger is None,
        wish=WISHES.get(answers.wish, ""),
        wants_contact=answers.wish not in ("", PainCheck.Wish.NO),
        note=check.note,
        seen_by=seen,
        before=_before(check),
    )


def _tags(check: PainCheck) -> list[str]:
    late = check.received_at - check.answered_at
    told = [
        (check.source != PainCheck.Source.PATIENT, check.get_source_display()),
        (check.amends_id is not None, "Corrected by the patient"),
        (check.helped != "", check.get_helped_display()),
        (check.offline, "Written offline"),
        (check.since_last, "Asked since the last check"),
        (
            late > timedelta(hours=1),
            f"Arrived {ago(check.answered_at, check.received_at)[:-4]} late",
        ),
    ]
    return [words for so, words in told if so]


def _danger(answers: Answers) -> list[str]:
    if not answers.danger:
        return []
    signs = [DANGER[code].nurse for code in answers.danger_items if code in DANGER]
    return signs or ["said yes to danger signs and ticked none"]


def _doses(answers: Answers) -> str:
    if answers.extra_doses is None:
        return "not sure" if answers.extra_doses_unsure else "–"
    return f"{answers.extra_doses}{', not sure' if answers.extra_doses_unsure else ''}"


def _before(check: PainCheck) -> str:
    """The answers that a correction has changed, as they were."""
    if check.amends is None:
        return ""
    old, new = answers_of(check.amends), answers_of(check)
    changed = [name for name in (*QUESTION, "helped") if getattr(old, name) != getattr(new, name)]
    return ", ".join(f"{_name(name)} {_told(old, name)}" for name in changed)


def _name(name: str) -> str:
    words = {"extra_doses": "extra doses", "danger": "danger signs", "helped": "helped by"}
    return words.get(name, name)


def _told(answers: Answers, name: str) -> str:
    if name == "danger":
        return {True: "yes", False: "no", None: "skipped"}[answers.danger]
    if name == "wish":
        return f"‘{WISHES.get(answers.wish, 'skipped')}’"
    if name == "helped":
        return HELPED.get(answers.helped, "nobody")
    if name == "note":
        return f"‘{answers.note}’" if answers.note else "empty"
    return _doses(answers) if name == "extra_doses" else in_figures(getattr(answers, name))


def _not_checked(row: Flaggable) -> str:
    if row.flag_dead_at is not None:
        return "The rules failed on this. Nobody was told of it: please judge it yourself."
    return "Not yet checked by the rules. Please judge it yourself."


def _day_alone(check: PainCheck) -> str:
    return f"{check.day.day} {check.day:%B %Y}, time not known"
