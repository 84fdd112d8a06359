"""The main job, end to end: a patient in pain, a nurse who sees it and rings."""

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest

from alerts.models import Alert
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_check, make_nurse
from tests.journeys.conftest import DESK, PHONE, Visitor, code_in_the_mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
PASSWORD = "a-long-password-for-ann"


@pytest.fixture
def ann() -> User:
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    nurse.set_password(PASSWORD)
    nurse.save()
    return nurse


@pytest.fixture
def pat(ann: User) -> Patient:
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")


def sign_in_by_code(patient: Visitor, pat: Patient, *, remember: bool = False) -> None:
    patient.go("/sign-in/")
    patient.page.get_by_role("textbox").first.fill(pat.user.email)
    patient.page.locator("main form button[type=submit]").first.click()
    patient.page.wait_for_url("**/sign-in/code/**")
    patient.page.get_by_role("textbox").first.fill(code_in_the_mail())
    if remember:
        patient.page.locator("input[name=remember]").check(force=True)
    patient.page.locator("main form button[type=submit]").first.click()
    patient.page.wait_for_url("**/diary/**")


def sign_in_as_staff(nurse: Visitor) -> None:
    nurse.go("/sign-in/staff/")
    nurse.page.locator("input[type=text], input[type=email]").first.fill("ann")
    nurse.page.locator("input[type=password]").fill(PASSWORD)
    nurse.page.locator("main form button[type=submit]").first.click()
    nurse.page.wait_for_url("**/caseload/**")


def answer(patient: Visitor, question: str, score: int) -> None:
    patient.page.locator(f"input[name={question}][value='{score}']").check()


def send_a_check(patient: Visitor, *, worst: int, now: int) -> None:
    patient.go("/check/")
    answer(patient, "worst", worst)
    answer(patient, "now", now)
    patient.press("Check my answers")
    patient.page.wait_for_url("**/check/answers/**")
    patient.page.get_by_role("button", name="Send").first.click()
    patient.page.wait_for_url("**/thanks/**")


def tab_to(visitor: Visitor, selector: str, words: str = "") -> None:
    """Press Tab until the focus stands on such an element; a keyboard must get there."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate(
            "([selector, words]) => document.activeElement.matches(selector)"
            " && document.activeElement.innerText.includes(words)",
            [selector, words],
        ):
            return
    pytest.fail(f"The keyboard does not reach {selector} {words}")


def test_a_high_score_is_seen_rung_about_and_the_patient_knows(visit: Any, pat: Patient):
    patient, nurse = visit(PHONE), visit(DESK)
    sign_in_by_code(patient, pat)
    patient.check_page("patient-home")
    send_a_check(patient, worst=9, now=8)
    patient.check_page("patient-thanks")

    sign_in_as_staff(nurse)
    nurse.check_page("caseload")
    assert nurse.sees("worst pain 9")
    nurse.page.get_by_role("link", name="Pat Peters").first.click()
    nurse.page.locator(".js-plotly-plot, [data-figure]").first.scroll_into_view_if_needed()
    nurse.page.wait_for_selector(".js-plotly-plot .main-svg")
    nurse.check_page("patient-page")
    nurse.press("Log a contact")
    nurse.page.wait_for_url("**/contact/**")
    nurse.check_page("contact")
    nurse.page.locator("input[name=channel][value=PHONE]").check()
    nurse.page.locator("input[name=outcome][value=SELF_CARE]").check()
    nurse.page.locator("main form button[type=submit]").last.click()
    nurse.page.wait_for_url("**/patients/*/")
    assert not Alert.objects.open().exists()

    patient.go("/diary/")
    assert patient.sees("Seen by Ann")


def test_a_voicemail_leaves_the_alert_open_and_says_so(visit: Any, pat: Patient):
    patient, nurse = visit(PHONE), visit(DESK)
    sign_in_by_code(patient, pat)
    send_a_check(patient, worst=9, now=8)
    sign_in_as_staff(nurse)
    nurse.go(f"/patients/{pat.code}/contact/")
    nurse.page.locator("input[name=channel][value=VOICEMAIL]").check()
    nurse.page.locator("input[name=outcome][value=MESSAGE_LEFT]").check()
    nurse.page.locator("main form button[type=submit]").last.click()
    assert Alert.objects.open().exists()


def test_the_whole_check_works_without_javascript(visit: Any, pat: Patient):
    patient = visit(PHONE, scripts=False)
    sign_in_by_code(patient, pat)
    send_a_check(patient, worst=4, now=2)
    assert PainCheck.objects.get().worst == 4


def test_the_whole_check_works_by_keyboard_alone(visit: Any, pat: Patient):
    patient = visit(DESK)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    tab_to(patient, "input[name=worst]")
    for _ in range(3):
        patient.page.keyboard.press("ArrowRight")
    tab_to(patient, "button", "Check my answers")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/check/answers/**")
    tab_to(patient, "button", "Send")
    patient.page.keyboard.press("Enter")
    patient.page.wait_for_url("**/thanks/**")
    assert PainCheck.objects.get().worst > 0


def test_a_yes_to_danger_shows_the_numbers_and_reaches_the_nurse_before_it_is_sent(
    visit: Any, pat: Patient
):
    patient = visit(PHONE)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    with patient.page.expect_response(lambda response: "keep" in response.url):
        patient.page.locator("input[name=danger]").first.check()
    assert Alert.objects.get().rule == "red_flag"
    patient.check_page("check-danger")


def test_the_second_press_on_send_stores_one_check(visit: Any, pat: Patient):
    patient = visit(PHONE)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    answer(patient, "worst", 3)
    patient.press("Check my answers")
    patient.page.wait_for_url("**/check/answers/**")
    patient.page.get_by_role("button", name="Send").first.dblclick()
    patient.page.wait_for_url("**/thanks/**")
    assert PainCheck.objects.count() == 1


KEPT_BY_THE_WORKER = """async () => {
  const worker = (await navigator.serviceWorker.ready).active.scriptURL;
  const shells = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const files = (await Promise.all(shells.map((shell) => shell.keys()))).flat();
  const urls = [worker, ...files.map((file) => file.url)];
  return Promise.all(urls.map(async (url) => [url, await (await fetch(url)).text()]));
}"""


def everything_of_the_first_visit(visitor: Visitor) -> dict[str, int]:
    """Gzipped bytes by address: the page, its files, the service worker, and what that keeps."""
    sizes = {url: len(gzip.compress(got.body(), 9)) for url, got in visitor.responses.items()}
    for url, text in visitor.page.evaluate(KEPT_BY_THE_WORKER):
        sizes.setdefault(url, len(gzip.compress(text.encode(), 9)))
    return sizes


def test_pages_keep_to_their_weight(visit: Any, pat: Patient, ann: User):
    for number in range(49):
        make_check(PatientFactory(nurse=ann), worst=number % 7)
    patient, nurse = visit(PHONE), visit(DESK)
    sign_in_by_code(patient, pat)
    patient.responses.clear()
    patient.page.reload()
    assert 10_000 < patient.weight() <= 60 * 1024
    first = everything_of_the_first_visit(patient)
    scripts = sum(size for url, size in first.items() if urlsplit(url).path.endswith(".js"))
    assert any(urlsplit(url).path == "/offline/" for url in first)
    assert sum(first.values()) <= 60 * 1024
    assert 3_000 < scripts <= 15 * 1024
    sign_in_as_staff(nurse)
    nurse.responses.clear()
    nurse.page.reload()
    assert 10_000 < nurse.weight() <= 120 * 1024
    make_check(pat, worst=5)
    nurse.responses.clear()
    nurse.go(f"/patients/{pat.code}/")
    nurse.page.locator(".js-plotly-plot, [data-figure]").first.scroll_into_view_if_needed()
    nurse.page.wait_for_selector(".js-plotly-plot .main-svg")
    assert 300_000 < nurse.weight() <= 520 * 1024
