"""A patient's pages as people set their phones: dark, narrow, large letters, colours of their own.

Each walk goes over every page of a patient that `test_every_page` knows. The first is run always:
it is dark, as narrow as a page may be asked to be, and goes by keyboard.
"""

from collections.abc import Callable
from typing import Any

import pytest

from diaries.models import Patient
from paincheck.accounts.models import User
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_every_page import OPEN, PATIENTS, ann, pat, places, signed_in, walk

__all__ = ["ann", "pat", "places"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]

NARROWEST = 320  # CSS pixels, as WCAG 2.2 asks (1.4.10)
MOST_TABS = 150
# Everything to press that can be seen. Of radios with one name a keyboard stops at one alone.
TO_PRESS = """() => {
  const names = new Set();
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  const seen = [...all].filter((one) => {
    if (one.disabled || one.type === "hidden" || !one.checkVisibility({visibilityProperty: true}))
      return false;
    if (one.type !== "radio") return true;
    if (names.has(one.name)) return false;
    return names.add(one.name);
  });
  return seen.map((one) => (one.type === "radio" ? `radio ${one.name}` : `${one.tagName} ${one.id}`
    + ` ${one.getAttribute("href") ?? one.name ?? ""} ${one.textContent.trim().slice(0, 40)}`));
}"""
# What has the focus, and what else lies over its middle.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const said = one.type === "radio" ? `radio ${one.name}` : `${one.tagName} ${one.id}`
    + ` ${one.getAttribute("href") ?? one.name ?? ""} ${one.textContent.trim().slice(0, 40)}`;
  const box = one.getClientRects()[0];
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(x, y);
  const mine = over && (one.contains(over) || over.contains(one)
    || [...(one.labels ?? [])].some((label) => label.contains(over)));
  return {said, hidden: mine ? "" : `${over?.tagName ?? "nothing"} ${over?.className ?? ""}`};
}"""


def by_keyboard(visitor: Visitor) -> None:
    """From the top of the page to its end: all is reached, and nothing hides where one is."""
    page, reached = visitor.page, []
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        assert not here["hidden"], f"{page.url}: {here['hidden']} lies over {here['said']}"
        reached.append(here["said"])
    missed = set(page.evaluate(TO_PRESS)) - set(reached)
    assert not missed, f"{page.url}: no key leads to {sorted(missed)}"


def lies_still(visitor: Visitor) -> None:
    moving = visitor.page.evaluate("document.getAnimations().map((one) => one.constructor.name)")
    smooth = visitor.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".filter((one) => getComputedStyle(one).scrollBehavior === 'smooth').length"
    )
    assert (moving, smooth) == ([], 0), visitor.page.url


def twice_as_large(visitor: Visitor) -> None:
    visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")


def is_dark(visitor: Visitor) -> None:
    """Dark ground and light letters; whether they can be read everywhere says axe."""
    ground, letters = visitor.page.evaluate(
        "() => { const of = getComputedStyle(document.body);"
        "return [of.backgroundColor, of.color].map("
        "  (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((all, one) => all + +one, 0)); }"
    )
    assert ground < 100, visitor.page.url
    assert letters > 600, visitor.page.url


def test_in_the_dark_on_the_narrowest_screen_by_keyboard(
    visit: Any, pat: Patient, places: dict[str, Any]
):
    visitor = visit(NARROWEST, color_scheme="dark", reduced_motion="reduce")
    signed_in(visitor, pat.user)

    def look(visitor: Visitor) -> None:
        is_dark(visitor)
        lies_still(visitor)
        by_keyboard(visitor)

    walk(visitor, PATIENTS, places, look=look, name="dark")


def test_what_is_chosen_wrong_or_done_is_seen_in_the_dark_and_has_the_focus(
    visit: Any, pat: Patient
):
    visitor = visit(PHONE, color_scheme="dark")
    signed_in(visitor, pat.user)
    visitor.go("/check/")
    visitor.press("Check my answers")
    assert visitor.page.locator(".nhsuk-error-summary:focus").count() == 1
    visitor.check_page("dark-check-wrong")
    visitor.page.locator("input[name=worst][value='8']").check(force=True)
    visitor.page.locator("input[name=danger][value=yes]").check(force=True)
    visitor.page.locator("input[name=danger_items]").first.check(force=True)
    visitor.check_page("dark-check-danger")
    visitor.press("Check my answers")
    visitor.page.wait_for_url("**/check/answers/**")
    visitor.check_page("dark-answers-danger")
    visitor.page.get_by_role("button", name="Send").first.click()
    visitor.page.wait_for_url("**/thanks/**")
    visitor.check_page("dark-thanks-danger")
    visitor.go("/diary/messages/")
    visitor.page.get_by_role("textbox").fill("My tablets are nearly gone.")
    visitor.press("Send my message")
    visitor.page.locator(".nhsuk-notification-banner[role=alert]:focus").wait_for()
    visitor.check_page("dark-message-sent")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "width", "way", "look"),
    [
        ("narrow", NARROWEST, {}, None),
        ("large", PHONE, {}, twice_as_large),
        ("large-dark", PHONE, {"color_scheme": "dark"}, twice_as_large),
        ("forced", PHONE, {"forced_colors": "active"}, None),
        ("forced-dark", PHONE, {"forced_colors": "active", "color_scheme": "dark"}, None),
        ("dark-phone", PHONE, {"color_scheme": "dark"}, is_dark),
    ],
)
def test_as_she_has_set_her_phone(
    visit: Any,
    pat: Patient,
    places: dict[str, Any],
    name: str,
    width: int,
    way: dict[str, str],
    look: Callable[[Visitor], None] | None,
):
    visitor = visit(width, **way)
    signed_in(visitor, pat.user)
    walk(visitor, PATIENTS, places, look=look, name=name)


@pytest.mark.slow
def test_the_doors_are_dark_too(visit: Any, places: dict[str, Any]):
    walk(visit(NARROWEST, color_scheme="dark"), OPEN, places, look=is_dark, name="dark")


def test_the_staff_have_their_pages_light(visit: Any, ann: User):
    visitor = visit(PHONE, color_scheme="dark")
    signed_in(visitor, ann)
    ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(240, 244, 245)"
