"""What can be chosen in the fuller check, in our own words: codes and what they are called.

Plain. Examples, to be approved by a clinician before use with patients. Only add a choice or reword
it: a code that has been stored must keep its meaning.
"""

from enum import StrEnum

from diaries.bodymap import PLACES
from paincheck.speech import gettext_noop

Choices = tuple[tuple[str, str], ...]
LONGEST_WORDS = 300


class Kind(StrEnum):
    """How a question is answered."""

    MANY = "MANY"
    ONE = "ONE"
    SCORE = "SCORE"
    COUNT = "COUNT"
    WORDS = "WORDS"


HOW_BAD: Choices = (
    ("NONE", gettext_noop("None")),
    ("MILD", gettext_noop("Mild")),
    ("MODERATE", gettext_noop("Moderate")),
    ("SEVERE", gettext_noop("Severe")),
)
PARTS_OF_DAY: Choices = (
    ("NIGHT", gettext_noop("In the night")),
    ("MORNING", gettext_noop("In the morning")),
    ("AFTERNOON", gettext_noop("In the afternoon")),
    ("EVENING", gettext_noop("In the evening")),
)
HELPED: Choices = (
    ("YES", gettext_noop("Yes")),
    ("A_LITTLE", gettext_noop("A little")),
    ("NO", gettext_noop("No")),
)
SITES: Choices = tuple((place.code, place.name) for place in PLACES)
LIKE: Choices = (
    ("ACHING", gettext_noop("Aching")),
    ("SHARP", gettext_noop("Sharp or stabbing")),
    ("BURNING", gettext_noop("Burning")),
    ("SHOOTING", gettext_noop("Shooting, like an electric shock")),
    ("CRAMPING", gettext_noop("Cramping, or comes in waves")),
    ("PINS", gettext_noop("Pins and needles")),
    ("NUMB", gettext_noop("Numb")),
    ("PRESSING", gettext_noop("Pressing or tight")),
    ("THROBBING", gettext_noop("Throbbing")),
)
NO_HELP, HALF, AWAY = (
    gettext_noop("0%, no help at all"),
    gettext_noop("50%, about half"),
    gettext_noop("100%, the pain goes away"),
)
RELIEF: Choices = tuple(
    (str(share), {0: NO_HELP, 50: HALF, 100: AWAY}.get(share, f"{share}%"))
    for share in range(0, 101, 10)
)
REGULAR: Choices = (
    ("ALL", gettext_noop("Yes, all of them")),
    ("SOME", gettext_noop("Some of them")),
    ("NOT_TODAY", gettext_noop("None of them")),
    ("HAVE_NONE", gettext_noop("I have no regular painkillers")),
)
NOT_ALL = ("SOME", "NOT_TODAY")
WHY_NOT: Choices = (
    ("FORGOT", gettext_noop("I forgot")),
    ("SIDE_EFFECTS", gettext_noop("They make me feel unwell")),
    ("WORRIED", gettext_noop("I am worried about taking them")),
    ("NO_NEED", gettext_noop("I did not need them")),
    ("RAN_OUT", gettext_noop("I have run out")),
    ("SWALLOWING", gettext_noop("I cannot swallow them or keep them down")),
    ("NOT_YET", gettext_noop("It is not time for them yet")),
)
TRIED: Choices = (
    ("HEAT", gettext_noop("Heat, such as a warm pad")),
    ("REST", gettext_noop("Rest")),
    ("POSITION", gettext_noop("Sitting or lying another way")),
    ("RELAXING", gettext_noop("Relaxing or slow breathing")),
    ("WALKING", gettext_noop("Walking or gentle moving")),
    ("DISTRACTION", gettext_noop("Music, talking, or something to do")),
)
WORRIES: Choices = (  # the fears that NICE CG140 asks to talk about, in our words
    ("HOOKED", gettext_noop("I might get hooked on them")),
    ("STOP_WORKING", gettext_noop("They may stop working if I take them now")),
    ("UNWELL", gettext_noop("They may make me feel unwell or sleepy")),
    ("NEAR_THE_END", gettext_noop("Needing strong ones may mean I am near the end")),
    ("A_BOTHER", gettext_noop("I do not want to be a bother")),
)
EFFECTS = {
    "constipation": gettext_noop("Hard to poo (constipation)"),
    "sickness": gettext_noop("Feeling or being sick"),
    "drowsiness": gettext_noop("Sleepy in the day"),
    "confusion": gettext_noop("Muddled, or seeing things that are not there"),
    "jerking": gettext_noop("Arms or legs that jerk or twitch"),
    "dry_mouth": gettext_noop("Dry mouth"),
    "itching": gettext_noop("Itchy skin"),
}
EFFECT_NAMES = {
    "constipation": gettext_noop("constipation"),
    "sickness": gettext_noop("sickness"),
    "drowsiness": gettext_noop("drowsiness"),
    "confusion": gettext_noop("confusion or seeing things"),
    "jerking": gettext_noop("twitching or jerking"),
    "dry_mouth": gettext_noop("dry mouth"),
    "itching": gettext_noop("itching"),
}
