"""What the nurse's charts weigh over the wire: served and compressed as in earnest.

The demo's own site runs under gunicorn (bench.weigh); the browser counts each byte that comes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bench.weigh import demo_site

pytestmark = [pytest.mark.slow, pytest.mark.once]

FIRST_VISIT, LATER_VISIT = 520 * 1024, 60 * 1024  # bytes


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with demo_site() as address:
        yield address


def counted(page: Page) -> list[int]:
    """The bytes of whatever comes over the network from now on, a number for each."""
    came: list[int] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda one: came.append(int(one["encodedDataLength"])))
    return came


def as_a_nurse(browser: Browser, site: str) -> tuple[Any, str]:
    """What a nurse's browser knows once she is in, and the address of a patient of hers."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/demo/")
    nurses = page.locator("form[action*='/demo/as/']", has_text="Grace")
    nurses.first.evaluate("form => form.submit()")
    page.wait_for_url("**/caseload/**")
    patient = page.locator("a[href^='/patients/'][data-row], [data-row] a, .caseload a").first
    address = patient.get_attribute("href") or ""
    state = context.storage_state()
    context.close()
    return state, address.split("?")[0].split("#")[0]


def visit(page: Page, url: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.locator("[data-figure]").first.scroll_into_view_if_needed()
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("rest", ["", "consultation/"])
def test_a_chart_keeps_to_its_weight_on_the_first_visit_and_after(
    chromium: Browser, site: str, rest: str
) -> None:
    state, patient = as_a_nurse(chromium, site)
    page = chromium.new_context(storage_state=state).new_page()
    came = counted(page)
    visit(page, f"{site}{patient}{rest}")
    first = sum(came)
    came.clear()
    visit(page, f"{site}{patient}{rest}?range=42")
    later = sum(came)
    page.context.close()
    assert 300_000 < first <= FIRST_VISIT
    assert 3_000 < later <= LATER_VISIT
