"""The API's own page: served from here under the policy of every page, and it works."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from diaries.models import PainCheck, Patient
from tests.factories import PatientFactory
from tests.journeys.conftest import SCREENS, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.fixture
def pat() -> Patient:
    return PatientFactory(first_name="Pat", last_name="Peters")


def test_a_check_is_sent_from_the_apis_own_page(
    visit: Callable[..., Visitor], pat: Patient
) -> None:
    visitor = visit()
    signed_in(visitor, pat.user)
    visitor.go("/api/docs/")
    page = visitor.page
    page.get_by_text("/api/checks/").nth(1).click()
    page.get_by_role("button", name="Try it out").click()
    sent = {"key": str(uuid4()), "answered_at": timezone.now().isoformat(), "worst": 4}
    page.locator("textarea.body-param__text").fill(json.dumps(sent))
    with page.expect_response("**/api/checks/") as answer:
        page.get_by_role("button", name="Execute").click()
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / "api-docs.png", full_page=True)
    assert answer.value.status == 201
    assert PainCheck.objects.get().patient == pat
