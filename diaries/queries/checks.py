"""One pain check on its way: begun, looked over, sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from diaries.answers import SCORES, Answers
from diaries.models import CheckDraft, DangerSaid, PainCheck, Patient
from diaries.queries.doses import noted_for_a_check
from diaries.queries.patients import zone_of
from diaries.scales import (
    CONTACT_WISHES,
    DANGERS,
    HELP,
    HELP_QUESTION,
    Band,
    Danger,
    band,
    crossed,
    in_figures,
    word,
)
from paincheck.accounts.hours import in_words
from paincheck.speech import gettext, gettext_noop

__all__ = [
    "CheckDraft",
    "LookOver",
    "PainCheck",
    "Row",
    "Sheet",
]

# 'In the last 24 hours' means something else after a day (S20).
DRAFT_LASTS = timedelta(hours=24)
SKIPPED = gettext_noop("Skipped")


@dataclass(frozen=True)
class Sheet:
    """What the page of the quick check begins with. `started` is '' where nothing was kept.

    `may_say_today`: 'contact me today' is on offer (S5); a correction keeps the one it had.
    `noted`: extra doses in her list for the time that the check asks about (S9).
    """

    key: UUID
    since_last: bool
    answers: Answers
    started: str
    amends: PainCheck | None
    may_say_today: bool
    noted: int = 0


@dataclass(frozen=True)
class Row:
    """One answer on 'Check your answers', and where on the page it can be changed."""

    key: str
    value: str
    anchor: str


@dataclass(frozen=True)
class LookOver:
    """The page 'Check your answers'.

    `passed_over_danger`: severe pain, and the danger signs skipped. They are asked about once more
    (S2), and are never a condition (S1). `took_danger_back`: a yes became a no on the way, by a
    slip of the finger perhaps; the nurses have been told of the yes (S3).
    """

    key: UUID
    digest: str
    rows: list[Row]
    asked: list[str]
    is_correction: bool
    danger: list[Danger]
    said_danger: bool
    passed_over_danger: bool
    took_danger_back: bool


def fresh_draft(patient: Patient, now: datetime) -> CheckDraft | None:
    """What was answered and not sent, if that was within the last 24 hours."""
    return (
        CheckDraft.objects.filter(patient=patient, saved_at__gt=now - DRAFT_LASTS)
        .select_related("amends")
        .first()
    )


def new_sheet(patient: Patient, *, can_ring_today: bool, now: datetime) -> Sheet:
    """The page for a new check, with what was kept of one that was not sent."""
    draft = fresh_draft(patient, now)
    since_last = has_check_today(patient, now) if draft is None else draft.since_last
    noted = noted_for_a_check(patient, now, since_last=since_last)
    if draft is None:
        # Filled in with what she noted, for her to change: none noted is not none taken (S1).
        answers = Answers(extra_doses=noted or None)
        return Sheet(uuid4(), since_last, answers, "", None, can_ring_today, noted)
    return Sheet(
        key=draft.key,
        since_last=draft.since_last,
        answers=Answers.from_dict(draft.answers),
        started=in_words(draft.started_at, now, patient.team.site.time_zone),
        amends=None,
        may_say_today=can_ring_today,
        noted=noted,
    )


def correction_sheet(check: PainCheck, *, can_ring_today: bool, now: datetime) -> Sheet:
    """The page of a check that was sent, for changing an answer (S4)."""
    draft = fresh_draft(check.patient, now)
    kept = draft is not None and draft.amends_id == check.pk
    return Sheet(
        key=draft.key if draft and kept else uuid4(),
        since_last=check.since_last,
        answers=Answers.from_dict(draft.answers) if draft and kept else answers_of(check),
        started="",
        amends=check,
        may_say_today=can_ring_today or check.wish == PainCheck.Wish.TODAY,
    )


def has_check_today(patient: Patient, now: datetime) -> bool:
    """Whether a check on this local day asks 'since your last check' (S9)."""
    today = now.astimezone(zone_of(patient)).date()
    return PainCheck.objects.current().filter(patient=patient, day=today).exists()


def answers_of(check: PainCheck) -> Answers:
    values = {name: getattr(check, name) for name in Answers.__dataclass_fields__}
    return Answers(**(values | {"danger_items": tuple(check.danger_items)}))


def sent_with(patient: Patient, key: UUID) -> PainCheck | None:
    """The check that was sent with this key, if there is one."""
    return PainCheck.objects.filter(patient=patient, key=key).first()


def was_sent_with(patient: Patient, key: UUID, answers: Answers) -> bool:
    """Whether keeping these answers would only bring back a check that was sent already.

    A script may still be on its way when the check is sent. A new 'yes' to danger always counts,
    and so does a new sign.
    """
    stored = sent_with(patient, key)
    if stored is None:
        return False
    more = not stored.danger or bool(set(answers.danger_items) - set(stored.danger_items))
    return not (answers.danger and more)


def already_sent(patient: Patient, key: UUID, amends_id: UUID | None) -> PainCheck | None:
    """What a page that is pressed again has stored before: the check, or its correction."""
    stored = sent_with(patient, key)
    if stored is None and amends_id is not None:
        amended = own_check(patient, amends_id)
        stored = amended if amended is not None and amended.superseded_at is not None else None
    return None if stored is None else standing(stored)


def can_be_sent(draft: CheckDraft) -> bool:
    """A draft may lack the one answer that is needed: it is kept while she types."""
    return draft.answers.get("worst") is not None


def own_check(patient: Patient, check_id: UUID) -> PainCheck | None:
    """A check of this diary; another patient's is none at all."""
    found = PainCheck.objects.filter(patient=patient, pk=check_id).select_related("patient")
    return found.first()


def standing(check: PainCheck) -> PainCheck:
    """The latest correction of a check, or the check itself."""
    while check.superseded_at is not None:
        check = check.amendment
    return check


def can_be_changed(check: PainCheck) -> bool:
    """Only what the patient herself answered: the rest is her nurse's to put right."""
    return check.source == PainCheck.Source.PATIENT


def look_over(draft: CheckDraft) -> LookOver:
    answers = Answers.from_dict(draft.answers)
    return LookOver(
        key=draft.key,
        digest=answers.digest(),
        rows=[*rows_of(answers, since_last=draft.since_last), *_help_row(answers)],
        asked=crossed(*(getattr(answers, name) for name in SCORES)),
        is_correction=draft.amends_id is not None,
        danger=dangers_of(answers),
        said_danger=bool(answers.danger),
        passed_over_danger=answers.danger is None and band(answers.worst) is Band.SEVERE,
        took_danger_back=answers.danger is False
        and DangerSaid.objects.filter(patient=draft.patient_id, key=draft.key).exists(),
    )


def dangers_of(answers: Answers) -> list[Danger]:
    """The ticked danger signs, in the list's own order."""
    return [danger for danger in DANGERS if danger.code in answers.danger_items]


def rows_of(answers: Answers, *, since_last: bool) -> list[Row]:
    worst, doses = (
        gettext("Worst pain, in the last 24 hours"),
        gettext("Extra doses, in the last 24 hours"),
    )
    if since_last:
        worst = gettext("Worst pain, since your last check")
        doses = gettext("Extra doses, since your last check")
    return [
        Row(worst, score_in_words(answers, "worst"), "worst"),
        Row(gettext("Pain most of the time"), score_in_words(answers, "average"), "average"),
        Row(gettext("Lowest pain"), score_in_words(answers, "least"), "least"),
        Row(gettext("Pain right now"), score_in_words(answers, "now"), "now"),
        Row(doses, doses_in_words(answers), "extra_doses"),
        Row(gettext("Anything new or worse"), danger_in_words(answers), "danger"),
        Row(gettext("Contact from your nurse"), wish_in_words(answers), "wish"),
        Row(gettext("Your note"), answers.note or gettext(SKIPPED), "note"),
    ]


def _help_row(answers: Answers) -> list[Row]:
    """Said only where somebody helps: 'no' and a skipped question are kept alike."""
    asked = gettext(HELP_QUESTION)
    return [Row(asked, gettext(words), "helped") for code, words in HELP if code == answers.helped]


def score_in_words(answers: Answers, name: str) -> str:
    score = getattr(answers, name)
    return gettext(SKIPPED) if score is None else f"{in_figures(score)}, {word(score)}"


def doses_in_words(answers: Answers) -> str:
    if answers.extra_doses is None:
        return gettext("Not sure") if answers.extra_doses_unsure else gettext(SKIPPED)
    if answers.extra_doses_unsure:
        return gettext("{number}, not sure", number=answers.extra_doses)
    return str(answers.extra_doses)


def danger_in_words(answers: Answers) -> str:
    if answers.danger is None:
        return gettext(SKIPPED)
    if not answers.danger:
        return gettext("No")
    return "\n".join([gettext("Yes"), *(gettext(danger.words) for danger in dangers_of(answers))])


def wish_in_words(answers: Answers) -> str:
    return gettext(next((label for wish, label in CONTACT_WISHES if wish == answers.wish), SKIPPED))
