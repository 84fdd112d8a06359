"""The page of engagement: whom it counts, what opens behind each number, and what leaves it."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from clinicians.models import Introduction
from clinicians.queries.engagement import engagement_page, export, rows_page
from diaries.actions import patients as diaries
from diaries.models import Contact, Message, PainCheck, Patient, SeenMark
from paincheck.accounts.actions.doors import note_sign_in
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_alert, make_check, make_nurse, make_task
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(ann: User) -> User:
    Role.objects.create(user=ann, role="LEAD_NURSE", site=ann.team_places.get().team.site)
    return ann


@pytest.fixture
def desk(lead: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(lead)


def number(nurse: User, slug: str, now: datetime) -> str:
    page = engagement_page(nurse, "28", now)
    return next(one.ratio.words for one in page.measures if one.meaning.slug == slug)


def names(nurse: User, slug: str, now: datetime) -> dict[str, list[str]]:
    page = rows_page(nurse, slug, "28", now)
    assert page is not None
    return {heading: [row.name for row in rows] for heading, rows in page.groups}


def introduction(patient: Patient, due: date, **told: Any) -> Introduction:
    opened = datetime.combine(due, datetime.min.time(), tzinfo=patient.registered_at.tzinfo)
    return Introduction.objects.create(
        patient=patient, opened_at=opened - 7 * DAY, due_on=due, **told
    )


def test_only_a_lead_nurse_has_the_page(
    ann: User, carl: User, signed_in: SignIn, now: datetime
) -> None:
    for path in ("/engagement/", "/engagement/checks/"):
        assert signed_in(ann).get(path).status_code == 404
    assert signed_in(ann).post("/engagement/file/csv/").status_code == 404


def test_nothing_yet_is_said_in_words(desk: Client, now: datetime) -> None:
    page = text_of(desk.get("/engagement/"))
    assert "No introduction was due in this time." in page
    assert "Nothing came in in this time." in page
    assert "0 of 0" not in page
    assert "No check was due in this time." in text_of(desk.get("/engagement/checks/"))


def test_what_is_no_number_and_what_is_no_file_is_not_there(desk: Client) -> None:
    assert desk.get("/engagement/nonsense/").status_code == 404
    assert desk.post("/engagement/file/exe/").status_code == 404
    for days in ("\x00", "-1", "9" * 500, "🙂"):
        assert desk.get("/engagement/", {"days": days}).context["page"].days == "28"


def test_practice_patients_and_those_of_other_sites_count_nowhere(
    lead: User, carl: User, now: datetime
) -> None:
    for nurse, world in ((lead, "PRACTICE"), (lead, "TEST"), (carl, "LIVE")):
        patient = PatientFactory(nurse=nurse, world=world)
        make_check(patient, at=now - 2 * DAY, source="TOGETHER")
        make_alert(patient, opened_at=now - 2 * DAY)
        make_task(patient, due_on=(now - 2 * DAY).date())
        introduction(patient, (now - 2 * DAY).date())
    page = engagement_page(lead, "28", now)
    assert page.patients == 0
    assert [one for one in page.measures if one.rows and one.meaning.slug != "sign-ins"] == []
    assert not page.anything_came


def test_introduced_in_time_late_and_after_a_death(lead: User, now: datetime) -> None:
    due = (now - 5 * DAY).date()
    for name, after in (("Intime", 0), ("Late", 1)):
        one = PatientFactory(nurse=lead, first_name=name, last_name="X")
        introduction(one, due, finished_at=now - (5 - after) * DAY, finished_by=lead)
    introduction(PatientFactory(nurse=lead, first_name="Open", last_name="X"), due)
    dead = PatientFactory(nurse=lead, status="DIED", status_at=now - 6 * DAY)
    introduction(dead, due)
    introduction(PatientFactory(nurse=lead), now.date())  # today still runs
    assert number(lead, "introduced", now) == "1 of 3"
    assert names(lead, "introduced", now) == {
        "Later, or not yet": ["Late X", "Open X"],
        "Within 7 days": ["Intime X"],
    }


def test_what_ticked_itself_is_part_of_what_was_done(lead: User, now: datetime) -> None:
    introduction(PatientFactory(nurse=lead, pain_goal=3), (now - DAY).date())
    page = rows_page(lead, "introduced", "28", now)
    assert page is not None
    assert page.groups[0][1][0].words == "Due on 23 November, 1 of 7 done"


def test_the_first_check_is_the_first_that_is_not_imported(lead: User, now: datetime) -> None:
    told = {
        "Together": [("IMPORTED", 90), ("TOGETHER", 5), ("PATIENT", 4)],
        "Alone": [("PATIENT", 5), ("TOGETHER", 4)],
        "Earlier": [("TOGETHER", 40), ("PATIENT", 4)],
        "Imported": [("IMPORTED", 3)],
    }
    for name, checks in told.items():
        patient = PatientFactory(nurse=lead, first_name=name, last_name="X")
        for source, days in checks:
            make_check(patient, at=now - days * DAY, source=source)
    assert names(lead, "together", now) == {
        "Alone, or by telephone": ["Alone X"],
        "Together": ["Together X"],
    }


def test_a_first_check_that_was_corrected_is_still_the_first(lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead)
    first = make_check(pat, at=now - 5 * DAY, source="TOGETHER")
    correction = make_check(pat, at=now - 5 * DAY - HOUR)
    PainCheck.objects.filter(pk=correction.pk).update(amends=first)
    PainCheck.objects.filter(pk=first.pk).update(superseded_at=now)
    assert number(lead, "together", now) == "1 of 1"


def test_who_had_died_by_the_day_due_and_who_died_after_it(lead: User, now: datetime) -> None:
    for name, ago in (("Before", 6), ("After", 2)):
        pat = PatientFactory(nurse=lead, first_name=name, last_name="X")
        introduction(pat, (now - 5 * DAY).date())
        diaries.set_status(patient=pat, status="DIED", by=lead, now=now - ago * DAY)
    assert names(lead, "introduced", now) == {"Later, or not yet": ["After X"]}
    assert number(lead, "patients", now) == "0 of 0"


def test_days_paused_in_hospital_and_after_a_death_are_not_due(lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead)
    make_check(pat, at=now - 2 * DAY)
    make_check(pat, at=now - 3 * DAY, source="IMPORTED")
    assert number(lead, "checks", now) == "1 of 28 (4%)"
    diaries.pause(patient=pat, by=pat.user, now=now - 20 * DAY)
    diaries.resume(patient=pat, by=pat.user, now=now - 16 * DAY)  # five days
    assert number(lead, "checks", now) == "1 of 23 (4%)"
    diaries.set_status(patient=pat, status="IN_HOSPITAL", by=lead, now=now - 10 * DAY)
    diaries.set_status(patient=pat, status="ACTIVE", by=lead, now=now - 8 * DAY)  # three days
    assert number(lead, "checks", now) == "1 of 20 (5%)"
    diaries.set_status(patient=pat, status="DIED", by=lead, now=now - 4 * DAY)  # four days
    assert number(lead, "checks", now) == "0 of 16 (0%)"


def test_a_weekly_check_is_counted_by_weeks(lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead, schedule="WEEKLY")
    make_check(pat, at=now - 2 * DAY)
    make_check(pat, at=now - 3 * DAY)
    assert number(lead, "checks", now) == "1 of 4"
    PatientFactory(nurse=lead, invited_at=None)  # not asked at all
    assert number(lead, "checks", now) == "1 of 4"


def test_seen_within_a_working_day_of_the_site(lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead)
    friday = now - 4 * DAY
    # Friday noon: until Monday noon.
    for after in (3 * DAY, 3 * DAY + HOUR, None):
        check = make_check(pat, at=friday)
        if after is not None:
            SeenMark.objects.create(check_seen=check, nurse=lead, seen_at=friday + after)
    make_check(pat, at=now - DAY + HOUR)  # until today 1pm: not judged yet
    assert number(lead, "seen", now) == "1 of 3"


def test_red_and_amber_stand_apart_and_a_message_left_is_no_talk(lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead)
    monday = now - DAY
    told = (("SELF_CARE", "RED", "severe_pain"), ("MESSAGE_LEFT", "AMBER", "gone_quiet"))
    for outcome, level, rule in told:
        alert = make_alert(pat, opened_at=monday, level=level, rule=rule)
        made = Contact.objects.create(
            patient=pat, nurse=lead, channel="PHONE", outcome=outcome,
            at=monday + HOUR, recorded_at=monday + HOUR,
        )  # fmt: skip
        alert.contacts.add(made)
    gone = {"closed_at": now, "closed_how": "CLEARED"}
    make_alert(pat, opened_at=monday, rule="rising_pain", **gone)
    page = engagement_page(lead, "28", now)
    red, amber = page.measures[4:6]
    assert (red.ratio.words, red.beside) == ("1 of 1", "within 1 hour of working time")
    waits = "not yet; open without a talk: 1, since Monday 23 November midday"
    assert (amber.ratio.words, amber.beside) == ("0 of 1", waits)


def test_what_waits_for_a_talk_makes_the_time_no_better_and_a_reason_is_left_out_of_it(
    lead: User, now: datetime
) -> None:
    pat = PatientFactory(nurse=lead)
    monday = now - DAY
    for rule in ("severe_pain", "red_flag", "contact_wanted", "rising_pain"):
        alert = make_alert(pat, opened_at=monday, rule=rule)
        if rule == "severe_pain":
            talk = Contact.objects.create(
                patient=pat, nurse=lead, channel="PHONE", outcome="SELF_CARE",
                at=monday + HOUR, recorded_at=monday + HOUR,
            )  # fmt: skip
            alert.contacts.add(talk)
        if rule == "red_flag":
            Alert.objects.filter(pk=alert.pk).update(
                closed_at=monday, closed_how="REASON", closed_by=lead, close_reason="Known."
            )
    red = engagement_page(lead, "28", now).measures[4]
    waits = "open without a talk: 2, the oldest since Monday 23 November"
    assert red.ratio.words == "1 of 4"
    assert red.beside.startswith(f"fewer than half so far; {waits}")
    [row] = red.rows
    assert (row.value, row.words.split(";")[0]) == (None, "1 of 4 alerts")
    Alert.objects.filter(rule="rising_pain").update(
        closed_at=monday, closed_how="REASON", closed_by=lead, close_reason="Known."
    )
    red = engagement_page(lead, "28", now).measures[4]
    assert red.beside.startswith("half of all within 1 hour of working time; ")
    assert red.rows[0].value == 60
    Contact.objects.update(voided_at=now, voided_by=lead, void_reason="A slip")
    assert engagement_page(lead, "28", now).measures[4].ratio.words == "0 of 4"


def test_days_with_a_sign_in_stand_by_name(lead: User, bea: User, now: datetime) -> None:
    for ago in (1, 1, 2):
        note_sign_in(user=bea, how="password", now=now - ago * DAY)
    note_sign_in(user=lead, how="password", now=now)  # today still runs
    page = rows_page(lead, "sign-ins", "28", now)
    assert page is not None
    assert [[(row.name, row.words) for row in rows] for _, rows in page.groups] == [
        [("Ann Archer", "0 days")],
        [("Bea Bell", "2 days")],
    ]


def test_what_came_to_each_nurse_stands_by_name_and_opens_its_patients(
    desk: Client, lead: User, bea: User, now: datetime
) -> None:
    team = lead.team_places.get().team
    make_nurse(team=team, first_name="Zoe", last_name="Zed")
    pat = PatientFactory(nurse=bea, team=team, first_name="Pat", last_name="Peters")
    for ago in range(1, 25):
        make_alert(pat, opened_at=now - ago * DAY, closed_at=now, closed_how="CLEARED")
    make_task(pat, due_on=(now - DAY).date())
    introduction(pat, (now - DAY).date())
    Message.objects.create(
        patient=pat, key="6f3c1d2e-0000-4000-8000-000000000001", author=pat.user,
        from_patient=True, text="Hello", sent_at=now - DAY, promised_by=now,
    )  # fmt: skip
    page = engagement_page(lead, "28", now)
    assert [meter.load.name for meter in page.meters] == ["Ann Archer", "Bea Bell", "Zoe Zed"]
    load = page.meters[1].load
    assert (load.things, load.unread, load.working_days, load.a_day) == (27, 1, 20, 1.4)
    assert page.hands == ["Bea Bell"]
    shown = text_of(desk.get("/engagement/workload/"))
    assert "24 alerts, 1 task due, 1 message, 1 introduction due" in shown


def test_each_link_behind_a_number_opens(desk: Client, lead: User, now: datetime) -> None:
    pat = PatientFactory(nurse=lead)
    for slug in ("checks", "patients", "workload"):
        shown = desk.get(f"/engagement/{slug}/")
        assert shown.status_code == 200
        linked = f"/patients/{pat.code}/" in shown.content.decode()
        assert linked == (slug == "checks")
    assert desk.get(f"/patients/{pat.code}/").status_code == 200


def test_the_same_number_of_queries_for_one_patient_and_for_many(lead: User, now: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            engagement_page(lead, "84", now)
        return len(seen)

    def fill(patients: int) -> None:
        for _ in range(patients):
            pat = PatientFactory(nurse=lead)
            introduction(pat, (now - DAY).date())
            make_check(pat, at=now - 2 * DAY)
            make_alert(pat, opened_at=now - DAY)

    fill(4)
    before = queries()
    fill(36)
    make_nurse(team=lead.team_places.get().team)
    assert queries() == before <= 25


def test_the_files_name_no_patient_are_noted_and_kept_by_nobody(
    desk: Client, lead: User, now: datetime
) -> None:
    pat = PatientFactory(nurse=lead, first_name="Rosamund", last_name="Field")
    answer = desk.post("/engagement/file/csv/", {"days": "84"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    mine = next(line for line in lines if line["patient"] == pat.code)
    assert (mine["measure"], mine["done"], mine["of"]) == ("checks", "0", "59")
    assert (mine["from"], mine["to"]) == ("2026-09-01", "2026-11-23")
    assert "Rosamund" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    line = AuditEvent.objects.get(action="engagement.exported.csv")
    assert (line.actor_id, line.reason) == (lead.pk, "84 days")
    told = desk.post("/engagement/file/dictionary/").content.decode("utf-8-sig")
    named = {row["name"] for row in csv.DictReader(io.StringIO(told))}
    assert {*lines[0], *(line["measure"] for line in lines)} <= named


@pytest.mark.parametrize("sign", "=+-@")
def test_no_cell_is_run_as_a_formula(desk: Client, lead: User, sign: str, now: datetime) -> None:
    lead.first_name = f"{sign}HYPERLINK(1)"
    lead.save()
    told = desk.post("/engagement/file/csv/").content.decode("utf-8-sig")
    assert f",'{sign}HYPERLINK(1) Archer," in told
    sheet = zipfile.ZipFile(io.BytesIO(desk.post("/engagement/file/xlsx/").content))
    texts = sheet.read("xl/sharedStrings.xml").decode()
    assert f"'{sign}HYPERLINK(1) Archer" in texts
    assert not [name for name in sheet.namelist() if b"<f>" in sheet.read(name)]


def test_excel_has_the_numbers_and_their_dictionary(desk: Client, lead: User) -> None:
    PatientFactory(nurse=lead)
    answer = desk.post("/engagement/file/xlsx/", {"days": "28"})
    assert 'filename="engagement-28-days.xlsx"' in answer["Content-Disposition"]
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheets = book.read("xl/workbook.xml").decode()
    assert 'name="Numbers"' in sheets
    assert 'name="Dictionary"' in sheets
    assert (
        "Today’s working hours stand for the whole time"
        in book.read("xl/sharedStrings.xml").decode()
    )


def test_what_is_exported_is_what_the_page_shows(lead: User, now: datetime) -> None:
    for _ in range(3):
        make_check(PatientFactory(nurse=lead), at=now - 2 * DAY)
    page = engagement_page(lead, "28", now)
    _, rows = export(lead, "28", now)
    for measure in page.measures:
        assert [row for meaning, row in rows if meaning is measure.meaning] == measure.rows
