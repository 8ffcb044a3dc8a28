"""Limits of the classes of a map, in three ways side by side, and which one is its threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..element_names import same_name
from ..errors import FusionError
from ..evaluation.classes import PERCENTILES, deviation_limit, fractal_limits
from ..formats import number
from ..language import mark, tr
from ..samples.text_values import Kind, read_cells
from ..units import Content, bare_name, factor

METHODS = {
    "percentiles": mark("percentiles of the area"),
    "deviation": mark("median and 1, 2 and 3 absolute deviations"),
    "fractal": mark("breaks of the concentration-area fractal"),
}
DEVIATIONS = (1.0, 2.0, 3.0)
_THRESHOLD = 1  # of DEVIATIONS: the median and two


@dataclass(frozen=True)
class Limits:
    """Rising limits of an element in its unit, by method; ``threshold`` is that of median and two deviations.

    ``logarithmic`` tells that the median and deviations are those of logarithms.
    """

    name: str
    unit: str
    percentiles: tuple[float, ...]
    deviation: tuple[float, ...]
    fractal: tuple[float, ...]
    logarithmic: bool

    @property
    def threshold(self) -> float:
        return self.deviation[_THRESHOLD]

    def of(self, method: str) -> tuple[float, ...]:
        return {"percentiles": self.percentiles, "deviation": self.deviation, "fractal": self.fractal}[method]


def parse_percentiles(text: str) -> tuple[float, ...]:
    """Read rising percentiles separated by commas or semicolons. Raises FusionError for what is none."""
    try:
        found = tuple(float(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError:
        found = ()
    if not found or any(not 0 < value < 100 for value in found) or list(found) != sorted(set(found)):
        raise FusionError(
            "PERCENTILES '{text}' is not understood: give rising numbers between 0 and 100 separated by commas, such "
            "as {usual}.",
            text=text,
            usual=",".join(f"{value:g}" for value in PERCENTILES),
        )
    return found


def parse_thresholds(text: str, contents: Sequence[Content], found: Sequence[float]) -> tuple[float, ...]:
    """Return the threshold of each element: one number for all, or ``Cu=45; Zn=0.02 %``; those ``found`` elsewhere.

    A unit behind a number is converted to that of the map. Raises FusionError for an element that the map does not
    hold, for what is no number or could be two (1,000), and for a unit that cannot be converted.
    """
    chosen = list(found)
    parts = [part.strip() for part in text.split(";") if part.strip()]
    for part in parts:
        name, equals, value = part.rpartition("=")
        cells = read_cells([value.strip()])
        if cells.kinds[0] != Kind.MEASURED or (len(parts) > 1 and not equals):
            raise FusionError(
                "THRESHOLD: '{part}' is not understood: give one number, or one an element, such as Cu=45;Zn=200.",
                part=part,
            )
        amount, unit = float(cells.values[0]), cells.unit
        if not equals:
            return tuple(_in_unit_of(own, amount, unit, part) for own in contents)
        same = [k for k, own in enumerate(contents) if same_name(own.name, name)]
        same = same or [k for k, own in enumerate(contents) if same_name(bare_name(own.name), name)]
        if not same or len({contents[k].name for k in same}) > 1:
            raise FusionError(
                "THRESHOLD: the map has no element '{name}': give one of {names}.",
                name=name.strip(),
                names=", ".join(own.name for own in contents),
            )
        chosen[same[0]] = _in_unit_of(contents[same[0]], amount, unit, part)
    return tuple(chosen)


def _in_unit_of(content: Content, amount: float, unit: str, part: str) -> float:
    """Return an amount in a unit, none for that of the content, in the unit of the content."""
    times = factor(unit, content.unit) if unit else 1.0
    if times is None:
        raise FusionError(
            "THRESHOLD: '{part}' is in {unit}, and '{name}' in {own}: give a number in the unit of the map.",
            part=part,
            unit=unit,
            name=content.name,
            own=content.unit or tr("no unit that is known"),
        )
    return amount * times


def class_limits(name: str, unit: str, values: np.ndarray, areas: np.ndarray, percentiles: Sequence[float]) -> Limits:
    """Return the limits of an element from known values (n,) and the areas that they stand for.

    Median and deviations are those of logarithms where all values are above 0. Raises FusionError where there is no
    value.
    """
    if not values.size:
        raise FusionError("INPUT: the band '{name}' has no pixel with a value: choose other BANDS.", name=name)
    logarithmic = bool(values.min() > 0)
    scale = np.log(values) if logarithmic else values
    limits = [deviation_limit(scale, deviations) for deviations in DEVIATIONS]
    deviation = tuple(math.exp(limit) for limit in limits) if logarithmic else tuple(limits)
    return Limits(
        name,
        unit,
        weighted_percentiles(values, areas, percentiles),
        deviation,
        fractal_limits(values, areas),
        logarithmic,
    )


def weighted_percentiles(values: np.ndarray, areas: np.ndarray, percentiles: Sequence[float]) -> tuple[float, ...]:
    """Return the values that percentages of the area lie below: those of ``np.percentile`` where areas are equal."""
    if areas.min() == areas.max():
        return tuple(float(value) for value in np.percentile(values, percentiles))
    order = np.argsort(values, kind="stable")
    weights = areas[order]
    middle = np.cumsum(weights) - weights
    place = middle / max(float(middle[-1]), 1e-300) * 100
    return tuple(float(value) for value in np.interp(percentiles, place, values[order]))


def class_labels(limits: Sequence[float], unit: str, beyond: bool) -> list[str]:
    """Return what classes are called in a legend: ``to 20 ppm``, ``20 to 45 ppm``, ``45 ppm and more``."""
    shown = [number(limit, 3) for limit in limits]
    if not shown:
        return [tr("all")]
    said = {"unit": f" {unit}" if unit else ""}
    labels = [tr("to {high}{unit}", high=shown[0], **said)]
    labels += [tr("{low} to {high}{unit}", low=low, high=high, **said) for low, high in zip(shown, shown[1:])]
    last = mark("more than {low}{unit}") if beyond else mark("{low}{unit} and more")
    return [*labels, tr(last, low=shown[-1], **said)]
