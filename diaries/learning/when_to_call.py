"""What cannot wait. The danger signs are those that are asked for daily (S2, NICE NG234)."""

from diaries.cards import CORD, OPIOIDS
from diaries.danger import DANGERS
from diaries.learning.parts import Module, Section

WHEN_TO_CALL = Module(
    "when-to-call",
    "When to ring for help",
    "What cannot wait, and whom to ring.",
    (
        Section(
            "Ring 999 at once if",
            (),
            (
                *(danger.words for danger in DANGERS if danger.call_999),
                "You have bad chest pain, or you fight for breath",
            ),
        ),
        Section(
            "Ring now, day or night, if this is new or worse",
            (),
            tuple(danger.words for danger in DANGERS if not danger.call_999),
        ),
        Section(
            "If it is your back, legs, bladder or bowels",
            ("Say so first when you ring. Lie still until you have spoken to them.",),
        ),
        Section(
            "Ring the same day if",
            (),
            (
                "your pain is bad and does not ease",
                "your pain is new, or not like your usual pain",
                "you need your extra painkiller more and more",
                "your bowels have not moved for three days",
                "your painkillers will run out soon",
                "you have had a fall (if it hurts in a bone, ring now)",
            ),
        ),
        Section(
            "What to say",
            (
                "Say that you have cancer. Say what is new or worse, and when it began. Say which "
                "painkillers you take, and when you last took them. Keep your medicines by you "
                "when you ring.",
                "If you cannot talk, ask someone to ring for you.",
            ),
        ),
        Section(
            "You are not a bother",
            (
                "If you are not sure, ring. Your nurses would much rather hear early than late.",
                "PainCheck is not watched day and night. Filling in a check does not bring help at "
                "once. If it cannot wait, ring.",
            ),
        ),
    ),
    (CORD, OPIOIDS),
    rings_first=True,
)
