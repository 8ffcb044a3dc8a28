"""Where a model may be trusted: the dissimilarity index and the area of applicability of Meyer & Pebesma (2021).

doi 10.1111/2041-210X.13650. The index of a pixel is its distance to the nearest training place, in features that are
standardised and weighted by their importance, divided by the mean distance between training places. Inside is where it
does not exceed the threshold that cross-validation sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from ..errors import FusionError, require_intact
from ..image.features import Features
from ..language import tr
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import BLOCK, Window, nested, nested_in
from ..raster.tiles import TILE, TileFunction, Work, on_threads
from .nearest_place import CHUNK, NearestPlace

MOST_ROWS = 10_000  # training places kept
_MOST_NUMBERS = 100_000  # places x features kept; the search slows down with both, worst with many equal features
_MOST_IN_MEAN = 3000  # places whose pairs give the mean distance
_LEAST_WEIGHT = 0.01  # of the largest: so small an importance is told from none by the luck of permutations alone
_TOLERANCE = 1e-3  # of the index: a place this much farther may be taken for the nearest
_LARGEST = 1e30  # float32 can hold it and float64 its square
_OFTEN_OUTSIDE = 0.5
BANDS = (Band("dissimilarity index"), Band("inside area of applicability"))


@dataclass(frozen=True)
class Applicability:
    """What the dissimilarity index needs, as plain arrays that a model file can hold.

    ``columns`` (k,) are the features that count, in order; for each ``centre``, ``scale`` and ``weights`` (k,);
    ``training`` (n, k) float32 the training places, standardised and weighted; ``mean_distance``, ``threshold`` (1,).
    """

    columns: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    training: np.ndarray
    mean_distance: np.ndarray
    threshold: np.ndarray

    @cached_property
    def _nearest(self) -> NearestPlace:
        return NearestPlace(self.training, _TOLERANCE * float(self.mean_distance[0]))

    def dissimilarity(self, rows: np.ndarray) -> np.ndarray:
        """Return the index (n,) of rows of all features (n, features)."""
        return self._index(rows[:, self.columns].T)

    def _index(self, chosen: np.ndarray) -> np.ndarray:
        """Return the index (n,) from the features that count (k, n), feature by feature as windows lie in memory."""
        out = np.empty(chosen.shape[1])
        for start in range(0, len(out), CHUNK):
            part = chosen[:, start : start + CHUNK]
            scaled = _scaled(part, self.centre[:, None], self.scale[:, None], self.weights[:, None])
            out[start : start + CHUNK] = self._nearest.distances(scaled)
        return np.minimum(out / self.mean_distance[0], _LARGEST)

    def planes(self, chosen: np.ndarray) -> np.ndarray:
        """Return the bands of ``BANDS`` of a window of the features that count (k, height, width).

        A pixel that lacks one feature is NaN in all of them, and in the bands.
        """
        height, width = chosen.shape[1:]
        out = np.full((2, height * width), np.nan, np.float32)
        planes = chosen.reshape(len(chosen), -1)
        places = np.flatnonzero(np.isfinite(planes[0]))
        for start in range(0, len(places), CHUNK):
            some = places[start : start + CHUNK]
            # pixels that lie one behind the other need not be picked one by one
            whole = some[-1] - some[0] + 1 == len(some)
            index = self._index(planes[:, some[0] : some[-1] + 1] if whole else planes.take(some, axis=1))
            out[0, some] = index
            out[1, some] = index <= self.threshold[0]
        return out.reshape(2, height, width)

    def check(self, width: int) -> None:
        count = len(self.columns)
        require_intact(self.columns.shape == (count,) and 0 < count <= width, "the features of the dissimilarity index")
        ahead = bool((self.columns[1:] > self.columns[:-1]).all())  # a difference of large indices would wrap around
        require_intact(
            ahead and self.columns[0] >= 0 and self.columns[-1] < width, "the features of the dissimilarity index"
        )
        require_intact(all(a.shape == (count,) for a in (self.centre, self.scale, self.weights)), "the feature scaling")
        require_intact(bool((self.scale > 0).all() and (self.weights > 0).all()), "the feature scaling")
        sound = self.training.ndim == 2 and self.training.shape[1] == count and 1 < len(self.training) <= MOST_ROWS
        require_intact(sound and bool((np.abs(self.training) <= _LARGEST).all()), "the training places")
        require_intact(self.mean_distance.shape == (1,) and bool(self.mean_distance[0] > 0), "the mean distance")
        require_intact(self.threshold.shape == (1,) and bool(self.threshold[0] >= 0), "the threshold")


def _scaled(rows: np.ndarray, centre: np.ndarray, scale: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return rows standardised and weighted, rounded as they are kept, so that a training place is at 0 from itself."""
    with np.errstate(over="ignore"):
        values = np.subtract(rows, centre, dtype=float)
        values /= scale
        values *= weights
        return values.astype(np.float32)


def measure(
    features: np.ndarray, weights: np.ndarray, elements: Sequence[tuple[np.ndarray, np.ndarray]], seed: int
) -> Applicability | None:
    """Learn the area of applicability from a training table; None where the training places do not differ.

    ``features`` (n, p); ``weights`` (p,); ``elements`` are the rows of each element and the folds that held them out.
    The threshold is that of the indices of all elements' training places taken together. Many places are thinned,
    always alike for the same seed. Features that weigh no more than a hundredth of the heaviest do not count.
    """
    columns = np.flatnonzero((weights > _LEAST_WEIGHT * weights.max()) & (features.std(axis=0) > 0))
    if not columns.size:
        return None
    generator = np.random.default_rng(seed)
    kept = np.arange(len(features))
    most = min(MOST_ROWS, max(2, _MOST_NUMBERS // len(columns)))
    if len(kept) > most:
        kept = np.sort(generator.choice(kept, most, replace=False))
    x = features[:, columns]
    centre, scale, chosen = x.mean(axis=0), x.std(axis=0), weights[columns].astype(float)
    training = np.clip(_scaled(x[kept], centre, scale, chosen), -_LARGEST, _LARGEST)
    mean_distance = _mean_distance(training, generator)
    place = np.full(len(features), -1)
    place[kept] = np.arange(len(kept))
    found: dict[bytes, np.ndarray] = {}  # elements measured at the same places mostly share their folds
    distances = []
    for rows, fold in elements:
        here = place[rows] >= 0
        key = rows[here].tobytes() + fold[here].tobytes()
        if key not in found:
            found[key] = _across_folds(training[place[rows[here]]], fold[here])
        distances.append(found[key])
    across = np.concatenate(distances)
    if mean_distance <= 0 or not across.size:
        return None
    limit = threshold(across / mean_distance)
    return Applicability(columns, centre, scale, chosen, training, np.array([mean_distance]), np.array([limit]))


def _mean_distance(training: np.ndarray, generator: np.random.Generator) -> float:
    """Return the mean distance between all pairs of places, of a sample of them where there are many."""
    if len(training) > _MOST_IN_MEAN:
        training = training[np.sort(generator.choice(len(training), _MOST_IN_MEAN, replace=False))]
    return float(pdist(training.astype(float)).mean())


def _across_folds(training: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Return the distance of each place to the nearest one that is not in its own fold."""
    out = np.full(len(training), np.nan)
    for number in np.unique(fold):
        own = fold == number
        if not own.all():
            out[own], _ = cKDTree(training[~own]).query(training[own])
    return out[np.isfinite(out)]


def threshold(indices: np.ndarray) -> float:
    """Return Q3 + 1.5 (Q3 - Q1) of the training places' indices, but no more than the largest of them.

    That is what the authors' package CAST does today; up to its version 0.7.0 it took the largest index that is no
    more than that sum.
    """
    first, third = np.percentile(indices, [25, 75])
    return float(min(third + 1.5 * (third - first), indices.max()))


# ---------------------------------------------------------------------------------------------- files


def arrays_of(applicability: Applicability) -> dict[str, np.ndarray]:
    """Return the arrays by name."""
    return {f.name: getattr(applicability, f.name) for f in fields(applicability)}


def rebuild(arrays: dict[str, np.ndarray], width: int) -> Applicability:
    """Rebuild for a model of ``width`` features. Raises FusionError where arrays are missing or do not fit."""
    require_intact(set(arrays) == {f.name for f in fields(Applicability)}, "the arrays of the area of applicability")
    for name, array in arrays.items():
        require_intact(array.ndim > 0 and array.size > 0, f"the shape of '{name}'")
        require_intact(array.dtype.kind == ("i" if name == "columns" else "f"), f"the type of '{name}'")
        require_intact(name == "columns" or bool(np.isfinite(array).all()), f"the numbers of '{name}'")
    applicability = Applicability(**arrays)
    applicability.check(width)
    return applicability


# ---------------------------------------------------------------------------------------------- the map


def require(applicability: Applicability | None) -> Applicability:
    """Return what a model holds. Raises FusionError where it holds nothing."""
    if applicability is None:
        raise FusionError(
            "The model file does not say where it is applicable, because an older version wrote it: train again, or "
            "leave APPLICABILITY out."
        )
    return applicability


def write_map(
    compute: TileFunction[np.ndarray],
    threshold: float,
    area: Window,
    writer: RasterWriter,
    progress: Progress = SILENT,
    work: Work = on_threads,
) -> None:
    """Write what ``planes_at`` returns of a part of an image, tile by tile, and say how much of it lies outside."""
    outside = valid = 0
    with closing(work(compute, nested_in(area, TILE), progress)) as done:
        for window, planes in done:
            valid += int(np.isfinite(planes[1]).sum())
            outside += int((planes[1] == 0).sum())
            writer.write(planes, window.within(area))
    share = outside / max(valid, 1)
    text = tr(
        "Outside the area of applicability (dissimilarity index above {threshold:.3g}): {share:.1%} of the pixels. "
        "They resemble no training place, and cross-validation does not speak for them.",
        share=share,
        threshold=threshold,
    )
    (progress.warn if share > _OFTEN_OUTSIDE else progress.info)(text)


def planes_at(applicability: Applicability, features: Features, window: Window) -> np.ndarray:
    """Return the bands of ``BANDS`` for a window of an image, float32 (2, height, width)."""
    columns = applicability.columns.tolist()
    near, out = features.prefetched(window, columns), np.empty((len(BANDS), *window.shape), np.float32)
    for block in nested(window, BLOCK):  # features of a block at a time take less memory
        out[(slice(None), *block.inside(window))] = applicability.planes(near.compute(block, columns))
    return out
