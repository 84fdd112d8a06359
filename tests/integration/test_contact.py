"""Contact means contact (S10): only a talk, or a clinician's reason, closes an alert."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from alerts.actions import answering
from alerts.models import Alert
from alerts.rules import Stated
from diaries.models import Contact, Patient, SeenMark
from paincheck.accounts.models import User
from tests.factories import make_alert
from tests.integration.nursing import contact, text_of

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(ann: User, signed_in: SignIn) -> Client:
    """Ann’s browser."""
    return signed_in(ann)


@pytest.fixture
def alert(pat: Patient, now: datetime) -> Alert:
    return make_alert(pat, opened_at=now - timedelta(hours=1))


@pytest.mark.parametrize("outcome", ["SELF_CARE", "PRESCRIBER", "CARER"])
def test_talking_closes_the_alerts_that_it_was_about(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn, outcome: str
) -> None:
    other = make_alert(pat, rule="contact_wanted", level="AMBER")
    client = signed_in(ann)
    asked = {"prescriber": "Dr Shah", "prescriber_by": "2026-11-26"}
    answer = contact(client, pat.code, outcome=outcome, alerts=[alert.pk], **asked)
    alert.refresh_from_db()
    other.refresh_from_db()
    assert (alert.closed_how, alert.closed_by, other.closed_at) == ("CONTACT", ann, None)
    assert "1 alert is closed" in text_of(client.get(answer["Location"]))


def test_what_came_in_after_the_talk_stays_open_and_is_said(
    pat: Patient, alert: Alert, desk: Client, now: datetime
) -> None:
    Alert.objects.filter(pk=alert.pk).update(last_found_at=now)  # she talked at 11.55
    answer = contact(desk, pat.code, alerts=[alert.pk])
    alert.refresh_from_db()
    assert (alert.closed_at, alert.contacts.count()) == (None, 0)
    page = text_of(desk.get(answer["Location"]))
    assert "Something came in after this contact. It stays open" in page


@pytest.mark.parametrize(
    ("channel", "outcome"),
    [("PHONE", "NO_ANSWER"), ("VOICEMAIL", "MESSAGE_LEFT"), ("MESSAGE", "MESSAGE_LEFT")],
)
def test_not_reached_stays_open_with_a_time_to_try_again(
    pat: Patient, alert: Alert, desk: Client, channel: str, outcome: str
) -> None:
    answer = contact(
        desk, pat.code, channel=channel, outcome=outcome, alerts=[alert.pk],
        try_again_at="2026-11-24T15:00",
    )  # fmt: skip
    alert.refresh_from_db()
    assert alert.closed_at is None
    assert alert.try_again_at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert "stays open" in text_of(desk.get(answer["Location"]))


def test_the_form_says_beforehand_what_closes(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    said = text_of(signed_in(ann).get(f"/patients/{pat.code}/contact/?alert={alert.pk}"))
    assert "Only talking with the patient or the carer closes an alert" in said


def test_the_alert_she_came_from_is_ticked(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    make_alert(pat, rule="contact_wanted")
    page = signed_in(ann).get(f"/patients/{pat.code}/contact/?alert={alert.pk}")
    assert page.context["form"].initial["alerts"] == [alert.pk]


def test_a_second_click_is_one_contact(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    client, key = signed_in(ann), str(uuid4())
    first = contact(client, pat.code, key=key, alerts=[alert.pk])
    second = contact(client, pat.code, key=key, alerts=[alert.pk])
    assert (first.status_code, second.status_code) == (302, 302)
    assert Contact.objects.count() == 1


def test_a_contact_is_kept_though_its_alert_was_closed_meanwhile(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn, now: datetime
) -> None:
    make_alert(pat, rule="contact_wanted")
    client = signed_in(ann)
    Alert.objects.filter(pk=alert.pk).update(closed_at=now, closed_how="CLEARED")
    assert contact(client, pat.code, alerts=[alert.pk]).status_code == 302
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outcome": ""}, "Answer ‘What came of it?’"),
        ({"channel": "VOICEMAIL"}, "A message or voicemail is not a talk"),
        ({"outcome": "NO_ANSWER"}, "Enter when you will try again"),
        ({"outcome": "NO_ANSWER", "try_again_at": "2026-11-24T09:00"}, "still to come"),
        ({"at": "2026-11-24T18:00"}, "this time is to come"),
        ({"at": "soon"}, "Enter a day and a time"),
        ({"key": "1"}, "Please try again"),
        ({"outcome": "PRESCRIBER"}, "Enter which prescriber was asked"),
        ({"prescriber": "Dr Shah"}, "Enter the day by which the decision is needed"),
        ({"prescriber_by": "2026-11-26"}, "Enter which prescriber was asked"),
        ({"next_step": "Ring again"}, "Enter the day of the next step"),
        ({"next_on": "2026-11-26"}, "Enter what is to be done on that day"),
        ({"next_step": "Ring", "next_on": "2026-11-23"}, "from today on, within 90 days"),
        ({"next_step": "Ring", "next_on": "soon"}, "from today on, within 90 days"),
        ({"agreed": "a" * 501}, "at most 500 characters"),
        ({"as_of": "soon"}, "Enter a valid date/time"),
        ({"note": "a\x00b"}, "hidden sign"),
        ({"note": "a" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    pat: Patient, alert: Alert, desk: Client, told: dict[str, str], said: str
) -> None:
    answer = contact(desk, pat.code, alerts=[alert.pk], **told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Contact.objects.exists()


def test_the_history_of_contacts_stands_on_the_page(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    client = signed_in(ann)
    contact(client, pat.code, note="Rang her daughter too")
    said = text_of(client.get(f"/patients/{pat.code}/"))
    assert "Talked: advice for self-care given (Ann Archer)" in said
    assert "Rang her daughter too" in said


def test_an_alert_is_taken_by_one(
    ann: User, bea: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    signed_in(ann).post(f"/patients/{pat.code}/alerts/{alert.pk}/take/")
    client = signed_in(bea)
    answer = client.post(f"/patients/{pat.code}/alerts/{alert.pk}/take/")
    alert.refresh_from_db()
    assert alert.taken_by == ann
    assert "Ann Archer has taken this already" in text_of(client.get(answer["Location"]))


def test_a_reason_closes_without_a_contact(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    signed_in(ann).post(
        f"/patients/{pat.code}/alerts/{alert.pk}/close/",
        {"reason": "EXPECTED", "note": "Dressing changed today", "review_on_day": "1",
         "review_on_month": "12", "review_on_year": "2026"},
    )  # fmt: skip
    alert.refresh_from_db()
    assert alert.closed_how == "EXPECTED"
    assert alert.close_reason.endswith("Dressing changed today")
    assert f"{alert.review_on}" == "2026-12-01"


@pytest.mark.parametrize("rule", ["red_flag", "contact_wanted", "unfinished_check"])
def test_danger_and_wishes_are_never_expected(
    ann: User, pat: Patient, signed_in: SignIn, now: datetime, rule: str
) -> None:
    alert = make_alert(pat, rule=rule)
    desk, page = signed_in(ann), f"/patients/{pat.code}/alerts/{alert.pk}/close/"
    offered = desk.get(page).content.decode()
    assert 'value="OTHER"' in offered
    for reason in ("EXPECTED", "KNOWN"):
        assert f'value="{reason}"' not in offered
        in_time = {"review_on_day": "1", "review_on_month": "12", "review_on_year": "2026"}
        answer = desk.post(page, {"reason": reason, "note": "Known.", **in_time})
        alert.refresh_from_db()
        assert (answer.status_code, alert.closed_at) == (422, None)
    for short in ("Known.", "Pneumonoultramicroscopic illness", "a b c d e"):
        refused = desk.post(page, {"reason": "OTHER", "note": short, "signs_read": "on"})
        assert (refused.status_code, "whole sentence" in text_of(refused)) == (422, True)
    said = "The ward rang: she was seen there at ten today."
    assert desk.post(page, {"reason": "OTHER", "note": said}).status_code == 422
    closed = desk.post(page, {"reason": "OTHER", "note": said, "signs_read": "on"})
    assert closed.status_code == 302
    alert.refresh_from_db()
    assert (alert.closed_how, alert.review_on) == ("REASON", None)


def test_danger_closed_as_assessed_elsewhere_says_by_whom_and_when_and_names_the_signs(
    ann: User, pat: Patient, signed_in: SignIn
) -> None:
    alert = make_alert(pat, rule="red_flag", sentence="danger sign: new leg weakness")
    desk, page = signed_in(ann), f"/patients/{pat.code}/alerts/{alert.pk}/close/"
    assert "I have read the signs: danger sign: new leg weakness" in text_of(desk.get(page))
    told = {"reason": "ASSESSED", "assessed_by": "Dr Adams, ward 5"}
    refused = text_of(desk.post(page, told))
    assert "Enter the day and time when they were assessed" in refused
    assert "Tick that you have read what was said" in refused
    for junk in ("a\x00b", "\U0001f4a9 \u202e\u05d0", "x" * 1_000_000, "-"):
        answer = desk.post(page, told | {"assessed_when": junk, "signs_read": "on"})
        assert answer.status_code in (413, 422)
    desk.post(page, told | {"assessed_when": "today, 10am", "signs_read": "on"})
    alert.refresh_from_db()
    assert alert.close_reason.startswith(
        "Assessed by another clinician or team: by Dr Adams, ward 5, when: today, 10am"
    )


@pytest.mark.parametrize("rule", ["red_flag", "contact_wanted", "side_effects"])
def test_whoever_closes_danger_or_a_wish_has_to_say_enough(
    ann: User, pat: Patient, now: datetime, rule: str
) -> None:
    """By whatever door: the action itself refuses."""
    alert = make_alert(pat, rule=rule, level="RED")
    for stated in (
        Stated(reason="OTHER", note="Known.", signs_read=True),
        Stated(reason="OTHER", note="The ward rang: she was seen there at ten today."),
        Stated(reason="CARED_FOR", signs_read=True),
        Stated(reason=""),
    ):
        with pytest.raises(answering.NotEnoughSaid):
            answering.close_with_reason(alert=alert, stated=stated, review_on=None, by=ann, now=now)
    with pytest.raises(answering.NotToBeSilenced):
        answering.close_with_reason(
            alert=alert, stated=Stated(reason="KNOWN"), review_on=None, by=ann, now=now
        )
    alert.refresh_from_db()
    assert alert.closed_at is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Answer ‘Why is no contact needed?’"),
        ({"reason": "OTHER"}, "Enter the reason in your words"),
        ({"reason": "EXPECTED"}, "Enter when you will look at this again"),
        ({"reason": "KNOWN", "review_on_day": "1", "review_on_month": "1",
          "review_on_year": "2030"}, "within the next 4 weeks"),
    ],
)  # fmt: skip
def test_closing_needs_a_reason(
    pat: Patient, alert: Alert, desk: Client, told: dict[str, str], said: str
) -> None:
    answer = desk.post(f"/patients/{pat.code}/alerts/{alert.pk}/close/", told)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_nothing_in_the_form_to_close_is_called_optional_that_a_reason_needs(
    alert: Alert, desk: Client
) -> None:
    page = text_of(desk.get(f"/patients/{alert.patient.code}/alerts/{alert.pk}/close/"))
    assert "(optional)" not in page.split("Why is no contact needed?", 1)[1]


def test_reading_the_form_of_a_contact_sees_nothing(
    ann: User, pat: Patient, alert: Alert, signed_in: SignIn
) -> None:
    signed_in(ann).get(f"/patients/{pat.code}/contact/")
    assert not SeenMark.objects.exists()
