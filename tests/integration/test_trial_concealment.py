"""Concealment: whoever must not know an arm reads the same bytes whatever the arms are, on every
page that opens to her; and a dump of the database holds no arm that was not given.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, reverse

from paincheck.accounts.models import User
from paincheck.outbox.models import Delivery
from tests.trials import ATrial, make_participant, make_trial
from trial import append_only, sealing
from trial.actions import allocating, masking, watching
from trial.models import Allocation, Block, Participant, Slot
from trial.urls import urlpatterns

pytestmark = pytest.mark.django_db
MASKED = (
    "ASSESSOR",
    *(pytest.param(one, marks=pytest.mark.slow) for one in ("OFFICE", "MONITOR", "SETUP")),
)
# What differs from one answer to the next in any case.
NOISE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|value="[0-9a-f-]{36}"')
ALSO_PRESSED = {"decide", "show", "link", "lives", "alive", "close_query"}


@pytest.fixture
def a(now: datetime) -> ATrial:
    """Live, in blocks, at two sites; two allocated at each, so that blocks stand open."""
    a = make_trial(mode="LIVE", block_sizes=[4, 6])
    for n in range(4):
        who = make_participant(a, n=n + 1, at=n % 2)
        allocating.allocate(
            participant=who, by=a.person("ENROL"), now=now, key=uuid.uuid4(), rng=Random(n)
        )
    first = Participant.objects.order_by("pk")[0]
    told = {"participant": first, "key": uuid.uuid4(), "now": now}
    masking.ask(reason="Care", by=a.person("ASSESSOR"), **told)
    watching.ask(form="BASELINE", field="", question="?", by=a.person("MONITOR"), **told)
    watching.report(
        trial=a.trial, site=a.sites[0], participant=first, kind="SERIOUS", what="Fell",
        happened_on=now.date(), known_at=now, key=uuid.uuid4(), by=a.person("OFFICE"), now=now,
    )  # fmt: skip
    return a


def addresses() -> Iterator[str]:
    """Every page of the trial's side with this trial's participants, visits and rows in it."""
    numbers = list(Participant.objects.order_by("pk").values_list("number", flat=True)[:2])
    rows = {"report": 1, "query": 1, "unmasking": 1}
    for pattern in urlpatterns:
        yield from _of(pattern, numbers, rows)


def _of(pattern: Any, numbers: list[str], rows: dict[str, int]) -> Iterator[str]:
    if not isinstance(pattern, URLPattern):
        for inner in pattern.url_patterns:
            yield from _of(inner, numbers, rows)
        return
    needs = set(pattern.pattern.converters)
    if "secret" in needs or pattern.name in ALSO_PRESSED:
        return
    for number in numbers if "number" in needs else [""]:
        told = {"trial": "impact", "number": number, "visit": "W6"} | rows
        if needs <= set(told):
            yield reverse(f"trial:{pattern.name}", kwargs={name: told[name] for name in needs})


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(user: User, only: str = "") -> dict[str, tuple[int, str]]:
    """What each page answers her, tables to take away too."""
    client = browser(user)
    found = {}
    for address in addresses():
        if only in address:
            for ending in ("", "?as=csv"):
                answer = client.get(address + ending)
                content = b"".join(answer) if answer.streaming else answer.content
                found[address + ending] = (
                    answer.status_code, NOISE.sub("", content.decode("utf-8", "replace")),
                )  # fmt: skip
    return found


def turn_arms(where: Any) -> None:
    """Each allocation in `where` has the other arm, and the diary goes with it."""
    with connection.cursor() as cursor:
        for statement in append_only.dropping(connection.vendor):
            cursor.execute(statement)
    given = list(Allocation.objects.filter(where).select_related("participant", "arm"))
    arms = {arm.code: arm for arm in given[0].trial.arms.all()}
    diaries = [one.participant.patient for one in given if one.participant.patient is not None]
    Participant.objects.filter(pk__in=[one.participant_id for one in given]).update(patient=None)
    for one in given:
        other = arms["UC" if one.arm.code == "SSM" else "SSM"]
        Allocation.objects.filter(pk=one.pk).update(arm=other)
        if other.opens_diary and diaries:
            Participant.objects.filter(pk=one.participant_id).update(patient=diaries.pop())


@pytest.mark.parametrize("right", MASKED)
def test_the_masked_read_the_same_bytes_whatever_the_arms_are(a: ATrial, right: str) -> None:
    user = a.people["SETUP"] if right == "SETUP" else a.person(right)
    before = read(user)
    assert sum(status == 200 for status, _text in before.values()) >= 5
    turn_arms(Q())
    assert read(user) == before


@pytest.mark.page
def test_the_probe_finds_what_an_unmasked_right_reads(a: ATrial) -> None:
    """Or it would find nothing anywhere."""
    user = a.person("STATISTICIAN")
    before = read(user, only="result")
    turn_arms(Q())
    after = read(user, only="result")
    assert {page for page in before if before[page] != after[page]}


@pytest.mark.page
def test_who_enrols_reads_nothing_of_the_arms_of_another_site(a: ATrial, now: datetime) -> None:
    here = a.person("ENROL", site=a.sites[0])
    before = read(here)
    assert any(status == 200 for status, _text in before.values())
    turn_arms(Q(participant__site=a.sites[1]))
    assert read(here) == before


def test_no_arm_of_an_open_block_stands_in_the_database(a: ATrial) -> None:
    """Row by row of every table: sealed slots are of one length, and open with the key alone."""
    used = set(Allocation.objects.values_list("slot", flat=True))
    waiting = Slot.objects.exclude(pk__in=used)
    assert waiting.exists()
    assert len({len(slot.sealed) for slot in Slot.objects.all()}) == 1
    # The largest block's number of rows, whatever the block's own size.
    assert {block.slots.count() for block in Block.objects.all()} == {6}
    key = sealing.key_from(settings.TRIAL_KEY)
    for slot in waiting:
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(slot.sealed, about="slot", key=b"0" * 32)
        assert settings.TRIAL_KEY not in slot.sealed
    assert key.hex() not in dump()
    for table in (Slot._meta.db_table, Block._meta.db_table):
        assert not re.search(r"\b(SSM|UC)\b", dump(table))


def dump(*tables: str) -> str:
    """All rows of these tables (of every one without names) as text."""
    with connection.cursor() as cursor:
        found = []
        for table in tables or connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_logs_and_masked_mails_tell_no_arm(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    a = make_trial(mode="LIVE")
    office, assessor = a.person("OFFICE"), a.person("ASSESSOR")
    for n in range(6):
        who = make_participant(a, n=n + 1)
        allocating.allocate(
            participant=who, by=a.person("ENROL"), now=now, key=uuid.uuid4(), rng=Random(n)
        )
    told = Delivery.objects.filter(recipient__in=[office, assessor])
    assert told.count() == 12
    texts = {re.sub(r"A-\d+", "N", f"{one.subject}|{one.text}") for one in told}
    assert len(texts) == 1
    for word in ("SSM", "Supported self-management", "Usual care"):
        assert word not in caplog.text
        assert word not in str(texts)
