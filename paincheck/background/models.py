"""Signs of life of what runs behind the pages."""

from django.db import models


class Heartbeat(models.Model):
    """When a loop was last round. One row a loop; several copies of a loop beat the same row."""

    name = models.CharField(primary_key=True, max_length=40)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"
