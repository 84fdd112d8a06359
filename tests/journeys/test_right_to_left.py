"""A patient's pages where the script runs from right to left: nothing leaves the screen.

The whole of PainCheck is set to Arabic, as a site would set it. Its own sentences are English as
long as nobody has translated them; the direction, the marks of the lists and the names of days
are Arabic all the same, which is what a layout can get wrong.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diaries.models import Patient
from tests.factories import PatientFactory, make_check, make_nurse
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("watch_is_fresh"),
    pytest.mark.once,
]
# Whatever lies outside the window, or would if the page could be pushed.
OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return one.checkVisibility({visibilityProperty: true}) && box.width > 1 && box.height > 1
    && !one.closest(".nhsuk-u-visually-hidden, svg")
    && (box.left < -1 || box.right > innerWidth + 1);
}).map((one) => `${one.tagName} ${one.className}`)"""

# Numbers to ring whose first digit does not stand on the left, where one begins to dial.
TURNED_ROUND = """() => [...document.querySelectorAll("a[href^='tel:']")].filter((one) => {
  const text = one.firstChild, range = document.createRange();
  const left = (at) => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return one.checkVisibility() && left(0) > left(text.length - 1);
}).map((one) => one.textContent)"""


@pytest.fixture
def pat() -> Patient:
    pat = PatientFactory(nurse=make_nurse(first_name="Ann"), first_name="Pat", pain_goal=3)
    for ago in range(1, 10):
        make_check(pat, at=timezone.now() - timedelta(days=ago), worst=ago, average=2, now=3)
    return pat


def look(visitor: Visitor, name: str) -> None:
    root = visitor.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    assert visitor.page.evaluate(OUTSIDE) == [], visitor.page.url
    assert visitor.page.evaluate(TURNED_ROUND) == [], visitor.page.url
    visitor.check_page(f"rtl-{name}")


def test_home_check_and_thanks_fit_the_screen_from_right_to_left(
    visit: Any, pat: Patient, settings: Any
):
    settings.LANGUAGE_CODE = "ar"
    visitor = visit(PHONE)
    signed_in(visitor, pat.user)
    look(visitor, "home")
    visitor.go("/check/")
    look(visitor, "check")
    visitor.page.locator("input[name=worst][value='8']").check(force=True)
    visitor.page.locator("input[name=danger][value=yes]").check(force=True)
    look(visitor, "check-danger")
    visitor.press("Check my answers")
    visitor.page.wait_for_url("**/check/answers/**")
    visitor.press("Send to my team")
    visitor.page.wait_for_url("**/thanks/**")
    look(visitor, "thanks")
