"""The tables alike in both arms: who was asked, and what was told on forms.

Nothing here may betray an arm, but what is marked `unmasked`.
"""

from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, ExtractDay, ExtractMonth, ExtractYear
from django.db.models.lookups import LessThan

from trial import questions
from trial.exports.columns import Answer, Column, InOrder, Kind, coded, words
from trial.exports.tables import Scope, Table
from trial.models import (
    Consent,
    EligibilityForm,
    FormEntry,
    Participant,
)

# Who used what to record pain is asked of both arms (T3), and its answer tells which is which.
BETRAY = frozenset({"exposure"})
NUMBER = "The participant’s number; it says nothing of who it is"


def participant(path: str = "participant__") -> Column:
    return Column("participant", Kind.TEXT, NUMBER, f"{path}number")


def in_order(path: str = "participant__", *then: Any) -> tuple[Any, ...]:
    return (InOrder(F(f"{path}number")), *then)


def age_on(day: str, born: str) -> Combinable:
    """Whole years: less one where the birthday had not come."""
    had, birthday = (ExtractMonth(name) * 100 + ExtractDay(name) for name in (day, born))
    not_yet = Case(
        When(LessThan(had, birthday), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return Cast(ExtractYear(day) - ExtractYear(born) - not_yet, IntegerField())


def _nothing_later(scope: Scope, rows: "QuerySet[Any]", later: Q) -> Any:
    """Whether no later row of the same is there: this one counts."""
    return ~Exists(rows.filter(later))


PARTICIPANTS = Table(
    "participants",
    "Everybody who was screened, those who were excluded among them",
    lambda scope: [scope.participants()],
    (
        participant(""),
        Column("site", Kind.CODE, "The site’s code in this trial", "site__code"),
        Column("screened_on", Kind.DAY, "Day of screening", "screened_on"),
        Column("age", Kind.NUMBER, "Age on the day of screening", age_on("screened_on", "born_on"),
               unit="whole years"),
        coded("excluded", "Why not allocated, where the screening ended so", "excluded",
              Participant.Excluded.choices),
        Column("excluded_at", Kind.MOMENT, "When that was noted", "excluded_at"),
        words("excluded_why", "The reason in words", "excluded_why"),
    ),
    in_order(""),
)  # fmt: skip
CONSENTS = Table(
    "consents",
    "Each yes to take part",
    lambda scope: [Consent.objects.filter(participant__in=scope.participants())],
    (
        participant(),
        Column("version", Kind.TEXT, "Of the information sheet", "version"),
        Column("consented_on", Kind.DAY, "Day of the consent", "consented_on"),
        Column("interview", Kind.YES_NO, "May be asked for an interview", "interview"),
        Column("entered_at", Kind.MOMENT, "When it was entered", "at"),
    ),
    in_order("participant__", "at", "pk"),
    when="consented_on",
)


def eligibility(scope: Scope) -> Table:
    """With a column for each question that any design in force has asked."""
    asked = {
        str(one["code"]): one for design in scope.designs for one in design.content["eligibility"]
    }
    forms = EligibilityForm.objects.filter(participant__in=scope.participants())
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    kept = scope.kept(forms, owner="participant", when="at", moment=True)
    counts = _nothing_later(scope, kept.filter(participant=OuterRef("participant")), later)
    return Table(
        "eligibility",
        "Each answered list of eligibility questions; a correction is a row of its own",
        lambda scope: [forms],
        (
            participant(),
            Column("counts", Kind.YES_NO, "Whether this is the one that counts", counts),
            Column("design", Kind.NUMBER, "Number of the design in force then", "design__number"),
            Column("eligible", Kind.YES_NO, "Whether she was eligible by it", "eligible"),
            Column("entered_at", Kind.MOMENT, "When it was entered", "at"),
            *(
                Column(
                    f"q_{code}",
                    Kind.YES_NO,
                    f"{one['text']} (must be {'yes' if one['must_be'] else 'no'})",
                    Answer("answers", code=code),
                )
                for code, one in asked.items()
            ),
        ),
        in_order("participant__", "at", "pk"),
        when="at",
        moment=True,
    )


def forms(scope: Scope) -> Table:
    """The baseline and each visit's form, with every version of each (T1, T2)."""
    entries = FormEntry.objects.filter(participant__in=scope.participants())
    kept = scope.kept(entries, owner="participant", when="filled_on", moment=False)
    same = kept.filter(participant=OuterRef("participant"), form=OuterRef("form"))
    counts = _nothing_later(scope, same, Q(version__gt=OuterRef("version")))
    return Table(
        "forms",
        "The baseline and each visit’s form; a correction is a version of its own",
        lambda scope: [entries],
        (
            participant(),
            Column("form", Kind.CODE, "Which form", "form", codes=_forms(scope)),
            Column("version", Kind.NUMBER, "1 is the first", "version"),
            Column("counts", Kind.YES_NO, "Whether this is the version that counts", counts),
            coded("mode", "How it was filled in", "mode", FormEntry.Mode.choices),
            Column("filled_on", Kind.DAY, "Day on which it was filled in", "filled_on"),
            Column("entered_at", Kind.MOMENT, "When it was entered", "at"),
            words("reason", "Why it was corrected", "reason"),
            *map(_answer, questions.questions_of("a visit")),
        ),
        in_order("participant__", InOrder(F("form")), "version"),
        when="filled_on",
    )


def _forms(scope: Scope) -> tuple[tuple[str, str], ...]:
    visits = {
        str(one["code"]): str(one["name"])
        for design in scope.designs
        for one in design.content["visits"]
    }
    return ((questions.BASELINE, "Baseline, before the allocation"), *visits.items())


def _answer(question: questions.Question) -> Column:
    chosen = question.kind is questions.Kind.CHOICE
    unit = {
        questions.Kind.SCORE: f"0 ({question.low}) to 10 ({question.high})",
        questions.Kind.COUNT: f"0 to {question.most}",
    }.get(question.kind, "")
    return Column(
        question.code,
        Kind.CODE if chosen else Kind.NUMBER,
        question.text,
        Answer("answers", code=question.code),
        codes=question.choices,
        unit=unit,
        unmasked=question.code in BETRAY,
    )


def tables_of_people(scope: Scope) -> list[Table]:
    return [PARTICIPANTS, CONSENTS, eligibility(scope), forms(scope)]
