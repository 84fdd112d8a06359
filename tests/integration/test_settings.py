"""PainCheck refuses to start unsafely, and says why in a sentence."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "SECRET_KEY": "k" * 50,
    "DEMO": "0",
    "DEBUG": "0",
    "SITE_URL": "https://paincheck.example.org",
    "ALLOWED_HOSTS": "paincheck.example.org",
}


def start(tmp_path, **changes: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | GOOD | changes
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "paincheck.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_with_safe_settings(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "shorter than 40"),
        ({"DEBUG": "1"}, "DEBUG is on outside the demo"),
        ({"SITE_URL": "http://paincheck.example.org"}, "must begin with https://"),
        ({"ALERTING_LATE_AFTER_SECONDS": "4"}, "must be from 5 to 300"),
        ({"ALERTING_LATE_AFTER_SECONDS": "301"}, "must be from 5 to 300"),
        ({"NOTIFY_API_KEY": "k"}, "NOTIFY_TEMPLATE_ID is not"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name hosts"),
    ],
)
def test_it_refuses_an_unsafe_setting_in_a_sentence(tmp_path, change, sentence):
    refused = start(tmp_path, **change)
    assert refused.returncode != 0
    assert sentence in refused.stderr


def test_every_option_of_the_broker_is_one_that_the_pinned_kombu_knows(tmp_path):
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup()\n"
            "from django.conf import settings\n"
            "from kombu.transport.redis import Channel\n"
            "options = set(settings.CELERY_BROKER_TRANSPORT_OPTIONS)\n"
            "print(len(options), options - set(Channel.from_transport_options))",
        ],
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
        | GOOD
        | {"REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "paincheck.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == ["7", "set()"]
