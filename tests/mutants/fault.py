"""One seeded fault."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`old` stands exactly once in `file`, and `new` in its place breaks the rule `breaks`.

    `tests` are those that must turn red. `services`: they need the real PostgreSQL and Valkey.
    """

    name: str
    file: str
    old: str
    new: str
    breaks: str
    tests: str
    services: bool = False
