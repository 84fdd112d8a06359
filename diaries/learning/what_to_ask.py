"""Questions to take along, and how to get an answer that one understands."""

from diaries.cards import OPIOIDS
from diaries.learning.parts import Module, Section
from paincheck.speech import gettext_noop

WHAT_TO_ASK = Module(
    "what-to-ask",
    gettext_noop("What to ask your team"),
    gettext_noop("Questions that you can take with you."),
    (
        Section(
            gettext_noop("Before you go"),
            (
                gettext_noop(
                    "It is easy to forget things when you sit with a nurse or a doctor. Pick two "
                    "or three things that matter most and write them down. Put the first one "
                    "first."
                ),
                gettext_noop(
                    "You can bring someone. They can listen, write things down, and ask what you "
                    "forget. You can bring all your medicines too, or a list of them."
                ),
            ),
        ),
        Section(
            gettext_noop("About your pain"),
            (),
            (
                gettext_noop("What do you think my pain comes from?"),
                gettext_noop("Is it new, or part of what we know?"),
                gettext_noop("What can we try next, and when will I know if it works?"),
                gettext_noop("How low can we hope to get it?"),
            ),
        ),
        Section(
            gettext_noop("About your medicines"),
            (),
            (
                gettext_noop("What is each one for?"),
                gettext_noop("When do I take it, and how soon should it work?"),
                gettext_noop("When may I take the extra one? What if it does not help?"),
                gettext_noop("What if I forget one, or I am sick after it?"),
                gettext_noop("What might it do to me that I do not want?"),
                gettext_noop("What do I take for my bowels?"),
                gettext_noop("May I drive? May I drink?"),
                gettext_noop("Who gives me more when I run low?"),
            ),
        ),
        Section(
            gettext_noop("About the days ahead"),
            (),
            (
                gettext_noop("Whom do I ring in the day, at night, and at weekends?"),
                gettext_noop("What should make me ring at once?"),
                gettext_noop("Who can help with sleep, worry or money?"),
                gettext_noop("What else could ease my pain, besides medicines?"),
            ),
        ),
        Section(
            gettext_noop("While you talk"),
            (
                gettext_noop(
                    "If you do not follow, say so. You can say: ‘Please tell me that in other "
                    "words.’ Or: ‘Let me say it back to you, to see if I have got it right.’"
                ),
                gettext_noop(
                    "Say what matters to you. It may be to sleep through the night, to walk to the"
                    " shop, or to play with a grandchild. That helps your team to choose with you."
                ),
                gettext_noop("You may say no to a thing, and ask what else there is."),
            ),
        ),
        Section(
            gettext_noop("When you are home"),
            (
                gettext_noop(
                    "If you are not sure what was said, ring and ask. People do this each day. No "
                    "one will mind."
                ),
            ),
        ),
    ),
    (OPIOIDS,),
)
