"""Allocations and their evidence, and what is sealed until it is given."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trial.models.design import Arm, DesignVersion, Trial, World
from trial.models.people import Participant


class ListUpload(models.Model):
    """A statistician's list as it came: its digest and how long it is, never its content."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="lists")
    world = models.CharField(max_length=4, choices=World)
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "world", "digest"], name="a_list_is_uploaded_once"
            )
        ]

    def __str__(self) -> str:
        return f"List {self.pk}"


class Block(models.Model):
    """A block of one stratum, or one stratum's part of a list. What it holds is sealed.

    It has as many slots as the largest block may have; those past its own length are void, so that
    the number of rows tells nothing.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="blocks")
    world = models.CharField(max_length=4, choices=World)
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(ListUpload, on_delete=models.PROTECT, null=True, related_name="+")
    stratum = models.CharField(max_length=200)
    number = models.PositiveIntegerField(help_text="in its stratum; 1 is the first")
    sealed = models.TextField(help_text="its draws, from which verify_trial makes it again")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["stratum", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "world", "stratum", "number"], name="one_block_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"Block {self.pk}"


class Slot(models.Model):
    """One assignment, sealed with a key that stands outside the database. Never changed."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="slots")
    position = models.PositiveIntegerField(help_text="1 is the first")
    sealed = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "position"], name="one_slot_per_position")
        ]

    def __str__(self) -> str:
        return f"Slot {self.pk}"


class Allocation(models.Model):
    """The random, irrevocable choice of an arm for a participant. Never changed, never deleted.

    `evidence` has what led to it, so that it can be made again; the digest chains it to the one
    before, number by number.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="allocations")
    world = models.CharField(max_length=4, choices=World)
    number = models.PositiveIntegerField(help_text="in the trial; 1 is the first")
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="allocation"
    )
    key = models.UUIDField(default=uuid.uuid4)
    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, related_name="allocations")
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=200, blank=True)
    slot = models.OneToOneField(
        Slot, on_delete=models.PROTECT, null=True, related_name="allocation"
    )
    evidence = models.JSONField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "world", "number"], name="one_allocation_per_number"
            ),
            models.UniqueConstraint(
                fields=["trial", "world", "previous"], name="one_allocation_after_another"
            ),
        ]

    def __str__(self) -> str:
        return f"Allocation {self.pk}"


class AllocationLevel(models.Model):
    """The level of one factor that an allocation was made with: what minimisation counts."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="levels")
    factor = models.CharField(max_length=20)
    level = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["factor", "level"], name="allocation_by_level")]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "factor"], name="one_level_per_allocation_and_factor"
            )
        ]

    def __str__(self) -> str:
        return f"Level {self.pk}"


class AllocationError(models.Model):
    """'Randomised in error': a flag and its reason. The allocation stands and is analysed (T5)."""

    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="error")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_error_says_why"),
        ]

    def __str__(self) -> str:
        return f"Error {self.pk}"


class Unmasking(models.Model):
    """Somebody masked got to know an arm: by accident (logged by one), or on purpose (by two)."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="unmaskings"
    )
    key = models.UUIDField(default=uuid.uuid4)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deliberate = models.BooleanField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    allowed = models.BooleanField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="when the arm was first shown")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="one_unmasking_per_key"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_unmasking_says_why"),
            # Safety rule T4: a deliberate one needs two.
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("who")),
                name="two_people_unmask",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(deliberate=True, allowed=True),
                name="an_arm_is_shown_after_a_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"Unmasking {self.pk}"


class VerifyRun(models.Model):
    """What `verify_trial` found, for the monitor's page."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="verify_runs")
    at = models.DateTimeField()
    ok = models.BooleanField()
    checked = models.PositiveIntegerField()
    said = models.JSONField(help_text="each check and what it found; never an arm")
    head = models.CharField(max_length=64, blank=True, help_text="the chain's last digest")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Verify run {self.pk}"


class SimulationRun(models.Model):
    """What ten thousand trials of a design came to; kept beside the design."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="simulations")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="the job's")
    digest = models.CharField(max_length=64, help_text="of the design")
    result = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"Simulation {self.pk}"
