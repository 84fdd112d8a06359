"""The consultation view: the chart that both look at."""

from clinicians.learning.parts import Lesson, Section

CONSULTATION = Lesson(
    "together",
    "Looking at it together",
    "The diary on one screen, for you and the patient.",
    (
        Section(
            "Open it before you sit down",
            (
                "‘Look at it together’ on the patient’s page opens a full screen with large "
                "letters, to be read across a table. It shows this one patient alone. Your staff "
                "notes and everybody else’s names are hidden, so you can turn the screen round.",
                "Choose how far you want to look back: two weeks, or six.",
            ),
        ),
        Section(
            "Let the patient tell it",
            (
                "Begin with a question and not with the chart. How have the last days been? Then "
                "look whether the screen tells the same story. If it does not, the patient is "
                "right, and the diary has a gap.",
            ),
            (
                "‘The hardest moments’ names the three worst, with the patient’s own words beside "
                "them where there are any.",
                "‘Compared’ sets these days beside the baseline and the last visit.",
                "‘When it is hard’ shows hours and weekdays. It is made of the pain at the moment "
                "of answering and of flare-ups that were given a time.",
            ),
        ),
        Section(
            "What the chart cannot say",
            (
                "Worst and average pain belong to a whole day. They have no hour. So do not read "
                "a time into them, and do not read one out of the moment at which a check was "
                "sent.",
                "A gap is a day without an answer. It is never a day without pain. When a medicine "
                "was changed, PainCheck shows the days before and after in numbers. It does not "
                "say that the one came from the other: many things change at once.",
            ),
        ),
        Section(
            "Write down what you agree",
            (
                "Tap a point, and that check stands open below the chart. What you write under "
                "‘Written down together’ is shared: the patient sees it in the diary later. "
                "Use the patient’s words, and read it aloud before you save. What is only for "
                "colleagues goes into the notes on the patient’s page.",
                "A note that was wrong is struck out. It stays readable, and says who struck it.",
            ),
        ),
        Section(
            "Take it with you",
            (
                "‘Summary and letter’ makes two papers: a summary for the record, and a letter to "
                "the GP. Both are made from what was told, and you can copy the same words as "
                "text. Read them before you send them. Neither of them advises on treatment: that "
                "stays with you and the prescriber.",
            ),
        ),
        Section(
            "If the patient would rather not",
            (
                "Some people do not want to see a curve of their pain. Leave the screen closed and "
                "talk. The patient can also switch the charts off at home. PainCheck supports a "
                "talk, and does not have to be part of it.",
            ),
        ),
    ),
    (
        "‘Look at it together’ hides other patients and staff notes.",
        "Ask first, then look. If the two differ, the patient is right.",
        "Worst and average have no hour. A gap is not a day without pain.",
        "Before and after a change is no proof that the change did it.",
        "Shared notes are read by the patient. Write in the patient’s words.",
    ),
)
