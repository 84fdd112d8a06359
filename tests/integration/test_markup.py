"""What a screen reader is told on each page of a patient: headings, landmarks, tables, names."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from diaries.models import Patient
from tests.journeys.test_every_page import OPEN, PATIENTS, ann, pat, places

__all__ = ["ann", "pat", "places"]  # everyone and everything that a page can be about

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EMPTY = {"input", "meta", "link", "img", "br", "hr", "path", "rect", "circle", "line"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
# Roles that say what the element does not; everything else says it by being what it is.
ROLES = {
    "alert", "button", "img", "status", "region", "note", "group", "presentation", "list",
}  # fmt: skip
Tag = tuple[str, dict[str, str]]


class Page(HTMLParser):
    """All tags of a page in order, with what stands in each `th`, `caption` and heading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in names]


def address_of(route: str, places: dict[str, Any]) -> str:
    for name, value in places.items():
        route = route.replace(f"<{name}>", str(value))
    return f"/{route}"


walked: dict[str, Page] = {}  # read once for all tests: what they look at does not change


@pytest.fixture
def pages(client: Client, request: pytest.FixtureRequest) -> dict[str, Page]:
    if not walked:
        walked.update(
            walk(client, request.getfixturevalue("pat"), request.getfixturevalue("places"))
        )
    return walked


def walk(client: Client, pat: Patient, places: dict[str, Any]) -> dict[str, Page]:
    found = {}
    for routes, who in ((OPEN, None), (PATIENTS, pat.user)):
        if who:
            client.force_login(who)
        for route in routes:
            answer = client.get(address_of(route, places))
            assert answer.status_code == 200, route
            found[route] = Page(answer.content.decode())
    return found


def test_headings_begin_with_one_h1_and_leave_no_step_out(pages: dict[str, Page]):
    for route, page in pages.items():
        steps = [HEADINGS.index(tag) + 1 for tag, _ in page.tags if tag in HEADINGS]
        assert steps.count(1) == 1, route
        # A card above the h1 tells first whom to ring.
        after = steps[steps.index(1) :]
        assert all(b - a <= 1 for a, b in zip(after, after[1:], strict=False)), (route, steps)


def test_landmarks_have_names_of_their_own(pages: dict[str, Page]):
    for route, page in pages.items():
        assert len(page.all("main")) == 1, route
        # A section without a name is no landmark.
        names = [
            (tag, attrs.get("aria-label") or attrs.get("aria-labelledby"))
            for tag, attrs in page.tags
            if tag in {"nav", "aside"} or (tag == "section" and "aria-label" in " ".join(attrs))
        ]
        assert all(name for _, name in names), (route, names)
        assert len(set(names)) == len(names), (route, names)


def test_a_table_says_what_it_is_and_which_way_its_heads_point(pages: dict[str, Page]):
    seen = 0
    for route, page in pages.items():
        assert len(page.all("table")) == len(page.all("caption")), route
        assert all(head.get("scope") in {"col", "row"} for head in page.all("th")), route
        seen += len(page.all("table"))
    assert seen >= 3


def test_names_point_at_something_and_no_id_stands_twice(pages: dict[str, Page]):
    for route, page in pages.items():
        ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
        assert [one for one, number in ids.items() if number > 1] == [], route
        for tag, attrs in page.tags:
            for told_by in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                wanted = set(attrs.get(told_by, "").split())
                assert wanted <= ids.keys(), (route, tag, told_by, wanted - ids.keys())


def test_everything_to_fill_in_has_a_label(pages: dict[str, Page]):
    for route, page in pages.items():
        labelled = {label.get("for") for label in page.all("label")}
        for field in page.all("input", "select", "textarea"):
            if field.get("type") in {"hidden", "submit"} or field.get("id") in labelled:
                continue
            assert field.get("aria-label") or field.get("aria-labelledby"), (route, field)


def test_nothing_plain_is_dressed_up_with_a_role(pages: dict[str, Page]):
    for route, page in pages.items():
        for tag, attrs in page.tags:
            role = attrs.get("role")
            assert role is None or role in ROLES, (route, tag, role)
            if role == "button":
                assert (tag, attrs.get("draggable")) == ("a", "false"), (route, attrs)
            if role == "img":
                assert attrs.get("aria-labelledby") or attrs.get("aria-label"), (route, attrs)


def said(html: str, role: str) -> list[Tag]:
    return [(tag, attrs) for tag, attrs in Page(html).tags if attrs.get("role") == role]


def test_that_a_draft_is_kept_is_said_aloud(client: Client, pat: Patient):
    client.force_login(pat.user)
    kept = [attrs for _, attrs in said(client.get("/check/").content.decode(), "status")]
    assert any("data-kept" in attrs for attrs in kept)
    assert any("data-danger-kept" in attrs for attrs in kept)


def test_what_was_done_is_said_aloud(client: Client, pat: Patient, places: dict[str, Any]):
    """A message sent, a dose taken back: the banner that tells of it is an alert."""
    client.force_login(pat.user)
    page = client.get("/diary/messages/").context["signed"]
    text = "My tablets are nearly gone."
    presses: list[tuple[str, dict[str, Any]]] = [
        ("/diary/messages/", {"page": page, "text": text}),
        (f"/diary/medicines/doses/{places['uuid:dose_id']}/take-back/", {}),
    ]
    for path, told in presses:
        html = client.post(path, told, follow=True).content.decode()
        assert said(html, "alert"), path
        assert not said(client.get("/diary/").content.decode(), "alert"), "and once"


def test_what_is_wrong_is_said_aloud(client: Client, pat: Patient):
    client.force_login(pat.user)
    for path in ("/diary/messages/", "/check/", "/diary/medicines/dose/earlier/"):
        answer = client.post(path, {})
        html = answer.content.decode()
        assert answer.status_code == 422, path
        assert said(html, "alert"), path
        assert "Error: " in html.split("</title>")[0], path
