"""What a patient may fill in, checked. Only 'worst' is required (safety rule S1)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diaries.answers import SCORES, Answers
from diaries.scales import (
    DANGER,
    DANGERS,
    HELP,
    HELP_QUESTION,
    NOBODY_HELPS,
    QUESTION,
    ContactWish,
    contact_choices,
    word,
)
from paincheck.nhsuk.fields import ScoreField

MOST_DOSES = 50  # more in a day is a slip of the finger, not an answer
LONGEST_NOTE = 2000
YES, NO = "yes", "no"

TOO_LATE_FOR_TODAY: Any = _(
    "Nobody can ring you today any more. Choose another answer. If it cannot wait, "
    "ring one of the numbers on this page."
)

NOT_ON_OUR_LIST = _("One of the things you ticked is not on our list. Tick them again.")


class NoteField(forms.CharField):
    """Free text. A line's end counts as one character, as it does on the page."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        if "\x00" in text:
            raise ValidationError(
                _(
                    "There is a hidden sign in your note that we cannot keep. "
                    "Please type the note again."
                )
            )
        return text


def _score(name: str, *, since_last: bool) -> ScoreField:
    question = QUESTION[name]
    return ScoreField(
        label=question.asked(since_last=since_last),
        help_text=gettext(question.hint),
        required=question.required,
        words=lambda score: word(Decimal(score)),
        error_messages={
            "required": _("Choose a number for your worst pain. It is the one answer we need."),
            "invalid_choice": _("Choose a whole number from 0 to 10"),
        },
    )


class QuickCheckForm(forms.Form):
    """The quick check. `answers()` after `is_valid()`; `so_far()` also where something is wrong."""

    mark_optional = False  # the page says once that all but the first can be skipped

    extra_doses = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DOSES,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Put the number of extra doses in figures, from 0 to 50"),
        ),
    )
    extra_doses_unsure = forms.BooleanField(required=False, label=_("I am not sure how many"))
    danger = forms.ChoiceField(
        required=False, choices=[(YES, _("Yes")), (NO, _("No"))], widget=forms.RadioSelect
    )
    danger_items = forms.MultipleChoiceField(
        required=False,
        choices=[(danger.code, _(danger.words)) for danger in DANGERS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": NOT_ON_OUR_LIST,
            "invalid_list": NOT_ON_OUR_LIST,
        },
    )
    note = NoteField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("Make your note shorter: at most %(limit_value)d characters")
        },
    )
    helped = forms.ChoiceField(
        label=_(HELP_QUESTION),
        required=False,
        choices=[(code, _(words)) for code, words in HELP],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )

    def __init__(self, *args: Any, since_last: bool, may_say_today: bool, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
        for name in SCORES:
            self.fields[name] = _score(name, since_last=since_last)
        self.fields["wish"] = self._wish(may_say_today=may_say_today)
        for name in ("extra_doses", "danger", "wish", "note"):
            question = QUESTION[name]
            self.fields[name].label = question.asked(since_last=since_last)
            self.fields[name].help_text = gettext(question.hint)
        self.fields["danger_items"].label = gettext("Tick each one that is true")
        self.order_fields(
            [
                *SCORES,
                "extra_doses",
                "extra_doses_unsure",
                "danger",
                "danger_items",
                "wish",
                "note",
                "helped",
            ]
        )

    def _wish(self, *, may_say_today: bool) -> forms.ChoiceField:
        too_late = self.data.get("wish") == ContactWish.TODAY
        wrong = TOO_LATE_FOR_TODAY if too_late else _("Choose one of the answers")
        return forms.ChoiceField(
            required=False,
            choices=contact_choices(can_ring_today=may_say_today),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": wrong},
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if isinstance(self.data, QueryDict):
            self._refuse_two_answers(self.data)
        if told.get("danger_items") and not told.get("danger"):
            told["danger"] = YES  # ticked, though the question above the list was passed over
        return told

    def _refuse_two_answers(self, sent: QueryDict) -> None:
        for name in self.fields:
            if name != "danger_items" and len(set(sent.getlist(name))) > 1:
                self.add_error(name, _("We got two answers to this question. Please choose one."))

    def answers(self) -> Answers:
        return self.so_far()

    def so_far(self) -> Answers:
        """The answers that can be read, for the draft; call it after `is_valid()`."""
        told = self.cleaned_data
        danger = {YES: True, NO: False}.get(told.get("danger", ""))
        items = told.get("danger_items", []) if danger else []
        return Answers(
            **{name: _decimal(told.get(name)) for name in SCORES},
            extra_doses=told.get("extra_doses"),
            extra_doses_unsure=told.get("extra_doses_unsure", False),
            danger=danger,
            danger_items=tuple(code for code in DANGER if code in items),
            wish=told.get("wish", ""),
            note=told.get("note", ""),
            helped="" if told.get("helped") == NOBODY_HELPS else told.get("helped", ""),
        )

    @staticmethod
    def filled_from(answers: Answers) -> dict[str, Any]:
        """The form's `initial` for answers that were kept."""
        values = {name: getattr(answers, name) for name in Answers.__dataclass_fields__}
        gate = None if answers.danger is None else YES if answers.danger else NO
        return values | {"danger": gate, "danger_items": list(answers.danger_items)}


def _decimal(score: int | None) -> Decimal | None:
    return None if score is None else Decimal(score)


class GoalForm(forms.Form):
    """The pain that the patient could live with; left empty, there is no goal."""

    mark_optional = False

    pain_goal = ScoreField(
        label=_("What number would you be happy to live with?"),
        help_text=_("0 is no pain. 10 is the worst there is. Your nurse sees your goal too."),
        required=False,
        words=lambda score: word(Decimal(score)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pain_goal"].widget.skip_label = gettext("No goal")
