"""The fuller check in a browser: by touch, by keyboard, without scripts, and the nurse's view."""

from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from diaries.models import FullerCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_check, make_fuller, make_nurse
from tests.journeys.conftest import ON_A_PHONE_FIRST, PHONE, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import sign_in_by_code, tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.fixture
def ann() -> User:
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")


@pytest.fixture
def pat(ann: User) -> Patient:
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")


def on_page(visitor: Visitor, step: str) -> None:
    visitor.page.wait_for_url(f"**/fuller/{step}/")


def tick(visitor: Visitor, name: str, *values: str) -> None:
    for value in values:
        visitor.page.locator(f"input[name={name}][value='{value}']").check()


def go_on(visitor: Visitor, to: str) -> None:
    visitor.press("Save and go on")
    on_page(visitor, to)


@ON_A_PHONE_FIRST
def test_the_whole_fuller_check_by_touch(visit: Any, pat: Patient, ann: User, width: int) -> None:
    patient = visit(width)
    check = make_check(pat, worst=4)
    signed_in(patient, pat.user)
    patient.go(f"/check/{check.pk}/thanks/")
    patient.check_page("fuller-offer")
    patient.press("Tell us more")
    patient.press("Begin")
    on_page(patient, "where")
    for place in ("B_LOWER_BACK", "F_THIGH_R", "F_HEAD"):
        patient.page.locator(f"[data-place={place}]").click()
    patient.page.locator("[data-place=F_HEAD]").click()  # a slip, taken back
    assert patient.sees("You marked: Right thigh, front, Lower back")
    assert patient.page.locator("input[name=sites]:checked").count() == 2
    patient.check_page("fuller-where")
    go_on(patient, "most")
    tick(patient, "most", "B_LOWER_BACK")
    patient.check_page("fuller-most")
    go_on(patient, "like")
    tick(patient, "like", "BURNING", "SHOOTING")
    patient.check_page("fuller-like")
    go_on(patient, "way")
    patient.check_page("fuller-way")
    patient.press("Skip these questions")
    on_page(patient, "relief")
    tick(patient, "relief", "30")
    patient.check_page("fuller-relief")
    go_on(patient, "regular")
    tick(patient, "regular", "SOME")
    patient.check_page("fuller-regular")
    go_on(patient, "why")
    patient.check_page("fuller-why")
    go_on(patient, "flares")
    patient.page.locator("input[name=flares]").fill("2")
    patient.check_page("fuller-flares")
    go_on(patient, "flare")
    tick(patient, "flare_worst", "6")
    patient.check_page("fuller-flare")
    go_on(patient, "flare_times")
    tick(patient, "flare_time_1", "EVENING")
    patient.check_page("fuller-flare-times")
    go_on(patient, "gut")
    tick(patient, "constipation", "MILD")
    patient.check_page("fuller-gut")
    go_on(patient, "mind")
    tick(patient, "confusion", "SEVERE")
    patient.check_page("fuller-mind")
    go_on(patient, "others")
    assert patient.sees("What you told us may be a danger sign. Ring now.")
    assert Alert.objects.get(patient=pat).rule == "red_flag"
    patient.check_page("fuller-danger")
    go_on(patient, "tried")
    tick(patient, "tried", "HEAT", "REST")
    patient.check_page("fuller-tried")
    go_on(patient, "helped")
    tick(patient, "helped_HEAT", "YES")
    patient.check_page("fuller-helped")
    go_on(patient, "worries")
    patient.check_page("fuller-worries")
    go_on(patient, "goal")
    tick(patient, "goal", "3")
    patient.check_page("fuller-goal")
    go_on(patient, "answers")
    patient.check_page("fuller-answers")
    patient.press("Send to my team")
    patient.page.wait_for_url("**/fuller/sent/**")
    patient.check_page("fuller-sent")
    told = FullerCheck.objects.get()
    assert told.sent_at is not None
    assert told.pain_check == check


def test_the_list_beneath_the_drawing_does_the_same_by_keyboard(visit: Any, pat: Patient) -> None:
    patient = visit(PHONE)
    signed_in(patient, pat.user)
    patient.go("/fuller/")
    tab_to(patient, "button", "Begin")
    patient.page.keyboard.press("Enter")
    on_page(patient, "where")
    tab_to(patient, "input[value=F_NECK]")
    patient.page.keyboard.press("Space")
    drawn = patient.page.locator("[data-place=F_NECK]")
    assert "bodymap__place--marked" in (drawn.get_attribute("class") or "")
    assert patient.sees("You marked: Throat")
    tab_to(patient, "button", "Save and go on")
    patient.page.keyboard.press("Enter")
    on_page(patient, "like")
    assert FullerCheck.objects.get().answers["sites"] == ["F_NECK"]


def test_without_scripts_there_is_no_drawing_that_does_not_answer(visit: Any, pat: Patient) -> None:
    patient = visit(PHONE, scripts=False)
    sign_in_by_code(patient, pat)
    patient.go("/fuller/")
    patient.press("Begin")
    on_page(patient, "where")
    assert not patient.page.locator(".bodymap").is_visible()
    tick(patient, "sites", "ALL_OVER")
    go_on(patient, "like")
    patient.press("Save and stop")
    patient.page.wait_for_url("**/diary/")
    assert patient.sees("You began to tell us more")
    patient.press("Go on")
    patient.press("Go on")
    on_page(patient, "way")


def test_a_mistake_is_said_at_the_question_and_nothing_is_lost(visit: Any, pat: Patient) -> None:
    patient = visit(PHONE)
    signed_in(patient, pat.user)
    make_fuller(pat, sites=("F_HEAD",))
    patient.go("/fuller/flares/")
    patient.page.locator("input[name=flares]").fill("a few")
    patient.press("Save and go on")
    patient.page.get_by_role("alert").wait_for()
    patient.check_page("fuller-wrong")
    assert patient.page.locator("input[name=flares]").input_value() == "a few"


@ON_A_PHONE_FIRST
def test_the_nurse_reads_it_beside_what_is_new(
    visit: Any, pat: Patient, ann: User, width: int
) -> None:
    now = timezone.now()
    make_check(pat, at=now, worst=4)
    make_fuller(
        pat, at=now, sent_at=now, sites=("B_LOWER_BACK", "F_THIGH_R"), most="B_LOWER_BACK",
        like=("BURNING",), like_other="like a hot wire", relief="30", regular="SOME",
        why_not=("WORRIED",), flares=2, flare_worst=6, constipation="SEVERE", bowel_days=3,
        tried=("HEAT",), helped=(("HEAT", "YES"),), goal=3,
    )  # fmt: skip
    nurse = visit(width)
    signed_in(nurse, ann)
    nurse.go(f"/patients/{pat.code}/")
    assert nurse.sees("like a hot wire")
    nurse.page.locator("#fuller").scroll_into_view_if_needed()
    nurse.check_page("fuller-nurse")
