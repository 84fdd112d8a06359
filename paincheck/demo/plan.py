"""Who has which pain, medicine and contacts, decided from one seed. Plain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from paincheck.demo import people, words
from paincheck.demo.pain import DAYS, Course, DemoCheck, checks

SEED = 20260105
# How many of the forty have which story; the first six are what a newcomer should find today.
TODAY = ("danger", "severe", "rising", "steady", "wish", "quiet")
OTHERS = {"steady": 11, "flares": 8, "relief": 7, "no relief": 3, "worsening": 1, "nights": 4}
IN_HOSPITAL, WEEKLY, PAUSED = 21, 26, 33  # numbers of patients


@dataclass(frozen=True)
class Change:
    """What happened to a medicine: STARTED, DOSE or STOPPED, on a day of the history."""

    kind: str
    dose: str
    day: int


@dataclass(frozen=True)
class Medicine:
    name: str
    route: str
    purpose: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class DemoContact:
    """A nurse reached, or tried to reach, the patient on a day of the history."""

    day: int
    hour: time
    channel: str
    outcome: str
    note: str


@dataclass(frozen=True)
class DemoPatient:
    """`checks` are in order and none lies after the present; the first was done together."""

    number: int
    story: str
    first_name: str
    last_name: str
    born_on: date
    nurse: people.Nurse
    goal: int | None
    checks: tuple[DemoCheck, ...]
    medicines: tuple[Medicine, ...]
    contacts: tuple[DemoContact, ...]

    @property
    def code(self) -> str:
        return f"DEMO-{self.number:04d}"


# Each with doses that went up step by step. Nothing here is advice.
REGULAR = (
    ("Morphine slow-release", "by mouth", ("10 mg twice a day", "20 mg twice a day")),
    ("Oxycodone slow-release", "by mouth", ("5 mg twice a day", "10 mg twice a day")),
    ("Fentanyl patch", "patch", ("12 micrograms an hour", "25 micrograms an hour")),
    ("Morphine slow-release", "by mouth", ("30 mg twice a day", "45 mg twice a day")),
)
EXTRA = (
    ("Morphine liquid", "by mouth", "5 mg when needed"),
    ("Oxycodone liquid", "by mouth", "2.5 mg when needed"),
)
PARACETAMOL = Medicine(
    "Paracetamol", "by mouth", "REGULAR", (Change("STARTED", "1 g four times a day", 0),)
)


def plan(now: datetime, seed: int = SEED) -> list[DemoPatient]:
    """Forty people; `now` is local. The same seed and moment give the same forty."""
    rng = Random(seed)  # noqa: S311  believable, not secret
    others = [story for story, count in OTHERS.items() for _ in range(count)]
    rng.shuffle(others)
    return [
        _patient(number, story, now, Random(rng.random()))  # noqa: S311
        for number, story in enumerate([*TODAY, *others], start=1)
    ]


def _patient(number: int, story: str, now: datetime, rng: Random) -> DemoPatient:
    first_name, last_name = people.PATIENTS[number - 1]
    course = _course(story, rng)
    found = [check for check in checks(course, rng, now.date()) if check.at <= now]
    if number == WEEKLY:
        found = [check for check in found if (now.date() - check.at.date()).days % 7 == 2]
    goal = None if rng.random() < 0.15 else min(4, max(1, round(course.usual - course.relief - 1)))
    return DemoPatient(
        number=number,
        story=story,
        first_name=first_name,
        last_name=last_name,
        born_on=date(now.year - rng.randrange(43, 88), rng.randrange(1, 13), rng.randrange(1, 29)),
        nurse=people.NURSES[(number - 1) % len(people.NURSES)],
        goal=goal,
        checks=(_together(course, now, rng), *_with_today(found, story, now)),
        medicines=_medicines(story, course, rng),
        contacts=_contacts(course, rng),
    )


def _course(story: str, rng: Random) -> Course:
    adherence = rng.uniform(0.56, 0.75)
    calm = Course(usual=rng.uniform(1.6, 3.2), swing=rng.uniform(0.35, 0.6), adherence=adherence)
    changed_on = rng.randrange(30, 78)
    return {
        "flares": replace(calm, usual=rng.uniform(2.4, 3.4), flares=rng.randrange(2, 5)),
        "relief": replace(
            calm, usual=rng.uniform(5.8, 7.0), swing=0.6, relief=3.4, changed_on=changed_on
        ),
        "no relief": replace(calm, usual=rng.uniform(5.0, 6.0), swing=0.5, changed_on=changed_on),
        "worsening": replace(calm, usual=2.6, drift=3.4),
        "nights": replace(calm, usual=rng.uniform(3.0, 3.8), nights=True),
        "quiet": replace(calm, usual=4.6, swing=0.8, drift=1.8, quiet_from=DAYS - 5),
        "danger": replace(calm, usual=4.0),
        "severe": replace(calm, usual=4.4, swing=0.7, flares=2),
        "rising": replace(calm, usual=2.0, swing=0.3),
    }.get(story, calm)


def _together(course: Course, now: datetime, rng: Random) -> DemoCheck:
    """The first check, done with the nurse at the introduction."""
    worst = max(0, min(10, round(course.usual + 0.4)))
    at = datetime.combine(now.date() - timedelta(days=DAYS), time(rng.choice((10, 11, 14, 15)), 15))
    average = max(0, worst - 2)
    return DemoCheck(
        at=at, worst=worst, average=average, least=max(0, average - 1), now=average, extra_doses=1
    )


def _with_today(found: Sequence[DemoCheck], story: str, now: datetime) -> list[DemoCheck]:
    """The story of this morning, if there is one, in the place of today's ordinary check."""
    minutes, answers = _STORIES.get(story, (0, None))
    if answers is None:
        return list(found)
    at = now - timedelta(minutes=minutes)
    earlier = [check for check in found if check.at < at - timedelta(hours=6)]
    before_today = [check for check in earlier if check.at.date() < now.date()]
    again = any(check.at.date() == at.date() for check in before_today)
    return [*before_today, replace(answers, at=at, since_last=again)]


_ANY = datetime(2026, 1, 1)  # noqa: DTZ001  replaced by the moment of the story
_STORIES: dict[str, tuple[int, DemoCheck]] = {
    "danger": (
        25,
        DemoCheck(
            _ANY, 6, 5, 3, 5, 2,
            danger=True, danger_items=("LEG_WEAKNESS", "TROUBLE_WALKING"), note=words.DANGER,
        ),
    ),
    "severe": (50, DemoCheck(_ANY, 9, 7, 5, 8, 4, wish="PLEASE", note=words.SEVERE)),
    "rising": (120, DemoCheck(_ANY, 5, 4, 2, 4, 1, note=words.BAD_DAY[1])),
    "wish": (95, DemoCheck(_ANY, 3, 2, 1, 2, 0, wish="PLEASE", note=words.WISH)),
}  # fmt: skip


def _medicines(story: str, course: Course, rng: Random) -> tuple[Medicine, ...]:
    if story == "steady" and rng.random() < 0.5:
        return (PARACETAMOL,)
    name, route, doses = rng.choice(REGULAR)
    regular = Medicine(name, route, "REGULAR", (Change("STARTED", doses[0], 0),))
    if course.changed_on is not None:
        raised = Change("DOSE", doses[1], course.changed_on)
        regular = replace(regular, changes=(*regular.changes, raised))
    extra_name, extra_route, dose = rng.choice(EXTRA)
    extra = Medicine(extra_name, extra_route, "EXTRA", (Change("STARTED", dose, 0),))
    if story != "no relief":
        return (PARACETAMOL, regular, extra)
    # The one that does not work: tried for a fortnight, then stopped.
    tried = (
        Change("STARTED", "300 mg three times a day", course.changed_on or 0),
        Change("STOPPED", "", min(DAYS - 1, (course.changed_on or 0) + 14)),
    )
    return (regular, extra, Medicine("Gabapentin", "by mouth", "REGULAR", tried))


def _contacts(course: Course, rng: Random) -> tuple[DemoContact, ...]:
    found = [_contact(rng.randrange(5, 26), "PHONE", "SELF_CARE", "Getting on well with it.", rng)]
    if course.changed_on is not None:
        day = course.changed_on
        told = "Dose changed after speaking to the doctor. To ring again in 3 days."
        found.append(_contact(day, "PHONE", "PLAN_CHANGED", told, rng))
        after = "Asked how the new dose is doing."
        found.append(_contact(min(day + 3, DAYS - 4), "PHONE", "SELF_CARE", after, rng))
    if rng.random() < 0.4:
        found.append(_contact(rng.randrange(40, 80), "VISIT", "SELF_CARE", "Seen at home.", rng))
    if rng.random() < 0.25:
        found.append(_contact(rng.randrange(30, 80), "VOICEMAIL", "MESSAGE_LEFT", "", rng))
    return tuple(sorted(found, key=lambda contact: contact.day))


def _contact(day: int, channel: str, outcome: str, note: str, rng: Random) -> DemoContact:
    return DemoContact(day, time(rng.randrange(9, 17), rng.randrange(60)), channel, outcome, note)
