"""Faults in a nurse's work on one patient's page: looks, notes, and whether a medicine works."""

from tests.mutants.fault import Fault

EFFECT = "tests/unit/test_effect.py"
ASKED = "tests/integration/test_effect.py"
NOTES = "tests/integration/test_notes.py"
CHANGES = "tests/integration/test_changes.py"
LEFT_OFF = "tests/integration/test_left_off.py"

AT_WORK = (
    Fault(
        "effect-day-of-the-change",
        "clinicians/effect.py",
        "if timedelta() < one.day - on <=",
        "if timedelta() <= one.day - on <=",
        "The day of the change belongs to neither side.",
        EFFECT,
    ),
    Fault(
        "effect-one-check-is-a-mean",
        "clinicians/effect.py",
        "FEWEST_CHECKS = 2",
        "FEWEST_CHECKS = 1",
        "Fewer than two checks on a side are not compared.",
        EFFECT,
    ),
    Fault(
        "effect-over-checks",
        "clinicians/effect.py",
        "days.setdefault(reading.day, []).append(score)",
        "days.setdefault((reading.day, len(days)), []).append(score)",
        "A day with many checks weighs as much as one with one (S9).",
        EFFECT,
    ),
    Fault(
        "effect-asked-of-the-stopped",
        "clinicians/queries/effect.py",
        "if row.kind == Kind.STOPPED:",
        "if False:",
        "'Did it help?' is not asked of what was stopped.",
        ASKED,
    ),
    Fault(
        "effect-too-early-forgotten",
        "clinicians/queries/effect.py",
        "return row.again_on is not None and row.again_on <= today",
        "return False",
        "'Too early' asks again on its day.",
        ASKED,
    ),
    Fault(
        "note-over-a-newer-one",
        "clinicians/actions/notes.py",
        "version = write_note(patient=note.patient, key=key, text=text, by=by, now=now)",
        "version = last",
        "Of two nurses who save one note, neither loses her text.",
        NOTES,
    ),
    Fault(
        "look-again-empties-the-page",
        "clinicians/queries/changes.py",
        "return looked.before_at if looked.looked_at > now - SAME_LOOK else looked.looked_at",
        "return looked.looked_at",
        "Looking again within half an hour is the same look.",
        CHANGES,
    ),
    Fault(
        "left-off-stop-stays",
        "diaries/actions/medicines.py",
        'void_change(change=change, reason="Answered by mistake", by=by, now=now)',
        "pass",
        "A nurse's slip is taken back with the stop that came of it.",
        LEFT_OFF,
    ),
)
