"""Every SVG, as a string: plain values in, no Django, no database, no clock.

Colours and sizes stand in `static/scss/_drawings.scss`; the page's policy allows no style in the
markup. 'Worst' belongs to a whole day and is drawn across it; only 'now' is a moment (safety rule
S8). A day without a check stays empty: a thin line crosses one missed day, never more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from diaries.frame import MIDNIGHT, Plot, bands, clock, dates, hour_marks, hours
from diaries.scales import BANDS, Band, in_figures
from diaries.svg import area, line, n, picture, tag, text
from paincheck.speech import gettext, ngettext, short_date

LONGEST_CROSSED = timedelta(days=2)  # from the day before a missed day to the day after it
NOW_DOTS_UP_TO_DAYS = 31  # over more days than these, dots would be dust
NARROWEST = 1  # user units of a day: a year would be too thin to see
JOINED_FROM = 2  # of a day; narrower, and the lines between would be one blue patch
LINE = 16  # user units of one line of words
GOAL_WORDS = 80  # and of the words at a goal
SEVERE = next(row for row in BANDS if row.band is Band.SEVERE)


@dataclass(frozen=True)
class Reading:
    """What a drawing needs of one pain check. `hour` is local, None where it is not known."""

    day: date
    worst: Decimal | None
    now: Decimal | None = None
    hour: time | None = None


def sparkline(
    readings: Sequence[Reading],
    *,
    end: date,
    label: str,
    days: int = 28,
    width: int = 120,
    height: int = 40,
) -> str:
    """The worst pain of each of the last days, for a row of the caseload; `label` says it in words.

    The shaded top is the severe band, the line at the bottom is no pain.
    """
    start = end - timedelta(days=days - 1)
    plot = Plot(left=1, top=4, width=width - 6, height=height - 6, across=days)
    parts = [
        area("rect", classes="spark__severe", x=0, y=0, width=width, height=plot.y(SEVERE.begins))
    ]
    parts.append(line("spark__floor", f"M0 {n(plot.bottom)}H{width}"))
    worst = worst_by_day(readings, start, end)
    if worst:
        last = max(worst)
        severe = " spark__last--severe" if worst[last] >= SEVERE.begins else ""
        x, y = plot.x((last - start).days + 1), plot.y(worst[last])
        parts.append(line("spark__line", _steps(plot, worst, start)))
        parts.append(tag("circle", classes=f"spark__last{severe}", cx=x, cy=y, r=3))
    return picture("spark", width, height, label, parts)


def diary_line(
    readings: Sequence[Reading],
    *,
    baseline: Decimal | None,
    goal: Decimal | None,
    start: date,
    end: date,
    goal_words: str = "",
) -> str:
    """The patient's own diary from `start` to `end`, both included, drawn for a narrow phone.

    `goal_words` stand at the goal where it is not she who reads.
    """
    days = (end - start).days + 1
    plot = Plot(left=70, top=44, width=252, height=210, across=days)
    worst = worst_by_day(readings, start, end)
    dots = _now_dots(plot, readings, start, days)
    parts = [*_key(with_dots=bool(dots)), *bands(plot), *dates(plot, start, days)]
    if worst:
        parts += _columns(plot, worst, start)
    else:
        parts.append(_empty(plot, gettext("No pain checks in these days"), baseline, goal))
    parts += [*_standing_lines(plot, baseline, goal, goal_words), *dots]
    if worst:
        parts.append(_last_number(plot, worst, start, goal))
    return picture("diary", 328, 280, diary_in_words(readings, start=start, end=end), parts)


def day_line(readings: Sequence[Reading], *, day: date) -> str:
    """The 'now' scores of one day by the hour. A check whose hour is unknown is not drawn."""
    plot = Plot(left=70, top=20, width=252, height=210, across=MIDNIGHT)
    moments = sorted(
        (reading.hour, reading.now)
        for reading in readings
        if reading.day == day and reading.hour is not None and reading.now is not None
    )
    places = [(plot.x(hours(hour)), plot.y(score), score) for hour, score in moments]
    parts = [*bands(plot), *hour_marks(plot)]
    if not moments:
        parts.append(_empty(plot, gettext("No pain written down by the hour")))
    if len(moments) > 1:
        joined = "L".join(f"{n(x)} {n(y)}" for x, y, _score in places)
        parts.append(line("diary__moments", f"M{joined}"))
    for x, y, score in places:
        parts.append(tag("circle", classes="diary__now", cx=x, cy=y, r=5))
        parts.append(text(x, y - 9, in_figures(score), classes="drawing__number", anchor="middle"))
    said = ", ".join(
        gettext("{score} at {time}", score=in_figures(score), time=clock(hour))
        for hour, score in moments
    )
    label = gettext(
        "Pain at each moment of {day}: {moments}.",
        day=short_date(day),
        moments=said or gettext("none by the hour"),
    )
    return picture("diary", 328, 256, label, parts)


def diary_in_words(readings: Sequence[Reading], *, start: date, end: date) -> str:
    """The sentence for somebody who does not see the drawing."""
    worst = worst_by_day(readings, start, end)
    between = gettext("from {start} to {end}", start=short_date(start), end=short_date(end))
    if not worst:
        return gettext("No pain checks {between}.", between=between)
    last, days = max(worst), (end - start).days + 1
    low, high = in_figures(min(worst.values())), in_figures(max(worst.values()))
    spread = (
        gettext("always {low}", low=low)
        if low == high
        else gettext("between {low} and {high}", low=low, high=high)
    )
    return ngettext(
        "Worst pain of each day {between}. Checks on {checked} of {days} day, {spread} out of 10. "
        "Last: {worst} on {on}.",
        "Worst pain of each day {between}. Checks on {checked} of {days} days, {spread} out of 10. "
        "Last: {worst} on {on}.",
        days,
        between=between,
        checked=len(worst),
        days=days,
        spread=spread,
        worst=in_figures(worst[last]),
        on=short_date(last),
    )


def worst_by_day(readings: Iterable[Reading], start: date, end: date) -> dict[date, Decimal]:
    """In the order of the days; a skipped score is left out, never taken for 0 (S1)."""
    worst: dict[date, Decimal] = {}
    for reading in readings:
        if reading.worst is not None and start <= reading.day <= end:
            worst[reading.day] = max(reading.worst, worst.get(reading.day, reading.worst))
    return dict(sorted(worst.items()))


def _key(*, with_dots: bool) -> list[str]:
    parts = [
        tag("rect", classes="diary__worst", x=0, y=8, width=18, height=4),
        text(24, 15, gettext("worst of each day")),
    ]
    if with_dots:
        parts.append(tag("circle", classes="diary__now", cx=156, cy=10, r=3.5))
        parts.append(text(165, 15, gettext("pain at that moment")))
    return parts


def _columns(plot: Plot, worst: dict[date, Decimal], start: date) -> list[str]:
    """Each day a column with a strong top across the whole day, and thin lines between the tops.

    A top stands on its score, so that a 7 lies within 'severe'.
    """
    columns, tops = [], []
    for day, score in worst.items():
        edge, until = _edges(plot, day, start)
        left, right = n(edge), n(max(until, edge + NARROWEST))
        y, floor = plot.y(score), n(plot.bottom)
        columns.append(f"M{left} {floor}V{n(y)}H{right}V{floor}Z")
        tops.append(f"M{left} {n(y)}H{right}V{n(y - 4)}H{left}Z")
    parts = [area("path", classes="diary__column", d="".join(columns))]
    if plot.width / plot.across >= JOINED_FROM:
        parts.append(line("diary__between", _steps(plot, worst, start, lift=2)))
    return [*parts, tag("path", classes="diary__worst", d="".join(tops))]


def _last_number(plot: Plot, worst: dict[date, Decimal], start: date, goal: Decimal | None) -> str:
    """The latest score above its column, and above the goal's words where they stand there too."""
    last = max(worst)
    left, right = _edges(plot, last, start)
    x, y = min((left + right) / 2, plot.right - 7), plot.y(worst[last])
    meets = goal is not None and x > plot.right - GOAL_WORDS and abs(plot.y(goal) - y) < LINE
    feet = y - 8 - LINE if meets else y - 8
    return text(x, feet, in_figures(worst[last]), classes="drawing__number", anchor="middle")


def _steps(plot: Plot, worst: dict[date, Decimal], start: date, lift: float = 0) -> str:
    """A level stretch for each day, joined to the next where at most one day was missed."""
    path, before = [], None
    for day, score in worst.items():
        x, until = _edges(plot, day, start)
        joined = before is not None and day - before <= LONGEST_CROSSED
        path.append(f"{'L' if joined else 'M'}{n(x)} {n(plot.y(score) - lift)}H{n(until)}")
        before = day
    return "".join(path)


def _edges(plot: Plot, day: date, start: date) -> tuple[float, float]:
    place = (day - start).days
    return plot.x(place), plot.x(place + 1)


def _now_dots(plot: Plot, readings: Sequence[Reading], start: date, days: int) -> list[str]:
    if days > NOW_DOTS_UP_TO_DAYS:
        return []
    places = [
        ((reading.day - start).days + hours(reading.hour) / 24, reading.now)
        for reading in readings
        if reading.hour is not None and reading.now is not None
    ]
    return [
        tag("circle", classes="diary__now", cx=plot.x(place), cy=plot.y(score), r=3.5)
        for place, score in places
        if 0 <= place < days
    ]


def _standing_lines(
    plot: Plot, baseline: Decimal | None, goal: Decimal | None, goal_words: str
) -> list[str]:
    """The first check's words stand at the left and the goal's at the right: they never meet."""
    lines = [
        ("baseline", gettext("first check"), baseline, plot.left + 4, "start"),
        ("goal", goal_words or gettext("my goal"), goal, plot.right - 4, "end"),
    ]
    parts = []
    for name, words, score, x, anchor in lines:
        if score is None:
            continue
        y = plot.y(score)
        across = f"M{n(plot.left)} {n(y)}H{n(plot.right)}"
        parts.append(line(f"diary__{name}", across))
        said = f"{words} {in_figures(score)}"
        parts.append(text(x, y - 5, said, classes="drawing__text--over", anchor=anchor))
    return parts


def _empty(plot: Plot, words: str, *lines: Decimal | None) -> str:
    """Said in the middle of the first band that no line runs through."""
    free = (
        score
        for score in (Decimal(6), Decimal(8), Decimal(2))
        if all(line is None or abs(line - score) > 1 for line in lines)
    )
    x = plot.left + plot.width / 2
    return text(x, plot.y(next(free)), words, anchor="middle")
