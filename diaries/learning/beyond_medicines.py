"""What eases pain besides medicines, and what is unsafe to try."""

from diaries.cards import CORD, WITHOUT_DRUGS
from diaries.learning.parts import Module, Section
from paincheck.speech import gettext_noop

BEYOND_MEDICINES = Module(
    "beyond-medicines",
    gettext_noop("What helps besides medicines"),
    gettext_noop("Warmth, rest, breathing, moving, and help from others."),
    (
        Section(
            gettext_noop("Try one thing at a time"),
            (
                gettext_noop(
                    "These things do not take the place of your painkillers. They can help along "
                    "with them. Try one, see if it helps, and keep what works for you."
                ),
            ),
        ),
        Section(
            gettext_noop("Warmth or cold"),
            (
                gettext_noop(
                    "Warmth can ease a stiff or aching place. Cold can ease one that is hot and "
                    "sore. Wrap it in a cloth, and use it for a short time."
                ),
                gettext_noop(
                    "Do not use it on skin that is numb, sore or broken, or where you have had "
                    "radiotherapy. Never put heat on or near a painkiller patch. It can let out "
                    "too much medicine."
                ),
            ),
        ),
        Section(
            gettext_noop("Rest and move"),
            (
                gettext_noop(
                    "Do a little, then rest, and stop before it hurts more. Change how you sit or "
                    "lie from time to time. A pillow under a sore arm or leg can help."
                ),
                gettext_noop(
                    "If you can, a short walk or some slow stretches keep you from getting stiff. "
                    "If you have pain in your back or bones, ask your nurse first which moves are "
                    "safe."
                ),
            ),
        ),
        Section(
            gettext_noop("Breathe slowly"),
            (
                gettext_noop(
                    "Sit or lie in the way that hurts least. Breathe in through your nose. Breathe"
                    " out through your mouth, more slowly than you breathed in. Let your shoulders"
                    " drop. Do this for a few minutes."
                ),
            ),
        ),
        Section(
            gettext_noop("Give your mind a rest"),
            (
                gettext_noop(
                    "Music or a film can push pain to the back of your mind for a while. So can a "
                    "talk with a friend, or a book that is read to you. It is not a trick. It is "
                    "how the brain works."
                ),
            ),
        ),
        Section(
            gettext_noop("Sleep"),
            (
                gettext_noop(
                    "Try to go to bed at the same time each night. If pain wakes you often, tell "
                    "your nurse. That is a reason to look at your painkillers."
                ),
            ),
        ),
        Section(
            gettext_noop("Help from others"),
            (
                gettext_noop(
                    "Ask your nurse what there is near you. Radiotherapy can ease pain in a bone. "
                    "A physio can show you how to move. Some people like massage or someone to "
                    "talk to."
                ),
                gettext_noop(
                    "Ask before you have a massage, or take any herbs or pills from a shop. Some "
                    "do not go well with cancer or its treatment."
                ),
            ),
        ),
    ),
    (WITHOUT_DRUGS, CORD),
)
