"""A pain check as JSON: what a phone may send, and what it gets back.

The same limits as the page's form (`diaries.forms`): only 'worst' is required (S1).
"""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from diaries.answers import SCORES, Answers
from diaries.forms import LONGEST_NOTE, MOST_DOSES, TOO_LATE_FOR_TODAY
from diaries.scales import (
    CONTACT_WISHES,
    DANGER,
    DANGERS,
    HELP,
    HIGHEST,
    LOWEST,
    NOBODY_HELPS,
    QUESTION,
    ContactWish,
)
from paincheck.api import Moment, StrictSerializer, Text

WHOLE = _("Choose a whole number from 0 to 10.")
WORST_NEEDED = _("Choose a number for your worst pain. It is the one answer we need.")
DOSES = format_lazy(
    _("Put the number of extra doses in figures, from 0 to {most}."), most=MOST_DOSES
)
NOT_ON_LIST = "One of the danger signs is not on our list. Its codes stand in the schema."
NO_AND_SIGNS = _("You said no to danger signs and named some. Say which is true.")
BEFORE_DIARY = _(
    "The time of this check lies before your diary began. Check the clock of the phone."
)
YES_OR_NO = "Say true for yes or false for no, or leave it out."


class ScoreField(serializers.IntegerField):
    """A whole number from 0 to 10; left out or null is skipped, never zero (S1)."""

    def __init__(self, name: str) -> None:
        required = QUESTION[name].required
        wrong: dict[str, Any] = dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_string_length"), WHOLE
        )
        super().__init__(
            min_value=int(LOWEST),
            max_value=int(HIGHEST),
            required=required,
            allow_null=not required,
            help_text=QUESTION[name].text,
            error_messages=wrong | {"required": WORST_NEEDED, "null": WORST_NEEDED},
        )


class YesNoField(serializers.BooleanField):
    def __init__(self, **rest: Any) -> None:
        super().__init__(required=False, error_messages={"invalid": YES_OR_NO}, **rest)

    def to_internal_value(self, data: Any) -> bool:
        """JSON's own true and false: 'no', 'off' and 0 leave too much to guess."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return bool(data)


class CheckInSerializer(StrictSerializer):
    """One pain check to be stored. Everything but `key`, `answered_at` and `worst` may be left out.

    Its context has `registered_at`, and `may_say_today(at)`: whether 'contact me today' could be
    chosen at that moment (S5).
    """

    key = serializers.UUIDField(
        help_text="Made by the phone, one for each check. The same key and answers again get the "
        "first receipt; the key with other answers is refused with 409.",
        error_messages=dict.fromkeys(
            ("invalid", "required", "null"), "Give a UUID of your own making for this check."
        ),
    )
    answered_at = Moment(help_text="By the phone's clock. A time to come is refused.")
    since_last = YesNoField(
        default=False,
        help_text="The questions were asked 'since your last check', not over 24 hours.",
    )
    offline = YesNoField(
        default=False, help_text="Written on the phone without a network, and sent later."
    )
    diary = serializers.CharField(
        required=False,
        max_length=64,
        help_text="For what waited on a phone: one of the bindings of GET /api/diary/ at the time "
        "it was written. Another patient's is refused with 403.",
        error_messages=dict.fromkeys(
            ("invalid", "blank", "null", "max_length"), "Leave `diary` out, or give it as it was."
        ),
    )
    worst = ScoreField("worst")
    average = ScoreField("average")
    least = ScoreField("least")
    now = ScoreField("now")
    extra_doses = serializers.IntegerField(
        min_value=0,
        max_value=MOST_DOSES,
        required=False,
        allow_null=True,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_string_length"), DOSES
        ),
    )
    extra_doses_unsure = YesNoField(default=False)
    danger = YesNoField(allow_null=True, default=None, help_text="Left out: the gate was skipped.")
    danger_items = serializers.MultipleChoiceField(
        choices=[(danger.code, danger.words) for danger in DANGERS],
        required=False,
        error_messages=dict.fromkeys(("invalid_choice", "not_a_list"), NOT_ON_LIST),
    )
    wish = serializers.ChoiceField(
        choices=[(wish.value, words) for wish, words in CONTACT_WISHES],
        required=False,
        allow_blank=True,
        default="",
        error_messages=dict.fromkeys(("invalid_choice", "null"), _("Choose one of the answers.")),
    )
    note = Text(max_length=LONGEST_NOTE)
    helped = serializers.ChoiceField(
        choices=[(str(code), words) for code, words in HELP],
        required=False,
        allow_blank=True,
        default="",
        help_text="Whether somebody helps her with it, or fills it in for her. NO is the same as "
        "leaving it out.",
        error_messages=dict.fromkeys(("invalid_choice", "null"), _("Choose one of the answers.")),
    )

    def validate_answered_at(self, at: datetime) -> datetime:
        if at < self.context["registered_at"]:
            raise serializers.ValidationError(BEFORE_DIARY)
        return at

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["danger"] is False and attrs.get("danger_items"):
            raise serializers.ValidationError({"danger": NO_AND_SIGNS})
        # What was chosen in time and arrives late still counts (S17).
        today, may = ContactWish.TODAY, self.context["may_say_today"]
        if attrs["wish"] == today and not may(attrs["answered_at"]):
            raise serializers.ValidationError({"wish": TOO_LATE_FOR_TODAY})
        return attrs

    def answers(self) -> Answers:
        """For after `is_valid()`."""
        return _answers(self.validated_data)

    def so_far(self) -> tuple[Any, Answers]:
        """The key and the answers that can be read where something else is wrong (S3)."""
        sent = self.initial_data if isinstance(self.initial_data, dict) else {}
        told: dict[str, Any] = {}
        for name, field in self.fields.items():
            with suppress(serializers.ValidationError, serializers.SkipField):
                told[name] = field.run_validation(sent.get(name, serializers.empty))
        return told.get("key"), _answers(told)


def _answers(told: dict[str, Any]) -> Answers:
    signs = told.get("danger_items") or ()
    scores = {name: told.get(name) for name in SCORES}
    return Answers(
        **{name: None if score is None else Decimal(score) for name, score in scores.items()},
        extra_doses=told.get("extra_doses"),
        extra_doses_unsure=told.get("extra_doses_unsure", False),
        danger=True if signs else told.get("danger"),
        danger_items=tuple(code for code in DANGER if code in signs),
        wish=told.get("wish", ""),
        note=told.get("note", ""),
        helped="" if told.get("helped") == NOBODY_HELPS else told.get("helped", ""),
    )


class CheckSerializer(serializers.Serializer[Any]):
    """A stored pain check. A score that was skipped is null, never zero (S1)."""

    id = serializers.UUIDField()
    key = serializers.UUIDField()
    answered_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    day = serializers.DateField(help_text="on the clock of the patient's site")
    time_known = serializers.BooleanField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="PATIENT, TELEPHONE, TOGETHER or IMPORTED"
    )
    since_last = serializers.BooleanField()
    offline = serializers.BooleanField(help_text="written on the phone without a network")
    worst = serializers.FloatField(allow_null=True)
    average = serializers.FloatField(allow_null=True)
    least = serializers.FloatField(allow_null=True)
    now = serializers.FloatField(allow_null=True)
    extra_doses = serializers.IntegerField(allow_null=True)
    extra_doses_unsure = serializers.BooleanField()
    danger = serializers.BooleanField(allow_null=True)
    danger_items = serializers.ListField(child=serializers.CharField())
    wish = serializers.CharField(help_text="NO, NEXT_VISIT, PLEASE, TODAY, or empty: skipped")
    note = serializers.CharField()
    helped = serializers.CharField(help_text="WITH, FOR, or empty: by the patient alone")
    amends = serializers.UUIDField(
        source="amends_id", allow_null=True, help_text="the check that this one corrects"
    )


class OwnCheckSerializer(CheckSerializer):
    """A patient's own check, with who has seen it (S6). Its context has `seen`, words by id."""

    seen_by = serializers.SerializerMethodField()

    def get_seen_by(self, check: Any) -> str:
        """'Ann, Tuesday 9.12am', or empty."""
        return str(self.context["seen"].get(check.pk, ""))


class NumberSerializer(serializers.Serializer[Any]):
    """A number to ring, in the order in which to try them."""

    who = serializers.CharField()
    number = serializers.CharField()
    when = serializers.CharField()


class CardSerializer(serializers.Serializer[Any]):
    """The advice that fits the answers. An example, to be approved by a clinician before use."""

    code = serializers.CharField()
    urgency = serializers.CharField(help_text="EMERGENCY, URGENT or CALM")
    title = serializers.CharField()
    body = serializers.ListField(child=serializers.CharField())


class ReceiptSerializer(serializers.Serializer[Any]):
    """What is stored, and what the page of thanks says: who reads it, and whom to ring (S5).

    Show `ring` and the numbers first where `ring` is not empty, and the care plan before the card.
    """

    check = CheckSerializer()
    reads = serializers.CharField(help_text="who reads it, and when")
    nurses_may_not_know = serializers.BooleanField(help_text="alerting is running late")
    contact = serializers.CharField(help_text="by when somebody should ring, if asked to")
    ring = serializers.CharField(help_text="a heading above the numbers, or empty")
    numbers = NumberSerializer(many=True)
    care_plan = serializers.CharField()
    card = CardSerializer()


class WhoseSerializer(serializers.Serializer[Any]):
    """Whose diary a sign-in opens, in texts that tell nobody who."""

    diary = serializers.ListField(
        child=serializers.CharField(), help_text="today's binding first, then former ones"
    )
    csrf = serializers.CharField(help_text="for the header X-CSRFToken")


class ClosedSerializer(serializers.Serializer[Any]):
    """A diary that takes no checks any more, with the numbers to ring (S18)."""

    detail = serializers.CharField()
    numbers = NumberSerializer(many=True, required=False)
