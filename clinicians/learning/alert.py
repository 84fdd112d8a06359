"""An alert from opening to closing: safety rules S10 to S13, S16 and S19 as the screens do them."""

from clinicians.learning.parts import Lesson, Section

ALERT = Lesson(
    "an-alert",
    "An alert from beginning to end",
    "Take it, talk, write it down, and what may be silenced.",
    (
        Section(
            "It opens, and somebody is told",
            (
                "A red alert is for danger. It is due within one working hour. When somebody wants "
                "contact today, it is due by closing time, and goes to the next person after two "
                "working hours. An amber alert is due within one working day.",
                "The named nurse is told first, or her cover while she is away. If nobody takes "
                "it, PainCheck tells the deputies and then the lead nurse. It counts the working "
                "hours of your site and knows the bank holidays. The card says who was told.",
            ),
        ),
        Section(
            "Take it",
            (
                "Press ‘I will see to this’ on the patient’s page when you mean to deal with it. "
                "Your colleagues then see your name on it and do not ring too. If you cannot do "
                "it after all, press ‘Give it back’. Then it is told to others again.",
            ),
        ),
        Section(
            "Contact means contact",
            (
                "Press ‘Log a contact’, say how and what came of it, and tick what the talk was "
                "about. An alert closes when you talked with the patient or with the carer. "
                "A voicemail, a message, or no answer leaves it open: choose when to try again, "
                "and meanwhile PainCheck goes on telling others.",
                "You can also close with a reason when your judgement says that no talk is "
                "needed. Your name stands with it. Danger, toxicity and wishes ask for more: who "
                "assessed them and when, where they are, or who said that it was a mistake.",
                "A contact that was a slip is struck out with ‘This was a slip’: what it had "
                "closed opens again. A reason is taken back for a day with ‘Open it again’.",
            ),
        ),
        Section(
            "When you asked a prescriber",
            (
                "Whatever else came of the call, say who was asked, and by which day. That is a "
                "task, and it comes back until somebody has written down the decision. A request "
                "that nobody answered cannot be lost.",
            ),
        ),
        Section(
            "What may be quiet",
            (
                "‘Put off until …’ lets an alert rest for some days, with a reason. ‘Expected for "
                "this patient’ closes it up to a review date. Danger signs, signs of too much "
                "medicine and wishes for contact can be neither put off nor expected, by nobody.",
                "After closing, the same finding does not come back every morning. It stays quiet "
                "until it has gone away and returned, until its review date, or until the pain is "
                "two points higher than before.",
            ),
            (
                "A new danger sign opens it again.",
                "So does a new wish for contact.",
                "So does a score two or more above the highest so far.",
                "Then it is nobody’s again, and everybody is told anew.",
            ),
        ),
        Section(
            "One check, several cards",
            (
                "One bad night may open more than one alert. When you log the talk, tick all that "
                "you talked about. If another urgent one is open, the form says so before you "
                "save. What came in while you were talking stays open, since you have not heard "
                "of it yet.",
            ),
        ),
    ),
    (
        "Take an alert when you mean to deal with it; give it back when you cannot.",
        "Only a talk with the patient or carer, or your stated reason, closes it.",
        "Voicemail or no answer: it stays open. Say when you will try again.",
        "Danger and wishes for contact can never be put off or expected.",
        "Prescriber asked: it comes back until the decision is written down.",
    ),
)
