"""Everything the trial's side keeps."""

from trial.models.allocating import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Block,
    ListUpload,
    SimulationRun,
    Slot,
    Unmasking,
    VerifyRun,
)
from trial.models.design import Arm, DesignVersion, Trial, TrialRight, TrialSite, World
from trial.models.following import (
    Approach,
    ArmGuess,
    DataQuery,
    FollowUp,
    InterviewPick,
    Leaving,
    Letter,
)
from trial.models.people import Consent, EligibilityForm, FormEntry, Participant
from trial.models.watching import DatabaseLock, Export, SafetyReport

__all__ = [
    "Allocation",
    "AllocationError",
    "AllocationLevel",
    "Approach",
    "Arm",
    "ArmGuess",
    "Block",
    "Consent",
    "DataQuery",
    "DatabaseLock",
    "DesignVersion",
    "EligibilityForm",
    "Export",
    "FollowUp",
    "FormEntry",
    "InterviewPick",
    "Leaving",
    "Letter",
    "ListUpload",
    "Participant",
    "SafetyReport",
    "SimulationRun",
    "Slot",
    "Trial",
    "TrialRight",
    "TrialSite",
    "Unmasking",
    "VerifyRun",
    "World",
]
