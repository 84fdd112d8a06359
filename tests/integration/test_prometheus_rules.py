"""The example alert rules: promtool runs their tests, and /metrics has each number they ask for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from paincheck.outbox.models import Delivery
from tests.factories import NOON

ROOT = Path(settings.BASE_DIR)
RULES = ROOT / "deploy" / "prometheus" / "paincheck.rules.yml"


@pytest.fixture(scope="module")
def promtool() -> str:
    command = [sys.executable, str(ROOT / "deploy" / "promtool.py")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return found.stdout.strip()


@pytest.mark.parametrize(
    "command", [("check", "rules", "paincheck.rules.yml"), ("test", "rules", "paincheck.test.yml")]
)
def test_promtool_finds_nothing_wrong(promtool: str, command: tuple[str, ...]) -> None:
    said = subprocess.run(
        [promtool, *command], cwd=RULES.parent, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "SUCCESS" in said.stdout


@pytest.mark.django_db
def test_every_number_that_a_rule_asks_for_stands_in_the_metrics() -> None:
    Delivery.objects.create(
        channel="EMAIL", recipient=None, address="desk@example.org", subject="s", text="t",
        about="alert:1", once_key="one", created_at=NOON, due_at=NOON,
    )  # fmt: skip
    told = Client().get("/metrics").content.decode()
    there = {one.name for family in text_string_to_metric_families(told) for one in family.samples}
    asked = set(re.findall(r"\bpaincheck_\w+", RULES.read_text()))
    assert len(asked) == 9
    assert asked - there == set()


def test_every_rule_says_what_to_do_and_how_loud_to_be() -> None:
    rules = RULES.read_text().split("- alert: ")[1:]
    assert len(rules) == 11
    for rule in rules:
        assert re.search(r"severity: (page|ticket)", rule), rule
        assert "summary:" in rule, rule
        assert "action:" in rule, rule
