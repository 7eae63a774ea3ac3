"""The terminal: the one place from which the project's commands print, and how they end.

Belongs here: what can be typed for every command, printing a line, a line that the next one replaces, and exit codes.
Does not belong here: what the lines say.
"""

import argparse
import math
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from orchestration.places import LOCK_WAIT_SECONDS, LOCK_WAIT_VARIABLE


class Exit(IntEnum):
    """How a command ends; make shows any other than the first as its own error 2."""

    DONE = 0
    FAILED = 1
    USAGE = 3
    INTERRUPTED = 130


class UsageError(Exception):
    """The command was called with something that cannot work; the message is one line for the person who did."""


class Parser(argparse.ArgumentParser):
    """An argument parser that ends with this project's code for wrong usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the message as wrong usage."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def seconds(text: str) -> float:
    """A number of seconds as a person types it; anything else is refused with a line that says so."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, 0 or more")
    return number


def lock_wait() -> float:
    """How long a command waits for another one that works on the same data folder, in seconds."""
    try:
        return seconds(os.environ.get(LOCK_WAIT_VARIABLE) or str(LOCK_WAIT_SECONDS))
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{LOCK_WAIT_VARIABLE}: {error}") from None


def say(line: str) -> None:
    """Print one line at once, over whatever passing line stands there."""
    _print(f"{_erase()}{line}\n")


def say_passing(line: str) -> None:
    """Show a line that the next one replaces; nothing where a file or a pipe takes the output."""
    if sys.stdout.isatty():
        _print(f"{_erase()}{line}")


def complain(line: str) -> None:
    """Print one line about what went wrong."""
    sys.stdout.flush()
    print(f"{_erase()}{line}", file=sys.stderr, flush=True)


def _print(text: str) -> None:
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        # Whoever read along has left (`make refresh | head`); the run goes on without a word.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- open until the process ends


def _erase() -> str:
    return "\r\x1b[K" if sys.stdout.isatty() else ""
