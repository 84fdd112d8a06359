"""What stands at the head of a trial's pages: label, name of the page, and whose it is.

Plain: names of rights and of pages.
"""

MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Overview", "trial:home", frozenset()),
    ("Set-up", "trial:setup", frozenset({"SETUP"})),
    ("Versions", "trial:versions", frozenset({"SETUP", "STATISTICIAN", "MONITOR"})),
    ("Rights", "trial:rights", frozenset({"SETUP", "MONITOR"})),
    ("Simulation", "trial:simulation", frozenset({"SETUP", "STATISTICIAN"})),
    ("Screening", "trial:screening", frozenset({"ENROL", "OFFICE"})),
    ("Follow-up", "trial:work", frozenset({"ASSESSOR", "OFFICE"})),
    (
        "Safety log",
        "trial:safety",
        frozenset({"ENROL", "OFFICE", "ASSESSOR", "SETUP", "MONITOR", "STATISTICIAN"}),
    ),
    (
        "Questions",
        "trial:questions",
        frozenset({"MONITOR", "OFFICE", "STATISTICIAN", "ENROL", "ASSESSOR"}),
    ),
    (
        "Unmasking",
        "trial:unmaskings",
        frozenset({"ASSESSOR", "OFFICE", "SETUP", "STATISTICIAN", "MONITOR"}),
    ),
    ("Check", "trial:verify", frozenset({"MONITOR", "STATISTICIAN"})),
    ("Who saw arms", "trial:accesses", frozenset({"MONITOR", "SETUP", "STATISTICIAN"})),
    ("Interviews", "trial:interviews", frozenset({"STATISTICIAN"})),
    (
        "Flow of participants",
        "trial:flow",
        frozenset({"TOTALS", "STATISTICIAN", "SETUP", "OFFICE", "MONITOR", "ENROL"}),
    ),
    (
        "Recruitment",
        "trial:accrual",
        frozenset({"TOTALS", "STATISTICIAN", "SETUP", "OFFICE", "MONITOR", "ENROL"}),
    ),
    ("Totals", "trial:totals", frozenset({"TOTALS", "STATISTICIAN"})),
    ("Fidelity", "trial:fidelity", frozenset({"STATISTICIAN"})),
    ("Data", "trial:exports", frozenset({"STATISTICIAN", "OFFICE", "MONITOR"})),
    ("Lock", "trial:lock", frozenset({"SETUP"})),
)


def pages_for(kinds: frozenset[str]) -> list[tuple[str, str]]:
    """(label, name of the page) each that one of these rights opens; no rights named: any."""
    return [(label, name) for label, name, needs in MENU if not needs or needs & kinds]
