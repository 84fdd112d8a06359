"""One made-up case, from referral to follow-up."""

from clinicians.learning.parts import Stage, Story

CASE = Story(
    "Mrs Example, from referral to follow-up",
    "Made up. Mrs Example and her nurse do not exist, and no diary stands behind this page.",
    (
        Stage(
            "Monday, week 1",
            "Referred",
            (
                "Oncology refers Mrs Example, 71, with breast cancer that has spread to her bones. "
                "She has pain in her hip and takes a regular strong painkiller.",
                "Her nurse registers her. PainCheck opens an introduction, due on the next Monday, "
                "and Mrs Example stands under ‘To be introduced’.",
            ),
        ),
        Stage(
            "Thursday, week 1",
            "The first visit",
            (
                "‘I am no good with these things,’ she says. They try it on her grandson’s old "
                "tablet. The first check, done together, says worst pain 6. It becomes the "
                "baseline. She would be content with 3: that is her goal.",
                "She learns who reads her answers and when, and the card with the numbers to ring "
                "goes on the fridge.",
            ),
        ),
        Stage(
            "Week 2",
            "The daily look",
            (
                "Her checks say 5, 6, 5. She stands under ‘Nothing flagged’. Her nurse reads them "
                "on her page, and Mrs Example reads that they were seen.",
            ),
        ),
        Stage(
            "Tuesday, week 3, in the morning",
            "An amber alert",
            (
                "Worst pain 8, and ‘I did not sleep’. An alert opens and is told to her nurse, who "
                "takes it and rings. Nobody answers. She logs ‘Could not reach’ and chooses to try "
                "again after lunch. The alert stays open.",
                "After lunch they talk. The nurse asks the prescriber and logs that, with the name "
                "and the next day. The alert closes, and the task remains.",
            ),
        ),
        Stage(
            "Wednesday, week 3",
            "The prescriber decides",
            (
                "The task comes back in the morning. The prescriber has decided, the nurse writes "
                "down the decision, enters the change under medicines, and rings Mrs Example.",
            ),
        ),
        Stage(
            "Saturday, week 3",
            "Did it help?",
            (
                "Three days later PainCheck asks the nurse whether the change helped, and shows "
                "three days before and after in numbers. It does not say that the change was the "
                "cause. She looks at it on Monday: it helped a little.",
            ),
        ),
        Stage(
            "Friday, week 4",
            "Danger",
            (
                "At half past eight in the evening Mrs Example says ‘yes’ to weak legs. Her screen "
                "shows the numbers to ring at once, and she rings the urgent line, as she was "
                "told. She is seen in hospital that night.",
                "The alert is red, and waits for nobody to be at a desk to help her: the telephone "
                "did. On Monday her nurse finds it at the top, rings the ward, and sets ‘In "
                "hospital’. Reminders stop.",
            ),
        ),
        Stage(
            "Week 6",
            "Follow-up",
            (
                "She is home again. Her nurse sets ‘At home’ and visits. They look at the diary "
                "together: worst pain is now 3 or 4, and mornings are hardest. They write down "
                "one thing together: ‘Ask for help with washing, mornings are worst.’",
                "The nurse makes the summary for the record and the letter to the GP, reads both, "
                "and sends them.",
            ),
        ),
    ),
)
