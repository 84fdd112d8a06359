"""Messages that nobody read in the time promised, and what reading them ends."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from alerts import rules
from alerts.actions.noticing import clear, notice
from alerts.rules import Rule
from diaries.actions import messages
from diaries.models import Message, Patient
from paincheck.accounts.models import User
from paincheck.transactions import atomic_with_retries


def judge_message(message: Message, now: datetime) -> None:
    """Call it as `notice`: inside a transaction that holds the patient's row.

    Where a clock was put back, a message is looked at before its time, and told of rather than
    waited for.
    """
    if message.read_at is not None:
        return
    unread = Message.objects.from_patients().unread().filter(patient=message.patient_id)
    late = unread.filter(Q(promised_by__lte=now) | Q(pk=message.pk)).order_by("sent_at")
    days = [timezone.localtime(at).date() for at in late.values_list("sent_at", flat=True)]
    finding = rules.message_unread(days)
    if finding is not None:
        notice(patient=message.patient, finding=finding, cause=message, now=now)


@atomic_with_retries
def read_by_nurse(*, patient: Patient, shown: Sequence[Message], by: User, now: datetime) -> None:
    """She was shown these (S6). The alert ends with the last one that the rules had told of."""
    if not messages.mark_read(patient=patient, shown=shown, by=by, now=now):
        return
    unread = Message.objects.from_patients().unread().filter(patient=patient)
    if not unread.filter(flagged_at__isnull=False).exists():
        clear(patient=patient, rule=Rule.MESSAGE_UNREAD, now=now)
