"""The tables of the nurse's side: her work, the introduction, and her own start."""

from clinicians.models.introduction import Introduction, IntroductionStep
from clinicians.models.learning import LessonRead, SupportVisit
from clinicians.models.work import (
    EffectAnswer,
    HandOver,
    LastLook,
    Note,
    NoteVersion,
    NurseSettings,
    Reviewed,
    Task,
)

__all__ = [
    "EffectAnswer",
    "HandOver",
    "Introduction",
    "IntroductionStep",
    "LastLook",
    "LessonRead",
    "Note",
    "NoteVersion",
    "NurseSettings",
    "Reviewed",
    "SupportVisit",
    "Task",
]
