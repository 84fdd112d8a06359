"""A manager finds what did not arrive and sends it again."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from paincheck.outbox.models import Delivery
from tests.factories import make_nurse
from tests.integration.doors import make_staff
from tests.journeys.conftest import AT_A_DESK_FIRST
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@AT_A_DESK_FIRST
def test_what_was_given_up_is_found_and_sent_again(visit: Any, width: int):
    ann = make_nurse(first_name="Ann", last_name="Archer-Featherstonehaugh")
    site = ann.team_places.get().team.site
    manager = make_staff("MANAGER", site=site)
    now = timezone.now()
    for number, (state, outcome, tries) in enumerate([
        ("DEAD", "REFUSED", 1), ("DEAD", "UNKNOWN", 20), ("FAILED", "UNREACHABLE", 3),
        ("DUE", "", 0), ("CANCELLED", "REFUSED", 1),
    ]):  # fmt: skip
        Delivery.objects.create(
            channel="SMS" if number == 2 else "EMAIL", recipient=ann if number else None,
            site=site, address=f"a{number}@example.org", about=f"alert:{number}",
            once_key=str(uuid.uuid4()), created_at=now - timedelta(hours=2), due_at=now,
            state=state, outcome=outcome, attempts=tries,
            dead_at=now if outcome in ("REFUSED", "UNKNOWN") else None,
        )  # fmt: skip
    visitor = visit(width)
    signed_in(visitor, manager)
    visitor.go("/deliveries/")
    visitor.check_page("page-deliveries-all")
    visitor.page.get_by_role("button", name="Send again to Ann").click()
    visitor.page.get_by_text("It is on its way again").wait_for()
    visitor.press("Send all again")
    visitor.page.get_by_text("Nothing was given up").wait_for()
    visitor.check_page("page-deliveries-sent")
