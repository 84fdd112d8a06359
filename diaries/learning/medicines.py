"""How painkillers are used, constipation, and fears about strong painkillers (NICE CG140).

No dose, and nothing about taking an extra one early: that is the nurse's to allow (S7)."""

from diaries.cards import OPIOIDS
from diaries.learning.parts import Module, Section
from paincheck.speech import gettext_noop

MEDICINES = Module(
    "medicines",
    gettext_noop("How medicines are used for pain"),
    gettext_noop("Usual and extra painkillers, your bowels, and worries that many people have."),
    (
        Section(
            gettext_noop("Two kinds of painkiller"),
            (
                gettext_noop(
                    "Your usual painkillers keep pain low all day and night. Take them at the "
                    "times on the label, even when it hurts less."
                ),
                gettext_noop(
                    "You may have an extra painkiller too. It is for pain that breaks through. The"
                    " label says when you may take it. Note down each one, so that your nurse can "
                    "see how often you need it."
                ),
                gettext_noop(
                    "Do not take more than the label says. Do not stop or cut down by yourself. "
                    "Ask your nurse first."
                ),
            ),
        ),
        Section(
            gettext_noop("Sleepy or sick at first"),
            (
                gettext_noop(
                    "Strong painkillers may make you sleepy or sick at first. For most people this"
                    " wears off in some days. If it does not, tell your nurse. Do not drive if you"
                    " feel sleepy or slow."
                ),
                gettext_noop("If you get much more sleepy, muddled or jumpy, ring at once."),
            ),
        ),
        Section(
            gettext_noop("Keep your bowels moving"),
            (
                gettext_noop(
                    "Strong painkillers slow the bowels of nearly everyone. So you may get a "
                    "laxative as well. Take it each day as the label says, not just when you are "
                    "blocked up. It needs time to work."
                ),
                gettext_noop("If your bowels have not moved for three days, ring your nurse."),
            ),
        ),
        Section(
            gettext_noop("Worries that many people have"),
            (
                gettext_noop(
                    "Will I get hooked? This is rare when you take them for cancer pain, as the "
                    "label says. If you have had trouble with drink or drugs, do tell your nurse. "
                    "You can still get help for pain."
                ),
                gettext_noop(
                    "Will they stop working later on? You need not save them up. If pain gets "
                    "worse, your team can look at what you take, and there are other things to "
                    "try."
                ),
                gettext_noop(
                    "Does it mean the end is near? No. They are for strong pain, at any time."
                ),
            ),
        ),
        Section(
            gettext_noop("Keep them safe"),
            (
                gettext_noop(
                    "Keep them where no child or pet can get at them. Never share them. Take what "
                    "is left over back to a pharmacy."
                ),
            ),
        ),
    ),
    (OPIOIDS,),
)
