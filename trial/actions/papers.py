"""What is asked before the allocation: consent, eligibility, baseline. Only added to.

A correction is a new row with its reason. After the allocation it is kept too, and changes neither
the arm nor the stratum: `said` tells so.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial.actions import screening
from trial.actions.rights import Refused
from trial.models import Allocation, Consent, EligibilityForm, FormEntry, Participant
from trial.queries import opening, people
from trial.queries.designs import in_force
from trial.queries.following import today_of

FUTURE = "That day has not come yet."
BEFORE_SCREENING = "The consent cannot be dated before the screening, on {:%-d %B %Y}."
BEFORE_CONSENT = "The baseline cannot be dated before the consent, on {:%-d %B %Y}."
AFTER_ALLOCATION = (
    "The baseline is what was told before the allocation: its day cannot be after {:%-d %B %Y}."
)
NO_REASON = "Say why it is corrected."
NO_CONSENT = "First the consent: without it nothing more may be asked."
NO_DESIGN = "No design is in force. Nothing was saved."
OTHER_QUESTIONS = "The questions have changed since your page was opened. Please answer them anew."
UNANSWERED = "Answer each question."
MEANWHILE = (
    "Somebody saved this form while your page was open. Nothing of yours was saved: look at what "
    "stands there first."
)
NOT_ELIGIBLE = "Not eligible, so that this person takes no part: {}"
STANDS = "The correction is kept. The allocation stands, and so does the stratum it was made with."
WRONGLY_IN = (
    "The answers are kept. By them this person was not eligible: the allocation stands. If it was "
    "a mistake, flag it as ‘randomised in error’."
)


@atomic_with_retries
def consent(
    *,
    participant: Participant,
    version: str,
    consented_on: date,
    interview: bool,
    reason: str,
    key: UUID,
    by: User,
    now: datetime,
) -> str:
    """From now on no diary is opened for her by another door (T3). Answers what follows, or ''."""
    current = screening.held(participant, by)
    if current.consents.filter(key=key).exists():
        return ""
    if consented_on > today_of(current, now):
        raise Refused(FUTURE)
    if consented_on < current.screened_on:
        raise Refused(BEFORE_SCREENING.format(current.screened_on))
    is_first = not current.consents.exists()
    if not is_first and not reason.strip():
        raise Refused(NO_REASON)
    made = Consent.objects.create(
        participant=current, version=version.strip(), consented_on=consented_on,
        interview=interview, key=key, by=by, at=now,
    )  # fmt: skip
    record(action="trial.consent_recorded", subject=made, by=by, now=now, reason=reason.strip())
    if _allocation_of(current) is not None:
        return STANDS
    if opening.has_diary(opening.told_of(current)):
        screening.exclude_now(current, opening.HAS_DIARY, by=by, now=now)
        return NOT_ELIGIBLE.format(opening.HAS_DIARY)
    screening.hold_diary(current, by=by, now=now)
    return ""


@atomic_with_retries
def eligibility(
    *,
    participant: Participant,
    design: int,
    answers: Mapping[str, bool],
    reason: str,
    key: UUID,
    by: User,
    now: datetime,
) -> str:
    """`design`: the number of the version whose questions were asked. A wrong answer excludes."""
    current = screening.held(participant, by)
    if current.eligibility_forms.filter(key=key).exists():
        return ""
    if not current.consents.exists():
        raise Refused(NO_CONSENT)
    version = in_force(current.trial)
    if version is None:
        raise Refused(NO_DESIGN)
    questions = version.content["eligibility"]
    if version.number != design:
        raise Refused(OTHER_QUESTIONS)
    if set(answers) != {question["code"] for question in questions}:
        raise Refused(UNANSWERED)
    before = current.eligibility_forms.order_by("at", "pk").last()
    if before is not None and before.design_id == version.pk and not reason.strip():
        raise Refused(NO_REASON)
    wrong = [one["text"] for one in questions if answers[one["code"]] is not one["must_be"]]
    made = EligibilityForm.objects.create(
        participant=current, design=version, answers=dict(answers), eligible=not wrong,
        key=key, by=by, at=now,
    )  # fmt: skip
    record(action="trial.eligibility_recorded", subject=made, by=by, now=now, reason=reason.strip())
    if _allocation_of(current) is not None:
        return WRONGLY_IN if wrong else STANDS
    if wrong:
        why = "; ".join(people.wrong_answers(questions, answers))
        screening.exclude_now(current, why, by=by, now=now)
        return NOT_ELIGIBLE.format(why)
    return ""


@atomic_with_retries
def baseline(
    *,
    participant: Participant,
    answers: Mapping[str, Any],
    mode: str,
    filled_on: date,
    reason: str,
    seen: int,
    key: UUID,
    by: User,
    now: datetime,
) -> str:
    """Version `seen` + 1 of the form; its answers alone stratify, once (T1)."""
    current = screening.held(participant, by)
    entries = current.entries.filter(form=people.BASELINE)
    if entries.filter(key=key).exists():
        return ""
    last = entries.order_by("version").last()
    if (last.version if last else 0) != seen:
        raise Refused(MEANWHILE)
    if last is not None and not reason.strip():
        raise Refused(NO_REASON)
    allocation = _allocation_of(current)
    _check_day(current, filled_on, allocation, now)
    before = {} if last is None else last.answers
    made = FormEntry.objects.create(
        participant=current, form=people.BASELINE, version=seen + 1, answers=dict(answers),
        mode=mode, filled_on=filled_on, reason=reason.strip(), key=key, by=by, at=now,
    )  # fmt: skip
    changed = [code for code in {*answers, *before} if answers.get(code) != before.get(code)]
    record(action="trial.form_entered", subject=made, by=by, now=now, fields=changed)
    return "" if allocation is None else _stands(allocation, made)


def _allocation_of(participant: Participant) -> Allocation | None:
    return Allocation.objects.filter(participant=participant).select_related("design").first()


def _check_day(
    participant: Participant, filled_on: date, allocation: Allocation | None, now: datetime
) -> None:
    consented = people.papers_of(participant).consent
    if consented is None:
        raise Refused(NO_CONSENT)
    if filled_on > today_of(participant, now):
        raise Refused(FUTURE)
    if filled_on < consented.consented_on:
        raise Refused(BEFORE_CONSENT.format(consented.consented_on))
    if allocation is not None and filled_on > today_of(participant, allocation.at):
        raise Refused(AFTER_ALLOCATION.format(today_of(participant, allocation.at)))


def _stands(allocation: Allocation, entry: FormEntry) -> str:
    """Whether another level would come of it now; the one it was made with stands."""
    told = people.otherwise_now(allocation, entry)
    return f"{STANDS} {told}" if told else STANDS
