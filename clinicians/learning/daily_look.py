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
                "The caseload is sorted for you. Red alerts stand at the top, then amber, then "
                "people who want contact, then pain that is rising, then those who have gone "
                "quiet. Each row says why it stands where it stands, how old that reason is, and "
                "who has taken it. ‘How this list is ordered’ tells you the whole rule.",
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
        "Read from the top: whoever may need you most stands first.",
        "‘Nothing flagged’ is not ‘all is well’, and silence is a sign.",
        "Seen means read. An alert stays open until it is answered.",
        "‘Reviewed’ closes nothing and sees no check.",
        "Your judgement stands above every rule. You need no alert to ring.",
    ),
)
