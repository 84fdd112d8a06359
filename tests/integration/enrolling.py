"""How an administrator enrols by the pages, for the tests of them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.trials import ATrial
from trial.models import Participant

TRIAL = "/trials/impact/"


def day(name: str, on: date) -> dict[str, str]:
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


def add(desk: Client, a: ATrial, today: date, *, at: int = 0, **told: Any) -> Any:
    usual = {
        "key": str(uuid4()),
        "first_name": "Rosa",
        "last_name": "Field",
        "hospital_number": "RX 123",
        "place": f"{a.teams[at].pk}-{a.people[f'nurse{at}'].pk}",
    }
    usual |= day("born_on", date(1950, 3, 2)) | day("screened_on", today)
    return desk.post(f"{TRIAL}screening/add/", usual | told)


def consent(desk: Client, today: date, number: str = "A-001", **told: Any) -> Any:
    usual = {"key": str(uuid4()), "version": "1.0"} | day("consented_on", today)
    return desk.post(f"{TRIAL}people/{number}/consent/", usual | told)


def eligibility(desk: Client, number: str = "A-001", **told: Any) -> Any:
    usual = {"key": str(uuid4()), "design": "1", "q_adult": "yes", "q_pain": "yes", "q_diary": "no"}
    return desk.post(f"{TRIAL}people/{number}/eligibility/", usual | told)


def baseline(desk: Client, today: date, number: str = "A-001", **told: Any) -> Any:
    usual = {"key": str(uuid4()), "version": "0", "mode": "TOGETHER"}
    usual |= {"worst": "7", "average": "5", "least": "2", "now": "4"}
    return desk.post(f"{TRIAL}people/{number}/baseline/", usual | day("filled_on", today) | told)


def press(desk: Client, number: str = "A-001", **told: Any) -> Any:
    """The button of the page as it stands now."""
    address = f"{TRIAL}people/{number}/allocate/"
    page = desk.get(address)
    form = page.context["form"] if page.context else None
    seen = form["seen"].value() if form else ""
    return desk.post(address, {"key": str(uuid4()), "seen": seen} | told)


def rosa(number: str = "A-001") -> Participant:
    return Participant.objects.get(number=number)
