"""Geology as channels: what share of each pixel each unit has, and a few numbers for each unit.

Numbers of units are names and cannot be averaged. Shares can, and with them the vector of a unit: of its description,
of its own (one-hot), or of the user. A unit that training never saw has no meaning; ``domain`` says where it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..raster.alignment import align
from ..raster.grid import Grid

DIMENSIONS = 5
DESCRIBED, ONE_HOT, TABLE = "described", "one_hot", "table"
_WORD = re.compile(r"[^\W\d_]{2,}")


def unit_fractions(units: np.ndarray, units_grid: Grid, grid: Grid, codes: Sequence[int]) -> np.ndarray:
    """Return the share of each pixel of a grid that each unit covers, (codes, height, width), by area.

    ``units`` (rows, columns) are numbers of units on a grid of any size, finer ones give shares between 0 and 1; NaN
    where there is no geology. Shares are of the mapped ground of a pixel; a pixel without any is NaN. Polygons come as
    a raster of several pixels to one of the grid.
    """
    alignment = align(units_grid, grid)
    window = units_grid.full_window()
    planes = [np.isfinite(units), *(units == code for code in codes)]
    sums = np.zeros((len(planes), *grid.shape))
    for plane, total in zip(planes, sums):  # one unit at a time: a map may have hundreds
        alignment.add_sums(plane[None].astype(float), window, total[None])
    mapped = sums[0]
    return np.where(mapped > 1e-9, sums[1:] / np.maximum(mapped, 1e-9), np.nan)


@dataclass(frozen=True)
class Embedding:
    """A vector for each unit.

    ``codes`` are the units that have one, in the order of ``vectors`` (units, dimensions); ``seen`` (units,) tells
    which of them training has met. ``kind`` is ``described``, ``one_hot`` or ``table``.
    """

    codes: tuple[int, ...]
    vectors: np.ndarray
    seen: np.ndarray
    kind: str

    def planes(self, fractions: np.ndarray, codes: Sequence[int]) -> np.ndarray:
        """Return the mean vector (dimensions, height, width) of the units of each pixel.

        ``fractions`` (codes, height, width) as ``unit_fractions`` returns them. Units without a vector are left out;
        a pixel that has no others is NaN.
        """
        known = [k for k, code in enumerate(codes) if code in self.codes]
        rows = [self.codes.index(codes[k]) for k in known]
        chosen = fractions[known]
        total = chosen.sum(axis=0)
        mean = np.einsum("ud,uhw->dhw", self.vectors[rows], np.nan_to_num(chosen))
        return np.where(total > 0, mean / np.where(total > 0, total, 1.0), np.nan)

    def domain(self, fractions: np.ndarray, codes: Sequence[int]) -> np.ndarray:
        """Return the share (height, width) of each pixel whose units training never saw, NaN where none is mapped."""
        met = {code for code, seen in zip(self.codes, self.seen) if seen}
        strange = [k for k, code in enumerate(codes) if code not in met]
        return np.where(np.isfinite(fractions).all(axis=0), fractions[strange].sum(axis=0), np.nan)


def embedding(
    seen: Sequence[int],
    descriptions: Mapping[int, str] | None = None,
    table: Mapping[int, Sequence[float]] | None = None,
    dimensions: int = DIMENSIONS,
) -> Embedding:
    """Return the embedding of units, from a user's table, else from their descriptions, else one-hot.

    ``seen`` are the units of the ground of training; a one-hot vector has a dimension for each of them. Descriptions
    and table may hold other units too, which get vectors and are marked. Raises FusionError where a unit that was seen
    has no line in the table or where lines differ in length.
    """
    met = sorted(set(seen))
    if table is not None:
        return _of_table(met, table)
    if descriptions is not None and any(_words(descriptions.get(code, "")) for code in met):
        return _of_descriptions(met, descriptions, dimensions)
    return Embedding(tuple(met), np.eye(len(met)), np.ones(len(met), bool), ONE_HOT)


def _of_table(met: Sequence[int], table: Mapping[int, Sequence[float]]) -> Embedding:
    missing = [code for code in met if code not in table]
    if missing:
        raise FusionError("UNITS has no line for the geological unit {unit}: add one for each unit.", unit=missing[0])
    codes = tuple(sorted(table))
    lengths = {len(table[code]) for code in codes}
    vectors = np.array([table[code] for code in codes], float) if len(lengths) == 1 else np.full(1, np.nan)
    if not np.isfinite(vectors).all() or not vectors.size:
        raise FusionError("UNITS must have the same count of numbers in each line: complete the lines of the units.")
    return Embedding(codes, vectors, np.isin(codes, met), TABLE)


def _of_descriptions(met: Sequence[int], descriptions: Mapping[int, str], dimensions: int) -> Embedding:
    """Return truncated singular vectors of the TF-IDF of descriptions, the axes those of the units that were seen.

    TF-IDF as scikit-learn has it: counts times ln((1 + n) / (1 + units with the word)) + 1, rows of length 1. An axis
    points to where its largest loading is positive, so that signs do not depend on the library.
    """
    codes = tuple(sorted({*met, *descriptions}))
    texts = [_words(descriptions.get(code, "")) for code in codes]
    of_seen = np.isin(codes, met)
    words = sorted({word for text, has in zip(texts, of_seen) if has for word in text})
    place = {word: k for k, word in enumerate(words)}
    counts = np.zeros((len(codes), len(words)))
    for row, text in zip(counts, texts):
        for word in text:
            if word in place:
                row[place[word]] += 1
    found = (counts[of_seen] > 0).sum(axis=0)
    weighted = counts * (np.log((1 + of_seen.sum()) / (1 + found)) + 1)
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    weighted = weighted / np.where(length > 0, length, 1.0)
    _, strength, axes = np.linalg.svd(weighted[of_seen], full_matrices=False)
    axes = axes[:dimensions][strength[:dimensions] > 1e-9 * strength[0]]
    largest = np.abs(np.round(axes, 9)).argmax(axis=1)  # of equal ones the first, whatever their last digits
    axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]
    vectors = np.zeros((len(codes), dimensions))
    vectors[:, : len(axes)] = weighted @ axes.T
    return Embedding(codes, vectors, of_seen, DESCRIBED)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
