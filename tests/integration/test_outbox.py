"""The outbox: claims, leases, and that nothing but the table of moves ever happens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError

from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from paincheck.outbox import moves, queries, senders
from paincheck.outbox.actions import (
    LEASE,
    answer_dead,
    cancel_about,
    deliver,
    deliver_due,
    put,
    send_again,
)
from paincheck.outbox.models import Delivery, DeliveryQuerySet
from paincheck.outbox.retrying import TRIES_UNTIL_DEAD
from paincheck.outcomes import NotNow, Refused, Unknown, Unreachable

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)
SECOND = timedelta(seconds=1)


class World:
    """Stands for the providers: each send asks `answers` for what happens."""

    def __init__(self) -> None:
        self.sent: list[Delivery] = []
        self.answers: Callable[[Delivery], None] = lambda delivery: None

    def send(self, delivery: Delivery) -> None:
        self.sent.append(delivery)
        self.answers(delivery)

    def fails(self, error: Exception) -> None:
        def fail(_: Delivery) -> None:
            raise error

        self.answers = fail


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stands = World()
    monkeypatch.setattr(senders, "send", stands.send)
    return stands


def queue(now: datetime, key: str = "1", **rest: Any) -> Delivery:
    told: dict[str, Any] = {
        "channel": "EMAIL", "recipient": None, "address": f"{key}@example.org", "subject": "",
        "text": "", "about": "alert:1", "once_key": key, "now": now,
    }  # fmt: skip
    delivery = put(**told | rest)
    assert delivery is not None
    return delivery


def trail() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_the_same_thing_is_queued_once(now: datetime):
    first = queue(now)
    again = put(
        channel="EMAIL", recipient=None, address="x@example.org", subject="", text="",
        about="alert:1", once_key=first.once_key, now=now,
    )  # fmt: skip
    assert again is None


def test_what_cannot_be_queued_is_not_taken_for_something_queued_before(now: datetime):
    with pytest.raises(IntegrityError):
        queue(now, address=None)


def test_urgent_mails_leave_first_then_the_oldest(world: World, now: datetime):
    queue(now - timedelta(minutes=1), "young")
    queue(now - timedelta(minutes=9), "old")
    queue(now, "red", urgent=True)
    deliver_due(now=now)
    assert [delivery.once_key for delivery in world.sent] == ["red", "old", "young"]


def test_a_mail_server_that_hangs_holds_no_text(world: World, now: datetime):
    queue(now, "mail", urgent=True)
    queue(now, "text", channel="SMS")
    world.fails(Unknown())
    deliver_due(now=now, channel="SMS")
    assert [delivery.once_key for delivery in world.sent] == ["text"]


@pytest.mark.parametrize("error", [Unreachable(), Unknown()])
def test_a_provider_that_is_down_ends_the_round_of_its_channel_alone(
    world: World, now: datetime, error: Exception
):
    for key in ("a", "b", "c"):
        queue(now, key)
    queue(now, "text", channel="SMS")

    def only_texts(delivery: Delivery) -> None:
        if delivery.channel == "EMAIL":
            raise error

    world.answers = only_texts
    assert deliver_due(now=now) == 1
    assert [delivery.once_key for delivery in world.sent] == ["a", "text"]
    assert Delivery.objects.filter(attempts=0).count() == 2


@pytest.mark.parametrize("error", [Refused(), NotNow(), ValueError("poison")])
def test_one_poisoned_delivery_stops_no_other(world: World, now: datetime, error: Exception):
    for key in ("a", "b", "c"):
        queue(now, key)

    def poisoned(delivery: Delivery) -> None:
        if delivery.once_key == "b":
            raise error

    world.answers = poisoned
    assert deliver_due(now=now) == 2


def test_a_fault_of_our_own_is_tried_again_and_its_words_are_kept_nowhere(
    world: World, now: datetime, caplog: pytest.LogCaptureFixture
):
    delivery = queue(now)
    world.fails(ValueError("Pat Peters, pain 9"))
    deliver_due(now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.outcome) == ("FAILED", "OURS")
    assert delivery.last_error == "ValueError"
    assert "Pat" not in caplog.text


def test_it_is_given_up_after_the_last_try_and_the_trail_says_so(world: World, now: datetime):
    delivery = queue(now)
    world.fails(Unknown())
    for _ in range(TRIES_UNTIL_DEAD + 3):
        deliver_due(now=now)
        now += LATER
    delivery.refresh_from_db()
    assert len(world.sent) == TRIES_UNTIL_DEAD
    assert (delivery.state, delivery.unknown_count) == ("DEAD", TRIES_UNTIL_DEAD)
    assert trail().count("delivery.dead") == 1


def test_what_was_not_accepted_waits_before_its_next_try(world: World, now: datetime):
    queue(now)
    world.fails(Unknown())
    for moment, tries in [(now, 1), (now + SECOND, 1), (now + LATER, 2)]:
        deliver_due(now=moment)
        assert len(world.sent) == tries


def test_a_delivery_that_kills_its_sender_each_time_is_given_up_too(world: World, now: datetime):
    delivery = queue(now)
    world.fails(SystemExit())  # type: ignore[arg-type]  as a kill: nothing is marked
    for _ in range(TRIES_UNTIL_DEAD):
        with pytest.raises(SystemExit):
            deliver_due(now=now)
        now += LEASE + SECOND
    deliver_due(now=now)
    delivery.refresh_from_db()
    assert len(world.sent) == TRIES_UNTIL_DEAD
    assert (delivery.state, delivery.unknown_count) == ("DEAD", TRIES_UNTIL_DEAD)


def test_while_the_lease_runs_nobody_else_takes_it(world: World, now: datetime):
    delivery = queue(now)
    world.fails(SystemExit())  # type: ignore[arg-type]
    with pytest.raises(SystemExit):
        deliver_due(now=now)
    world.answers = lambda delivery: None
    assert deliver_due(now=now + LEASE - SECOND) == 0
    assert deliver_due(now=now + LEASE + SECOND) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.unknown_count) == ("SENT", 1)


def stopped_past_its_lease(
    world: World, now: datetime, *, first: Exception | None, second: Exception | None
) -> Delivery:
    """Two senders at one delivery: the first was stopped in mid-send, and ends after the second."""
    delivery = queue(now)

    def stopped(_: Delivery) -> None:
        def other(_: Delivery) -> None:
            if second:
                raise second

        world.answers = other
        deliver(delivery_id=str(delivery.pk), now=now + LEASE)
        if first:
            raise first

    world.answers = stopped
    deliver(delivery_id=str(delivery.pk), now=now)
    delivery.refresh_from_db()
    return delivery


def test_two_acceptances_are_one_sent_and_a_line_of_the_trail(world: World, now: datetime):
    delivery = stopped_past_its_lease(world, now, first=None, second=None)
    assert delivery.state == "SENT"
    assert delivery.sent_at is not None
    assert delivery.sent_at >= now + LEASE
    assert trail() == ["delivery.sent", "delivery.sent_again"]


@pytest.mark.parametrize("second", [NotNow(), Unknown(), Refused()])
def test_acceptance_is_the_truth_whatever_came_in_between(
    world: World, now: datetime, second: Exception
):
    delivery = stopped_past_its_lease(world, now, first=None, second=second)
    assert (delivery.state, delivery.outcome) == ("SENT", "ACCEPTED")
    assert deliver_due(now=now + LATER) == 0


@pytest.mark.parametrize("first", [NotNow(), Unknown(), Refused(), ValueError()])
def test_a_sender_that_lost_its_claim_marks_nothing_failed(
    world: World, now: datetime, first: Exception
):
    delivery = stopped_past_its_lease(world, now, first=first, second=None)
    assert (delivery.state, delivery.outcome, delivery.last_error) == ("SENT", "ACCEPTED", "")


def test_a_sender_that_lost_its_claim_does_not_end_the_claim_of_another(
    world: World, now: datetime
):
    delivery = queue(now)

    def stopped(_: Delivery) -> None:
        world.fails(SystemExit())  # type: ignore[arg-type]  the second dies while it sends
        with pytest.raises(SystemExit):
            deliver(delivery_id=str(delivery.pk), now=now + LEASE)
        raise Refused

    world.answers = stopped
    deliver(delivery_id=str(delivery.pk), now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.outcome) == ("CLAIMED", 2, "")


def test_what_was_cancelled_while_it_failed_is_not_tried_again(world: World, now: datetime):
    delivery = queue(now)

    def cancelled_meanwhile(_: Delivery) -> None:
        cancel_about(about="alert:1")
        raise NotNow

    world.answers = cancelled_meanwhile
    deliver_due(now=now)
    deliver_due(now=now + LATER)
    delivery.refresh_from_db()
    assert (delivery.state, len(world.sent)) == ("CANCELLED", 1)


def test_sent_again_by_a_manager_it_has_fresh_tries_and_is_due_at_once(
    world: World, now: datetime, ann: User
):
    delivery = queue(now)
    world.fails(Refused())
    deliver_due(now=now)
    delivery.refresh_from_db()
    assert send_again(deliveries=[delivery], by=ann, now=now + LATER) == 1
    assert send_again(deliveries=[delivery], by=ann, now=now + LATER) == 0
    world.fails(NotNow())
    deliver_due(now=now + LATER)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.tries) == ("FAILED", 2, 1)
    assert trail() == ["delivery.dead", "delivery.again", "delivery.failed"]


def test_what_was_dealt_with_is_not_sent_again(world: World, now: datetime, ann: User):
    delivery = queue(now)
    world.fails(Refused())
    deliver_due(now=now)
    cancel_about(about="alert:1")
    assert send_again(deliveries=[delivery], by=ann, now=now) == 0


def test_an_address_is_broken_from_its_refusal_until_it_takes_something(
    world: World, now: datetime
):
    queue(now, "one", address="ann@example.org")
    world.fails(Refused())
    deliver_due(now=now)
    assert queries.broken_addresses(now) == {"ann@example.org"}
    cancel_about(about="alert:1")
    assert queries.broken_addresses(now) == {"ann@example.org"}
    queue(now, "two", address="ann@example.org")
    world.answers = lambda delivery: None
    deliver_due(now=now + LATER)
    assert queries.broken_addresses(now) == frozenset()


def test_an_address_that_refused_is_tried_again_after_a_day(world: World, now: datetime):
    queue(now, "one", address="ann@example.org")
    world.fails(Refused())
    deliver_due(now=now)
    assert queries.broken_addresses(now + timedelta(hours=23)) == {"ann@example.org"}
    assert queries.broken_addresses(now + timedelta(hours=25)) == frozenset()


def test_a_mail_server_that_was_away_breaks_no_address(world: World, now: datetime):
    queue(now)
    world.fails(Unreachable())
    for _ in range(TRIES_UNTIL_DEAD):
        deliver_due(now=now)
        now += LATER
    assert Delivery.objects.get().state == "DEAD"
    assert queries.broken_addresses(now) == frozenset()


def test_what_was_given_up_is_answered_once(world: World, now: datetime):
    delivery = queue(now)
    queue(now, "other", about="welcome:1")
    world.fails(Refused())
    deliver_due(now=now)
    assert queries.unanswered_dead() == [delivery]
    assert answer_dead(ids=[delivery.pk], now=now) == 1
    assert answer_dead(ids=[delivery.pk], now=now) == 0
    assert queries.unanswered_dead() == []
    assert trail().count("delivery.answered") == 1


def test_the_oldest_that_waits_is_known_until_it_has_left(world: World, now: datetime):
    assert queries.oldest_due(now) is None
    queue(now - timedelta(minutes=9), "old")
    queue(now, "young")
    world.fails(NotNow())
    deliver_due(now=now)
    assert queries.oldest_due(now) == now - timedelta(minutes=9)
    world.answers = lambda delivery: None
    deliver_due(now=now + LATER)
    assert queries.oldest_due(now + LATER) is None


def test_a_long_round_ends_so_that_others_have_their_turn(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    watch = [0.0]
    monkeypatch.setattr("paincheck.outbox.actions.time.monotonic", lambda: watch[0])
    for key in "abcde":
        queue(now, key)

    def slow(_: Delivery) -> None:
        watch[0] += 5

    world.answers = slow
    assert deliver_due(now=now) == 2
    second = Delivery.objects.get(once_key="b")
    assert second.lease_until == now + timedelta(seconds=5) + LEASE
    assert second.sent_at == now + timedelta(seconds=10)


def test_the_table_names_the_states_of_the_rows():
    assert set(Delivery.State.values) == set(moves.STATES)
    assert moves.came_from(moves.CLAIMED) == {"DUE", "FAILED", "CLAIMED"}


def test_the_actions_make_every_move_of_the_table_and_no_other(
    world: World, now: datetime, ann: User, monkeypatch: pytest.MonkeyPatch
):
    seen: set[tuple[str, str]] = set()
    update = DeliveryQuerySet.update

    def watched(rows: DeliveryQuerySet, **changes: Any) -> int:
        if "state" in changes:
            seen.update(
                (was, str(changes["state"])) for was in rows.values_list("state", flat=True)
            )
        return update(rows, **changes)

    monkeypatch.setattr(DeliveryQuerySet, "update", watched)
    dice = Random(4)
    clock = [now]

    def act(depth: int) -> None:
        deed = dice.choice(["deliver", "deliver", "deliver", "cancel", "again"])
        if deed == "deliver":
            world.answers = lambda delivery: meanwhile(depth + 1)
            deliver_due(now=clock[0])
        elif deed == "cancel":
            cancel_about(about="alert:1")
        else:
            send_again(deliveries=Delivery.objects.all(), by=ann, now=clock[0])

    def meanwhile(depth: int) -> None:
        """While one sender is stopped, others go on for longer than its lease."""
        for _ in range(dice.randint(0, 3) if depth < 3 else 0):
            clock[0] += LATER
            act(depth)
        ends = dice.choice([None, None, NotNow(), Unknown(), Refused(), ValueError()])
        if ends:
            raise ends

    for number in range(200):
        if number > 30 and seen == set(moves.WHEN):
            break
        queue(clock[0], str(number))
        for _ in range(4):
            act(0)
            clock[0] += LATER
    assert seen == set(moves.WHEN)
