"""A trial: its design in numbered versions that two people fix, its arms, sites and rights."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from paincheck.accounts.models import Site, User


class World(models.TextChoices):
    """A test of the trial and the trial itself never mix: each row says which it is."""

    TEST = "TEST", "Test"
    LIVE = "LIVE", "Live"


class Trial(models.Model):
    """Draft, then a test, then live; then closed to new participants."""

    class Mode(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        TEST = "TEST", "Test"
        LIVE = "LIVE", "Live"
        CLOSED = "CLOSED", "Closed to recruitment"

    code = models.SlugField(max_length=20, unique=True)
    title = models.CharField(max_length=150)
    registration = models.CharField(max_length=40, blank=True, help_text="ISRCTN or another")
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    live_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    live_asked_at = models.DateTimeField(null=True)
    live_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    live_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(live_by__isnull=True)
                | Q(live_asked_by__isnull=False) & ~Q(live_by=F("live_asked_by")),
                name="two_people_begin_a_trial",
            ),
            models.CheckConstraint(
                condition=~Q(mode__in=["LIVE", "CLOSED"]) | Q(live_at__isnull=False),
                name="a_live_trial_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def world(self) -> str:
        """Where what is entered now belongs."""
        return World.LIVE if self.mode in (self.Mode.LIVE, self.Mode.CLOSED) else World.TEST


class DesignVersion(models.Model):
    """The whole design as one document. The first is the design; each later one an amendment.

    It may be edited until it is proposed; then its digest is fixed, and a second person puts it in
    force. Nothing is changed after that.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="designs")
    number = models.PositiveIntegerField(help_text="1 is the first")
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="of an amendment")
    effective_on = models.DateField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="which save a second page must know")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "number"], name="one_design_per_trial_and_number"
            ),
            models.UniqueConstraint(
                fields=["trial"],
                condition=Q(approved_at__isnull=True),
                name="one_design_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True, proposed_by__isnull=True)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False) & ~Q(digest=""),
                name="a_proposed_design_is_fixed",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_by__isnull=False, proposed_by__isnull=False)
                & ~Q(approved_by=F("proposed_by")),
                name="two_people_put_a_design_in_force",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(proposed_at__isnull=True) | ~Q(reason=""),
                name="an_amendment_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Design {self.number} of {self.trial_id}"


class Arm(models.Model):
    """One arm, made when the first design is put in force. `opens_diary`: it is cared for by it."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="arms")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    share = models.PositiveSmallIntegerField(help_text="of the ratio")
    opens_diary = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "code"], name="one_arm_per_trial_and_code"),
            models.CheckConstraint(condition=Q(share__range=(1, 9)), name="an_arm_has_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.code}"


class TrialSite(models.Model):
    """A site that takes part. Its code begins the numbers of its participants."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="sites")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=6)
    target = models.PositiveIntegerField(default=0, help_text="participants; 0: none set")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "site"], name="a_site_joins_a_trial_once"),
            models.UniqueConstraint(fields=["trial", "code"], name="one_site_per_trial_and_code"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.code}"


class TrialRightQuerySet(models.QuerySet["TrialRight"]):
    def in_force(self) -> "TrialRightQuerySet":
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def of(self, user: User, trial: Trial) -> "TrialRightQuerySet":
        return self.in_force().filter(user=user, trial=trial)


class TrialRight(models.Model):
    """What somebody may do in a trial, from when to when: the delegation log is these rows."""

    class Right(models.TextChoices):
        SETUP = "SETUP", "Set-up and rights"
        ENROL = "ENROL", "Screening, consent and allocating"
        OFFICE = "OFFICE", "Trial office (masked)"
        ASSESSOR = "ASSESSOR", "Outcome assessor (masked)"
        TOTALS = "TOTALS", "Totals of each arm"
        STATISTICIAN = "STATISTICIAN", "Statistician (sees the arms)"
        MONITOR = "MONITOR", "Monitor (masked)"

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="rights")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trial_rights"
    )
    right = models.CharField(max_length=12, choices=Right)
    site = models.ForeignKey(
        TrialSite, on_delete=models.PROTECT, null=True, related_name="+", help_text="empty: all"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = TrialRightQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "user", "right", "site"],
                condition=Q(ended_at__isnull=True, site__isnull=False),
                name="one_right_at_a_site",
            ),
            models.UniqueConstraint(
                fields=["trial", "user", "right"],
                condition=Q(ended_at__isnull=True, site__isnull=True),
                name="one_right_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_right_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right} of {self.user_id}"
