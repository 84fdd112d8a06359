"""'Tackling cancer pain' on a patient's phone, and a site's own film and booklet."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from diaries.learning import MODULES
from diaries.models import ModuleRead, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory
from tests.integration.checking import text_of
from tests.integration.test_staff_pages import make_staff

MARK = "/diary/learn/medicines/read/"
TAKE_BACK = "/diary/learn/medicines/unread/"


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


def test_the_team_page_leads_to_what_there_is_to_read(phone: Client) -> None:
    assert 'href="/diary/learn/"' in text_of(phone.get("/diary/team/"))
    page = text_of(phone.get("/diary/learn/"))
    for module in MODULES:
        assert f'href="/diary/learn/{module.code}/"' in page
        assert module.title in page


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.code)
def test_a_module_is_whole_and_has_the_numbers_to_ring(phone: Client, module) -> None:
    answer = phone.get(f"/diary/learn/{module.code}/")
    page = text_of(answer)
    for section in module.sections:
        assert section.title in page
        for words in (*section.says, *section.points):
            assert words.replace("’", "&#x27;") in page or words in page
    assert 'href="tel:01134960002"' in page
    assert "Example advice, to be approved by a clinician." in page
    assert module.sources[0].url in page


def test_when_to_ring_has_the_agreed_plan_first_then_the_numbers(
    pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    Patient.objects.filter(pk=pat.pk).update(care_plan="Stay at home and ring Ann.")
    page = text_of(signed_in(pat.user).get("/diary/learn/when-to-call/"))
    places = [page.index(words) for words in ("Stay at home", "tel:01134960002", "Ring 999 at")]
    assert places == sorted(places)


def test_when_to_ring_says_that_nobody_reads_at_night(
    pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(NOON + timedelta(hours=10), tick=False):
        page = text_of(signed_in(pat.user).get("/diary/learn/when-to-call/"))
    assert "Nobody reads this before Wednesday at 9am." in page


def test_a_module_that_there_is_not_is_a_404(phone: Client) -> None:
    for address in ("/diary/learn/moon/", "/diary/learn/x%00/"):
        assert phone.get(address).status_code == 404
    for address in ("/diary/learn/moon/read/", "/diary/learn/moon/unread/"):
        assert phone.post(address).status_code == 404
    assert not ModuleRead.objects.exists()


def test_a_second_tap_is_one_mark_and_one_line_of_the_trail(phone: Client, pat: Patient) -> None:
    for _ in range(2):
        assert phone.post(MARK).url == "/diary/learn/medicines/#mark"
    assert ModuleRead.objects.get().patient == pat
    assert AuditEvent.objects.filter(action="module.read", patient_id=pat.pk).count() == 1
    assert "You marked this as read." in text_of(phone.get("/diary/learn/medicines/"))


def test_the_mark_is_taken_back_and_a_second_time_nothing_happens(phone: Client) -> None:
    phone.post(MARK)
    for _ in range(2):
        assert phone.post(TAKE_BACK).status_code == 302
    assert not ModuleRead.objects.exists()
    assert AuditEvent.objects.filter(action="module.unread").count() == 1
    assert "Mark as read" in text_of(phone.get("/diary/learn/medicines/"))


def test_nothing_is_marked_by_looking(phone: Client) -> None:
    for module in MODULES:
        phone.get(f"/diary/learn/{module.code}/")
    assert phone.get(MARK).status_code == 405
    assert not ModuleRead.objects.exists()


def test_marks_are_not_counted_and_not_praised(phone: Client) -> None:
    for module in MODULES:
        phone.post(f"/diary/learn/{module.code}/read/")
    page = text_of(phone.get("/diary/learn/"))
    for words in ("5 of 5", "All done", "Well done", "finished", "%"):
        assert words not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_another_patients_marks_are_hers(
    phone: Client, signed_in: Callable[[User], Client]
) -> None:
    other = PatientFactory()
    phone.post(MARK)
    assert "Mark as read" in text_of(signed_in(other.user).get("/diary/learn/medicines/"))


def test_the_booklet_holds_every_module_and_numbers_that_are_true_at_any_hour(
    pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(NOON + timedelta(days=4), tick=False):  # Saturday
        page = text_of(signed_in(pat.user).get("/diary/learn/booklet/"))
    for module in MODULES:
        assert page.count(f'id="{module.code}"') == 1
    assert page.index("0113 496 0002") > page.index(MODULES[-1].sections[-1].title)
    assert "from Monday" not in page
    assert "follow your plan first" in page


@pytest.mark.parametrize("page", ["/diary/learn/", "/diary/learn/medicines/"])
def test_a_page_takes_the_same_few_queries_whatever_was_read(
    phone: Client, page: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for module in MODULES:
        phone.post(f"/diary/learn/{module.code}/read/")
    with django_assert_max_num_queries(14):
        phone.get(page)


def test_a_site_without_a_film_shows_no_empty_place_for_it(phone: Client) -> None:
    assert "PainCheck)" not in text_of(phone.get("/diary/learn/"))


FILM, PDF = "https://hospice.example/film", "https://hospice.example/pain.pdf"


@pytest.fixture
def manager(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(make_staff("MANAGER", site=pat.team.site))


def settings_of(pat: Patient, **changes: str) -> dict[str, str]:
    site = pat.team.site
    kept = ("name", "nation", "team_phone", "urgent_phone", "out_of_hours_phone", "role_email")
    same = {name: getattr(site, name) for name in (*kept, "messages_read_within_days")}
    return same | changes


def test_a_sites_own_film_and_booklet_are_links_that_say_whose_they_are(
    pat: Patient, manager: Client, signed_in: Callable[[User], Client]
) -> None:
    site = pat.team.site
    sent = settings_of(pat, film_url=FILM, booklet_url=PDF)
    assert manager.post(f"/sites/{site.pk}/", sent).status_code == 302
    assert FILM in text_of(manager.get("/sites/"))
    page = text_of(signed_in(pat.user).get("/diary/learn/"))
    for address, words in (
        (FILM, f"Film about pain from {site.name} (leaves PainCheck)"),
        (PDF, f"Booklet about pain from {site.name} (PDF, leaves PainCheck)"),
    ):
        assert f'<a href="{address}" rel="noreferrer">{words}</a>' in page
    assert "<iframe" not in page
    assert "<video" not in page


@pytest.mark.parametrize("field", ["film_url", "booklet_url"])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("http://hospice.example/film", "Enter an address that begins with https://"),
        ("ftp://hospice.example/film", "Enter an address that begins with https://"),
        ("javascript:alert(1)", "Enter a web address, like https://www.example.org/"),
        ("the film on the shelf", "Enter a web address, like https://www.example.org/"),
        ("https://hospice.example/\x00", "Null characters are not allowed"),
        ("https://hospice.example/" + "x" * 100_000, "at most 200 characters"),
        ("https://hospice.example/\u202efilm 🎬", "Enter a web address"),
    ],
)
def test_an_address_that_is_not_https_is_refused_with_a_sentence(
    pat: Patient, manager: Client, field: str, typed: str, sentence: str
) -> None:
    site = pat.team.site
    answer = manager.post(f"/sites/{site.pk}/", settings_of(pat, **{field: typed}))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    site.refresh_from_db()
    assert getattr(site, field) == ""
