"""How a fine grid lies in a coarse one: area-weighted block sums, and interpolation of the coarse grid.

The coarse values are never resampled; fine pixels are mapped into the coarse grid instead. Where both grids
run along the same axes, everything separates into one sparse matrix for rows and one for columns and is exact
for any ratio and offset. Otherwise (another CRS, a rotated grid) each fine pixel is split into equal parts
and each part belongs to the coarse cell that holds its centre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import ndimage, sparse

from ..errors import FusionError
from .grid import Grid, Window
from .projection import is_geographic, projection, require_longitudes, same_crs, touches

PAD = 8  # coarse cells added on each side of spline coefficients, so that the edge needs no special case
ZONES = -1  # the order of functions that are 1 in one zone of a cell and 0 elsewhere, see ``Alignment.zones``
_TAPS = 5  # basis functions along an axis that a pixel of a cell can touch: the cell's own and two each side
_FEW_CELLS = 24  # along an axis of a window
_KEPT_PARTS = 1024  # matrices of a few rows or columns of pixels, a few kB each
_EDGE = 1e-9  # coarse cells; thinner overlaps are rounding of coordinates, not ground
_MANY_CELLS = 2**18  # in a coarse map, of which the part is read that an image lies in
_STEP = 60  # cells; a multiple of every number to 6
_CONTROL = 16  # fine pixels between points that are projected exactly; between them the map is linear
_TURN = 360.0  # degrees of longitude


class Alignment:
    """Base of the two ways to lay a fine grid into a coarse one; get one from ``align``.

    Positions are fractional (row, column) of the coarse grid with 0 at the centre of the first cell.
    """

    def __init__(self, fine: Grid, coarse: Grid, pixels_per_cell: float) -> None:
        self.fine, self.coarse = fine, coarse
        self.pixels_per_cell = pixels_per_cell  # area of a coarse cell in fine pixels

    @property
    def ratio(self) -> float:
        """Side of a coarse cell in fine pixels."""
        return math.sqrt(self.pixels_per_cell)

    def positions(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return positions of pixel centres: row and column arrays that broadcast to the window's shape."""
        raise NotImplementedError

    def add_sums(self, values: np.ndarray | Sequence[np.ndarray], window: Window, out: np.ndarray) -> None:
        """Add area-weighted sums of ``values`` (k, height, width; no NaN) to ``out`` (k, rows, columns).

        The unit of weight is one fine pixel, so sums of ones are covered areas in pixels.
        """
        rows, cols, sums = self.sums(values, window)
        out[:, rows, cols] += sums

    def sums(self, values: np.ndarray | Sequence[np.ndarray], window: Window) -> tuple[slice, slice, np.ndarray]:
        """Return what ``add_sums`` adds: which rows and columns of the coarse grid, and sums (k, rows, columns)."""
        raise NotImplementedError

    def interpolate(self, field: np.ndarray, window: Window, order: int) -> np.ndarray:
        """Evaluate a coarse field at pixel centres: order 0 the cell's value, 1 bilinear, 3 cubic B-spline.

        For order 3 ``field`` holds padded coefficients (see ``spline_coefficients``), else cell values.
        """
        raise NotImplementedError

    def add_basis_sums(self, values: np.ndarray, window: Window, order: int, out: np.ndarray) -> None:
        """Add to ``out`` what each basis function times ``values`` gives to each cell's sum over a window.

        ``values`` (height, width; no NaN) are numbers, or a mask, whose pixels count as 1 and 0. ``out`` has shape
        (rows, 5, columns, 5): the functions of the cell itself and of two on each side. ``order`` is 0 (a constant per
        cell, taken at pixel centres), 3 (cubic B-splines) or ``ZONES`` (a constant per zone; the five functions of an
        axis are the zones that touch the cell).
        """
        raise NotImplementedError

    def new_basis_sums(self) -> np.ndarray:
        return np.zeros((self.coarse.height, _TAPS, self.coarse.width, _TAPS))

    def axis_zones(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return zones along rows and columns, arrays that broadcast to the window's shape.

        Each cell has three along an axis: pixels that reach into the cell before it, those within it, and those that
        reach into the cell after it; cell i has the zones 3 i, 3 i + 1 and 3 i + 2.
        """
        raise NotImplementedError

    def zones(self, window: Window) -> np.ndarray:
        """Return the flat index of each pixel's zone in (3 rows, 3 columns), -1 where its centre is in no cell."""
        row, col = self.axis_zones(window)
        return np.where(self.cells(window) >= 0, row * 3 * self.coarse.width + col, -1)

    def cells(self, window: Window) -> np.ndarray:
        """Return the flat index of the coarse cell that holds each pixel centre, -1 outside the grid."""
        row, col = (np.floor(p + 0.5) for p in self.positions(window))
        down, across = (row >= 0) & (row < self.coarse.height), (col >= 0) & (col < self.coarse.width)
        rows, cols = (np.where(has, p, 0).astype(np.int64) for has, p in ((down, row), (across, col)))
        flat = rows * self.coarse.width + cols
        return flat if down.all() and across.all() else np.where(down & across, flat, -1)


class _Parallel(Alignment):
    """Both grids run along the same axes."""

    def __init__(self, fine: Grid, coarse: Grid) -> None:
        f, c = fine.transform, coarse.transform
        super().__init__(fine, coarse, fine_pixels_per_cell(fine, coarse))
        rows = (f[3] + np.arange(fine.height + 1) * f[5] - c[3]) / c[5]
        cols = (f[0] + np.arange(fine.width + 1) * f[1] - c[0]) / c[1]
        self._position = [(e[:-1] + e[1:]) / 2 - 0.5 for e in (rows, cols)]
        self._zone = [_axis_zones(p, *_span(edges)) for p, edges in zip(self._position, (rows, cols))]
        self._overlap = [_axis_overlap(rows, coarse.height), _axis_overlap(cols, coarse.width)]
        self._basis = lru_cache(maxsize=None)(self._make_basis)
        self._products = lru_cache(maxsize=None)(self._make_products)
        self._part = lru_cache(maxsize=_KEPT_PARTS)(self._make_part)
        self._shares = lru_cache(maxsize=_KEPT_PARTS)(self._make_shares)
        self._weights = lru_cache(maxsize=_KEPT_PARTS)(self._make_weights)

    def positions(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        return self._position[0][window.rows, None], self._position[1][None, window.cols]

    def axis_zones(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        return self._zone[0][window.rows, None], self._zone[1][None, window.cols]

    def sums(self, values: np.ndarray | Sequence[np.ndarray], window: Window) -> tuple[slice, slice, np.ndarray]:
        (down, left), (across, right) = self._overlapping(0, window), self._overlapping(1, window)
        out = np.empty((len(values), left.shape[0], right.shape[0]))
        if out.size:
            for plane, target in zip(values, out):
                target[:] = right.dot(left.dot(plane.astype(float, copy=False)).T).T
        return down, across, out

    def _overlapping(self, axis: int, window: Window) -> tuple[slice, np.ndarray | sparse.csr_matrix]:
        start, length = (window.row, window.height) if axis == 0 else (window.col, window.width)
        return self._shares(axis, start, length)

    def _make_shares(self, axis: int, start: int, length: int) -> tuple[slice, np.ndarray | sparse.csr_matrix]:
        """Return the cells along an axis that some pixels touch, and the shares of these pixels in them."""
        overlap = self._overlap[axis][:, start : start + length]
        touched = _touched(overlap) or slice(0, 0)
        shares = overlap[touched]
        # matrices of rows are as good as full
        return touched, shares.toarray() if axis == 0 and shares.shape[0] <= _FEW_CELLS else shares

    def interpolate(self, field: np.ndarray, window: Window, order: int) -> np.ndarray:
        rows = self._weights(0, order, window.row, window.height)
        cols = self._weights(1, order, window.col, window.width)
        # rows last: so they lie one behind the other, as whatever the field is added to
        return rows.dot(np.ascontiguousarray(cols.dot(field.T).T))

    def _make_weights(self, axis: int, order: int, start: int, length: int) -> sparse.csr_matrix:
        """Return the weights (pixels, cells or coefficients) of some pixels of an axis."""
        return self._basis(axis, order)[start : start + length]

    def add_basis_sums(self, values: np.ndarray, window: Window, order: int, out: np.ndarray) -> None:
        down, rows = self._part(0, order, window.row, window.height)
        across, cols = self._part(1, order, window.col, window.width)
        if rows.shape[0] and cols.shape[0]:
            if values.dtype == bool and values.all():
                sums = np.outer(*(matrix.dot(np.ones(matrix.shape[1])) for matrix in (rows, cols)))
            else:
                sums = cols.dot(rows.dot(values.astype(float)).T).T
            target = out[down, :, across]
            target += sums.reshape(target.shape)

    def _make_part(self, axis: int, order: int, start: int, length: int) -> tuple[slice, sparse.csr_matrix]:
        """Return the cells along an axis that some pixels touch, and the rows of ``_make_products`` of these cells."""
        products = self._products(axis, order)[:, start : start + length]
        touched = _touched(products)
        if touched is None:
            return slice(0, 0), products[:0]
        cells = slice(touched.start // _TAPS, -(-touched.stop // _TAPS))
        return cells, products[cells.start * _TAPS : cells.stop * _TAPS]

    def _make_basis(self, axis: int, order: int) -> sparse.csr_matrix:
        return _axis_basis(self._position[axis], self.coarse.shape[axis], order)

    def _make_products(self, axis: int, order: int) -> sparse.csr_matrix:
        """Return, per cell and basis function near it, overlap times function for each fine pixel."""
        overlap = self._overlap[axis].tocoo()
        if order == ZONES:
            first, weights = self._zone[axis], np.ones((1, self.fine.shape[axis]))
        else:
            first, weights = _basis_weights(self._position[axis], order)
        rows, columns, values = [], [], []
        for tap in range(len(weights)):
            offset = first[overlap.col] + tap - _first_tap(overlap.row, order)
            near = (offset >= 0) & (offset < _TAPS)
            rows.append((overlap.row * _TAPS + offset)[near])
            columns.append(overlap.col[near])
            values.append((overlap.data * weights[tap, overlap.col])[near])
        shape = (self.coarse.shape[axis] * _TAPS, self.fine.shape[axis])
        entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        return sparse.csr_matrix(entries, shape=shape)


class _Projected(Alignment):
    """The grids differ in CRS or direction."""

    def __init__(self, fine: Grid, coarse: Grid) -> None:
        middle = Window(fine.height // 2, fine.width // 2, 1, 1)
        self._project = None if same_crs(fine.crs, coarse.crs) else projection(fine.crs, coarse.crs)
        self.fine, self.coarse = fine, coarse
        self._turn = _TURN / coarse.transform[1] if coarse.axis_aligned and is_geographic(coarse.crs) else 0.0
        self._middle_col = float(self._exact(np.array(middle.row + 0.5), np.array(middle.col + 0.5))[1])
        corner_row, corner_col = self._unwrapped(
            *self._exact(np.array([0.0, 1.0, 0.0]) + middle.row, np.array([0.0, 0.0, 1.0]) + middle.col)
        )
        down = np.array([corner_row[1] - corner_row[0], corner_col[1] - corner_col[0]])
        right = np.array([corner_row[2] - corner_row[0], corner_col[2] - corner_col[0]])
        area = abs(down[0] * right[1] - down[1] * right[0])
        if not area > 0:
            raise FusionError("The image cannot be projected into the CRS of the coarse map: check both CRS.")
        super().__init__(fine, coarse, 1 / area)
        self._parts = min(4, max(1, math.ceil(8 / self.ratio)))

    def _exact(self, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return coarse positions of fractional fine rows and columns (0 is the first pixel's corner)."""
        x, y = self.fine.map_xy(col, row)
        if self._project is not None:
            x, y = self._project(x, y)
        coarse_col, coarse_row = self.coarse.col_row(x, y)
        return coarse_row - 0.5, coarse_col - 0.5

    def _at(self, rows: np.ndarray, cols: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return positions on the lattice of fractional fine rows and columns, through control points.

        Control points lie on multiples of ``_CONTROL`` whatever the window, so tiles agree to the last bit.
        """
        control = [np.arange(int(a[0] // _CONTROL), int(a[-1] // _CONTROL) + 2) * float(_CONTROL) for a in (rows, cols)]
        grids = np.meshgrid(*control, indexing="ij")
        exact = self._unwrapped(*self._exact(grids[0], grids[1]))
        where = np.meshgrid((rows - control[0][0]) / _CONTROL, (cols - control[1][0]) / _CONTROL, indexing="ij")
        row, col = (ndimage.map_coordinates(e, where, order=1, mode="nearest") for e in exact)
        return row, self._wrapped(col)

    def _unwrapped(self, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return positions whose columns do not jump by a turn where the image crosses the 180th meridian."""
        if not self._turn:
            return row, col
        return row, col + self._turn * np.round((self._middle_col - col) / self._turn)

    def _wrapped(self, col: np.ndarray) -> np.ndarray:
        """Return columns moved by a turn where that brings them into the coarse grid."""
        if not self._turn:
            return col
        for moved in (col + self._turn, col - self._turn):
            outside = (col < -0.5) | (col >= self.coarse.width - 0.5)
            enters = (moved >= -0.5) & (moved < self.coarse.width - 0.5)
            col = np.where(outside & enters, moved, col)
        return col

    def positions(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        centre = [np.arange(s.start, s.stop) + 0.5 for s in (window.rows, window.cols)]
        return self._at(centre[0], centre[1])

    def axis_zones(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        known = [divmod(np.where(cell >= 0, cell, np.nan), self.coarse.width) for cell in self._part_cells(window)]
        centre = [np.nan_to_num(p, nan=-1.0) for p in self.positions(window)]
        rows, cols = (
            _axis_zones(p, np.fmin.reduce([*planes, np.floor(p + 0.5)]), np.fmax.reduce([*planes, np.floor(p + 0.5)]))
            for p, planes in zip(centre, zip(*known))
        )
        return rows, cols

    def _part_cells(self, window: Window) -> list[np.ndarray]:
        """Return the cell of each part of each pixel: one (height, width) array a part."""
        parts = (np.arange(self._parts) + 0.5) / self._parts
        cells = []
        for down in parts:
            for right in parts:
                row, col = self._at(
                    np.arange(window.rows.start, window.rows.stop) + down,
                    np.arange(window.cols.start, window.cols.stop) + right,
                )
                row, col = np.floor(row + 0.5), np.floor(col + 0.5)
                with np.errstate(invalid="ignore"):
                    inside = (row >= 0) & (row < self.coarse.height) & (col >= 0) & (col < self.coarse.width)
                flat = np.where(inside, row * self.coarse.width + col, -1)
                cells.append(np.nan_to_num(flat, nan=-1).astype(np.int64))
        return cells

    def sums(self, values: np.ndarray | Sequence[np.ndarray], window: Window) -> tuple[slice, slice, np.ndarray]:
        cells = self._part_cells(window)
        inside = [cell >= 0 for cell in cells]
        places = [np.divmod(cell[use], self.coarse.width) for cell, use in zip(cells, inside)]
        down, across = _bounds(places)
        height, width = down.stop - down.start, across.stop - across.start
        flat = [(row - down.start) * width + col - across.start for row, col in places]
        out = np.zeros((len(values), height * width))
        for plane, target in zip(values, out):
            for cell, use in zip(flat, inside):
                target += np.bincount(cell, plane[use], minlength=target.size) / len(cells)
        return down, across, out.reshape(len(values), height, width)

    def interpolate(self, field: np.ndarray, window: Window, order: int) -> np.ndarray:
        where = [np.nan_to_num(p, nan=-1.0) for p in self.positions(window)]
        if order == 0:
            where = [np.floor(p + 0.5) for p in where]
        elif order == 3:
            where = [_within_padding(p, size) + PAD for p, size in zip(where, self.coarse.shape)]
        return ndimage.map_coordinates(field, where, order=order, mode="nearest", prefilter=False)

    def add_basis_sums(self, values: np.ndarray, window: Window, order: int, out: np.ndarray) -> None:
        if order == ZONES:
            (first_row, first_col), row_weights = self.axis_zones(window), np.ones((1, *window.shape))
            col_weights = row_weights
        else:
            position = [np.nan_to_num(p, nan=-1e6) for p in self.positions(window)]
            (first_row, row_weights), (first_col, col_weights) = (_basis_weights(p, order) for p in position)
        cells = self._part_cells(window)
        inside = [(cell >= 0) & (values != 0) for cell in cells]
        places = [np.divmod(cell[use], self.coarse.width) for cell, use in zip(cells, inside)]
        down, across = _bounds(places)
        target = out[down, :, across]
        if not target.size:
            return
        flat = np.zeros(target.size)
        for use, (row, col) in zip(inside, places):
            for a, b in np.ndindex(len(row_weights), len(col_weights)):
                below = first_row[use] + a - _first_tap(row, order)
                right = first_col[use] + b - _first_tap(col, order)
                near = (below >= 0) & (below < _TAPS) & (right >= 0) & (right < _TAPS)
                index = (((row - down.start) * _TAPS + below) * target.shape[2] + col - across.start) * _TAPS + right
                weight = row_weights[a][use] * col_weights[b][use] * values[use] / len(cells)
                flat += np.bincount(index[near], weight[near], minlength=flat.size)
        target += flat.reshape(target.shape)


def align(fine: Grid, coarse: Grid) -> Alignment:
    """Lay a fine grid into a coarse one.

    Raises FusionError where a CRS is missing or the grids do not overlap.
    """
    if not fine.crs or not coarse.crs:
        raise FusionError(
            "A raster has no coordinate reference system: set it on the layer (Layer > Set CRS of Layer), or give a "
            "copy made by 'gdal_translate -a_srs'."
        )
    parallel = fine.axis_aligned and coarse.axis_aligned and same_crs(fine.crs, coarse.crs)
    alignment: Alignment = _Parallel(fine, coarse) if parallel else _Projected(fine, coarse)
    require_longitudes(fine, coarse)
    if not _overlap(alignment):
        raise FusionError(
            "The two rasters do not overlap: check that they show the same area and that each CRS is right."
        )
    return alignment


def cells_near(fine: Grid, coarse: Grid, halo: int = 16) -> Window:
    """Return the window of a coarse grid of many cells that a fine one touches, with a halo.

    What a spline or a correction owes to a cell halves at least from cell to cell, so those beyond the halo do not
    count in the digits that are written. The first row and column are multiples of ``_STEP``, so that cells are
    averaged in the same squares as in the whole map.
    """
    whole = coarse.full_window()
    if coarse.height * coarse.width < _MANY_CELLS:
        return whole
    rows, cols = np.meshgrid(*(np.linspace(0, size, 65) for size in fine.shape), indexing="ij")
    x, y = projection(fine.crs, coarse.crs)(*fine.map_xy(cols, rows))
    col, row = coarse.col_row(x, y)
    if not np.isfinite([row, col]).all():
        return whole
    first = [max(int(p.min()) - halo, 0) // _STEP * _STEP for p in (row, col)]
    last = [min(int(p.max()) + halo + 1, size) for p, size in zip((row, col), coarse.shape)]
    near = Window(first[0], first[1], last[0] - first[0], last[1] - first[1])
    small = min(near.shape) > 0 and near.height * near.width < coarse.height * coarse.width / 2
    return near if small else whole


def require_finer(alignment: Alignment, image: str, coarse: str) -> None:
    """Raise FusionError where the 'fine' pixels are not smaller than the coarse cells."""
    if alignment.ratio <= 1.001:
        raise FusionError(
            "The cells of {coarse} are not larger than the pixels of {image}: "
            "there is nothing to sharpen; exchange the two or give a finer image.",
            coarse=coarse,
            image=image,
        )


def fine_pixels_per_cell(fine: Grid, coarse: Grid) -> float:
    """Return the area of a coarse cell in fine pixels, for two grids in one CRS."""
    return coarse.cell_area / fine.cell_area


def _overlap(alignment: Alignment) -> bool:
    """Whether the two grids overlap; where their axes are parallel, to the last bit."""
    fine, coarse = alignment.fine, alignment.coarse
    if isinstance(alignment, _Parallel):
        return all(overlap.nnz > 0 for overlap in alignment._overlap)
    return touches(fine, coarse)


def _bounds(places: list[tuple[np.ndarray, np.ndarray]]) -> tuple[slice, slice]:
    """Return the rows and columns of cells among which lie those given."""
    row, col = (np.concatenate(axis) for axis in zip(*places))
    if not row.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(row.min()), int(row.max()) + 1), slice(int(col.min()), int(col.max()) + 1)


def _touched(overlap: sparse.csr_matrix) -> slice | None:
    """Return the range of matrix rows that have an entry."""
    rows = np.flatnonzero(np.diff(overlap.indptr))
    return slice(int(rows[0]), int(rows[-1]) + 1) if rows.size else None


def _span(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last cell that each pixel of an axis lies in; ``edges`` as in ``_axis_overlap``."""
    low, high = np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:])
    return np.floor(low + _EDGE), np.ceil(high - _EDGE) - 1


def _axis_zones(position: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the zone of pixels along an axis, from their position and the first and last cell that they lie in."""
    cell = np.floor(position + 0.5)
    return (3 * cell + np.where(first < cell, 0, np.where(last > cell, 2, 1))).astype(np.int64)


def _first_tap(cell: np.ndarray, order: int) -> np.ndarray:
    """Return the first of the five functions along an axis that are looked at for a cell."""
    return 3 * cell - 1 if order == ZONES else cell - _TAPS // 2


def _axis_overlap(edges: np.ndarray, size: int) -> sparse.csr_matrix:
    """Return (cells, pixels): the share of each pixel's length that lies in each coarse cell.

    ``edges`` are the pixels' edges in cell units (rising or falling).
    """
    low, high = np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:])
    first = np.floor(low + _EDGE).astype(np.int64)
    count = np.maximum(np.ceil(high - _EDGE).astype(np.int64) - first, 1)
    pixel = np.repeat(np.arange(low.size), count)
    cell = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    share = (np.minimum(high[pixel], cell + 1) - np.maximum(low[pixel], cell)) / (high - low)[pixel]
    keep = (cell >= 0) & (cell < size)
    return sparse.csr_matrix((share[keep], (cell[keep], pixel[keep])), shape=(size, low.size))


def _within_padding(position: np.ndarray, size: int) -> np.ndarray:
    """Return positions of an axis, those beyond its padding moved to where four coefficients still lie around them."""
    return np.clip(position, -PAD + 1, size + PAD - 2 - 1e-9)


def _basis_weights(position: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first basis function that reaches each position, its value and those of the next ones.

    Values have shape (functions, ...): one constant for order 0, four B-splines for order 3.
    """
    if order == 0:
        return np.floor(position + 0.5).astype(np.int64), np.ones((1, *position.shape))
    first = np.floor(position).astype(np.int64) - 1
    t = position - np.floor(position)
    weights = [(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]
    return first, np.stack(weights) / 6


def _axis_basis(position: np.ndarray, size: int, order: int) -> sparse.csr_matrix:
    """Return (pixels, cells or coefficients): the weights that evaluate a coarse axis at positions."""
    if order == 3:
        first, weights = _basis_weights(_within_padding(position, size), order)
        first, size = first + PAD, size + 2 * PAD
    elif order == 1:
        inside = np.clip(position, 0, size - 1)
        first = np.minimum(np.floor(inside).astype(np.int64), max(size - 2, 0))
        t = inside - first
        weights = np.stack([1 - t, t]) if size > 1 else np.ones((1, position.size))
    else:
        first, weights = _basis_weights(np.clip(position, -0.5, size - 1), order)
    pixel = np.tile(np.arange(position.size), len(weights))
    column = (first + np.arange(len(weights))[:, None]).ravel()
    return sparse.csr_matrix((weights.ravel(), (pixel, column)), shape=(position.size, size))


def spline_coefficients(values: np.ndarray) -> np.ndarray:
    """Return cubic B-spline coefficients of a field without NaN, its edge continued by ``PAD`` cells."""
    padded = np.pad(np.asarray(values, float), PAD, mode="edge")
    return ndimage.spline_filter(padded, order=3, mode="mirror")


def basis_matrix(sums: np.ndarray, order: int) -> sparse.csr_matrix:
    """Turn the result of ``add_basis_sums`` into a matrix from (padded) coefficients, or zones, to cell sums."""
    height, _, width, _ = sums.shape
    pad = PAD if order == 3 else 0
    rows, columns = (n * 3 if order == ZONES else n + 2 * pad for n in (height, width))
    row, a, col, b = np.nonzero(sums)
    down, right = _first_tap(row, order) + a + pad, _first_tap(col, order) + b + pad
    inside = (down >= 0) & (down < rows) & (right >= 0) & (right < columns)
    values, cells = sums[row, a, col, b][inside], (row * width + col)[inside]
    entries = (values, (cells, (down * columns + right)[inside]))
    return sparse.csr_matrix(entries, shape=(height * width, rows * columns))
