"""Participants: what is still missing before one may be allocated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trial import document, evidence
from trial.models import Allocation, Consent, DesignVersion, EligibilityForm, FormEntry, Participant
from trial.queries import opening
from trial.queries.following import has_died
from trial.randomisation import Unfit

BASELINE = "BASELINE"
NO_CONSENT = "There is no consent yet."
NO_FORM = "The questions about eligibility are not answered yet."
OLD_FORM = "The questions about eligibility have changed since they were answered: ask them again."
NOT_ELIGIBLE = "The answers say that this person is not eligible."
NO_BASELINE = "The baseline form is not filled in yet."
BEFORE_SCREENING = "The consent is dated before the screening."
BEFORE_CONSENT = "The baseline form is dated before the consent."
EXCLUDED = "This person was excluded from the trial."
DIED = "This person has died."
LEFT = "This person has left the trial."


@dataclass(frozen=True)
class Papers:
    """What counts before allocation: the first consent that is not dated before the screening,
    the last answers, the last version of the baseline."""

    consent: Consent | None
    eligibility: EligibilityForm | None
    baseline: FormEntry | None


def papers_of(participant: Participant) -> Papers:
    # The same version again is a correction of it; another version is another consent.
    last = {one.version: one for one in participant.consents.order_by("at", "pk")}
    consents = sorted(last.values(), key=lambda one: (one.consented_on, one.pk))
    in_time = (one for one in consents if one.consented_on >= participant.screened_on)
    return Papers(
        consent=next(in_time, consents[-1] if consents else None),
        eligibility=participant.eligibility_forms.select_related("design")
        .order_by("at", "pk")
        .last(),
        baseline=participant.entries.filter(form=BASELINE).order_by("version").last(),
    )


def readiness(participant: Participant, design: DesignVersion) -> list[str]:
    """Sentences of what is still missing, or forbids it; empty: she may be allocated."""
    papers = papers_of(participant)
    found = [*_gone(participant), *_papers(participant, papers, design)]
    found += opening.obstacles(participant)
    if not found and papers.baseline is not None:
        try:
            levels_of(participant, design, papers.baseline)
        except Unfit as unfit:
            found.append(str(unfit))
    return found


def levels_of(
    participant: Participant, design: DesignVersion, baseline: FormEntry
) -> dict[str, str]:
    """The level of each factor. A factor that is asked stands in the baseline under its code."""
    return document.levels_for(
        design.content,
        site=participant.site.code,
        baseline=baseline.answers,
        asked=baseline.answers,
    )


def is_eligible(questions: list[dict[str, object]], answers: dict[str, object]) -> bool:
    """Each question has the answer that it must have."""
    return all(answers.get(str(one["code"])) is one["must_be"] for one in questions)


def wrong_answers(questions: list[dict[str, Any]], answers: Mapping[str, object]) -> list[str]:
    """Each question that was answered as it must not be, with the answer."""
    words = {True: "yes", False: "no"}
    return [
        f"{one['text']}: {words[bool(answers.get(one['code']))]}"
        for one in questions
        if answers.get(one["code"]) is not one["must_be"]
    ]


def otherwise_now(allocation: Allocation, entry: FormEntry) -> str:
    """Which factors would have another level by this form; '' where none."""
    made_with = dict(allocation.levels.values_list("factor", "level"))
    try:
        levels = levels_of(allocation.participant, allocation.design, entry)
    except Unfit as unfit:
        return str(unfit)
    content = allocation.design.content
    before = dict(document.words_for(content, made_with))
    after = document.words_for(content, levels)
    return " ".join(
        f"‘{name}’ would be ‘{word}’ now, and was ‘{before[name]}’."
        for name, word in after
        if before[name] != word
    )


def _gone(participant: Participant) -> list[str]:
    found = []
    if participant.excluded_at is not None:
        found.append(EXCLUDED)
    if has_died(participant):
        found.append(DIED)
    if participant.leavings.filter(undone_at__isnull=True).exists():
        found.append(LEFT)
    return found


def _papers(participant: Participant, papers: Papers, design: DesignVersion) -> list[str]:
    found = []
    consent, form, baseline = papers.consent, papers.eligibility, papers.baseline
    if consent is None:
        found.append(NO_CONSENT)
    elif consent.consented_on < participant.screened_on:
        found.append(BEFORE_SCREENING)
    if form is None:
        found.append(NO_FORM)
    elif form.design.content["eligibility"] != design.content["eligibility"]:
        found.append(OLD_FORM)
    elif not (form.eligible and is_eligible(design.content["eligibility"], form.answers)):
        found.append(NOT_ELIGIBLE)
    if baseline is None:
        found.append(NO_BASELINE)
    elif consent is not None and baseline.filled_on < consent.consented_on:
        found.append(BEFORE_CONSENT)
    return found


def digests_of(papers: Papers) -> dict[str, list[object]]:
    """For an allocation's evidence: which papers it went by, and what they said then."""
    consent, form, baseline = papers.consent, papers.eligibility, papers.baseline
    if consent is None or form is None or baseline is None:
        raise ValueError("Only somebody who is ready has all papers.")
    return {
        "consent": evidence.paper(
            consent.pk, consent.at, consent.version, consent.consented_on.isoformat(),
            consent.interview, consent.by_id,
        ),
        "eligibility": evidence.paper(
            form.pk, form.at, form.design.number, form.answers, form.eligible, form.by_id
        ),
        "baseline": evidence.paper(
            baseline.pk, baseline.at, baseline.version, baseline.answers,
            baseline.filled_on.isoformat(), baseline.mode, baseline.reason, baseline.by_id,
        ),
    }  # fmt: skip
