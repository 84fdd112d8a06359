"""The introduction: the first visit with a new patient."""

from clinicians.learning.parts import Lesson, Section

FIRST_VISIT = Lesson(
    "first-visit",
    "The first visit",
    "How a new patient begins, in about a quarter of an hour.",
    (
        Section(
            "Before you go",
            (
                "You register a patient under ‘Register a patient’. That opens an introduction, "
                "which is due seven days later. Until it is done the patient stands on your "
                "caseload under ‘To be introduced’.",
                "The page ‘Your first visit with PainCheck’ leads you through the visit. It works "
                "on a tablet between the two of you, and it prints as a card if there is no "
                "signal at the bedside.",
                "Print the invitation letter. It carries a PainCheck number and a code, and with "
                "both the patient signs in for the first time. Whoever likes to begin alone can "
                "do so with the letter. Your visit still matters.",
            ),
        ),
        Section(
            "What you do together",
            (),
            (
                "Look at it together. The patient holds the device, and you keep your hands in "
                "your lap.",
                "Do the first check together. Read the questions aloud. This check becomes the "
                "baseline, the starting line of the chart.",
                "Agree a pain goal: how much pain the patient could live with and still do what "
                "matters. No goal is a choice too.",
                "Say who reads the answers, and at which hours. Nobody watches PainCheck day and "
                "night.",
                "Give the numbers to ring when it cannot wait.",
                "Give the booklet, on paper for whoever likes paper better.",
                "Choose reminders, or choose to have none.",
            ),
        ),
        Section(
            "One answer is enough",
            (
                "Only ‘worst pain’ has to be answered. Everything else can be skipped, and what is "
                "skipped is never counted as zero. Tell this to people who are tired: one number "
                "is a whole check.",
                "Show where the danger signs are asked for. A ‘yes’ there shows the numbers to "
                "ring at once and reaches your team in that moment, even if the check is never "
                "sent. Say it in these words: if it cannot wait, ring. Do not wait for us to read.",
            ),
        ),
        Section(
            "Some people will not want it",
            (
                "People who say that they dislike technology often find it easy once they have "
                "tried. Offer one try and then decide together. A relative may fill it in, or you "
                "take the check by telephone under ‘Take a check’.",
                "If it does not fit, press ‘Not done’ and choose the reason: too unwell, declined, "
                "judged unsuitable, no device, or no time yet. Nobody is blamed for any of these. "
                "Care goes on as before, and the introduction can be done later after all.",
            ),
        ),
        Section(
            "Afterwards",
            (
                "Each part is ticked when you press its button, and some tick themselves. A slip "
                "is taken back on the same page. Two parts must not be left out: who reads, and "
                "whom to ring.",
                "Write down an agreed care plan under ‘Edit details, goal and care plan’ if there "
                "is one. The patient sees that plan first of all when there is danger, so it needs "
                "plain words.",
            ),
        ),
    ),
    (
        "Introduce every new patient within seven days. The page leads you.",
        "Do the first check together: it becomes the baseline.",
        "Always say who reads it and when, and give the numbers to ring.",
        "Worst pain is the only answer that is needed. Skipped is never zero.",
        "If it does not fit, say ‘Not done’ and why. That is a good answer.",
    ),
)
