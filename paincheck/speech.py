"""What is said to a person, in the language of the moment, for modules that know no Django.

`gettext` and `ngettext` are called when something is said, never at import: one process speaks to
many people. A table keeps its English sentences, marked by `gettext_noop`, so that `make messages`
finds them. Values are named and put in after translating: `gettext("Ring by {when}.", when=by)`.
Django's translations are set in once (paincheck.accounts.apps); without them it is English.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


def gettext_noop(text: str) -> str:
    """The text as it is, and a mark by which the tools find it."""
    return text


@dataclass
class _Translator:
    one: Callable[[str], str] = gettext_noop
    many: Callable[[str, str, int], str] = lambda one, many, number: one if number == 1 else many


_translator = _Translator()


def speak_by(one: Callable[[str], str], many: Callable[[str, str, int], str]) -> None:
    """Translate by these two functions from now on."""
    _translator.one, _translator.many = one, many


def gettext(text: str, **values: object) -> str:
    told = _translator.one(text) if text else ""
    return told.format(**values) if values else told


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    return _translator.many(one, many, number).format(**values)


# The names of days and months are Django's own message ids, which it brings in many languages.
WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
SHORT_WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
SHORT_MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)


def weekday(day: date) -> str:
    return gettext(WEEKDAYS[day.weekday()])


def day_and_month(day: date) -> str:
    """'Tuesday 3 March'."""
    return gettext("{weekday} {day} {month}", **_parts(day))


def full_day(day: date) -> str:
    """'Tuesday 3 March 2026'."""
    return gettext("{weekday} {day} {month} {year}", **_parts(day))


def day_of_year(day: date) -> str:
    """'3 March 2026'."""
    return gettext("{day} {month} {year}", **_parts(day))


def day_of_month(day: date) -> str:
    """'3 March'."""
    return gettext("{day} {month}", **_parts(day))


def month_of_year(day: date) -> str:
    """'March 2026'."""
    return gettext("{month} {year}", **_parts(day))


def short_date(day: date) -> str:
    """'3 Mar'."""
    return gettext("{day} {month}", day=day.day, month=gettext(SHORT_MONTHS[day.month - 1]))


def short_day(day: date) -> str:
    """'Tue 3 Mar'."""
    short = gettext(SHORT_WEEKDAYS[day.weekday()])
    return gettext("{weekday} {date}", weekday=short, date=short_date(day))


def short_month_of_year(day: date) -> str:
    """'Mar 2026'."""
    return gettext("{month} {year}", month=gettext(SHORT_MONTHS[day.month - 1]), year=day.year)


def clock(hour: int, minute: str) -> str:
    """'9am', '9.05am'; `minute` is '' where it is left off."""
    at = f"{hour % 12 or 12}.{minute}" if minute else f"{hour % 12 or 12}"
    return gettext("{time}am", time=at) if hour < 12 else gettext("{time}pm", time=at)


def listed(things: Sequence[str]) -> str:
    """'one', 'one and two', 'one, two and three'."""
    *others, last = things
    if not others:
        return last
    return gettext("{others} and {last}", others=", ".join(others), last=last)


def _parts(day: date) -> dict[str, object]:
    month = gettext(MONTHS[day.month - 1])
    return {"weekday": weekday(day), "day": day.day, "month": month, "year": day.year}
