"""How a file is turned away.

Belongs here: the one exception that ends the reading of a file with a reason for people. Does not belong here: the reasons
themselves; they stand where the problem is found.
"""


class Rejected(Exception):  # noqa: N818 (an outcome that is told in the table, not an error of the program)
    """A file that is not taken; `reason` is what people read in `status_reason`, `size` its bytes where they are known."""

    def __init__(self, reason: str, size: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.size = size
