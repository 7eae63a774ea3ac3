"""What the engines share: the kind of function that they map, and what they tell of a frame."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

Function = Callable[[pd.DataFrame], pd.DataFrame]


class EngineError(RuntimeError):
    """The engine that is asked for cannot be had; the message is one line for the person who asked."""


@dataclass(frozen=True)
class Outcome:
    """A frame and what was made of it; None where the worker died at it."""

    frame: pd.DataFrame
    result: pd.DataFrame | None
