"""The description of the API is made from the code, whole, and shown by this server alone."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from diaries.models import Patient
from diaries.scales import DANGER
from paincheck.accounts.models import User

SignIn = Callable[[User], Client]


def test_the_schema_is_valid_and_made_without_a_warning(tmp_path) -> None:
    out = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(out))
    assert "/api/checks/" in out.read_text()


def test_the_schema_names_every_danger_sign(pat: Patient, signed_in: SignIn) -> None:
    told = signed_in(pat.user).get("/api/schema/?format=json").json()
    sent = told["components"]["schemas"]["CheckIn"]["properties"]
    enum = str(sent["danger_items"]["items"])
    name = re.search(r"schemas/(\w+)", enum)
    listed = told["components"]["schemas"][name[1]]["enum"] if name else enum
    assert set(listed) == set(DANGER)


@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/", "/api/docs/?script="])
def test_strangers_see_neither_schema_nor_its_page(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 403


def test_the_page_of_the_api_has_nothing_inline_and_asks_no_other_host(
    pat: Patient, signed_in: SignIn
) -> None:
    page = signed_in(pat.user).get("/api/docs/").content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert re.findall(r'(?:src|href)="(?!/)', page) == []


def test_the_api_asks_no_validator_elsewhere(pat: Patient, signed_in: SignIn) -> None:
    script = signed_in(pat.user).get("/api/docs/?script=").content.decode()
    assert '"validatorUrl": null' in script
    assert "://" not in script
