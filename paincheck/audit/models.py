"""The trail: one line for each write and each reading of a patient's page. Only ever added to."""

from django.db import models


class TrailIsAppendOnly(Exception):
    """Somebody tried to change or delete a line of the trail."""


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about_patient(self, patient_id: int) -> "AuditEventQuerySet":
        return self.filter(patient_id=patient_id)

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
