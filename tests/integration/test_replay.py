"""The preview equals a replay: what is predicted for other numbers is what the rules then raise.

Each example lives through the same days twice, through the real actions: once with the numbers that
hold, from which the others are predicted, and once with the others.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alerts.actions import answering, rounds
from alerts.actions.flagging import flag
from alerts.compared import Load
from alerts.models import Alert, ThresholdSettings
from alerts.preview import LOOKED_AT, RUN_UP, Outcome, compare, patients_of
from alerts.rules import LIMITS
from diaries.actions import checks, medicines, requests
from diaries.answers import Answers
from diaries.models import DangerSaid, ExtraDose, FullerCheck, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.demo.plan import plan
from paincheck.demo.real import real_diaries
from paincheck.demo.rows import answers_of
from tests.factories import NOON, PatientFactory, a_reason, make_fuller, make_nurse

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ZONE = ZoneInfo("Europe/London")
FIRST = NOON - LOOKED_AT - RUN_UP
Numbers = dict[str, int | None]


@dataclass(frozen=True)
class Happening:
    """Something at a time; `what` says what, `told` whatever belongs to it."""

    at: datetime
    what: str
    told: Any = None


@dataclass
class Done:
    """What nurses really did in the first life, so that the second keeps to it: which alert was
    closed with a reason when, and which stayed open after a talk."""

    closed: dict[datetime, str] = field(default_factory=dict)
    left_open: dict[datetime, set[str]] = field(default_factory=dict)


class Life:
    """One patient, her nurse, and what happens to them, through the real actions."""

    def __init__(
        self, numbers: Numbers, begun: datetime, *, goal: int | None = 3, again: bool = False
    ) -> None:
        self.nurse: User = make_nurse()
        self.pat: Patient = PatientFactory(
            nurse=self.nurse, pain_goal=goal, registered_at=begun, status_at=begun, invited_at=begun
        )
        ThresholdSettings.objects.create(site=self.pat.team.site, **numbers)
        self.again = again

    def live(self, story: Sequence[Happening], done: Done) -> None:
        at = self.pat.invited_at
        for one in sorted(story, key=lambda one: one.at):
            self._nights(at, one.at)
            getattr(self, one.what)(one, done)
            rounds.find_quiet(now=one.at)
            at = one.at
        self._nights(at, NOON)

    def _nights(self, after: datetime, until: datetime) -> None:
        day = after.astimezone(ZONE).date() + timedelta(days=1)
        while (midnight := datetime.combine(day, time.min, ZONE)) <= until:
            rounds.find_quiet(now=midnight)
            day += timedelta(days=1)

    def check(self, one: Happening, _: Done) -> None:
        late, since_last, answers = one.told
        receipt = checks.submit(
            patient=self.pat, answers=answers, key=uuid.uuid4(), by=self.pat.user, now=one.at,
            answered_at=one.at - late, since_last=since_last,
        )  # fmt: skip
        flag(kind="check", row_id=str(receipt.check.pk), now=one.at)

    def correction(self, one: Happening, _: Done) -> None:
        last = PainCheck.objects.current().filter(patient=self.pat).order_by("received_at").last()
        if last is not None:
            new = checks.amend(check=last, answers=one.told, by=self.pat.user, now=one.at)
            flag(kind="check", row_id=str(new.pk), now=one.at)

    def dose(self, one: Happening, _: Done) -> None:
        for hours in one.told:
            dose = medicines.note_dose(
                patient=self.pat, key=uuid.uuid4(), taken_at=one.at - timedelta(hours=hours),
                medication=None, by=self.pat.user, now=one.at,
            )  # fmt: skip
            flag(kind="dose", row_id=str(dose.pk), now=one.at)

    def slip(self, one: Happening, _: Done) -> None:
        dose = ExtraDose.objects.standing().filter(patient=self.pat).first()
        if dose is not None:
            medicines.take_back_dose(dose=dose, by=self.pat.user, now=one.at)

    def fuller(self, one: Happening, _: Done) -> None:
        kept = make_fuller(self.pat, at=one.at, sent_at=one.at, **one.told)
        FullerCheck.objects.filter(pk=kept.pk).update(flagged_at=None)
        flag(kind="fuller", row_id=str(kept.pk), now=one.at)

    def danger(self, one: Happening, _: Done) -> None:
        said = DangerSaid.objects.create(
            patient=self.pat, key=uuid.uuid4(), items=[one.told], said_at=one.at,
            flag_due_at=one.at,
        )  # fmt: skip
        flag(kind="danger", row_id=str(said.pk), now=one.at)

    def asks(self, one: Happening, _: Done) -> None:
        request = requests.ask_for_contact(
            patient=self.pat, key=uuid.uuid4(), today=one.told, too_unwell=False,
            by=self.pat.user, now=one.at,
        )  # fmt: skip
        flag(kind="request", row_id=str(request.pk), now=one.at)

    def talk(self, one: Happening, done: Done) -> None:
        """About whatever is open; what came in after the talk stays open."""
        left = done.left_open.get(one.at, set())
        answering.log_contact(
            patient=self.pat, alerts=list(Alert.objects.open().exclude(rule__in=left)),
            key=uuid.uuid4(), channel="PHONE", outcome="SELF_CARE", at=one.at - one.told, note="",
            try_again_at=None, by=self.nurse, now=one.at,
        )  # fmt: skip
        if not self.again:
            still = Alert.objects.open().values_list("rule", flat=True)
            done.left_open[one.at] = set(still)

    def reason(self, one: Happening, done: Done) -> None:
        """One alert is closed with a reason; the second time what was closed the first time."""
        days, expected = one.told
        rule = done.closed.get(one.at, "")
        waiting = Alert.objects.open().order_by("opened_at", "rule")
        alert = waiting.filter(rule=rule).first() if self.again else waiting.first()
        if alert is None:
            return
        done.closed[one.at] = alert.rule
        expected = expected and alert.rule in ("severe_pain", "rising_pain", "above_goal")
        answering.close_with_reason(
            alert=alert, by=self.nurse, now=one.at, stated=a_reason(alert, expected=expected),
            review_on=one.at.date() + timedelta(days=days),
        )  # fmt: skip


def _then(hours: int, what: str, told: Any = None, minute: int = 0) -> Happening:
    return Happening(FIRST + timedelta(hours=hours, minutes=minute), what, told)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def raised(since: datetime) -> tuple[Counter[str], Counter[str], int]:
    """Alerts that were opened since then: by rule, by level, and how often one was sent again."""
    rows = list(Alert.objects.filter(opened_at__gte=since))
    return (
        Counter(row.rule for row in rows),
        Counter(row.level for row in rows),
        sum(row.sent_round for row in rows),
    )


def predicted(load: Load) -> tuple[Counter[str], Counter[str], int]:
    return load.rules, load.levels, load.sent_again


def hold_against_each_other(
    story: Sequence[Happening], held: Numbers, tried: Numbers, **rest: Any
) -> Outcome:
    """Live twice; returns what was predicted."""
    since, done = NOON - LOOKED_AT, Done()
    begun = min(one.at for one in story) - timedelta(hours=1)
    with undone():
        life = Life(held, begun, **rest)
        life.live(story, done)
        lines = AuditEvent.objects.count(), Alert.objects.count()
        found = compare(
            site=life.pat.team.site, patients=patients_of(life.pat.team.site, None), one=False,
            numbers=tried, now=NOON,
        )  # fmt: skip
        assert predicted(found.before) == raised(since)
        assert found.really == found.before.all
        assert (AuditEvent.objects.count(), Alert.objects.count()) == lines, "nothing is written"
    with undone():
        Life(tried, begun, again=True, **rest).live(story, done)
        assert predicted(found.after) == raised(since)
    return found


numbers = st.fixed_dictionaries(
    {name: st.none() | st.integers(low, high) for name, (low, high) in LIMITS.items()}
)
scores = st.none() | st.integers(0, 10).map(Decimal)
answers = st.builds(
    Answers,
    worst=st.integers(0, 10).map(Decimal),
    average=scores,
    now=scores,
    extra_doses=st.none() | st.integers(0, 6),
    danger=st.sampled_from([None, False, False, True]),
    wish=st.sampled_from(["", "NO", "PLEASE", "TODAY"]),
)
lateness = st.sampled_from([timedelta(0)] * 3 + [timedelta(hours=5), timedelta(hours=40)])
effects = st.fixed_dictionaries(
    {
        "constipation": st.sampled_from(["", "MILD", "SEVERE"]),
        "sickness": st.sampled_from(["NONE", "SEVERE"]),
        "drowsiness": st.just("MILD"),
        "bowel_days": st.none() | st.integers(0, 6),
        "flare_worst": st.none() | st.integers(4, 10),
        "flare_today": st.just("TODAY"),
    }
)
TELLS: dict[str, st.SearchStrategy[Any]] = {
    "check": st.tuples(lateness, st.booleans(), answers),
    "correction": answers,
    "dose": st.lists(st.integers(0, 20), min_size=1, max_size=4),
    "slip": st.none(),
    "fuller": effects,
    "danger": st.sampled_from(["LEG_WEAKNESS", "NUMBNESS"]),
    "asks": st.booleans(),
    "talk": st.sampled_from([timedelta(0), timedelta(hours=9)]),
    "reason": st.tuples(st.integers(1, 20), st.booleans()),
}
WHAT = ["check"] * 6 + ["talk", "talk", "reason", "reason", *TELLS]
MOST_HOURS = int((LOOKED_AT + RUN_UP).total_seconds() // 3600) - 1


@st.composite
def stories(draw: st.DrawFn, most: int, hours: int) -> list[Happening]:
    """What happens to somebody in the last so many hours before noon, at different minutes."""
    whats = draw(st.lists(st.sampled_from(WHAT), min_size=3, max_size=most))
    return [
        _then(MOST_HOURS - draw(st.integers(1, hours)), what, draw(TELLS[what]), minute=n % 60)
        for n, what in enumerate(whats)
    ]


AFTERNOON = st.sampled_from(
    [("slip", None)] * 3 + [("talk", timedelta(0)), ("reason", (3, False)), ("reason", (9, True))]
)
quick = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


@settings(quick, max_examples=6)
@given(story=stories(most=14, hours=10 * 24), held=numbers, tried=numbers)
def test_what_is_predicted_is_what_the_rules_then_raise(
    story: list[Happening], held: Numbers, tried: Numbers
) -> None:
    hold_against_each_other(story, held, tried)


@pytest.mark.parametrize(
    ("review_after", "expected", "second", "alerts"), [(2, False, 8, 2), (9, True, 1, 1)]
)
def test_the_silence_after_a_reason_ends_as_it_really_does(
    review_after: int, expected: bool, second: int, alerts: int
) -> None:
    """By its review date; and what is expected stays silent though a good day lay in between."""
    start = MOST_HOURS - 5 * 24
    story = [_then(start + 1, "reason", (review_after, expected))]
    for day, worst in enumerate((8, second, 8, 8, 8)):
        told = (timedelta(0), False, Answers(worst=Decimal(worst)))
        story.append(_then(start + 24 * day, "check", told))
    found = hold_against_each_other(story, {"rise": 4}, {"rise": 4, "severe": 8})
    assert found.before.rules["severe_pain"] == alerts


@pytest.mark.slow
@settings(quick, max_examples=150)
@given(story=stories(most=60, hours=MOST_HOURS), held=numbers, tried=numbers)
def test_what_is_predicted_is_what_the_rules_then_raise_over_months(
    story: list[Happening], held: Numbers, tried: Numbers
) -> None:
    hold_against_each_other(story, held, tried)


@cache
def real() -> dict[str, list[tuple[date, Answers]]]:
    """The three published diaries: what they hold as worst pain."""
    return {
        one.participant: [
            (told.day, Answers(worst=told.worst)) for told in one.readings if told.worst is not None
        ]
        for one in real_diaries(NOON.date())
    }


@cache
def demo() -> dict[str, list[tuple[date, Answers]]]:
    return {
        one.code: [(told.at.date(), answers_of(told)) for told in one.checks]
        for one in plan(NOON.astimezone(ZONE).replace(tzinfo=None))
    }


@st.composite
def lived(draw: st.DrawFn, told: Sequence[tuple[date, Answers]], days: int) -> list[Happening]:
    """So many days of a diary, moved to end yesterday, and nurses who see to it in between."""
    last = draw(st.integers(min(5, len(told) - 1), len(told) - 1))
    end, yesterday = told[last][0], NOON.date() - timedelta(days=1)
    story = []
    for n, (day, answered) in enumerate(told[: last + 1]):
        if (end - day).days < days:
            at = datetime.combine(yesterday - (end - day), time(10, n % 60), ZONE)
            story.append(Happening(at, "check", (timedelta(0), False, answered)))
            story.append(Happening(at + timedelta(hours=5), *draw(AFTERNOON)))
    return story


@pytest.mark.parametrize("participant", ["2", "3", "7"])
@settings(quick, max_examples=2)
@given(data=st.data(), held=numbers, tried=numbers)
def test_the_prediction_holds_on_the_real_diaries(
    participant: str, data: st.DataObject, held: Numbers, tried: Numbers
) -> None:
    story = data.draw(lived(real()[participant], 12))
    hold_against_each_other(story, held, tried)


@settings(quick, max_examples=2)
@given(data=st.data(), held=numbers, tried=numbers)
def test_the_prediction_holds_on_the_demo(
    data: st.DataObject, held: Numbers, tried: Numbers
) -> None:
    told = demo()[data.draw(st.sampled_from(sorted(demo())))]
    hold_against_each_other(data.draw(lived(told, 12)), held, tried)


@pytest.mark.slow
@pytest.mark.parametrize("participant", ["2", "3", "7"])
@settings(quick, max_examples=15)
@given(data=st.data(), held=numbers, tried=numbers)
def test_the_prediction_holds_on_twelve_weeks_of_the_real_diaries(
    participant: str, data: st.DataObject, held: Numbers, tried: Numbers
) -> None:
    story = data.draw(lived(real()[participant], 83))
    hold_against_each_other(story, held, tried)


@pytest.mark.slow
@pytest.mark.parametrize("code", [f"DEMO-{n:04d}" for n in range(1, 41)])
@settings(quick, max_examples=2)
@given(data=st.data(), held=numbers, tried=numbers)
def test_the_prediction_holds_on_twelve_weeks_of_each_patient_of_the_demo(
    code: str, data: st.DataObject, held: Numbers, tried: Numbers
) -> None:
    hold_against_each_other(data.draw(lived(demo()[code], 83)), held, tried)
