"""Taking the demo's rows away again, and knowing whether others are there."""

from django.db import connection
from django.db.models import Model, Q

from alerts.models import Alert, Occurrence, ThresholdSettings, Told
from clinicians.models import (
    EffectAnswer,
    HandOver,
    Introduction,
    IntroductionStep,
    LastLook,
    LessonRead,
    Note,
    NoteVersion,
    NurseSettings,
    Reviewed,
    SupportVisit,
    Task,
)
from diaries.models import (
    CheckDraft,
    Contact,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Medication,
    MedicationChange,
    Message,
    ModuleRead,
    NoLongerTaken,
    PainCheck,
    Patient,
    PatientSummary,
    RegistrationHold,
    ReminderPlan,
    SeenMark,
    SharedNote,
    VisitQuestion,
)
from paincheck.accounts.models import (
    Invitation,
    Leave,
    RememberedDevice,
    Role,
    Site,
    Team,
    TeamMember,
    User,
    WorkingHours,
)
from paincheck.background.models import Job
from paincheck.demo.people import EVERY_SITE
from paincheck.outbox.models import Delivery
from trial import append_only
from trial.models import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Approach,
    Arm,
    ArmGuess,
    Block,
    Consent,
    DatabaseLock,
    DataQuery,
    DesignVersion,
    EligibilityForm,
    Export,
    FollowUp,
    FormEntry,
    InterviewPick,
    Leaving,
    Letter,
    ListUpload,
    Participant,
    SafetyReport,
    SimulationRun,
    Slot,
    Trial,
    TrialRight,
    TrialSite,
    Unmasking,
    VerifyRun,
)

# In the order in which they go, each with the way to its trial.
OF_TRIAL: tuple[tuple[type[Model], str], ...] = (
    (ArmGuess, "follow_up__participant__trial"),
    (Approach, "follow_up__participant__trial"),
    (FollowUp, "participant__trial"),
    (InterviewPick, "participant__trial"),
    (Leaving, "participant__trial"),
    (Letter, "participant__trial"),
    (DataQuery, "participant__trial"),
    (Unmasking, "participant__trial"),
    (AllocationError, "allocation__trial"),
    (AllocationLevel, "allocation__trial"),
    (Allocation, "trial"),
    (Slot, "block__trial"),
    (Block, "trial"),
    (ListUpload, "trial"),
    (FormEntry, "participant__trial"),
    (EligibilityForm, "participant__trial"),
    (Consent, "participant__trial"),
    (SafetyReport, "trial"),
    (Participant, "trial"),
    (Export, "trial"),
    (DatabaseLock, "trial"),
    (VerifyRun, "trial"),
    (SimulationRun, "trial"),
    (TrialRight, "trial"),
    (TrialSite, "trial"),
    (Arm, "trial"),
    (DesignVersion, "trial"),
    (Trial, "pk"),
)
OF_PATIENT = Q(patient__team__site__name__in=EVERY_SITE)


def strangers() -> int:
    """How many patients somebody else has put here."""
    return Patient.objects.exclude(team__site__name__in=EVERY_SITE).count()


def clear() -> None:
    """Everything of the demo's sites, children first. The audit trail stays: it only grows."""
    users = User.objects.filter(roles__site__name__in=EVERY_SITE)
    ids = list(users.values_list("pk", flat=True))
    Occurrence.objects.filter(alert__patient__team__site__name__in=EVERY_SITE).delete()
    Told.objects.filter(alert__patient__team__site__name__in=EVERY_SITE).delete()
    Alert.objects.filter(OF_PATIENT).delete()
    ThresholdSettings.objects.filter(OF_PATIENT | Q(site__name__in=EVERY_SITE)).delete()
    theirs = Q(recipient__in=ids) | Q(site__name__in=EVERY_SITE) | Q(about__startswith="alert:")
    _clear_trials()
    Delivery.objects.filter(theirs).delete()
    _clear_nurses_side(ids)
    SeenMark.objects.filter(check_seen__patient__team__site__name__in=EVERY_SITE).delete()
    MedicationChange.objects.filter(medication__patient__team__site__name__in=EVERY_SITE).delete()
    for model in (
        SharedNote,
        CheckDraft,
        ContactRequest,
        DangerSaid,
        ExtraDose,
        NoLongerTaken,
        FullerCheck,
        Message,
        VisitQuestion,
        ModuleRead,
        ReminderPlan,
        PatientSummary,
        Medication,
        Contact,
    ):
        model._default_manager.filter(OF_PATIENT).delete()
    checks = PainCheck.objects.filter(OF_PATIENT)
    checks.update(amends=None)  # or a correction would protect what it corrects
    checks.delete()
    Patient.objects.filter(team__site__name__in=EVERY_SITE).delete()
    _clear_people(ids)


def _clear_trials() -> None:
    """The demo's trials; what guards their rows is taken away first, and set again."""
    trials = Trial.objects.filter(created_by__roles__site__name__in=EVERY_SITE).distinct()
    ids = list(trials.values_list("pk", flat=True))
    RegistrationHold.objects.filter(about__startswith="participant:").delete()
    if not ids:
        return
    with connection.cursor() as cursor:
        for statement in append_only.dropping(connection.vendor):
            cursor.execute(statement)
    for model, of_trial in OF_TRIAL:
        model._default_manager.filter(**{f"{of_trial}__in": ids}).delete()
    append_only.set_triggers()


def _clear_nurses_side(ids: list[int]) -> None:
    EffectAnswer.objects.filter(
        change__medication__patient__team__site__name__in=EVERY_SITE
    ).delete()
    NoteVersion.objects.filter(note__patient__team__site__name__in=EVERY_SITE).delete()
    IntroductionStep.objects.filter(introduction__patient__team__site__name__in=EVERY_SITE).delete()
    for model in (HandOver, Introduction, LastLook, Note, Reviewed, Task):
        model._default_manager.filter(OF_PATIENT).delete()
    SupportVisit.objects.filter(team__site__name__in=EVERY_SITE).delete()
    LessonRead.objects.filter(nurse__in=ids).delete()
    NurseSettings.objects.filter(user__in=ids).delete()
    Job.objects.filter(asked_by__in=ids).delete()


def _clear_people(ids: list[int]) -> None:
    Invitation.objects.filter(Q(user__in=ids) | Q(sent_by__in=ids)).delete()
    RememberedDevice.objects.filter(user__in=ids).delete()
    Leave.objects.filter(Q(nurse__in=ids) | Q(cover__in=ids)).delete()
    TeamMember.objects.filter(team__site__name__in=EVERY_SITE).delete()
    Team.objects.filter(site__name__in=EVERY_SITE).delete()
    Role.objects.filter(site__name__in=EVERY_SITE).delete()
    WorkingHours.objects.filter(site__name__in=EVERY_SITE).delete()
    Site.objects.filter(name__in=EVERY_SITE).delete()
    User.objects.filter(pk__in=ids).delete()
