"""The nurse's side as JSON. Times are ISO 8601; a skipped score is null, never zero (S1)."""

from typing import Any

from rest_framework import serializers

from clinicians.forms.answering import contact_problems, follow_up_problems, set_right
from diaries.models import Contact
from diaries.serializers import CheckSerializer
from paincheck.api import Moment, StrictSerializer, Text

NOT_HERS = "One of these alerts is not this patient’s."
NUMBERS = "Give the numbers of the alerts, such as [12, 15]."


class AlertLineSerializer(serializers.Serializer[Any]):
    """One open alert of a caseload's row."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="RED, AMBER or GREY")
    sentence = serializers.CharField()
    age = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    overdue = serializers.BooleanField()
    taken = serializers.CharField(help_text="who has it, or empty")


class RowSerializer(serializers.Serializer[Any]):
    """One patient of a caseload."""

    code = serializers.CharField()
    name = serializers.CharField()
    hospital_number = serializers.CharField()
    nurse = serializers.CharField()
    world = serializers.CharField(help_text="empty for a live patient")
    situation = serializers.CharField(help_text="'In hospital since 3 November', or empty")
    why = serializers.CharField(help_text="what puts this row where it stands")
    reviewed = serializers.CharField(help_text="'Reviewed by Grace, today 9.12am', or empty")
    not_checked = serializers.CharField(help_text="what the rules have not looked at, or empty")
    alerts = AlertLineSerializer(many=True)
    last_check_at = serializers.DateTimeField(allow_null=True)
    last_worst = serializers.FloatField(allow_null=True)
    baseline = serializers.FloatField(allow_null=True)
    against_baseline = serializers.CharField()
    note = serializers.CharField()


class CaseloadSerializer(serializers.Serializer[Any]):
    """A caseload in the order of need. 'Up to date' has nothing flagged, no more than that (S15).

    `alerting_delayed_since` is set while the rules run late: then read the checks yourself.
    """

    alerting_delayed_since = serializers.DateTimeField(allow_null=True)
    needs_you = RowSerializer(many=True)
    to_be_introduced = RowSerializer(many=True)
    not_heard_from = RowSerializer(many=True)
    up_to_date = RowSerializer(many=True)
    practice = RowSerializer(many=True)


class ReadingSerializer(CheckSerializer):
    """One pain check as a nurse reads it."""

    checked_by_rules = serializers.SerializerMethodField(
        help_text="null: never looked at by the rules, as with an imported diary"
    )

    def get_checked_by_rules(self, check: Any) -> bool | None:
        return None if check.flag_due_at is None else check.flagged_at is not None


class AlertSerializer(serializers.Serializer[Any]):
    """One alert, open or closed."""

    id = serializers.IntegerField()
    rule = serializers.CharField()
    code = serializers.CharField(source="level", help_text="RED, AMBER or GREY")
    sentence = serializers.CharField()
    opened_at = serializers.DateTimeField()
    last_found_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    taken_by = serializers.CharField(source="taken_by.full_name", default=None, allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    snoozed_by = serializers.CharField(source="snoozed_by.full_name", default=None, allow_null=True)
    snooze_reason = serializers.CharField()
    try_again_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(source="closed_by.full_name", default=None, allow_null=True)
    closed_how = serializers.CharField(
        help_text="CONTACT, REASON, EXPECTED, CLEARED, STATUS, empty"
    )
    close_reason = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)


class ContactSerializer(serializers.Serializer[Any]):
    """One contact, never edited and never deleted."""

    id = serializers.IntegerField()
    key = serializers.UUIDField()
    channel = serializers.CharField()
    outcome = serializers.CharField()
    reached = serializers.BooleanField(help_text="talked with the patient or the carer (S10)")
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    note = serializers.CharField()
    agreed = serializers.CharField(help_text="with the patient or the carer")
    try_again_at = serializers.DateTimeField(allow_null=True)
    nurse = serializers.CharField(source="nurse.full_name")
    alerts = serializers.SerializerMethodField(help_text="the numbers of those it was about")
    voided_at = serializers.DateTimeField(
        allow_null=True, help_text="when it was struck out as a slip: it counts no more"
    )
    void_reason = serializers.CharField()

    def get_alerts(self, contact: Any) -> list[int]:
        return sorted(alert.pk for alert in contact.alerts.all())


class TaskSerializer(serializers.Serializer[Any]):
    """What comes back on its day until somebody has done it (S19)."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="NEXT_STEP or PRESCRIBER")
    what = serializers.CharField()
    whom = serializers.CharField(help_text="the prescriber who was asked, or empty")
    contact = serializers.IntegerField(source="contact_id", allow_null=True)
    due_on = serializers.DateField()
    made_by = serializers.CharField(source="made_by.full_name")
    made_at = serializers.DateTimeField()
    done_by = serializers.CharField(source="done_by.full_name", default=None, allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    result = serializers.CharField()


class ContactInSerializer(StrictSerializer):
    """One contact to be logged. Talking with the patient or the carer closes its alerts (S10).

    Its context has `now`, the site's `today`, and `alert_ids`: every alert of the patient.
    """

    key = serializers.UUIDField(
        help_text="Made by the caller, one for each contact. The same key and contact again "
        "change nothing; the key with another contact is refused with 409.",
        error_messages=dict.fromkeys(
            ("invalid", "required", "null"), "Give a UUID of your own making for this contact."
        ),
    )
    channel = serializers.ChoiceField(
        choices=Contact.Channel.choices,
        error_messages=dict.fromkeys(
            ("required", "null", "invalid_choice"), "Say how: choose one of the channels."
        ),
    )
    outcome = serializers.ChoiceField(
        choices=Contact.Outcome.choices,
        error_messages=dict.fromkeys(
            ("required", "null", "invalid_choice"), "Say what came of it: choose one outcome."
        ),
    )
    at = Moment(help_text="When it happened.")
    try_again_at = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="Needed where nobody was reached: a voicemail, a message, 'could not reach'.",
    )
    note = Text(max_length=2000)
    agreed = Text(max_length=500, help_text="With the patient or the carer.")
    prescriber = Text(max_length=100, help_text="Who was asked. Needed for the outcome PRESCRIBER.")
    prescriber_by = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="When the decision is needed: it comes back as a task until it is recorded.",
    )
    next_step = Text(max_length=300, help_text="It comes back as a task on `next_on`.")
    next_on = serializers.DateField(required=False, allow_null=True, default=None)
    alerts = serializers.ListField(
        child=serializers.IntegerField(error_messages={"invalid": NUMBERS}),
        required=False,
        default=list,
        help_text="The numbers of the alerts it was about. Those closed meanwhile are passed over, "
        "and so are those that were found again after `at`: they stay open.",
        error_messages={"not_a_list": NUMBERS, "null": NUMBERS},
    )

    def validate_alerts(self, sent: list[int]) -> list[int]:
        if not set(sent) <= self.context["alert_ids"]:
            raise serializers.ValidationError(NOT_HERS)
        return sent

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        now, today = self.context["now"], self.context["today"]
        problems = contact_problems(attrs, now) | follow_up_problems(attrs, today)
        if problems:
            raise serializers.ValidationError(problems)
        return set_right(attrs, now)
