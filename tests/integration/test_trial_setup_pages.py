"""Setting a trial up by its pages: part by part, two people, rights, versions, simulation, list."""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import SiteFactory, TeamFactory, UserFactory
from tests.integration.nursing import text_of
from tests.trials import ATrial, make_trial
from trial.actions import design
from trial.models import DesignVersion, ListUpload, SimulationRun, Trial, TrialRight

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOME = "/trials/impact/"
NASTY = ["\x00", "😀" * 30, "\u202eمرحبا", "x" * 200_000]


@pytest.fixture
def a() -> ATrial:
    return make_trial()


@pytest.fixture
def making(a: ATrial, now: datetime) -> DesignVersion:
    """An amendment in the making."""
    return design.amend(trial=a.trial, by=a.person("SETUP"), now=now - timedelta(hours=1))


@pytest.fixture
def chief(a: ATrial, signed_in: SignIn) -> Client:
    return signed_in(a.person("SETUP"))


def colleague(a: ATrial) -> User:
    """The second of the two who set the trial up."""
    return User.objects.get(
        trial_rights__trial=a.trial, trial_rights__right="SETUP", pk__gt=a.trial.created_by_id
    )


def seen(client: Client, part: str) -> str:
    told = client.get(f"{HOME}setup/{part}/").context["seen"]
    assert isinstance(told, str)
    return told


def sent(client: Client, part: str, **fields: Any) -> Any:
    return client.post(f"{HOME}setup/{part}/", {"seen": seen(client, part)} | fields)


def row(prefix: str, **fields: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in fields.items()}


def content(a: ATrial) -> dict[str, Any]:
    return dict(a.trial.designs.order_by("number").last().content)


def test_the_trial_team_makes_a_draft_and_a_second_click_is_the_same(
    signed_in: SignIn, client: Client
) -> None:
    user = UserFactory()
    Role.objects.create(user=user, role="TRIAL", site=SiteFactory())
    browser = signed_in(user)
    told = {"code": "first", "title": "The first", "registration": ""}
    for _ in range(2):
        assert browser.post("/trials/new/", told)["Location"] == "/trials/first/setup/"
    assert Trial.objects.count() == 1
    assert "A new trial" in text_of(browser.get("/trials/new/"))
    assert "Name at least one site." in text_of(browser.get("/trials/first/setup/"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Enter code"),
        ({"code": "new", "title": "T"}, "‘new’ is the address of this page"),
        ({"code": "Im pact", "title": "T"}, "Small letters"),
        ({"code": "impact", "title": "Another"}, "with the code ‘impact’ already"),
        *[({"code": bad, "title": "T"}, "There is a problem") for bad in NASTY],
    ],
)
def test_a_new_trial_says_what_is_wrong(chief: Client, told: dict[str, Any], said: str) -> None:
    answer = chief.post("/trials/new/", told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Trial.objects.count() == 1


def test_only_the_trial_team_makes_a_trial(signed_in: SignIn, ann: User) -> None:
    assert signed_in(ann).get("/trials/new/").status_code == 404


PAGES = {
    "setup/": {"SETUP"},
    "setup/arms/": {"SETUP"},
    "design/propose/": {"SETUP"},
    "versions/": {"SETUP", "STATISTICIAN", "MONITOR"},
    "rights/": {"SETUP", "MONITOR"},
    "simulation/": {"SETUP", "STATISTICIAN"},
    "list/": {"STATISTICIAN"},
}


@pytest.mark.parametrize("right", TrialRight.Right.values)
def test_each_page_is_there_for_its_rights_alone(
    making: DesignVersion, a: ATrial, signed_in: SignIn, right: str
) -> None:
    browser = signed_in(a.person(right))
    for page, rights in PAGES.items():
        assert browser.get(HOME + page).status_code == (200 if right in rights else 404), page


BUTTONS = [
    "amend", "take-back", "approve", "begin-test", "ask-for-live", "go-live", "close",
]  # fmt: skip


@pytest.mark.parametrize("right", ["ENROL", "STATISTICIAN", "MONITOR"])
def test_no_button_works_without_the_right(a: ATrial, signed_in: SignIn, right: str) -> None:
    browser = signed_in(a.person(right))
    before = list(Trial.objects.values()), list(DesignVersion.objects.values())
    for button in BUTTONS:
        assert browser.post(f"{HOME}design/{button}/").status_code == 404
    assert browser.post(f"{HOME}rights/", {"right": "SETUP"}).status_code == 404
    mine = TrialRight.objects.first()
    assert mine is not None
    assert browser.post(f"{HOME}rights/{mine.pk}/end/").status_code == 404
    assert (list(Trial.objects.values()), list(DesignVersion.objects.values())) == before


def test_a_part_saved_as_it_stands_changes_nothing(
    making: DesignVersion, a: ATrial, chief: Client
) -> None:
    """Each form gives back what it was given: else an amendment would change what it did not."""
    before = content(a)
    for part in ("basics", "arms", "sites", "factors", "method", "eligibility", "visits"):
        page = chief.get(f"{HOME}setup/{part}/").context
        fields: dict[str, Any] = {"seen": page["seen"]}
        for form in page["forms"]:
            for field in form:
                value = field.value()
                if value is not None and value is not False:
                    fields[field.html_name] = value
        answer = chief.post(f"{HOME}setup/{part}/", fields)
        assert answer.status_code == 302, [form.errors for form in answer.context["forms"]]
        assert content(a) == before, part
    assert not AuditEvent.objects.filter(action="trial.design_saved").exists()


def test_a_row_is_added_and_another_taken_away(
    making: DesignVersion, a: ATrial, chief: Client
) -> None:
    rows = (
        row("v0", code="W6", name="6 weeks", due_days="42", before="7", after="14", away="on")
        | row("v1", code="W12", name="12 weeks", due_days="84", before="7", after="14")
        | row("v2", code="W26", name="Half a year", due_days="182", before="7", after="28")
        | row("v3", code="", name="", due_days="", before="", after="")
    )
    assert sent(chief, "visits", **rows, more="yes")["Location"] == f"{HOME}setup/visits/"
    assert [visit["code"] for visit in content(a)["visits"]] == ["W12", "W26"]
    page = text_of(chief.get(f"{HOME}setup/"))
    assert "Visits: added: W26: Half a year" in page
    assert "Visits: taken away: W6" in page


def test_levels_stand_within_their_factor_and_come_from_bands(
    making: DesignVersion, a: ATrial, chief: Client
) -> None:
    rows = (
        row("f0", code="site", name="Site", source="SITE")
        | row("f1", code="pain", name="Worst pain", source="BASELINE:worst")
        | row("f1-l0", code="low", name="0 to 6", low="0", high="6", expected="0.4")
        | row("f1-l1", code="high", name="7 to 10", low="7", high="10", expected="0.60")
        | row("f2", code="home", name="Lives alone", source="ASKED")
        | row("f2-l0", code="yes", name="Yes") | row("f2-l1", code="no", name="No")
    )  # fmt: skip
    assert sent(chief, "factors", **rows).status_code == 302
    site, pain, home = content(a)["factors"]
    assert site["levels"] == []
    assert pain["levels"][1] == {
        "code": "high", "name": "7 to 10", "low": 7, "high": 10, "expected": "0.6",
    }  # fmt: skip
    assert (home["weight"], [level["code"] for level in home["levels"]]) == ("1", ["yes", "no"])


FACTOR = row("f0", code="pain", name="Pain", source="BASELINE:worst")
LOW = row("f0-l0", code="low", name="Low", low="0", high="6")


@pytest.mark.parametrize(
    ("part", "rows", "said"),
    [
        ("basics", {"target": "", "introduction_days": "99"}, "whole number from 1 to 28"),
        ("arms", row("a0", code="A", name=""), "Enter name"),
        ("arms", row("a0", code="A b", name="A", share="0"), "A code has letters"),
        ("arms", row("a0", code="A", name="A", share=1) | row("a1", code="a", name="B", share=1),
         "This is in another row already"),
        ("sites", row("s0", site="999999", code="A"), "Choose a site of the list"),
        ("sites", row("s0", code="A-1"), "letters and digits only"),
        ("visits", row("v0", code="W6", name="6", due_days="-1", before="x", after=""),
         "Due, days after the allocation is a whole number from 1 to 1,098"),
        ("eligibility", row("e0", code="old", text="", must_be="perhaps"), "Enter what is asked"),
        ("factors", FACTOR | row("f0-l0", code="low", name="Low"), "Enter a number, since"),
        ("factors", FACTOR | LOW | row("f0-l1", code="h", name="H", low="9", high="10"),
         "This band begins at 7"),
        ("factors", FACTOR | row("f0-l0", code="low", name="Low", low="6", high="1"),
         "cannot end before it begins"),
        ("factors", row("f0-l0", code="low", name="Low"), "Enter code"),
        ("method", {"method": "BLOCKS", "block_sizes": "2, four"}, "whole numbers with a comma"),
        ("method", {"method": "DICE"}, "There is a problem"),
    ],
)  # fmt: skip
def test_a_part_says_what_is_wrong_and_nothing_is_saved(
    making: DesignVersion, a: ATrial, chief: Client, part: str, rows: dict[str, Any], said: str
) -> None:
    answer = sent(chief, part, **rows)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert content(a) == making.content


@pytest.mark.parametrize("bad", NASTY)
def test_nasty_texts_are_a_sentence_or_kept_and_never_an_error(
    making: DesignVersion, chief: Client, bad: str
) -> None:
    for part, prefix in (("arms", "a0"), ("factors", "f0"), ("visits", "v0"), ("sites", "s0")):
        for name in ("code", "name") if part != "sites" else ("site",):
            assert sent(chief, part, **row(prefix, **{name: bad})).status_code == 422
    numbers = {"due_days": bad[:90_000], "before": bad[:90_000]}
    assert sent(chief, "visits", **row("v0", **numbers)).status_code == 422
    assert sent(chief, "method", method="BLOCKS", block_sizes=bad).status_code == 422
    assert chief.post(f"{HOME}setup/arms/", {"seen": bad}).status_code == 409


def test_two_tabs_do_not_write_over_each_other(
    making: DesignVersion, a: ATrial, chief: Client
) -> None:
    old = seen(chief, "basics")
    assert sent(chief, "basics", target="99", introduction_days="7").status_code == 302
    answer = chief.post(
        f"{HOME}setup/basics/", {"seen": old, "target": "1", "introduction_days": "1"}
    )
    assert answer.status_code == 409
    assert "Somebody saved this design while your page was open" in text_of(answer)
    assert content(a)["target"] == 99


def test_what_was_proposed_stands_still(making: DesignVersion, a: ATrial, chief: Client) -> None:
    told = {"reason": "More people", "effective_on_day": "1", "effective_on_month": "12",
            "effective_on_year": "2026"}  # fmt: skip
    assert chief.post(f"{HOME}design/propose/", told).status_code == 302
    old = making.saved_at.isoformat()
    answer = chief.post(f"{HOME}setup/basics/", {"seen": old, "target": "1"}, follow=True)
    assert "stands still" in text_of(answer)
    assert content(a) == making.content


def test_an_amendment_needs_a_reason_and_a_day(making: DesignVersion, chief: Client) -> None:
    answer = chief.post(f"{HOME}design/propose/", {})
    assert answer.status_code == 422
    assert "Answer ‘Why is the design changed?’" in text_of(answer)
    making.refresh_from_db()
    assert making.proposed_at is None


def test_a_method_that_is_chosen_asks_for_its_own_fields_alone(
    making: DesignVersion, a: ATrial, chief: Client
) -> None:
    """And the weights of factors are those of minimisation."""
    shown = set(chief.get(f"{HOME}setup/method/").context["made"].form.fields)
    assert shown == {"page_method", "method", "block_sizes"}
    told = {"method": "MINIMISATION", "page_method": "BLOCKS", "block_sizes": ""}
    assert sent(chief, "method", **told)["Location"] == f"{HOME}setup/method/"
    told = {"method": "MINIMISATION", "page_method": "MINIMISATION", "measure": "VARIANCE",
            "p": "0.750", "weight0": "2", "weight1": "0.5"}  # fmt: skip
    assert sent(chief, "method", **told)["Location"] == f"{HOME}setup/"
    kept = content(a)
    assert (kept["method"], kept["measure"], kept["p"]) == ("MINIMISATION", "VARIANCE", "0.75")
    assert [factor["weight"] for factor in kept["factors"]] == ["2", "0.5"]
    assert kept["factors"][1]["levels"] == making.content["factors"][1]["levels"]


def test_a_fault_leads_to_its_part(making: DesignVersion, chief: Client) -> None:
    assert sent(chief, "arms", **row("a0", code="A", name="A", share="1")).status_code == 302
    answer = chief.get(f"{HOME}setup/")
    assert f'<a href="{HOME}setup/arms/">A trial has 2 to 10 arms' in answer.content.decode()
    assert "Propose this design" not in text_of(answer)


def test_expected_parts_that_do_not_add_up_are_kept_and_said(
    making: DesignVersion, chief: Client
) -> None:
    """Level by level they come in; but such a design is not proposed."""
    assert (
        sent(chief, "factors", **FACTOR, **LOW, **row("f0-l0", expected="0.3")).status_code == 302
    )
    page = text_of(chief.get(f"{HOME}setup/"))
    assert "Expected parts of ‘Pain’: one for each level, together 1, or none." in page


def propose(chief: Client) -> None:
    told = {"reason": "Why not", "effective_on_day": "1", "effective_on_month": "12",
            "effective_on_year": "2026"}  # fmt: skip
    assert chief.post(f"{HOME}design/propose/", told).status_code == 302


def test_the_second_person_approves_what_she_read(
    making: DesignVersion, a: ATrial, chief: Client, signed_in: SignIn
) -> None:
    sent(chief, "basics", target="200", introduction_days="7")
    propose(chief)
    own = chief.get(f"{HOME}setup/")
    assert "Put this design in force" not in text_of(own)
    digest = own.context["page"].digest
    answer = chief.post(f"{HOME}design/approve/", {"digest": digest}, follow=True)
    assert "A second person puts it in force." in text_of(answer)
    second = signed_in(colleague(a))
    answer = second.post(f"{HOME}design/approve/", {"digest": "0" * 64}, follow=True)
    assert "has not been proposed, or the proposal was taken back" in text_of(answer)
    for _ in range(2):
        answer = second.post(f"{HOME}design/approve/", {"digest": digest}, follow=True)
        assert "Version 2 is in force." in text_of(answer)
    assert AuditEvent.objects.filter(action="trial.design_in_force").count() == 1


def test_a_proposal_taken_back_is_changed_again(making: DesignVersion, chief: Client) -> None:
    propose(chief)
    chief.post(f"{HOME}design/take-back/")
    assert sent(chief, "basics", target="5", introduction_days="7").status_code == 302


def test_a_site_that_joined_keeps_its_code(making: DesignVersion, a: ATrial, chief: Client) -> None:
    """Two sites that changed their codes would else break the database's rules on approval."""
    first, second = (team.site_id for team in a.teams)
    rows = row("s0", site=first, code="B") | row("s1", site=second, code="A")
    assert sent(chief, "sites", **rows).status_code == 302
    answer = chief.post(
        f"{HOME}design/propose/",
        {"reason": "x", "effective_on_day": "1", "effective_on_month": "12",
         "effective_on_year": "2026"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "a site that has joined keeps its code" in text_of(answer)


def test_test_and_live_take_two_people_and_a_warning(
    a: ATrial, chief: Client, signed_in: SignIn
) -> None:
    assert "Nobody has simulated the design in force" in text_of(chief.get(f"{HOME}setup/"))
    chief.post(f"{HOME}design/ask-for-live/")
    answer = chief.post(f"{HOME}design/go-live/", follow=True)
    assert "A second person begins the trial." in text_of(answer)
    second = signed_in(colleague(a))
    answer = second.post(f"{HOME}design/go-live/", follow=True)
    assert "The trial is live." in text_of(answer)
    answer = second.post(f"{HOME}design/go-live/", follow=True)
    assert "The trial is ‘Live’ now" in text_of(answer)
    second.post(f"{HOME}design/close/")
    assert Trial.objects.get().mode == "CLOSED"


def test_a_draft_without_a_key_begins_no_test(a: ATrial, chief: Client, settings: Any) -> None:
    settings.TRIAL_KEY = ""
    Trial.objects.update(mode="DRAFT")
    answer = chief.post(f"{HOME}design/begin-test/", follow=True)
    assert "TRIAL_KEY is not set" in text_of(answer)


def test_the_monitor_reads_what_changed_and_not_how_the_next_arm_is_made(
    making: DesignVersion, a: ATrial, chief: Client, signed_in: SignIn
) -> None:
    sent(chief, "method", method="BLOCKS", page_method="BLOCKS", block_sizes="14, 18")
    sent(chief, "basics", target="200", introduction_days="7")
    propose(chief)
    page = text_of(signed_in(a.person("MONITOR")).get(f"{HOME}versions/"))
    assert "‘160 participants in all.’ became ‘200 participants in all.’" in page
    assert "a number of it was changed, which is not shown to you" in page
    assert "14, 18" not in page
    assert "2, 4, 6" not in page
    page = text_of(signed_in(a.person("STATISTICIAN")).get(f"{HOME}versions/"))
    assert "Sizes of blocks: 14, 18." in page


def test_a_right_is_given_once_and_ends_with_its_row_kept(a: ATrial, chief: Client) -> None:
    user = UserFactory(first_name="Olive", last_name="Office")
    Role.objects.create(user=user, role="TRIAL", site=a.teams[1].site)
    told = {"user": user.pk, "right": "OFFICE", "site": a.sites[1].pk}
    for _ in range(2):
        assert chief.post(f"{HOME}rights/", told).status_code == 302
    right = TrialRight.objects.get(user=user)
    assert "Olive Office" in text_of(chief.get(f"{HOME}rights/"))
    for _ in range(2):
        assert chief.post(f"{HOME}rights/{right.pk}/end/").status_code == 302
    right.refresh_from_db()
    assert right.ended_by == a.person("SETUP")
    assert AuditEvent.objects.filter(action="trial.right_ended").count() == 1
    assert text_of(chief.get(f"{HOME}rights/")).count("Olive Office") == 2  # and in the list


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Choose to whom"),
        ({"user": "999999", "right": "OFFICE"}, "Choose somebody of the list"),
        ({"user": "\x00", "right": "😀", "site": "x" * 200_000}, "There is a problem"),
        ({"right": "SETUP", "site": "SITE"}, "is held at all sites or not at all"),
    ],
)
def test_a_right_that_cannot_be_given_says_why(
    a: ATrial, chief: Client, told: dict[str, Any], said: str
) -> None:
    told = {"user": a.person("MONITOR").pk} | told if told else {}
    if told.get("site") == "SITE":
        told["site"] = a.sites[0].pk
    rights = TrialRight.objects.count()
    answer = chief.post(f"{HOME}rights/", told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert TrialRight.objects.count() == rights


def test_who_enrols_cannot_be_given_the_statisticians_right(a: ATrial, chief: Client) -> None:
    answer = chief.post(f"{HOME}rights/", {"user": a.person("ENROL").pk, "right": "STATISTICIAN"})
    assert answer.status_code == 422
    assert "cannot be one person’s" in text_of(answer)


def test_somebody_else_of_the_staff_is_not_on_the_list(a: ATrial, chief: Client) -> None:
    stranger = UserFactory(first_name="Far", last_name="Away")
    Role.objects.create(user=stranger, role="TRIAL", site=TeamFactory().site)
    assert "Far Away" not in text_of(chief.get(f"{HOME}rights/"))
    told = {"user": stranger.pk, "right": "OFFICE"}
    assert chief.post(f"{HOME}rights/", told).status_code == 422


def test_a_right_of_another_trial_is_not_there(a: ATrial, chief: Client) -> None:
    other = make_trial(code="other")
    right = TrialRight.objects.filter(trial=other.trial).first()
    assert right is not None
    assert chief.post(f"{HOME}rights/{right.pk}/end/").status_code == 404
    assert chief.post(f"{HOME}rights/99999999999999/end/").status_code == 404


def test_the_last_who_sets_up_stays(a: ATrial, chief: Client) -> None:
    mine, theirs = TrialRight.objects.filter(trial=a.trial, right="SETUP").order_by("pk")
    chief.post(f"{HOME}rights/{theirs.pk}/end/")
    answer = chief.post(f"{HOME}rights/{mine.pk}/end/", follow=True)
    assert "Nobody could set up this trial then" in text_of(answer)


def test_a_right_taken_away_while_the_page_was_open_saves_nothing(
    making: DesignVersion, a: ATrial, chief: Client, now: datetime
) -> None:
    told = {"seen": seen(chief, "basics"), "target": "1", "introduction_days": "1"}
    TrialRight.objects.filter(user=a.person("SETUP")).update(ended_at=now, ended_by=colleague(a))
    assert chief.post(f"{HOME}setup/basics/", told).status_code == 404
    assert content(a) == making.content


def test_the_monitor_reads_the_log_without_buttons_and_takes_it(
    a: ATrial, signed_in: SignIn
) -> None:
    evil = a.person("OFFICE")
    evil.last_name = "=1+1"
    evil.save()
    browser = signed_in(a.person("MONITOR"))
    page = text_of(browser.get(f"{HOME}rights/"))
    assert "Monitor Trial" in page
    assert "Give the right" not in page
    answer = browser.post(f"{HOME}rights/file/")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("name,right,site,given at")
    assert len(lines) == 1 + TrialRight.objects.count()
    assert AuditEvent.objects.filter(action="trial.rights_taken").count() == 1


def simulate(browser: Client, now: datetime, **told: Any) -> Any:
    key = browser.get(f"{HOME}simulation/").context["form"]["key"].value()
    fields = {"key": key, "participants": "20", "trials": "100"} | told
    answer = browser.post(f"{HOME}simulation/", fields)
    again = browser.post(f"{HOME}simulation/", fields)
    assert answer["Location"] == again["Location"]
    job = Job.objects.get()
    jobs.run(job_id=str(job.pk), now=now)
    job.refresh_from_db()
    return job


def test_a_simulation_is_asked_for_once_and_speaks_for_its_version(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    browser = signed_in(a.person("STATISTICIAN"))
    job = simulate(browser, now)
    assert job.state == "DONE"
    assert SimulationRun.objects.get().digest == a.design.digest
    page = text_of(browser.get(f"{HOME}simulation/"))
    assert "100 trials of 20 participants were simulated." in page
    assert "Of version 1 as it stands, which is in force." in page
    chief = signed_in(a.person("SETUP"))
    assert "Nobody has simulated" not in text_of(chief.get(f"{HOME}setup/"))
    chief.post(f"{HOME}design/amend/")
    sent(chief, "basics", target="200", introduction_days="7")
    page = text_of(chief.get(f"{HOME}simulation/"))
    assert "belongs to the design in force, not to the version in the making" in page


def test_a_design_changed_meanwhile_is_not_simulated(
    making: DesignVersion, a: ATrial, chief: Client, now: datetime
) -> None:
    fields = {"participants": "20", "trials": "100"}
    fields["key"] = chief.get(f"{HOME}simulation/").context["form"]["key"].value()
    chief.post(f"{HOME}simulation/", fields)
    sent(chief, "basics", target="200", introduction_days="7")
    job = Job.objects.get()
    jobs.run(job_id=str(job.pk), now=now)
    job.refresh_from_db()
    assert (job.state, SimulationRun.objects.count()) == ("FAILED", 0)
    assert "changed after" in job.error


def test_so_many_strata_are_refused_before_they_fill_the_memory(
    a: ATrial, signed_in: SignIn, now: datetime
) -> None:
    levels = [{"code": f"l{n}", "name": f"L{n}"} for n in range(200)]
    factors = [
        {"code": f"f{n}", "name": f"F{n}", "weight": "1", "source": "ASKED", "levels": levels}
        for n in range(10)
    ]
    told = copy.deepcopy(a.design.content) | {"method": "MINIMISATION", "factors": factors}
    DesignVersion.objects.create(
        trial=a.trial, number=2, content=told, made_by=a.person("SETUP"), made_at=now, saved_at=now
    )
    job = simulate(signed_in(a.person("SETUP")), now)
    assert job.state == "FAILED"
    assert "too many to simulate" in job.error


@pytest.mark.parametrize("bad", ["", "1e9", *NASTY])
def test_a_simulation_that_cannot_be_says_why(chief: Client, bad: str) -> None:
    told = {"participants": "20", "trials": "100", "key": "6f1c1a5e-4f3a-4e0c-9a39-111111111111"}
    for field in told:
        assert chief.post(f"{HOME}simulation/", told | {field: bad}).status_code == 422
    assert not Job.objects.exists()


LIST = "stratum,sequence,arm\n" + "".join(
    f"{site}/{pain},{n},{arm}\n"
    for site in "AB" for pain in ("low", "high") for n, arm in enumerate(["SSM", "UC"], start=1)
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "The file is empty."),
        (b"\x00" * 20, "NUL"),
        (LIST.replace("UC", "XX").encode(), "XX"),
        (b"x" * 10_000_001, "above 10 MB"),
    ],
)
def test_a_list_that_is_wrong_says_why_and_is_not_kept(
    signed_in: SignIn, given: bytes, said: str
) -> None:
    browser = signed_in(make_trial(method="LIST").person("STATISTICIAN"))
    answer = browser.post(f"{HOME}list/", {"file": SimpleUploadedFile("list.csv", given)})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not ListUpload.objects.exists()


def test_a_list_is_kept_sealed_and_the_same_again_is_the_same(signed_in: SignIn) -> None:
    browser = signed_in(make_trial(method="LIST").person("STATISTICIAN"))
    for _ in range(2):
        file = SimpleUploadedFile("list.csv", LIST.encode("utf-8-sig"))
        answer = browser.post(f"{HOME}list/", {"file": file}, follow=True)
        assert "Kept and sealed: 8 entries." in text_of(answer)
    assert ListUpload.objects.count() == 1
    assert browser.post(f"{HOME}list/").status_code == 422


def test_a_trial_that_goes_by_no_list_takes_none(a: ATrial, signed_in: SignIn) -> None:
    browser = signed_in(a.person("STATISTICIAN"))
    assert "does not go by an uploaded list" in text_of(browser.get(f"{HOME}list/"))
    file = SimpleUploadedFile("list.csv", LIST.encode())
    assert browser.post(f"{HOME}list/", {"file": file}).status_code == 422
