"""Each loop is stopped in turn, in a whole PainCheck of its own: /healthz, /metrics, the banner and
a real Prometheus with the example rules see it, and see it well again.

Nothing here is short of the real thing but the limits: late after 5 s, and rules that wait 1 s.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.outbox.actions import put
from tests.faults.test_broker import ROOT, environment, submit
from tests.faults.test_start import wait_for

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TOKEN = "for-this-test-alone"
RULES = ROOT / "deploy" / "prometheus" / "paincheck.rules.yml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """A running PainCheck: its processes by name, what it says, and what its mail server does."""

    def __init__(self, folder: Path, cookie: str) -> None:
        self.folder, self.cookie = folder, cookie
        self.port, self.prometheus_port = free_port(), free_port()
        # Takes every connection and never says a word: a mail server that hangs.
        self.mail = socket.create_server(("127.0.0.1", 0))
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        python, address = [sys.executable], f"127.0.0.1:{self.port}"
        web = ["-m", "gunicorn", "paincheck.wsgi", "--bind", address, "--threads", "4"]
        worker = ["-m", "celery", "-A", "paincheck", "worker", "-B", "-P", "threads", "-c", "2"]
        command = {
            "web": [*python, *web, "--log-level", "warning"],
            "worker": [*python, *worker, "--loglevel", "error"],
            "watch": [*python, "manage.py", "watch"],
            "prometheus": self._prometheus(),
        }[name]
        own = environment(
            VAR_DIR=str(self.folder),
            SITE_URL=f"http://{address}",
            WATCH_SECONDS="1",
            ALERTING_LATE_AFTER_SECONDS="5",
            METRICS_TOKEN=TOKEN,
            EMAIL_URL=f"smtp://127.0.0.1:{self.mail.getsockname()[1]}",
        )
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=own, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def _prometheus(self) -> list[str]:
        rules = re.sub(r"for: \w+", "for: 1s", RULES.read_text())
        (self.folder / "rules.yml").write_text(rules)
        (self.folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
            "rule_files: [rules.yml]\n"
            "scrape_configs:\n"
            "  - job_name: paincheck\n"
            f"    authorization: {{credentials: {TOKEN}}}\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{self.port}']}}]\n"
        )
        return [
            prometheus_program(),
            f"--config.file={self.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{self.prometheus_port}",
            "--log.level=error",
        ]

    def signal(self, name: str, number: int) -> None:
        """Reach the process and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, number)

    def end(self) -> None:
        for name, process in self.processes.items():
            self.signal(name, signal.SIGKILL)
            process.wait()
        self.mail.close()

    def ask(self, path: str, *, port: int = 0, **headers: str) -> tuple[int, str]:
        """(status, text); status 0 where nobody answers within 2 s."""
        where = f"http://127.0.0.1:{port or self.port}{path}"
        asked = urllib.request.Request(where, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def late(self) -> set[str]:
        """The loops that /healthz calls late; an unknown one where it does not answer."""
        status, text = self.ask("/healthz")
        if not status:
            return {"no answer"}
        loops = json.loads(text)["loops"]
        late = {loop["name"] for loop in loops if loop["late"]}
        needed = {loop["name"] for loop in loops if loop["needed_for_alerting"]}
        assert (status == 503) == bool(late & needed), text
        return late

    def metric(self, name: str) -> str:
        _, text = self.ask("/metrics", Authorization=f"Bearer {TOKEN}")
        found = re.search(rf"^{re.escape(name)} (.+)$", text, re.MULTILINE)
        return found[1] if found else ""

    def banner(self) -> str:
        """What an open page of a nurse asks for, as words."""
        status, text = self.ask("/banners/", Cookie=f"{settings.SESSION_COOKIE_NAME}={self.cookie}")
        return re.sub(r"<[^>]+>", "", text) if status == 200 else "no answer"

    def fires(self, alert: str, **labels: str) -> bool:
        _, text = self.ask("/api/v1/alerts", port=self.prometheus_port)
        wanted = {"alertname": alert, **labels}
        firing = [one for one in json.loads(text)["data"]["alerts"] if one["state"] == "firing"]
        return any(wanted.items() <= one["labels"].items() for one in firing)

    def is_well(self) -> bool:
        return not self.late() and not self.banner().strip()


def prometheus_program() -> str:
    """Beside promtool in Debian's package; skips with the reason where it cannot be had."""
    command = [sys.executable, str(ROOT / "deploy" / "promtool.py")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    program = Path(found.stdout.strip()).with_name("prometheus")
    if not program.exists():
        pytest.skip("there is a promtool on the PATH, and no prometheus beside it")
    return str(program)


@pytest.fixture
def house(
    tmp_path: Path, ann: User, pat: Patient, signed_in: Callable[[User], Client]
) -> Iterator[House]:
    cookie = signed_in(ann).cookies[settings.SESSION_COOKIE_NAME].value
    own = House(tmp_path, cookie)
    try:
        for name in ("web", "watch", "worker", "prometheus"):
            own.start(name)
        assert wait_for(own.is_well), own.ask("/healthz")
        assert wait_for(lambda: own.ask("/-/ready", port=own.prometheus_port)[0] == 200)
        yield own
    finally:
        own.end()


def test_each_loop_that_stops_is_seen_everywhere_and_seen_well_again(
    house: House, ann: User, pat: Patient
):
    # The watch stands still, and with it every loop of its own.
    house.signal("watch", signal.SIGSTOP)
    assert wait_for(lambda: house.late() == {"watch", "deliver-email", "deliver-sms"})
    assert house.metric('paincheck_loop_late{loop="watch"}') == "1.0"
    assert float(house.metric('paincheck_heartbeat_age_seconds{loop="watch"}')) > 5
    assert "Alerting is delayed since" in house.banner()
    assert "Mails and texts are delayed since" in house.banner()
    assert wait_for(lambda: house.fires("PainCheckLoopLate", loop="watch", severity="page"))
    house.signal("watch", signal.SIGCONT)
    assert wait_for(house.is_well)
    assert wait_for(lambda: not house.fires("PainCheckLoopLate"))

    # It is killed, and started again as its supervisor would.
    house.signal("watch", signal.SIGKILL)
    assert wait_for(lambda: "watch" in house.late())
    house.start("watch")
    assert wait_for(house.is_well)

    # The mail server hangs: mails alone are late, and a high score is flagged all the same.
    for which in range(12):  # enough for the worker, which takes some, and for the watch
        put(
            channel="EMAIL", recipient=ann, address=ann.email, subject="s", text="t",
            about="test", once_key=f"mail-{which}", now=timezone.now(),
        )  # fmt: skip
    assert wait_for(lambda: "deliver-email" in house.late())
    assert house.late() <= {"deliver-email", "beat"}
    assert "Alerting is delayed" not in house.banner()
    assert "Mails and texts are delayed since" in house.banner()
    assert wait_for(lambda: house.fires("PainCheckLoopLate", loop="deliver-email"))
    assert submit(pat) == 0
    assert wait_for(Alert.objects.filter(rule="severe_pain").exists)
    assert not house.late() & {"watch", "upkeep"}


def test_beat_and_web_that_stop_are_seen_and_seen_well_again(house: House):
    # Worker and beat are killed: alerting goes on, and it is said that its speed is gone.
    assert wait_for(lambda: house.metric('paincheck_loop_late{loop="beat"}') == "0.0")
    house.signal("worker", signal.SIGKILL)
    assert wait_for(lambda: house.late() == {"beat"})
    assert house.metric('paincheck_loop_late{loop="beat"}') == "1.0"
    assert not house.banner().strip()
    assert wait_for(lambda: house.fires("PainCheckBeatLate", severity="ticket"))
    house.start("worker")
    assert wait_for(house.is_well)
    assert wait_for(lambda: not house.fires("PainCheckBeatLate"))

    # The web server stands still: nobody answers, and Prometheus knows it without being told.
    house.signal("web", signal.SIGSTOP)
    assert wait_for(lambda: house.fires("PainCheckDown", severity="page"))
    assert house.ask("/healthz/live")[0] == 0
    house.signal("web", signal.SIGCONT)
    assert wait_for(house.is_well)
    assert wait_for(lambda: not house.fires("PainCheckDown"))
    assert house.ask("/healthz/live") == (200, "alive\n")
    assert house.ask("/healthz/ready") == (200, "ready\n")
