"""The moves that a delivery may make. The state diagram in the docs is drawn from this table."""

DUE = "DUE"
CLAIMED = "CLAIMED"
SENT = "SENT"
FAILED = "FAILED"
DEAD = "DEAD"
CANCELLED = "CANCELLED"

WHEN: dict[tuple[str, str], str] = {
    (DUE, CLAIMED): "a sender takes it",
    (FAILED, CLAIMED): "a sender takes it for another try",
    (CLAIMED, CLAIMED): "its sender was silent for longer than the lease, and another takes it",
    (CLAIMED, SENT): "it was accepted",
    (CLAIMED, FAILED): "it was not accepted, or nobody knows",
    (CLAIMED, DEAD): "it was refused for good, or this was the last try",
    (DEAD, DUE): "a manager sends it again",
    (DUE, CANCELLED): "what it tells of was dealt with",
    (CLAIMED, CANCELLED): "what it tells of was dealt with meanwhile",
    (FAILED, CANCELLED): "what it tells of was dealt with before the next try",
    (DEAD, CANCELLED): "what it tells of was dealt with another way",
    # A sender that was stopped past its lease, goes on and is accepted: acceptance is the truth.
    (DUE, SENT): "an earlier try was accepted late",
    (FAILED, SENT): "an earlier try was accepted late",
    (DEAD, SENT): "an earlier try was accepted late",
    (CANCELLED, SENT): "it had left before it was cancelled",
}

STATES = (DUE, CLAIMED, SENT, FAILED, DEAD, CANCELLED)
MOVES: dict[str, frozenset[str]] = {
    state: frozenset(to for start, to in WHEN if start == state) for state in STATES
}


def came_from(state: str) -> frozenset[str]:
    """The states out of which a delivery may come into this one."""
    return frozenset(start for start, to in MOVES.items() if state in to)
