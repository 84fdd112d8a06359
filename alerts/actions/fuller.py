"""What the rules notice in a fuller check, sent or left unfinished."""

from datetime import datetime

from alerts import rules
from alerts.actions.noticing import clear, notice
from alerts.models import Alert
from alerts.queries import thresholds_for
from alerts.rules import Finding, Rule
from diaries.fuller import FullerAnswers
from diaries.models import FullerCheck, Patient


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
    effects = rules.side_effects(answers, sent=sent)
    if effects is not None:
        _let_it_speak(check.patient, effects, now)
        notice(patient=check.patient, finding=effects, cause=check, now=now)
    elif sent and rules.side_effects_have_cleared(answers):
        clear(patient=check.patient, rule=Rule.SIDE_EFFECTS, now=now)


def _let_it_speak(patient: Patient, effects: Finding, now: datetime) -> None:
    """Another side effect than those that were closed is another condition (S12)."""
    closed = Alert.objects.filter(patient=patient, rule=Rule.SIDE_EFFECTS, closed_at__isnull=False)
    last = closed.order_by("-closed_at").first()
    if last is not None and set(effects.danger) - set(last.danger):
        clear(patient=patient, rule=Rule.SIDE_EFFECTS, now=now)
