"""What is answered and not sent: kept, offered again, told at once where it is dangerous."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alerts.actions import rounds
from alerts.models import Alert
from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import NOON, PatientFactory, make_check
from tests.integration.checking import fill_in, opened, send, text_of, to_send

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


def test_answers_are_kept_while_the_page_is_filled_in(phone: Client) -> None:
    answer = phone.post("/check/keep/", {"page": opened(phone), "worst": "6", "note": "Hm"})
    assert answer.json() == {"kept_at": "at midday"}
    assert CheckDraft.objects.get().answers["note"] == "Hm"


def test_kept_answers_are_offered_again_with_their_time(
    phone: Client, clock: time_machine.Traveller
) -> None:
    phone.post("/check/keep/", {"page": opened(phone), "worst": "6"})
    clock.shift(timedelta(minutes=10))
    page = phone.get("/check/").content.decode()
    assert "You started this today at midday" in page
    assert 'name="worst" type="radio" value="6" checked' in page


def test_kept_answers_are_not_offered_after_a_day(
    pat: Patient, signed_in: Callable[[User], Client], clock: time_machine.Traveller
) -> None:
    phone = signed_in(pat.user)
    phone.post("/check/keep/", {"page": opened(phone), "worst": "6"})
    clock.shift(timedelta(hours=25))
    assert "You started this" not in signed_in(pat.user).get("/check/").content.decode()


def test_a_check_begun_anew_has_its_own_beginning(
    pat: Patient, signed_in: Callable[[User], Client], clock: time_machine.Traveller
) -> None:
    phone = signed_in(pat.user)
    phone.post("/check/keep/", {"page": opened(phone), "worst": "6"})
    clock.shift(timedelta(hours=25))
    phone = signed_in(pat.user)
    phone.post("/check/keep/", {"page": opened(phone), "worst": "9"})
    draft = CheckDraft.objects.get()
    assert draft.started_at == NOON + timedelta(hours=25)
    assert draft.flag_due_at == draft.saved_at + timedelta(minutes=15)


def test_a_yes_to_danger_raises_an_alert_before_anything_is_sent(
    phone: Client, pat: Patient, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    told = {"page": opened(phone), "danger": "yes", "danger_items": ["LEG_WEAKNESS"]}
    with django_capture_on_commit_callbacks(execute=True):
        phone.post("/check/keep/", told)
    assert Alert.objects.get(patient=pat).level == "RED"
    assert not PainCheck.objects.exists()


def test_a_yes_without_a_worst_score_is_kept_though_the_page_is_not_right(phone: Client) -> None:
    answer = fill_in(phone, danger="yes", danger_items=["FEVER"])
    assert answer.status_code == 422
    assert CheckDraft.objects.get().answers["danger_items"] == ["FEVER"]


def test_a_script_that_comes_late_brings_back_no_check_that_was_sent(phone: Client) -> None:
    page = opened(phone)
    fill_in(phone, page=page, worst="6")
    send(phone)
    phone.post("/check/keep/", {"page": page, "worst": "6"})
    assert not CheckDraft.objects.exists()


def test_a_new_yes_on_a_page_that_was_sent_is_kept(phone: Client) -> None:
    page = opened(phone)
    fill_in(phone, page=page, worst="6")
    send(phone)
    phone.post("/check/keep/", {"page": page, "worst": "6", "danger": "yes"})
    assert CheckDraft.objects.get().answers["danger"] is True


def test_kept_answers_can_be_cleared(phone: Client) -> None:
    page = opened(phone)
    phone.post("/check/keep/", {"page": page, "worst": "6"})
    phone.post("/check/clear/", {"page": page})
    assert not CheckDraft.objects.exists()


def test_a_correction_waits_for_the_check_that_is_not_sent(phone: Client, pat: Patient) -> None:
    sent = make_check(pat)
    phone.post("/check/keep/", {"page": opened(phone), "worst": "6"})
    answer = phone.get(f"/check/{sent.pk}/change/", follow=True)
    assert answer.redirect_chain[-1][0] == "/check/"
    assert "You have a check that is not sent" in text_of(answer)


def test_a_correction_that_was_begun_is_gone_on_with(phone: Client, pat: Patient) -> None:
    sent = make_check(pat)
    fill_in(phone, f"/check/{sent.pk}/change/", worst="9")
    assert phone.get("/check/").url == f"/check/{sent.pk}/change/"


def test_a_correction_can_be_left_as_it_was(phone: Client, pat: Patient) -> None:
    sent = make_check(pat)
    page = opened(phone, f"/check/{sent.pk}/change/")
    fill_in(phone, f"/check/{sent.pk}/change/", page=page, worst="9")
    phone.post("/check/clear/", {"page": page})
    assert not CheckDraft.objects.exists()
    assert PainCheck.objects.get().worst == 3


def test_the_home_page_says_that_a_check_is_not_sent(phone: Client) -> None:
    phone.post("/check/keep/", {"page": opened(phone), "worst": "6"})
    assert "You began a check today at midday. <strong>It is not sent yet." in text_of(
        phone.get("/diary/")
    )


def test_a_page_of_one_patient_keeps_nothing_for_another(
    phone: Client, signed_in: Callable[[User], Client]
) -> None:
    page = opened(phone)
    other = signed_in(PatientFactory().user)
    assert other.post("/check/keep/", {"page": page, "worst": "6"}).status_code == 422
    assert not CheckDraft.objects.exists()


def test_a_page_of_one_patient_is_not_sent_by_another(
    phone: Client, signed_in: Callable[[User], Client]
) -> None:
    page = opened(phone)
    other = signed_in(PatientFactory().user)
    assert fill_in(other, page=page, worst="6").status_code == 422
    assert not CheckDraft.objects.exists()


def signed_out_with(
    phone: Client, clock: time_machine.Traveller, address: str, sent: dict[str, str]
) -> str:
    """Press a button on a page that was left open too long; returns what is answered."""
    clock.shift(timedelta(minutes=16))
    return text_of(phone.post(address, sent))


class TestSignedOut:
    def test_answers_are_kept_and_said_to_be_unseen(
        self, phone: Client, clock: time_machine.Traveller
    ) -> None:
        page = opened(phone)
        said = signed_out_with(phone, clock, "/check/", {"page": page, "worst": "6"})
        assert "not sent. Nobody has seen them yet" in said
        assert "/sign-in/?next=%2Fcheck%2Fkept%2F" in said
        assert not CheckDraft.objects.exists()

    def test_the_same_patient_goes_on_where_she_was(
        self, phone: Client, clock: time_machine.Traveller, signed_in: SignIn, pat: Patient
    ) -> None:
        signed_out_with(phone, clock, "/check/", {"page": opened(phone), "worst": "6"})
        signed_in(pat.user)
        assert phone.get("/check/kept/").url == "/check/answers/"
        assert CheckDraft.objects.get().answers["worst"] == "6"

    def test_a_send_is_done_after_sign_in(
        self, phone: Client, clock: time_machine.Traveller, signed_in: SignIn, pat: Patient
    ) -> None:
        fill_in(phone, worst="6")
        signed_out_with(phone, clock, "/check/answers/", to_send(phone))
        signed_in(pat.user)
        thanks = phone.get("/check/kept/", follow=True)
        assert "Your check is sent" in text_of(thanks)
        assert PainCheck.objects.get().worst == 6

    def test_home_goes_on_too(
        self, phone: Client, clock: time_machine.Traveller, signed_in: SignIn, pat: Patient
    ) -> None:
        signed_out_with(phone, clock, "/check/", {"page": opened(phone), "worst": "6"})
        signed_in(pat.user)
        assert phone.get("/diary/").url == "/check/kept/"

    def test_another_patient_neither_sees_nor_sends_them(
        self, phone: Client, clock: time_machine.Traveller, signed_in: SignIn
    ) -> None:
        page = opened(phone)
        signed_out_with(phone, clock, "/check/", {"page": page, "worst": "6", "note": "My secret"})
        other = PatientFactory()
        signed_in(other.user)
        after = phone.get("/check/kept/", follow=True)
        assert "My secret" not in text_of(after)
        assert not CheckDraft.objects.exists()

    def test_what_no_page_of_ours_sent_is_not_kept(
        self, phone: Client, clock: time_machine.Traveller
    ) -> None:
        phone.cookies.clear()
        answer = phone.post("/check/", {"page": "made up", "worst": "6"})
        assert answer.url == "/sign-in/?next=/check/"

    def test_a_page_with_a_mistake_comes_back_with_its_answers(
        self, phone: Client, clock: time_machine.Traveller, signed_in: SignIn, pat: Patient
    ) -> None:
        signed_out_with(phone, clock, "/check/", {"page": opened(phone), "note": "Keep me"})
        signed_in(pat.user)
        answer = phone.get("/check/kept/")
        assert answer.status_code == 422
        assert "Keep me" in text_of(answer)


def test_a_yes_to_danger_taken_back_before_the_rules_looked_is_told(
    phone: Client, pat: Patient, clock: time_machine.Traveller
) -> None:
    page = opened(phone)
    phone.post("/check/keep/", {"page": page, "danger": "yes", "danger_items": ["LEG_WEAKNESS"]})
    phone.post("/check/keep/", {"page": page, "danger": "no"})
    rounds.flag_waiting(now=NOON + timedelta(seconds=3))
    alert = Alert.objects.get(patient=pat)
    assert (alert.rule, alert.level, alert.danger) == ("red_flag", "RED", ["LEG_WEAKNESS"])
    assert alert.sentence.endswith("(told before sending)")


def test_a_yes_to_danger_sent_as_a_no_before_the_rules_looked_is_told(
    phone: Client, pat: Patient
) -> None:
    page = opened(phone)
    phone.post("/check/keep/", {"page": page, "danger": "yes", "danger_items": ["FEVER"]})
    fill_in(phone, page=page, worst="2", danger="no")
    send(phone)
    rounds.flag_waiting(now=NOON)
    assert Alert.objects.filter(patient=pat, rule="red_flag").exists()


def test_a_yes_to_danger_on_one_page_is_told_though_a_second_page_is_kept_after_it(
    phone: Client, pat: Patient
) -> None:
    one, other = opened(phone), opened(phone)
    phone.post("/check/keep/", {"page": one, "danger": "yes", "danger_items": ["FEVER"]})
    phone.post("/check/keep/", {"page": other, "worst": "1"})
    rounds.flag_waiting(now=NOON)
    assert Alert.objects.filter(patient=pat, rule="red_flag").exists()


def test_danger_that_no_rule_has_seen_stands_at_the_top_of_the_caseload(
    phone: Client, pat: Patient, ann: User, signed_in: SignIn
) -> None:
    phone.post("/check/keep/", {"page": opened(phone), "danger": "yes", "danger_items": ["FEVER"]})
    page = text_of(signed_in(ann).get("/caseload/"))
    assert "Danger signs, not yet checked by the rules" in page


def test_the_same_yes_kept_twice_is_told_once(phone: Client, pat: Patient) -> None:
    told = {"page": opened(phone), "danger": "yes", "danger_items": ["FEVER"]}
    phone.post("/check/keep/", told)
    phone.post("/check/keep/", told)
    assert pat.dangers_said.count() == 1
