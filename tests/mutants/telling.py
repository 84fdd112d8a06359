"""Faults in what becomes of what a patient tells on her side: a fuller check, doses, a phone."""

from tests.mutants.fault import Fault

THIRD = "tests/integration/test_third_look.py"
FULLER = "tests/integration/test_fuller.py"
SIDE_EFFECTS = "tests/unit/test_side_effects.py"
DOSES = "tests/unit/test_doses.py"
REMINDERS = "tests/integration/test_reminders.py"
OFFLINE = "tests/integration/test_offline.py"

TELLING = (
    Fault(
        "skipped-effects-are-gone",
        "alerts/rules/side_effects.py",
        "    answered = all(asked) and answers.bowel_days is not None\n",
        "    answered = bool(asked)\n",
        "S12: a side effect that was skipped has not gone (S1).",
        SIDE_EFFECTS,
    ),
    Fault(
        "another-effect-is-silent",
        "alerts/rules/silence.py",
        "        or bool(set(finding.danger) - last_closed.danger)\n",
        "",
        "S12: another side effect than the one that was closed is told.",
        FULLER,
    ),
    Fault(
        "old-flare-is-red",
        "alerts/rules/side_effects.py",
        "        level=Level.AMBER if stale else Level.RED,\n",
        "        level=Level.RED,\n",
        "S17: a flare-up told a day late is amber with its age.",
        SIDE_EFFECTS,
    ),
    Fault(
        "left-fuller-check-unwatched",
        "diaries/actions/fuller.py",
        "        _let_the_rules_look(check, due=now + UNFINISHED_AFTER)\n",
        "        check.flag_due_at = None\n",
        "S3: a fuller check that was left is looked at after 15 minutes.",
        FULLER,
    ),
    Fault(
        "late-danger-dropped",
        "diaries/actions/fuller.py",
        "    if not set(signs) - set(signs_of_toxicity(before)):\n",
        "    if signs is not None:\n",
        "S3: danger on the page of a fuller check that another device has sent is told.",
        THIRD,
    ),
    Fault(
        "doses-added-twice",
        "diaries/doses.py",
        "max(0, check.number - noted_between(noted, check.since, check.at))",
        "check.number",
        "S9: a dose in the list and in a check is one dose.",
        DOSES,
    ),
    Fault(
        "dose-taken-back-for-good",
        "diaries/actions/medicines.py",
        "        if stored.removed_at is None:\n            return stored\n",
        "        return stored\n",
        "A dose noted again after it was taken back counts.",
        THIRD,
    ),
    Fault(
        "wish-lost-to-another-draft",
        "diaries/actions/drafts.py",
        "        _keep_the_wish_of(other, by=by, now=now)\n",
        "",
        "S3: a wish in an unfinished check outlives one that was begun on another device.",
        THIRD,
    ),
    Fault(
        "correction-takes-every-draft",
        "diaries/actions/checks.py",
        "    _let_go_of_drafts(patient, Q(amends__isnull=False))\n",
        "    CheckDraft.objects.filter(patient=patient).delete()\n",
        "S3: a correction takes nothing away that no rule has seen.",
        THIRD,
    ),
    Fault(
        "kept-for-days-is-today",
        "diaries/actions/drafts.py",
        "    at = now if said_at is None else max(patient.registered_at, min(said_at, now))\n",
        "    at = now\n",
        "S17: answers that a phone kept have their age.",
        THIRD,
    ),
    Fault(
        "phone-ahead-is-refused",
        "diaries/actions/checks.py",
        "        answered_at = min(answered_at, now)\n",
        "        answered_at = min(answered_at, answered_at)\n",
        "What was written on a phone whose clock runs ahead is taken.",
        THIRD,
    ),
    Fault(
        "anothers-check-taken",
        "diaries/api.py",
        "        raise Anothers\n",
        "        return\n",
        "S20: what waits on a phone is never sent by another patient.",
        OFFLINE,
    ),
    Fault(
        "reminded-in-hospital",
        "diaries/queries/reminders.py",
        "        patient__status=Patient.Status.ACTIVE,\n",
        "",
        "S18: no reminder in hospital, in the last days, after discharge or after death.",
        REMINDERS,
    ),
    Fault(
        "undone-discharge-brings-read-messages",
        "alerts/actions/answering.py",
        "    closed = closed.exclude(rule=Rule.MESSAGE_UNREAD, cleared_at__isnull=False)\n",
        "",
        "Messages that were read are no alert any more.",
        THIRD,
    ),
)
