"""The quick check, from its page to the thanks."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.background.models import Heartbeat
from tests.factories import NOON, PatientFactory, make_check
from tests.integration.checking import do_check, fill_in, opened, send, text_of, to_send


@pytest.fixture(autouse=True)
def _tuesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    """Pat's browser."""
    return signed_in(pat.user)


def test_a_check_with_worst_alone_is_stored(phone: Client) -> None:
    do_check(phone, worst="6")
    check = PainCheck.objects.get()
    assert (check.worst, check.average, check.now) == (Decimal(6), None, None)


def test_skipped_answers_are_never_zero(phone: Client) -> None:
    do_check(phone, worst="6", average="", least="", now="", extra_doses="")
    check = PainCheck.objects.get()
    assert (check.average, check.extra_doses, check.danger, check.wish) == (None, None, None, "")


def test_every_answer_reaches_the_diary(phone: Client) -> None:
    do_check(
        phone,
        worst="8",
        average="5",
        least="2",
        now="4",
        extra_doses="3",
        danger="no",
        wish="NEXT_VISIT",
        note="A bad night",
    )
    check = PainCheck.objects.get()
    told = [check.worst, check.average, check.least, check.now]
    assert told == [8, 5, 2, 4]
    assert (check.extra_doses, check.danger, check.wish) == (3, False, "NEXT_VISIT")
    assert check.note == "A bad night"


def test_nothing_is_sent_before_the_answers_were_looked_over(phone: Client) -> None:
    assert fill_in(phone, worst="6").url == "/check/answers/"
    assert not PainCheck.objects.exists()


def test_crossed_answers_are_asked_about_and_never_blocked(phone: Client) -> None:
    fill_in(phone, worst="3", least="7")
    assert "Did you swap them?" in text_of(phone.get("/check/answers/"))
    send(phone)
    assert PainCheck.objects.get().least == 7


def test_each_answer_can_be_changed_from_the_page_that_shows_it(phone: Client) -> None:
    fill_in(phone, worst="6")
    page = text_of(phone.get("/check/answers/"))
    for name in ("worst", "average", "least", "now", "extra_doses", "danger", "wish", "note"):
        assert f'href="/check/#ask-{name}"' in page


def test_to_change_an_answer_leads_to_its_question_and_not_to_its_first_number(
    phone: Client,
) -> None:
    fill_in(phone, worst="4", least="6")
    page = phone.get("/check/answers/").content.decode()
    leads = set(re.findall(r'href="/check/#([^"]+)"', page))
    assert {"ask-worst", "ask-danger", "ask-note"} <= leads
    places = re.findall(r'<(\w+)[^>]* id="(ask-[^"]+)"', phone.get("/check/").content.decode())
    assert {("div", place) for place in leads} <= set(places)


def test_a_second_press_of_send_gives_the_same_receipt(phone: Client) -> None:
    fill_in(phone, worst="6")
    sent = to_send(phone)
    first, second = (phone.post("/check/answers/", sent) for _ in range(2))
    assert first.url == second.url
    assert PainCheck.objects.count() == 1


def test_going_back_and_changing_a_sent_answer_is_a_correction(phone: Client) -> None:
    page = opened(phone)
    fill_in(phone, page=page, worst="6")
    send(phone)
    fill_in(phone, page=page, worst="9")
    thanks = phone.get(send(phone).url)
    assert "Your check is corrected" in text_of(thanks)
    first, second = PainCheck.objects.order_by("worst")
    assert (first.superseded_at, second.amends) == (NOON, first)


def test_going_back_and_sending_the_same_again_leaves_nothing_waiting(phone: Client) -> None:
    page = opened(phone)
    for _ in range(2):
        fill_in(phone, page=page, worst="6")
        send(phone)
    assert PainCheck.objects.count() == 1
    assert not CheckDraft.objects.exists()


def test_going_back_once_more_corrects_it_back(phone: Client) -> None:
    page = opened(phone)
    for worst in ("6", "9", "6"):
        fill_in(phone, page=page, worst=worst)
        send(phone)
    assert PainCheck.objects.current().get().worst == 6
    assert PainCheck.objects.count() == 3


def test_a_correction_of_a_check_corrected_meanwhile_follows_the_latest(
    phone: Client, pat: Patient
) -> None:
    check = make_check(pat, worst=6)
    page = opened(phone, f"/check/{check.pk}/change/")
    for worst in ("4", "8"):
        fill_in(phone, f"/check/{check.pk}/change/", page=page, worst=worst)
        send(phone)
    standing = PainCheck.objects.current().get()
    assert (standing.worst, standing.amends.worst) == (8, 4)


def test_a_tick_counts_as_a_yes_where_the_gate_was_passed_over(phone: Client) -> None:
    do_check(phone, worst="2", danger_items=["FEVER"])
    check = PainCheck.objects.get()
    assert (check.danger, check.danger_items) == (True, ["FEVER"])


def test_a_no_takes_back_what_was_ticked(phone: Client) -> None:
    do_check(phone, worst="2", danger="no", danger_items=["FEVER"])
    check = PainCheck.objects.get()
    assert (check.danger, check.danger_items) == (False, [])


def test_a_yes_that_became_a_no_is_asked_about_with_the_numbers_before_it_is_sent(
    phone: Client,
) -> None:
    page = opened(phone)
    fill_in(phone, page=page, worst="2", danger="yes", danger_items=["FEVER"])
    fill_in(phone, page=page, worst="2", danger="no")
    shown = text_of(phone.get("/check/answers/"))
    assert "You had said yes to a danger sign. If that was right, ring now" in shown
    assert "Put it right" in shown
    fill_in(phone, page=page, worst="2", danger="yes", danger_items=["FEVER"])
    assert "You had said yes" not in text_of(phone.get("/check/answers/"))


def test_an_answer_can_be_changed_after_sending(phone: Client, pat: Patient) -> None:
    check = make_check(pat, worst=6, note="old")
    fill_in(phone, f"/check/{check.pk}/change/", worst="4", note="new")
    send(phone)
    standing = PainCheck.objects.current().get()
    assert (standing.amends, standing.worst, standing.note) == (check, 4, "new")


def test_a_correction_can_be_corrected_back(phone: Client, pat: Patient) -> None:
    check = make_check(pat, worst=6)
    for worst in ("4", "6"):
        phone.get(f"/check/{check.pk}/change/")
        latest = PainCheck.objects.current().get()
        fill_in(phone, f"/check/{latest.pk}/change/", worst=worst)
        send(phone)
    assert PainCheck.objects.current().get().worst == 6


def test_a_correction_begins_with_the_answers_that_were_sent(phone: Client, pat: Patient) -> None:
    check = make_check(pat, worst=6, note="Could not sleep", danger=False)
    page = phone.get(f"/check/{check.pk}/change/").content.decode()
    assert "Could not sleep" in page
    assert 'name="worst" type="radio" value="6" checked' in page


def test_what_a_nurse_wrote_down_is_not_the_patients_to_change(phone: Client, pat: Patient) -> None:
    check = make_check(pat, source="IMPORTED")
    assert phone.get(f"/check/{check.pk}/change/").status_code == 404


def test_a_second_check_of_the_day_asks_since_the_last_one(phone: Client, pat: Patient) -> None:
    make_check(pat, at=NOON - timedelta(hours=3))
    assert "since your last check?" in text_of(phone.get("/check/"))
    do_check(phone, worst="5", extra_doses="1")
    assert PainCheck.objects.get(worst=5).since_last


def test_the_first_check_of_a_day_asks_about_24_hours(phone: Client, pat: Patient) -> None:
    make_check(pat, at=NOON - timedelta(days=1))
    assert "since your last check?" not in text_of(phone.get("/check/"))


def test_every_danger_sign_stands_above_its_yes_and_no(phone: Client) -> None:
    page = phone.get("/check/").content.decode()
    assert page.index('value="VOMITING"') < page.index('name="danger" type="radio" value="yes"')


def test_the_page_of_a_yes_carries_the_numbers_to_ring(phone: Client) -> None:
    page = phone.get("/check/").content.decode()
    gate = page[page.index("danger__now") : page.index('name="wish"')]
    assert "tel:01134960002" in gate
    assert "tel:999" in gate


def test_thanks_after_a_danger_sign_begin_with_the_numbers(phone: Client) -> None:
    page = text_of(do_check(phone, worst="2", danger="yes", danger_items=["LEG_WEAKNESS"]))
    assert page.index("tel:01134960002") < page.index("<h1")


def test_slow_breathing_means_an_ambulance(phone: Client) -> None:
    page = text_of(do_check(phone, worst="2", danger="yes", danger_items=["SLOW_BREATHING"]))
    assert page.index("Ring 999 now") < page.index("Ring now. Do not wait for us.")


def test_an_agreed_plan_stands_before_the_numbers(phone: Client, pat: Patient) -> None:
    pat.care_plan = "Take the blue card to the ward."
    pat.save()
    page = text_of(do_check(phone, worst="2", danger="yes"))
    assert page.index("blue card") < page.index("Ring now. Do not wait for us.")


def test_severe_pain_is_told_whom_to_ring_before_the_thanks(phone: Client) -> None:
    page = text_of(do_check(phone, worst="7"))
    assert page.index("If your pain is still this bad, ring") < page.index("<h1")


def test_many_extra_doses_are_a_reason_to_ring_today(phone: Client) -> None:
    page = text_of(do_check(phone, worst="2", extra_doses="6"))
    assert page.index("Ring today") < page.index("<h1")


def test_thanks_carry_the_card_that_fits(phone: Client) -> None:
    assert "Things that may ease your pain" in text_of(do_check(phone, worst="5"))


@pytest.mark.parametrize(("enabled", "said"), [(True, True), (False, False)])
def test_early_painkillers_are_spoken_of_only_where_the_nurse_enabled_it(
    phone: Client, pat: Patient, enabled: bool, said: bool
) -> None:
    pat.early_painkillers = enabled
    pat.save()
    page = text_of(do_check(phone, worst="5", danger="no", extra_doses="1"))
    assert ("take your extra painkiller early" in page) is said


def test_thanks_say_who_reads_it_and_when(phone: Client) -> None:
    assert "read by Ann or another nurse in the team" in text_of(do_check(phone, worst="2"))


def test_a_wish_for_contact_is_told_by_when(phone: Client) -> None:
    page = text_of(do_check(phone, worst="2", wish="TODAY"))
    assert "should ring you by today at 5pm" in page


def test_today_is_on_offer_while_somebody_can_ring(phone: Client) -> None:
    assert 'value="TODAY"' in phone.get("/check/").content.decode()


def test_today_is_not_on_offer_once_nobody_can_ring(
    pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(NOON + timedelta(hours=4, minutes=45), tick=False):
        late = text_of(signed_in(pat.user).get("/check/"))
    assert 'value="TODAY"' not in late
    assert "Nobody can ring you today any more" in late


def test_today_chosen_too_late_is_refused_before_it_is_sent(
    pat: Patient, signed_in: Callable[[User], Client]
) -> None:
    with time_machine.travel(NOON + timedelta(hours=4, minutes=25), tick=False):
        phone = signed_in(pat.user)
        fill_in(phone, worst="2", wish="TODAY")
        sent = to_send(phone)
    with time_machine.travel(NOON + timedelta(hours=4, minutes=35), tick=False):
        answer = phone.post("/check/answers/", sent)
    assert answer.status_code == 422
    assert "Nobody can ring you today any more" in text_of(answer)
    assert not PainCheck.objects.exists()


def test_send_stores_what_was_shown_and_nothing_else(phone: Client) -> None:
    fill_in(phone, worst="2")
    shown = to_send(phone)
    fill_in(phone, worst="9")
    answer = phone.post("/check/answers/", shown)
    assert answer.status_code == 422
    assert "changed on another page" in text_of(answer)
    assert not PainCheck.objects.exists()


TOLD = "your nurse may not have been told.</p> <p><strong>If you need help, do not wait. Ring <a"


def test_a_patient_is_told_when_her_nurse_may_not_have_been(phone: Client) -> None:
    Heartbeat.objects.create(name="watch", beat_at=NOON - timedelta(minutes=16))
    assert TOLD in text_of(do_check(phone, worst="2"))
    home = text_of(phone.get("/diary/"))
    assert home.count(TOLD) == 1
    assert home.index(TOLD) < home.index("Today’s check")  # before all else


def test_no_such_warning_stands_while_alerting_is_on_time(phone: Client) -> None:
    Heartbeat.objects.create(name="watch", beat_at=NOON - timedelta(minutes=14))
    assert "may not have been told" not in text_of(do_check(phone, worst="2"))
    assert "may not have been told" not in text_of(phone.get("/diary/"))


@pytest.mark.parametrize("given_up", [False, True])
def test_a_patient_is_told_when_the_rules_have_not_looked_at_her_own_check(
    pat: Patient, phone: Client, watch_is_fresh: None, given_up: bool
) -> None:
    check = make_check(pat, at=NOON - timedelta(minutes=16), unflagged=True, worst=8)
    if given_up:
        PainCheck.objects.update(flag_dead_at=NOON)
    assert TOLD in text_of(phone.get("/diary/"))
    assert TOLD in text_of(phone.get(f"/check/{check.pk}/thanks/"))


def test_a_check_of_this_moment_or_of_somebody_else_tells_her_nothing(
    pat: Patient, phone: Client, watch_is_fresh: None
) -> None:
    make_check(pat, at=NOON - timedelta(minutes=14), unflagged=True)
    make_check(PatientFactory(), at=NOON - timedelta(hours=3), unflagged=True)
    assert "may not have been told" not in text_of(phone.get("/diary/"))


def test_a_check_that_a_nurse_has_seen_needs_no_telling(
    pat: Patient, ann: User, phone: Client, watch_is_fresh: None
) -> None:
    check = make_check(pat, at=NOON - timedelta(hours=1), unflagged=True)
    check.seen_marks.create(nurse=ann, seen_at=NOON)
    assert "may not have been told" not in text_of(phone.get("/diary/"))


def test_what_we_promise_names_her_own_sites_numbers(phone: Client, pat: Patient) -> None:
    said = text_of(phone.get("/diary/promise/"))
    assert "Nobody watches day and night" in said
    assert pat.team.site.urgent_phone in said
    assert "What we promise" in text_of(phone.get("/diary/"))


@pytest.mark.parametrize("page", ["", "change/", "thanks/"])
def test_another_patients_check_is_not_found(phone: Client, page: str) -> None:
    other = make_check(PatientFactory())
    assert phone.get(f"/check/{other.pk}/{page}").status_code == 404


def test_a_check_that_does_not_exist_is_not_found(phone: Client) -> None:
    assert phone.get(f"/check/{uuid.uuid4()}/thanks/").status_code == 404


@pytest.mark.parametrize("status", ["DISCHARGED", "DIED", "LAST_DAYS"])
def test_a_closed_diary_is_calm_and_takes_no_check(
    phone: Client, pat: Patient, status: str
) -> None:
    page = opened(phone)
    pat.status = status
    pat.save()
    answer = text_of(fill_in(phone, page=page, worst="9"))
    assert "tel:01134960001" in answer
    assert "check" not in answer.split("<main")[1].split("</main")[0].replace("PainCheck", "")
    assert not CheckDraft.objects.exists()
