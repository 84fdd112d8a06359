"""The rules about danger signs, wishes for contact, and checks that were not finished."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from textwrap import shorten

from alerts.rules.findings import Finding, Level, Rule
from alerts.rules.pain import late
from alerts.rules.readings import Reading
from alerts.rules.thresholds import Thresholds
from diaries.scales import DANGER, DANGERS, WANTS_CONTACT, ContactWish, DangerGroup

_GROUPS = {
    DangerGroup.SPINE: "possible cord compression: ",
    DangerGroup.TOXICITY: "possible opioid toxicity: ",
    DangerGroup.INFECTION: "possible infection: ",
    DangerGroup.VOMITING: "",
}
_LONGEST = 275  # leaves room in 300 for how late it was sent
_NONE_PICKED = "said yes to danger signs, none picked"
# The gate was answered 'yes' and nothing beneath it was ticked.
NOT_PICKED = "NOT_PICKED"


def red_flag(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """Any danger sign is red, however late it comes (S2, S17)."""
    latest = readings[-1]
    if not latest.in_danger:
        return None
    return Finding(
        rule=Rule.RED_FLAG,
        level=Level.RED,
        sentence=danger_in_words(latest.danger) + late(latest, thresholds),
        danger=latest.danger or (NOT_PICKED,),
        said_at=latest.received_at,
    )


def danger_told(codes: Sequence[str], *, said_at: datetime) -> Finding:
    """A 'yes' told while the check was being filled in, sent or not, taken back or not (S3)."""
    return Finding(
        rule=Rule.RED_FLAG,
        level=Level.RED,
        sentence=f"{danger_in_words(codes)} (told before sending)",
        danger=tuple(codes) or (NOT_PICKED,),
        said_at=said_at,
    )


def danger_in_words(codes: Sequence[str]) -> str:
    """'possible cord compression: limb weakness, trouble walking'; what needs 999 stands first.

    Somebody with every sign is somebody very ill: the sentence must still fit its column, so a
    long list is cut to '... and 3 more'. All of it stands with the check.
    """
    in_full = _said(codes, most=len(codes))
    if len(in_full) <= _LONGEST:
        return in_full or _NONE_PICKED
    return shorten(_said(codes, most=2), _LONGEST, placeholder=" …")


def _said(codes: Sequence[str], *, most: int) -> str:
    """The signs by group, at most so many of each."""
    emergencies = [sign.nurse for sign in DANGERS if sign.code in codes and sign.call_999]
    said = [f"needs 999: {', '.join(emergencies)}"] if emergencies else []
    for group, name in _GROUPS.items():
        signs = [
            sign.nurse
            for sign in DANGERS
            if sign.code in codes and sign.group is group and not sign.call_999
        ]
        if signs:
            said.append(name + _listed(signs, most))
    # A code that this version does not know is still a danger sign.
    unknown = [code.lower().replace("_", " ") for code in codes if code not in DANGER]
    if unknown:
        said.append(f"danger sign: {_listed(unknown, most)}")
    return "; ".join(said)


def _listed(signs: list[str], most: int) -> str:
    more = f" and {len(signs) - most} more" if len(signs) > most else ""
    return ", ".join(signs[:most]) + more


def contact_wanted(
    readings: Sequence[Reading], thresholds: Thresholds, goal: Decimal | None, now: datetime
) -> Finding | None:
    """PLEASE and TODAY are amber; NEXT_VISIT is shown on the pages and makes no alert."""
    latest = readings[-1]
    if latest.contact_wish not in WANTS_CONTACT:
        return None
    return Finding(
        rule=Rule.CONTACT_WANTED,
        level=Level.AMBER,
        sentence=_wish_in_words(latest.contact_wish, latest.day) + late(latest, thresholds),
        wish=latest.contact_wish,
        said_at=latest.received_at,
    )


def contact_requested(
    *, today: bool, day: date, received_at: datetime, too_unwell: bool
) -> Finding:
    """Contact asked for without a check: one tap, perhaps 'too unwell to answer' (S14)."""
    wish = ContactWish.TODAY if today else ContactWish.PLEASE
    said = _wish_in_words(wish, day)
    return Finding(
        rule=Rule.CONTACT_WANTED,
        level=Level.AMBER,
        sentence=f"too unwell to answer, {said}" if too_unwell else said,
        wish=wish,
        said_at=received_at,
    )


def unfinished_check(
    draft: Reading, *, saved_at: datetime, thresholds: Thresholds, now: datetime
) -> Finding | None:
    """A draft left for 15 minutes with severe pain (red) or a wish for contact (amber): S3.

    Danger signs are not waited for: `danger_told` is asked about them at once.
    """
    left_for = now - saved_at
    severe = draft.peak is not None and draft.peak >= thresholds.severe
    wish = draft.contact_wish if draft.contact_wish in WANTS_CONTACT else ""
    # A draft from a clock that has been put back since is not waited for.
    just_left = timedelta(0) <= left_for < thresholds.unfinished_after
    if just_left or not (severe or wish):
        return None
    said = [draft.peak_in_words()] if draft.peak is not None else []
    if wish:
        said.append(_wish_in_words(wish, draft.day))
    stale = left_for > thresholds.stale_after
    return Finding(
        rule=Rule.UNFINISHED_CHECK,
        level=Level.RED if severe and not stale else Level.AMBER,
        sentence=f"check begun and not sent: {', '.join(said)}"
        + (f" (left {left_for.days} days ago: how is it now?)" if stale else ""),
        score=draft.peak if severe else None,
        wish=wish,
        said_at=saved_at,
    )


def _wish_in_words(wish: str, day: date) -> str:
    """Names the day: a sentence that says 'today' is untrue tomorrow."""
    if wish == ContactWish.TODAY:
        return f"wants contact on {day:%A} {day.day} {day:%B}"
    return "wants contact"
