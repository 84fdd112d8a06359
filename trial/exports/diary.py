"""The tables of those who have a diary, in the unmasked export alone: a diary betrays the arm."""

from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, TextField, Value

from alerts.models import Alert, ThresholdSettings
from alerts.rules import LIMITS
from clinicians.models import Introduction, IntroductionStep
from diaries import fuller_questions
from diaries.danger import DANGERS
from diaries.fuller import FullerAnswers
from diaries.fuller_choices import HELPED, TRIED
from diaries.fuller_choices import Kind as Asked
from diaries.models import (
    Contact,
    ExtraDose,
    FullerCheck,
    Medication,
    MedicationChange,
    PainCheck,
    Patient,
)
from trial.exports.columns import Answer, Column, InOrder, Kind, coded, words
from trial.exports.tables import Scope, Table

PAIN = "0 (no pain) to 10 (the worst); one decimal in imported diaries alone; empty: skipped"
MEASURES = {
    "worst": "Worst pain",
    "average": "Pain most of the time",
    "least": "Lowest pain",
    "now": "Pain right then",
}
IS_ASKED = {Asked.MANY: Kind.LIST, Asked.ONE: Kind.CODE, Asked.WORDS: Kind.TEXT}


def _table(
    scope: Scope,
    model: type[Model],
    name: str,
    meaning: str,
    columns: tuple[Column, ...],
    *,
    when: str,
    path: str = "patient",
    moment: bool = True,
    rows: Q | None = None,
) -> Table:
    """Sorted by participant and time; `path` leads to the patient."""
    found = model._default_manager.filter(rows or Q(), **{f"{path}__in": scope.diaries})
    return Table(
        name,
        meaning,
        lambda scope: [found],
        (Column("participant", Kind.TEXT, "The participant’s number", scope.number_of(path)),
         *columns),
        (InOrder(scope.number_of(path)), when, "pk"),
        owner=path,
        when=when,
        moment=moment,
        unmasked=True,
    )  # fmt: skip


def diaries(scope: Scope) -> Table:
    there = Patient.objects.filter(pk__in=scope.diaries)
    number = scope.number_of("pk")
    return Table(
        "diaries",
        "Each diary that an allocation opened, as it stands now",
        lambda scope: [there],
        (
            Column("participant", Kind.TEXT, "The participant’s number", number),
            Column("registered_at", Kind.MOMENT, "When it was opened", "registered_at"),
            Column("invited_at", Kind.MOMENT, "When she was invited", "invited_at"),
            Column("agreed_at", Kind.MOMENT, "When she had read who sees what", "agreed_at"),
            coded("schedule", "How often she is asked", "schedule", Patient.Schedule.choices),
            coded("situation", "What the nurses noted", "status", Patient.Status.choices),
            Column("situation_at", Kind.MOMENT, "When they did", "status_at"),
            Column("pain_goal", Kind.NUMBER, "Her own goal", "pain_goal", unit="0 to 10"),
        ),
        (InOrder(number),),
        owner="patient",
        unmasked=True,
    )


def introductions(scope: Scope) -> list[Table]:
    of_diary = (
        Column("opened_at", Kind.MOMENT, "When it was opened", "opened_at"),
        Column("due_on", Kind.DAY, "Day on which it is due", "due_on"),
        Column("finished_at", Kind.MOMENT, "When it was finished", "finished_at"),
        coded("not_done", "Why it was not done", "not_done", Introduction.NotDone.choices),
        Column("not_done_at", Kind.MOMENT, "When that was noted", "not_done_at"),
        words("not_done_why", "The reason in words", "not_done_why"),
    )
    steps = (
        coded("item", "What was done", "item", IntroductionStep.Item.choices),
        Column("done_at", Kind.MOMENT, "When", "done_at"),
        Column("undone_at", Kind.MOMENT, "When it was taken back; empty: it stands", "undone_at"),
    )
    return [
        _table(scope, Introduction, "introductions", "The introduction to the diary", of_diary,
               when="opened_at"),
        _table(scope, IntroductionStep, "introduction_steps", "Each item of it", steps,
               when="done_at", path="introduction__patient"),
    ]  # fmt: skip


def _counts(scope: Scope) -> Any:
    """Whether no correction of a check is in the export."""
    corrections = PainCheck.objects.filter(amends=OuterRef("pk"))
    return ~Exists(scope.kept(corrections, owner="patient", when="answered_at", moment=True))


def checks(scope: Scope) -> Table:
    columns = (
        Column("check", Kind.TEXT, "Identifies the check, for ‘amends’ and ‘readings’", "pk"),
        Column("counts", Kind.YES_NO, "0: she corrected it; the correction counts", _counts(scope)),
        Column("amends", Kind.TEXT, "Which check it corrects", "amends_id"),
        Column("day", Kind.DAY, "Her local day", "day"),
        Column("answered_at", Kind.MOMENT, "When it was answered, as her phone says",
               "answered_at"),
        Column("received_at", Kind.MOMENT, "When it reached the server", "received_at"),
        Column("time_known", Kind.YES_NO, "Whether the time of the day is known", "time_known"),
        coded("source", "Who filled it in", "source", PainCheck.Source.choices),
        coded("helped", "Whether somebody helped", "helped", PainCheck.Helped.choices),
        Column("offline", Kind.YES_NO, "Written without a network", "offline"),
        Column("since_last", Kind.YES_NO,
               "1: asked since the last check; 0: the last 24 hours", "since_last"),
        *(Column(name, Kind.SCORE, said, name, unit=PAIN) for name, said in MEASURES.items()),
        Column("extra_doses", Kind.NUMBER, "Extra doses in that time", "extra_doses",
               unit="doses"),
        Column("extra_doses_unsure", Kind.YES_NO, "Not sure how many", "extra_doses_unsure"),
        Column("danger", Kind.YES_NO, "Anything new or worse; empty: skipped", "danger"),
        Column("danger_items", Kind.LIST, "What is new or worse", "danger_items",
               codes=tuple((str(one.code), one.words) for one in DANGERS)),
        coded("wish", "Wish for contact", "wish", PainCheck.Wish.choices),
        words("note", "Her note", "note"),
    )  # fmt: skip
    return _table(
        scope, PainCheck, "checks", "Each pain check, corrected ones among them", columns,
        when="answered_at",
    )  # fmt: skip


def readings(scope: Scope) -> Table:
    """The scores that count, one a line: for models with repeated measures."""
    found = PainCheck.objects.filter(_counts(scope), patient__in=scope.diaries)
    number = scope.number_of("patient")
    sets = [
        found.filter(**{f"{name}__isnull": False}).annotate(
            measure=Value(name, output_field=TextField()), score=F(name)
        )
        for name in MEASURES
    ]
    return Table(
        "readings",
        "Each score of the checks that count; what was skipped is not there",
        lambda scope: sets,
        (
            Column("participant", Kind.TEXT, "The participant’s number", number),
            Column("check", Kind.TEXT, "The check", "pk"),
            Column("answered_at", Kind.MOMENT, "When it was answered", "answered_at"),
            coded("measure", "Which score", "measure", MEASURES.items()),
            Column("score", Kind.SCORE, "The score", "score", unit=PAIN),
        ),
        (InOrder(number), "answered_at", "pk"),
        owner="patient",
        when="answered_at",
        moment=True,
        unmasked=True,
    )


def fuller(scope: Scope) -> Table:
    asked = {one.name: one for step in fuller_questions.STEPS for one in step.questions}
    named = [name for name in FullerAnswers.__dataclass_fields__ if name in asked]
    columns = (
        Column("day", Kind.DAY, "Her local day when it was begun", "day"),
        Column("begun_at", Kind.MOMENT, "When it was begun", "begun_at"),
        Column("sent_at", Kind.MOMENT, "When it was sent; empty: left", "sent_at"),
        coded("helped_by", "Whether somebody helped", "helped", PainCheck.Helped.choices),
        *(_fuller_answer(asked[name]) for name in named),
        Column("most", Kind.CODE, "Where it hurts most", Answer("answers", code="most")),
        Column("helped", Kind.PAIRS, "Whether each thing that was tried helped",
               Answer("answers", code="helped", many=True), codes=(*TRIED, *HELPED)),
    )  # fmt: skip
    unique = tuple({column.name: column for column in columns}.values())
    return _table(
        scope, FullerCheck, "fuller_checks", "Each fuller check that was sent or left", unique,
        when="begun_at", rows=Q(sent_at__isnull=False) | Q(left_at__isnull=False),
    )  # fmt: skip


def _fuller_answer(question: fuller_questions.Question) -> Column:
    kind = IS_ASKED.get(question.kind, Kind.NUMBER)
    value = Answer("answers", code=question.name, many=kind is Kind.LIST)
    unit = "0 to 10" if question.kind is Asked.SCORE else ""
    if kind is Kind.TEXT:
        return words(question.name, question.text, value)
    return Column(question.name, kind, question.text, value, codes=question.choices, unit=unit)


def doses(scope: Scope) -> Table:
    columns = (
        Column("day", Kind.DAY, "Her local day", "day"),
        Column("taken_at", Kind.MOMENT, "When it was taken, as she says", "taken_at"),
        Column("recorded_at", Kind.MOMENT, "When it was noted", "recorded_at"),
        coded("helped", "Whether it helped", "helped", ExtraDose.Helped.choices),
        Column("counts", Kind.YES_NO, "0: she took it back as a slip",
               Q(removed_at__isnull=True)),
    )  # fmt: skip
    return _table(
        scope, ExtraDose, "extra_doses", "Each extra dose that was noted", columns, when="taken_at"
    )


def alerts(scope: Scope) -> Table:
    columns = (
        Column("rule", Kind.CODE, "The rule", "rule"),
        coded("level", "How urgent", "level", Alert.Level.choices),
        Column("score", Kind.SCORE, "The score behind it", "score", unit=PAIN),
        Column("highest_score", Kind.SCORE, "The highest it heard of", "highest_score", unit=PAIN),
        Column("opened_at", Kind.MOMENT, "When it was raised", "opened_at"),
        Column("due_at", Kind.MOMENT, "By when it is due", "due_at"),
        Column("escalated_at", Kind.MOMENT, "When it last went a step up", "escalated_at"),
        Column("taken_at", Kind.MOMENT, "When a nurse took it", "taken_at"),
        Column("closed_at", Kind.MOMENT, "When it was closed; empty: open", "closed_at"),
        coded("closed_how", "How", "closed_how", Alert.Closed.choices),
        words("close_reason", "The reason in words", "close_reason"),
    )
    return _table(scope, Alert, "alerts", "Each alert of the rules", columns, when="opened_at")


def contacts(scope: Scope) -> Table:
    columns = (
        coded("channel", "How", "channel", Contact.Channel.choices),
        coded("outcome", "What came of it", "outcome", Contact.Outcome.choices),
        Column("at", Kind.MOMENT, "When", "at"),
        Column("recorded_at", Kind.MOMENT, "When it was noted", "recorded_at"),
        Column("counts", Kind.YES_NO, "0: it was voided as a slip", Q(voided_at__isnull=True)),
        words("note", "The nurse’s note", "note"),
        words("agreed", "What was agreed", "agreed"),
    )
    return _table(scope, Contact, "contacts", "Each contact of a nurse", columns, when="at")


def medication(scope: Scope) -> Table:
    columns = (
        Column("medicine", Kind.NUMBER, "Tells the medicines of all diaries apart",
               "medication_id"),
        coded("purpose", "What it is for", "medication__purpose",
              Medication.Purpose.choices),
        coded("kind", "What changed", "kind", MedicationChange.Kind.choices),
        Column("on_day", Kind.DAY, "Since which day", "on"),
        Column("entered_at", Kind.MOMENT, "When it was entered", "entered_at"),
        Column("counts", Kind.YES_NO, "0: it was taken back as entered in error",
               Q(voided_at__isnull=True)),
        words("name", "The medicine, as it was typed", "medication__name"),
        words("route", "How it is taken", "medication__route"),
        words("dose", "The dose, as it was typed", "dose"),
    )  # fmt: skip
    return _table(
        scope, MedicationChange, "medication_changes", "Medicines started, changed, stopped",
        columns, when="on", path="medication__patient", moment=False,
    )  # fmt: skip


def thresholds(scope: Scope) -> Table:
    columns = (
        *(Column(name, Kind.NUMBER, "Her own number; empty: the site’s", name) for name in LIMITS),
        Column("changed_at", Kind.MOMENT, "When it was set", "changed_at"),
        words("reason", "Why", "reason"),
    )
    return _table(
        scope, ThresholdSettings, "thresholds", "The numbers that a diary’s rules go by", columns,
        when="changed_at",
    )  # fmt: skip


def tables_of_diaries(scope: Scope) -> list[Table]:
    return [
        diaries(scope), *introductions(scope), checks(scope), readings(scope), fuller(scope),
        doses(scope), alerts(scope), contacts(scope), medication(scope), thresholds(scope),
    ]  # fmt: skip
