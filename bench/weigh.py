"""python -m bench.weigh: how heavy and how quick the patient's pages are on a poor phone.

Starts PainCheck with the demo's people in a folder of its own, opens each page in Chromium with a
network of 400 kbit/s and 400 ms and a processor slowed 4 times, and writes the table into
docs/weight.md. Exits with 1 where a limit is broken. The machine is shared: only the limits and
the proportions of one run mean something.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)

from tests.journeys.browser import launch
from tests.sinks import free_port

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "weight.md"
MARK = "<!-- weight -->"
# The limits that the patient's side is held to; bytes are as they travel, compressed.
FIRST_PAGE_BYTES, SCRIPT_BYTES = 60 * 1024, 15 * 1024
FIRST_LCP, REPEAT_LCP, MOST_CLS, MOST_INP = 2.5, 1.5, 0.02, 100.0
SLOW_NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
SLOWER_PROCESSOR = 4
PHONE: ViewportSize = {"width": 360, "height": 740}
ROUNDS = 3  # the middle one counts: a neighbour on the machine can spoil one
PAGES = {
    "Home": "/diary/",
    "The check": "/check/",
    "Looking back": "/diary/days/",
    "Prepare for your visit": "/diary/visit/",
    "My medicines": "/diary/medicines/",
    "Messages": "/diary/messages/",
    "My team": "/diary/team/",
    "Reminders": "/diary/reminders/",
    "Call me": "/diary/call/",
    "Learn about pain": "/diary/learn/",
    "When to call": "/diary/learn/when-to-call/",
    "Take my data with me": "/diary/take/",
    "The thanks, with bad pain": "",  # filled in by `begin`, which sends a check
    "The body map": "/fuller/where/",
    "No network": "/offline/",
}
WATCH = """
window.weighed = {lcp: 0, cls: 0, inp: 0};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) weighed.lcp = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) weighed.cls += one.value;
}).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    if (one.interactionId) weighed.inp = Math.max(weighed.inp, one.duration);
}).observe({type: 'event', durationThreshold: 16, buffered: true});
"""


@dataclass(frozen=True)
class Weight:
    """One page: bytes over the network, seconds of LCP, CLS, milliseconds of the slowest press."""

    page: str
    bytes: int
    script_bytes: int
    first_lcp: float
    repeat_lcp: float
    cls: float
    inp: float

    def broken(self) -> list[str]:
        limits = [
            ("weight of the first page", self.bytes, FIRST_PAGE_BYTES),
            ("scripts", self.script_bytes, SCRIPT_BYTES),
            ("LCP", self.first_lcp, FIRST_LCP),
            ("LCP on return", self.repeat_lcp, REPEAT_LCP),
            ("CLS", self.cls, MOST_CLS),
            ("INP", self.inp, MOST_INP),
        ]
        return [
            f"{self.page}: {name} {is_:g} > {most:g}" for name, is_, most in limits if is_ > most
        ]


@contextmanager
def demo_site() -> Iterator[str]:
    """The address of a PainCheck of its own, with the demo's people."""
    with tempfile.TemporaryDirectory(prefix="paincheck-weigh-") as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        env = {
            **os.environ,
            "DEMO": "1",
            "SECRET_KEY": "only-for-weighing-never-for-signing-anything-real",
            "SITE_URL": address,
            "VAR_DIR": folder,
        }
        for work in (["migrate", "--verbosity", "0"], ["demo"]):
            subprocess.run([sys.executable, "manage.py", *work], cwd=ROOT, env=env, check=True)
        web = [sys.executable, "-m", "gunicorn", "paincheck.wsgi", "--bind", f"127.0.0.1:{port}"]
        server = subprocess.Popen(
            [*web, "--threads", "4", "--log-level", "error"], cwd=ROOT, env=env
        )
        try:
            _wait_for(f"{address}/healthz/live")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def sign_in(context: BrowserContext, address: str) -> None:
    """As the demo's first patient, with no brake yet."""
    page = context.new_page()
    page.goto(f"{address}/demo/")
    patients = page.locator("details", has=page.locator("summary", has_text="Patient,"))
    form = patients.locator("form[action*='/demo/as/']").first
    form.evaluate("form => form.submit()")
    page.wait_for_url("**/diary/**")
    page.close()


def begin(browser: Browser, address: str) -> tuple[StorageState, str]:
    """Sends a bad check and begins a fuller one. Who is signed in, and the path of the thanks."""
    context = browser.new_context(viewport=PHONE)
    sign_in(context, address)
    page = context.new_page()
    page.goto(f"{address}/check/")
    page.locator("input[name=worst][value='8']").check(force=True)
    page.get_by_role("button", name="Check my answers").click()
    page.wait_for_url("**/check/answers/**")
    page.get_by_role("button", name="Send").first.click()
    page.wait_for_url("**/thanks/**")
    thanks = page.url.removeprefix(address)
    page.goto(f"{address}/fuller/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/fuller/where/**")
    who = context.storage_state()
    context.close()
    return who, thanks


def weigh(browser: Browser, who: StorageState, name: str, url: str) -> Weight:
    rounds = [_one_round(browser, who, url) for _ in range(ROUNDS)]

    def middle(what: str) -> float:
        return sorted(one[what] for one in rounds)[ROUNDS // 2]

    return Weight(
        page=name,
        bytes=int(middle("bytes")),
        script_bytes=int(middle("script_bytes")),
        first_lcp=middle("first_lcp") / 1000,
        repeat_lcp=middle("repeat_lcp") / 1000,
        cls=middle("cls"),
        inp=middle("inp"),
    )


def _one_round(browser: Browser, who: StorageState, url: str) -> dict[str, float]:
    """The first visit with an empty cache, then a second one in the same browser."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        storage_state=who,
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    came = _slow_down(context, page)
    first = _visit(page, url)
    if url.endswith(PAGES["No network"]):
        # Its files are weighed as they came; its times are the phone's own, where it is kept.
        url = url.removesuffix(PAGES["No network"]) + PAGES["Home"]
        _cut_off(context, page, url)
        first = _visit(page, url)
    sizes = {
        "bytes": sum(came.values()),
        "script_bytes": sum(size for (kind, _), size in came.items() if kind == "Script"),
    }
    repeat = _visit(page, url)
    context.close()
    return {
        **sizes,
        "first_lcp": first["lcp"],
        "repeat_lcp": repeat["lcp"],
        "cls": max(first["cls"], repeat["cls"]),
        "inp": max(first["inp"], repeat["inp"]),
    }


def _cut_off(context: BrowserContext, page: Page, url: str) -> None:
    """Without a network, once the phone keeps the page that stands in for all others."""
    page.goto(url, wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1000)
    context.set_offline(True)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_NETWORK | {"offline": True})


def _slow_down(context: BrowserContext, page: Page) -> dict[tuple[str, str], int]:
    """Brakes on; the bytes of whatever comes over the network are counted in what is given back."""
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    kinds: dict[str, str] = {}
    came: dict[tuple[str, str], int] = {}

    def heard(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event.get("type", "")

    def finished(event: dict[str, Any]) -> None:
        one = event["requestId"]
        came[(kinds.get(one, ""), one)] = int(event["encodedDataLength"])

    wire.on("Network.responseReceived", heard)
    wire.on("Network.loadingFinished", finished)
    return came


def _visit(page: Page, url: str) -> dict[str, float]:
    page.goto(url, wait_until="networkidle")
    assert page.url == url, f"{url} led to {page.url}"
    page.wait_for_timeout(500)
    _press(page)
    page.wait_for_timeout(300)
    return dict(page.evaluate("window.weighed"))


def _press(page: Page) -> None:
    """A few presses and some typing, as far as the page has anything for it."""
    boxes = page.locator("main input[type=radio]:visible")
    for place in range(min(boxes.count(), 4)):
        boxes.nth(place).tap(force=True)
    text = page.locator("main textarea:visible")
    if text.count():
        text.first.type("It hurts at night", delay=20)
    if not boxes.count():
        page.locator("main h1").tap()


def table(weights: list[Weight]) -> str:
    head = (
        "| page | KB | of it scripts | LCP, s | LCP on return, s | CLS | INP, ms |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    rows = "".join(
        f"| {one.page} | {one.bytes / 1024:.1f} | {one.script_bytes / 1024:.1f} | "
        f"{one.first_lcp:.2f} | {one.repeat_lcp:.2f} | {one.cls:.3f} | {one.inp:.0f} |\n"
        for one in weights
    )
    limits = (
        f"| limit | {FIRST_PAGE_BYTES // 1024} | {SCRIPT_BYTES // 1024} | {FIRST_LCP} | "
        f"{REPEAT_LCP} | {MOST_CLS} | {MOST_INP:.0f} |\n"
    )
    return head + rows + limits


def main() -> int:
    with demo_site() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        who, thanks = begin(browser, address)
        weights = [
            weigh(browser, who, name, address + (path or thanks)) for name, path in PAGES.items()
        ]
        browser.close()
    print(table(weights))
    before, _ = re.split(re.escape(MARK), DOCS.read_text(), maxsplit=1)
    DOCS.write_text(f"{before}{MARK}\n{table(weights)}")
    broken = [words for one in weights for words in one.broken()]
    for words in broken:
        print(f"BROKEN {words}")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
