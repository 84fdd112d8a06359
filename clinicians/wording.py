"""Words on the nurse's pages, plain: ages, scores, levels. No Django, no clock."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from diaries.scales import in_figures, word
from paincheck.accounts.hours import in_words

LEVEL_COLOURS = {"RED": "red", "AMBER": "orange", "GREY": "grey"}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ago(at: datetime, now: datetime) -> str:
    """'12 minutes ago': a nurse sees the age without counting."""
    age = now - at
    if age < _MINUTE:
        return "just now"
    if age < _HOUR:
        return _count(age // _MINUTE, "minute")
    if age < 2 * _DAY:
        return _count(age // _HOUR, "hour")
    return _count(age // _DAY, "day")


def ahead(at: datetime, now: datetime) -> str:
    """'in 40 minutes': how much time is left, without counting. Never more than there is."""
    return f"in {ago(now, at).removesuffix(' ago')}" if at - now >= _MINUTE else "in a moment"


def moment(at: datetime, now: datetime, zone: str) -> str:
    """'today 9.12am', 'Monday 2.15pm'."""
    return in_words(at, now, zone).replace(" at ", " ", 1)


def day_in_words(day: date, today: date) -> str:
    """'3 November', with the year where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def days_ago(day: date, today: date) -> str:
    """'today', 'yesterday', '3 days ago'."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def on_one_line(text: str, longest: int) -> str:
    """The beginning of a text, at a word's end, in at most so many signs and a '…'."""
    words = " ".join(text.split())
    if len(words) <= longest:
        return words
    return f"{words[:longest].rsplit(' ', 1)[0]}…"


def score_in_words(score: Decimal | None) -> str:
    return "not answered" if score is None else f"{in_figures(score)}, {word(score)}"


def against_baseline(score: Decimal | None, baseline: Decimal | None) -> str:
    """'4 above baseline 4'; empty where one of the two is missing."""
    if score is None or baseline is None:
        return ""
    gap = score - baseline
    figure = in_figures(baseline)
    if gap == 0:
        return f"same as baseline {figure}"
    return f"{in_figures(abs(gap))} {'above' if gap > 0 else 'below'} baseline {figure}"


def inner(words: str) -> str:
    """The same words inside a sentence: 'Home visit' is 'home visit', and 'GP' stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def age_of(born_on: date | None, today: date) -> int | None:
    """Whole years."""
    if born_on is None:
        return None
    before_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - before_birthday


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} ago"
