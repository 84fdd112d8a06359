"""What every test stands on: people with names, a frozen noon, the bell answered in place."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, TransactionTestCase
from django.utils import timezone

from alerts import receivers
from diaries.models import Patient
from paincheck import clock
from paincheck.accounts.models import User
from paincheck.background import doorbell
from paincheck.background.models import Heartbeat
from paincheck.timetable import LOOPS
from tests import emptying
from tests.factories import NOON, PatientFactory, TeamFactory, make_nurse

# The same examples in each run: red means the change, not the dice. `make test-all` throws them.
# Neither is timed: how slow a machine is says nothing of the code.
TIMELESS = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("same", TIMELESS, derandomize=True)
hypothesis.settings.register_profile("dice", TIMELESS, derandomize=False)
hypothesis.settings.load_profile("same")


@pytest.fixture
def now() -> Iterator[datetime]:
    """A Tuesday at noon: actions are handed it, and the edges read the same from the clock."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture(autouse=True)
def _bell_in_place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs beside the tests, so the bell is answered in place, as with a broker down.

    Tests marked `redis` ring the real broker.
    """
    if not request.node.get_closest_marker("redis"):
        monkeypatch.setattr(receivers, "publish", lambda **_: False)
        monkeypatch.setattr(doorbell, "told", lambda *_, **__: False)


@pytest.fixture(autouse=True, scope="session")
def _clock_of_the_test() -> Iterator[None]:
    """The edges read the clock that a test can stop; PostgreSQL's own cannot be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", timezone.now)
        yield


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages are tested without a build of the assets."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True, scope="session")
def _only_what_holds_rows_is_emptied() -> Iterator[None]:
    """See tests.emptying."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: emptying.empty())
        yield


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_little() -> Iterator[None]:
    """The same Argon2, made to cost a thousandth: only who guesses is to be slowed down."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture
def ann(db: None) -> User:
    """Ann is the named nurse of the patient."""
    return make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")


@pytest.fixture
def bea(ann: User) -> User:
    """Bea works in Ann's team."""
    team = ann.team_places.get().team
    return make_nurse(team=team, first_name="Bea", last_name="Bell", sign_in_name="bea")


@pytest.fixture
def carl(db: None) -> User:
    """Carl works in another team at another site and must see nothing."""
    return make_nurse(team=TeamFactory(), first_name="Carl", last_name="Cole", sign_in_name="carl")


@pytest.fixture
def pat(ann: User) -> Patient:
    """Pat is Ann's patient."""
    return PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """A browser in which somebody has signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def watch_is_fresh(db: None) -> None:
    """Every loop has been round and stays fresh for a long story: no banner on the pages."""
    for loop in LOOPS:
        ahead = timezone.now() + timedelta(hours=1)
        Heartbeat.objects.update_or_create(name=loop.name, defaults={"beat_at": ahead})
