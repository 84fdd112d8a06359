"""The consultation view: one patient, what both may read, and a note written together."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from diaries.actions import care
from diaries.models import Contact, Patient, SeenMark, SharedNote
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_alert, make_check, make_fuller
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    """Ann’s browser, on Tuesday at noon."""
    return signed_in(ann)


def address(patient: Patient, rest: str = "") -> str:
    return f"/patients/{patient.code}/consultation/{rest}"


def key_of(check: Any) -> str:
    return f"check-{check.pk.hex[:12]}"


def write(desk: Client, pat: Patient, text: str = "Worse after walking", **told: Any) -> Any:
    sent = {"key": str(uuid4()), "text": text, "check": ""} | told
    return desk.post(address(pat), sent)


def met(pat: Patient, ann: User, at: datetime, **told: Any) -> Contact:
    usual = {"channel": "CLINIC", "outcome": "SELF_CARE", "note": "Daughter is worn out"}
    return care.log_contact(
        patient=pat, key=uuid4(), at=at, try_again_at=None, by=ann, now=at, **(usual | told)
    )


def test_the_patient_reads_no_staff_note_no_alert_and_no_other_patient(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    other = PatientFactory(nurse=ann, first_name="Zebedee", last_name="Zimt")
    make_check(other, at=now, worst=9)
    make_check(pat, at=now, worst=8)
    make_alert(pat, sentence="worst pain 8, for the nurse alone")
    met(pat, ann, now - 5 * DAY)
    body = desk.get(address(pat)).content.decode()
    for hidden in ("Zebedee", "for the nurse alone", "worn out", "Seen by", "nobody yet"):
        assert hidden not in body
    assert "Pat Peters" in body


def test_there_is_one_way_out(desk: Client, pat: Patient) -> None:
    body = desk.get(address(pat)).content.decode()
    leading = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', body))
    assert leading == {f"/patients/{pat.code}/papers/?range=14"}


def test_what_was_done_for_another_patient_is_not_said_here(
    desk: Client, pat: Patient, ann: User
) -> None:
    other = PatientFactory(nurse=ann, first_name="Zebedee")
    desk.post(f"/patients/{other.code}/phones/forget/")
    assert "No phone of this patient" not in text_of(desk.get(address(pat)))
    assert "No phone of this patient" in text_of(desk.get(f"/patients/{pat.code}/"))


def test_the_hardest_moments_come_from_now_and_timed_flare_ups_alone(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - DAY, worst=10, average=9, now=4)
    make_check(pat, at=now + timedelta(hours=2), worst=7, now=6)
    make_fuller(pat, at=now, flares=1, flare_times=("EVENING",), flare_worst=9)
    said = text_of(desk.get(address(pat)))
    first, second = said.index("Monday evening, 23 November: 9"), said.index("Tuesday afternoon")
    assert first < second
    assert "Tuesday afternoon, 24 November: 6, moderate, at 2pm" in said
    assert "Worst over a whole day: 10, worst there is, on Monday 23 November." in said


def test_a_check_whose_hour_is_not_known_names_no_part_of_the_day(
    desk: Client, pat: Patient, now: datetime
) -> None:
    check = make_check(pat, at=now, worst=8, now=8)
    check.time_known = False
    check.save()
    assert "there is no pain ‘right now’ with its hour" in text_of(desk.get(address(pat)))


def test_nothing_mild_is_called_a_hardest_moment(desk: Client, pat: Patient, now: datetime) -> None:
    make_check(pat, at=now - DAY, worst=4, now=4)
    make_check(pat, at=now, worst=3, now=1)
    said = text_of(desk.get(address(pat)))
    assert "No moment above mild in this time." in said
    assert "1, mild, at" not in said


def test_all_of_the_page_is_about_the_days_that_were_chosen(
    desk: Client, pat: Patient, now: datetime
) -> None:
    for weeks in (3, 4):
        make_check(pat, at=now - 7 * weeks * DAY, worst=9, now=9)
    short, long = (text_of(desk.get(address(pat, f"?range={span}"))) for span in ("14", "42"))
    assert "Everything here is of these 14 days" in short
    assert "Everything here is of these 42 days" in long
    for said in ("9, severe, at 12pm", "Hardest: Tuesday, noon to 3pm, 9", "Last worst pain: 9"):
        assert said in long
        assert said not in short


def test_the_heat_map_has_its_table(desk: Client, pat: Patient, now: datetime) -> None:
    for weeks in range(3):
        make_check(pat, at=now - 7 * weeks * DAY, worst=9, now=6 + weeks)
    answer = desk.get(address(pat, "?range=42"))
    body = answer.content.decode()
    assert 'class="drawing heat"' in body
    assert "<td>7, severe (3)</td>" in body
    assert "Hardest: Tuesday, noon to 3pm, 7, severe" in text_of(answer)


def test_only_a_visit_at_which_they_met_is_the_last_visit(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    met(pat, ann, now - 10 * DAY)
    met(pat, ann, now - 2 * DAY, channel="PHONE")
    met(pat, ann, now - DAY, channel="VISIT", outcome="NO_ANSWER")
    for ago in range(18):
        make_check(pat, at=now - ago * DAY, worst=4 if ago < 10 else 7)
    said = text_of(desk.get(address(pat)))
    assert "Last visit, clinic on Saturday 14 November 2026." in said
    assert "Saturday 14 November 2026. Mean worst pain from 4 to 13 November: " in said
    assert "From 15 to 24 November: 4 (10 days" in said


def test_the_visit_of_today_is_this_one_and_is_compared_with_the_one_before(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    met(pat, ann, now - timedelta(hours=1))
    assert "before today is logged to compare with" in text_of(desk.get(address(pat)))
    met(pat, ann, now - 10 * DAY, channel="VISIT")
    said = text_of(desk.get(address(pat)))
    assert "Last visit, home visit on Saturday 14 November 2026." in said


def test_the_first_check_together_is_compared(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    from diaries.actions import checks

    first = make_check(pat, at=now - 30 * DAY, worst=8)
    for ago in range(4):
        make_check(pat, at=now - ago * DAY, worst=5)
    checks.set_baseline(check=first, by=ann, now=now)
    said = text_of(desk.get(address(pat)))
    assert "First check together, Sunday 25 October 2026: worst pain 8, severe." in said
    assert "from 11 to 24 November: 5 (4 days with checks), 3 lower." in said


def test_a_mean_that_has_not_moved_stands_beside_the_severe_score_of_now(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    from diaries.actions import checks

    first = make_check(pat, at=now - 30 * DAY, worst=5)
    for ago, worst in enumerate((9, 4, 2)):
        make_check(pat, at=now - ago * DAY, worst=worst)
    checks.set_baseline(check=first, by=ann, now=now)
    said = " ".join(desk.get(address(pat)).context["page"].told.compared)
    assert "the same" not in said
    assert "Last worst pain: 9, severe, on Tuesday 24 November 2026." in said
    assert "5 (3 days with checks), no difference." in said


def test_the_view_stands_without_a_check_and_with_one(
    desk: Client, pat: Patient, now: datetime
) -> None:
    assert "No worst pain was given" in text_of(desk.get(address(pat)))
    make_check(pat, at=now, worst=7, now=6)
    said = text_of(desk.get(address(pat)))
    assert "Tuesday afternoon, 24 November: 6, moderate, at 12pm" in said
    assert "There is no first check together yet to compare with." in said


@pytest.mark.slow
def test_the_view_stands_with_400_checks(desk: Client, pat: Patient, now: datetime) -> None:
    for ago in range(400):
        make_check(pat, at=now - ago * timedelta(hours=2.4), worst=ago % 11, now=ago % 9)
    page = desk.get(address(pat, "?range=42"))
    assert page.status_code == 200
    assert len(page.context["page"].choices) == 400


def test_a_check_is_chosen_from_the_list_and_its_answers_are_read(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - DAY, worst=3)
    check = make_check(pat, at=now, worst=8, now=6, note="It burns")
    body = desk.get(address(pat)).content.decode()
    assert f'<option value="{key_of(check)}">Tue 24 Nov, 12.00: worst 8, then 6' in body
    assert "It burns" not in body
    assert "It burns" in text_of(desk.get(address(pat, f"?check={key_of(check)}")))


def test_a_point_of_the_chart_leads_to_a_choice_of_the_list(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now, worst=8, now=6)
    body = desk.get(address(pat)).content.decode()
    found = re.search(r'<script id="pain-figure" type="application/json">(.*?)</script>', body)
    assert found is not None
    keys = {key for trace in json.loads(found[1])["data"] for key in trace.get("customdata", [])}
    assert keys <= set(re.findall(r'<option value="([^"]+)"', body))
    assert keys


def test_another_patients_check_cannot_be_chosen_or_written_about(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    foreign = make_check(PatientFactory(nurse=ann), at=now, note="Not hers")
    assert "Not hers" not in text_of(desk.get(address(pat, f"?check={key_of(foreign)}")))
    write(desk, pat, check=key_of(foreign))
    assert SharedNote.objects.get().about_at is None


def test_a_note_stands_at_its_check_and_the_check_is_seen(
    desk: Client, pat: Patient, ann: User, now: datetime
) -> None:
    check = make_check(pat, at=now - 2 * DAY, worst=8)
    answer = write(desk, pat, check=key_of(check))
    note = SharedNote.objects.get()
    assert answer.url == address(pat, f"?range=14&check={key_of(check)}#note-{note.pk}")
    assert (note.day, note.about_at) == (check.day, check.answered_at)
    assert SeenMark.objects.filter(nurse=ann, check_seen=check).exists()
    assert "Sunday 22 November, 12.00pm. Worse after walking" in text_of(desk.get(address(pat)))


def test_opening_the_view_is_on_the_trail_and_sees_no_check(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now)
    desk.get(address(pat))
    desk.head(address(pat))
    desk.get(address(pat), headers={"Sec-Purpose": "prefetch"})
    assert AuditEvent.objects.filter(action="consultation.opened").count() == 1
    assert not SeenMark.objects.exists()


def test_a_second_press_is_one_note(desk: Client, pat: Patient) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert write(desk, pat, key=key).status_code == 302
    assert SharedNote.objects.count() == 1
    assert AuditEvent.objects.filter(action="shared_note.written").count() == 1


def test_a_struck_note_stays_and_says_who_struck_it(desk: Client, pat: Patient, ann: User) -> None:
    write(desk, pat)
    note = SharedNote.objects.get()
    for _ in range(2):
        answer = desk.post(address(pat, f"notes/{note.pk}/strike/"), {"range": "42"})
        assert answer.url == address(pat, f"?range=42#note-{note.pk}")
    said = text_of(desk.get(address(pat)))
    assert "Worse after walking" in said
    assert "Struck out by Ann on 24 November 2026." in said
    assert AuditEvent.objects.filter(action="shared_note.struck").count() == 1


def test_another_patients_note_is_not_struck(desk: Client, pat: Patient, ann: User) -> None:
    write(desk, pat)
    note = SharedNote.objects.get()
    other = PatientFactory(nurse=ann)
    assert desk.post(address(other, f"notes/{note.pk}/strike/")).status_code == 404
    note.refresh_from_db()
    assert note.struck_at is None


def test_the_patient_reads_the_note_on_her_day_and_before_her_visit(
    desk: Client, pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    check = make_check(pat, at=now - DAY, worst=8)
    write(desk, pat, check=key_of(check))
    write(desk, pat, "Nothing said today")
    desk.post(address(pat, f"notes/{SharedNote.objects.latest('pk').pk}/strike/"))
    phone = signed_in(pat.user)
    day = text_of(phone.get(f"/diary/days/{date(2026, 11, 23)}/"))
    assert "Written down with your nurse" in day
    assert "Monday 23 November, 12.00pm. Worse after walking" in day
    today = text_of(phone.get(f"/diary/days/{date(2026, 11, 24)}/"))
    assert "Nothing said today" in today
    assert "Struck out by Ann" in today
    visit = text_of(phone.get("/diary/visit/"))
    assert "Worse after walking" in visit
    assert "Nothing said today" not in visit


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"text": ""}, "Write the note first."),
        ({"text": "a" * 501}, "Make the note shorter: at most 500 letters."),
        ({"text": "a\x00b"}, "There is a hidden sign in this text."),
        ({"key": "x"}, "We could not read this page. Please try again."),
        ({"check": "c" * 41}, "at most 40"),
    ],
)
def test_a_note_with_a_mistake_comes_back_with_a_sentence(
    desk: Client, pat: Patient, told: dict[str, str], sentence: str
) -> None:
    answer = write(desk, pat, **told)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not SharedNote.objects.exists()


@pytest.mark.parametrize("text", ["Bad 😀", "يؤلمني", "<b>bold</b>"])
def test_a_note_in_any_script_is_kept_as_it_is(desk: Client, pat: Patient, text: str) -> None:
    write(desk, pat, text)
    assert SharedNote.objects.get().text == text
    assert "<b>bold</b>" not in desk.get(address(pat)).content.decode()


@pytest.mark.parametrize("asked", ["?range=nonsense", "?range=all&check=%00", "?check=" + "x" * 99])
def test_an_address_that_was_tampered_with_shows_the_14_days(
    desk: Client, pat: Patient, asked: str
) -> None:
    answer = desk.get(address(pat, asked))
    assert answer.status_code == 200
    assert answer.context["page"].days == 14


def test_another_teams_patient_is_not_there(
    carl: User, pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    other = signed_in(carl)
    for path in ("consultation/", "papers/"):
        assert other.get(f"/patients/{pat.code}/{path}").status_code == 404
    for path in ("consultation/", "consultation/notes/1/strike/", "papers/summary/"):
        assert other.post(f"/patients/{pat.code}/{path}").status_code == 404


def test_a_practice_patients_view_says_so(desk: Client, ann: User) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    assert "Practice" in text_of(desk.get(address(practice)))


def test_the_view_costs_the_same_queries_however_much_is_in_it(
    desk: Client, pat: Patient, ann: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for ago in range(40):
        make_check(pat, at=now - ago * DAY, worst=ago % 11, now=3)
        sent = now - ago * DAY
        make_fuller(pat, at=sent, sent_at=sent, flares=1, flare_times=("EVENING",))
        if ago % 4 == 0:
            met(pat, ann, now - ago * DAY)
            write(desk, pat, f"Note {ago}")
    desk.get(address(pat))
    with django_assert_max_num_queries(23):
        desk.get(address(pat, "?range=42"))
