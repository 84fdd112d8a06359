"""The first thing that is not as it was written; plain."""


class Wrong(Exception):
    """`row` names it, `what` is a sentence about it that tells no arm."""

    def __init__(self, row: str, what: str) -> None:
        super().__init__(f"{row}: {what}")
        self.row, self.what = row, what


def expect(fits: object, row: str, what: str) -> None:
    if not fits:
        raise Wrong(row, what)
