"""Alerts driven at random through the real actions: only allowed moves, and what always holds."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from alerts import moves
from alerts.actions import answering, putting_off, rounds
from alerts.models import Alert, Told
from alerts.rules import NEVER_SILENCED, Step
from diaries.actions import checks, drafts, requests
from diaries.answers import Answers
from diaries.models import Patient
from paincheck.accounts.models import Leave, User
from paincheck.accounts.queries import hours_of
from paincheck.outbox.models import Delivery
from tests.factories import NOON, PatientFactory, a_reason, make_nurse

MINUTES = [5, 30, 60, 240, 24 * 60, 4 * 24 * 60]
which = st.integers(0, 9)


class Story(RuleBasedStateMachine):
    """One patient, the nurses of her team, and whatever happens to them."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        ann = make_nurse(first_name="Ann")
        team = ann.team_places.get().team
        dora = make_nurse(team=team, place="DEPUTY", first_name="Dora")
        lena = make_nurse(team=team, place="LEAD", first_name="Lena")
        self.nurses, self.pat, self.now = [ann, dora, lena], PatientFactory(nurse=ann), NOON

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def patient(self) -> Patient:
        """As a request would load it."""
        return Patient.objects.select_related("team__site", "nurse", "user").get(pk=self.pat.pk)

    def nurse(self, number: int) -> User:
        return self.nurses[number % len(self.nurses)]

    def an_alert(self, number: int, **fields: object) -> Alert | None:
        found = list(Alert.objects.filter(**fields).order_by("pk"))
        return found[number % len(found)] if found else None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Whatever an action does to an alert is one of the moves of the table."""
        before = {alert.pk: moves.state_of(alert) for alert in Alert.objects.all()}
        yield
        for alert in Alert.objects.all():
            start, to = before.get(alert.pk, moves.WAITING), moves.state_of(alert)
            assert to == start or to in moves.MOVES[start], (start, to)

    @rule(minutes=st.sampled_from(MINUTES))
    def time_passes_and_the_watch_goes_round(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with self.watched():
            rounds.flag_waiting(now=self.now)
            rounds.escalate(now=self.now)
            rounds.find_quiet(now=self.now)
        self.look_at_next_steps()

    def look_at_next_steps(self) -> None:
        """After a round nothing is late but what nobody can be told of; all else has its time."""
        hours = hours_of(self.pat.team.site, self.now)
        assert not Alert.objects.to_climb(self.now).filter(unheard_since=None).exists()
        assert not Alert.objects.open().filter(snoozed_until__lte=self.now).exists()
        for alert in Alert.objects.open().filter(taken_by=None, unheard_since=None):
            at = alert.escalates_at
            if at is not None and alert.snoozed_until is None:
                assert hours.is_open(at) or at == hours.closing_today(at)

    @rule(
        worst=st.sampled_from([2, 8, 10]), danger=st.booleans(), wish=st.sampled_from(["", "TODAY"])
    )
    def check_is_sent(self, worst: int, danger: bool, wish: str) -> None:
        signs = ("NUMBNESS",) if danger else ()
        told = Answers(worst=Decimal(worst), danger=danger, danger_items=signs, wish=wish)
        pat = self.patient
        with self.watched():
            checks.submit(
                patient=pat, answers=told, key=uuid.uuid4(), answered_at=self.now, by=pat.user,
                now=self.now,
            )  # fmt: skip
            rounds.flag_waiting(now=self.now)

    @rule(danger=st.booleans(), sent=st.booleans())
    def something_is_said_without_a_check(self, danger: bool, sent: bool) -> None:
        pat, key = self.patient, uuid.uuid4()
        if sent:
            requests.ask_for_contact(
                patient=pat, key=key, today=danger, too_unwell=not danger, by=pat.user,
                now=self.now,
            )  # fmt: skip
        else:
            signs = ("LEG_WEAKNESS",) if danger else ()
            told = Answers(worst=Decimal(8), danger=danger, danger_items=signs)
            drafts.save(patient=pat, answers=told, key=key, by=pat.user, now=self.now)

    @rule(number=which, who=which)
    def alert_is_taken(self, number: int, who: int) -> None:
        alert = self.an_alert(number)
        if alert is not None:
            with self.watched():
                try:
                    answering.take(alert=alert, by=self.nurse(who), now=self.now)
                except answering.AlreadyTaken:
                    # Put off by somebody who has it, it is hers still.
                    assert alert.taken_by is not None or alert.closed_at is not None

    @rule(who=which, outcome=st.sampled_from(["SELF_CARE", "NO_ANSWER"]))
    def nurse_rings(self, who: int, outcome: str) -> None:
        with self.watched():
            answering.log_contact(
                patient=self.patient, alerts=list(Alert.objects.open()), key=uuid.uuid4(),
                channel="PHONE", outcome=outcome, at=self.now, note="",
                try_again_at=self.now + timedelta(hours=1), by=self.nurse(who), now=self.now,
            )  # fmt: skip

    @rule(number=which, who=which)
    def alert_is_closed_with_a_reason(self, number: int, who: int) -> None:
        alert = self.an_alert(number)
        if alert is not None:
            with self.watched(), suppress(answering.AlreadyClosed):
                answering.close_with_reason(
                    alert=alert,
                    stated=a_reason(alert),
                    review_on=None,
                    by=self.nurse(who),
                    now=self.now,
                )

    @rule(number=which, who=which)
    def alert_is_put_off(self, number: int, who: int) -> None:
        alert = self.an_alert(number, closed_at=None)
        if alert is not None:
            refused = (answering.NotToBeSilenced, answering.AlreadyTaken)
            until, by = self.now + timedelta(hours=5), self.nurse(who)
            with self.watched(), suppress(*refused):
                putting_off.snooze(alert=alert, until=until, reason="Later.", by=by, now=self.now)

    @rule(number=which, who=which)
    def alert_is_given_back_or_opened_again(self, number: int, who: int) -> None:
        alert, by = self.an_alert(number), self.nurse(who)
        if alert is not None:
            with self.watched(), suppress(answering.AlreadyTaken, putting_off.NotToBeOpened):
                putting_off.give_back(alert=alert, by=by, now=self.now)
                putting_off.open_again(alert=alert, by=by, now=self.now)

    @rule(status=st.sampled_from(Patient.Status.values))
    def situation_changes(self, status: str) -> None:
        pat = self.patient
        if status != pat.status:
            with self.watched():
                answering.change_situation(
                    patient=pat, status=status, by=self.nurse(0), now=self.now
                )

    @rule(who=which, change=st.sampled_from(["leave", "no address", "address", "desk", "no desk"]))
    def staff_changes(self, who: int, change: str) -> None:
        nurse, site = self.nurse(who), self.pat.team.site
        if change == "leave":
            day = self.now.date()
            Leave.objects.create(nurse=nurse, first_date=day, last_date=day)
        elif change in ("address", "no address"):
            nurse.email = f"{nurse.sign_in_name}@example.org" if change == "address" else ""
            nurse.save()
        else:
            site.role_email = "desk@example.org" if change == "desk" else ""
            site.save()

    @rule(number=which, outcome=st.sampled_from(["ACCEPTED", "REFUSED", "NOT_NOW"]))
    def a_delivery_ends(self, number: int, outcome: str) -> None:
        due = list(Delivery.objects.on_its_way().order_by("created_at", "pk"))
        if due:
            mail = due[number % len(due)]
            sent = outcome == "ACCEPTED"
            mail.state, mail.outcome = ("SENT" if sent else "DEAD"), outcome
            mail.sent_at, mail.dead_at = (self.now, None) if sent else (None, self.now)
            mail.save()

    @invariant()
    def one_open_alert_of_each_rule(self) -> None:
        rules = list(Alert.objects.open().values_list("rule", flat=True))
        assert len(rules) == len(set(rules))

    @invariant()
    def what_is_closed_says_how_and_nothing_is_sent_about_it_any_more(self) -> None:
        for alert in Alert.objects.filter(closed_at__isnull=False):
            assert alert.closed_how
            assert alert.unheard_since is None
            assert not Delivery.objects.on_its_way().filter(about=f"alert:{alert.pk}").exists()

    @invariant()
    def danger_and_wishes_never_sleep(self) -> None:
        asleep = Alert.objects.filter(snoozed_until__isnull=False)
        assert not asleep.filter(rule__in=NEVER_SILENCED).exists()

    @invariant()
    def what_nobody_has_taken_climbs_or_is_at_the_end(self) -> None:
        for alert in Alert.objects.open().filter(taken_by=None):
            if alert.level == "RED":
                assert alert.escalates_at is not None
            elif alert.level == "AMBER":
                assert alert.escalates_at is not None or alert.step >= Step.DESK
            else:
                assert alert.escalates_at is None

    @invariant()
    def what_somebody_has_is_heard(self) -> None:
        assert not Alert.objects.unheard().exclude(taken_by=None).exists()

    @invariant()
    def somebody_was_told_of_it_or_nobody_could_be(self) -> None:
        for alert in Alert.objects.open().exclude(level="GREY"):
            told = Told.objects.filter(alert=alert, round=alert.sent_round, step=alert.step)
            heard = told.filter(skipped_why="").exists()
            # Somebody has it, or put it off: it is told anew when that ends.
            waits = alert.taken_by_id is None and moves.state_of(alert) != moves.SNOOZED
            assert not waits or heard == (alert.unheard_since is None)


@pytest.mark.django_db
def test_whatever_happens_an_alert_makes_only_allowed_moves_and_is_never_forgotten() -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            # Making a failure shorter takes minutes here; a story of 40 steps can be read.
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
