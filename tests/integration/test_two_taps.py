"""The contact log in two taps, and what comes back from it as a task (S10, S19)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from alerts.models import Alert
from clinicians.models import Task
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from tests.factories import make_alert, make_check
from tests.integration.nursing import contact, text_of

SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


def card(pat: Patient, now: datetime, **fields: object) -> Alert:
    return make_alert(pat, opened_at=now - HOUR, **fields)


def press(client: Client, code: str, alerts: list[Alert], **told: str) -> str:
    """One press on a card, and the page that follows in words."""
    sent = {
        "key": str(uuid4()),
        "as_of": "2026-11-24T12:00:00+00:00",
        "channel": "PHONE",
        "alerts": [alert.pk for alert in alerts],
    }
    return text_of(client.post(f"/patients/{code}/contact/", sent | told, follow=True))


def test_one_press_logs_a_call_of_just_now_and_closes_the_card(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert = card(pat, now)
    page = press(desk, pat.code, [alert], outcome="SELF_CARE")
    logged = Contact.objects.get()
    assert (logged.at, logged.channel, logged.outcome) == (now, "PHONE", "SELF_CARE")
    assert "1 alert is closed. If that was a slip, say so under ‘Contacts’" in page
    assert not Alert.objects.open().exists()


@pytest.mark.parametrize(
    ("again", "at"),
    [
        ("2H", datetime(2026, 11, 24, 14, tzinfo=UTC)),
        ("OPENING", datetime(2026, 11, 25, 9, tzinfo=UTC)),
    ],
)
def test_could_not_reach_says_when_she_tries_again_before_she_presses(
    desk: Client, pat: Patient, now: datetime, again: str, at: datetime
) -> None:
    alert = card(pat, now)
    before = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Could not reach: it stays open. Try again:" in before
    assert "In 2 working hours: today 2pm" in before
    assert "At the next opening: Wednesday 9am" in before
    press(desk, pat.code, [alert], outcome="NO_ANSWER", again=again)
    alert.refresh_from_db()
    assert (alert.closed_at, alert.try_again_at) == (None, at)


def test_what_came_in_after_the_page_was_made_is_not_closed_by_a_press(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert = card(pat, now, last_found_at=now)
    page = press(
        desk, pat.code, [alert], outcome="SELF_CARE", as_of=(now - HOUR).isoformat()
    )  # fmt: skip
    assert "Something came in after this contact. It stays open" in page
    assert Alert.objects.open().count() == 1


def test_urgent_alerts_of_another_card_stay_open_with_a_warning(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert = card(pat, now, rule="above_goal", level="AMBER", sentence="average 5")
    card(pat, now, rule="red_flag", sentence="new leg weakness")
    page = press(desk, pat.code, [alert], outcome="SELF_CARE")
    assert "Still open and urgent: new leg weakness." in page


def test_a_card_closed_by_another_nurse_meanwhile_is_said_and_the_contact_kept(
    desk: Client, bea: User, pat: Patient, now: datetime
) -> None:
    alert = card(pat, now)
    Alert.objects.filter(pk=alert.pk).update(
        closed_at=now, closed_by=bea, closed_how="REASON", close_reason="Known."
    )
    page = press(desk, pat.code, [alert], outcome="SELF_CARE")
    assert "Bea Bell closed this alert already" in page
    assert Contact.objects.count() == 1


def test_another_answer_from_the_same_page_is_not_lost_in_silence(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert, key = card(pat, now), str(uuid4())
    press(desk, pat.code, [alert], outcome="NO_ANSWER", again="2H", key=key)
    page = press(desk, pat.code, [alert], outcome="SELF_CARE", key=key)
    assert "Nothing was added: this page had logged a contact already" in page
    assert Alert.objects.open().count() == 1


def test_what_one_check_made_stands_on_one_card_with_her_own_words(
    desk: Client, pat: Patient, now: datetime
) -> None:
    check = make_check(pat, at=now - HOUR, worst=8, note="It is worse on the stairs.")
    for rule in ("severe_pain", "rising_pain", "contact_wanted"):
        card(pat, now, rule=rule).occurrences.create(
            pain_check=check, found_at=now - HOUR, level="RED", sentence="8"
        )
    card(pat, now, rule="gone_quiet", level="GREY")
    page = desk.get(f"/patients/{pat.code}/")
    groups = page.context["page"].alerts.groups
    assert [len(group.cards) for group in groups] == [3, 1]
    assert text_of(page).count("Anything else came of it: log the contact") == 2
    assert "It is worse on the stairs." in text_of(page).split("I will see to this", 1)[0]


def test_the_form_of_one_card_warns_of_the_urgent_ones_it_leaves_open(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert = card(pat, now, rule="above_goal", level="AMBER")
    card(pat, now, rule="red_flag", sentence="new leg weakness")
    page = text_of(desk.get(f"/patients/{pat.code}/contact/?alert={alert.pk}"))
    assert "Not ticked, so that it stays open: new leg weakness." in page
    assert "Another card is urgent" in text_of(desk.get(f"/patients/{pat.code}/"))
    every = text_of(desk.get(f"/patients/{pat.code}/contact/"))
    assert "Not ticked" not in every


def test_what_must_not_wait_is_read_first_among_the_outcomes(desk: Client, pat: Patient) -> None:
    page = text_of(desk.get(f"/patients/{pat.code}/contact/"))
    assert page.index("999 or emergency department") < page.index("advice for self-care")


def test_what_follows_comes_back_as_tasks_once(desk: Client, pat: Patient, now: datetime) -> None:
    told = {
        "key": str(uuid4()),
        "outcome": "PRESCRIBER",
        "agreed": "Rest before the stairs",
        "prescriber": "Dr Shah",
        "prescriber_by": "2026-11-25",
        "next_step": "Ring about the nights",
        "next_on": "2026-11-27",
    }
    contact(desk, pat.code, **told)
    contact(desk, pat.code, **told)
    rows = list(Task.objects.values_list("kind", "whom", "due_on"))
    assert rows == [
        ("PRESCRIBER", "Dr Shah", date(2026, 11, 25)),
        ("NEXT_STEP", "", date(2026, 11, 27)),
    ]
    answer = desk.get(f"/patients/{pat.code}/")
    page, (touch,) = text_of(answer), answer.context["page"].chart.contacts
    assert touch.words == "Phone call: Talked: prescriber asked. Agreed: Rest before the stairs"
    assert "Agreed: Rest before the stairs" in page
    assert "Record what the prescriber decided (Dr Shah)" in page


def test_the_api_logs_what_was_agreed_and_its_tasks_and_asks_for_the_prescriber(
    desk: Client, pat: Patient, now: datetime
) -> None:
    path, key = f"/api/patients/{pat.code}/contacts/", str(uuid4())
    told = {"key": key, "channel": "PHONE", "outcome": "PRESCRIBER", "at": now.isoformat()}
    json = {"content_type": "application/json"}
    refused = desk.post(path, told, **json)
    assert refused.status_code == 422
    assert refused.json()["errors"]["prescriber"] == ["Enter which prescriber was asked"]
    told |= {"prescriber": "Dr Shah", "prescriber_by": "2026-11-25", "agreed": "Rest"}
    assert [desk.post(path, told, **json).status_code for _ in range(2)] == [201, 200]
    assert desk.get(path).json()["results"][0]["agreed"] == "Rest"
    assert Task.objects.get().whom == "Dr Shah"
    assert desk.post(path, told | {"prescriber": "Dr Roy"}, **json).status_code == 409


def test_a_danger_sign_is_never_one_press_from_advice_for_self_care(
    desk: Client, pat: Patient, now: datetime
) -> None:
    card(pat, now, rule="red_flag", level="RED", sentence="new leg weakness")
    page = desk.get(f"/patients/{pat.code}/").content.decode()
    presses = re.findall(r'name="outcome" value="(\w+)" type="submit"', page)
    assert presses == ["EMERGENCY", "ONCOLOGY"]


def test_the_sooner_time_to_try_again_is_offered_first(
    desk: Client, pat: Patient, signed_in: SignIn, ann: User
) -> None:
    card(pat, datetime(2026, 11, 24, 19, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 24, 20, tzinfo=UTC), tick=False):
        page = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert page.index("At the next opening: ") < page.index("In 2 working hours: ")
