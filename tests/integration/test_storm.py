"""Many at once: the most severe is flagged first, and what fails stops nothing else."""

import uuid
from datetime import timedelta

import pytest

from alerts.actions import flagging, rounds
from alerts.models import Alert
from diaries.models import CheckDraft, ContactRequest, DangerSaid, PainCheck
from tests.factories import PatientFactory, make_check

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_danger_is_flagged_first_then_wishes_then_the_worst_score_then_the_oldest(ann, now):
    def check(minutes_ago: int, **answers: object) -> PainCheck:
        pat = PatientFactory(nurse=ann)
        return make_check(pat, at=now - minutes_ago * MINUTE, unflagged=True, **answers)

    late, early = check(1, worst=7), check(9, worst=7)
    worst, mild, wish = check(2, worst=10), check(30, worst=2), check(3, worst=1, wish="PLEASE")
    danger = check(1, worst=1, danger=True, danger_items=("NUMBNESS",))
    asked = ContactRequest.objects.create(
        patient=PatientFactory(nurse=ann), key=uuid.uuid4(), asked_at=now, flag_due_at=now
    )
    said = DangerSaid.objects.create(
        patient=PatientFactory(nurse=ann),
        key=uuid.uuid4(),
        items=["NUMBNESS"],
        said_at=now - 8 * MINUTE,
        flag_due_at=now - 8 * MINUTE,
    )
    draft = CheckDraft.objects.create(
        patient=PatientFactory(nurse=ann),
        key=uuid.uuid4(),
        answers={"wish": "TODAY", "worst": "no number"},
        started_at=now,
        saved_at=now,
        flag_due_at=now - MINUTE,
    )
    order = [row_id for _, row_id in flagging.most_severe_first(now, limit=200)]
    assert order[:2] == [str(said.pk), str(danger.pk)]
    assert set(order[2:5]) == {str(wish.pk), str(asked.pk), str(draft.pk)}
    assert order[5:] == [str(one.pk) for one in (worst, early, late, mild)]
    assert flagging.most_severe_first(now, limit=1) == [("danger", str(said.pk))]


def test_in_a_storm_of_more_than_a_round_takes_the_newest_danger_is_in_the_first(ann, now):
    """What a round leaves for the next must be the mild ones, however long they have waited."""
    for minutes_ago in (9, 8, 7):
        make_check(
            PatientFactory(nurse=ann), at=now - minutes_ago * MINUTE, unflagged=True, worst=2
        )
    pat = PatientFactory(nurse=ann)
    danger = make_check(pat, at=now, unflagged=True, danger=True, danger_items=("NUMBNESS",))
    worst = make_check(PatientFactory(nurse=ann), at=now, unflagged=True, worst=10)
    expected = [("check", str(danger.pk)), ("check", str(worst.pk))]
    assert flagging.most_severe_first(now, limit=2) == expected


def test_a_poisoned_check_is_put_off_and_the_others_are_flagged(ann, now, monkeypatch):
    poisoned, *sound = [
        make_check(PatientFactory(nurse=ann), worst=9, unflagged=True) for _ in range(4)
    ]
    judge = flagging._judge_check

    def judged(check: PainCheck, *rest: object) -> None:
        if check.pk == poisoned.pk:
            raise RuntimeError("poison")
        judge(check, *rest)

    monkeypatch.setattr(flagging, "_judge_check", judged)
    assert rounds.flag_waiting(now=now) == 3
    assert Alert.objects.count() == len(sound)
    poisoned.refresh_from_db()
    assert poisoned.flag_due_at > now


def test_a_row_that_cannot_even_be_put_off_stops_no_other_and_no_heart_beats(ann, now, monkeypatch):
    poisoned, *_ = [make_check(PatientFactory(nurse=ann), worst=9, unflagged=True) for _ in "abc"]
    flag = flagging.flag

    def flagged(*, kind: str, row_id: str, now: object) -> bool:
        if row_id == str(poisoned.pk):
            raise RuntimeError("poison")
        return flag(kind=kind, row_id=row_id, now=now)

    monkeypatch.setattr(rounds, "flag", flagged)
    with pytest.raises(rounds.RoundFailed):
        rounds.flag_waiting(now=now)
    assert Alert.objects.count() == 2
