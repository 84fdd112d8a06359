"""verify_trial: what was not touched fits by each method; the command, its exit and its anchor."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from paincheck.background import jobs
from tests.factories import NOON
from tests.tampering import as_owner
from tests.trials import BASELINE, ATrial, make_participant, make_trial
from trial.actions.allocating import allocate, flag_error, upload_list
from trial.models import Allocation, VerifyRun
from trial.verifying import verify

pytestmark = pytest.mark.django_db
KEY = "a-key-for-tests-that-seals-assignments"


def given(method: str, count: int = 12, **changes) -> ATrial:
    """A trial in its test with so many allocations."""
    a = make_trial(method=method, **changes)
    rng = random.Random(5)
    if method == "LIST":
        rows = [f"{s},{n},{rng.choice(['SSM', 'UC'])}" for s in
                ("A/low", "A/high", "B/low", "B/high") for n in range(1, 8)]  # fmt: skip
        content = "\n".join(["stratum,sequence,arm", *rows]).encode()
        upload_list(trial=a.trial, content=content, by=a.person("STATISTICIAN"), now=NOON)
    for n in range(1, count + 1):
        score = BASELINE | {"average": 8 if n % 3 == 0 else 2}
        one = make_participant(a, n=n, at=n % 2, baseline=score)
        allocate(participant=one, by=a.person("ENROL"), now=NOON, key=uuid4(), rng=rng)
    return a


@pytest.mark.parametrize("method", ["BLOCKS", "LIST", "MINIMISATION", "SIMPLE"])
def test_what_nobody_touched_fits_and_is_read_in_a_fixed_number_of_statements(
    method: str, django_assert_max_num_queries
):
    a = given(method)
    flag_error(allocation=Allocation.objects.first(), reason="Not eligible.", by=a.person("ENROL"),
               now=NOON)  # fmt: skip
    with django_assert_max_num_queries(22):
        verdict = verify(a.trial, "TEST", key=KEY)
    assert (verdict.wrong, verdict.checked) == ("", 12)
    assert verdict.head == f"12:{Allocation.objects.get(number=12).digest}"
    assert verify(a.trial, "TEST", key=KEY, anchor=verdict.head).wrong == ""
    assert verify(a.trial, "LIVE", key=KEY).head == ""


def test_the_command_says_what_it_found_keeps_it_and_never_prints_an_arm(tmp_path, capsys):
    a, file = given("MINIMISATION"), tmp_path / "anchor"
    call_command("verify_trial", "impact", f"--anchor={file}")
    said = capsys.readouterr().out
    newest = Allocation.objects.get(number=12)
    assert "impact, Test: fits." in said
    assert file.read_text() == f"impact/TEST 12:{newest.digest}\n"
    assert not any(word in said for word in ("SSM", "UC", "self-management", "Usual"))
    runs = VerifyRun.objects.filter(trial=a.trial)
    assert [(run.said["world"], run.ok, run.checked) for run in runs.order_by("pk")] == [
        ("TEST", True, 12), ("LIVE", True, 0),
    ]  # fmt: skip
    assert runs.get(said__world="TEST").head == newest.digest


def test_the_command_ends_with_1_where_a_row_does_not_fit_and_leaves_the_anchor(tmp_path, capsys):
    given("SIMPLE")
    file = tmp_path / "anchor"
    call_command("verify_trial", f"--anchor={file}")
    before = file.read_text()
    with as_owner() as cursor:
        cursor.execute("UPDATE trial_allocation SET stratum = 'A/other' WHERE number = 7")
    with pytest.raises(CommandError, match="1 of 2") as refused:
        call_command("verify_trial", f"--anchor={file}")
    assert refused.value.returncode == 1
    assert "Allocation 7: its row and its evidence differ in: stratum." in capsys.readouterr().out
    assert file.read_text() == before


def test_a_file_that_is_no_anchor_a_wrong_code_and_no_key_are_said(tmp_path, settings):
    file = tmp_path / "anchor"
    file.write_text("impact/TEST twelve\n")
    with pytest.raises(CommandError, match="not an anchor"):
        call_command("verify_trial", f"--anchor={file}")
    with pytest.raises(CommandError, match="no trial"):
        call_command("verify_trial", "other")
    settings.TRIAL_KEY = ""
    with pytest.raises(CommandError, match="TRIAL_KEY"):
        call_command("verify_trial")


def test_another_key_opens_nothing():
    a = given("BLOCKS", 3)
    assert verify(a.trial, "TEST", key="another").row.startswith("Block 1 of stratum")


def test_the_monitor_asks_for_a_check_and_reads_it_on_her_page(signed_in, now):
    a = given("BLOCKS", 5)
    browser, page = signed_in(a.person("MONITOR")), "/trials/impact/verify/"
    assert b"not been checked yet" in browser.get(page).content
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"key": str(uuid4())}).status_code == 302
    assert jobs.run_waiting(now=now + timedelta(seconds=10)) == 1
    shown = browser.get(page).content.decode()
    assert "everything fits" in shown
    assert f"5:{Allocation.objects.get(number=5).digest}" in shown
    assert "SSM" not in shown
    with as_owner() as cursor:
        cursor.execute("DELETE FROM trial_allocationlevel")
    browser.post(page, {"key": str(uuid4())})
    jobs.run_waiting(now=now + timedelta(seconds=10))
    assert "Allocation 1 does not fit" in browser.get(page).content.decode()


def test_who_enrols_or_assesses_does_not_see_the_checks(signed_in):
    a = given("SIMPLE", 1)
    for right in ("ENROL", "ASSESSOR", "OFFICE", "TOTALS"):
        assert signed_in(a.person(right)).get("/trials/impact/verify/").status_code == 404
