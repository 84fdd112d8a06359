"""A person with a diary, and the one row that sums the diary up."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from paincheck.accounts.models import Leave, Role, Team, User


class PatientQuerySet(models.QuerySet["Patient"]):
    def hold(self, patient_id: int) -> None:
        """Until the transaction ends, nobody else writes to this diary or its alerts.

        Whatever reads and then writes there takes this row first: the same order everywhere, so
        that nothing is overwritten and nothing deadlocks. SQLite's IMMEDIATE does it for all.
        """
        self.select_for_update().only("pk").get(pk=patient_id)

    def in_care_of(self, nurse: User, now: datetime) -> "PatientQuerySet":
        """The patients of her teams and of the teams of those whom she covers today."""
        today = timezone.localtime(now).date()
        covered = Leave.objects.on(today).filter(cover=nurse).values("nurse")
        return self.filter(
            Q(team__members__nurse=nurse) | Q(team__members__nurse__in=covered)
        ).distinct()

    def at_site_of(self, nurse: User) -> "PatientQuerySet":
        """Every patient of the sites where she is a lead nurse: a lead nurse's right."""
        sites = Role.objects.filter(user=nurse, role=Role.Kind.LEAD_NURSE).values("site")
        return self.filter(team__site__in=sites)

    def open_to(self, nurse: User, now: datetime) -> "PatientQuerySet":
        """Whom she may look after: those in her care, and as lead nurse those of her sites."""
        mine = Patient.objects.in_care_of(nurse, now).values("pk")
        led = Patient.objects.at_site_of(nurse).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=led))

    def asked_daily_or_weekly(self) -> "PatientQuerySet":
        """Those from whom silence would be a sign: active, and invited to a diary."""
        return self.filter(status=Patient.Status.ACTIVE, invited_at__isnull=False)


class Patient(models.Model):
    """A person with a diary. `code` is what stands in addresses and letters: it says nothing."""

    class World(models.TextChoices):
        LIVE = "LIVE", "Live"
        PRACTICE = "PRACTICE", "Practice"
        TEST = "TEST", "Test"

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "At home"
        IN_HOSPITAL = "IN_HOSPITAL", "In hospital"
        LAST_DAYS = "LAST_DAYS", "Last days of life"
        DISCHARGED = "DISCHARGED", "Discharged"
        DIED = "DIED", "Died"

    class Schedule(models.TextChoices):
        DAILY = "DAILY", "Every day"
        WEEKLY = "WEEKLY", "Once a week"

    code = models.CharField(max_length=9, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patient",
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="patients")
    nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="patients"
    )
    world = models.CharField(max_length=8, choices=World, default=World.LIVE)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    born_on = models.DateField(null=True, blank=True)
    hospital_number = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    other_phone = models.CharField(max_length=20, blank=True, db_default="")
    other_phone_of = models.CharField(
        max_length=60, blank=True, db_default="", help_text="'landline', or whose it is: a carer's"
    )
    status = models.CharField(max_length=11, choices=Status, default=Status.ACTIVE)
    status_at = models.DateTimeField()
    schedule = models.CharField(max_length=6, choices=Schedule, default=Schedule.DAILY)
    registered_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateField(
        null=True, blank=True, help_text="the day on which the checks go on by themselves"
    )
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="when she had read who sees what, and said yes"
    )
    charts_off = models.BooleanField(default=False, db_default=False)
    pain_goal = models.PositiveSmallIntegerField(null=True, blank=True)
    care_plan = models.TextField(blank=True, max_length=2000)
    gp_name = models.CharField(max_length=100, blank=True, db_default="")
    gp_address = models.CharField(max_length=300, blank=True, db_default="")
    early_painkillers = models.BooleanField(default=False)  # safety rule S7: the nurse enables it
    about = models.CharField(max_length=200, blank=True)  # 'imported diary, moved to ...'

    objects = PatientQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "status"], name="patient_by_team")]
        constraints = [
            models.CheckConstraint(
                condition=Q(pain_goal__isnull=True) | Q(pain_goal__range=(0, 10)),
                name="pain_goal_between_0_and_10",
            )
        ]

    def __str__(self) -> str:
        return self.code  # never a name: this text may reach a log

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class PatientSummary(models.Model):
    """What the caseload needs of one diary, kept in the transaction that changes the diary."""

    patient = models.OneToOneField(
        Patient, primary_key=True, on_delete=models.CASCADE, related_name="summary"
    )
    last_check = models.ForeignKey(
        "diaries.PainCheck", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    baseline = models.ForeignKey(
        "diaries.PainCheck", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"Summary of {self.patient_id}"


class RegistrationHold(models.Model):
    """Somebody for whom no diary is opened before a day, for a reason that stands elsewhere (T3).

    It says no more than that: whoever registers is told whom to ask.
    """

    identity = models.CharField(max_length=64, help_text="digest of who it is")
    about = models.CharField(max_length=60, unique=True, help_text="what asked for it")
    ask = models.CharField(max_length=150, help_text="whom to ask, in words")
    made_at = models.DateTimeField()
    until = models.DateField(null=True, help_text="empty: until it is lifted")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["identity"], condition=Q(lifted_at__isnull=True), name="hold_by_identity"
            )
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"
