"""The contact with a patient: what came of it, what was agreed, and what comes back as a task."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alerts.models import Alert
from alerts.rules import LONGEST_TO_TRY_AGAIN
from alerts.wording import LEVEL_WORDS, ONE_WAY
from clinicians.actions.tasks import LONGEST_WAIT
from clinicians.forms.fields import Day, Key, Moment, Text, area, offer_days
from clinicians.models import Task
from clinicians.queries.times import Time
from clinicians.wording import day_in_words
from diaries.models import Contact

CLOCK_SLACK = timedelta(minutes=5)
OLDEST = timedelta(days=366)
ANOTHER = "OTHER"
DECISION = "decision_"
FOLLOW_UP = ("next_step", "next_on", "prescriber", "prescriber_by")
# What cannot wait is read first.
OUTCOMES = sorted(Contact.Outcome.choices, key=lambda row: row[0] != Contact.Outcome.EMERGENCY)


class StillOpen(forms.TypedMultipleChoiceField):
    """Alerts or tasks by their numbers. One that was closed or done meanwhile is passed over: the
    contact, and a second click on its button, must not fail for it."""

    def to_python(self, value: Any) -> list[str]:
        return [one for one in super().to_python(value) if self.valid_value(one)]


class ContactForm(forms.Form):
    """One contact with the alerts it was about. Whether it closes them follows from S10."""

    mark_optional = False  # what is needed depends on what came of it, and each field says so
    key = Key()
    # When the page was made: what came in later has been heard by nobody.
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What came of it?", choices=OUTCOMES, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label="How?",
        choices=Contact.Channel.choices,
        initial=Contact.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    agreed = Text(
        label="What was agreed, if anything",
        required=False,
        max_length=500,
        widget=area(2),
        help_text="With the patient or the carer; needed for ‘plan changed’. It stands beside the "
        "pain on the chart.",
    )
    prescriber = Text(
        label="Who was asked?",
        required=False,
        max_length=100,
        help_text="Whatever else came of the call. It comes back as a task until the decision is "
        "recorded.",
    )
    prescriber_by = Day(label="The decision is needed by", required=False)
    next_step = Text(label="Next step, if there is one", required=False, max_length=300)
    next_on = Day(
        label="On which day?", required=False, help_text="It comes back as a task on that day."
    )
    note = Text(label="Note, if you like", required=False, max_length=2000, widget=area())

    def __init__(
        self,
        *args: Any,
        alerts: Sequence[Alert],
        tasks: Sequence[Task] = (),
        times: Sequence[Time],
        zone: ZoneInfo,
        now: datetime,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.now, self.today = now, now.astimezone(zone).date()
        self.times = {time.code: time.at for time in times}
        offer_days(self, self.today, "prescriber_by", "next_on")
        self.fields["at"] = Moment(label="When?", zone=zone, initial=now, required=False)
        self.fields["again"] = forms.ChoiceField(
            label="If nobody was reached: try again",
            choices=[*((time.code, time.words) for time in times), (ANOTHER, "At another time")],
            required=False,
            widget=forms.RadioSelect,
            help_text="Needed for a voicemail, a message or ‘could not reach’.",
        )
        self.fields["try_again_at"] = Moment(
            label="The other time, if chosen", zone=zone, required=False
        )
        if alerts:
            self.fields["alerts"] = StillOpen(
                label="Which alerts was it about?",
                choices=[(a.pk, f"{LEVEL_WORDS[a.level]}: {a.sentence}") for a in alerts],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Talking with the patient or the carer closes those that you tick. "
                "What you leave stays open.",
            )
        self.waiting = {task.pk: task for task in tasks}
        if tasks:
            self._offer(tasks)
        self.order_fields(["key", "as_of", *(name for _, names in self._parts() for name in names)])

    def _offer(self, tasks: Sequence[Task]) -> None:
        """What was to be done may be done by this very call."""
        words = [(task.pk, f"This call does it: {_in_words(task, self.today)}") for task in tasks]
        self.fields["does"] = StillOpen(
            label="Tasks that wait",
            choices=words,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for task in tasks:
            if task.kind == Task.Kind.PRESCRIBER:
                self.fields[decision_of(task.pk)] = Text(
                    label=f"What did {task.whom} decide?", required=False, max_length=500
                )

    def _parts(self) -> list[tuple[str, list[str]]]:
        decisions = [name for name in self.fields if name.startswith(DECISION)]
        return [
            ("", ["alerts", "outcome", "channel", "again", "try_again_at", "agreed"]),
            ("", ["does", *decisions]),
            ("Was a prescriber asked too?", ["prescriber", "prescriber_by"]),
            ("What comes next", ["next_step", "next_on"]),
            ("", ["note", "at"]),
        ]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(heading or '', fields) as the page draws them."""
        found = [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self._parts()
        ]
        return [(heading, fields) for heading, fields in found if fields]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["try_again_at"] = self.times.get(told.get("again", ""), told.get("try_again_at"))
        if told.get("at") is None and "at" not in self.errors:
            told["at"] = self.now  # one press on a card: it was just now
        told["does"] = self._done_by_it(told)
        problems = contact_problems(told, self.now) | follow_up_problems(told, self.today)
        for name, sentence in problems.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return set_right(told, self.now)

    def _done_by_it(self, told: Mapping[str, Any]) -> dict[int, str]:
        """Tasks that this call does, with the decision of a prescriber's (S19)."""
        done = {}
        for pk, task in self.waiting.items():
            decision = told.get(decision_of(pk), "")
            if pk not in told.get("does", []) and not decision:
                continue
            done[pk] = decision
            if task.kind == Task.Kind.PRESCRIBER and not decision:
                self.add_error(decision_of(pk), f"Enter what {task.whom} decided")
        if done and told.get("outcome") and told["outcome"] not in Contact.REACHED:
            self.add_error("does", "Nobody was reached, so that the task stays: do not tick it")
        return done


def decision_of(pk: int) -> str:
    """The field in which the decision for this task is entered."""
    return f"{DECISION}{pk}"


def _in_words(task: Task, today: date) -> str:
    whom = f" ({task.whom})" if task.whom else ""
    return f"{task.what}{whom}, for {task.due_on:%A} {day_in_words(task.due_on, today)}"


def contact_problems(told: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What cannot be in a contact, by the field at which to say it; the API asks here too."""
    outcome, at, try_again_at = (told.get(name) for name in ("outcome", "at", "try_again_at"))
    reached = outcome in Contact.REACHED
    found = {}
    if at is not None and at > now + CLOCK_SLACK:
        found["at"] = "The contact must have happened: this time is to come"
    elif at is not None and at < now - OLDEST:
        found["at"] = "Enter when it happened: this is more than a year ago"
    if told.get("channel") in ONE_WAY and reached:
        found["outcome"] = (
            "A message or voicemail is not a talk: choose ‘Message left’ or ‘Could not reach’"
        )
    if outcome == Contact.Outcome.PLAN_CHANGED and not told.get("agreed"):
        found["agreed"] = "Enter what was agreed: what changes in the plan"
    if not reached and try_again_at is None and outcome:
        found["try_again_at"] = "Enter when you will try again"
    elif not reached and try_again_at is not None and try_again_at <= now:
        found["try_again_at"] = "Enter a time that is still to come"
    elif not reached and try_again_at is not None and try_again_at > now + LONGEST_TO_TRY_AGAIN:
        found["try_again_at"] = "Enter a time within the next 4 days"
    return found


def follow_up_problems(told: Mapping[str, Any], today: date) -> dict[str, str]:
    """A task needs its day, and a prescriber who was asked a name and a day (S19)."""
    next_step, next_on, prescriber, by = (told.get(name) for name in FOLLOW_UP)
    found = {}
    if next_step and next_on is None:
        found["next_on"] = "Enter the day of the next step"
    if next_on is not None and not next_step:
        found["next_step"] = "Enter what is to be done on that day"
    if (told.get("outcome") == Contact.Outcome.PRESCRIBER or by) and not prescriber:
        found["prescriber"] = "Enter which prescriber was asked"
    if prescriber and by is None:
        found["prescriber_by"] = "Enter the day by which the decision is needed"
    for name, day in (("next_on", next_on), ("prescriber_by", by)):
        if day is not None and not today <= day <= today + LONGEST_WAIT:
            found[name] = "Enter a day from today on, within 90 days"
    return found


def set_right(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A clock that runs ahead is set right; who was reached is not to be tried again."""
    if told.get("at") is not None:
        told["at"] = min(told["at"], now)
    if told.get("outcome") in Contact.REACHED:
        told["try_again_at"] = None
    return told
