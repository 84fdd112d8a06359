"""Registering, editing, handing over and closing a diary."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from diaries.actions.holds import refuse_held
from diaries.models import Patient, PatientSummary
from diaries.queries.holds import told_of
from diaries.reminding import about
from paincheck.accounts.actions.invitations import withdraw_invitation
from paincheck.accounts.leaving import hold_at_work
from paincheck.accounts.models import Role, Team, User
from paincheck.audit.actions import Actor, record
from paincheck.outbox.actions import cancel_about

# No 0, 1, I, O, nor vowels: easy to read aloud, and no words come out.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
EDITABLE = (
    "first_name",
    "last_name",
    "born_on",
    "hospital_number",
    "phone",
    "other_phone",
    "other_phone_of",
    "schedule",
    "pain_goal",
    "care_plan",
    "early_painkillers",
    "gp_name",
    "gp_address",
)
NAMED = frozenset({"first_name", "last_name", "born_on", "hospital_number"})  # who it is


def new_code(key: UUID | None = None) -> str:
    """Eight letters and digits in two groups, such as 'K7QF-2M9X': says nothing of its bearer.

    `key`: that of the form, so that a second click on it makes the same code.
    """
    rest = key.int if key else secrets.randbits(64)
    signs = ""
    for _ in range(8):
        rest, sign = divmod(rest, len(LETTERS))
        signs += LETTERS[sign]
    return f"{signs[:4]}-{signs[4:]}"


@transaction.atomic
def register(
    *,
    team: Team,
    nurse: User,
    first_name: str,
    last_name: str,
    email: str,
    phone: str,
    by: User,
    now: datetime,
    world: str = Patient.World.LIVE,
    code: str = "",
    **rest: Any,
) -> Patient:
    """A new diary with its sign-in; `rest` are fields of EDITABLE. Silence counts from now on.

    Raises HasLeft where the nurse's account has just been closed, and Held where no diary may be
    opened for this person now.
    """
    hold_at_work(nurse)
    told: dict[str, Any] = {"first_name": first_name, "last_name": last_name}
    told |= {"born_on": rest.get("born_on"), "hospital_number": rest.get("hospital_number", "")}
    refuse_held(team=team, now=now, world=world, **told)
    code = code or new_code()
    user = User.objects.create_user(
        sign_in_name=code,
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        joined_at=now,
    )
    Role.objects.create(user=user, role=Role.Kind.PATIENT, site=team.site)
    patient = Patient.objects.create(
        code=code,
        user=user,
        team=team,
        nurse=nurse,
        world=world,
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        status_at=now,
        registered_at=now,
        invited_at=now,
        **rest,
    )
    PatientSummary.objects.create(patient=patient)
    record(action="patient.registered", subject=patient, by=by, now=now, patient_id=patient.pk)
    return patient


@transaction.atomic
def edit(*, patient: Patient, changes: dict[str, Any], by: User, now: datetime) -> Patient:
    """Change some of the fields of EDITABLE, and the sign-in's name and address with them.

    Raises Held where she would become somebody for whom no diary may be opened now.
    """
    changed = [
        name for name in EDITABLE if name in changes and getattr(patient, name) != changes[name]
    ]
    if not changed and set(changes) <= set(EDITABLE):
        return patient  # pressed once more
    if not NAMED.isdisjoint(changed):
        told = told_of(patient) | {name: changes[name] for name in changed if name in NAMED}
        refuse_held(team=patient.team, now=now, **told)
    for name in changed:
        setattr(patient, name, changes[name])
    patient.save(update_fields=changed)
    if patient.user is not None:
        _edit_sign_in(patient.user, changes)
    record(
        action="patient.edited",
        subject=patient,
        by=by,
        now=now,
        patient_id=patient.pk,
        fields=changed,
    )
    return patient


def _edit_sign_in(user: User, changes: dict[str, Any]) -> None:
    names = [n for n in ("first_name", "last_name", "email", "phone") if n in changes]
    for name in names:
        setattr(user, name, changes[name])
    user.save(update_fields=names)


@transaction.atomic
def transfer(*, patient: Patient, team: Team, nurse: User, by: User, now: datetime) -> None:
    """Hand a patient to another nurse or team; alerts find the new nurse from now on.

    Raises HasLeft where her account has just been closed.
    """
    hold_at_work(nurse)
    patient.team, patient.nurse = team, nurse
    patient.save(update_fields=["team", "nurse"])
    record(
        action="patient.transferred",
        subject=patient,
        by=by,
        now=now,
        patient_id=patient.pk,
        fields=["team", "nurse"],
    )


@transaction.atomic
def set_status(*, patient: Patient, status: str, by: User, now: datetime) -> None:
    """At home, in hospital, last days, discharged, died; setting it back is the undo (S18).

    Silence counts anew for somebody home after a day or more; a slip taken back buys none.
    """
    before, since = patient.status, patient.status_at
    home = Patient.Status.ACTIVE
    if status == home and before != home and now - since >= timedelta(days=1):
        patient.resumed_at = now
    patient.status, patient.status_at = status, now
    patient.save(update_fields=["status", "status_at", "resumed_at"])
    if status != home:
        cancel_about(about=about(patient.pk))
    if status == Patient.Status.DIED and patient.user is not None:
        # The letter that lies about would say 'Welcome' to the family.
        withdraw_invitation(user=patient.user, by=by, now=now)
    record(
        action=f"patient.status.{status.lower()}",
        subject=patient,
        by=by,
        now=now,
        patient_id=patient.pk,
        fields=["status"],
    )


@transaction.atomic
def pause(*, patient: Patient, by: User, now: datetime, until: date | None = None) -> None:
    """The patient wants no reminders for a while; no reason asked, no alert closed (S14).

    `until`: the day, at her site, on which her checks go on by themselves. Where she has paused
    already, the pause goes on and only its end is new.
    """
    Patient.objects.hold(patient.pk)
    patient.refresh_from_db(fields=["paused_at", "paused_until", "resumed_at"])
    if patient.paused_at is not None and patient.paused_until == until:
        return  # pressed once more
    if patient.paused_at is None:
        patient.paused_at, patient.resumed_at = now, None
    patient.paused_until = until
    patient.save(update_fields=["paused_at", "resumed_at", "paused_until"])
    cancel_about(about=about(patient.pk))
    record(action="diary.paused", subject=patient, by=by, now=now, patient_id=patient.pk)


@transaction.atomic
def resume(*, patient: Patient, by: Actor, now: datetime) -> None:
    """Checks are asked for again; silence counts from this day on."""
    patient.paused_at, patient.paused_until, patient.resumed_at = None, None, now
    patient.save(update_fields=["paused_at", "paused_until", "resumed_at"])
    record(action="diary.resumed", subject=patient, by=by, now=now, patient_id=patient.pk)
