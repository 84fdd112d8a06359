"""'Help and learning': lessons, practice patients that count nowhere, support, the guide."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from alerts.actions.rounds import escalate
from alerts.models import Alert
from alerts.queries import open_alerts
from clinicians.actions import practice
from clinicians.actions.caseload import hand_over
from clinicians.actions.learning import log_visit, mark_read
from clinicians.learning import LESSON, LESSONS
from clinicians.models import LessonRead, SupportVisit
from clinicians.queries.caseload import caseload
from clinicians.queries.learning import practice_patients, reminder_for
from clinicians.queries.today import done_today
from diaries.models import Message, PainCheck, Patient
from paincheck.accounts.models import Role, Site, User
from paincheck.audit.models import AuditEvent
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory, make_alert, make_nurse, make_task
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
KEY = UUID("6a0f6f8b-0d0c-4a52-9d21-6f4d5a1f7a01")


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


@pytest.fixture
def made(desk: Client, ann: User, now: datetime) -> list[Patient]:
    """Ann pressed 'Make my practice patients'."""
    desk.post("/help/practice/begin/", {"key": str(KEY)})
    return list(practice_patients(ann))


# The practice caseload.


def test_one_press_makes_four_patients_with_diaries_and_open_alerts(
    desk: Client, ann: User, made: list[Patient]
) -> None:
    assert len(made) == 4
    assert {patient.world for patient in made} == {"PRACTICE"}
    assert {patient.team for patient in made} == {ann.team_places.get().team}
    assert all(PainCheck.objects.filter(patient=patient).count() >= 4 for patient in made)
    levels = set(Alert.objects.open().filter(patient__in=made).values_list("level", flat=True))
    assert levels == {"RED", "AMBER"}
    assert text_of(desk.get("/help/")).count("Begin anew") == 1


def test_a_second_press_makes_no_second_four(desk: Client, ann: User, made: list[Patient]) -> None:
    desk.post("/help/practice/begin/", {"key": str(KEY)})
    assert list(practice_patients(ann)) == made
    assert Patient.objects.filter(world="PRACTICE").count() == 4


def test_begin_anew_puts_the_old_ones_away(desk: Client, ann: User, made: list[Patient]) -> None:
    desk.post("/help/practice/begin/", {"key": str(uuid4())})
    fresh = list(practice_patients(ann))
    assert len(fresh) == 4
    assert not set(fresh) & set(made)
    assert not Alert.objects.open().filter(patient__in=made).exists()


def test_put_away_takes_them_off_the_caseload_and_touches_no_other(
    desk: Client, ann: User, bea: User, pat: Patient, made: list[Patient], now: datetime
) -> None:
    by_hand = PatientFactory(nurse=ann, world="PRACTICE")
    practice.begin(key=uuid4(), by=bea, now=now)
    desk.post("/help/practice/put-away/")
    assert not practice_patients(ann).exists()
    assert practice_patients(bea).count() == 4
    left = Patient.objects.filter(status="ACTIVE")
    assert {pat, by_hand} <= set(left)
    assert Patient.objects.filter(pk=made[0].pk, status="DISCHARGED").exists()


def test_who_was_put_away_is_found_by_no_search_and_on_no_list(
    desk: Client, ann: User, made: list[Patient], now: datetime, signed_in: SignIn
) -> None:
    put = made[0]
    gone = PatientFactory(nurse=ann, first_name=put.first_name, status="DISCHARGED")
    make_task(put, what="Ring Rose again", due_on=now.date())
    Role.objects.create(user=ann, role="LEAD_NURSE", site=put.team.site)
    desk = signed_in(ann)
    pages = [f"/caseload/?q={put.code}", f"/api/caseload/?q={put.code}&show=site", "/tasks/"]
    assert all(put.first_name in desk.get(page).content.decode() for page in pages)
    desk.post("/help/practice/put-away/")
    Message.objects.create(
        patient=put, key=uuid4(), author=put.user or ann, from_patient=True, text="Hello",
        sent_at=now, promised_by=now,
    )  # fmt: skip
    for page in (*pages, "/caseload/?show=team", "/caseload/?show=site", "/api/caseload/"):
        assert put.last_name not in desk.get(page).content.decode(), page
    found = desk.get("/caseload/", {"q": put.first_name}).content.decode()
    assert gone.last_name in found
    assert put.last_name not in found
    assert desk.get(f"/patients/{put.code}/").status_code == 200, "the trail's link still opens"


def test_whoever_is_in_no_team_is_told_so(signed_in: SignIn, ann: User, now: datetime) -> None:
    ann.team_places.all().delete()
    said = text_of(signed_in(ann).post("/help/practice/begin/", {"key": str(KEY)}, follow=True))
    assert "You are in no team" in said
    assert not Patient.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\x00", "🙂"])
def test_a_press_without_a_key_makes_nobody(desk: Client, key: str) -> None:
    assert desk.post("/help/practice/begin/", {"key": key}).status_code == 302
    assert not Patient.objects.exists()


PAGES = [
    "", "contact/", "messages/", "edit/", "transfer/", "letter/", "check/", "situation/",
    "introduction/", "introduction/not-done/", "introduction/card/", "booklet/", "papers/",
    "consultation/", "thresholds/", "medicines/add/", "tasks/add/", "notes/add/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_practice_patient_says_practice(desk: Client, ann: User, page: str) -> None:
    patient = PatientFactory(nurse=ann, world="PRACTICE")
    answer = desk.get(f"/patients/{patient.code}/{page}")
    assert answer.status_code == 200
    assert "PRACTICE" in text_of(answer).upper()


def test_pages_about_one_thing_of_a_practice_patient_say_practice(
    desk: Client, made: list[Patient]
) -> None:
    alert = Alert.objects.filter(patient__in=made, rule="severe_pain").get()
    medicine = alert.patient.medications.first()
    here = f"/patients/{alert.patient.code}"
    for page in (
        f"alerts/{alert.pk}/close/", f"alerts/{alert.pk}/put-off/",
        f"medicines/{medicine.pk}/dose/", f"medicines/{medicine.pk}/stop/",
    ):  # fmt: skip
        assert "PRACTICE: this patient is made up" in text_of(desk.get(f"{here}/{page}")), page


def test_a_real_patients_page_does_not_say_practice(desk: Client, pat: Patient) -> None:
    assert "PRACTICE" not in text_of(desk.get(f"/patients/{pat.code}/"))


# A practice patient alerts nobody, is delivered to nobody and is counted nowhere.


def test_of_practice_patients_nothing_is_delivered_however_late(
    made: list[Patient], now: datetime
) -> None:
    for hours in (1, 3, 6, 30):
        escalate(now=now + timedelta(hours=hours))
    assert Alert.objects.open().filter(patient__in=made).exists()
    assert not Delivery.objects.exists()


def test_practice_patients_stand_in_no_morning_mail(
    made: list[Patient], ann: User, now: datetime
) -> None:
    from clinicians.queries.digest import waits_for

    assert not waits_for(ann, now + timedelta(days=9)).anything


def test_practice_patients_are_in_no_count_of_the_caseload(
    made: list[Patient], ann: User, now: datetime
) -> None:
    page = caseload(ann, roles=frozenset({"NURSE"}), scope="mine", search="", now=now, number=1)
    assert {row.name.split()[0] for row in page.practice} == {"Rose", "Idris", "Noor", "Walter"}
    assert [group.name for group in page.groups] == ["practice"]
    assert [scope.count for scope in page.scopes] == [0, 0]
    assert page.needs == []


def test_work_on_practice_patients_is_not_the_days_work(
    desk: Client, made: list[Patient], ann: User, now: datetime
) -> None:
    for patient in made:
        desk.get(f"/patients/{patient.code}/")  # sees what is new
    assert done_today(ann, scope="team", now=now).done == []


def test_practice_alerts_stand_in_no_metric(made: list[Patient], now: datetime) -> None:
    Alert.objects.update(escalates_at=now - timedelta(hours=5))
    signs = open_alerts(now)
    assert signs.by_level == {"RED": 0, "AMBER": 0, "GREY": 0}
    assert (signs.overdue_since, signs.unheard) == (None, 0)


def test_making_practice_patients_is_no_late_flagging(made: list[Patient], now: datetime) -> None:
    from alerts.actions.flagging import FLAGGED_LATE
    from diaries.queries.waiting import beats_and_waiting
    from paincheck.background.queries import tallies

    assert not tallies().get(FLAGGED_LATE)
    assert beats_and_waiting(now + timedelta(hours=1))[1] is None


def test_practice_alerts_stand_in_no_time_to_answer_and_no_alert_load(
    made: list[Patient], ann: User, now: datetime
) -> None:
    from alerts.load import teams_load
    from alerts.preview import patients_of
    from clinicians.queries.quickly import how_quickly

    site = ann.team_places.get().team.site
    Role.objects.create(user=ann, role="LEAD_NURSE", site=site)
    assert all(row.alerts == 0 for row in how_quickly(ann, now))
    weeks = [week for team in teams_load(ann, now) for week in team.weeks]
    assert sum(week.alerts for week in weeks) == 0
    assert patients_of(site, None) == []


def test_practice_patients_stand_in_no_table_of_engagement(
    made: list[Patient], ann: User, now: datetime
) -> None:
    from clinicians.queries.engagement import engagement_page, export

    Role.objects.create(user=ann, role="LEAD_NURSE", site=ann.team_places.get().team.site)
    later = now + timedelta(days=9)
    assert engagement_page(ann, "", later).patients == 0
    codes = {patient.code for patient in made}
    told = {value for _, row in export(ann, "", later)[1] for value in vars(row).values()}
    assert not codes & {value for value in told if isinstance(value, str)}


# Lessons.


def test_a_lesson_is_marked_by_choice_and_read_again_is_a_new_row(
    desk: Client, ann: User, now: datetime
) -> None:
    lesson = LESSON["together"]
    assert "none as read yet" in text_of(desk.get("/help/"))
    desk.get("/help/lessons/together/")
    assert not LessonRead.objects.exists(), "opening it marks nothing"
    desk.post("/help/lessons/together/read/")
    desk.post("/help/lessons/together/read/")  # a second click
    assert LessonRead.objects.count() == 1
    assert "1 of 5 as read" in text_of(desk.get("/help/"))
    mark_read(lesson=lesson, by=ann, now=now + timedelta(days=200))
    assert LessonRead.objects.count() == 2
    assert AuditEvent.objects.filter(action="lesson.read").count() == 2


def test_nobody_sees_what_a_colleague_has_read(
    desk: Client, ann: User, bea: User, now: datetime, signed_in: SignIn
) -> None:
    mark_read(lesson=LESSONS[0], by=bea, now=now)
    assert "none as read yet" in text_of(desk.get("/help/"))


def test_a_patient_has_no_page_of_the_staffs(pat: Patient, signed_in: SignIn) -> None:
    client = signed_in(pat.user)
    for page in ("", "lessons/together/", "roles/nurse/", "guide/", "guide.pdf", "example/"):
        assert client.get(f"/help/{page}").status_code == 404


def test_what_is_not_there_is_a_404(desk: Client) -> None:
    assert desk.get("/help/lessons/no-such/").status_code == 404
    assert desk.post("/help/lessons/no-such/read/").status_code == 404
    assert desk.get("/help/roles/king/").status_code == 404


def test_a_manager_reads_lessons_and_has_no_practice_patients(
    db: None, now: datetime, signed_in: SignIn
) -> None:
    boss = make_nurse(role="MANAGER")
    boss.team_places.all().delete()
    client = signed_in(boss)
    assert "Practice patients" not in text_of(client.get("/help/"))
    assert client.get("/help/roles/manager/").status_code == 200
    assert client.post("/help/practice/begin/", {"key": str(KEY)}).status_code == 404


# After a pause.


def test_one_calm_line_after_a_pause_is_gone_once_a_lesson_is_read(desk: Client) -> None:
    line = "no alert and had no new patient for eight weeks"
    assert line in text_of(desk.get("/caseload/"))
    desk.post("/help/lessons/first-visit/read/")
    assert line not in text_of(desk.get("/caseload/"))


def test_practice_is_no_work_and_a_registered_patient_is(
    made: list[Patient], ann: User, now: datetime
) -> None:
    assert reminder_for(ann, now).lesson
    PatientFactory(nurse=ann, registered_at=now - timedelta(days=30))
    assert reminder_for(ann, now).lesson is None


def test_a_patient_who_comes_after_a_pause_brings_three_lines_and_a_link(
    ann: User, now: datetime, signed_in: SignIn
) -> None:
    patient = PatientFactory(nurse=ann, registered_at=now - timedelta(hours=1))
    desk = signed_in(ann)
    said = text_of(desk.get("/caseload/"))
    assert "A patient came to you after a pause" in said
    assert reminder_for(ann, now).code == patient.code
    assert len(reminder_for(ann, now).recap) == 3
    desk.post("/help/lessons/first-visit/read/")
    assert "A patient came to you" not in text_of(desk.get("/caseload/"))


def test_a_patient_whom_a_colleague_hands_over_brings_them_within_minutes(
    ann: User, bea: User, pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    theirs = PatientFactory(nurse=bea, team=pat.team, registered_at=now - timedelta(days=90))
    desk = signed_in(ann)
    assert "A patient came to you" not in text_of(desk.get("/caseload/"))
    hand_over(patient=theirs, team=pat.team, nurse=ann, note="", by=bea, now=now)
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        assert "A patient came to you" in text_of(desk.get("/caseload/"))


def test_the_first_alert_after_a_pause_brings_them_too(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    Patient.objects.update(registered_at=now - timedelta(days=90))
    make_alert(pat, opened_at=now)
    make_alert(PatientFactory(nurse=ann, world="PRACTICE"), opened_at=now - timedelta(days=2))
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        said = text_of(desk.get("/caseload/"))
    assert "A patient of yours has an alert after a pause of more than eight weeks" in said
    assert "Take an alert when you mean to deal with it" in said


# Who to ask, and support visits.


def test_who_helps_stands_at_the_foot_of_a_staff_page_and_of_no_patients(
    desk: Client, ann: User, pat: Patient, signed_in: SignIn
) -> None:
    Site.objects.update(support_name="Sam Carter", support_phone="0113 496 0777")
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Sam Carter 0113 496 0777" in said
    assert "Sam Carter" not in text_of(signed_in(pat.user).get("/diary/"))


def test_a_manager_says_who_helps(now: datetime, ann: User, signed_in: SignIn) -> None:
    site = ann.team_places.get().team.site
    Role.objects.create(user=ann, role="MANAGER", site=site)
    client = signed_in(ann)
    told = {
        "name": "St Ann", "nation": "SCT", "team_phone": "0113 496 0001",
        "urgent_phone": "0113 496 0002", "role_email": "desk@hospice.example",
        "messages_read_within_days": 2, "support_name": "Sam Carter",
        "support_phone": "0113 496 0777", "support_email": "sam@hospice.example",
    }  # fmt: skip
    for wrong in ({"support_phone": "ring me"}, {"support_email": "sam"}, {"support_name": "\x00"}):
        assert client.post(f"/sites/{site.pk}/", told | wrong).status_code == 422
    assert "Sam Carter" not in text_of(client.get("/sites/"))
    client.post(f"/sites/{site.pk}/", told)
    assert "Sam Carter 0113 496 0777 sam@hospice.example" in text_of(client.get("/sites/"))


@pytest.fixture
def led(ann: User, now: datetime, signed_in: SignIn) -> Client:
    Role.objects.create(user=ann, role="LEAD_NURSE", site=ann.team_places.get().team.site)
    return signed_in(ann)


def visit_form(ann: User, **told: Any) -> dict[str, Any]:
    day = {"on_day": "24", "on_month": "11", "on_year": "2026"}
    team = ann.team_places.get().team_id
    return {"key": str(KEY), "team": team, "who": "Sam", "what": "First questions"} | day | told


def test_a_support_visit_is_logged_once_and_struck_out_with_a_reason(
    led: Client, ann: User
) -> None:
    for _ in range(2):
        assert led.post("/help/support-visits/", visit_form(ann)).status_code == 302
    visit = SupportVisit.objects.get()
    strike = f"/help/support-visits/{visit.pk}/strike/"
    assert led.post(strike, {"why": ""}).status_code == 422
    led.post(strike, {"why": "Another team"})
    led.post(strike, {"why": "Again"})
    said = text_of(led.get("/help/support-visits/"))
    assert "Struck out by Ann Archer, 24 November: Another team" in said
    assert AuditEvent.objects.filter(action__startswith="support_visit.").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"team": ""}, {"team": "9999"}, {"team": "x"}, {"on_day": "25"}, {"on_year": "2020"},
        {"on_day": ""}, {"who": ""}, {"who": "x" * 101}, {"what": "\x00"}, {"what": "x" * 501},
        {"key": "x"},
    ],
)  # fmt: skip
def test_a_wrong_visit_is_told_so_and_not_logged(
    led: Client, ann: User, wrong: dict[str, str]
) -> None:
    answer = led.post("/help/support-visits/", visit_form(ann, **wrong))
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert not SupportVisit.objects.exists()


def test_another_sites_visits_are_not_there(
    led: Client, ann: User, carl: User, now: datetime
) -> None:
    told = {"key": uuid4(), "on": now.date(), "who": "Sam", "what": "Their team day"}
    theirs = log_visit(team=carl.team_places.get().team, by=carl, now=now, **told)
    assert "Their team day" not in text_of(led.get("/help/support-visits/"))
    assert led.get(f"/help/support-visits/{theirs.pk}/strike/").status_code == 404
    assert led.post(f"/help/support-visits/{theirs.pk}/strike/", {"why": "x"}).status_code == 404


def test_a_nurse_who_leads_nobody_has_no_log_of_visits(desk: Client) -> None:
    assert desk.get("/help/support-visits/").status_code == 404
    assert "Visits of the support team" not in text_of(desk.get("/help/"))


# The guide.


@pytest.mark.once
def test_the_guide_as_a_pdf_is_one_page(desk: Client) -> None:
    Site.objects.update(support_name="Sam Carter", support_phone="0113 496 0777")
    answer = desk.get("/help/guide.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") == 1
