"""Whether a refresher or a recap is due, asked at sign-in and after what may end or bring it.

Kept in the session, so that the caseload, open all day, asks the database nothing for it.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from clinicians.learning import LESSON
from clinicians.learning.refreshing import Refresher
from clinicians.queries.learning import Reminder, reminder_for

KEPT = "refresher"


def remember(request: HttpRequest, nurse: Any, now: datetime) -> None:
    due = reminder_for(nurse, now)
    told = [due.refresher.lesson, due.refresher.why, ""] if due.refresher else ["", "", due.code]
    if any(told):
        request.session[KEPT] = told
    else:
        request.session.pop(KEPT, None)


def remembered(request: HttpRequest) -> Reminder:
    lesson, why, code = request.session.get(KEPT, ("", "", ""))
    if lesson in LESSON:
        return Reminder(refresher=Refresher(lesson, why), lesson=LESSON[lesson])
    return Reminder(code=code)
