"""'Help and learning' for the staff: five lessons, a page for each role, and one made-up case.

Plain: no Django, no database, no clock. An example, to be approved by a clinician before use.
The safety rules stand above every text here; no text names a dose. The one-page guide is made of
the lessons' key points, so that paper and screen cannot say different things.

Only add a lesson or reword it: a code that has been stored must keep its meaning.
"""

from clinicians.learning.alert import ALERT
from clinicians.learning.away import AWAY
from clinicians.learning.case import CASE
from clinicians.learning.consultation import CONSULTATION
from clinicians.learning.daily_look import DAILY_LOOK
from clinicians.learning.first_visit import FIRST_VISIT
from clinicians.learning.parts import OWNER, REVIEW_ON, Lesson, RolePage, Section, Stage, Story
from clinicians.learning.roles import BY_ITSELF, NEVER, ROLE, ROLES

__all__ = [
    "BY_ITSELF",
    "CASE",
    "GUIDE_TITLE",
    "LESSON",
    "LESSONS",
    "NEVER",
    "OWNER",
    "REVIEW_ON",
    "ROLE",
    "ROLES",
    "Lesson",
    "RolePage",
    "Section",
    "Stage",
    "Story",
]

LESSONS = (FIRST_VISIT, DAILY_LOOK, ALERT, CONSULTATION, AWAY)
LESSON = {lesson.code: lesson for lesson in LESSONS}
GUIDE_TITLE = "PainCheck for nurses on one page"
