"""What is expected of each role, what PainCheck does by itself, and what it never does."""

from clinicians.learning.parts import RolePage

BY_ITSELF = (
    "It asks patients for their checks and reminds those who chose to be reminded.",
    "It shows the numbers to ring in the moment when somebody says ‘yes’ to a danger sign.",
    "It looks at every check by fixed rules and opens alerts, the most pressing first.",
    "It tells the named nurse or her cover, then the deputies, then the lead nurse, until somebody "
    "has taken the alert. It counts the working hours of your site.",
    "It notices when somebody goes quiet.",
    "It brings back what was promised for a day, and prescribers who have not answered.",
    "It says on its pages when it has trouble itself, for example when alerts may be late.",
)
NEVER = (
    "It never watches day and night, and never calls for help by itself.",
    "It never names a dose, never turns one opioid into another and never suggests a treatment.",
    "It never closes an alert because of a voicemail or a message.",
    "It never calls a calm group ‘no concerns’, and never takes a skipped answer for a zero.",
    "It never compares nurses with each other.",
    "It never replaces your judgement, and never stands in the way of a telephone call.",
)

NURSE = RolePage(
    "nurse",
    "Nurse",
    "You look after patients who keep a diary.",
    (
        "Introduce each new patient within seven days.",
        "Look at your caseload on each working day.",
        "Take alerts that you mean to deal with, and talk with the patient or the carer.",
        "Log each contact, with what was agreed and the next step.",
        "Keep medicines, goal and care plan as they really are.",
        "Book your leave, name a cover, and hand over with a note.",
        "Say early when your caseload is too much, or when something looks wrong.",
    ),
    (
        "Reading PainCheck outside your working hours.",
        "Waiting for an alert before you ring somebody whom you worry about.",
        "Persuading somebody who does not want a diary.",
    ),
)
LEAD = RolePage(
    "lead",
    "Deputy or lead nurse",
    "Alerts that nobody took come to you, and you see to it that your team can manage.",
    (
        "All that is expected of a nurse, for your own patients.",
        "See to alerts that came to you because nobody took them, or give them to somebody.",
        "See to it that each absence has a cover, and that a leaver’s patients go to somebody.",
        "As lead nurse: keep the limits of the alert rules, try new ones in the preview first, and "
        "say why you changed them.",
        "Look at how many alerts each week brings, and talk about it with your team.",
        "Arrange help for nurses who are new or come back after a gap, and log visits of the "
        "support team to your team day.",
    ),
    (
        "Checking on single nurses: the numbers are there to share out work and to ask for help.",
        "Reading every check of your site.",
    ),
)
MANAGER = RolePage(
    "manager",
    "Manager",
    "You see to people, places and numbers to ring. You see no diary.",
    (
        "Keep the site’s numbers to ring and its working hours true: patients are shown them.",
        "Name an address that somebody always reads.",
        "Open and close accounts on the day on which somebody comes or goes.",
        "See to it that each team has a lead nurse and a deputy.",
        "Look at deliveries that failed, and have addresses mended.",
        "Enter who helps the nurses with PainCheck, so that it stands at the foot of each page.",
    ),
    (
        "Looking into diaries: a manager’s sign-in does not open them.",
        "Deciding on alerts or on their limits: that is for nurses.",
    ),
)
ROLES = (NURSE, LEAD, MANAGER)
ROLE = {role.code: role for role in ROLES}
