"""The tables of the patient's side."""

from diaries.models.care import (
    Contact,
    ContactRequest,
    ExtraDose,
    Medication,
    MedicationChange,
    NoLongerTaken,
)
from diaries.models.checks import CheckDraft, DangerSaid, Flaggable, PainCheck, SeenMark
from diaries.models.fuller import FullerCheck
from diaries.models.patient import Patient, PatientSummary, RegistrationHold
from diaries.models.talk import Message, ModuleRead, ReminderPlan, SharedNote, VisitQuestion

__all__ = [
    "CheckDraft",
    "Contact",
    "ContactRequest",
    "DangerSaid",
    "ExtraDose",
    "Flaggable",
    "FullerCheck",
    "Medication",
    "MedicationChange",
    "Message",
    "ModuleRead",
    "NoLongerTaken",
    "Patient",
    "PatientSummary",
    "PainCheck",
    "RegistrationHold",
    "ReminderPlan",
    "SeenMark",
    "SharedNote",
    "VisitQuestion",
]
