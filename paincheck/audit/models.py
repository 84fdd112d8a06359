"""The trail: one line for each write and each reading of a patient's page. Only ever added to.

Seals stand beside it, so that whatever was added, changed or taken away afterwards is found.
"""

from collections.abc import Generator
from typing import Any

from django.db import models


class TrailIsAppendOnly(Exception):
    """Somebody tried to change or delete a line of the trail."""


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: object) -> int:
        raise TrailIsAppendOnly("Lines of the audit trail cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Lines of the audit trail cannot be deleted.")


class AuditEvent(models.Model):
    """Ids and field names only: no name, score or text of a patient ever stands here.

    The actor is a plain id, since this floor knows no other; `actor_id` is empty where `system`
    names the job that acted.
    """

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    system = models.CharField(max_length=40, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    patient_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient_id", "-at"], name="audit_by_patient")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor_id__isnull=False) | ~models.Q(system=""),
                name="audit_names_a_person_or_a_job",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_type} {self.subject_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TrailIsAppendOnly("Lines of the audit trail cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Lines of the audit trail cannot be deleted.")


class AuditSealQuerySet(models.QuerySet["AuditSeal"]):
    def up_to(self, newest: "AuditSeal | None") -> Generator["AuditSeal", None, None]:
        """The seals in order, up to and with this one; a few at a time, since each is long."""
        if newest is not None:
            seals = self.filter(number__lte=newest.number).order_by("number")
            yield from seals.iterator(chunk_size=20)


class AuditSeal(models.Model):
    """Over all lines from `first_id` to `last_id`, chained to the seal before (ADR 8).

    `lines` holds number and digest of each, so that the one that does not fit can be named.
    """

    number = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64, unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    lines = models.TextField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id"), count__gt=0),
                name="audit_seal_covers_something",
            )
        ]

    def __str__(self) -> str:
        return f"Seal {self.number} over lines {self.first_id} to {self.last_id}"

    def content(self) -> dict[str, Any]:
        """Everything that its digest is made of."""
        return {
            "number": self.number,
            "previous": self.previous,
            "first_id": self.first_id,
            "last_id": self.last_id,
            "count": self.count,
            "lines": self.lines,
            "at": self.sealed_at.isoformat(),
        }
