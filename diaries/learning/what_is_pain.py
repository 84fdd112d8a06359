"""What cancer pain is, and that it can most often be eased."""

from diaries.cards import COPING, OPIOIDS
from diaries.learning.parts import Module, Section

WHAT_IS_PAIN = Module(
    "what-is-pain",
    "What cancer pain is",
    "Why it hurts, and what can be done about it.",
    (
        Section(
            "Why it hurts",
            (
                "Cancer can press on a bone, a nerve or a part inside you. Treatment can make you "
                "sore too. And some pain has nothing to do with the cancer, like an old bad back.",
                "So more pain does not always mean that the cancer has grown.",
                "You can have more than one pain. Each may need its own kind of help. Tell your "
                "nurse about each one.",
            ),
        ),
        Section(
            "Pain comes and goes",
            (
                "Some pain is there for most of the day. Some comes on fast, is bad for a while "
                "and then goes. Your nurse may call this breakthrough pain: it breaks through "
                "while you take your usual painkillers.",
                "It may come when you move or cough. It may come for no reason that you can find.",
            ),
        ),
        Section(
            "Tired, low or scared",
            (
                "Pain can feel worse when you are tired, low or scared. And pain can make you feel "
                "all three. That does not mean it is all in your head. Your pain is real.",
                "It does mean that there is more than one way to ease it.",
            ),
        ),
        Section(
            "What can be done",
            (
                "Cancer pain can most often be eased. It may not go away for good. But it can "
                "often be brought down to where you can sleep, move and do things that you like.",
                "It may take a few tries to find out what works for you. If one thing does not "
                "help, tell your nurse. There is more to try.",
            ),
        ),
        Section(
            "Only you can tell",
            (
                "No scan shows how much you hurt. Your team needs your words. You do not have to "
                "put up with pain, and it is not a bother to hear about it. Tell them:",
            ),
            (
                "where it hurts",
                "how it feels: dull, sharp, burning, or like pins and needles",
                "when it comes, and how long it stays",
                "what makes it better or worse",
                "what it stops you from doing",
            ),
        ),
    ),
    (COPING, OPIOIDS),
)
