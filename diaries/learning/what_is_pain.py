"""What cancer pain is, and that it can most often be eased."""

from diaries.cards import COPING, OPIOIDS
from diaries.learning.parts import Module, Section
from paincheck.speech import gettext_noop

WHAT_IS_PAIN = Module(
    "what-is-pain",
    gettext_noop("What cancer pain is"),
    gettext_noop("Why it hurts, and what can be done about it."),
    (
        Section(
            gettext_noop("Why it hurts"),
            (
                gettext_noop(
                    "Cancer can press on a bone, a nerve or a part inside you. Treatment can make "
                    "you sore too. And some pain has nothing to do with the cancer, like an old "
                    "bad back."
                ),
                gettext_noop("So more pain does not always mean that the cancer has grown."),
                gettext_noop(
                    "You can have more than one pain. Each may need its own kind of help. Tell "
                    "your nurse about each one."
                ),
            ),
        ),
        Section(
            gettext_noop("Pain comes and goes"),
            (
                gettext_noop(
                    "Some pain is there for most of the day. Some comes on fast, is bad for a "
                    "while and then goes. Your nurse may call this breakthrough pain: it breaks "
                    "through while you take your usual painkillers."
                ),
                gettext_noop(
                    "It may come when you move or cough. It may come for no reason that you can "
                    "find."
                ),
            ),
        ),
        Section(
            gettext_noop("Tired, low or scared"),
            (
                gettext_noop(
                    "Pain can feel worse when you are tired, low or scared. And pain can make you "
                    "feel all three. That does not mean it is all in your head. Your pain is real."
                ),
                gettext_noop("It does mean that there is more than one way to ease it."),
            ),
        ),
        Section(
            gettext_noop("What can be done"),
            (
                gettext_noop(
                    "Cancer pain can most often be eased. It may not go away for good. But it can "
                    "often be brought down to where you can sleep, move and do things that you "
                    "like."
                ),
                gettext_noop(
                    "It may take a few tries to find out what works for you. If one thing does not"
                    " help, tell your nurse. There is more to try."
                ),
            ),
        ),
        Section(
            gettext_noop("Only you can tell"),
            (
                gettext_noop(
                    "No scan shows how much you hurt. Your team needs your words. You do not have "
                    "to put up with pain, and it is not a bother to hear about it. Tell them:"
                ),
            ),
            (
                gettext_noop("where it hurts"),
                gettext_noop("how it feels: dull, sharp, burning, or like pins and needles"),
                gettext_noop("when it comes, and how long it stays"),
                gettext_noop("what makes it better or worse"),
                gettext_noop("what it stops you from doing"),
            ),
        ),
    ),
    (COPING, OPIOIDS),
)
