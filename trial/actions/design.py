"""A trial's design: made, saved, proposed, put in force by a second person; then test and live."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from paincheck.accounts.models import Site, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial import document
from trial.actions.rights import Refused, locked
from trial.models import Arm, DesignVersion, Trial, TrialRight, TrialSite, World
from trial.queries.designs import in_force

SETUP = TrialRight.Right.SETUP
TAKEN = "There is a trial with the code ‘{}’ already. Choose another."
MEANWHILE = (
    "Somebody saved this design while your page was open. Nothing of yours was saved: "
    "look at the page again, and enter your changes there."
)
PROPOSED = "This design was proposed and stands still. Take the proposal back to change it."
NOT_PROPOSED = "This design has not been proposed, or the proposal was taken back."
SAME_PERSON = "You proposed this design. A second person puts it in force."
SAME_PERSON_LIVE = "You asked for it. A second person begins the trial."
NO_REASON = "Say why the design is changed."
NO_KEY = (
    "Assignments cannot be sealed: TRIAL_KEY is not set on this server. "
    "Ask whoever runs PainCheck at your site."
)
NO_DESIGN = "No design is in force yet."
STANDS = "‘{}’ cannot change once somebody was allocated in the trial. Nothing was proposed."
JOINED = (
    "The site code ‘{}’ cannot be given: a site that has joined keeps its code, "
    "and no other site gets it."
)
NOT_NOW = "The trial is {} now, so that cannot be done."
# After the first allocation of the trial these stand; what else may change is an amendment.
FIXED = {"arms": "Arms and ratio", "method": "The method", "factors": "Factors and their levels"}
EMPTY: dict[str, Any] = {
    "target": 0,
    "introduction_days": 7,
    "method": "MINIMISATION",
    "block_sizes": [],
    "measure": "RANGE",
    "p": "0.8",
    "arms": [
        {"code": "A", "name": "Supported self-management", "share": 1, "opens_diary": True},
        {"code": "B", "name": "Usual care", "share": 1, "opens_diary": False},
    ],
    "sites": [],
    "factors": [{"code": "site", "name": "Site", "weight": "1", "source": "SITE", "levels": []}],
    "eligibility": [],
    "visits": [
        {"code": "W6", "name": "6 weeks", "due_days": 42, "before": 7, "after": 14},
        {"code": "W12", "name": "12 weeks", "due_days": 84, "before": 7, "after": 14},
    ],
}


@atomic_with_retries
def create(*, code: str, title: str, registration: str, by: User, now: datetime) -> Trial:
    """A draft, with a design to fill in, and the right to set it up for who made it.

    The same again by the same person is the same trial.
    """
    # Her row first: two presses in the same moment take their turns.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    there = Trial.objects.filter(code__iexact=code).first()
    if there and (there.created_by_id, there.title) == (by.pk, title):
        return there
    if there:
        raise Refused(TAKEN.format(code))
    try:
        with transaction.atomic():
            trial = Trial.objects.create(
                code=code, title=title, registration=registration, created_by=by, created_at=now
            )
    except IntegrityError as error:  # another made it in the same moment
        raise Refused(TAKEN.format(code)) from error
    TrialRight.objects.create(trial=trial, user=by, right=SETUP, given_by=by, given_at=now)
    DesignVersion.objects.create(
        trial=trial, number=1, content=EMPTY, made_by=by, made_at=now, saved_at=now
    )
    record(action="trial.created", subject=trial, by=by, now=now)
    return trial


@atomic_with_retries
def amend(*, trial: Trial, by: User, now: datetime) -> DesignVersion:
    """The version in the making: the one that is there, or a copy of what is in force."""
    locked(trial, by, SETUP)
    making = trial.designs.filter(approved_at__isnull=True).first()
    if making is not None:
        return making
    last = in_force(trial)
    if last is None:
        raise Refused(NO_DESIGN)
    made = DesignVersion.objects.create(
        trial=trial, number=last.number + 1, content=last.content,
        made_by=by, made_at=now, saved_at=now,
    )  # fmt: skip
    record(action="trial.amendment_begun", subject=made, by=by, now=now)
    return made


@atomic_with_retries
def save(
    *, version: DesignVersion, changes: Mapping[str, Any], seen: datetime, by: User, now: datetime
) -> DesignVersion:
    """Parts of the document anew. `seen`: the save that the page knew."""
    current = _held(version, by)
    if current.proposed_at is not None:
        raise Refused(PROPOSED)
    if current.saved_at != seen:
        raise Refused(MEANWHILE)
    changed = [key for key in changes if current.content.get(key) != changes[key]]
    if changed:
        current.content = {**current.content, **changes}
        current.saved_at = now
        current.save(update_fields=["content", "saved_at"])
        record(action="trial.design_saved", subject=current, by=by, now=now, fields=changed)
    return current


@atomic_with_retries
def propose(
    *, version: DesignVersion, reason: str, effective_on: date, by: User, now: datetime
) -> DesignVersion:
    """Its digest is fixed; nothing of it changes from here on. Raises Refused with each fault."""
    current = _held(version, by)
    if current.proposed_at is not None:
        return current
    if current.number > 1 and not reason.strip():
        raise Refused(NO_REASON)
    faults = [*document.faults(current.content), *_standing(current), *_joined(current)]
    if faults:
        raise Refused(" ".join(faults))
    current.digest = document.digest_of(current.content)
    current.reason, current.effective_on = reason.strip(), effective_on
    current.proposed_by, current.proposed_at = by, now
    current.save()
    record(action="trial.design_proposed", subject=current, by=by, now=now, reason=current.reason)
    return current


@atomic_with_retries
def take_back(*, version: DesignVersion, by: User, now: datetime) -> None:
    """A proposal that is not in force yet may be edited again."""
    current = _held(version, by)
    if current.approved_at is not None:
        raise Refused(NOT_PROPOSED)
    if current.proposed_at is not None:
        current.digest, current.proposed_by, current.proposed_at = "", None, None
        current.save()
        record(action="trial.proposal_taken_back", subject=current, by=by, now=now)


@atomic_with_retries
def approve(*, version: DesignVersion, digest: str, by: User, now: datetime) -> DesignVersion:
    """A second person puts in force what she read: `digest` is that of her page."""
    current = _held(version, by)
    if current.approved_at is not None:
        return current
    if current.proposed_at is None or current.digest != digest:
        raise Refused(NOT_PROPOSED)
    if current.proposed_by_id == by.pk:
        raise Refused(SAME_PERSON)
    faults = [*_standing(current), *_joined(current)]
    if faults:
        raise Refused(" ".join(faults))
    current.approved_by, current.approved_at = by, now
    current.save()
    _make_rows(current, now)
    record(action="trial.design_in_force", subject=current, by=by, now=now)
    return current


@atomic_with_retries
def begin_test(*, trial: Trial, by: User, now: datetime) -> None:
    """From draft to test: everything works, and nothing of it counts."""
    locked(trial, by, SETUP)
    _in_mode(trial, Trial.Mode.DRAFT)
    if in_force(trial) is None:
        raise Refused(NO_DESIGN)
    if not settings.TRIAL_KEY:
        raise Refused(NO_KEY)
    Trial.objects.filter(pk=trial.pk).update(mode=Trial.Mode.TEST)
    record(action="trial.test_begun", subject=trial, by=by, now=now)


@atomic_with_retries
def ask_for_live(*, trial: Trial, by: User, now: datetime) -> None:
    """The first of the two who begin the trial."""
    locked(trial, by, SETUP)
    _in_mode(trial, Trial.Mode.TEST)
    Trial.objects.filter(pk=trial.pk).update(live_asked_by=by, live_asked_at=now)
    record(action="trial.live_asked", subject=trial, by=by, now=now)


@atomic_with_retries
def go_live(*, trial: Trial, by: User, now: datetime) -> None:
    """The second. What was entered in the test stays there."""
    locked(trial, by, SETUP)
    current = _in_mode(trial, Trial.Mode.TEST)
    if current.live_asked_by_id is None:
        raise Refused(NOT_PROPOSED)
    if current.live_asked_by_id == by.pk:
        raise Refused(SAME_PERSON_LIVE)
    if trial.designs.filter(approved_at__isnull=True, proposed_at__isnull=False).exists():
        raise Refused("A changed design waits for its second person. Decide on it first.")
    Trial.objects.filter(pk=trial.pk).update(mode=Trial.Mode.LIVE, live_by=by, live_at=now)
    record(action="trial.live", subject=trial, by=by, now=now)


@atomic_with_retries
def close(*, trial: Trial, by: User, now: datetime) -> None:
    """No new participants; follow-up goes on."""
    locked(trial, by, SETUP)
    _in_mode(trial, Trial.Mode.LIVE)
    Trial.objects.filter(pk=trial.pk).update(mode=Trial.Mode.CLOSED, closed_at=now)
    record(action="trial.closed", subject=trial, by=by, now=now)


def _held(version: DesignVersion, by: User) -> DesignVersion:
    locked(version.trial, by, SETUP)
    return DesignVersion.objects.select_for_update().get(pk=version.pk)


def _in_mode(trial: Trial, mode: Trial.Mode) -> Trial:
    current = Trial.objects.get(pk=trial.pk)
    if current.mode != mode:
        raise Refused(NOT_NOW.format(f"‘{current.get_mode_display()}’"))
    return current


def _standing(version: DesignVersion) -> list[str]:
    """What an amendment may not change, since somebody was allocated by it."""
    last = in_force(version.trial)
    given = version.trial.allocations.filter(world=World.LIVE).exists()
    if last is None or not given:
        return []
    return [
        STANDS.format(name)
        for key, name in FIXED.items()
        if _but_weights(version.content[key]) != _but_weights(last.content[key])
    ]


def _joined(version: DesignVersion) -> list[str]:
    """The numbers of a site's participants begin with its code, which therefore stays its own."""
    mine = dict(version.trial.sites.values_list("site_id", "code"))
    theirs = {code: site for site, code in mine.items()}
    return [
        JOINED.format(row["code"])
        for row in version.content["sites"]
        if mine.get(row["site"], row["code"]) != row["code"]
        or theirs.get(row["code"], row["site"]) != row["site"]
    ]


def _but_weights(part: Any) -> Any:
    """Weights of factors are parameters: an amendment may change them."""
    if not isinstance(part, list):
        return part
    return [{key: value for key, value in row.items() if key != "weight"} for row in part]


def _make_rows(version: DesignVersion, now: datetime) -> None:
    """Arms are made once, with the first live design or anew in the test; sites join."""
    trial = version.trial
    for arm in version.content["arms"]:
        Arm.objects.update_or_create(
            trial=trial, code=arm["code"],
            defaults={key: arm[key] for key in ("name", "share", "opens_diary")},
        )  # fmt: skip
    for site in version.content["sites"]:
        TrialSite.objects.update_or_create(
            trial=trial, site=Site.objects.get(pk=site["site"]),
            defaults={"code": site["code"], "target": site.get("target", 0)},
            create_defaults={
                "code": site["code"], "target": site.get("target", 0), "opened_at": now,
            },
        )  # fmt: skip
