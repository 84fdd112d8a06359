"""People, their roles, and the sites and teams they work in."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from paincheck.accounts.phones import mobile


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, sign_in_name: str, password: str | None = None, **rest: Any) -> "User":
        user = self.model(sign_in_name=sign_in_name, **rest)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(sign_in_name__iexact=username)


class User(AbstractBaseUser):
    """Somebody who can sign in. An address may be shared: two patients of one household."""

    sign_in_name = models.CharField(max_length=60, unique=True)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True, db_index=True)
    phone = models.CharField(max_length=20, blank=True, db_index=True, help_text="+44...")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name", "email"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A mobile is kept in one spelling, since people sign in with it in many."""
        self.phone = mobile(self.phone) or self.phone
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Site(models.Model):
    """A hospital or hospice: its hours, and the numbers to ring that its patients are shown."""

    class Nation(models.TextChoices):
        ENGLAND = "ENG", "England"
        SCOTLAND = "SCT", "Scotland"
        WALES = "WLS", "Wales"
        NORTHERN_IRELAND = "NIR", "Northern Ireland"

    name = models.CharField(max_length=100, unique=True)
    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    team_phone = models.CharField("nurses' number, in working hours", max_length=30, blank=True)
    urgent_phone = models.CharField("24-hour urgent cancer line", max_length=30, blank=True)
    out_of_hours_phone = models.CharField("out-of-hours number", max_length=30, blank=True)
    role_email = models.EmailField("address that somebody always reads", blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    alerting_may_be_late_minutes = models.PositiveSmallIntegerField(default=15)
    messages_read_within_days = models.PositiveSmallIntegerField(
        "working days in which a patient's message is read", default=1, db_default=1
    )
    support_name = models.CharField(
        "who helps the nurses with PainCheck", max_length=100, blank=True, db_default=""
    )
    support_phone = models.CharField("their telephone", max_length=30, blank=True, db_default="")
    support_email = models.EmailField("their email", blank=True, db_default="")
    film_url = models.URLField("your own film about pain", blank=True, db_default="")
    booklet_url = models.URLField("your own booklet (PDF)", blank=True, db_default="")

    class Meta:
        constraints = [
            # Safety rule S5: no site goes live before its patients can be told whom to ring.
            models.CheckConstraint(
                condition=Q(live_at__isnull=True) | ~(Q(urgent_phone="") | Q(team_phone="")),
                name="site_live_only_with_numbers_to_ring",
            ),
            models.CheckConstraint(
                condition=Q(messages_read_within_days__range=(1, 5)),
                name="messages_are_read_within_a_week",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """When a site's nurses read and ring, one row a weekday; no row: closed."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "weekday"], name="one_row_per_site_and_weekday"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")), name="opens_before_it_closes"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_0_to_6"),
        ]

    def __str__(self) -> str:
        return f"{self.site}: day {self.weekday}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class Role(models.Model):
    """What somebody may be at one site; one person may be several."""

    class Kind(models.TextChoices):
        PATIENT = "PATIENT", "Patient"
        NURSE = "NURSE", "Nurse"
        LEAD_NURSE = "LEAD_NURSE", "Lead nurse"
        MANAGER = "MANAGER", "Manager"
        TRIAL = "TRIAL", "Trial team"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Kind)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "site"], name="one_row_per_role_and_site"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.site}"


class Team(models.Model):
    """The nurses who look after the same patients."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="team_name_once_per_site")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.site}"


class TeamMember(models.Model):
    """A nurse's place in a team."""

    class Place(models.TextChoices):
        LEAD = "LEAD", "Lead nurse"
        DEPUTY = "DEPUTY", "Deputy"
        MEMBER = "MEMBER", "Nurse"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    nurse = models.ForeignKey(User, on_delete=models.CASCADE, related_name="team_places")
    place = models.CharField(max_length=6, choices=Place, default=Place.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "nurse"], name="one_place_per_team_and_nurse"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(place="LEAD"), name="one_lead_per_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nurse}, {self.get_place_display()} of {self.team}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> "LeaveQuerySet":
        return self.filter(first_date__lte=day, last_date__gte=day, cancelled_at__isnull=True)


class Leave(models.Model):
    """A nurse away from one day to another, both included, and who covers her patients."""

    nurse = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leave")
    cover = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="covering"
    )
    first_date = models.DateField()
    last_date = models.DateField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")), name="leave_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("nurse")),
                name="nobody_covers_herself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nurse} away {self.first_date} to {self.last_date}"


class RememberedDeviceQuerySet(models.QuerySet["RememberedDevice"]):
    def usable(self, now: datetime) -> "RememberedDeviceQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)


class RememberedDevice(models.Model):
    """A patient's own phone, remembered so that the daily check starts with one press (S21).

    Only a digest of the secret in the phone's cookie is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = RememberedDeviceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.label} of {self.user}"


class Invitation(models.Model):
    """A letter's code that makes the first sign-in of one person possible. Kept as a digest."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Invitation of {self.user}"
