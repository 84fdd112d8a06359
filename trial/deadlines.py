"""By when what must be reported is reported onwards (T6). Plain.

Examples, to be approved by the sponsor: serious adverse events to the sponsor within 24 hours of
knowing (ICH E6(R3) 2.7.2 asks for 'immediately'), serious breaches within 7 days of knowing (UK
Medicines for Human Use (Clinical Trials) Regulations 2004, 29A). An adverse event that is not
serious, and a deviation, are logged without a deadline.
"""

from datetime import date, datetime, timedelta

OWNER = "example: to be approved by the sponsor"
REVIEW_ON = date(2027, 5, 1)
WITHIN = {"SERIOUS": timedelta(hours=24), "BREACH": timedelta(days=7)}


def due(kind: str, known_at: datetime) -> datetime | None:
    """The latest moment for reporting it onwards; None where it is only logged."""
    within = WITHIN.get(kind)
    return None if within is None else known_at + within
