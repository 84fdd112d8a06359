"""Signs of life of what runs behind the pages."""

from django.db import models


class Heartbeat(models.Model):
    """When a loop was last round. One row a loop; several copies of a loop beat the same row."""

    name = models.CharField(primary_key=True, max_length=40)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"


class Tally(models.Model):
    """How often something happened that should be rare. One row a name; all processes add to it."""

    name = models.CharField(primary_key=True, max_length=40)
    times = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.times}"
