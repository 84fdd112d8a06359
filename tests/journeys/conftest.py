"""A real browser for the stories, which fails a story at the first sign of trouble.

Chromium and axe come from `deploy/assets.py --for-tests`; nothing is downloaded at run time.
"""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, Playwright, Response

from tests.journeys.browser import BUILD, launch

SCREENS = BUILD / "screens"
PHONE, TABLET, DESK = 360, 768, 1280
_SLOW = pytest.mark.slow
# Both sides at every width, and in the quick run at the one that they are mostly used at.
ON_A_PHONE_FIRST = pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=_SLOW)])
AT_A_DESK_FIRST = pytest.mark.parametrize(
    "width", [DESK, pytest.param(TABLET, marks=_SLOW), pytest.param(PHONE, marks=_SLOW)]
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In forced colours Chromium paints the reader's own colours, and axe reads the ones they replaced
# (-webkit-text-fill-color): there is no contrast of ours to be judged. Of what is right it would
# else describe each element too, which is most of its work.
AXE = """async tags => (await axe.run(document, {
  runOnly: {type: 'tag', values: tags},
  resultTypes: ['violations'],
  rules: {'color-contrast': {enabled: !matchMedia('(forced-colors: active)').matches}},
})).violations.map(rule => `${rule.id}: ${rule.nodes.slice(0, 3).map(node => node.target)}`)"""

# Playwright's sync interface runs an event loop in this thread, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


class Visitor:
    """Somebody in front of a browser window; collects what must not happen."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.trouble: list[str] = []
        self.responses: dict[str, Response] = {}
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._got)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press the button or link with this name."""
        target = self.page.get_by_role("button", name=name, exact=True)
        if not target.count():
            target = self.page.get_by_role("link", name=name, exact=True)
        target.first.click()

    def sees(self, words: str) -> bool:
        return words in " ".join(self.page.locator("body").inner_text().split())

    def check_page(self, name: str) -> None:
        """Take its picture, and hold it against axe."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size["width"]
        self.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
        # A bar that stays in sight lies over something wherever the page is scrolled to.
        self.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        self.page.evaluate((BUILD / "axe.min.js").read_text())
        wrong = self.page.evaluate(AXE, TAGS)
        assert not wrong, f"axe on {name} at {width} px: {wrong}"
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not wide, f"{name} scrolls sideways at {width} px"

    def weight(self) -> int:
        """Bytes of the page and all that it asked for, gzipped, since `responses` was cleared."""
        self.page.wait_for_load_state("networkidle")
        return sum(len(gzip.compress(got.body(), 9)) for got in self.responses.values())

    def _heard(self, message: Any) -> None:
        expected = "422" in message.text or "404" in message.text
        if message.type == "error" and not expected:
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.trouble.append(f"request to another host: {request.url}")

    def _got(self, response: Response) -> None:
        if response.ok and not response.url.startswith("data:"):
            self.responses[response.url] = response


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens a window of its own for each visitor; at the end nobody may have met trouble."""
    visitors: list[Visitor] = []

    def open_window(width: int = PHONE, *, scripts: bool = True, **way: Any) -> Visitor:
        """way: as Playwright's new_context has it (color_scheme, forced_colors, reduced_motion)."""
        context = chromium.new_context(
            **way,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context.new_page(), live_server.url))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.page.context.close()
        assert visitor.trouble == []


def code_in_the_mail() -> str:
    """The six digits that were sent last."""
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
