"""A survey as anomalies are sought in it: places in metres, elements, contents with what is missing and what is below.

Zero is no content: a laboratory that finds nothing reports a limit, and a logarithm has no place for it. Whatever is
left out on the way is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..element_names import oxide_in, same_name, without_oxide
from ..errors import FusionError
from ..formats import several
from ..language import tr
from ..progress import SILENT, Progress
from ..samples.censoring import ValuePolicy, parse_values, substituted
from ..samples.element_fields import proposed_fields, substance
from ..samples.metric import metric_places
from ..samples.missing_codes import MissingCodes, missing_codes
from ..samples.points import PointValues, group_means
from ..samples.tallies import tell_values
from ..units import factor, unit_of

FEWEST_ELEMENTS = 3  # of which a composition can be seen
FEWEST_PLACES = 10
MOST_MISSING = 0.5  # of the places
UNIT = "ppm"
_ONE_PLACE = 1e-3  # metres; rows nearer than that are at one place
_SHOWN = 12  # names in a sentence


@dataclass(frozen=True)
class Survey:
    """A survey of ``elements`` (symbols, or the field's name where it is none) read from ``fields``, at places.

    ``places`` (n, 2) are metres in ``crs`` (WKT), in rising order of x and y. ``contents`` (n, elements) are in
    ``units``, above 0, NaN where missing; those ``below`` (n, elements) are stand-ins for values below a limit of
    detection, none of the rows there being measured. ``rows`` (n,) were averaged; ``place_of`` (rows,) is the place of
    each row of the layer, -1 where it was left out.
    """

    places: np.ndarray
    elements: tuple[str, ...]
    fields: tuple[str, ...]
    units: tuple[str, ...]
    contents: np.ndarray
    below: np.ndarray
    rows: np.ndarray
    place_of: np.ndarray
    crs: str

    def number_of(self, name: str) -> int | None:
        """Return the number of the element that a symbol or a field names, None where the survey has none of it."""
        for names in (self.fields, self.elements):
            for number, known in enumerate(names):
                if same_name(known, name):
                    return number
        found = substance(name)
        return self.elements.index(found.symbol) if found and found.symbol in self.elements else None

    def _part(self, keep: np.ndarray) -> Survey:
        """Return some of the elements."""
        numbers = np.flatnonzero(keep)
        elements, fields, units = (
            tuple(names[k] for k in numbers) for names in (self.elements, self.fields, self.units)
        )
        contents, below = self.contents[:, numbers], self.below[:, numbers]
        return replace(self, elements=elements, fields=fields, units=units, contents=contents, below=below)


def read_survey(
    points: PointValues,
    policy: ValuePolicy | None = None,
    fields: Sequence[str] = (),
    targets: Sequence[str] = (),
    progress: Progress = SILENT,
) -> Survey:
    """Read a survey; ``points.values`` are numbers, texts and None as the layer holds them.

    ``fields`` are those to use, by default all that are named as elements; ``targets`` among the fields of the points
    are used besides, and kept however many of their values are missing. Raises FusionError where there is too little
    to seek anomalies in.
    """
    policy = policy or ValuePolicy()
    policy.check()
    points.check()
    points = _chosen(points, fields, targets, progress)
    contents, below, units = _read_fields(points, policy, progress)
    xy, crs = metric_places(points.x, points.y, points.crs)
    used = np.isfinite(xy).all(axis=1) & np.isfinite(contents).any(axis=1)
    _tell_rows(points, xy, used, progress)
    places, place_of, rows = _one_place(xy, used)
    _require_places(len(places), points.source)  # one place has no element that varies, which would be said of it
    merged, low = _merged(contents, below, place_of, len(places))
    names = [substance(name) for name in points.names]
    elements = tuple(found.symbol if found else name for name, found in zip(points.names, names))
    survey = Survey(places, elements, tuple(points.names), units, merged, low, rows, place_of, crs)
    for choose in (_known, _one_field_each, _varying):
        survey = choose(survey, targets, progress)
    survey = _valued(survey, progress)
    _tell_oxides(survey, progress)
    _require_enough(survey, points.source)
    return survey


# ---------------------------------------------------------------------------------------------- fields


def _chosen(points: PointValues, fields: Sequence[str], targets: Sequence[str], progress: Progress) -> PointValues:
    """Return the points with the fields to use, targets among them."""
    names = [*(fields or proposed_fields(points.names)), *(name for name in targets if name in points.names)]
    names = list(dict.fromkeys(names))
    if not names:
        raise FusionError(
            "No field of '{source}' is named as an element or an oxide, such as Cu, Au_ppb or K2O_pct: choose the "
            "fields in FIELDS.",
            source=points.source,
        )
    unknown = [name for name in names if name not in points.names]
    if unknown:
        raise FusionError(
            "'{source}' has no field '{field}': choose another one.", source=points.source, field=unknown[0]
        )
    if not fields:
        progress.note(tr("Fields taken as contents of elements: {names}.", names=", ".join(names)))
    numbers = [list(points.names).index(name) for name in names]
    units = [points.units[number] for number in numbers] if points.units else ()
    return replace(points, names=names, values=np.asarray(points.values, object)[:, numbers], units=units)


def _read_fields(
    points: PointValues, policy: ValuePolicy, progress: Progress
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return contents and which are below a limit, both (rows, fields), and units: of the element, in ppm if known."""
    codes = missing_codes(policy.missing_codes)
    codes = MissingCodes((*codes.numbers, 0.0), codes.texts, codes.automatic)
    values = np.full(points.values.shape, np.nan)
    below, units, zeros = np.zeros(values.shape, bool), [], []
    for number, name in enumerate(points.names):
        progress.check(number / len(points.names))
        raw = points.values[:, number]
        column = parse_values(raw, policy.negative_is_limit, codes)
        tell_values(name, column, raw, policy, progress)
        content = substituted(column, policy.below_detection, policy.over_limit)
        values[:, number] = np.where(content > 0, content, np.nan)
        below[:, number] = column.censored & np.isfinite(values[:, number])
        declared = points.units[number] if points.units else ""
        unit, times = _to_element(name, unit_of(name, column.cells.unit or declared))
        values[:, number] *= times
        units.append(unit)
        zeros.append(int((column.cells.values == 0).sum()))
        _tell_negative(name, content, progress)
    if any(zeros):
        named = _listed([f"{name} ({count})" for name, count in zip(points.names, zeros) if count])
        progress.note(tr("Values of 0 left out, as no content is 0: {names}.", names=named))
    unknown = [name for name, unit in zip(points.names, units) if unit != UNIT]
    if unknown and len(unknown) < len(units):
        progress.note(
            tr("Not in ppm, as how their unit becomes that is not known: {names}; scores do not depend on units.",
               names=_listed(unknown))
        )  # fmt: skip
    return values, below, tuple(units)


def _to_element(name: str, unit: str) -> tuple[str, float]:
    """Return the unit of the contents of an element, and what those of its field are multiplied by."""
    found = substance(oxide_in(unit) or name)
    share = (found.share if found else None) or 1.0
    times = factor(without_oxide(unit), UNIT)
    return (unit, share) if times is None else (UNIT, times * share)


def _tell_negative(name: str, content: np.ndarray, progress: Progress) -> None:
    negative = int((content < 0).sum())
    if negative:
        progress.warn(
            tr("{name}: {values} left out, as no content is negative.", name=name, values=several(negative, "value"))
        )


# ---------------------------------------------------------------------------------------------- places


def _tell_rows(points: PointValues, xy: np.ndarray, used: np.ndarray, progress: Progress) -> None:
    """Say which rows are left out. Raises FusionError where none remains."""
    lost = int((~np.isfinite(xy).all(axis=1)).sum())
    if lost == len(xy):
        raise FusionError(
            "No point of '{source}' has a place in metres: check the CRS of the layer.", source=points.source
        )
    if not used.any():
        raise FusionError(
            "None of the fields ({names}) of '{source}' holds a content above 0: choose other fields in FIELDS, and "
            "read the warnings in the log.",
            names=_listed(points.names),
            source=points.source,
        )
    if lost:
        progress.warn(
            tr("Left out, because they have no place: {points} of '{source}'.",
               points=several(lost, "point"), source=points.source)
        )  # fmt: skip
    empty = len(xy) - lost - int(used.sum())
    if empty:
        progress.note(
            tr("Left out, because no field has a content there: {points} of '{source}'.",
               points=several(empty, "point"), source=points.source)
        )  # fmt: skip


def _one_place(xy: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return places (n, 2) in rising order, the place of each row (rows,), and how many rows each has (n,)."""
    whole = np.round(xy[used] / _ONE_PLACE)
    places, number = np.unique(whole, axis=0, return_inverse=True)
    place_of = np.full(len(xy), -1, np.int64)
    place_of[used] = number.ravel()
    return places * _ONE_PLACE, place_of, np.bincount(number.ravel(), minlength=len(places))


def _merged(contents: np.ndarray, below: np.ndarray, place_of: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return geometric means (n, fields) of the rows at each place, and where none of these was measured."""
    merged, low = np.empty((size, contents.shape[1])), np.empty((size, contents.shape[1]), bool)
    for number, column in enumerate(contents.T):
        order = np.lexsort((column, place_of))  # sums do not depend on the order of the rows
        order = order[place_of[order] >= 0]
        groups, logs = place_of[order], np.log(column[order])
        count, means = group_means(logs, groups, size)
        merged[:, number] = np.exp(means)
        limits = np.bincount(groups, below[order, number], minlength=size)
        low[:, number] = (count > 0) & (limits == count)
    return merged, low


# ---------------------------------------------------------------------------------------------- elements


def _known(survey: Survey, targets: Sequence[str], progress: Progress) -> Survey:
    """Leave out fields of which more than half is missing, unless they are targets."""
    missing = 1 - np.isfinite(survey.contents).mean(axis=0)
    wanted = np.array([any(same_name(name, target) for target in targets) for name in survey.fields])
    few = missing > MOST_MISSING
    empty = missing == 1.0
    gone = (few & ~wanted) | empty
    if gone.any():
        names = _listed([f"{survey.fields[k]} ({missing[k]:.0%})" for k in np.flatnonzero(gone)])
        text = tr("Left out, because more than {most:.0%} is missing: {names}.", most=MOST_MISSING, names=names)
        progress.warn(text)
    for number in np.flatnonzero(few & wanted & ~empty):
        progress.warn(
            tr("{name} is kept as a target, though {share:.0%} of it is missing: scores lean on its neighbours there.",
               name=survey.fields[number], share=missing[number])
        )  # fmt: skip
    return survey._part(~gone)


def _one_field_each(survey: Survey, targets: Sequence[str], progress: Progress) -> Survey:
    """Keep one field an element: a target before others, itself before an oxide, and then that with most values."""
    known = np.isfinite(survey.contents).sum(axis=0)

    def order(number: int) -> tuple[bool, bool, int]:
        name = survey.fields[number]
        found = substance(name)
        wanted = any(same_name(name, target) for target in targets)
        return not wanted, bool(found and found.oxide), -int(known[number])

    best: dict[str, int] = {}
    for number in sorted(range(len(survey.fields)), key=order):
        best.setdefault(survey.elements[number], number)
    keep = np.isin(np.arange(len(survey.fields)), list(best.values()))
    if not keep.all():
        names = [f"{survey.fields[k]} ({survey.fields[best[survey.elements[k]]]})" for k in np.flatnonzero(~keep)]
        text = tr("Left out, because another field is the same element (in brackets): {names}.", names=_listed(names))
        progress.note(text)
    return survey._part(keep)


def _tell_oxides(survey: Survey, progress: Progress) -> None:
    for name in survey.fields:
        found = substance(name)
        if not found or not found.oxide:
            continue
        if found.share is None:
            text = tr("{name}: what share of {oxide} its element is is not known: contents are those of the oxide.",
                      name=name, oxide=found.oxide)  # fmt: skip
        else:
            text = tr("{name}: contents of {oxide} become those of its element, {share:.4f} of them.", name=name,
                      oxide=found.oxide, share=found.share)  # fmt: skip
        progress.note(text)


def _varying(survey: Survey, targets: Sequence[str], progress: Progress) -> Survey:
    """Leave out elements with one value everywhere."""
    if not survey.elements:
        return survey
    with np.errstate(invalid="ignore"):
        keep = np.nanmax(survey.contents, axis=0) > np.nanmin(survey.contents, axis=0) * (1 + 1e-9)
    if not keep.all():
        names = _listed([survey.fields[k] for k in np.flatnonzero(~keep)])
        progress.warn(tr("Left out, because they are the same everywhere: {names}.", names=names))
    return survey._part(keep)


def _valued(survey: Survey, progress: Progress) -> Survey:
    """Leave out places without a content of the elements that are left."""
    keep = np.isfinite(survey.contents).any(axis=1)
    if keep.all():
        return survey
    lost = int((~keep).sum())
    text = tr("Left out, because no element that is used has a content: {places}.", places=several(lost, "place"))
    progress.note(text)
    number = np.append(np.where(keep, np.cumsum(keep) - 1, -1), -1)  # the last for rows that have none
    arrays = {key: getattr(survey, key)[keep] for key in ("places", "contents", "below", "rows")}
    return replace(survey, **arrays, place_of=number[survey.place_of])


def _require_enough(survey: Survey, source: str) -> None:
    """Raise FusionError where there are too few elements or places."""
    if len(survey.elements) < FEWEST_ELEMENTS:
        raise FusionError(
            "'{source}' has {count} elements that can be used ({names}), and {least} are the least: choose more "
            "fields in FIELDS, and read in the log why fields were left out.",
            source=source,
            count=len(survey.elements),
            names=_listed(survey.fields) or "-",
            least=FEWEST_ELEMENTS,
        )
    _require_places(len(survey.places), source)


def _require_places(count: int, source: str) -> None:
    """Raise FusionError where there are too few places."""
    if count < FEWEST_PLACES:
        raise FusionError(
            "'{source}' has contents at {places} only, and {least} are the least: give a survey with more samples.",
            source=source,
            places=several(count, "place"),
            least=FEWEST_PLACES,
        )


def _listed(names: Sequence[str]) -> str:
    """Return names for a sentence, the first where they are many."""
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else tr("{names} and {more} more", names=shown, more=len(names) - _SHOWN)
