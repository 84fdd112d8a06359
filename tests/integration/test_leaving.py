"""A nurse leaves: her patients and open alerts go to somebody before her account closes."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from alerts.models import Alert
from clinicians.actions.leaving import close_and_hand_over
from clinicians.models import HandOver
from clinicians.queries.people import Place
from diaries.models import Patient
from paincheck.accounts.actions.staff import close_account
from paincheck.accounts.leaving import StillTied
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory, make_alert, make_nurse
from tests.integration.doors import make_staff
from tests.integration.nursing import text_of


@pytest.fixture
def desk(pat: Patient, bea: User, now: datetime, client: Client) -> Client:
    """The browser of a manager of Ann's and Bea's site."""
    client.force_login(make_staff("MANAGER", site=pat.team.site))
    return client


def place_of(nurse: User) -> Place:
    return Place(nurse.team_places.get().team, nurse)


def hand_over(desk: Client, nurse: User, to: User | None, **each: str) -> Any:
    site = Patient.objects.filter(nurse=nurse).values_list("team__site", flat=True).first()
    told = {f"all_{site}": place_of(to).value if to else ""}
    return desk.post(f"/staff/{nurse.pk}/hand-over/", told | each)


def test_an_account_does_not_close_while_a_patient_is_hers(
    desk: Client, ann: User, pat: Patient
) -> None:
    address = f"/staff/{ann.pk}/close/"
    page = desk.get(address)
    assert "Ann Archer is the named nurse of 1 patient." in text_of(page)
    assert f'href="/staff/{ann.pk}/hand-over/"' in page.content.decode()
    assert desk.post(address).status_code == 422
    ann.refresh_from_db()
    assert ann.is_active


def test_no_other_way_closes_it_either(ann: User, pat: Patient, now: datetime) -> None:
    with pytest.raises(StillTied):
        close_account(person=ann, by=ann, now=now)


def test_an_account_does_not_close_while_an_open_alert_is_taken_by_her(
    desk: Client, bea: User, pat: Patient
) -> None:
    make_alert(pat, taken_by=bea)
    assert "Bea Bell has taken 1 open alert." in text_of(desk.post(f"/staff/{bea.pk}/close/"))
    desk.post(f"/staff/{bea.pk}/hand-over/")
    bea.refresh_from_db()
    assert (bea.is_active, Alert.objects.get().taken_by) == (False, None)


def test_patients_and_alerts_go_over_and_the_account_closes_in_one_go(
    desk: Client, ann: User, bea: User, pat: Patient
) -> None:
    mine, hers = make_alert(pat, taken_by=ann), make_alert(pat, rule="rising_pain")
    page = text_of(hand_over(desk, ann, bea))
    pat.refresh_from_db()
    ann.refresh_from_db()
    assert (pat.nurse, ann.is_active, page) == (bea, False, "")
    told = Delivery.objects.filter(state="DUE", recipient=bea).values_list("about", flat=True)
    assert {f"alert:{mine.pk}", f"alert:{hers.pk}"} <= set(told)
    assert not Alert.objects.open().exclude(taken_by=None).exists()
    note = HandOver.objects.get()
    assert (note.from_nurse, note.to_nurse) == (ann, bea)
    assert AuditEvent.objects.filter(action="staff.closed").count() == 1


def test_a_second_click_hands_over_nothing_more(
    desk: Client, ann: User, bea: User, pat: Patient
) -> None:
    site = pat.team.site_id
    told = {f"all_{site}": place_of(bea).value}
    answers = [desk.post(f"/staff/{ann.pk}/hand-over/", told) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/staff/"] * 2
    assert HandOver.objects.count() == 1


def test_one_patient_can_go_to_somebody_else(
    desk: Client, ann: User, bea: User, pat: Patient
) -> None:
    dora = make_nurse(team=pat.team)
    other = PatientFactory(nurse=ann)
    hand_over(desk, ann, bea, **{f"to_{other.code}": place_of(dora).value})
    assert {one.nurse for one in (Patient.objects.get(pk=pat.pk),)} == {bea}
    assert Patient.objects.get(pk=other.pk).nurse == dora


@pytest.mark.parametrize("to", [None, "carl", "ann"])
def test_who_takes_them_is_another_nurse_of_the_site(
    desk: Client, ann: User, carl: User, pat: Patient, to: str | None
) -> None:
    nurse = {"carl": carl, "ann": ann, None: None}[to]
    answer = hand_over(desk, ann, nurse)
    assert answer.status_code == 422
    pat.refresh_from_db()
    ann.refresh_from_db()
    assert (pat.nurse, ann.is_active) == (ann, True)


def test_a_patient_who_came_meanwhile_goes_too(
    ann: User, bea: User, pat: Patient, now: datetime
) -> None:
    PatientFactory(nurse=ann)
    count = close_and_hand_over(
        nurse=ann, to={pat.team.site_id: place_of(bea)}, one_by_one={}, by=bea, now=now
    )
    assert (count, Patient.objects.filter(nurse=ann).count()) == (2, 0)


def test_nothing_goes_over_where_the_account_cannot_close(
    desk: Client, ann: User, bea: User, pat: Patient
) -> None:
    Role.objects.filter(role="MANAGER").exclude(user=ann).update(user=ann)  # the desk's too
    Role.objects.create(user=bea, role="MANAGER", site=make_nurse().team_places.get().team.site)
    desk.force_login(ann)
    answer = hand_over(desk, ann, bea)
    assert answer.status_code == 422
    assert "Make somebody else a manager first" in text_of(answer)
    pat.refresh_from_db()
    assert (pat.nurse, Delivery.objects.count(), HandOver.objects.count()) == (ann, 0, 0)


@pytest.mark.parametrize("status", ["DISCHARGED", "DIED"])
def test_the_dead_and_the_discharged_keep_her_name(
    ann: User, pat: Patient, now: datetime, status: str
) -> None:
    Patient.objects.filter(pk=pat.pk).update(status=status)
    close_account(person=ann, by=ann, now=now)
    pat.refresh_from_db()
    assert (pat.nurse, ann.is_active) == (ann, False)


def test_a_practice_patient_holds_nobody_back(ann: User, pat: Patient, now: datetime) -> None:
    Patient.objects.filter(pk=pat.pk).update(world="PRACTICE")
    close_account(person=ann, by=ann, now=now)
    assert not ann.is_active


def test_a_manager_who_is_no_nurse_reads_numbers_and_no_names(
    desk: Client, ann: User, pat: Patient
) -> None:
    make_alert(pat)
    page = text_of(desk.get(f"/staff/{ann.pk}/hand-over/"))
    assert f"PainCheck number {pat.code}. Open alerts: 1 urgent" in page
    assert pat.last_name not in page
    assert "worst pain" not in page


def test_a_lead_nurse_who_manages_reads_names(desk: Client, ann: User, pat: Patient) -> None:
    manager = Role.objects.get(role="MANAGER").user
    Role.objects.create(user=manager, role="LEAD_NURSE", site=pat.team.site)
    assert "Pat Peters" in text_of(desk.get(f"/staff/{ann.pk}/hand-over/"))


def test_nobody_else_opens_this_page(desk: Client, ann: User, bea: User, carl: User) -> None:
    assert desk.get(f"/staff/{carl.pk}/hand-over/").status_code == 404
    desk.force_login(bea)
    assert desk.get(f"/staff/{ann.pk}/hand-over/").status_code == 404
