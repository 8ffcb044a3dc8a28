"""Units of contents: which name what, how one becomes another, and what no content can exceed.

Parts of a whole by mass: percent, per mille, ppm (mg/kg, g/t, ug/g), ppb (ug/kg, mg/t, ng/g) and ppt (ng/kg). Units
that name a substance (``% K2O``) or a volume are not these; nothing is known of them.
"""

from __future__ import annotations

import re

import numpy as np

from .language import mark, tr
from .progress import Progress

_PARTS = {
    1e-2: ("%", "percent", "per cent", "pct", "wt%", "wt.%", "weight%", "weight percent", "wt pct", "mass%", "% m/m"),
    1e-3: ("‰", "permille", "per mille", "promille", "g/kg", "kg/t", "mg/g"),
    1e-6: (
        "ppm",
        "mg/kg",
        "g/t",
        "gpt",
        "ug/g",
        "µg/g",
        "μg/g",
        "mcg/g",
        "parts per million",
        "ppmw",
        "mg kg-1",
        "g t-1",
    ),
    1e-9: ("ppb", "ug/kg", "µg/kg", "μg/kg", "mg/t", "ng/g", "parts per billion", "ppbw", "ug kg-1", "µg kg-1"),
    1e-12: ("ppt", "ng/kg", "ug/t", "µg/t", "pg/g"),
}
_WORTH = {re.sub(r"[\s.]", "", name): worth for worth, names in _PARTS.items() for name in names}
_OXIDE = re.compile(
    r"(?<![A-Za-z])(?:Si|Ti|Al|Fe|Mn|Mg|Ca|Na|K|P|Cr|Ba|Sr|Zr|Rb|Li|S|V|Ni|Zn|Cu|Pb|W|Sn|Nb|Ta|U|Th|Y|La|Ce)"
    r"\d?O\d?(?![a-z])"
)


def parse(unit: str) -> float | None:
    """Return the share of the whole that one of a unit is (1e-6 for ppm), None where it is not known.

    A note in brackets does not count: ``ppm (dry)`` is ppm; but a substance does: ``% K2O`` is no percent of K.
    """
    text = re.sub(r"[\[(].*?[\])]", "", unit) or unit.strip("[]() ")
    return _WORTH.get(re.sub(r"[\s.]", "", text).casefold())


def factor(given: str, wanted: str) -> float | None:
    """Return what values in one unit are multiplied by to be in another, None where that is not known.

    Units that read alike need none, known or not.
    """
    if _alike(given) == _alike(wanted):
        return 1.0
    one, other = parse(given), parse(wanted)
    if one is None or other is None:
        return None
    return float(f"{one / other:.12g}")  # 10000, not 9999.999999999998


def oxide_in(text: str) -> str | None:
    """Return the oxide that the name or unit of a band names (``K2O``, ``Fe2O3``), None where there is none."""
    found = _OXIDE.search(text)
    return None if found is None else found.group(0)


def largest_content(unit: str) -> float | None:
    """Return the whole in a unit, which no content exceeds: 100 for %, 1e6 for ppm; None for an unknown unit."""
    worth = parse(unit)
    return None if worth is None else float(f"{1 / worth:.12g}")


def _alike(unit: str) -> str:
    return re.sub(r"\s", "", unit).casefold()


def converted(values: np.ndarray, name: str, given: str, wanted: str, label: str, progress: Progress) -> np.ndarray:
    """Return values of an element in the unit wanted, and say what was done; ``label`` names where they come from.

    Values whose unit cannot be converted stay as they are, with a warning; those without a unit, or where none is
    wanted, without one.
    """
    times = factor(given, wanted)
    if times == 1.0 or not given or not wanted:
        return values
    if times is None:
        text = mark("The unit of '{name}' in {label} is {given}, elsewhere it is {wanted}, and how one becomes the "
                    "other is not known: the values are used as they are; bring both to one unit.")  # fmt: skip
        progress.warn(tr(text, name=name, label=label, given=given, wanted=wanted))
        return values
    text = mark("'{name}' in {label} was converted from its unit {given} to {wanted}: multiplied by {times:g}.")
    progress.warn(tr(text, name=name, label=label, given=given, wanted=wanted, times=times))
    return values * times


def warn_of_oxides(name: str, other: str, label: str, progress: Progress) -> None:
    """Warn where one of two names of an element is an oxide and the other is not that."""
    if oxide_in(name) != oxide_in(other):
        text = mark("'{other}' in {label} is taken for '{name}', but the one is an oxide and the other is not: "
                    "convert the oxide to the element first.")  # fmt: skip
        progress.warn(tr(text, name=name, other=other, label=label))
