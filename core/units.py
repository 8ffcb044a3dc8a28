"""Units of contents: which name what, how one becomes another, and what no content can exceed.

Parts of a whole by mass: percent, per mille, ppm (mg/kg, g/t, ug/g), ppb (ug/kg, mg/t, ng/g) and ppt (ng/kg). Units
that name a substance (``% K2O``) or a volume are not these; nothing is known of them, unless both sides name the same
substance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .element_names import element_in, match_names, name_key, oxide_in, same_name, without_oxide
from .errors import FusionError
from .language import mark, tr
from .progress import SILENT, Progress

PERCENT = 1e-2  # of the whole
_PARTS = {
    1.0: ("kg/kg", "g/g", "t/t"),
    PERCENT: (
        "%",
        "percent",
        "per cent",
        "pct",
        "wt%",
        "wt.%",
        "weight%",
        "weight percent",
        "wt pct",
        "mass%",
        "% m/m",
    ),
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
    ),
    1e-9: ("ppb", "ug/kg", "µg/kg", "μg/kg", "mg/t", "ng/g", "parts per billion", "ppbw"),
    1e-12: ("ppt", "ng/kg", "ug/t", "µg/t", "pg/g"),
}
# what laboratories add to a name: instruments, digestions, codes of methods
_LABORATORY = re.compile(r"(?:icp|ms|oes|aes|xrf|i?naa|aas?|faa?|ar|me|tot|total|t|es)+[0-9]*[a-z]?")
_ROUNDING = 0.02  # of the whole: what laboratories are off by in quartz or ores
_WHOLE_OF_SMALLEST = 1e12  # parts per trillion
_FAR_APART = 10.0  # times another unit: percent and ppm are 10000, ppm and ppb 1000
_WORTH = {re.sub(r"[\s.]", "", name): worth for worth, names in _PARTS.items() for name in names}


class Content(NamedTuple):
    """What the numbers of a band or field are contents of, and in which unit; an empty text where none is known."""

    name: str
    unit: str


def parse(unit: str) -> float | None:
    """Return the share of the whole that one of a unit is (1e-6 for ppm), None where it is not known.

    A note in brackets does not count: ``ppm (dry)`` is ppm; but a substance does: ``% K2O`` is no percent of K.
    """
    text = re.sub(r"[\[(].*?[\])]", "", unit) or unit.strip("[]() ")
    text = re.sub(r"^(\w+)[\s.·]+(\w+)\^?[-\u2212]1$", r"\1/\2", text.strip())  # µg g-1
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


def is_one_unit(units: Sequence[str]) -> bool:
    """Whether numbers in several units can be averaged as they are: ppm and mg/kg can, ppm and % or nothing cannot."""
    return all(factor(unit, units[0]) == 1.0 for unit in units[1:])


def largest_content(unit: str) -> float | None:
    """Return the whole in a unit, which no content exceeds: 100 for %, 1e6 for ppm; None for an unknown unit."""
    worth = parse(unit)
    return None if worth is None else float(f"{1 / worth:.12g}")


def beyond_whole(values: np.ndarray, unit: str) -> np.ndarray:
    """Return which values (n,) no content in a unit has; without a known unit, none in the smallest one, ppt."""
    with np.errstate(invalid="ignore"):
        found: np.ndarray = values > (largest_content(unit) or _WHOLE_OF_SMALLEST) * (1 + _ROUNDING)
    return found


def whole_text(unit: str) -> str:
    """Return the whole in a unit as text: ``100 %``, ``1e+06 ppm``."""
    whole = largest_content(unit)
    return f"{whole or _WHOLE_OF_SMALLEST:g} {unit if whole else 'ppt'}"


def _alike(unit: str) -> str:
    return re.sub(r"\s", "", unit).casefold()


def unit_of(name: str, declared: str) -> str:
    """Return the unit of a band or field: the one declared, else a known one that its name ends in, else nothing.

    ``Cu_ppm``, ``Au (ppb)``, ``Ag_g_t`` and ``K2O_pct`` say their unit, also before what a laboratory adds
    (``Au_ppb_ICP``); ``log_Cu_ppm`` and ``Cu_ppm_clr`` do not.
    """
    words = _words(name)[1:]
    if declared or element_in(name) is None:
        return declared
    while words:
        for unit in ("/".join(words[-2:]), " ".join(words[-2:]), words[-1]):  # mg_kg, wt_pct, ppm
            if parse(unit) is not None:
                return unit
        if not is_laboratory(words.pop()):
            return ""
    return ""


def bare_name(name: str) -> str:
    """Return the name of a band or field without the unit at its end, and what a laboratory adds to that.

    ``Cu`` for ``Cu_ppm``, ``Cu (mg/kg)`` and ``Cu_ppm_ICP``, ``K2O`` for ``K2O_pct``; any other name is as it is.
    """
    unit = unit_of(name, "")
    words = _words(name)
    for end in range(len(words), 0, -1) if unit else ():
        for start in (end - 2, end - 1):
            if start > 0 and unit in ("/".join(words[start:end]), " ".join(words[start:end])):
                return "_".join(words[:start])
    return name.strip()


def match_contents(
    first: Sequence[str], other: Sequence[str], label: str = "", progress: Progress = SILENT
) -> dict[int, int]:
    """Return which name of ``other`` is of the element of each name of ``first``, by number.

    By ``match_names``; of what is left then, those that are alike without the units in them (``Cu`` and ``Cu_ppm``),
    where no other is. That is told with what holds the ``other`` names, such as GEOCHEM.
    """
    found = match_names(first, other)
    if any(len(set(map(name_key, names))) < len(names) for names in (first, other)):
        return found  # names that stand twice tell nothing
    keys = [[name_key(bare_name(name)) for name in names] for names in (first, other)]
    for k, key in enumerate(keys[0]):
        if k not in found and keys[0].count(key) == keys[1].count(key) == 1:
            found[k] = keys[1].index(key)
            text = mark("{label}: '{name}' is taken for '{wanted}'.")
            progress.note(tr(text, label=label, name=other[found[k]], wanted=first[k]))
    return found


def coarse_bands_of(wanted: Sequence[str], names: Sequence[str], progress: Progress) -> tuple[list[int], list[str]]:
    """Return which of the names of GEOCHEM's bands are of wanted elements (numbers), and the elements that none is of.

    By name whatever its case and unit. Two bands of one name both stand for it: they are refused where they are read.
    """
    found = [[k for k, own in enumerate(names) if same_name(own, name)] for name in wanted]
    if all(found) or any(len(same) > 1 for same in found):
        return [k for same in found for k in same], []
    pairs = match_contents(wanted, names, "GEOCHEM", progress)
    missing = [name for k, name in enumerate(wanted) if not found[k] and k not in pairs]
    return [pairs[k] for k in sorted(pairs)], missing


def no_coarse_band(missing: str, names: Sequence[str]) -> FusionError:
    """Return the error for an element of a model that no band of GEOCHEM is called as, out of those ``names``."""
    element, oxide = element_in(missing), oxide_in(missing)
    like = [name for name in names if element and element_in(name) == element and oxide_in(name) == oxide]
    if like:
        return FusionError(
            "GEOCHEM has no band '{missing}' (it has {names}): if '{like}' is the same, call it '{missing}'.",
            missing=missing,
            names=", ".join(names),
            like=like[0],
        )
    return FusionError(
        "GEOCHEM has no band '{missing}' (it has {names}): give the coarse map of the elements "
        "that the model was trained on.",
        missing=missing,
        names=", ".join(names),
    )


def _words(name: str) -> list[str]:
    """Return the parts of a name: ``Cd (mg/kg)`` and ``Cd_mg/kg`` have the same."""
    return [word for word in re.split(r"[\s_()\[\]]+|(?=%)", name.strip(" _)]")) if word]


def is_laboratory(word: str) -> bool:
    """Whether a word of a name says how a laboratory measured, such as ICP, ME-MS61 or total, and not what."""
    return _LABORATORY.fullmatch(word.lower()) is not None


def converted(values: np.ndarray, found: Content, wanted: Content, label: str, progress: Progress) -> np.ndarray:
    """Return values of an element in the unit wanted, and say what was done; ``label`` names where they come from.

    Values whose unit cannot be converted stay as they are, with a warning; those without a unit with a note; where none
    is wanted, without a word. Raises FusionError where one is an oxide and the other its element or another oxide.
    """
    _require_one_substance(found, wanted, label)
    times = factor(without_oxide(found.unit), without_oxide(wanted.unit))
    if times == 1.0:
        return values
    if not found.unit or not wanted.unit:
        if not found.unit:
            text = mark("'{name}' in {label} says no unit, and is taken to be in {unit}, as elsewhere.")
            progress.note(tr(text, name=found.name, label=label, unit=wanted.unit))
        return values
    told = {"name": found.name, "label": label, "given": found.unit, "wanted": wanted.unit}
    if times is None:
        text = mark("The unit of '{name}' in {label} is {given}, elsewhere it is {wanted}, and how one becomes the "
                    "other is not known: the values are used as they are; bring both to one unit.")  # fmt: skip
        progress.warn(tr(text, **told))
        return values
    text = mark("'{name}' in {label} was converted from its unit {given} to {wanted}: multiplied by {times:g}.")
    progress.warn(tr(text, **told, times=times))
    return values * times


def tell_magnitude(
    name: str, values: np.ndarray, label: str, known: tuple[float, float], other: str, progress: Progress
) -> None:
    """Warn where values (n,) are ten times higher or lower than ``known`` ones, the least and largest of ``other``.

    What lies so far apart is seldom of one unit, whatever is said of it.
    """
    low, high = known
    finite = values[np.isfinite(values)]
    median = float(np.median(finite)) if finite.size else 0.0
    if median <= 0 or high <= 0 or (low <= 0 and median <= high):
        return
    ratio = median / min(max(median, low), high)
    if not 1 / _FAR_APART < ratio < _FAR_APART:
        text = mark(
            "'{name}' in {label}: the values (median {median:.3g}) are far from those of {other} ({low:.3g} to "
            "{high:.3g}), {ratio:.3g} times them: check that both are in one unit."
        )
        told = {"name": name, "label": label, "median": median, "other": other, "low": low, "high": high}
        progress.warn(tr(text, **told, ratio=ratio))


def _require_one_substance(found: Content, wanted: Content, label: str) -> None:
    oxides = [oxide_in(content.name) or oxide_in(content.unit) for content in (found, wanted)]
    own, other = (oxide or element_in(content.name) for oxide, content in zip(oxides, (found, wanted)))
    if any(oxides) and own and other and own != other:
        raise FusionError(
            "'{name}' in {label} is {own}, and it would be taken for {other} ('{wanted}'): an oxide is not its "
            "element; convert one to the other first, and name it so.",
            name=found.name,
            label=label,
            own=own[0].upper() + own[1:],
            other=other[0].upper() + other[1:],
            wanted=wanted.name,
        )
