"""The papers of a consultation, made behind the pages: kinds of jobs for paincheck.background.

A job's arguments are the patient's number and the range. Whoever asked gets the file, and only
while the patient is still in her care.
"""

from typing import Any

from django.urls import reverse

from clinicians.papers import letter_on_paper, summary_on_paper
from clinicians.queries.papers import letter_of, summary_of
from clinicians.queries.people import find_patient
from diaries.models import Patient
from paincheck import typeset
from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job

SUMMARY, LETTER = "consultation.summary", "consultation.gp_letter"
STEPS = 2
NOT_SET = "The PDF could not be set. The same words stand on the page as text to copy."
NO_GP = "There is no GP on the record any more. Add the name under ‘Edit details’ first."
NOT_YOURS = "This patient is not in your care any more."


def _code(job: Job) -> str:
    return Patient.objects.values_list("code", flat=True).get(pk=job.arguments["patient"])


def _back(job: Job) -> str:
    return f"{reverse('clinicians:papers', args=[_code(job)])}?range={job.arguments['span']}"


@job_kind(SUMMARY, title="Summary for the record", back=_back)
def summary(job: Job, progress: Progress) -> Result:
    """The days as they were when it was asked for."""
    patient = _patient(job, progress)
    told = summary_of(patient, job.asked_by, span=job.arguments["span"], now=job.asked_at)
    progress(1, STEPS)
    return _file("summary.typ", summary_on_paper(told), f"pain-summary-{patient.code}.pdf")


@job_kind(LETTER, title="Letter to the GP", back=_back)
def gp_letter(job: Job, progress: Progress) -> Result:
    patient = _patient(job, progress)
    if not patient.gp_name:
        raise CannotBeDone(NO_GP)
    told = letter_of(patient, job.asked_by, span=job.arguments["span"], now=job.asked_at)
    progress(1, STEPS)
    return _file("gp_letter.typ", letter_on_paper(told), f"gp-letter-{patient.code}.pdf")


def _patient(job: Job, progress: Progress) -> Patient:
    patient = find_patient(job.asked_by, _code(job), progress.now)
    if patient is None:
        raise CannotBeDone(NOT_YOURS)
    return patient


def _file(template: str, told: dict[str, Any], name: str) -> Result:
    try:
        made = typeset.pdf(template, told)
    except typeset.NotSet as error:
        raise CannotBeDone(NOT_SET) from error
    return Result(file=made, file_name=name, file_type="application/pdf")
