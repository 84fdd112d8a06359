"""PDFs: a Typst template of ours and a dict in, bytes out.

All text goes in as data, never into the template, so that what somebody wrote stays words. Typst
cannot be stopped from within, so each PDF is set in a process of its own that has a ceiling.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SETTER = Path(__file__).with_name("typesetter.py")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "pdf"
SECONDS = 20
LONGEST_DATA = 8_000_000  # bytes of JSON: ten years of checks with full notes
BIGGEST_PDF = 40_000_000  # bytes


class NotSet(Exception):
    """There is no PDF: too much, too slow, or a mistake in a template."""


def pdf(template: str, told: dict[str, Any]) -> bytes:
    """`template` is a file's name in templates/pdf. Raises NotSet."""
    data = json.dumps(told).encode()
    if len(data) > LONGEST_DATA:
        raise NotSet(f"{template}: {len(data)} bytes of text are too many for one PDF")
    try:
        done = subprocess.run(  # noqa: S603  a program of ours; what was written goes in by stdin
            [sys.executable, "-I", str(SETTER), str(TEMPLATES / template)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise NotSet(f"{template}: not set within {SECONDS} s") from None
    if done.returncode or len(done.stdout) > BIGGEST_PDF:
        # What Typst says may repeat the patient's words: it is not passed on.
        raise NotSet(f"{template}: exit {done.returncode}, {len(done.stdout)} bytes")
    return done.stdout
