"""Which sensor bands are of, judged by all their names together: 'B4' alone is a band of any of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

ASTER, LANDSAT8, LANDSAT7, SENTINEL2 = "ASTER", "Landsat 8 and 9", "Landsat 4 to 7", "Sentinel-2"
_NUMBERS: Mapping[str, frozenset[str]] = {  # every band that a sensor has
    ASTER: frozenset(["1", "2", "3", "3N", "3B", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"]),
    LANDSAT8: frozenset(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]),
    LANDSAT7: frozenset(["1", "2", "3", "4", "5", "6", "7", "8"]),
    SENTINEL2: frozenset(["1", "2", "3", "4", "5", "6", "7", "8", "8A", "9", "10", "11", "12"]),
}
_TOGETHER: Mapping[str, tuple[frozenset[str], ...]] = {  # bands that are used or delivered together
    ASTER: tuple(frozenset(text.split()) for text in ("1 2 3", "1 2 3N", "4 5 6 7 8 9", "10 11 12 13 14")),
    LANDSAT8: tuple(frozenset(text.split()) for text in ("2 3 4", "2 3 4 5", "6 7", "2 3 4 5 6 7", "1 2 3 4 5 6 7")),
    LANDSAT7: tuple(frozenset(text.split()) for text in ("1 2 3 4", "1 2 3 4 5 7", "1 2 3 4 5 6 7")),
    SENTINEL2: tuple(
        frozenset(text.split())
        for text in ("2 3 4", "2 3 4 8", "11 12", "5 6 7 8A 11 12", "1 9", "1 2 3 4 5 6 7 8 8A 9 10 11 12")
    ),
}
_OWN_SPELLING = ((re.compile(r"(?<![a-z0-9])s[rt]_b\d"), (LANDSAT8, LANDSAT7)),)


def other_sensor(sensor: str, names: Sequence[str], numbers: Sequence[str]) -> str:
    """Return the sensor that names without a sensor fit better than the one asked for; empty where none does.

    ``numbers`` are the numbers of the bands in the names, '4', '8A' or '3N'.
    """
    spelled = [owners for name in names for pattern, owners in _OWN_SPELLING if pattern.search(name.casefold())]
    if spelled and sensor not in spelled[0]:
        return spelled[0][0]
    found = frozenset(numbers)
    fits = {other: _fit(other, found) for other in _NUMBERS if other != sensor}
    best = max(fits, key=lambda other: fits[other])
    return best if fits[best] > _fit(sensor, found) else ""


def _fit(sensor: str, numbers: frozenset[str]) -> float:
    """Return the share of bands that belong to wholes of a sensor; less than 0 where one is no band of it."""
    if not numbers or not numbers <= _NUMBERS[sensor]:
        return -1.0
    covered = frozenset[str]().union(*(group for group in _TOGETHER[sensor] if group <= numbers))
    return len(covered) / len(numbers)
