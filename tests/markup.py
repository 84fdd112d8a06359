"""Reads a page's markup in tests as a small tree, with the standard library alone."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "img", "hr"}


class Element:
    """One element; `one()` and `all()` find those below it by tag and attributes."""

    def __init__(self, tag: str, attrs: dict[str, str | None], parent: "Element | None") -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Element] = []
        self.said: list[str | Element] = []

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name) or ""

    def all(self, tag: str = "", **attrs: str) -> "list[Element]":
        return [
            one
            for one in self._below()
            if tag in ("", one.tag) and all(one[key.rstrip("_")] == v for key, v in attrs.items())
        ]

    def one(self, tag: str = "", **attrs: str) -> "Element":
        (found,) = self.all(tag, **attrs)
        return found

    def within(self, tag: str) -> "Element":
        return self if self.tag == tag else self.parent.within(tag) if self.parent else self

    @property
    def text(self) -> str:
        said = [one if isinstance(one, str) else f" {one.text} " for one in self.said]
        return " ".join("".join(said).split())

    def _below(self) -> "Iterator[Element]":
        for child in self.children:
            yield child
            yield from child._below()


class Reader(HTMLParser):
    """Reads markup, and fails where an element is closed that was not open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.here = Element("", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs}, self.here)
        self.here.children.append(element)
        self.here.said.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.said.append(data)


def read(html: str) -> Element:
    return Reader(html).root
