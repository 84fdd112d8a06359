"""The people of a world, in its database: python -m tests.faults.drills.people HOW_MANY.

One site that is open day and night, a team with nurses who have addresses, and patients who have
signed in. Prints the patients as JSON lines: code, and the session's key.
"""

import json
import sys
from datetime import UTC, datetime, time, timedelta

import django

PHONES = {"MEMBER": "+447700900101", "DEPUTY": "+447700900102", "LEAD": "+447700900103"}


def main(count: int) -> None:
    django.setup()
    from django.contrib.auth.hashers import make_password

    from diaries.models import Patient, PatientSummary
    from paincheck.accounts.models import Role, Site, Team, TeamMember, User, WorkingHours

    now = datetime.now(UTC)
    before, nobody = now - timedelta(days=60), make_password(None)
    site = Site.objects.create(
        name="Drill", role_email="desk@example.org", team_phone="0113 496 0001",
        urgent_phone="0113 496 0002", out_of_hours_phone="0113 496 0003", live_at=before,
    )  # fmt: skip
    for weekday in range(7):
        WorkingHours.objects.create(
            site=site, weekday=weekday, opens=time.min, closes=time(23, 59, 59)
        )
    team = Team.objects.create(site=site, name="Drill")
    for place, role in (("MEMBER", "NURSE"), ("DEPUTY", "NURSE"), ("LEAD", "LEAD_NURSE")):
        name = place.lower()
        nurse = User.objects.create(
            sign_in_name=name, first_name=name, last_name="Drill", email=f"{name}@example.org",
            phone=PHONES[place], joined_at=before, password=nobody,
        )  # fmt: skip
        Role.objects.create(user=nurse, role=role, site=site)
        TeamMember.objects.create(team=team, nurse=nurse, place=place)
    manager = User.objects.create(
        sign_in_name="manager", first_name="Man", last_name="Ager", email="manager@example.org",
        joined_at=before, password=nobody,
    )  # fmt: skip
    Role.objects.create(user=manager, role="MANAGER", site=site)
    named = User.objects.get(sign_in_name="member")
    codes = [f"D{n // 10_000:03}-{n % 10_000:04}" for n in range(count)]
    users = User.objects.bulk_create(
        User(sign_in_name=code, first_name="Pat", last_name="Ient", joined_at=before,
             password=nobody)
        for code in codes
    )  # fmt: skip
    patients = Patient.objects.bulk_create(
        Patient(code=user.sign_in_name, user=user, team=team, nurse=named, first_name="Pat",
                last_name="Ient", status_at=before, registered_at=before,
                invited_at=now - timedelta(hours=1))  # nobody has gone quiet yet
        for user in users
    )  # fmt: skip
    PatientSummary.objects.bulk_create(PatientSummary(patient=patient) for patient in patients)
    Role.objects.bulk_create(Role(user=user, role="PATIENT", site=site) for user in users)
    sessions = sign_in([*users, named], until=now + timedelta(days=30))
    for user, key in sessions:
        print(json.dumps({"code": user.sign_in_name, "session": key}))


def sign_in(users: list, until: datetime) -> list:
    """A session for each, as their sign-in would have left it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils.crypto import get_random_string

    made, rows, store = [], [], SessionStore()
    for user in users:
        told = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = get_random_string(32)
        rows.append(Session(session_key=key, session_data=store.encode(told), expire_date=until))
        made.append((user, key))
    Session.objects.bulk_create(rows)
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]))
