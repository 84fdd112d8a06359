"""When you are unsure, or away: cover, hand-over, and who to ask."""

from clinicians.learning.parts import Lesson, Section

AWAY = Lesson(
    "unsure-or-away",
    "When you are unsure, or away",
    "Cover, hand-over, and who to ask.",
    (
        Section(
            "You are going away",
            (
                "Book it under ‘Leave’: the first day, the last day, and who covers. From the "
                "first morning on, alerts of your patients go to your cover, who may open their "
                "pages meanwhile. Without a cover they go to the deputies and the lead nurse.",
                "Book a short absence too. An alert that nobody reads is told to the next person, "
                "but that costs hours that a booked cover would have saved.",
            ),
            (
                "Before you go, look at what you have taken. Give back what you will not finish.",
                "Look at ‘Tasks’, and move what your cover should see.",
                "You may not be away while you cover for somebody. Find another cover first.",
            ),
        ),
        Section(
            "You cover for somebody",
            (
                "A line above your caseload says for whom, until when, and how many patients they "
                "are. They stand among your own. You need no password of your colleague and should "
                "never use one: what you do is written down under your own name.",
            ),
        ),
        Section(
            "A patient moves to another nurse",
            (
                "‘Hand over or take over’ stands on the patient’s page. Add a note that says what "
                "she should know: it stands on her caseload for a week. Alerts that nobody had "
                "taken go to her at once. Patients who leave your care are no longer on your "
                "pages, and a form that you had open saves nothing and says so.",
            ),
        ),
        Section(
            "The situation changes",
            (
                "In hospital, last days of life, discharged, died: two taps on the patient’s page. "
                "Reminders stop, nothing more is sent, and the pages that a family may see become "
                "calm. If it was a slip, the page offers to undo it.",
            ),
        ),
        Section(
            "You are unsure about a patient",
            (
                "Do what you would do without PainCheck: ask the patient, ask a senior colleague, "
                "ask the prescriber, and in an emergency ring 999. PainCheck never knows more than "
                "what somebody has typed in. If what you hear on the telephone and what the screen "
                "says differ, go by what you hear.",
            ),
        ),
        Section(
            "You are unsure about PainCheck",
            (
                "At the foot of each page stands who helps you at your site. Ask early: a question "
                "costs less than a way round it. If a page looks broken, or an alert seems to be "
                "missing, say so the same day and go on by telephone until it is mended. ‘What "
                "PainCheck promises’, also at the foot, says what you may count on.",
                "To try something out, use the practice patients under ‘Help and learning’. They "
                "look like the real ones, and nobody is told of them.",
            ),
        ),
    ),
    (
        "Book every absence under ‘Leave’ and name a cover.",
        "Give back what you have taken before you go.",
        "Hand over with a note: it stands on the other caseload for a week.",
        "Never use a colleague’s sign-in. Cover lets you in as yourself.",
        "Unsure about a patient: act as without PainCheck. Emergency: 999.",
        "Unsure about PainCheck: ask who stands at the foot of each page.",
    ),
)
