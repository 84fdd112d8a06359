"""The daily look at the caseload."""

from clinicians.learning.parts import Lesson, Section

DAILY_LOOK = Lesson(
    "daily-look",
    "The daily look",
    "What the order of your caseload says, and what it does not say.",
    (
        Section(
            "Whoever may need you most stands first",
            (
                "The caseload is sorted for you. What the rules have not looked at yet stands at "
                "the top. Then come red alerts, amber ones, people who want contact, pain that is "
                "rising, and those who have gone quiet. After them, without an alert: a task that "
                "is due, a message that nobody has read, a medicine left off, a change of medicine "
                "of which nobody has said whether it helped, and what somebody put off.",
                "Each row says why it stands where it stands, how old that reason is, and who has "
                "taken it. ‘Why this order?’ tells you the whole rule.",
                "Begin at the top and work down. You may stop at the heading ‘Nothing flagged’ and "
                "still have looked at whatever the rules have found.",
            ),
        ),
        Section(
            "Three headings that are not alike",
            (),
            (
                "‘To be introduced’: registered, and the first visit is still to come.",
                "‘Not heard from’: a check was due and did not come. Silence is not good news. "
                "Somebody may be too ill to answer.",
                "‘Nothing flagged’: checks are up to date and no rule found anything. It does not "
                "say that all is well. The patient may not have told us.",
            ),
        ),
        Section(
            "Seen means read, and no more",
            (
                "A check counts as seen when you open the patient’s page and its answers stand "
                "before you under what is new. The patient then reads that you have seen it. "
                "Looking at the caseload alone sees nothing.",
                "Seen is not dealt with. An alert stays open until it is answered. ‘Reviewed’, "
                "which you can tick for many patients at once, only says that you went through "
                "them. It sees no check and closes no alert.",
            ),
        ),
        Section(
            "Keep a rhythm",
            (
                "One look in the morning and one before you close works for most teams. Alerts do "
                "not wait for your look: they are told to you when they open, by the route that "
                "your site has chosen. A mail in the morning can say how many patients wait. You "
                "choose it under ‘My settings’, and it names nobody.",
                "While the page stands open it tells you when something new has come in. It moves "
                "nothing under your hand: you reload it when you are ready.",
            ),
        ),
        Section(
            "Nights and weekends",
            (
                "Outside the working hours of your site nobody is expected to read, and patients "
                "are told so before they send: ‘Nobody reads this before Monday at 9am’, and whom "
                "to ring until then. Danger signs show the urgent numbers at once, day and night, "
                "whether the check is sent or not.",
                "The alert still opens at once, and the nurse is told by her usual route. The time "
                "in which it is due, and the way to the deputies and the lead nurse, run only from "
                "the next opening on. Bank holidays count as closed.",
                "So begin the morning, and Monday above all, with the red alerts of the night. "
                "They stand first with their age. Ask how it is now: hours have passed, and the "
                "patient may have rung somebody else meanwhile.",
            ),
        ),
        Section(
            "Find your way quickly",
            (),
            (
                "Mine, My team’s, and for a lead nurse My site’s: choose whose patients you see.",
                "Search by name or number. A search finds people who were discharged too.",
                "The keys j and k go down and up, Enter opens, c logs a contact, and ? shows all "
                "keys.",
                "‘Tasks’ holds what somebody promised for a day. It comes back until it is done.",
                "What was done today stands at the foot, for the end of your day.",
            ),
        ),
        Section(
            "The numbers are examples",
            (
                "When pain counts as severe, or how long silence may last, are limits that your "
                "site can set. They are tools for noticing. Your judgement stands above them, and "
                "you may ring anybody without an alert.",
            ),
        ),
    ),
    (
        "Read from the top: alerts first, then tasks that are due and unread messages.",
        "At night and weekends nobody reads. Patients are told so, and whom to ring. Begin the "
        "morning with the red alerts of the night.",
        "‘Nothing flagged’ is not ‘all is well’, and silence is a sign.",
        "Seen means read. An alert stays open until it is answered.",
        "‘Reviewed’ closes nothing and sees no check.",
        "Your judgement stands above every rule. You need no alert to ring.",
    ),
)
