"""The one-page guide: the key points of every lesson, for the page and for the PDF. Plain."""

from typing import Any

from clinicians.learning import GUIDE_TITLE, LESSONS, NEVER, OWNER, REVIEW_ON

OWNER_WORDS = f"{OWNER[0].upper()}{OWNER[1:]}."
EMERGENCY = (
    "PainCheck is not watched day and night. In an emergency ring 999. "
    "If what you hear and what the screen says differ, go by what you hear."
)
NEVER_TITLE = "What PainCheck never does"


def guide_sections() -> list[tuple[str, tuple[str, ...]]]:
    """(title, points): in the lessons' own words."""
    return [(lesson.title, lesson.key_points) for lesson in LESSONS] + [(NEVER_TITLE, NEVER)]


def guide_on_paper(support: list[str]) -> dict[str, Any]:
    """`support`: a line for each who helps."""
    return {
        "title": GUIDE_TITLE,
        "emergency": EMERGENCY,
        "sections": [
            {"title": title, "points": list(points)} for title, points in guide_sections()
        ],
        "support_title": "Who helps you with PainCheck",
        "support": support,
        "foot": f"{OWNER_WORDS} To be looked at again by {REVIEW_ON:%d %B %Y}.",
    }
