"""How much more than chance a trend seems to find in an image that has nothing to do with the contents.

The standard error of the weight of an image is right where the covariance of the field is. Contents that are smoother
than any covariance that is tried (a grid that was kriged before it came, say), or that vary otherwise in one half of
the map than in the other, seem to follow any smooth image. So the trend is also found with the same image turned over,
or moved by half of the map on a torus: it varies as the image does and lies elsewhere (torus translation tests: Harms
et al. 2001, doi 10.1111/j.1365-2745.2001.00615.x). Were the standard error right, the weights of such images would be
of its size. By as much as they are larger it is multiplied (variance inflation: Devlin & Roeder 1999, doi
10.1111/j.0006-341X.1999.00997.x). Where the ground itself is symmetric, an image that does tell of it is doubted too
much.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from .cell_trend import CellTrends


def doubts(own: CellTrends) -> list[float]:
    """Return by how much the standard error of the weight of each element is too small, at least 1.

    The field and the noise of an element are those that are likeliest without an image; what is looked for with each
    turned image are the variances of a trend.
    """
    fields = [own.field_alone(number) for number in range(own.elements)]
    told: list[list[np.ndarray]] = [[] for _ in fields]
    for columns in turned(own.columns, own.use):
        trends = own.of_columns(columns)
        for number in sorted(range(own.elements), key=lambda k: fields[k]):
            told[number].append(trends.told(number, fields[number]))
    found = [own.certainty(number, field, told[number]) for number, field in enumerate(fields)]
    return [max(math.sqrt(float(np.mean(certainty**2))), 1.0) for certainty in found]


def turned(planes: np.ndarray, use: np.ndarray) -> Iterator[np.ndarray]:
    """Yield planes (k, rows, columns) turned over and moved by half of the map, in seven ways.

    What is turned is the smallest rectangle around the cells marked in ``use``; cells without a value, and what lies
    around the rectangle, have that of the nearest cell in use.
    """
    rows, cols = (slice(int(at.min()), int(at.max()) + 1) for at in np.nonzero(use))
    near = ndimage.distance_transform_edt(~use, return_distances=False, return_indices=True)
    filled = planes[:, near[0], near[1]]
    inner = filled[:, rows, cols]
    half = inner.shape[1] // 2, inner.shape[2] // 2
    for moved in (inner, np.roll(inner, half, (1, 2))):
        for down, across in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            if moved is not inner or (down, across) != (1, 1):
                found = filled.copy()
                found[:, rows, cols] = moved[:, ::down, ::across]
                yield found
