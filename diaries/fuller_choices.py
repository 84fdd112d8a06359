"""What can be chosen in the fuller check, in our own words: codes and what they are called.

Plain. Examples, to be approved by a clinician before use with patients. Only add a choice or reword
it: a code that has been stored must keep its meaning.
"""

from enum import StrEnum

from diaries.bodymap import PLACES

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
    ("NONE", "None"),
    ("MILD", "Mild"),
    ("MODERATE", "Moderate"),
    ("SEVERE", "Severe"),
)
PARTS_OF_DAY: Choices = (
    ("NIGHT", "In the night"),
    ("MORNING", "In the morning"),
    ("AFTERNOON", "In the afternoon"),
    ("EVENING", "In the evening"),
)
HELPED: Choices = (("YES", "Yes"), ("A_LITTLE", "A little"), ("NO", "No"))
SITES: Choices = tuple((place.code, place.name) for place in PLACES)
LIKE: Choices = (
    ("ACHING", "Aching"),
    ("SHARP", "Sharp or stabbing"),
    ("BURNING", "Burning"),
    ("SHOOTING", "Shooting, like an electric shock"),
    ("CRAMPING", "Cramping, or comes in waves"),
    ("PINS", "Pins and needles"),
    ("NUMB", "Numb"),
    ("PRESSING", "Pressing or tight"),
    ("THROBBING", "Throbbing"),
)
RELIEF: Choices = tuple(
    (str(share), f"{share}%{words}")
    for share, words in (
        (0, ", no help at all"), (10, ""), (20, ""), (30, ""), (40, ""), (50, ", about half"),
        (60, ""), (70, ""), (80, ""), (90, ""), (100, ", the pain goes away"),
    )
)  # fmt: skip
REGULAR: Choices = (
    ("ALL", "Yes, all of them"),
    ("SOME", "Some of them"),
    ("NOT_TODAY", "None of them"),
    ("HAVE_NONE", "I have no regular painkillers"),
)
NOT_ALL = ("SOME", "NOT_TODAY")
WHY_NOT: Choices = (
    ("FORGOT", "I forgot"),
    ("SIDE_EFFECTS", "They make me feel unwell"),
    ("WORRIED", "I am worried about taking them"),
    ("NO_NEED", "I did not need them"),
    ("RAN_OUT", "I have run out"),
    ("SWALLOWING", "I cannot swallow them or keep them down"),
    ("NOT_YET", "It is not time for them yet"),
)
TRIED: Choices = (
    ("HEAT", "Heat, such as a warm pad"),
    ("REST", "Rest"),
    ("POSITION", "Sitting or lying another way"),
    ("RELAXING", "Relaxing or slow breathing"),
    ("WALKING", "Walking or gentle moving"),
    ("DISTRACTION", "Music, talking, or something to do"),
)
WORRIES: Choices = (  # the fears that NICE CG140 asks to talk about, in our words
    ("HOOKED", "I might get hooked on them"),
    ("STOP_WORKING", "They may stop working if I take them now"),
    ("UNWELL", "They may make me feel unwell or sleepy"),
    ("NEAR_THE_END", "Needing strong ones may mean I am near the end"),
    ("A_BOTHER", "I do not want to be a bother"),
)
EFFECTS = {
    "constipation": "Hard to poo (constipation)",
    "sickness": "Feeling or being sick",
    "drowsiness": "Sleepy in the day",
    "confusion": "Muddled, or seeing things that are not there",
    "jerking": "Arms or legs that jerk or twitch",
    "dry_mouth": "Dry mouth",
    "itching": "Itchy skin",
}
EFFECT_NAMES = {
    "constipation": "constipation",
    "sickness": "sickness",
    "drowsiness": "drowsiness",
    "confusion": "confusion or seeing things",
    "jerking": "twitching or jerking",
    "dry_mouth": "dry mouth",
    "itching": "itching",
}
