"""UK mobile numbers as people write them, and as they are stored: +447700900123. Plain."""

import re

_MOBILE = re.compile(r"^\+447\d{9}$")
_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015]")


def mobile(typed: str) -> str | None:
    """The stored form of a UK mobile number; None where it is not one."""
    signs = _BETWEEN.sub("", typed)
    if signs.startswith("0044"):
        signs = "+44" + signs[4:]
    elif signs.startswith("44"):
        signs = "+" + signs
    elif signs.startswith("0"):
        signs = "+44" + signs[1:]
    if signs.startswith("+440"):  # +44 (0)7700 ...
        signs = "+44" + signs[4:]
    return signs if signs.isascii() and _MOBILE.match(signs) else None


def as_written(stored: str) -> str:
    """As people write it: 07700 900123. Any other number stays as it is."""
    return f"0{stored[3:7]} {stored[7:]}" if _MOBILE.match(stored) else stored
