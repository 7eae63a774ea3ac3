"""How fetching fails.

Belongs here: the exceptions that end the fetching of one source with a line for people. Does not belong here: errors of this
machine (a full disk); those end the run.
"""


class FetchError(Exception):
    """A source cannot be fetched now; `status` is the HTTP status where it was one that said so."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class PassingError(FetchError):
    """What may pass by itself, so that it is tried again; `retry_after` are the seconds that the server asks for."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, status)
        self.retry_after = retry_after
