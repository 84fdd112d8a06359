"""The made-up trial lived through in order of time: screening to follow-up, with what goes wrong.

161 participants as in IMPACCT, whose method of allocation is not known to us: this design is ours.
Everything goes through the actions that the pages use, each at its own moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from clinicians.actions import introduction
from clinicians.models import IntroductionStep
from diaries.models import PainCheck
from paincheck.demo import rows
from paincheck.demo.pain import Course, checks
from paincheck.demo.trial_people import Cast, Place, key, somebody
from trial.actions import allocating, following, leaving, masking, papers, screening, watching
from trial.actions.rights import Refused
from trial.models import FollowUp, Participant

RECRUITING = timedelta(days=300)
PARTICIPANTS = 161
Item = IntroductionStep.Item


@dataclass
class Story:
    """What happens when; what happens may add what happens later, up to `until`."""

    cast: Cast
    rng: Random
    until: datetime
    screened: int = 0
    allocated: int = 0
    queue: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _order: Any = field(default_factory=count)

    def at(self, when: datetime, what: Callable[[datetime], None]) -> None:
        if when <= self.until:
            heappush(self.queue, (when, next(self._order), what))

    def live(self) -> None:
        while self.queue:
            when, _order, what = heappop(self.queue)
            what(when)


def live_through(cast: Cast, began: datetime, until: datetime, rng: Random) -> Story:
    """One is screened every day or two, until 161 are allocated."""
    story = Story(cast, rng, until)
    when = began
    while when < until:
        when += timedelta(hours=rng.uniform(6, 46))
        place = cast.places[rng.choices(range(4), weights=(4, 3, 3, 2))[0]]
        at = when.replace(hour=rng.randrange(9, 14), minute=rng.randrange(60))
        story.at(at, partial(_screen, story, place))
    story.live()
    return story


def _screen(story: Story, place: Place, now: datetime) -> None:
    if story.allocated >= PARTICIPANTS:
        return
    rng, by = story.rng, place.enrols
    told = somebody(story.screened, rng)
    story.screened += 1
    who = screening.add(
        trial=story.cast.trial, team=place.team, nurse=place.nurse, screened_on=now.date(),
        key=key(rng), by=by, now=now, **told,
    ).participant  # fmt: skip
    chance = rng.random()
    if chance < 0.1:
        screening.exclude(participant=who, kind="DECLINED", why="", by=by, now=now)
    elif chance < 0.13:
        why = "Too unwell to be asked"
        screening.exclude(participant=who, kind="OTHER", why=why, by=by, now=now)
    else:
        story.at(now + timedelta(hours=1), lambda later: _consent(story, place, who, later))


def _consent(story: Story, place: Place, who: Participant, now: datetime) -> None:
    rng = story.rng
    told: dict[str, Any] = {"participant": who, "by": place.enrols, "now": now, "reason": ""}
    papers.consent(
        version="1.0", consented_on=now.date(), interview=rng.random() < 0.6, key=key(rng), **told
    )
    answers = dict.fromkeys(("adult", "cancer", "pain", "english"), True)
    if rng.random() < 0.12:
        answers["pain"] = False
    papers.eligibility(design=1, answers=answers, key=key(rng), **told)
    if not answers["pain"]:
        return
    papers.baseline(
        answers=_answers(rng, rng.gauss(5.2, 1.6)), mode="TOGETHER", filled_on=now.date(), seen=0,
        key=key(rng), **told,
    )  # fmt: skip
    story.at(now + timedelta(minutes=40), lambda later: _allocate(story, place, who, later))


def _allocate(story: Story, place: Place, who: Participant, now: datetime) -> None:
    if story.allocated >= PARTICIPANTS:
        return
    rng = story.rng
    given = allocating.allocate(
        participant=who, by=place.enrols, now=now, key=key(rng), rng=rng
    ).allocation
    story.allocated += 1
    if given.arm.opens_diary:
        soon = now + timedelta(days=rng.choice((0, 1, 2, 3, 5, 6, 6, 9, 12)))
        story.at(soon, lambda later: _introduce(story, who, later))
    died_after = rng.randrange(10, 120) if rng.random() < 0.16 else None
    if died_after is not None:
        office = story.cast.by["petra"]
        story.at(
            now + timedelta(days=died_after),
            lambda later: leaving.told_of_death(
                participant=who, on=later.date(), by=office, now=later
            ),
        )
    if rng.random() < 0.06:
        kind = rng.choice(("PAINCHECK", "FOLLOW_UP", "FOLLOW_UP", "DATA"))
        story.at(
            now + timedelta(days=rng.randrange(5, 70)),
            lambda later: _leave(story, who, kind, later),
        )
    for visit in who.follow_ups.all():
        day = (visit.due_on - now.date()).days + rng.randrange(-4, 9)
        story.at(now + timedelta(days=day), partial(_visit, story, visit))
    if story.allocated == 40:
        reason = "Entered with another person’s baseline"
        allocating.flag_error(allocation=given, reason=reason, by=place.enrols, now=now)


def _leave(story: Story, who: Participant, kind: str, now: datetime) -> None:
    who.refresh_from_db()
    if who.died_on is None:
        leaving.leave(
            participant=who, kind=kind, why="", on=now.date(), key=key(story.rng),
            by=story.cast.by["petra"], now=now,
        )  # fmt: skip


def _visit(story: Story, visit: FollowUp, now: datetime) -> None:
    """The assessor asks whether she lives, rings, and enters the form, or notes why not."""
    rng, by = story.rng, story.cast.by["omar"]
    visit.refresh_from_db()
    if visit.not_done:
        return
    following.say_alive(visit=visit, by=by, now=now)
    visit.refresh_from_db()
    chance = rng.random()
    done = "DONE" if chance < 0.84 else "NO_ANSWER"
    try:
        following.approach(
            visit=visit, channel="CALL", outcome=done, note="", key=key(rng), by=by, now=now
        )
    except Refused:  # her nurse knows of a death that nobody has told the trial
        return
    if chance < 0.84:
        following.enter(
            visit=visit, answers=_answers(rng, rng.gauss(4.6, 1.8)) | {"exposure": "NO"},
            mode=rng.choice(("CALL", "CALL", "POST")), filled_on=now.date(), key=key(rng), by=by,
            now=now,
        )  # fmt: skip
        if rng.random() < 0.5:
            code = rng.choice(("SSM", "UC", ""))
            following.guess(visit=visit, arm_code=code, why="", by=by, now=now)
    elif chance < 0.95:
        reason = rng.choice(("NO_REPLY", "TOO_UNWELL"))
        following.not_done(visit=visit, reason=reason, why="", by=by, now=now)


def _introduce(story: Story, who: Participant, now: datetime) -> None:
    """Most are shown it together and go on; some are not, for the reasons of the trial."""
    who.refresh_from_db()
    patient, rng = who.patient, story.rng
    if patient is None or patient.status != "ACTIVE":
        return
    chance = rng.random()
    if chance < 0.2:
        reason = rng.choice(("TOO_UNWELL", "DECLINED", "NO_TIME", "NO_DEVICE"))
        introduction.call_not_done(
            patient=patient, reason=reason, why="", by=patient.nurse, now=now
        )
        return
    _diary(story, patient, now)
    for item in (Item.WHO_READS, Item.NUMBERS, Item.BOOKLET, Item.REMINDERS, Item.GOAL):
        introduction.tick(patient=patient, item=item, by=patient.nurse, now=now)
    introduction.finish(patient=patient, by=patient.nurse, now=now)


def _diary(story: Story, patient: Any, now: datetime) -> None:
    """Twelve weeks of checks at most, the first of them together."""
    rng = story.rng
    days = min((story.until - now).days, 84)
    course = Course(usual=rng.uniform(2.5, 6), swing=0.8, adherence=rng.uniform(0.3, 0.9), flares=2)
    last = (now + timedelta(days=days)).astimezone(rows.ZONE)
    told = [one for one in checks(course, rng, last.date()) if one.at >= _local(now)]
    told = [one for one in told if one.at <= _local(story.until)]
    if told:
        rows.add_history(patient, told)
        first = PainCheck.objects.filter(patient=patient).order_by("answered_at").first()
        if first is not None:
            introduction.first_check_done(check=first, by=patient.nurse, now=now)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(rows.ZONE).replace(tzinfo=None)


def _answers(rng: Random, average: float) -> dict[str, Any]:
    """The short form; some questions are skipped."""
    middle = min(max(round(average), 0), 10)
    told: dict[str, Any] = {
        "worst": min(middle + rng.randrange(3), 10),
        "average": middle,
        "least": max(middle - rng.randrange(1, 4), 0),
        "now": max(middle - rng.randrange(2), 0),
        "activity": rng.randrange(9),
        "sleep": rng.randrange(9),
        "mood": rng.randrange(8),
        "calls": rng.choice((0, 0, 0, 1, 2)),
        "contacts": rng.choice((0, 1, 2, 3)),
        "painkillers": rng.choice(("MILD", "WEAK", "STRONG", "STRONG")),
    }
    return told


def log_what_happened(story: Story, now: datetime) -> None:
    """Events, questions and an unmasking of the last weeks, so that no log is empty."""
    cast, rng = story.cast, story.rng
    some = list(Participant.objects.filter(trial=cast.trial, allocation__isnull=False)[:3])
    office, monitor, assessor = (cast.by[name] for name in ("petra", "quentin", "omar"))
    for who, kind, what in zip(
        some,
        ("SERIOUS", "ADVERSE", "DEVIATION"),
        ("Admitted with a fall", "Dizzy after a change of medicine", "Visit outside its window"),
        strict=False,
    ):
        watching.report(
            trial=cast.trial, site=who.site, participant=who, kind=kind, what=what,
            happened_on=(now - timedelta(days=1)).date(), known_at=now - timedelta(hours=3),
            key=key(rng), by=office, now=now,
        )  # fmt: skip
    query = watching.ask(
        participant=some[0], form="BASELINE", field="worst", key=key(rng), by=monitor, now=now,
        question="Worst and average are far apart: please check the paper form.",
    )  # fmt: skip
    watching.answer(query=query, text="Checked: as on paper.", by=office, now=now)
    masking.log_accident(
        participant=some[1], reason="The participant spoke of it on the telephone.",
        key=key(rng), by=assessor, now=now,
    )  # fmt: skip
