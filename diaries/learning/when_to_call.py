"""What cannot wait. The danger signs are those that are asked for daily (S2, NICE NG234)."""

from diaries.cards import CORD, OPIOIDS
from diaries.danger import DANGERS
from diaries.learning.parts import Module, Section
from paincheck.speech import gettext_noop

WHEN_TO_CALL = Module(
    "when-to-call",
    gettext_noop("When to ring for help"),
    gettext_noop("What cannot wait, and whom to ring."),
    (
        Section(
            gettext_noop("Ring 999 at once if"),
            (),
            (
                *(danger.words for danger in DANGERS if danger.call_999),
                gettext_noop("You have bad chest pain, or you fight for breath"),
            ),
        ),
        Section(
            gettext_noop("Ring now, day or night, if this is new or worse"),
            (),
            tuple(danger.words for danger in DANGERS if not danger.call_999),
        ),
        Section(
            gettext_noop("If it is your back, legs, bladder or bowels"),
            (gettext_noop("Say so first when you ring. Lie still until you have spoken to them."),),
        ),
        Section(
            gettext_noop("Ring the same day if"),
            (),
            (
                gettext_noop("your pain is bad and does not ease"),
                gettext_noop("your pain is new, or not like your usual pain"),
                gettext_noop("you need your extra painkiller more and more"),
                gettext_noop("your bowels have not moved for three days"),
                gettext_noop("your painkillers will run out soon"),
                gettext_noop("you have had a fall (if it hurts in a bone, ring now)"),
            ),
        ),
        Section(
            gettext_noop("What to say"),
            (
                gettext_noop(
                    "Say that you have cancer. Say what is new or worse, and when it began. Say "
                    "which painkillers you take, and when you last took them. Keep your medicines "
                    "by you when you ring."
                ),
                gettext_noop("If you cannot talk, ask someone to ring for you."),
            ),
        ),
        Section(
            gettext_noop("You are not a bother"),
            (
                gettext_noop(
                    "If you are not sure, ring. Your nurses would much rather hear early than late."
                ),
                gettext_noop(
                    "PainCheck is not watched day and night. Filling in a check does not bring "
                    "help at once. If it cannot wait, ring."
                ),
            ),
        ),
    ),
    (CORD, OPIOIDS),
    rings_first=True,
)
