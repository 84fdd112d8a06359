"""What the rules notice in a fuller check, sent or left unfinished."""

from datetime import datetime

from alerts import rules
from alerts.actions.noticing import clear, notice
from alerts.queries import thresholds_for
from alerts.rules import Rule
from diaries.fuller import FullerAnswers
from diaries.models import FullerCheck


def judge_fuller(check: FullerCheck, now: datetime) -> None:
    """Call it as `notice`: inside a transaction that holds the patient's row."""
    answers = FullerAnswers.from_dict(check.answers)
    sent = check.sent_at is not None
    thresholds = thresholds_for(check.patient)
    flare = rules.severe_flare(
        answers, sent=sent, said_at=check.begun_at, thresholds=thresholds, now=now
    )
    if flare is not None:
        notice(patient=check.patient, finding=flare, cause=check, now=now)
    effects = rules.side_effects(answers, sent=sent, thresholds=thresholds)
    if effects is not None:
        notice(patient=check.patient, finding=effects, cause=check, now=now)
    elif sent and rules.side_effects_have_cleared(answers, thresholds):
        clear(patient=check.patient, rule=Rule.SIDE_EFFECTS, now=now)
