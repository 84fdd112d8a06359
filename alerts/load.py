"""How many alerts a nurse has in a week: a team's alerts by the number of its nurses. Support for
whoever plans the work, and no league table: nobody's own number is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from alerts.models import Alert
from diaries.models import Patient
from diaries.svg import n, picture, tag, text
from paincheck.accounts.models import Role, Team, User

WEEKS = 8
LEFT, TOP, BAR, GAP, TALL, WIDE = 8, 26, 34, 22, 120, 8 * 56 + 16


@dataclass(frozen=True)
class Week:
    monday: date
    alerts: int
    urgent: int
    each: float


@dataclass(frozen=True)
class TeamLoad:
    """`sentence` says the drawing in words; `nurses` is how many there are today."""

    name: str
    site: str
    nurses: int
    weeks: Sequence[Week]
    sentence: str
    drawing: str


def teams_load(nurse: User, now: datetime) -> list[TeamLoad]:
    """Her own teams, and as lead nurse all of her sites. Two queries."""
    led = Role.objects.filter(user=nurse, role=Role.Kind.LEAD_NURSE).values("site")
    hers = Team.objects.filter(members__nurse=nurse) | Team.objects.filter(site__in=led)
    teams = list(
        Team.objects.filter(pk__in=hers.values("pk"))
        .select_related("site")
        .annotate(nurses=Count("members", distinct=True))
        .order_by("site__name", "name")
    )
    today = timezone.localtime(now).date()
    first = today - timedelta(days=today.weekday() + 7 * WEEKS)
    mondays = [first + timedelta(days=7 * week) for week in range(WEEKS)]
    opened = Alert.objects.filter(
        patient__team__in=teams,
        patient__world=Patient.World.LIVE,
        opened_at__gte=now - timedelta(days=7 * (WEEKS + 1)),
    )
    counted: Counter[tuple[int, date, bool]] = Counter()
    for team_id, at, level in opened.values_list("patient__team", "opened_at", "level"):
        day = timezone.localtime(at).date()
        counted[team_id, day - timedelta(days=day.weekday()), level == Alert.Level.RED] += 1
    return [_team(team, team.nurses, mondays, counted) for team in teams]


def _team(
    team: Team, nurses: int, mondays: Sequence[date], counted: Counter[tuple[int, date, bool]]
) -> TeamLoad:
    weeks = []
    for monday in mondays:
        urgent = counted[team.pk, monday, True]
        alerts = urgent + counted[team.pk, monday, False]
        weeks.append(Week(monday, alerts, urgent, round(alerts / max(1, nurses), 1)))
    mean = sum(week.each for week in weeks) / len(weeks)
    most = max(weeks, key=lambda week: week.each)
    sentence = (
        f"In the last {len(weeks)} whole weeks there were {mean:.1f} alerts for each nurse in a "
        f"week; most, {most.each:g}, in the week of {most.monday.day} {most.monday:%B}."
        if most.each
        else f"There was no alert in the last {len(weeks)} whole weeks."
    )
    return TeamLoad(team.name, team.site.name, nurses, weeks, sentence, draw(weeks, sentence))


def draw(weeks: Sequence[Week], label: str) -> str:
    """A bar for each week with its number on top; the weeks' first days stand beneath."""
    highest = max(1.0, *(week.each for week in weeks))
    floor = TOP + TALL
    parts = [tag("path", classes="load__floor", d=f"M0 {n(floor)}H{WIDE}", fill="none")]
    for place, week in enumerate(weeks):
        x, tall = LEFT + place * (BAR + GAP), TALL * week.each / highest
        middle = x + BAR / 2
        parts.append(tag("rect", classes="load__bar", x=x, y=floor - tall, width=BAR, height=tall))
        parts.append(text(middle, floor - tall - 6, f"{week.each:g}", anchor="middle"))
        name = f"{week.monday.day} {week.monday:%b}"
        parts.append(text(middle, floor + 18, name, anchor="middle"))
    return picture("load", WIDE, floor + 26, label, parts)
