"""Two nurses save one note in the same moment: both texts are kept, whoever was first."""

import threading
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection

from clinicians.actions.looking import look
from clinicians.actions.notes import save_note, write_note
from clinicians.models import LastLook, NoteVersion
from diaries.models import Patient
from paincheck.accounts.models import User

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


def at_once(*presses) -> None:
    start = threading.Barrier(len(presses))

    def press(act) -> None:
        start.wait(timeout=20)
        act()
        connection.close()

    threads = [threading.Thread(target=press, args=[act]) for act in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)


def test_two_nurses_who_save_at_once_lose_neither_text(
    pat: Patient, ann: User, bea: User, now: datetime
) -> None:
    for _ in range(ROUNDS):
        first = write_note(patient=pat, key=uuid4(), text="first", by=ann, now=now)
        saved = []

        def save(nurse: User, note=first.note, saved=saved) -> None:
            key, text = uuid4(), nurse.first_name
            saved.append(save_note(note=note, number=1, key=key, text=text, by=nurse, now=now))

        at_once(lambda: save(ann), lambda: save(bea))
        assert sorted(one.version.text for one in saved) == ["Ann", "Bea"]
        assert [one.theirs is None for one in saved].count(True) == 1
        second = next(one for one in saved if one.theirs is not None)
        assert second.version.note_id != first.note_id
        assert NoteVersion.objects.filter(note=first.note).count() == 2


def test_two_windows_that_look_at_once_are_one_look(pat: Patient, ann: User, now: datetime) -> None:
    def open_it() -> None:
        look(patient=pat, shown=[], messages=[], by=ann, now=now)

    at_once(open_it, open_it)
    assert LastLook.objects.get().looked_at == now
