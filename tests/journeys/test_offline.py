"""A phone whose network is gone: checks are kept, sent once each in their order, and forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Playwright

from alerts.models import Alert
from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_nurse
from tests.journeys.browser import program
from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import answer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]

READY = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
# All that a page of this address can reach on the phone.
KEPT = """async () => {
  const rows = {};
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      rows[`${name}.${store}`] = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
    }
    base.close();
  }
  return {
    rows,
    session: { ...sessionStorage },
    local: { ...localStorage },
  };
}"""
CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const held = await (await cache.match(url)).text();
      found[new URL(url).pathname] = held;
    }
  }
  return found;
}"""


@pytest.fixture
def ann() -> User:
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")


@pytest.fixture
def pat(ann: User) -> Patient:
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")


@pytest.fixture
def phone(visit: Callable[..., Visitor], pat: Patient) -> Visitor:
    """Pat's phone: signed in, and the shell is on it."""
    visitor = visit(PHONE)
    has_shell(visitor, pat)
    return visitor


def has_shell(visitor: Visitor, patient: Patient) -> None:
    signed_in(visitor, patient.user)
    visitor.page.wait_for_function(READY)


def network(visitor: Visitor, *, on: bool) -> None:
    visitor.page.context.set_offline(not on)


def is_expected(visitor: Visitor) -> None:
    """The console says of each request that there was no network, or nobody signed in."""
    noise = ("ERR_INTERNET_DISCONNECTED", "403 (Forbidden)")
    visitor.trouble[:] = [said for said in visitor.trouble if not any(n in said for n in noise)]


def write(visitor: Visitor, worst: int, **more: Any) -> None:
    """A check on the page without a network."""
    form = visitor.page.locator("#offline form")
    form.wait_for()
    answer(visitor, "worst", worst)
    for name, value in more.items():
        visitor.page.locator(f"[name={name}][value='{value}']").check()
    visitor.press("Save on this phone")
    visitor.page.get_by_text("Saved on this phone. Nobody has seen it yet.").wait_for()


def kept(visitor: Visitor) -> dict[str, Any]:
    return dict(visitor.page.evaluate(KEPT))


def unsent(visitor: Visitor) -> list[dict[str, Any]]:
    return list(kept(visitor)["rows"].get("paincheck.unsent", []))


def switched_on(playwright: Playwright, folder: Path, address: str) -> Visitor:
    """The same phone, its worker started anew: all that it remembers stands in the folder."""
    context = playwright.chromium.launch_persistent_context(
        folder, viewport={"width": PHONE, "height": 800}, locale="en-GB",
        timezone_id="Europe/London", **program(),
    )  # fmt: skip
    context.set_default_timeout(10_000)
    return Visitor(context.pages[0], address)


def test_three_checks_without_a_network_are_sent_once_each_in_their_order(
    playwright: Playwright, live_server: Any, tmp_path: Path, pat: Patient
):
    phone = switched_on(playwright, tmp_path, live_server.url)
    has_shell(phone, pat)
    network(phone, on=False)
    phone.go("/diary/")
    assert phone.sees("There is no network")
    # S20: the shell carries the numbers to ring.
    phone.page.get_by_role("link", name=pat.team.site.urgent_phone).last.wait_for()
    phone.check_page("offline-empty")
    write(phone, 3)
    phone.check_page("offline-saved")
    phone.press("Write another check")
    assert phone.sees("since your last check")  # S9
    write(phone, 9)
    assert phone.sees("If your pain is still this bad, ring now")
    phone.check_page("offline-saved-severe")
    phone.press("Write another check")
    write(phone, 5, danger="yes", danger_items="FEVER")
    assert phone.sees("You said yes to a danger sign. Ring now.")
    phone.check_page("offline-saved-danger")
    written = [row["body"]["answered_at"] for row in unsent(phone)]
    assert written == sorted(written)
    assert not PainCheck.objects.exists()

    is_expected(phone)
    assert phone.trouble == []
    phone.page.context.close()
    phone = switched_on(playwright, tmp_path, live_server.url)
    signed_in(phone, pat.user)
    phone.page.get_by_text("The 3 checks that were saved on this phone are sent now.").wait_for()
    phone.check_page("offline-sent")
    phone.go("/diary/")
    phone.page.wait_for_load_state("networkidle")
    checks = list(PainCheck.objects.order_by("received_at"))
    assert [int(check.worst) for check in checks] == [3, 9, 5]
    assert [check.answered_at.isoformat(timespec="milliseconds") for check in checks] == [
        at.replace("Z", "+00:00") for at in written
    ]
    assert all(check.offline for check in checks)
    assert unsent(phone) == []
    assert phone.trouble == []
    phone.page.context.close()


def test_no_page_with_health_data_is_ever_in_a_cache(phone: Visitor, pat: Patient):
    day = timezone.localdate().isoformat()
    phone.go("/check/")
    answer(phone, "worst", 8)
    phone.press("Check my answers")
    phone.press("Send to my team")
    phone.page.wait_for_url("**/thanks/**")
    for path in ("/diary/", "/diary/days/", f"/diary/days/{day}/", "/diary/team/", "/diary/goal/",
                 "/check/", "/phones/", "/sign-out/"):  # fmt: skip
        phone.go(path)
    held = phone.page.evaluate(CACHED)
    pages = [path for path in held if not path.startswith("/static/")]
    assert pages == ["/offline/"]
    for text in held.values():
        assert "Pat" not in text.replace("Path", "").replace("Pattern", "") or "Peters" not in text
        assert pat.code not in text
        assert pat.team.site.team_phone not in text


def test_answers_whose_page_could_not_be_sent_are_kept(phone: Visitor, pat: Patient):
    phone.go("/check/")
    answer(phone, "worst", 6)
    phone.page.get_by_label("Is there anything you want your nurse to know?").fill("bad night")
    network(phone, on=False)
    phone.press("Check my answers")
    phone.page.get_by_text("Your page could not be sent. Here are your answers.").wait_for()
    assert phone.page.locator("input[name=worst][value='6']").is_checked()
    assert phone.page.locator("[name=note]").input_value() == "bad night"
    phone.check_page("offline-not-sent")
    network(phone, on=True)
    phone.go("/diary/")
    for _ in range(50):
        if [row["name"] for row in kept(phone)["rows"]["paincheck.kept"]] == ["here"]:
            break
        phone.page.wait_for_timeout(200)
    draft = CheckDraft.objects.get(patient=pat)
    assert (draft.answers["worst"], draft.answers["note"]) == ("6", "bad night")
    assert kept(phone)["rows"]["paincheck.unsent"] == []
    assert [row["name"] for row in kept(phone)["rows"]["paincheck.kept"]] == ["here"]
    is_expected(phone)


def test_what_waits_is_never_shown_to_or_sent_by_another(phone: Visitor, pat: Patient, ann: User):
    other = PatientFactory(nurse=ann, first_name="Olga", last_name="Olsen")
    network(phone, on=False)
    phone.go("/diary/")
    write(phone, 9)
    network(phone, on=True)
    phone.page.context.clear_cookies()  # an idle sign-out: the sign-in is over, the phone the same
    signed_in(phone, other.user)
    phone.page.wait_for_load_state("networkidle")
    assert not phone.sees("saved on this phone")
    network(phone, on=False)
    phone.go("/check/")
    phone.page.locator("#offline form").wait_for()
    assert not phone.page.locator("#offline-saved").is_visible()
    network(phone, on=True)
    phone.go("/sign-out/")
    phone.page.wait_for_load_state("networkidle")
    assert not phone.sees("not sent yet.")
    phone.press("Sign out")
    phone.page.wait_for_url("**/sign-in/**")
    assert not PainCheck.objects.exists()
    [row] = unsent(phone)
    assert row["body"]["worst"] == 9
    assert kept(phone)["rows"]["paincheck.kept"] == []

    signed_in(phone, pat.user)
    phone.page.get_by_text("The check that was saved on this phone is sent now.").wait_for()
    assert PainCheck.objects.get().patient == pat
    is_expected(phone)


def test_a_sign_out_with_nothing_unsent_leaves_an_empty_phone(phone: Visitor):
    assert kept(phone)["rows"]["paincheck.kept"]
    phone.go("/sign-out/")
    phone.page.wait_for_load_state("networkidle")
    phone.press("Sign out")
    phone.page.wait_for_url("**/sign-in/**")
    assert kept(phone) == {"rows": {}, "session": {}, "local": {}}
    assert all(
        path == "/offline/" or path.startswith("/static/") for path in phone.page.evaluate(CACHED)
    )
    network(phone, on=False)
    phone.go("/diary/")
    phone.page.get_by_text("nobody is signed in on this phone").wait_for()
    assert not phone.page.locator("#offline form").is_visible()
    assert phone.page.get_by_role("link", name="111").first.is_visible()
    phone.check_page("offline-nobody")
    is_expected(phone)


@pytest.mark.parametrize(
    ("press", "left", "sent"),
    [
        ("Send now", 0, 2),
        ("Keep on this phone for me, and sign out", 2, 0),
        ("Delete for ever, and sign out", 0, 0),
    ],
)
def test_a_chosen_sign_out_asks_first_what_to_do_with_the_unsent(
    phone: Visitor, press: str, left: int, sent: int
):
    network(phone, on=False)
    phone.go("/diary/")
    write(phone, 3)
    phone.press("Write another check")
    write(phone, 4)
    phone.page.route("**/api/checks/", lambda route: route.abort())
    network(phone, on=True)
    phone.go("/sign-out/")
    phone.page.get_by_text("2 checks on this phone are not sent yet.").wait_for()
    phone.check_page("offline-sign-out")
    phone.page.unroute("**/api/checks/")
    phone.press(press)
    if sent:
        phone.page.get_by_text("All is sent now. You can sign out.").wait_for()
        phone.press("Sign out")
    phone.page.wait_for_url("**/sign-in/**")
    assert len(unsent(phone)) == left
    assert PainCheck.objects.count() == sent
    if not left:
        assert kept(phone) == {"rows": {}, "session": {}, "local": {}}
    phone.trouble[:] = [said for said in phone.trouble if "ERR_" not in said]


def test_an_idle_sign_out_deletes_nothing_that_is_unsent(phone: Visitor, pat: Patient):
    network(phone, on=False)
    phone.go("/diary/")
    write(phone, 7)
    phone.page.context.clear_cookies()
    network(phone, on=True)
    phone.page.reload()  # the sign-in is over
    phone.page.wait_for_url("**/sign-in/**")
    assert len(unsent(phone)) == 1
    assert not PainCheck.objects.exists()
    signed_in(phone, pat.user)
    phone.page.get_by_text("The check that was saved on this phone is sent now.").wait_for()
    assert PainCheck.objects.count() == 1
    is_expected(phone)


@pytest.mark.parametrize("refusal", ["() => { throw new Error() }", "full"])
def test_a_phone_that_keeps_nothing_says_so(phone: Visitor, refusal: str):
    full = (
        "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    script = full if refusal == "full" else f"indexedDB.open = {refusal}"
    phone.page.context.add_init_script(script)
    network(phone, on=False)
    phone.go("/diary/")
    if refusal == "full":
        answer(phone, "worst", 8)
        phone.press("Save on this phone")
    phone.page.get_by_text("Not saved. This phone does not let us keep anything.").wait_for()
    assert not phone.page.locator("#offline-saved").is_visible()
    assert phone.page.get_by_role("link", name="999").first.is_visible()
    if refusal == "full":
        assert phone.page.locator("input[name=worst][value='8']").is_checked()
        assert phone.sees("If your pain is still this bad, ring now")
    phone.check_page(f"offline-refused-{'full' if refusal == 'full' else 'private'}")
    is_expected(phone)


def test_a_check_that_the_server_refuses_stays_and_is_shown_with_why(phone: Visitor):
    network(phone, on=False)
    phone.go("/diary/")
    phone.page.clock.set_fixed_time(timezone.now() - timedelta(days=4000))
    write(phone, 5)
    phone.page.clock.set_fixed_time(timezone.now())
    network(phone, on=True)
    phone.go("/diary/")
    phone.page.get_by_text("The time of this check lies before your diary began.").wait_for()
    phone.check_page("offline-not-taken")
    assert len(unsent(phone)) == 1
    phone.press("Delete it from this phone")
    phone.page.get_by_text("The time of this check lies before your diary began.").wait_for(
        state="detached"
    )
    assert unsent(phone) == []
    assert not PainCheck.objects.exists()
    is_expected(phone)


def test_a_check_on_which_the_server_fails_holds_up_no_other(phone: Visitor):
    failing = []

    def fail_first(route: Any) -> None:
        failing.append(route.request.post_data_json["key"])
        if failing[-1] == failing[0]:
            route.fulfill(status=500)
        else:
            route.continue_()

    phone.page.context.route("**/api/checks/", fail_first)
    network(phone, on=False)
    phone.go("/diary/")
    write(phone, 5)
    phone.press("Write another check")
    write(phone, 6)
    network(phone, on=True)
    phone.go("/diary/")
    phone.page.get_by_text("1 check is saved on this phone.").wait_for()
    assert [row["body"]["key"] for row in unsent(phone)] == failing[:1]
    assert PainCheck.objects.get().worst == 6
    phone.page.context.unroute("**/api/checks/")
    phone.trouble[:] = [said for said in phone.trouble if "500" not in said]
    is_expected(phone)


def test_an_old_severe_score_tells_the_nurse_its_age(
    phone: Visitor, visit: Callable[..., Visitor], pat: Patient, ann: User
):
    network(phone, on=False)
    phone.go("/diary/")
    phone.page.clock.set_fixed_time(timezone.now() - timedelta(days=3))
    write(phone, 9)
    network(phone, on=True)
    phone.go("/diary/")
    phone.page.get_by_text("is sent now").wait_for()
    for _ in range(50):  # the rules look after the answer has gone out
        if Alert.objects.exists():
            break
        phone.page.wait_for_timeout(100)
    assert Alert.objects.get(rule="severe_pain").level == "AMBER"
    nurse = visit(DESK)
    signed_in(nurse, ann)
    nurse.go(f"/patients/{pat.code}/")
    assert nurse.sees("worst pain 9 (sent 3 days late): how is it now?")
    assert nurse.sees("Written offline")
    nurse.check_page("offline-nurse")
    is_expected(phone)


def test_a_call_that_could_not_be_asked_for_says_so_first(phone: Visitor):
    phone.page.context.set_offline(True)
    phone.go("/diary/call/")
    assert phone.sees("Your call was not asked for")
    assert phone.page.locator("[data-call] a[href='tel:999']").is_visible()
    phone.go("/diary/")
    assert not phone.sees("Your call was not asked for")


def test_a_mistake_is_told_and_nothing_is_saved(phone: Visitor):
    network(phone, on=False)
    phone.go("/check/")
    phone.page.locator("#offline form").wait_for()
    phone.press("Save on this phone")
    phone.page.get_by_text("Choose a number for your worst pain.").wait_for()
    phone.check_page("offline-wrong")
    answer(phone, "worst", 5)
    phone.page.locator("[name=extra_doses]").fill("two")
    phone.press("Save on this phone")
    phone.page.get_by_text("Put the number of extra doses in figures, from 0 to 50.").wait_for()
    assert unsent(phone) == []
    is_expected(phone)
