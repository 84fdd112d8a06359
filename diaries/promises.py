"""Who reads what a patient sends, by when, and whom to ring instead: safety rule S5.

Plain: no Django, no database, no clock. It never says more than the site's hours bear out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from diaries.advice import in_danger
from diaries.answers import SCORES, Answers
from diaries.scales import Band, ContactWish, band
from paincheck.accounts.hours import Hours, in_words, time_in_words
from paincheck.speech import gettext, gettext_noop

# A wish for today that came too late is answered within this much of the next working day (S16).
LATE_WISH = timedelta(hours=2)
NO_MATTER_WHEN = datetime.min.replace(tzinfo=UTC)  # without hours, no number depends on the time


READ_BY = gettext_noop(
    "What you send now is for {nurse} or another nurse in the team. They should read it by {by}."
)
READ_LATER = gettext_noop(
    "Nobody reads what you send now before {again}. Then it is for {nurse} or another nurse in the "
    "team. They should read it by {by}."
)
RINGS = gettext_noop(
    "You asked us to contact you. {nurse} or another nurse in the team should ring you by {by}. If "
    "nobody has rung by then, ring us."
)
RINGS_LATER = gettext_noop(
    "You asked us to contact you. Nobody reads this before {again}. Then {nurse} or another nurse "
    "in the team should ring you by {by}. If nobody has rung by then, ring us."
)


class Number(NamedTuple):
    """One number to ring: whose it is, and when somebody answers."""

    who: str
    number: str
    when: str = ""


@dataclass(frozen=True)
class Phones:
    """A site's numbers; an empty one is not shown. `has_111` is false in Northern Ireland."""

    team: str = ""
    urgent: str = ""
    out_of_hours: str = ""
    has_111: bool = True


@dataclass(frozen=True)
class Promise:
    """What can be said truly at one moment: who reads, and whether somebody can ring today."""

    reads: str
    is_open: bool
    can_ring_today: bool


def promise(*, nurse: str, hours: Hours | None, now: datetime) -> Promise:
    """`nurse` is a first name; no hours: nothing is promised."""
    if hours is None:
        cannot = gettext("We cannot tell you when somebody will read this.")
        return Promise(cannot, False, False)
    again = in_words(hours.next_opening(now), now, hours.tz)
    closes = hours.closing_today(now)
    if closes is None or not hours.is_open(now):
        reads = gettext(
            "Nobody reads this before {again}. Then it is for {nurse} or another nurse in the "
            "team.",
            again=again,
            nurse=nurse,
        )
        return Promise(reads, False, False)
    reads = gettext(
        "This is read by {nurse} or another nurse in the team. They work until {until} today. "
        "After that, nobody reads it before {again}.",
        nurse=nurse,
        until=time_in_words(closes.astimezone(hours.zone).time()),
        again=again,
    )
    return Promise(reads, True, hours.can_ring_today(now))


def contact_promise(
    *, wish: str, nurse: str, hours: Hours | None, asked_at: datetime, now: datetime
) -> str:
    """Who reads it and by when somebody should have been in touch; empty where the patient asked
    for nobody.

    The same times as those by which an alert is due (S16), and said as a plan, not as a certainty.
    """
    if wish not in (ContactWish.PLEASE, ContactWish.TODAY):
        return ""
    if hours is None:
        return gettext(
            "You asked {nurse} or another nurse in the team to contact you. We cannot tell you "
            "when that will be.",
            nurse=nurse,
        )
    by = contact_by(wish, hours, asked_at)
    return gettext(
        RINGS if hours.is_open(now) or by <= now else RINGS_LATER,
        nurse=nurse,
        again=in_words(hours.next_opening(now), now, hours.tz),
        by=in_words(by, now, hours.tz),
    )


def read_by_promise(*, nurse: str, hours: Hours | None, now: datetime, by: datetime | None) -> str:
    """Who reads what is sent now, and by when it should be read: in one breath, so that 'nobody
    before' and 'somebody by' do not stand against each other. `by` is None without hours."""
    if hours is None or by is None:
        return gettext("We cannot tell you when somebody will read what you send.")
    return gettext(
        READ_BY if hours.is_open(now) else READ_LATER,
        nurse=nurse,
        again=in_words(hours.next_opening(now), now, hours.tz),
        by=in_words(by, now, hours.tz),
    )


def wish_promised(answers: Answers) -> str:
    """The wish as it is promised: beside danger or severe pain, which are rung about first (S16),
    it waits no longer than one for today."""
    severe = any(band(getattr(answers, name)) is Band.SEVERE for name in SCORES)
    first = severe or in_danger(answers)
    return ContactWish.TODAY if first and answers.wish == ContactWish.PLEASE else answers.wish


def contact_by(wish: str, hours: Hours, asked_at: datetime) -> datetime:
    """By when somebody should have rung: the time by which the wish's alert is due (S16)."""
    if wish != ContactWish.TODAY:
        return hours.add_working_days(asked_at, 1)
    closes = hours.closing_today(asked_at)
    if closes is not None and hours.can_ring_today(asked_at):
        return closes
    return hours.add_working_time(asked_at, LATE_WISH)


def numbers_to_ring(phones: Phones, *, hours: Hours | None, now: datetime) -> list[Number]:
    """The one that answers now comes first; 111 and 999 stand at the end of every list."""
    is_open = hours is not None and hours.is_open(now)
    opens = in_words(hours.next_opening(now), now, hours.tz) if hours and not is_open else ""
    when = gettext("from {opens}", opens=opens) if opens else gettext("in working hours")
    always = gettext("day and night")
    team = Number(gettext("your nurses"), phones.team, when)
    urgent = Number(gettext("the urgent cancer line"), phones.urgent, always)
    out = gettext("the out-of-hours team")
    late = Number(out, phones.out_of_hours, gettext("nights and weekends"))
    ours = [team, urgent, late] if is_open else [urgent, late, team]
    public = [Number(gettext("NHS 111"), "111", always)] if phones.has_111 else []
    public.append(Number(gettext("an ambulance"), "999", gettext("in an emergency")))
    return [number for number in ours if number.number] + public


def at_any_hour(phones: Phones) -> list[Number]:
    """For a phone or a paper to keep: read at another hour, or on another day, it must still hold,
    so it says nothing of now, and 'from Wednesday at 9am' least of all (S5)."""
    return numbers_to_ring(phones, hours=None, now=NO_MATTER_WHEN)


def urgent_first(numbers: list[Number], phones: Phones) -> list[Number]:
    """For danger signs: the line that is answered day and night before all others."""
    return sorted(numbers, key=lambda number: number.number != phones.urgent)
