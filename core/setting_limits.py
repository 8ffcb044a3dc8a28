"""Limits and defaults of settings that are numbers, once: dialogs offer them, requests start from and are held to them.

A constant of this kind stands beside what the setting is for, as ``FOLDS`` in ``geostatistics/folds.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import FusionError

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Limits(Generic[Number]):
    """What a setting is where nobody says, and what it may be: ``least`` and ``most`` included, None for no end.

    Of ``odd`` ones even numbers are left out: ``4 in Limits(5, 1, 9, odd=True)`` is false.
    """

    default: Number
    least: Number
    most: Number | None = None
    odd: bool = False

    def __contains__(self, value: Number) -> bool:
        inside = self.least <= value and (self.most is None or value <= self.most)
        return inside and (not self.odd or value % 2 == 1)


def require_within(name: str, value: Number, limits: Limits[Number]) -> None:
    """Raise FusionError for the value of a parameter beyond its limits."""
    if value in limits:
        return
    if limits.most is None:
        raise FusionError(
            "{name} is {value}: give a number from {low}.", name=name, value=value, low=f"{limits.least:g}"
        )
    raise FusionError(
        "{name} is {value}: give a number from {low} to {high}.",
        name=name,
        value=value,
        low=f"{limits.least:g}",
        high=f"{limits.most:.10g}",
    )
