"""A file for analysis, made behind the pages. The job's argument is the export's number."""

from django.urls import reverse

from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job
from trial.actions import exporting
from trial.exports.files import TooLong
from trial.exports.making import make
from trial.models import Export
from trial.queries.exporting import KIND, export_of, may_have

NOT_YOURS = "You may not have this file any more. Nothing was made."
ANEW = "Each file has its own reason: ask for a new one on the page of exports."
STEPS = 40  # parts of a file, as far as a bar needs to know


def _back(job: Job) -> str:
    export = export_of(job.arguments["export"])
    return reverse("trial:exports", args=[export.trial.code]) if export else reverse("trial:trials")


def _still(job: Job) -> bool:
    """A right that was taken away takes the file that waits with it."""
    export = export_of(job.arguments["export"])
    return export is not None and may_have(export, job.asked_by)


@job_kind(KIND, title="Data for analysis", back=_back, still=_still)
def export(job: Job, progress: Progress) -> Result:
    """The data as they are when it is made."""
    asked = export_of(job.arguments["export"])
    if asked is None or not may_have(asked, job.asked_by):
        raise CannotBeDone(NOT_YOURS)
    if job.pk != asked.key:
        raise CannotBeDone(ANEW)
    progress(0, STEPS)
    wanted = asked.manifest["asked"]
    try:
        made = make(
            asked.trial, world=asked.world, unmasked=asked.unmasked, texts=wanted["texts"],
            kind=wanted["kind"], progress=lambda part: progress(min(part, STEPS), STEPS),
        )  # fmt: skip
    except TooLong as error:
        raise CannotBeDone(str(error)) from error
    exporting.note(
        export=asked, manifest=made.manifest, digest=made.digest, by=job.asked_by, now=progress.now
    )
    return Result(file=made.content, file_name=_name(asked), file_type="application/zip")


def _name(export: Export) -> str:
    masked = "unmasked" if export.unmasked else "masked"
    return f"{export.trial.code}-{export.world.lower()}-{masked}-{export.pk}.zip"
