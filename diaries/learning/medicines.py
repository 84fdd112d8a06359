"""How painkillers are used, constipation, and fears about strong painkillers (NICE CG140).

No dose, and nothing about taking an extra one early: that is the nurse's to allow (S7)."""

from diaries.cards import OPIOIDS
from diaries.learning.parts import Module, Section

MEDICINES = Module(
    "medicines",
    "How medicines are used for pain",
    "Usual and extra painkillers, your bowels, and worries that many people have.",
    (
        Section(
            "Two kinds of painkiller",
            (
                "Your usual painkillers keep pain low all day and night. Take them at the times on "
                "the label, even when it hurts less.",
                "You may have an extra painkiller too. It is for pain that breaks through. The "
                "label says when you may take it. Note down each one, so that your nurse can see "
                "how often you need it.",
                "Do not take more than the label says. Do not stop or cut down by yourself. Ask "
                "your nurse first.",
            ),
        ),
        Section(
            "Sleepy or sick at first",
            (
                "Strong painkillers may make you sleepy or sick at first. For most people this "
                "wears off in some days. If it does not, tell your nurse. Do not drive if you feel "
                "sleepy or slow.",
                "If you get much more sleepy, muddled or jumpy, ring at once.",
            ),
        ),
        Section(
            "Keep your bowels moving",
            (
                "Strong painkillers slow the bowels of nearly everyone. So you may get a laxative "
                "as well. Take it each day as the label says, not just when you are blocked up. It "
                "needs time to work.",
                "If your bowels have not moved for three days, ring your nurse.",
            ),
        ),
        Section(
            "Worries that many people have",
            (
                "Will I get hooked? This is rare when you take them for cancer pain, as the label "
                "says. If you have had trouble with drink or drugs, do tell your nurse. You can "
                "still get help for pain.",
                "Will they stop working later on? You need not save them up. If pain gets worse, "
                "your team can look at what you take, and there are other things to try.",
                "Does it mean the end is near? No. They are for strong pain, at any time.",
            ),
        ),
        Section(
            "Keep them safe",
            (
                "Keep them where no child or pet can get at them. Never share them. Take what is "
                "left over back to a pharmacy.",
            ),
        ),
    ),
    (OPIOIDS,),
)
