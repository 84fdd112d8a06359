"""The few tags that a drawing is made of, as strings; every value is escaped."""

from collections.abc import Iterable
from html import escape

Value = str | float


def tag(name: str, *, classes: str, content: str = "", **attributes: Value) -> str:
    """One element; `content` is markup made here or escaped text."""
    written = "".join(
        f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items()
    )
    opening = f'<{name} class="{escape(classes)}"{written}'
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def line(classes: str, d: str) -> str:
    """A path that is never filled. Says so itself: without the stylesheet it is still a line."""
    return tag("path", classes=classes, d=d, fill="none", stroke="currentColor")


def area(name: str, *, classes: str, **attributes: Value) -> str:
    """A faint surface behind others; faint without the stylesheet too, never a black box."""
    return tag(name, classes=classes, content="", fill_opacity=".1", **attributes)


def text(x: float, y: float, words: str, *, classes: str = "", anchor: str = "start") -> str:
    return tag(
        "text",
        classes=f"drawing__text {classes}".strip(),
        content=escape(words),
        x=x,
        y=y,
        text_anchor=anchor,
    )


def picture(name: str, width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A whole drawing that stands for one picture, with the sentence that says the same."""
    return tag(
        "svg",
        classes=f"drawing {name}",
        content="".join(parts),
        viewBox=f"0 0 {n(width)} {n(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
        focusable="false",
    )


def n(number: float) -> str:
    """At most one decimal: a tenth of a unit cannot be seen, and the page stays small."""
    return f"{round(number, 1):g}"


def _value(value: Value) -> str:
    return escape(value) if isinstance(value, str) else n(value)
