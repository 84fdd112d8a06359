"""The danger signs that are asked for daily, in the patient's words and in the nurse's (S2).

Our own wording, an example, to be approved by a clinician before use with patients. Only add a
sign or reword it: a code that has been stored must keep its meaning.
"""

from dataclasses import dataclass
from enum import StrEnum

from paincheck.speech import gettext_noop


class DangerGroup(StrEnum):
    SPINE = "SPINE"
    TOXICITY = "TOXICITY"
    INFECTION = "INFECTION"
    VOMITING = "VOMITING"


@dataclass(frozen=True)
class Danger:
    """One danger sign: the patient's words for it, and the nurse's."""

    code: str
    group: DangerGroup
    words: str
    nurse: str
    call_999: bool = False


# Safety rule S2. Spine: after the signs for which NICE NG234 wants contact at once. Toxicity: the
# usual signs of too much opioid. The two that need an ambulance come first, on every list.
DANGERS = (
    Danger(
        "HARD_TO_WAKE",
        DangerGroup.TOXICITY,
        gettext_noop("You are very hard to wake (someone else may tell you this)"),
        "hard to wake",
        call_999=True,
    ),
    Danger(
        "SLOW_BREATHING",
        DangerGroup.TOXICITY,
        gettext_noop("Your breathing is very slow"),
        "slow breathing",
        call_999=True,
    ),
    Danger(
        "LEG_WEAKNESS",
        DangerGroup.SPINE,
        gettext_noop("Your legs or arms feel weak or heavy"),
        "limb weakness",
    ),
    Danger(
        "TROUBLE_WALKING",
        DangerGroup.SPINE,
        gettext_noop("It is hard to walk, or your legs give way"),
        "trouble walking",
    ),
    Danger(
        "NUMBNESS",
        DangerGroup.SPINE,
        gettext_noop("You feel numb, or have pins and needles, in your legs, arms or bottom"),
        "numbness or tingling",
    ),
    Danger(
        "BLADDER_OR_BOWEL",
        DangerGroup.SPINE,
        gettext_noop("You cannot pee, or you wet or soil yourself"),
        "bladder or bowel trouble",
    ),
    Danger(
        "BACK_PAIN",
        DangerGroup.SPINE,
        gettext_noop(
            "You have bad new back or neck pain, or pain like a tight band round your body"
        ),
        "severe new back, neck or band-like pain",
    ),
    Danger(
        "SLEEPIER",
        DangerGroup.TOXICITY,
        gettext_noop("You are much more sleepy than usual"),
        "much sleepier",
    ),
    Danger(
        "CONFUSED",
        DangerGroup.TOXICITY,
        gettext_noop("You feel muddled, or see things that are not there"),
        "confused or seeing things",
    ),
    Danger(
        "JERKING", DangerGroup.TOXICITY, gettext_noop("Your arms or legs jerk or twitch"), "jerking"
    ),
    Danger(
        "FEVER",
        DangerGroup.INFECTION,
        gettext_noop("You are hot and shivery, or have a fever, and you are on cancer treatment"),
        "fever on treatment",
    ),
    Danger(
        "VOMITING",
        DangerGroup.VOMITING,
        gettext_noop("You are being sick and cannot keep your medicines down"),
        "vomiting, cannot keep medicines down",
    ),
)
DANGER = {danger.code: danger for danger in DANGERS}
