"""The trail's actions in words, for those who read it. Plain."""

WORDS = {
    "trial.screened": "Screened",
    "trial.details_corrected": "Details corrected",
    "trial.excluded": "Excluded",
    "trial.consent_recorded": "Consent recorded",
    "trial.eligibility_recorded": "Eligibility answered",
    "trial.form_entered": "Form entered",
    "trial.allocated": "Allocated",
    "trial.allocation_flagged": "Flagged as randomised in error",
    "trial.result_shown": "The result of the allocation was shown",
    "trial.arms_shown": "A page or file with arms was shown",
    "trial.exported": "Exported",
    "trial.exported_unmasked": "Exported with arms",
    "trial.query_asked": "Question about data asked",
    "trial.query_answered": "Question about data answered",
    "trial.query_closed": "Question about data closed",
    "trial.adverse_logged": "Adverse event logged",
    "trial.serious_logged": "Serious adverse event logged",
    "trial.deviation_logged": "Deviation logged",
    "trial.breach_logged": "Breach logged",
    "trial.safety_reported": "Reported onwards",
    "trial.interview_picked": "Picked for an interview",
    "participant.left.paincheck": "Left the treatment under study",
    "participant.left.follow_up": "Left the follow-up",
    "participant.left.data": "Withdrew the data",
    "participant.died": "Death noted",
    "participant.lives": "Death taken back: a slip",
    "participant.unmasking_asked": "Unmasking asked for",
    "participant.unmasking_allowed": "Unmasking allowed",
    "participant.unmasking_refused": "Unmasking refused",
    "participant.unmasked_by_accident": "Unmasked by accident",
    "participant.unmasked": "The arm was shown to somebody masked",
    "follow_up.alive": "Asked whether alive: yes",
    "follow_up.approached": "Follow-up: a try",
    "follow_up.link_made": "Follow-up: own link made",
    "follow_up.entered": "Follow-up: form entered",
    "follow_up.not_done": "Follow-up: not done",
    "follow_up.guessed": "Follow-up: arm guessed",
}
ARMS_SEEN = frozenset(
    {
        "trial.result_shown",
        "trial.arms_shown",
        "trial.exported_unmasked",
        "participant.unmasked",
        "participant.unmasked_by_accident",
    }
)


def words_of(action: str) -> str:
    """An action that has no words yet is shown by its name: nothing is left out of a trail."""
    return WORDS.get(action, action)
