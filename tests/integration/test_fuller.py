"""The fuller check through its pages: skipped, kept, left, sent, and told of (S1, S3, S13)."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from alerts.actions import flagging, rounds
from alerts.models import Alert
from diaries.models import DangerSaid, FullerCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check, make_fuller
from tests.integration.checking import text_of

SignIn = Callable[[User], Client]
SICK = {"drowsiness": "MODERATE", "confusion": "SEVERE", "jerking": "MODERATE"}
RING = "What you told us may be a danger sign. Ring now."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def phone(pat: Patient, signed_in: SignIn) -> Client:
    return signed_in(pat.user)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """The bell is rung where a transaction ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def begin(phone: Client, **fields: Any) -> HttpResponse:
    return phone.post("/fuller/", {"key": str(uuid.uuid4()), **fields})


def tell(phone: Client, step: str, *, page: str = "", **given: Any) -> HttpResponse:
    """Answer one page and go on."""
    address = f"/fuller/{step}/"
    page = page or phone.get(address).context["signed"]
    return phone.post(address, {"page": page, **given})


def send(phone: Client) -> HttpResponse:
    return phone.post("/fuller/answers/", {"page": phone.get("/fuller/answers/").context["page"]})


def test_a_fuller_check_is_begun_answered_looked_over_and_sent(phone: Client, ann: User) -> None:
    assert begin(phone).url == "/fuller/where/"
    assert tell(phone, "where", sites=["B_LOWER_BACK", "F_HEAD"]).url == "/fuller/most/"
    assert tell(phone, "most", most="B_LOWER_BACK").url == "/fuller/like/"
    assert tell(phone, "like", like=["BURNING"], like_other="like a hot wire").url == "/fuller/way/"
    assert tell(phone, "goal", goal="3").url == "/fuller/answers/"
    looked = text_of(phone.get("/fuller/answers/"))
    for words in ("Lower back (hurts most)", "Burning", "like a hot wire", "You skipped"):
        assert words in looked
    receipt = phone.get(send(phone).url)
    assert "Thank you. Your answers are sent." in text_of(receipt)
    assert FullerCheck.objects.get().sent_at == NOON


def test_every_page_can_be_skipped(phone: Client) -> None:
    url, seen = begin(phone).url, 0
    while url != "/fuller/answers/":
        page = phone.get(url)
        assert "Skip this question" in text_of(page) or "Skip these questions" in text_of(page)
        url = phone.post(url, {"page": page.context["signed"], "then": "skip"}).url
        seen += 1
    assert seen == 12
    assert FullerCheck.objects.get().sent_at is None


def test_where_nothing_was_answered_nothing_is_sent(phone: Client) -> None:
    begin(phone)
    assert send(phone).url == "/fuller/where/"
    assert FullerCheck.objects.get().sent_at is None


def test_save_and_stop_keeps_the_page_and_home_offers_it_again(phone: Client) -> None:
    begin(phone)
    assert tell(phone, "relief", relief="30", then="stop").url == "/diary/"
    home = text_of(phone.get("/diary/"))
    assert "You began to tell us more today at midday" in home
    assert "We kept your answers. They are not sent yet." in home
    assert "nhsuk-notification-banner--success" not in home  # nothing is done yet
    assert begin(phone).url == "/fuller/regular/"
    assert FullerCheck.objects.get().answers["relief"] == "30"


def test_another_device_goes_on_where_the_first_one_stopped(phone: Client, pat: Patient) -> None:
    begin(phone)
    tell(phone, "relief", relief="30")
    tablet = Client()
    tablet.force_login(pat.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert begin(tablet).url == "/fuller/regular/"


def test_a_draft_older_than_a_day_is_left_and_a_new_one_begins(
    phone: Client, pat: Patient, clock: time_machine.Traveller, signed_in: SignIn
) -> None:
    begin(phone)
    tell(phone, "relief", relief="30")
    clock.shift(timedelta(hours=25))
    phone = signed_in(pat.user)
    assert "You began to tell us more" not in text_of(phone.get("/diary/"))
    assert begin(phone).url == "/fuller/where/"
    old, new = FullerCheck.objects.order_by("begun_at")
    assert old.left_at == NOON + timedelta(hours=25)
    assert old.answers["relief"] == "30"
    assert new.answers["relief"] == ""


def test_a_page_that_stood_open_for_more_than_a_day_loses_nothing(
    phone: Client, pat: Patient, clock: time_machine.Traveller, signed_in: SignIn
) -> None:
    begin(phone)
    page = phone.get("/fuller/relief/").context["signed"]
    clock.shift(timedelta(hours=25))
    assert tell(signed_in(pat.user), "relief", page=page, relief="30").status_code == 302
    assert FullerCheck.objects.get().answers["relief"] == "30"


def test_two_tabs_each_keep_their_page(phone: Client) -> None:
    begin(phone)
    one = phone.get("/fuller/relief/").context["signed"]
    two = phone.get("/fuller/goal/").context["signed"]
    tell(phone, "relief", page=one, relief="30")
    tell(phone, "goal", page=two, goal="2")
    answers = FullerCheck.objects.get().answers
    assert (answers["relief"], answers["goal"]) == ("30", 2)


def test_a_second_press_on_send_is_one_fuller_check(phone: Client) -> None:
    begin(phone)
    tell(phone, "relief", relief="30")
    page = phone.get("/fuller/answers/").context["page"]
    urls = {phone.post("/fuller/answers/", {"page": page}).url for _ in range(2)}
    assert len(urls) == 1
    assert AuditEvent.objects.filter(action="fuller.sent").count() == 1


def test_a_second_press_on_begin_is_one_fuller_check(phone: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        begin(phone, key=key)
    assert FullerCheck.objects.count() == 1


def test_a_page_from_before_the_sending_changes_nothing_that_was_sent(phone: Client) -> None:
    begin(phone)
    old = phone.get("/fuller/relief/").context["signed"]
    tell(phone, "relief", relief="30")
    sent = send(phone).url
    assert tell(phone, "relief", page=old, relief="90").url == sent
    assert FullerCheck.objects.get().answers["relief"] == "30"


def test_answers_sent_after_the_sign_in_has_ended_are_kept_until_she_is_back(
    phone: Client, pat: Patient
) -> None:
    begin(phone)
    page = phone.get("/fuller/relief/").context["signed"]
    phone.logout()
    assert "sign in" in text_of(tell(phone, "relief", page=page, relief="30")).lower()
    phone.force_login(pat.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    phone.get("/check/kept/")
    assert FullerCheck.objects.get().answers["relief"] == "30"


def test_her_goal_becomes_the_goal_of_her_diary(phone: Client, pat: Patient) -> None:
    begin(phone)
    tell(phone, "goal", goal="2")
    pat.refresh_from_db()
    assert pat.pain_goal == 2


def test_a_skipped_goal_takes_no_goal_away(phone: Client, pat: Patient) -> None:
    pat.pain_goal = 4
    pat.save()
    begin(phone)
    tell(phone, "goal", then="skip")
    pat.refresh_from_db()
    assert pat.pain_goal == 4


# --- What is offered, and to whom (S1) ------------------------------------------------------------


def offered(phone: Client, check: Any) -> str:
    return str(phone.get(f"/check/{check.pk}/thanks/").context["fuller"])


def test_it_is_offered_after_a_check_at_most_weekly(
    phone: Client, pat: Patient, clock: time_machine.Traveller, signed_in: SignIn
) -> None:
    assert offered(phone, make_check(pat, worst=4)) == "CARD"
    begin(phone)
    assert offered(phone, make_check(pat, worst=4)) == "GO_ON"
    clock.shift(timedelta(days=7))
    phone = signed_in(pat.user)
    assert offered(phone, make_check(pat, worst=4)) == "LINK"
    clock.shift(timedelta(minutes=1))
    assert offered(signed_in(pat.user), make_check(pat, worst=4)) == "CARD"


@pytest.mark.parametrize(
    "given", [{"worst": 7}, {"worst": 3, "now": 9}, {"worst": 2, "danger": True}]
)
def test_in_severe_pain_or_danger_there_is_only_a_small_link(
    phone: Client, pat: Patient, given: dict[str, Any]
) -> None:
    assert offered(phone, make_check(pat, **given)) == "LINK"


def test_it_stands_beside_the_check_after_which_it_was_begun(phone: Client, pat: Patient) -> None:
    check = make_check(pat, worst=4)
    page = phone.get(f"/fuller/?beside={check.pk}").context["page"]
    begin(phone, beside=str(page.beside))
    assert FullerCheck.objects.get().pain_check == check


# --- What is told, and when (S3, S13) -------------------------------------------------------------


def test_signs_of_too_much_opioid_are_told_at_once_and_the_numbers_stand_on_the_next_page(
    phone: Client, pat: Patient, committed: Any
) -> None:
    begin(phone)
    with committed():
        answer = tell(phone, "mind", **SICK)
    alert = Alert.objects.get(patient=pat)
    assert (alert.rule, alert.level) == ("red_flag", "RED")
    assert "possible opioid toxicity" in alert.sentence
    page = text_of(phone.get(answer.url))
    assert RING in page
    assert pat.team.site.urgent_phone in page
    assert FullerCheck.objects.get().sent_at is None


def test_each_page_ends_with_numbers_to_ring(phone: Client) -> None:
    begin(phone)
    for address in ("/fuller/where/", "/fuller/mind/", "/fuller/goal/"):
        page = text_of(phone.get(address))
        assert page.rindex("tel:999") > page.rindex("</form>"), address
    tell(phone, "relief", relief="30")
    assert "tel:999" in text_of(phone.get("/fuller/answers/"))


def test_what_is_dangerous_does_not_wait_for_the_next_visit(phone: Client) -> None:
    later = "You can talk about them at your next visit."
    begin(phone)
    tell(phone, "relief", relief="30")
    assert later in text_of(phone.get(send(phone).url))
    begin(phone)
    tell(phone, "mind", **SICK)
    page = text_of(phone.get(send(phone).url))
    assert later not in page
    assert page.index(RING) < page.index("Do not wait for them: ring now.")


def test_danger_taken_back_before_any_rule_had_looked_is_still_told(
    phone: Client, pat: Patient
) -> None:
    begin(phone)
    tell(phone, "mind", **SICK)
    tell(phone, "mind", drowsiness="NONE", confusion="NONE", jerking="NONE")
    assert rounds.flag_waiting(now=NOON) == 1
    assert Alert.objects.get(patient=pat).rule == "red_flag"


def test_danger_on_a_page_with_a_mistake_in_it_is_told_all_the_same(phone: Client) -> None:
    begin(phone)
    answer = tell(phone, "mind", drowsiness="MOON", confusion="SEVERE")
    assert answer.status_code == 422
    assert RING in text_of(answer)
    assert DangerSaid.objects.get().items == ["CONFUSED"]


def test_danger_is_told_once_however_often_the_page_is_pressed(phone: Client) -> None:
    begin(phone)
    for _ in range(3):
        tell(phone, "mind", **SICK)
    send(phone)
    assert DangerSaid.objects.count() == 1


def test_severe_constipation_in_what_was_sent_is_amber(
    phone: Client, pat: Patient, committed: Any
) -> None:
    begin(phone)
    tell(phone, "gut", constipation="SEVERE", bowel_days="4")
    with committed():
        send(phone)
    alert = Alert.objects.get(patient=pat)
    assert (alert.rule, alert.level) == ("side_effects", "AMBER")
    assert alert.sentence == "severe constipation, bowels not moved for 4 days"
    assert alert.occurrences.get().fuller == FullerCheck.objects.get()


def flared(phone: Client, **given: Any) -> None:
    begin(phone)
    tell(phone, "flares", flares="2")
    tell(phone, "flare", **({"flare_worst": "9", "flare_today": "TODAY"} | given))


def test_a_severe_flare_up_of_today_left_for_15_minutes_is_told_as_unfinished(
    phone: Client, pat: Patient
) -> None:
    flared(phone)
    assert rounds.flag_waiting(now=NOON + timedelta(minutes=14)) == 0
    assert rounds.flag_waiting(now=NOON + timedelta(minutes=15)) == 1
    assert Alert.objects.get(patient=pat).rule == "unfinished_check"


def test_a_severe_flare_up_of_yesterday_raises_nothing(
    phone: Client, pat: Patient, committed: Any
) -> None:
    flared(phone, flare_today="YESTERDAY")
    with committed():
        send(phone)
    assert not Alert.objects.exists()


def test_a_severe_flare_up_of_today_is_red_once_it_is_sent(
    phone: Client, pat: Patient, committed: Any
) -> None:
    flared(phone)
    with committed():
        answer = send(phone)
    assert Alert.objects.get(patient=pat).rule == "severe_pain"
    assert "If your pain is still this bad, ring" in text_of(phone.get(answer.url))


def test_pages_without_danger_go_on_waiting_and_do_not_wake_a_rule_again(phone: Client) -> None:
    flared(phone)
    assert rounds.flag_waiting(now=NOON + timedelta(minutes=15)) == 1
    tell(phone, "relief", relief="30")
    assert FullerCheck.objects.get().flagged_at is not None


def closed(alert: Alert, now: Any) -> None:
    alert.closed_at, alert.closed_how = now, "CONTACT"
    alert.save()


@pytest.mark.parametrize(("then", "alerts"), [("constipation", 1), ("sickness", 2)])
def test_after_closing_the_same_side_effect_is_silent_and_another_one_is_not(
    phone: Client, pat: Patient, committed: Any, then: str, alerts: int
) -> None:
    begin(phone)
    tell(phone, "gut", constipation="SEVERE")
    with committed():
        send(phone)
    closed(Alert.objects.get(), NOON)
    begin(phone)
    tell(phone, "gut", **{then: "SEVERE"})
    with committed():
        send(phone)
    assert Alert.objects.filter(patient=pat, rule="side_effects").count() == alerts


def test_a_fuller_check_that_the_rules_fail_on_is_tried_again_and_shown(
    phone: Client, pat: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(phone)
    tell(phone, "gut", constipation="SEVERE")
    send(phone)
    row = FullerCheck.objects.get()
    monkeypatch.setattr(flagging, "judge_fuller", lambda *_: 1 / 0)
    for attempt in range(6):
        flagging.flag(kind="fuller", row_id=str(row.pk), now=NOON + timedelta(minutes=10 * attempt))
    row.refresh_from_db()
    assert row.flag_dead_at is not None
    assert row.flagged_at is None


# --- Bad input ------------------------------------------------------------------------------------

LONG = "x" * 100_000


@pytest.mark.parametrize(
    ("step", "given", "sentence"),
    [
        ("where", {"sites": ["MOON"]}, "is not on our list"),
        ("where", {"sites": ["F_HEAD\x00"]}, "is not on our list"),
        ("where", {"sites": ["🦴"]}, "is not on our list"),
        ("where", {"sites": ["F_HEAD"] * 150}, "more ticks than there are things to tick"),
        ("where", {"sites": ["F_HEAD", *(f"X{n}" for n in range(150))]}, "is not on our list"),
        ("like", {"like_other": LONG}, "Make this shorter: at most 300 characters"),
        ("like", {"like_other": "a\x00b"}, "hidden sign"),
        ("way", {"moving": "11"}, "Choose a whole number from 0 to 10"),
        ("way", {"moving": "٣٣"}, "Choose a whole number from 0 to 10"),
        ("way", {"moving": ["3", "4"]}, "We got two answers to this question"),
        ("relief", {"relief": "33"}, "Choose one of the answers on this page"),
        ("flares", {"flares": "51"}, "from 0 to 50"),
        ("flares", {"flares": "-1"}, "from 0 to 50"),
        ("flares", {"flares": "many"}, "from 0 to 50"),
        ("flares", {"flares": "9" * 5000}, "from 0 to 50"),
        ("gut", {"bowel_days": "2.5"}, "from 0 to 60"),
        ("gut", {"constipation": "AWFUL"}, "Choose one of the answers on this page"),
        ("tried", {"tried": ["HEAT", "BEER"]}, "is not on our list"),
        ("goal", {"goal": "-3"}, "Choose a whole number from 0 to 10"),
    ],
)
def test_what_cannot_be_taken_gets_one_sentence_and_writes_nothing(
    phone: Client, step: str, given: dict[str, Any], sentence: str
) -> None:
    begin(phone)
    before = FullerCheck.objects.get().answers
    answer = tell(phone, step, **given)
    assert answer.status_code == 422
    assert text_of(answer).count(sentence) == 2  # in the summary, and at the question
    assert FullerCheck.objects.get().answers == before


def test_a_body_map_with_500_sites_and_a_text_of_a_megabyte_are_refused_calmly(
    phone: Client,
) -> None:
    begin(phone)
    page = phone.get("/fuller/where/").context["signed"]
    assert tell(phone, "where", page=page, sites=["F_HEAD"] * 500).status_code == 400
    assert tell(phone, "like", page=page, like_other="x" * 1_000_000).status_code == 413
    assert FullerCheck.objects.get().answers["sites"] == []


@pytest.mark.parametrize("words", ["🙂 sharp", "כאב חד", "\u202edesrever", "a\r\nb"])
def test_any_honest_words_are_kept_as_they_were_written(phone: Client, words: str) -> None:
    begin(phone)
    tell(phone, "like", like_other=words)
    assert FullerCheck.objects.get().answers["like_other"] == words.replace("\r\n", "\n")


def test_an_empty_page_is_a_skipped_one(phone: Client) -> None:
    begin(phone)
    assert tell(phone, "gut").url == "/fuller/mind/"


@pytest.mark.parametrize("page", ["", "nonsense", "a:b:c"])
def test_a_page_that_cannot_be_read_is_shown_again_and_writes_nothing(
    phone: Client, page: str
) -> None:
    begin(phone)
    answer = phone.post("/fuller/relief/", {"page": page, "relief": "30"})
    assert answer.status_code in {200, 422}
    assert FullerCheck.objects.get().answers["relief"] == ""


def test_addresses_that_are_none_lead_to_the_beginning_or_are_not_found(phone: Client) -> None:
    assert phone.get("/fuller/relief/").url == "/fuller/"
    assert phone.get("/fuller/answers/").url == "/fuller/"
    assert phone.get("/fuller/moon/").status_code == 404
    assert phone.get(f"/fuller/sent/{uuid.uuid4()}/").status_code == 404
    assert begin(phone, key="nonsense").url == "/fuller/"
    assert phone.get("/fuller/?beside=nonsense").status_code == 200


def test_another_patients_fuller_check_cannot_be_opened_or_written(
    phone: Client, pat: Patient, ann: User
) -> None:
    other = PatientFactory(nurse=ann)
    stranger = Client()
    stranger.force_login(other.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    begin(stranger)
    page = stranger.get("/fuller/relief/").context["signed"]
    begin(phone)
    tell(phone, "relief", page=page, relief="30")
    assert FullerCheck.objects.get(patient=other).answers["relief"] == ""
    tell(stranger, "relief", relief="40")
    sent = send(stranger).url
    assert phone.get(sent).status_code == 404


# --- What the nurse sees --------------------------------------------------------------------------


@pytest.fixture
def desk(ann: User) -> Client:
    browser = Client()
    browser.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_the_nurse_sees_the_latest_fuller_check_with_its_drawing_in_words(
    desk: Client, pat: Patient
) -> None:
    make_fuller(pat, at=NOON - timedelta(days=9), sent_at=NOON - timedelta(days=9), goal=1)
    make_fuller(pat, sent_at=NOON, sites=("B_LOWER_BACK", "F_HEAD"), most="F_HEAD", relief="40")
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Front of your body: Head or face (hurts most)" in page
    assert "Lower back" in page
    assert "40%" in page
    assert "Not finished" not in page


def test_one_that_was_left_stays_with_the_nurse_as_not_finished(desk: Client, pat: Patient) -> None:
    make_fuller(pat, at=NOON - timedelta(minutes=15), drowsiness="SEVERE", confusion="MODERATE")
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Not finished" in page
    assert "Possible opioid toxicity: much sleepier, confused or seeing things" in page


def test_what_she_is_just_filling_in_is_hers(desk: Client, pat: Patient) -> None:
    make_fuller(pat, at=NOON - timedelta(minutes=14), relief="40")
    assert 'id="fuller"' not in text_of(desk.get(f"/patients/{pat.code}/"))


def test_one_without_an_answer_is_not_shown(desk: Client, pat: Patient) -> None:
    make_fuller(pat, at=NOON - timedelta(hours=2))
    assert 'id="fuller"' not in text_of(desk.get(f"/patients/{pat.code}/"))


def test_a_sent_one_that_the_rules_have_not_seen_says_so_on_her_page_and_on_the_caseload(
    desk: Client, pat: Patient
) -> None:
    check = make_fuller(pat, sent_at=NOON, constipation="SEVERE")
    FullerCheck.objects.filter(pk=check.pk).update(flagged_at=None)
    assert "Fuller check of today" in text_of(desk.get(f"/patients/{pat.code}/"))
    assert "not yet checked" in text_of(desk.get("/caseload/")).lower()
