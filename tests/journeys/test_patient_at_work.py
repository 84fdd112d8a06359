"""A nurse at work on a patient's page: what changed, whether it works, a note that two write."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinicians.actions.notes import save_note, write_note
from clinicians.models import EffectAnswer, LastLook, NoteVersion
from diaries.actions import care, medicines
from diaries.models import Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_alert, make_check, make_fuller, make_nurse
from tests.journeys.conftest import DESK, TABLET, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
DAY = timedelta(days=1)
BACK, LEG, TUMMY = "B_LOWER_BACK", "F_THIGH_R", "F_LOWER_TUMMY"


@pytest.fixture
def bea() -> User:
    """Bea works in the same team; Nell is not her patient."""
    ann = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    return make_nurse(
        team=ann.team_places.get().team, first_name="Bea", last_name="Bell", sign_in_name="bea"
    )


@pytest.fixture
def nell(bea: User) -> Patient:
    """Two weeks of a diary; morphine was doubled four days ago, and it is not better yet."""
    ann = User.objects.get(sign_in_name="ann")
    nell = PatientFactory(
        nurse=ann, first_name="Nell", last_name="Novak", phone="07700 900123", pain_goal=3
    )
    now = timezone.now()
    for days in range(12, -1, -1):
        at = now - days * DAY - timedelta(minutes=5)
        make_check(nell, at=at, worst=6 + days % 3, average=4, least=1, now=5)
    last = make_check(
        nell, at=now - timedelta(minutes=2), worst=8, average=6, least=3, now=7, wish="PLEASE",
        danger=True, danger_items=("NUMBNESS",), note="My leg feels odd since this morning.",
    )  # fmt: skip
    make_alert(nell, opened_at=last.answered_at, due_at=now + timedelta(hours=1))
    morphine = _gives(nell, ann, "Morphine, slow-release", "10 mg twice a day", 18)
    for dose, days in (("30 mg twice a day", 5), ("20 mg twice a day", 4)):
        care.change_dose(
            medication=morphine, dose=dose, on=timezone.localdate() - days * DAY, by=ann, now=now
        )
    slip = morphine.changes.get(dose="30 mg twice a day")
    care.void_change(change=slip, reason="Typed the wrong strength", by=ann, now=now)
    paracetamol = _gives(nell, ann, "Paracetamol", "1 g four times a day", 18)
    medicines.say_no_longer_taken(
        medication=paracetamol, key=uuid.uuid4(), why="Too many tablets", by=nell.user, now=now
    )
    for days, sites, sleep in ((15, (BACK,), 6), (8, (BACK, TUMMY), 5), (1, (BACK, LEG), 7)):
        make_fuller(
            nell, at=now - days * DAY, sent_at=now - days * DAY, sites=sites, most=BACK,
            sleep=sleep, moving=sleep - 1, constipation="MILD", bowel_days=days % 4,
        )  # fmt: skip
    write_note(
        patient=nell, key=uuid.uuid4(), text="Her son has the spare key.", by=ann, now=now - DAY
    )
    LastLook.objects.create(patient=nell, nurse=bea, looked_at=now - 3 * DAY)
    return nell


def _gives(nell: Patient, ann: User, name: str, dose: str, days_ago: int) -> Any:
    return care.start_medication(
        patient=nell, name=name, route="by mouth", purpose="REGULAR", dose=dose,
        on=timezone.localdate() - days_ago * DAY, by=ann, now=timezone.now() - days_ago * DAY,
    )  # fmt: skip


def press(visitor: Visitor, words: str, leads_to: str, selector: str = "button, a") -> None:
    """By the keyboard alone."""
    tab_to(visitor, selector, words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(leads_to)


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_what_changed_whether_it_works_and_a_note_that_two_nurses_write(
    visit: Any, nell: Patient, bea: User, width: int
):
    home = f"/patients/{nell.code}/"
    nurse = visit(width)
    signed_in(nurse, bea)
    nurse.go(home)
    assert nurse.sees("This is Ann’s patient. What is new is marked as seen by you.")
    assert nurse.sees("Danger: numbness or tingling")
    nurse.page.locator("#chart").scroll_into_view_if_needed()
    nurse.page.locator(".figure--drawn").wait_for()
    nurse.check_page("patient-at-work")

    press(nurse, "Is it working?", "**/#working")
    tab_to(nurse, "button", "It does not")
    nurse.page.keyboard.press("Enter")
    nurse.page.get_by_text("It does not help (Bea, today").wait_for()
    assert EffectAnswer.objects.get().answer == "NO"

    note = NoteVersion.objects.get().note
    nurse.go(f"{home}notes/{note.pk}/")
    save_note(
        note=note, number=1, key=uuid.uuid4(), text="The warden has the key.", by=nell.nurse,
        now=timezone.now(),
    )  # fmt: skip
    nurse.page.locator("textarea").fill("Ring twice.")
    press(nurse, "Save", f"**{home}notes/{note.pk}/", "main button")
    nurse.page.get_by_text("Ann changed this note while you were writing").wait_for()
    assert nurse.sees("The warden has the key.")
    assert nurse.sees("Ring twice.")
    nurse.check_page("patient-note-both")
