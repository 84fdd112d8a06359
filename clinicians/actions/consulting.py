"""What a nurse does in and after a consultation: looking together, and asking for its papers."""

from datetime import datetime

from clinicians.jobs import LETTER, SUMMARY
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.background.jobs import ask
from paincheck.background.models import Job
from paincheck.transactions import atomic_with_retries

PAPERS = {"summary": SUMMARY, "letter": LETTER}


def consult(*, patient: Patient, by: User, now: datetime) -> None:
    """The view was opened: on the trail. No check is seen by it, for it shows no new ones (S6)."""
    record(action="consultation.opened", subject=patient, by=by, now=now, patient_id=patient.pk)


def papers_read(*, patient: Patient, by: User, now: datetime) -> None:
    """The summary stood before her as text."""
    record(action="summary.read", subject=patient, by=by, now=now, patient_id=patient.pk)


@atomic_with_retries
def ask_for_paper(*, patient: Patient, paper: str, span: str, by: User, now: datetime) -> Job:
    """`paper` is a key of PAPERS. Pressed twice while it is being made, it is one job."""
    told = {"patient": patient.pk, "span": span}
    job = ask(kind=PAPERS[paper], arguments=told, by=by, now=now)
    record(action=f"{paper}.asked_for", subject=patient, by=by, now=now, patient_id=patient.pk)
    return job
