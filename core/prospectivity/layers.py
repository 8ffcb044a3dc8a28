"""The layers of a region on one grid: bands of rasters, classes as shares, nearness to favourable features.

A cell without a value stays without: no layer is filled. Rasters finer than the cells are averaged over them, coarser
ones interpolated; numbers of classes are never averaged, but become the share of each class.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..element_names import name_key
from ..errors import FusionError
from ..ground.class_shares import codes_of, shares_of
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..raster.description import Raster, require_crs, unique_names
from ..raster.gdal_reader import GridStack, describe
from ..raster.grid import Grid, Window
from ..raster.products import is_measurement, require_some
from ..raster.projection import touches
from ..samples.element_fields import proposed_bands
from ..samples.missing_codes import missing_codes, without_numbers, zeros_stand_apart

GEOCHEMISTRY = mark("geochemistry")  # the source of all contents, whichever files they are in
_MOST_CLASSES = 30
_FEW = 6  # names that a sentence lists
_MOST_CELLS = 2**28
_NAMELESS = "Band 1"
_SEVERAL = 3  # contents, which are not 0 in the same cells by chance
_MADE = frozenset(  # words beside an element that say how its map was made
    ("clr", "geochem", "geochemistry", "grid", "gridded", "idw", "interpolated", "interpolation", "kriged", "kriging")
    + ("ln", "log", "log10", "map", "normalised", "normalized", "ok", "raster", "rbf", "spline", "tps")
)


@dataclass(frozen=True)
class Layer:
    """A plane on the grid: its name and source, and whether it is the content of an element or the share of a class.

    ``unit`` is that of a content, declared or named by the band.
    """

    name: str
    source: str
    geochemistry: bool = False
    share: bool = False
    unit: str = ""


@dataclass(frozen=True)
class _Classes:
    """A band of classes: its raster and number, and the codes that have a plane each."""

    raster: Raster
    band: int
    codes: tuple[int, ...]


class Layers:
    """All layers on a grid; ``read`` gives those of a window, and may be called by several threads."""

    def __init__(
        self,
        rasters: Sequence[tuple[str, str]],
        geochemistry: Sequence[str] = (),
        classes: Sequence[str] = (),
        cell_size: float = 0.0,
        mask: str | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """Lay rasters, each a path and the name of its layer, on one grid.

        ``geochemistry`` and ``classes`` are names of bands; without, they are told from names, units and tables of
        categories. ``cell_size`` in units of the CRS of the grid, 0: the cells of the geochemistry, of the first raster
        without any. Raises FusionError where names are not known, rasters do not meet or have no CRS.
        """
        described = [describe(path) for path, _ in rasters]
        for raster in described:
            require_crs(raster)
        names = _band_names(described, [title for _, title in rasters])
        every = [name for own in names for name in own]
        bands = [band for raster in described for band in raster.bands]
        contents = _chosen("GEOCHEM_BANDS", geochemistry, every) or _contents(every, [band.unit for band in bands])
        coded = set(_chosen("CATEGORIES", classes, every))
        coded |= {name for name, band in zip(every, bands) if band.categories or band.palette}
        told = coded.union(contents)
        ignored = {n for n, band in zip(every, bands) if band.alpha or not (is_measurement(n) or n in told)}
        require_some(set(every) - ignored, sorted(ignored), progress)
        self.grid = _grid(described, names, contents, cell_size)
        self._parts: list[GridStack | _Classes] = []
        self.layers: list[Layer] = []
        for (path, title), raster, own in zip(rasters, described, names):
            _require_overlap("RASTERS", raster, self.grid)
            plain = [k for k, name in enumerate(own) if name not in coded | ignored]
            if plain:
                self._take_plain(path, title, plain, own, contents, progress)
            for k, name in enumerate(own):
                if name in coded - ignored:
                    self._take_classes(raster, k, name, title)
        if mask:
            masking = describe(mask)
            require_crs(masking)
            _require_overlap("MASK", masking, self.grid)
        self._mask = GridStack([mask], self.grid) if mask else None
        self._kept = np.arange(len(self.layers))
        self.zeros_empty = False  # whether 0 in all contents stands for no value

    def keep(self, kept: Sequence[int]) -> None:
        """Leave out all layers but some, by their numbers, in the order given."""
        self.layers = [self.layers[k] for k in kept]
        self._kept = self._kept[np.asarray(kept, int)]

    def _take_plain(
        self, path: str, title: str, bands: list[int], names: list[str], contents: Sequence[str], progress: Progress
    ) -> None:
        stack, raster = GridStack([path], self.grid), describe(path)
        progress.warn_each(stack.remarks)
        chosen = stack.selected([stack.band_names[k] for k in bands])
        self._parts.append(chosen)
        others = [names[k] for k in bands if names[k] not in contents]
        families = _families(others, title)
        for k in bands:
            name = names[k]
            content = name in contents
            source, unit = (tr(GEOCHEMISTRY), raster.contents[k].unit) if content else (families[name], "")
            self.layers.append(Layer(name, source, content, unit=unit))

    def _take_classes(self, raster: Raster, band: int, name: str, title: str) -> None:
        codes = codes_of(raster.path, band, raster.grid, "RASTERS", _MOST_CLASSES)
        self._parts.append(_Classes(raster, band, tuple(codes)))
        self.layers += [Layer(f"{name} = {code}", title or name, share=True) for code in codes]

    @property
    def names(self) -> list[str]:
        return [layer.name for layer in self.layers]

    @property
    def sources(self) -> list[str]:
        """The sources in the order in which they come, each once."""
        return list(dict.fromkeys(layer.source for layer in self.layers))

    @property
    def source_numbers(self) -> np.ndarray:
        """The number of the source of each layer (layers,)."""
        return np.array([self.sources.index(layer.source) for layer in self.layers])

    @property
    def geochemistry(self) -> np.ndarray:
        """Which layers are contents of elements (layers,)."""
        return np.array([layer.geochemistry for layer in self.layers])

    @property
    def measured(self) -> np.ndarray:
        """Which layers are numbers, and not shares of classes (layers,)."""
        return np.array([not layer.share for layer in self.layers])

    def read(self, window: Window) -> np.ndarray:
        """Return all layers of a window, float32 (layers, height, width), NaN where there is no value."""
        values = np.empty((len(self._kept), *window.shape), np.float32)
        start = 0
        for part in self._parts:  # one at a time: all beside each other would take the memory twice
            planes = self._planes(part, window)
            for place in np.flatnonzero((self._kept >= start) & (self._kept < start + len(planes))):
                values[place] = planes[self._kept[place] - start]
            start += len(planes)
        if self._mask is not None:
            keep = self._mask.read(window)[0]
            values[:, ~(keep != 0) | np.isnan(keep)] = np.nan
        if self.zeros_empty:
            without_zeros(values, self.geochemistry)
        return values

    def drop(self) -> None:
        """Drop what is kept of the files for this thread, to be read again."""
        for part in [*self._parts, self._mask]:
            if isinstance(part, GridStack):
                part.drop()

    def _planes(self, part: GridStack | _Classes, window: Window) -> np.ndarray:
        if isinstance(part, GridStack):
            return part.read(window)
        return shares_of(part.raster.path, part.band, part.raster.grid, self.grid, window, part.codes)


def without_zeros(values: np.ndarray, geochemistry: np.ndarray) -> None:
    """Take the contents out of layers (layers, ...) where all that are known are 0, in place."""
    contents = [values[k] for k in np.flatnonzero(geochemistry)]
    empty = np.all([(plane == 0) | np.isnan(plane) for plane in contents], axis=0)
    for plane in contents:
        plane[empty] = np.nan


def zeros_are_empty(values: np.ndarray, geochemistry: np.ndarray) -> bool:
    """Return whether 0 stands for no value in the contents among layers of cells (n, layers).

    It does where several contents are 0 in the same cells and nowhere else, and all others lie far above 0. Of a single
    one, or of some, it may be what the laboratory wrote below its limit.
    """
    contents = values[:, geochemistry]
    if contents.shape[1] < _SEVERAL:
        return False
    zero, known = contents == 0, np.isfinite(contents)
    everywhere = (zero | ~known).all(axis=1)
    if not zero.any() or zero[~everywhere].any():
        return False
    return all(zeros_stand_apart(column[has]) for column, has in zip(contents.T, known.T) if has.any())


def _require_overlap(name: str, raster: Raster, grid: Grid) -> None:
    if not touches(grid, raster.grid):
        raise FusionError(
            "{name}: {path} does not show the area of the others: check that all show the same area and each CRS.",
            name=name,
            path=raster.path,
        )


def without_codes(rasters: Sequence[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    """Return path and name of rasters of whose bands the codes in a text, such as ``-999;-8888``, are no values.

    Raises FusionError for what is no number.
    """
    codes = missing_codes(text)
    if codes.texts or not codes.automatic:
        raise FusionError(
            "MISSING_CODES '{text}' is not understood: rasters hold numbers only; give some separated by semicolons, "
            "such as -999;-8888.",
            text=text,
        )
    return [(without_numbers(path, codes.numbers), name) for path, name in rasters]


def lay(model_layers: Sequence[str], layers: Layers) -> None:
    """Leave only the layers of a model, in its order. Raises FusionError for one that is not there."""
    names = [name_key(name) for name in layers.names]
    missing = [name for name in model_layers if name_key(name) not in names]
    if missing:
        raise FusionError(
            "RASTERS have no layer '{missing}' that the model was made of (they have {names}): give the same layers.",
            missing=missing[0],
            names=_listed(layers.names),
        )
    layers.keep([names.index(name_key(name)) for name in model_layers])


def _contents(names: Sequence[str], units: Sequence[str]) -> list[str]:
    """Return the bands that are contents of elements, whatever their names say of how a map of these was made.

    ``Idw_Li`` and ``log_Cu_ppm`` are, too: normal scores of logarithms are those of the contents.
    """
    plain = [" ".join(word for word in re.split(r"[_\s]+", name) if word.casefold() not in _MADE) for name in names]
    found = {*proposed_bands(names, units), *proposed_bands(plain, units)}
    return [name for name, own in zip(names, plain) if name in found or own in found]


def _band_names(rasters: Sequence[Raster], titles: Sequence[str]) -> list[list[str]]:
    """Return names of the bands of each raster that are different in all of them.

    The band of a raster with a single one is often called nothing, and the layer after what it shows.
    """
    pairs = [
        (r, titles[r] if len(raster.bands) == 1 and band.name == _NAMELESS and titles[r] else band.name)
        for r, raster in enumerate(rasters)
        for band in raster.bands
    ]
    names = unique_names([raster.name for raster in rasters], pairs)
    starts = np.cumsum([0, *(len(raster.bands) for raster in rasters)])
    return [names[start:stop] for start, stop in zip(starts, starts[1:])]


def _chosen(parameter: str, asked: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the bands that were asked for, letters small or capital. Raises FusionError for one that is not there."""
    by_key: Mapping[str, str] = {name_key(name): name for name in names}
    missing = [name for name in asked if name_key(name) not in by_key]
    if missing:
        raise FusionError(
            "{name}: the rasters have no band '{missing}' (they have {names}): give names of bands.",
            name=parameter,
            missing=missing[0],
            names=_listed(names),
        )
    return [by_key[name_key(name)] for name in asked]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + (", ..." if len(names) > _FEW else "")


def _families(names: Sequence[str], title: str) -> dict[str, str]:
    """Return the source of each band of a file: the file, or what some of its names begin with, such as ``aster``."""
    begins = {name: re.split(r"[_\s\-.]", name)[0].casefold() for name in names}
    counts = {begin: list(begins.values()).count(begin) for begin in begins.values()}
    several = sum(count > 1 for count in counts.values()) > 1
    return {name: begin if several and counts[begin] > 1 else title for name, begin in begins.items()}


def _grid(rasters: Sequence[Raster], names: Sequence[Sequence[str]], contents: Sequence[str], cell_size: float) -> Grid:
    """Return the grid of the map: that of the raster with most contents, of the first without any, or its extent cut
    into square cells of a size."""
    counts = [sum(name in contents for name in own) for own in names]
    own = rasters[int(np.argmax(counts))].grid
    if not cell_size:
        return own
    cols, rows = np.array([0, own.width, 0, own.width]), np.array([0, 0, own.height, own.height])
    x, y = own.map_xy(cols, rows)
    width, height = (int(np.ceil(round(float(np.ptp(edge)) / cell_size, 6))) for edge in (x, y))
    if width < 2 or height < 2 or width * height > _MOST_CELLS:
        raise FusionError(
            "CELL_SIZE is {size}, which makes {width} x {height} cells of the area: give another size.",
            size=f"{cell_size:.10g}",
            width=width,
            height=height,
        )
    return Grid((float(x.min()), cell_size, 0.0, float(y.max()), 0.0, -cell_size), height, width, own.crs)
