"""The patient's page: what is new is shown in full and is then, and only then, seen (S6)."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinicians.actions.notes import write_note
from clinicians.models import HandOver, LastLook
from diaries.actions import care, checks
from diaries.answers import Answers
from diaries.models import ExtraDose, NoLongerTaken, Patient, SeenMark
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import make_alert, make_check, make_fuller, make_nurse, make_task
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def desk(ann: User, signed_in: SignIn) -> Client:
    """Ann’s browser."""
    return signed_in(ann)


def seen(nurse: User) -> set[object]:
    return set(SeenMark.objects.filter(nurse=nurse).values_list("check_seen_id", flat=True))


def test_a_new_check_is_shown_with_all_its_answers_and_is_then_seen(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    check = make_check(
        pat, at=now, worst=8, average=5, extra_doses=3, danger=True, danger_items=("NUMBNESS",),
        wish="TODAY", note="Since this morning",
    )  # fmt: skip
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    for part in ("8, severe", "numbness or tingling", "contact me today", "Since this morning"):
        assert part in said
    assert seen(ann) == {check.pk}


def test_opening_the_page_is_on_the_trail(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    signed_in(ann).get(f"/patients/{pat.code}/")
    event = AuditEvent.objects.get(action="patient.opened")
    assert (event.actor_id, event.patient_id) == (ann.pk, pat.pk)


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_a_page_fetched_ahead_by_the_browser_sees_and_sends_nothing(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn, header: str
) -> None:
    make_check(pat, at=now)
    ahead = signed_in(ann).get(f"/patients/{pat.code}/", headers={header: "prefetch;prerender"})
    assert (ahead.status_code, ahead.content) == (204, b"")
    assert not seen(ann)


def test_asking_for_the_head_sees_nothing(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_check(pat, at=now)
    signed_in(ann).head(f"/patients/{pat.code}/")
    assert not seen(ann)


def test_only_those_that_the_page_shows_as_new_are_seen(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    made = [make_check(pat, at=now - timedelta(hours=hour)) for hour in range(7)]
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert seen(ann) == {check.pk for check in made[:5]}
    assert "2 more that you have not seen" in said


def test_each_nurse_has_her_own_new_ones(
    ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    check = make_check(pat, at=now)
    checks.mark_seen(checks=[check], nurse=bea, now=now)
    signed_in(ann).get(f"/patients/{pat.code}/")
    assert seen(ann) == {check.pk}


def test_imported_checks_are_never_new(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_check(pat, at=now, source="IMPORTED")
    signed_in(ann).get(f"/patients/{pat.code}/")
    assert not seen(ann)


def test_a_correction_is_new_and_says_what_stood_before(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    first = make_check(pat, at=now, worst=8)
    checks.mark_seen(checks=[first], nurse=ann, now=now)
    second = checks.amend(check=first, answers=Answers(worst=3), by=pat.user, now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Corrected by the patient" in said
    assert "Before the correction worst 8" in said
    assert second.pk in seen(ann)


def test_a_check_that_the_rules_failed_on_says_so(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    check = make_check(pat, at=now, unflagged=True)
    check.flag_dead_at = now
    check.save()
    assert "The rules failed on this." in text_of(signed_in(ann).get(f"/patients/{pat.code}/"))


def test_the_chart_travels_as_json_with_its_sentence_and_table(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    check = make_check(pat, at=now, worst=8, now=6)
    body = signed_in(ann).get(f"/patients/{pat.code}/").content.decode()
    found = re.search(r'<script id="pain-figure" type="application/json">(.*?)</script>', body)
    assert found is not None
    keys = {key for trace in json.loads(found[1])["data"] for key in trace.get("customdata", [])}
    assert keys == {f"check-{check.pk.hex[:12]}"}
    assert f'id="check-{check.pk.hex[:12]}"' in body
    assert "checks on 1 of 14 days, always 8 out of 10" in body


def test_a_medicines_name_cannot_end_the_script(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    care.start_medication(
        patient=pat, name="</script><b>x", route="", purpose="REGULAR", dose="1", on=now.date(),
        by=ann, now=now,
    )  # fmt: skip
    assert b"</script><b>" not in signed_in(ann).get(f"/patients/{pat.code}/").content


@pytest.mark.parametrize(("span", "rows"), [("14", 1), ("42", 2), ("all", 3), ("nonsense", 1)])
def test_the_days_shown_can_be_chosen(
    pat: Patient, now: datetime, desk: Client, span: str, rows: int
) -> None:
    for days in (1, 30, 80):
        make_check(pat, at=now - days * DAY)
    body = desk.get(f"/patients/{pat.code}/?range={span}").content.decode()
    assert body.count('<tr id="check-') == rows


def test_alerts_that_are_closed_stay_on_the_page(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    make_alert(
        pat, closed_at=now, closed_by=ann, closed_how="REASON", close_reason="Known procedure pain"
    )
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Closed with a clinician&#x27;s reason by Ann, today midday: Known procedure" in said


def test_the_address_and_title_say_nothing_of_the_patient(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    body = signed_in(ann).get(f"/patients/{pat.code}/").content.decode()
    assert f"<title>Patient {pat.code} – PainCheck</title>" in body


PAGES = ["", "contact/", "medicines/add/", "edit/", "transfer/", "letter/", "check/", "thresholds/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_teams_patient_is_not_there(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn, page: str
) -> None:
    client = signed_in(carl)
    assert client.get(f"/patients/{pat.code}/{page}").status_code == 404
    if page:
        assert client.post(f"/patients/{pat.code}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "contact/", "thresholds/"])
def test_a_code_with_a_hidden_sign_is_nobodys(
    ann: User, now: datetime, signed_in: SignIn, page: str
) -> None:
    assert signed_in(ann).get(f"/patients/%00/{page}").status_code == 404


def test_another_patients_alert_medicine_and_change_are_not_there(
    ann: User, carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    from tests.factories import PatientFactory

    other = PatientFactory(nurse=carl)
    alert = make_alert(other)
    medicine = care.start_medication(
        patient=other, name="Morphine", route="", purpose="REGULAR", dose="1", on=now.date(),
        by=carl, now=now,
    )  # fmt: skip
    client, home = signed_in(ann), f"/patients/{pat.code}"
    assert client.post(f"{home}/alerts/{alert.pk}/take/").status_code == 404
    assert client.get(f"{home}/alerts/{alert.pk}/close/").status_code == 404
    assert client.get(f"{home}/medicines/{medicine.pk}/dose/").status_code == 404
    change = medicine.changes.get()
    assert client.get(f"{home}/medicines/changes/{change.pk}/").status_code == 404


def test_a_patient_cannot_open_a_nurses_page(
    pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    assert signed_in(pat.user).get(f"/patients/{pat.code}/").status_code == 404


def test_the_page_costs_the_same_for_much_history(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from clinicians.queries.patient import patient_page
    from clinicians.queries.people import find_patient

    def cost() -> int:
        with CaptureQueriesContext(connection) as ran:
            patient_page(find_patient(ann, pat.code, now), ann, span="all", now=now)
        return len(ran)

    def grow(times: int) -> None:
        for hour in range(times):
            make_check(pat, at=now - timedelta(hours=hour))
            make_alert(pat, closed_at=now, closed_how="CLEARED")
            medicine = care.start_medication(
                patient=pat, name="Morphine", route="", purpose="REGULAR", dose="1",
                on=now.date(), by=ann, now=now,
            )  # fmt: skip
            care.change_dose(medication=medicine, dose="2", on=now.date(), by=ann, now=now)
            write_note(patient=pat, key=uuid4(), text="Ring twice.", by=ann, now=now)
            make_fuller(pat, at=now, sent_at=now, sites=("F_HEAD",), sleep=3)
            care.log_contact(
                patient=pat, key=uuid4(), channel="PHONE", outcome="NO_ANSWER", at=now, note="",
                try_again_at=None, by=ann, now=now,
            )  # fmt: skip

    grow(1)
    few = cost()
    grow(12)
    assert cost() == few


def test_what_the_rules_have_not_looked_at_is_told_though_she_saw_it(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    check = make_check(pat, at=now, worst=9, unflagged=True)
    checks.mark_seen(checks=[check], nurse=ann, now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Check of today midday, worst 9. Not yet checked by the rules." in said


def test_a_check_begun_and_not_sent_is_shown_once_the_rules_were_told(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    from diaries.actions import drafts

    answers = Answers(danger=True, danger_items=("NUMBNESS",))
    drafts.save(patient=pat, answers=answers, key=uuid4(), by=pat.user, now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Begun and not sent" in said
    assert "numbness or tingling" in said


def test_a_wish_for_contact_that_waits_for_the_rules_is_told(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    from diaries.actions.requests import ask_for_contact

    ask_for_contact(patient=pat, key=uuid4(), today=True, too_unwell=True, by=pat.user, now=now)
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Too unwell to answer, today midday. Not yet checked by the rules." in said
    assert "not yet checked by the rules" in text_of(signed_in(ann).get("/caseload/"))


def lay_down(pat: Patient, ann: User, other: User, at: datetime) -> None:
    """One more of everything that the page tells of."""
    make_check(pat, at=at, worst=8, extra_doses=1)
    make_fuller(pat, at=at, sent_at=at, constipation="SEVERE")
    make_task(pat, made_at=at)
    make_task(pat, made_at=at, done_at=at, done_by=other)
    make_alert(
        pat, opened_at=at, closed_at=at, closed_by=other, closed_how="REASON", close_reason="Known"
    )
    write_note(patient=pat, key=uuid4(), text="A note", by=other, now=at)
    ExtraDose.objects.create(patient=pat, key=uuid4(), taken_at=at, day=at.date(), recorded_at=at)
    medicine = care.start_medication(
        patient=pat, name="Morphine", route="by mouth", purpose="REGULAR", dose="10 mg",
        on=at.date(), by=other, now=at,
    )  # fmt: skip
    NoLongerTaken.objects.create(patient=pat, medication=medicine, key=uuid4(), said_at=at)
    care.log_contact(
        patient=pat, key=uuid4(), channel="PHONE", outcome="SELF_CARE", at=at, note="",
        try_again_at=None, by=other, now=at,
    )  # fmt: skip
    HandOver.objects.create(
        patient=pat, from_team=pat.team, to_team=pat.team, from_nurse=other, to_nurse=ann,
        by=other, at=at,
    )  # fmt: skip


def test_the_page_reads_each_thing_once_however_long_the_history(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    other = make_nurse(team=pat.team)
    make_alert(pat)
    make_alert(pat, rule="rising_pain")

    def reads() -> int:
        LastLook.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/patients/{pat.code}/").status_code == 200
        return sum(query["sql"].startswith("SELECT") for query in queries)

    reads()  # the site's hours are read once
    lay_down(pat, ann, other, now - DAY)
    few = reads()
    for ago in range(2, 5):
        lay_down(pat, ann, other, now - ago * DAY)
    assert reads() == few
    assert few <= 45


LIVE_ACTS = ("Look at it together", "Take a check", "Invitation letter")
OF_HER_CARE = ("Alert thresholds", "Add a medicine", "Change dose")
OF_THE_LIVING = ("Add a task", "Hand over or take over", "Forget this patient’s phones")


@pytest.mark.parametrize(
    ("status", "offered", "not_offered"),
    [
        ("ACTIVE", (*LIVE_ACTS, *OF_HER_CARE, *OF_THE_LIVING), ()),
        ("IN_HOSPITAL", (*LIVE_ACTS, *OF_HER_CARE, *OF_THE_LIVING), ()),
        ("LAST_DAYS", (*OF_HER_CARE, *OF_THE_LIVING), LIVE_ACTS),
        ("DISCHARGED", OF_THE_LIVING, (*LIVE_ACTS, *OF_HER_CARE)),
        ("DIED", (), (*LIVE_ACTS, *OF_HER_CARE, *OF_THE_LIVING)),
    ],
)
def test_each_situation_offers_what_fits_and_everything_can_be_read(
    desk: Client, pat: Patient, ann: User, now: datetime,
    status: str, offered: tuple[str, ...], not_offered: tuple[str, ...],
) -> None:  # fmt: skip
    make_check(pat, at=now, worst=8, note="It burns")
    care.start_medication(
        patient=pat, name="Morphine", route="by mouth", purpose="REGULAR", dose="10 mg",
        on=(now - 5 * DAY).date(), by=ann, now=now,
    )  # fmt: skip
    Patient.objects.filter(pk=pat.pk).update(status=status)
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert [words for words in offered if words not in page] == []
    assert [words for words in not_offered if words in page] == []
    for words in ("It burns", "Morphine, 10 mg", "Pain over time", "Log a contact", "Change it to"):
        assert words in page
    assert ("Summary for the record" in page) == (status not in ("ACTIVE", "IN_HOSPITAL"))


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_nothing_is_looked_at_together_once_the_diary_is_closed(
    desk: Client, pat: Patient, status: str
) -> None:
    Patient.objects.filter(pk=pat.pk).update(status=status)
    path = f"/patients/{pat.code}/consultation/"
    told = {"key": str(uuid4()), "text": "A note", "check": ""}
    for answer in (desk.get(path, follow=True), desk.post(path, told, follow=True)):
        assert "There is no consultation: " in text_of(answer)
    assert not pat.shared_notes.exists()
    papers = text_of(desk.get(f"/patients/{pat.code}/papers/"))
    assert "PAIN SUMMARY" in papers
    for words in ("at this consultation", "Back to the consultation", "Log this visit"):
        assert words not in papers
