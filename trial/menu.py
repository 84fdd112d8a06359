"""What stands at the head of a trial's pages: label, name of the page, and whose it is.

Plain: names of rights and of pages.
"""

MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Overview", "trial:home", frozenset()),
    ("Follow-up", "trial:work", frozenset({"ASSESSOR", "OFFICE"})),
)


def pages_for(kinds: frozenset[str]) -> list[tuple[str, str]]:
    """(label, name of the page) each that one of these rights opens; no rights named: any."""
    return [(label, name) for label, name, needs in MENU if not needs or needs & kinds]
