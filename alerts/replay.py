"""What the rules would have raised with other numbers. Plain: no Django, no database, no clock.

One patient's history is gone through in the order in which it was received, with the rules
themselves (alerts.rules) and the same one open alert per rule, S11 and S12, that
alerts.actions.noticing writes. Nothing is written. A property test holds the two together
(tests/integration/test_replay.py).

Left out, and said on the page: what nobody can work out anew, since it is not kept. Drafts of
checks that were never sent, messages that nobody read, alerts that were put off. The goal, the
baseline and the schedule are taken as they are today.
"""

from bisect import bisect_right, insort
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from alerts import rules
from alerts.happened import (
    CheckIn,
    Closing,
    ContactAsked,
    DangerIn,
    Diary,
    DoseIn,
    DoseTakenBack,
    Event,
    FullerIn,
    Raised,
)
from alerts.rules import Finding, Reading, Rule, Thresholds
from alerts.rules.readings import LOOK_BACK
from diaries.doses import LOOK_BACK as DOSES_BACK
from diaries.doses import WINDOW, Told, fullest_around, taken_by, told_by

# What no number touches and nothing stored can tell again: counted as it really happened.
NOT_REPLAYED = frozenset({Rule.UNFINISHED_CHECK, Rule.MESSAGE_UNREAD})
_DAY = timedelta(days=1)


def replay(
    diary: Diary, thresholds: Thresholds, *, zone: tzinfo, since: datetime, until: datetime
) -> list[Raised]:
    """Every alert that would have been opened between two times, in order.

    What came in before `since` is known of and raises nothing.
    """
    story = _Story(diary, thresholds, zone, since)
    last = since
    for event in diary.events:
        story.pass_time(last, event.at)
        story.happens(event)
        if event.at >= since:
            story.look_at_silence(event.at)
            last = event.at
    story.pass_time(last, until)
    return story.raised


class _Story:
    """One patient while her history is gone through."""

    def __init__(self, diary: Diary, thresholds: Thresholds, zone: tzinfo, since: datetime) -> None:
        self.diary, self.thresholds, self.zone, self.since = diary, thresholds, zone, since
        self.raised: list[Raised] = []
        self.open: dict[Rule, Raised] = {}
        self.closed: dict[Rule, Raised] = {}
        # Those that stand, by the time of the answers.
        self.checks: list[CheckIn] = []
        self.doses: dict[str, datetime] = {}

    def happens(self, event: Event) -> None:
        if isinstance(event, CheckIn):
            self._check(event)
        elif isinstance(event, DoseIn):
            self._dose(event)
        elif isinstance(event, DoseTakenBack):
            self.doses.pop(event.id, None)
        elif isinstance(event, FullerIn):
            self._fuller(event)
        elif isinstance(event, DangerIn):
            found = rules.danger_told(event.codes, said_at=event.at)
            self._notice(found, event.id, event.at)
        elif isinstance(event, ContactAsked):
            found = rules.contact_requested(
                today=event.today, day=event.day, received_at=event.at, too_unwell=event.too_unwell
            )
            self._notice(found, event.id, event.at)
        else:
            self._close(event)

    # --- What comes in, as alerts.actions.flagging judges it ---------------------------------

    def _check(self, check: CheckIn) -> None:
        self.checks = [one for one in self.checks if one.id != check.replaces]
        insort(self.checks, check, key=_when)
        if check.imported or check.at < self.since:
            return
        readings = self._readings_up_to(check)
        findings = rules.evaluate(readings, self.thresholds, self.diary.goal, check.at)
        for finding in findings:
            self._notice(finding, check.id, check.at)
        if self._last_check() is check:
            for rule in set(Rule) - {finding.rule for finding in findings}:
                if rules.has_cleared(rule, readings, self.thresholds, self.diary.goal):
                    self._clear(rule, check.at)

    def _readings_up_to(self, check: CheckIn) -> list[Reading]:
        known = self.checks[: bisect_right(self.checks, check.reading.at, key=_answered)]
        before = [one.reading for one in known if one is not check]
        lately = before[-LOOK_BACK:]
        if not any(reading.is_baseline for reading in lately):
            lately = [one for one in before if one.is_baseline][-1:] + lately
        end = check.reading.at
        told, noted = self._doses_known(end - WINDOW, end)
        return [*lately, replace(check.reading, doses_in_24_hours=taken_by(end, told, noted))]

    def _last_check(self) -> CheckIn | None:
        """A diary kept elsewhere stands in only while there is none of the patient's own."""
        own = (one for one in reversed(self.checks) if not one.imported)
        return next(own, self.checks[-1] if self.checks else None)

    def _dose(self, dose: DoseIn) -> None:
        self.doses[dose.id] = dose.taken_at
        if dose.at < self.since:
            return
        until = min(dose.at, dose.taken_at + WINDOW)
        told, noted = self._doses_known(dose.taken_at - WINDOW, until)
        number, end = fullest_around(dose.taken_at, dose.at, told, noted)
        found = rules.many_doses_noted(
            number, until=end, recorded_at=dose.at, thresholds=self.thresholds
        )
        if found is not None:
            self._notice(found, dose.id, dose.at)
            return
        told, noted = self._doses_known(dose.at - WINDOW, dose.at)
        if taken_by(dose.at, told, noted) < self.thresholds.extra_doses:
            self._clear(Rule.MANY_EXTRA_DOSES, dose.at)

    def _doses_known(self, since: datetime, until: datetime) -> tuple[list[Told], list[datetime]]:
        start = since - DOSES_BACK
        rows = [
            (one.reading.at, one.reading.since_last, one.reading.extra_doses)
            for one in self.checks[bisect_right(self.checks, start, key=_answered) :]
            if one.reading.at <= until
        ]
        return told_by(rows), [at for at in self.doses.values() if start < at <= until]

    def _fuller(self, fuller: FullerIn) -> None:
        flare = rules.severe_flare(
            fuller.answers,
            sent=fuller.sent,
            said_at=fuller.said_at,
            thresholds=self.thresholds,
            now=fuller.at,
        )
        # Of one that was not sent, the draft's own rule speaks: see NOT_REPLAYED.
        if flare is not None and flare.rule not in NOT_REPLAYED:
            self._notice(flare, fuller.id, fuller.at)
        effects = rules.side_effects(fuller.answers, sent=fuller.sent, thresholds=self.thresholds)
        if effects is not None:
            self._notice(effects, fuller.id, fuller.at)
        elif fuller.sent and rules.side_effects_have_cleared(fuller.answers, self.thresholds):
            self._clear(Rule.SIDE_EFFECTS, fuller.at)

    # --- Silence, as alerts.actions.rounds looks at it -------------------------------------------

    def pass_time(self, after: datetime, up_to: datetime) -> None:
        """Look at the beginning of each local day in between: then a missed day is over."""
        if self.diary.silence is None:
            return
        day = self._day(after) + _DAY
        while (midnight := datetime.combine(day, time.min, self.zone)) <= up_to:
            self.look_at_silence(midnight)
            day += _DAY

    def look_at_silence(self, now: datetime) -> None:
        silence, mine = self.diary.silence, self.open.get(Rule.GONE_QUIET)
        if silence is None:
            return
        last = self._last_check()
        if last is not None and last.imported:
            last = None  # a diary kept elsewhere is no sign of life here
        finding = rules.gone_quiet(
            schedule=silence.schedule,
            status=silence.status,
            invited_on=silence.invited_on,
            last_check=last.reading if last else None,
            paused_on=silence.paused_on,
            resumed_on=silence.resumed_on,
            other_open_alert=bool(self.open.keys() - {Rule.GONE_QUIET}),
            thresholds=self.thresholds,
            today=self._day(now),
        )
        if finding is None:
            if mine is not None and silence.paused_on is None:
                self._clear(Rule.GONE_QUIET, now)
        elif mine is None or mine.sentence != finding.sentence:
            # One silence is one cause, however early or late it is noticed.
            self._notice(finding, f"silence since {last.id if last else 'the invitation'}", now)

    # --- Alerts, as alerts.actions.noticing and answering write them -----------------------------

    def _notice(self, finding: Finding, cause: str, now: datetime) -> None:
        mine = self.open.get(finding.rule)
        if mine is not None:
            self._join(mine, finding, cause, now)
            return
        last = self.closed.get(finding.rule)
        closed = last.as_closed() if last else None
        if rules.is_quietened(closed, finding, self.thresholds, self._day(now)):
            return
        raised = Raised(
            patient=self.diary.patient,
            rule=finding.rule,
            level=finding.level,
            sentence=finding.sentence,
            opened_at=now,
            last_found_at=now,
            causes=[cause],
            highest=finding.score,
            told=finding.score,
            danger=frozenset(finding.danger),
            wish=finding.wish,
        )
        self.raised.append(raised)
        self.open[finding.rule] = raised

    def _join(self, mine: Raised, finding: Finding, cause: str, now: datetime) -> None:
        worse = rules.should_reopen(mine.as_open(), finding, self.thresholds)
        scores = [score for score in (mine.highest, finding.score) if score is not None]
        mine.level = max(mine.level, finding.level, key=lambda level: level.weight)
        mine.sentence, mine.last_found_at = finding.sentence, now
        mine.highest = max(scores, default=None)
        mine.danger |= frozenset(finding.danger)
        mine.wish = "TODAY" if "TODAY" in (mine.wish, finding.wish) else finding.wish or mine.wish
        mine.causes.append(cause)
        if worse:
            mine.sent_again, mine.told = mine.sent_again + 1, mine.highest

    def _clear(self, rule: Rule, now: datetime) -> None:
        if rule in self.closed:
            self.closed[rule].cleared = True
        mine = self.open.pop(rule, None) if rule == Rule.GONE_QUIET else None
        if mine is not None:
            mine.closed_on, mine.cleared = self._day(now), True
            self.closed[rule] = mine

    def _close(self, closing: Closing) -> None:
        for rule in closing.rules & self.open.keys():
            mine = self.open[rule]
            if not rules.was_talked_about(found_at=mine.last_found_at, at=closing.heard):
                continue
            mine.closed_on = self._day(closing.at)
            mine.review_on, mine.expected = closing.review_on, closing.expected
            self.closed[rule] = self.open.pop(rule)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _when(check: CheckIn) -> tuple[datetime, datetime]:
    return check.reading.at, check.reading.received_at


def _answered(check: CheckIn) -> datetime:
    return check.reading.at
