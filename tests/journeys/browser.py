"""The Chromium of the stories and of `make weigh`; `deploy/assets.py --for-tests` brings it."""

import os
from pathlib import Path

from playwright.sync_api import Browser, Playwright

BUILD = Path(__file__).resolve().parent.parent.parent / "build"
CHROMIUM = BUILD / "chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def launch(playwright: Playwright) -> Browser:
    """Raises FileNotFoundError where there is no Chromium yet. Nothing is downloaded here."""
    program = CHROMIUM / "chromium"
    if not program.exists():
        raise FileNotFoundError(
            "There is no Chromium: run `python deploy/assets.py --for-tests` first."
        )
    return playwright.chromium.launch(
        executable_path=str(program),
        args=FLAGS.split(),
        env={
            **os.environ,
            "LD_LIBRARY_PATH": str(CHROMIUM / "lib"),
            "FONTCONFIG_FILE": str(CHROMIUM / "fonts.conf"),
        },
    )
