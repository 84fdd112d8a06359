"""The Chromium of the stories and of `make weigh`; `deploy/assets.py --for-tests` brings it."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

BUILD = Path(__file__).resolve().parent.parent.parent / "build"
CHROMIUM = BUILD / "chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def program() -> dict[str, Any]:
    """How Chromium is started. Raises FileNotFoundError where there is none; nothing is fetched."""
    path = CHROMIUM / "chromium"
    if not path.exists():
        raise FileNotFoundError(
            "There is no Chromium: run `python deploy/assets.py --for-tests` first."
        )
    return {
        "executable_path": str(path),
        "args": FLAGS.split(),
        "env": {
            **os.environ,
            "LD_LIBRARY_PATH": str(CHROMIUM / "lib"),
            "FONTCONFIG_FILE": str(CHROMIUM / "fonts.conf"),
        },
    }


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(**program())
