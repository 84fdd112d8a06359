"""Safety rule S13 by every door: the actions, and the tables beneath them."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from alerts.actions import answering, putting_off
from alerts.models import Alert
from alerts.rules import Level, Rule, Stated
from diaries.models import Patient
from paincheck.accounts.models import User
from tests.factories import make_alert

WISHES = {Rule.RED_FLAG, Rule.CONTACT_WANTED, Rule.UNFINISHED_CHECK, Rule.MESSAGE_UNREAD}
TOXIC = (Rule.SIDE_EFFECTS, Level.RED)


def refused(alert: Alert, **fields: object) -> bool:
    """Whether the table itself says no."""
    try:
        with transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**fields)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("level", list(Level))
def test_no_rule_that_must_speak_is_put_off_or_called_expected_at_any_level(
    pat: Patient, ann: User, now: datetime, level: Level
) -> None:
    tomorrow = (now + timedelta(days=1)).date()
    asleep = {"snoozed_until": now + timedelta(hours=1)}
    expected = {"closed_at": now, "closed_how": "EXPECTED", "close_reason": "Known.",
                "closed_by": ann, "review_on": tomorrow}  # fmt: skip
    for rule in Rule:
        must_speak = rule in WISHES or (rule, level) == TOXIC
        alert = make_alert(pat, rule=rule, level=level)
        assert (refused(alert, **asleep), refused(alert, **expected)) == (must_speak, must_speak)
        if not must_speak:
            putting_off.snooze(
                alert=alert, until=now + timedelta(hours=1), reason="Rung.", by=ann, now=now
            )
            answering.close_with_reason(
                alert=alert, stated=Stated(reason="EXPECTED"), review_on=tomorrow, by=ann, now=now
            )
            continue
        with pytest.raises(answering.NotToBeSilenced):
            putting_off.snooze(
                alert=alert, until=now + timedelta(hours=1), reason="Rung.", by=ann, now=now
            )
        for reason in ("EXPECTED", "KNOWN"):
            stated = Stated(reason=reason, note="Known to all of the ward.", signs_read=True)
            with pytest.raises(answering.NotToBeSilenced):
                answering.close_with_reason(
                    alert=alert, stated=stated, review_on=tomorrow, by=ann, now=now
                )
        alert.refresh_from_db()
        assert (alert.closed_at, alert.snoozed_until) == (None, None)
