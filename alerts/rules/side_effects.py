"""The rules about the fuller check: side effects, and a severe flare-up.

Signs of too much opioid are not judged here: the page that hears them tells them as danger at once
(`diaries.fuller.signs_of_toxicity`, safety rules S3 and S13), and `danger_told` judges them.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.thresholds import Thresholds
from diaries.fuller import FullerAnswers
from diaries.fuller_choices import EFFECT_NAMES

# NICE CG140 wants each of these three managed; that only 'severe' calls is our own choice.
CALLED_AT_SEVERE = ("constipation", "sickness", "drowsiness")
_UNSENT = " (fuller check not sent)"


def noted_effects(answers: FullerAnswers, thresholds: Thresholds) -> tuple[str, ...]:
    """Which side effects need a nurse. A skipped answer is none of them (S1)."""
    severe = [name for name in CALLED_AT_SEVERE if answers.value(name) == "SEVERE"]
    days = answers.bowel_days
    bowels = ["bowel_days"] if days is not None and days >= thresholds.bowel_days else []
    return (*severe, *bowels)


def side_effects(answers: FullerAnswers, *, sent: bool, thresholds: Thresholds) -> Finding | None:
    """Severe constipation, sickness or drowsiness, or no bowel movement for days, is amber."""
    noted = noted_effects(answers, thresholds)
    if not noted:
        return None
    said = [f"severe {EFFECT_NAMES[name]}" for name in noted if name != "bowel_days"]
    if "bowel_days" in noted:
        said.append(f"bowels not moved for {answers.bowel_days} days")
    return Finding(
        rule=Rule.SIDE_EFFECTS,
        level=Level.AMBER,
        sentence=", ".join(said) + ("" if sent else _UNSENT),
        danger=noted,
    )


def side_effects_have_cleared(answers: FullerAnswers, thresholds: Thresholds) -> bool:
    """S12: every one of them was answered, and none is noted. Skipped is not gone (S1)."""
    asked = [answers.value(name) for name in CALLED_AT_SEVERE]
    answered = all(asked) and answers.bowel_days is not None
    return answered and not noted_effects(answers, thresholds)


def severe_flare(
    answers: FullerAnswers, *, sent: bool, said_at: datetime, thresholds: Thresholds, now: datetime
) -> Finding | None:
    """A flare-up said to be of today, as bad as severe pain, is a severe score of today: red.

    Older than a day when it arrives, it is amber with its age (S17). One of yesterday is shown on
    the patient's page and makes no alert: the quick check has asked about that day.
    """
    worst = None if answers.flare_worst is None else Decimal(answers.flare_worst)
    if worst is None or worst < thresholds.severe or answers.flare_today != "TODAY":
        return None
    stale = now - said_at > thresholds.stale_after
    age = f" (said {_days(now - said_at)} ago: how is it now?)" if stale else ""
    return Finding(
        rule=Rule.SEVERE_PAIN if sent else Rule.UNFINISHED_CHECK,
        level=Level.AMBER if stale else Level.RED,
        sentence=f"worst flare-up {worst}{'' if sent else _UNSENT}{age}",
        score=worst,
        said_at=said_at,
    )


def _days(age: timedelta) -> str:
    return "1 day" if age.days == 1 else f"{age.days} days"
