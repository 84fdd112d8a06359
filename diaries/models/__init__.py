"""The tables of the patient's side."""

from diaries.models.care import Contact, ContactRequest, Medication, MedicationChange
from diaries.models.checks import CheckDraft, DangerSaid, Flaggable, PainCheck, SeenMark
from diaries.models.patient import Patient, PatientSummary

__all__ = [
    "CheckDraft",
    "Contact",
    "ContactRequest",
    "DangerSaid",
    "Flaggable",
    "Medication",
    "MedicationChange",
    "Patient",
    "PatientSummary",
    "PainCheck",
    "SeenMark",
]
