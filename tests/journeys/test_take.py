"""A patient takes her diary with her, by keyboard: three files, and one for her visit."""

import json
from typing import Any

import pytest
from django.utils import timezone

from diaries.models import Patient
from tests.factories import make_check
from tests.journeys.conftest import ON_A_PHONE_FIRST, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


def download(visitor: Visitor, name: str) -> bytes:
    """Reached by the keyboard alone, and pressed with Enter."""
    link = visitor.page.get_by_role("link", name=name)
    link.focus()
    with visitor.page.expect_download() as coming:
        visitor.page.keyboard.press("Enter")
    return coming.value.path().read_bytes()


@ON_A_PHONE_FIRST
def test_she_takes_her_diary_with_her(visit: Any, pat: Patient, width: int):
    make_check(pat, at=timezone.now(), worst=7, note="A bad night.")
    visitor = visit(width)
    signed_in(visitor, pat.user)
    visitor.go("/diary/days/")
    visitor.press("Take my data with me")
    visitor.page.wait_for_url("**/diary/take/")
    visitor.check_page("take-my-data")
    assert download(visitor, "Get my diary to read (PDF)").startswith(b"%PDF-")
    assert "A bad night." in download(visitor, "Get my checks as a table (CSV)").decode("utf-8-sig")
    bundle = json.loads(download(visitor, "Get my diary for another app (FHIR)"))
    assert bundle["resourceType"] == "Bundle"
    visitor.go("/diary/visit/")
    assert download(visitor, "Save this page as a PDF to print").startswith(b"%PDF-")
