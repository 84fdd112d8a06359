"""The made-up trial: 161 participants at four sites, lived through, and gone again."""

import pytest
from django.core.management import call_command
from django.db.models import Count

from paincheck.demo.clear import clear
from trial.models import Allocation, FollowUp, Participant, Trial

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_whole_trial_is_made_through_the_actions_and_cleared() -> None:
    call_command("demo_trial")
    by_arm = Allocation.objects.values("arm__code").annotate(n=Count("pk")).order_by("arm__code")
    sizes = {row["arm__code"]: row["n"] for row in by_arm}
    assert sum(sizes.values()) == 161
    assert abs(sizes["SSM"] - sizes["UC"]) <= 7
    # A diary for each of the one arm, and for nobody of the other (T3).
    assert Participant.objects.filter(patient__isnull=False).count() == sizes["SSM"]
    assert Participant.objects.exclude(excluded="").exists()
    assert {"DIED", "WITHDREW"} <= set(FollowUp.objects.values_list("not_done", flat=True))
    call_command("verify_trial", "demo")
    clear()
    assert not Trial.objects.exists()
