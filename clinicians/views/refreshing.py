"""Whether a refresher or a recap is due, asked at sign-in, after what may end or bring it, and on
the caseload every ten minutes: a colleague hands a patient over, and alerts open, without a press
of hers.

Kept in the session, so that the caseload, open all day, asks the database little for it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from clinicians.learning import LESSON
from clinicians.learning.refreshing import Refresher
from clinicians.queries.learning import Reminder, reminder_for

KEPT, ASKED_AT = "refresher", "refresher_asked_at"
ASK_AGAIN_AFTER = timedelta(minutes=10)


def remember(request: HttpRequest, nurse: Any, now: datetime) -> None:
    due = reminder_for(nurse, now)
    request.session[ASKED_AT] = now.timestamp()
    lesson, why = (due.refresher.lesson, due.refresher.why) if due.refresher else ("", "")
    if lesson or due.code:
        request.session[KEPT] = [lesson, why, due.code, due.is_alert]
    else:
        request.session.pop(KEPT, None)


def remembered(request: HttpRequest, nurse: Any, now: datetime) -> Reminder:
    if now.timestamp() - request.session.get(ASKED_AT, 0) > ASK_AGAIN_AFTER.total_seconds():
        remember(request, nurse, now)
    lesson, why, code, is_alert = request.session.get(KEPT, ("", "", "", False))
    if lesson in LESSON:
        return Reminder(refresher=Refresher(lesson, why), lesson=LESSON[lesson])
    return Reminder(code=code, is_alert=is_alert)
