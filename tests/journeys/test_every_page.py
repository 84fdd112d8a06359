"""Every page, at both widths, held against axe; nothing scrolls sideways or asks another host."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone

from clinicians.actions.introduction import open_for
from clinicians.actions.learning import log_visit
from clinicians.actions.notes import write_note
from diaries.actions import care, medicines, requests
from diaries.models import Patient
from paincheck.accounts.actions import invitations
from paincheck.accounts.models import Leave, Role, User
from tests.factories import (
    PatientFactory,
    make_alert,
    make_check,
    make_fuller,
    make_nurse,
    make_task,
)
from tests.journeys.conftest import AT_A_DESK_FIRST, ON_A_PHONE_FIRST, Visitor, code_in_the_mail
from tests.journeys.trial_pages import TRIAL
from tests.test_house_rules import our_views

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]

OPEN = [
    "sign-in/",
    "sign-in/staff/",
    "sign-in/closed/",
    "welcome/",
    "password/forgotten/",
    "password/forgotten/sent/",
    "password/new/done/",
    "demo/",
    "reminders/stop/<uuid:stop_key>/",
    "offline/",
]
PATIENTS = [
    "diary/",
    "diary/days/",
    "diary/days/<day:on>/",
    "diary/visit/",
    "diary/learn/",
    "diary/learn/booklet/",
    "diary/learn/<slug:code>/",
    "diary/medicines/",
    "diary/medicines/dose/",
    "diary/medicines/dose/earlier/",
    "diary/medicines/doses/<uuid:dose_id>/",
    "diary/medicines/<int:medication_id>/left-off/",
    "diary/take/",
    "diary/team/",
    "diary/call/",
    "diary/messages/",
    "diary/promise/",
    "diary/goal/",
    "diary/reminders/",
    "diary/start/reminders/",
    "diary/start/check/",
    "diary/asked/<uuid:request_id>/",
    "check/",
    "check/<uuid:check_id>/change/",
    "check/<uuid:check_id>/thanks/",
    "fuller/",
    "fuller/<slug:name>/",
    "fuller/answers/",
    "fuller/sent/<uuid:fuller_id>/",
    "phones/",
    "sign-out/",
]
STAFF = [
    "caseload/",
    "caseload/today/",
    "my-settings/",
    "promises/",
    "patients/register/",
    "patients/<code>/",
    "patients/<code>/contact/",
    "patients/<code>/contacts/<int:contact_id>/slip/",
    "patients/<code>/messages/",
    "patients/<code>/alerts/<int:alert_id>/close/",
    "patients/<code>/alerts/<int:alert_id>/put-off/",
    "patients/<code>/tasks/add/",
    "patients/<code>/tasks/<int:task_id>/done/",
    "patients/<code>/tasks/<int:task_id>/move/",
    "tasks/",
    "how-quickly/",
    "engagement/",
    "engagement/<slug:slug>/",
    "patients/<code>/medicines/add/",
    "patients/<code>/medicines/<int:medication_id>/dose/",
    "patients/<code>/medicines/<int:medication_id>/stop/",
    "patients/<code>/medicines/changes/<int:change_id>/",
    "patients/<code>/medicines/changes/<int:change_id>/effect/",
    "patients/<code>/medicines/left-off/<int:said_id>/",
    "patients/<code>/notes/add/",
    "patients/<code>/notes/<int:note_id>/",
    "patients/<code>/edit/",
    "patients/<code>/transfer/",
    "patients/<code>/letter/",
    "patients/<code>/check/",
    "patients/<code>/introduction/",
    "patients/<code>/introduction/not-done/",
    "patients/<code>/introduction/card/",
    "patients/<code>/booklet/",
    "patients/<code>/situation/",
    "introductions/",
    "help/",
    "help/roles/<slug:role>/",
    "help/lessons/<slug:lesson>/",
    "help/example/",
    "help/guide/",
    "help/support-visits/",
    "help/support-visits/<int:visit_id>/strike/",
    "patients/<code>/consultation/",
    "patients/<code>/papers/",
    "patients/<code>/thresholds/",
    "sites/<int:site_id>/thresholds/",
    "password/",
    "staff/",
    "staff/add/",
    "staff/<int:user_id>/",
    "staff/<int:user_id>/close/",
    "staff/<int:user_id>/hand-over/",
    "teams/",
    "teams/add/",
    "teams/<int:team_id>/",
    "leave/",
    "sites/",
    "sites/<int:site_id>/",
    "sites/<int:site_id>/hours/",
    "alerts/nobody-told/",
    "alerts/load/",
    "deliveries/",
]
# Told in a story of their own below, or in test_main_job.
IN_STORIES = [
    "diary/start/",
    "sign-in/code/",
    "check/answers/",
    "welcome/address/",
    "jobs/<uuid:job_id>/",
    "thresholds/preview/<uuid:job_id>/",
]
# Without a page of their own: presses, parts for scripts and programs, and doors that lead on.
NO_PAGE = [
    "",
    "healthz",
    "healthz/live",
    "healthz/ready",
    "metrics",
    "sw.js",
    "manifest.webmanifest",
    "banners/",
    "stay/",
    "thresholds/",
    "sign-in/code/again/",
    "sign-in/something-else/",
    "sign-in/as/<int:device_id>/",
    "^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "demo/as/<int:user_id>/",
    "phones/<int:device_id>/forget/",
    "staff/<int:user_id>/open/",
    "staff/<int:user_id>/link/",
    "leave/<int:leave_id>/cancel/",
    "sites/<int:site_id>/live/",
    "diary/medicines/doses/<uuid:dose_id>/helped/",
    "diary/medicines/doses/<uuid:dose_id>/take-back/",
    "diary/medicines/left-off/<int:said_id>/take-back/",
    "diary/too-unwell/",
    "diary/visit/questions/<uuid:key>/",
    "diary/charts/",
    "diary/learn/<slug:code>/read/",
    "diary/learn/<slug:code>/unread/",
    "diary/take/fhir/",
    "diary/take/pdf/",
    "diary/take/table/",
    "diary/visit.pdf",
    "diary/pause/",
    "diary/resume/",
    "diary/reminders/stop/",
    "diary/reminders/pause/",
    "diary/start/talk/",
    "check/<uuid:check_id>/",  # leads to its day in the diary
    "check/keep/",
    "check/clear/",
    "check/kept/",
    "patients/<code>/alerts/<int:alert_id>/take/",
    "patients/<code>/alerts/<int:alert_id>/give-back/",
    "patients/<code>/alerts/<int:alert_id>/open-again/",
    "patients/<code>/tasks/<int:task_id>/undo/",
    "patients/<code>/medicines/left-off/<int:said_id>/take-back/",
    "patients/<code>/notes/<int:note_id>/strike/",
    "patients/<code>/phones/forget/",
    "patients/<code>/consultation/notes/<int:note_id>/strike/",
    "patients/<code>/papers/<slug:paper>/",
    "patients/<code>/take-over/",
    "help/lessons/<slug:lesson>/read/",
    "help/guide.pdf",
    "help/practice/begin/",
    "help/practice/put-away/",
    "engagement/file/<slug:form>/",
    "caseload/news/",
    "caseload/reviewed/",
    "caseload/reviewed/undo/",
    "patients/<code>/alerts/look-again/",
    "deliveries/again/",
    "deliveries/<uuid:delivery_id>/again/",
    "deliveries/<uuid:delivery_id>/works/",
    "jobs/progress/<uuid:job_id>/",
    "jobs/<uuid:job_id>/cancel/",
    "jobs/<uuid:job_id>/again/",
    "jobs/<uuid:job_id>/file/",
]


def test_no_page_is_forgotten_here():
    routes = {route for route, _ in our_views(get_resolver().url_patterns)}
    pages = {route for route in routes if not route.startswith("api/")}
    walked = {*OPEN, *PATIENTS, *STAFF, *IN_STORIES, *NO_PAGE, *TRIAL}
    assert pages - walked == set()
    assert walked - pages == set()


@pytest.fixture
def ann() -> User:
    """Ann is nurse, lead nurse and manager, so that one walk passes all of the staff's pages."""
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    site = nurse.team_places.get().team.site
    for role in ("MANAGER", "LEAD_NURSE"):
        Role.objects.create(user=nurse, role=role, site=site)
    return nurse


@pytest.fixture
def pat(ann: User) -> Patient:
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters", pain_goal=3)


FULLER = {"sites": ("B_LOWER_BACK", "F_THIGH_R"), "most": "B_LOWER_BACK", "flares": 2, "goal": 3}


@pytest.fixture
def places(ann: User, pat: Patient) -> dict[str, Any]:
    """One of everything that a page can be about, by its name in the addresses."""
    now = timezone.now()
    scores = {"worst": 8, "average": 5, "least": 2, "now": 6}
    check = make_check(pat, at=now, note="It is worse at night.", **scores)
    make_check(pat, at=now - timedelta(days=1), worst=10, average=9)  # the longest words
    request = requests.ask_for_contact(
        patient=pat, key=uuid.uuid4(), today=True, too_unwell=True, by=pat.user, now=now
    )
    medication = care.start_medication(
        patient=pat, name="Morphine", route="by mouth", purpose="REGULAR",
        dose="10 mg twice a day", on=date(2026, 1, 5), by=ann, now=now,
    )  # fmt: skip
    dose = medicines.note_dose(
        patient=pat, key=uuid.uuid4(), taken_at=now - timedelta(hours=1), medication=None,
        by=pat.user, now=now,
    )  # fmt: skip
    left_off = medicines.say_no_longer_taken(
        medication=medication, key=uuid.uuid4(), why="It made me sick", by=pat.user, now=now
    )
    note = write_note(
        patient=pat, key=uuid.uuid4(), text="Her son has the spare key.", by=ann, now=now
    )
    make_fuller(pat, at=now, **FULLER)
    open_for(patient=pat, by=ann, now=now)
    Leave.objects.create(nurse=ann, first_date=date(2030, 1, 1), last_date=date(2030, 1, 9))
    team = ann.team_places.get().team
    visit = log_visit(
        team=team, key=uuid.uuid4(), on=date(2026, 1, 5), who="Sam", what="First questions",
        by=ann, now=now,
    )  # fmt: skip
    colleague = make_nurse(team=team, first_name="Bea", last_name="Bell", sign_in_name="bea")
    return {
        "code": pat.code,
        "slug:name": "where",
        "uuid:fuller_id": make_fuller(pat, sent_at=now, **FULLER).pk,
        "slug:code": "when-to-call",
        "slug:slug": "checks",
        "uuid:check_id": check.pk,
        "uuid:dose_id": dose.pk,
        "uuid:request_id": request.pk,
        "uuid:stop_key": uuid.uuid4(),
        "day:on": check.day,
        "int:alert_id": make_alert(pat, due_at=now).pk,
        "int:task_id": make_task(pat).pk,
        "int:contact_id": pat.contacts.create(
            nurse=ann, channel="PHONE", outcome="SELF_CARE", at=now, recorded_at=now
        ).pk,
        "int:medication_id": medication.pk,
        "int:change_id": medication.changes.get().pk,
        "int:said_id": left_off.pk,
        "int:note_id": note.note_id,
        "int:user_id": colleague.pk,
        "slug:role": "nurse",
        "slug:lesson": "an-alert",
        "int:visit_id": visit.pk,
        "int:team_id": team.pk,
        "int:site_id": team.site_id,
    }


def signed_in(visitor: Visitor, who: User) -> None:
    """By the demo's door: how a person signs in is another story."""
    visitor.go("/demo/")
    form = visitor.page.locator(f"form[action$='/demo/as/{who.pk}/']").first
    form.evaluate("form => form.submit()")
    visitor.page.wait_for_url(lambda url: "/demo/" not in url)


def walk(
    visitor: Visitor,
    routes: list[str],
    places: dict[str, Any],
    *,
    look: Callable[[Visitor], None] | None = None,
    name: str = "page",
) -> None:
    """look: what else is to be done on each page before it is held against axe."""
    for route in routes:
        path = route
        for place, value in places.items():
            path = path.replace(f"<{place}>", str(value))
        visitor.go(f"/{path}")
        assert visitor.page.url.endswith(f"/{path}"), f"/{path} led to {visitor.page.url}"
        assert visitor.page.locator("h1").count() == 1, f"/{path} has no heading of its own"
        assert not visitor.sees("Page not found"), path
        words = "".join(sign if sign.isalnum() else "-" for sign in route).strip("-")
        if look:
            look(visitor)
        visitor.check_page(f"{name}-{words}")


@ON_A_PHONE_FIRST
def test_pages_without_a_sign_in(visit: Any, places: dict[str, Any], width: int):
    walk(visit(width), OPEN, places)


@ON_A_PHONE_FIRST
def test_pages_of_a_patient(visit: Any, pat: Patient, places: dict[str, Any], width: int):
    visitor = visit(width)
    signed_in(visitor, pat.user)
    walk(visitor, PATIENTS, places)
    visitor.go("/check/")
    visitor.page.locator("input[name=worst][value='4']").check()
    visitor.page.locator("input[name=least][value='6']").check()
    visitor.press("Check my answers")
    visitor.page.wait_for_url("**/check/answers/**")
    visitor.check_page("page-check-answers-crossed")
    visitor.press("change your numbers")
    visitor.page.wait_for_url("**/check/#ask-worst")
    asked = visitor.page.locator("#ask-worst legend").bounding_box()
    assert asked
    assert asked["y"] >= 0, "the question is off the screen"
    assert visitor.page.evaluate("document.activeElement === document.body"), "0 looks chosen"


@AT_A_DESK_FIRST
def test_pages_of_the_staff(visit: Any, ann: User, places: dict[str, Any], width: int):
    visitor = visit(width)
    signed_in(visitor, ann)
    walk(visitor, STAFF, places)


@ON_A_PHONE_FIRST
def test_the_page_for_the_code(visit: Any, pat: Patient, width: int):
    visitor = visit(width)
    visitor.go("/sign-in/")
    visitor.page.get_by_role("textbox").first.fill(pat.user.email)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url("**/sign-in/code/**")
    assert code_in_the_mail().isdigit()
    visitor.check_page("page-sign-in-code")


@ON_A_PHONE_FIRST
def test_pages_that_say_what_is_wrong(visit: Any, pat: Patient, ann: User, width: int):
    patient, nurse = visit(width), visit(width)
    signed_in(patient, pat.user)
    patient.go("/check/")
    patient.press("Check my answers")
    patient.page.get_by_role("alert").wait_for()
    patient.check_page("page-check-wrong")
    patient.go("/caseload/")
    patient.check_page("page-not-found")
    signed_in(nurse, ann)
    nurse.go(f"/patients/{pat.code}/contact/")
    nurse.page.locator("main form button[type=submit]").last.click()
    nurse.page.get_by_role("alert").wait_for()
    nurse.check_page("page-contact-wrong")


@ON_A_PHONE_FIRST
def test_the_pages_of_the_letter(visit: Any, pat: Patient, ann: User, width: int):
    code = invitations.invite(user=pat.user, by=ann, now=timezone.now())
    visitor = visit(width)
    visitor.go("/welcome/")
    number, letter = visitor.page.get_by_role("textbox").all()[:2]
    number.fill(pat.code)
    letter.fill(code)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url("**/welcome/address/**")
    visitor.check_page("page-welcome-address")
