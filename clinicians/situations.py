"""What a change of the situation does, said before it is confirmed (S18).

Plain: no Django, no database, no clock.
"""

# By Patient.Status, in the order of the list.
DOES: dict[str, str] = {
    "ACTIVE": "Checks are asked for again, as before. What the last situation had closed opens "
    "again, and silence counts from now on.",
    "IN_HOSPITAL": "No reminder goes out, and silence is no alert. The diary stays open, and so "
    "do alerts: checks that come in are read as before.",
    "LAST_DAYS": "No reminder and no message goes out. Whoever opens the diary sees a quiet page "
    "with the numbers to ring. Open alerts stay open until a nurse closes them.",
    "DISCHARGED": "No reminder and no message goes out, and open alerts are closed. Whoever opens "
    "the diary sees a quiet page with the numbers to ring.",
    "DIED": "Nothing goes out any more, open alerts are closed, and a letter that was not used "
    "no longer works. The family sees a quiet page with the numbers to ring, if they open the "
    "diary.",
}
# (question, answer) by situation; {} is the first name.
ASKS: dict[str, tuple[str, str]] = {
    "ACTIVE": ("Is {} at home again?", "Yes, {} is at home"),
    "IN_HOSPITAL": ("Is {} in hospital?", "Yes, {} is in hospital"),
    "LAST_DAYS": ("Are these the last days of {}’s life?", "Yes, these are the last days"),
    "DISCHARGED": ("Is {} discharged from your care?", "Yes, {} is discharged"),
    "DIED": ("Has {} died?", "Yes, {} has died"),
}
UNDO = "You can undo it on the next page, or choose another situation at any time."
