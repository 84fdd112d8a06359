"""Questions to take along, and how to get an answer that one understands."""

from diaries.cards import OPIOIDS
from diaries.learning.parts import Module, Section

WHAT_TO_ASK = Module(
    "what-to-ask",
    "What to ask your team",
    "Questions that you can take with you.",
    (
        Section(
            "Before you go",
            (
                "It is easy to forget things when you sit with a nurse or a doctor. Pick two or "
                "three things that matter most and write them down. Put the first one first.",
                "You can bring someone. They can listen, write things down, and ask what you "
                "forget. You can bring all your medicines too, or a list of them.",
            ),
        ),
        Section(
            "About your pain",
            (),
            (
                "What do you think my pain comes from?",
                "Is it new, or part of what we know?",
                "What can we try next, and when will I know if it works?",
                "How low can we hope to get it?",
            ),
        ),
        Section(
            "About your medicines",
            (),
            (
                "What is each one for?",
                "When do I take it, and how soon should it work?",
                "When may I take the extra one? What if it does not help?",
                "What if I forget one, or I am sick after it?",
                "What might it do to me that I do not want?",
                "What do I take for my bowels?",
                "May I drive? May I drink?",
                "Who gives me more when I run low?",
            ),
        ),
        Section(
            "About the days ahead",
            (),
            (
                "Whom do I ring in the day, at night, and at weekends?",
                "What should make me ring at once?",
                "Who can help with sleep, worry or money?",
                "What else could ease my pain, besides medicines?",
            ),
        ),
        Section(
            "While you talk",
            (
                "If you do not follow, say so. You can say: ‘Please tell me that in other words.’ "
                "Or: ‘Let me say it back to you, to see if I have got it right.’",
                "Say what matters to you. It may be to sleep through the night, to walk to the "
                "shop, or to play with a grandchild. That helps your team to choose with you.",
                "You may say no to a thing, and ask what else there is.",
            ),
        ),
        Section(
            "When you are home",
            (
                "If you are not sure what was said, ring and ask. People do this each day. No one "
                "will mind.",
            ),
        ),
    ),
    (OPIOIDS,),
)
