"""From the screening log to the one button: what is written, what is refused, and who is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clinicians.models import Introduction
from diaries.models import RegistrationHold
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_nurse
from tests.integration.enrolling import (
    TRIAL,
    add,
    baseline,
    consent,
    day,
    eligibility,
    press,
    rosa,
)
from tests.integration.nursing import text_of
from tests.trials import CONTENT, ATrial, make_participant, make_trial
from trial.actions.leaving import leave
from trial.models import Allocation, AllocationError, Participant, TrialRight

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def a(now: datetime) -> ATrial:
    made = make_trial(now=now)
    for at in (0, 1):
        made.people[f"nurse{at}"] = make_nurse(team=made.teams[at])
    return made


@pytest.fixture
def today(now: datetime) -> date:
    return now.date()


@pytest.fixture
def desk(a: ATrial, signed_in: SignIn) -> Client:
    return signed_in(a.person("ENROL"))


@pytest.fixture
def ready(desk: Client, a: ATrial, today: date) -> Client:
    """Rosa is A-001 and ready."""
    for answer in (add(desk, a, today), consent(desk, today), eligibility(desk),
                   baseline(desk, today)):  # fmt: skip
        assert answer.status_code == 302, text_of(answer)
    return desk


def refused(answer: Any, sentence: str, status: int = 422) -> None:
    assert answer.status_code == status
    assert sentence in text_of(answer)


def test_step_by_step_to_the_one_answer(ready: Client, a: ATrial) -> None:
    assert "Ready" in text_of(ready.get(f"{TRIAL}screening/"))
    page = text_of(ready.get(f"{TRIAL}people/A-001/allocate/"))
    assert "This cannot be undone" in page
    assert "5, in the band 0 to 5" in page
    assert "By design 1 of the trial" in page
    assert press(ready)["Location"] == f"{TRIAL}people/A-001/result/"
    given = Allocation.objects.get()
    assert given.arm.name in text_of(ready.get(f"{TRIAL}people/A-001/result/"))
    assert rosa().follow_ups.count() == 2
    assert Introduction.objects.exists() is given.arm.opens_diary


def test_pressed_again_by_her_or_another_it_is_the_same_answer(
    ready: Client, a: ATrial, signed_in: SignIn
) -> None:
    key = str(uuid4())
    page = ready.get(f"{TRIAL}people/A-001/allocate/")
    told = {"key": key, "seen": page.context["form"]["seen"].value()}
    for _ in range(2):
        ready.post(f"{TRIAL}people/A-001/allocate/", told)
    assert "Already allocated" not in text_of(ready.get(f"{TRIAL}people/A-001/result/"))
    assert ready.get(f"{TRIAL}people/A-001/allocate/")["Location"].endswith("/result/")
    other = signed_in(a.person("ENROL", site=a.sites[0]))
    other.post(f"{TRIAL}people/A-001/allocate/", told | {"key": str(uuid4())})
    assert "Already allocated, by Enrol Trial" in text_of(other.get(f"{TRIAL}people/A-001/result/"))
    assert Allocation.objects.count() == 1


def test_nobody_masked_reads_the_arm_on_any_page(
    ready: Client, a: ATrial, signed_in: SignIn
) -> None:
    press(ready)
    ready.post(f"{TRIAL}people/A-001/error/", {"reason": "She is in usual care by mistake"})
    for right in ("OFFICE", "ASSESSOR", "MONITOR"):
        desk = signed_in(a.person(right))
        assert desk.get(f"{TRIAL}people/A-001/result/").status_code == 404
        for page in ("screening/", "people/A-001/", "people/A-001/allocate/"):
            said = desk.get(f"{TRIAL}{page}").content.decode()
            assert "usual care" not in said.lower()
            assert "self-management" not in said.replace(a.trial.title, "")
    elsewhere = signed_in(a.person("ENROL", site=a.sites[1]))
    assert elsewhere.get(f"{TRIAL}people/A-001/result/").status_code == 404
    assert (
        signed_in(a.person("STATISTICIAN")).get(f"{TRIAL}people/A-001/result/").status_code == 200
    )


def test_numbers_go_on_by_site_and_a_second_click_is_one_row(
    desk: Client, a: ATrial, today: date
) -> None:
    key = str(uuid4())
    for _ in range(2):
        add(desk, a, today, key=key)
    add(desk, a, today, first_name="Max", hospital_number="2", at=1)
    add(desk, a, today, first_name="Mia", hospital_number="3")
    numbers = Participant.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["A-001", "B-001", "A-002"]


def test_the_same_person_is_refused_by_her_number_at_her_sites_alone(
    desk: Client, a: ATrial, today: date, signed_in: SignIn
) -> None:
    add(desk, a, today)
    again = {"first_name": "ROSA ", "hospital_number": ""}
    refused(add(desk, a, today, at=1, **again), "in the trial already, as A-001")
    other = signed_in(a.person("ENROL", site=a.sites[1]))
    answer = add(other, a, today, at=1, **again)
    refused(answer, "in the trial already, at another site")
    assert "A-001" not in text_of(answer)
    assert Participant.objects.count() == 1


def test_somebody_with_a_diary_is_not_eligible(desk: Client, a: ATrial, today: date) -> None:
    PatientFactory(world="TEST", status="DISCHARGED", hospital_number="rx-123")
    add(desk, a, today)
    assert (rosa().excluded, rosa().excluded_why) == (
        "NOT_ELIGIBLE",
        "This person has, or has had, a PainCheck diary.",
    )
    assert "has had, a PainCheck diary" in text_of(desk.get(f"{TRIAL}people/A-001/"))


def test_a_diary_opened_before_the_consent_is_found_then(
    desk: Client, a: ATrial, today: date
) -> None:
    add(desk, a, today)
    PatientFactory(world="TEST", first_name="Rosa", last_name="FIELD", born_on=date(1950, 3, 2))
    consent(desk, today)
    assert rosa().excluded == "NOT_ELIGIBLE"
    assert not RegistrationHold.objects.exists()


def test_from_the_consent_on_no_diary_is_opened_until_she_is_excluded(
    desk: Client, a: ATrial, today: date
) -> None:
    add(desk, a, today)
    assert not RegistrationHold.objects.exists()
    consent(desk, today)
    assert RegistrationHold.objects.filter(lifted_at__isnull=True).count() == 3
    desk.post(f"{TRIAL}people/A-001/exclude/", {"kind": "DECLINED"})
    assert rosa().excluded == "DECLINED"
    assert not RegistrationHold.objects.filter(lifted_at__isnull=True).exists()


def test_who_leaves_before_the_allocation_is_held_no_longer(ready: Client, a: ATrial) -> None:
    assert RegistrationHold.objects.filter(lifted_at__isnull=True).exists()
    leave(
        participant=rosa(), kind="FOLLOW_UP", why="", on=rosa().screened_on, key=uuid4(),
        by=a.person("OFFICE"), now=rosa().recorded_at,
    )  # fmt: skip
    assert not RegistrationHold.objects.filter(lifted_at__isnull=True).exists()
    refused(press(ready), "left the trial", 409)


def test_each_look_at_the_answer_is_on_the_trail(ready: Client, a: ATrial) -> None:
    press(ready)
    ready.get(f"{TRIAL}people/A-001/result/")
    line = AuditEvent.objects.get(action="trial.result_shown")
    assert (line.actor_id, line.fields) == (a.people["ENROL"].pk, ["A-001"])


def test_a_wrong_answer_excludes_with_its_words(desk: Client, a: ATrial, today: date) -> None:
    add(desk, a, today)
    consent(desk, today)
    eligibility(desk, q_adult="no")
    assert rosa().excluded_why == "Is 18 or older: no"
    refused(baseline(desk, today), "This person was excluded. Nothing was changed.")


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "has not come yet"), (-1, "cannot be dated before the screening")],
)
def test_a_consent_on_a_day_that_cannot_be(
    desk: Client, a: ATrial, today: date, days: int, sentence: str
) -> None:
    add(desk, a, today)
    refused(consent(desk, today + timedelta(days=days)), sentence)
    assert not rosa().consents.exists()


def test_a_baseline_before_the_consent_or_in_the_future_is_refused(
    desk: Client, a: ATrial, today: date
) -> None:
    add(desk, a, today, **day("screened_on", today - timedelta(days=9)))
    refused(baseline(desk, today), "First the consent")
    consent(desk, today)
    refused(baseline(desk, today - timedelta(days=1)), "before the consent")
    refused(baseline(desk, today + timedelta(days=1)), "has not come yet")
    assert not rosa().entries.exists()


def test_two_tabs_of_the_baseline_lose_nothing(desk: Client, a: ATrial, today: date) -> None:
    add(desk, a, today)
    consent(desk, today)
    baseline(desk, today, worst="9")
    refused(baseline(desk, today, worst="8", reason="x"), "Somebody saved this form")
    assert rosa().entries.get().answers["worst"] == 9


def test_a_correction_needs_a_reason_and_is_a_version(ready: Client, today: date) -> None:
    refused(baseline(ready, today, version="1", average="6"), "Why is it corrected")
    baseline(ready, today, version="1", average="6", reason="Misread")
    versions = rosa().entries.order_by("version").values_list("version", "answers__average")
    assert list(versions) == [(1, 5), (2, 6)]
    refused(eligibility(ready), "Why is it corrected")
    refused(consent(ready, today), "Why is it corrected")


def test_a_consent_corrected_to_a_later_day_is_what_the_baseline_is_held_against(
    desk: Client, a: ATrial, today: date
) -> None:
    add(desk, a, today, **day("screened_on", today - timedelta(days=9)))
    consent(desk, today - timedelta(days=8))
    eligibility(desk)
    baseline(desk, today - timedelta(days=7))
    consent(desk, today - timedelta(days=6), reason="Misread")
    said = text_of(desk.get(f"{TRIAL}people/A-001/allocate/"))
    assert "The baseline form is dated before the consent." in said
    consent(desk, today, version="2.0", reason="New sheet")  # that is another consent, not this one
    assert rosa().consents.count() == 3
    consent(desk, today - timedelta(days=8), reason="Right at first")
    said = text_of(desk.get(f"{TRIAL}people/A-001/allocate/"))
    assert "This cannot be undone" in said


def test_what_was_read_back_is_what_is_allocated(ready: Client, today: date) -> None:
    page = ready.get(f"{TRIAL}people/A-001/allocate/")
    seen = page.context["form"]["seen"].value()
    baseline(ready, today, version="1", average="6", reason="Misread")
    told = {"key": str(uuid4()), "seen": seen}
    answer = ready.post(f"{TRIAL}people/A-001/allocate/", told)
    refused(answer, "What was read back to you has changed since", 409)
    assert "6 to 10" in text_of(answer)
    assert not Allocation.objects.exists()


def test_a_factor_corrected_after_the_allocation_is_kept_and_the_stratum_stands(
    ready: Client, today: date
) -> None:
    press(ready)
    answer = baseline(ready, today, version="1", average="7", reason="Misread")
    said = text_of(ready.get(answer["Location"]))
    assert "its stratum stands" in said
    assert "‘Average pain at baseline’ would be ‘6 to 10’ now, and was ‘0 to 5’." in said
    assert rosa().entries.count() == 2
    assert Allocation.objects.get().levels.get(factor="pain").level == "low"


def test_a_wrong_answer_after_the_allocation_excludes_nobody(ready: Client) -> None:
    press(ready)
    answer = eligibility(ready, q_adult="no", reason="Born in another year")
    assert "flag it as ‘randomised in error’" in text_of(ready.get(answer["Location"]))
    assert rosa().excluded == ""
    refused(ready.post(f"{TRIAL}people/A-001/exclude/", {"kind": "DECLINED"}), "which stands")


def test_randomised_in_error_is_a_flag_and_undoes_nothing(ready: Client) -> None:
    press(ready)
    refused(ready.post(f"{TRIAL}people/A-001/error/", {"reason": " "}), "What was wrong?")
    for _ in range(2):
        ready.post(f"{TRIAL}people/A-001/error/", {"reason": "Another person’s baseline"})
    assert AllocationError.objects.get().reason == "Another person’s baseline"
    assert Allocation.objects.count() == 1
    assert "Another person’s baseline" in text_of(ready.get(f"{TRIAL}people/A-001/"))


def test_nobody_is_allocated_who_is_not_ready(desk: Client, a: ATrial, today: date) -> None:
    add(desk, a, today)
    consent(desk, today)
    answer = desk.get(f"{TRIAL}people/A-001/allocate/")
    assert "The baseline form is not filled in yet." in text_of(answer)
    told = {"key": str(uuid4()), "seen": answer.context["form"]["seen"].value()}
    refused(desk.post(f"{TRIAL}people/A-001/allocate/", told), "baseline form is not filled", 409)


def test_a_right_taken_away_while_the_page_was_open(ready: Client, a: ATrial, now: Any) -> None:
    seen = ready.get(f"{TRIAL}people/A-001/allocate/").context["form"]["seen"].value()
    TrialRight.objects.filter(right="ENROL").update(ended_at=now, ended_by=a.people["SETUP"])
    told = {"key": str(uuid4()), "seen": seen}
    answer = ready.post(f"{TRIAL}people/A-001/allocate/", told)
    refused(answer, "You may not do this in this trial", 404)
    assert not Allocation.objects.exists()


def test_questions_that_were_amended_meanwhile_are_asked_anew(
    desk: Client, a: ATrial, today: date, now: datetime
) -> None:
    add(desk, a, today)
    consent(desk, today)
    new = [*CONTENT["eligibility"], {"code": "new", "text": "New", "must_be": True}]
    rest = ("digest", "made_by", "made_at", "saved_at", "proposed_by", "proposed_at")
    a.trial.designs.create(
        number=2, content=a.design.content | {"eligibility": new}, reason="More",
        approved_by=a.design.approved_by, approved_at=now,
        **{name: getattr(a.design, name) for name in rest},
    )  # fmt: skip
    refused(eligibility(desk), "Choose yes or no")
    refused(eligibility(desk, q_new="yes"), "The questions have changed")
    assert not rosa().eligibility_forms.exists()


def test_details_are_corrected_with_a_reason_and_who_it_is_moves_the_hold(
    desk: Client, a: ATrial, today: date
) -> None:
    add(desk, a, today)
    consent(desk, today)
    told = {"first_name": "Rosa", "last_name": "Fielding", "hospital_number": "RX 123",
            "place": f"{a.teams[0].pk}-{a.people['nurse0'].pk}"}  # fmt: skip
    told |= day("born_on", date(1950, 3, 2))
    refused(desk.post(f"{TRIAL}people/A-001/details/", told), "Say why")
    before = set(RegistrationHold.objects.values_list("identity", flat=True))
    desk.post(f"{TRIAL}people/A-001/details/", told | {"reason": "Misspelt"})
    assert rosa().last_name == "Fielding"
    standing = RegistrationHold.objects.filter(lifted_at__isnull=True)
    assert standing.count() == 3
    assert set(standing.values_list("identity", flat=True)) != before
    line = AuditEvent.objects.get(action="trial.details_corrected")
    assert (line.fields, line.reason) == (["last_name"], "Misspelt")


def test_the_log_counts_searches_and_mixes_no_worlds(
    desk: Client, a: ATrial, today: date, django_assert_max_num_queries: Any
) -> None:
    for n in range(1, 6):
        make_participant(a, n=n, ready=bool(n % 2))
    real = make_participant(a, n=9)
    Participant.objects.filter(pk=real.pk).update(world="LIVE", first_name="Realone")
    with django_assert_max_num_queries(12):
        said = text_of(desk.get(f"{TRIAL}screening/"))
    assert "All: 5" in said
    assert "Ready: 3" in said
    assert "Screened: 2" in said
    assert "Realone" not in said
    found = text_of(desk.get(f"{TRIAL}screening/?q=par2 ticipant"))
    assert "A-002" in found
    assert "A-003" not in found
    assert "Nobody fits" in text_of(desk.get(f"{TRIAL}screening/?q=%00zz"))


REFUSED = (409, 413, 422)
ODD = ["", "\x00", "🙂", "\u202e", "x" * 1_000_000, "-1", "1.5", "²"]


@pytest.mark.parametrize("value", ODD)
def test_odd_signs_are_refused_with_a_sentence_and_nothing_is_written(
    desk: Client, a: ATrial, today: date, value: str
) -> None:
    odd = ["first_name", "born_on_day", "place", "key", "screened_on_year"]
    for name in odd:
        answer = add(desk, a, today, **{name: value})
        assert answer.status_code in REFUSED, name
    assert not Participant.objects.exists()
    add(desk, a, today)
    consent(desk, today)
    for name in ("key", "consented_on_month"):
        assert consent(desk, today, **{name: value}).status_code in REFUSED, name
    for name in ("key", "q_adult", "design"):
        assert eligibility(desk, **{name: value}).status_code in REFUSED, name
    for name in ("key", "mode", "worst", "calls" if value else "now", "filled_on_day", "version"):
        assert baseline(desk, today, **{name: value}).status_code in REFUSED, name
    for name in ("key", "seen"):
        assert press(desk, **{name: value}).status_code in REFUSED, name
    assert desk.post(f"{TRIAL}people/A-001/exclude/", {"kind": value}).status_code in REFUSED
    assert rosa().consents.count() == 1
    assert not rosa().entries.exists()
    assert rosa().excluded == ""


def test_numbers_that_cannot_be_are_no_page(desk: Client) -> None:
    for number in ("A-999", "%00", "🙂", "A" * 500):
        assert desk.get(f"{TRIAL}people/{number}/").status_code == 404
