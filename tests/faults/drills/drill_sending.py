"""The mail server and the provider of text messages, ill in every way."""

import random
import time

from tests.faults.drills.judge import judge
from tests.faults.drills.load import Load
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.sinks import DROPS, HANGS, NOT_NOW, REFUSES, SLOW
from tests.faults.drills.world import World

ILL_SECONDS = 20.0
NEXT_WITHIN_SECONDS = 60.0


def both_ill(world: World, rng: random.Random, n: int, fault: str, mode: str) -> Row:
    """Mail and texts are ill for a while, in the middle of a stream of checks.

    What a sink took in without its answer being heard may come once more: that is the price of
    losing nothing, and each such arrival allows for one.
    """
    began = time.time()
    with Load(world, rng, n, seconds=ILL_SECONDS + 10) as load:
        time.sleep(rng.uniform(2, 6))
        world.mail.mode = world.texts.mode = mode
        time.sleep(ILL_SECONDS)
        world.mend_sinks()
    row = judge(world, fault, load.submits)
    row.limits.pop()  # of kills there were none; what may come twice is counted here
    unheard = [
        arrival
        for sink in (world.mail, world.texts)
        for arrival in list(sink.arrivals)
        if arrival.at >= began and not arrival.answered
    ]
    repeats, allowed = float(row.repeated_messages), float(len(unheard))
    row.limits.append(Limit("messages that came twice", repeats, allowed))
    row.note = f"told at last {row.more['told_max'] or 0:.0f} s after the check"
    return row


@drill("mail answers 451 and texts 500 for 20 s", n=40)
def not_now(world: World, rng: random.Random, n: int) -> Row:
    return both_ill(world, rng, n, "mail answers 451 and texts 500 for 20 s", NOT_NOW)


@drill("mail and texts hang for 20 s", n=40)
def hang(world: World, rng: random.Random, n: int) -> Row:
    return both_ill(world, rng, n, "mail and texts hang for 20 s", HANGS)


@drill("mail and texts hang up after taking the message, for 20 s", n=40)
def drop(world: World, rng: random.Random, n: int) -> Row:
    fault = "mail and texts hang up after taking the message, for 20 s"
    return both_ill(world, rng, n, fault, DROPS)


@drill("mail and texts answer a byte a second for 20 s", n=40)
def slow(world: World, rng: random.Random, n: int) -> Row:
    return both_ill(world, rng, n, "mail and texts answer a byte a second for 20 s", SLOW)


@drill("the named nurse's address and number are refused", n=20, own_world={})
def refused(world: World, rng: random.Random, n: int) -> Row:
    """Each alert goes to the next on the ladder at once."""
    mine = world.sql("SELECT email, phone FROM accounts_user WHERE sign_in_name = 'member'")[0]
    world.mail.modes_of_addresses = {mine[0]: REFUSES}
    world.texts.modes_of_addresses = {mine[1]: REFUSES}
    with Load(world, rng, n, seconds=20) as load:
        pass
    row = judge(world, "the named nurse's address and number are refused", load.submits)
    told = row.more["told_max"]
    row.limits.append(Limit("the next is told, seconds", told, NEXT_WITHIN_SECONDS))
    return row


@drill("every address and number is refused", n=5, own_world={})
def all_refused(world: World, rng: random.Random, n: int) -> Row:
    """Nobody left to tell: the managers are told of each alert, and /healthz says so."""
    people = world.sql("SELECT email, phone FROM accounts_user WHERE sign_in_name <> 'manager'")
    addresses = [email for email, _ in people] + ["desk@example.org"]
    world.mail.modes_of_addresses = dict.fromkeys(addresses, REFUSES)
    world.texts.mode = REFUSES
    with Load(world, rng, n, seconds=5) as load:
        pass

    def told() -> int:
        return sum(arrival.to == "manager@example.org" for arrival in list(world.mail.arrivals))

    wait_for(lambda: told() >= n, 180)
    row = judge(world, "every address and number is refused", load.submits, told_by=())
    row.lost += max(0, n - told())
    row.duplicated += max(0, told() - n)
    said = "nobody left to tell" in world.get("/healthz")[1]
    row.limits.append(Limit("/healthz does not say so", float(not said), 0.0))
    row.note = "told: the managers, once for each alert"
    return row
