"""What ``make accuracy`` measures of a fused map with plain numpy, beside what ``geochemfusion:evaluate`` tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal
from scipy import ndimage

from tools.demo import Case, open_dataset
from tools.qgis_runner import Value

AS_IS = "coarse as is"
BILINEAR = "coarse interpolated (bilinear)"
MEAN_PRESERVING = "coarse interpolated (mean-preserving)"
SPLINE = "spline"  # cubic B-spline through the cell centres, made here
REAL = "real sets"
_NORMAL_90 = 1.645  # standard deviations on each side of the mean that hold 90 % of a normal distribution
_ROUNDING = 1e-4  # pixels by which edges of cells may miss those of pixels


@dataclass(frozen=True)
class Job:
    """One coarse map of a set, and where its fused map goes; ``told`` is what ``train`` is told besides its inputs."""

    kind: str
    set: str
    ratio: int
    case: Case
    group: str = REAL
    told: Mapping[str, Value] = field(default_factory=dict)

    def output(self, folder: Path) -> Path:
        return folder / self.kind / f"{self.case.name}.tif"


@dataclass(frozen=True)
class Coverage:
    """Shares of true values within the 90 % interval: of all, of the highest tenth of them, and of their lower half.

    ``map_highest`` and ``map_lower`` are those where the map is in the highest tenth or the lower half of its values.
    """

    whole: float
    highest: float
    lower: float
    map_highest: float
    map_lower: float


@dataclass(frozen=True)
class Line:
    """One element of a job: measures of the maps by name as ``evaluate`` gives them, and the coarse misfit.

    ``said`` are the kinds of sentences by which ``train`` told of the image, see ``tools.accuracy_verdicts``.
    """

    job: Job
    element: str
    maps: dict[str, dict[str, Any]]
    misfit: float | None
    inside: Coverage | None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def default(self) -> dict[str, Any]:
        return next(row for name, row in self.maps.items() if name != SPLINE and not name.startswith("coarse "))

    def value(self, name: str, measure: str) -> float | None:
        """Return a measure of a baseline."""
        value: float | None = self.maps.get(name, {}).get(measure)
        return value

    def gain(self, rivals: Sequence[str], measure: str) -> float | None:
        """Return a measure of the default less the best that the rivals reach."""
        ours = self.default[measure]
        plain = [value for value in (self.value(name, measure) for name in rivals) if value is not None]
        return None if ours is None or not plain else ours - max(plain)


def write_spline(fused: Path, coarse: Path, path: Path) -> None:
    """Interpolate the coarse map on the pixels of a fused map: cubic B-spline through the centres of its cells.

    Cells without a value take the nearest one's, as the grids of the two need no projection.
    """
    fine, cells = open_dataset(fused), open_dataset(coarse)
    t, c = fine.GetGeoTransform(), cells.GetGeoTransform()
    col = (t[0] + (np.arange(fine.RasterXSize) + 0.5) * t[1] - c[0]) / c[1] - 0.5
    row = (t[3] + (np.arange(fine.RasterYSize) + 0.5) * t[5] - c[3]) / c[5] - 0.5
    where = np.meshgrid(row, col, indexing="ij")
    path.parent.mkdir(parents=True, exist_ok=True)
    known = planes(cells)
    size = fine.RasterXSize, fine.RasterYSize
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *size, len(known), gdal.GDT_Float32)
    dataset.SetGeoTransform(t)
    dataset.SetProjection(fine.GetProjection())
    for number, (name, plane) in enumerate(known.items(), 1):
        nearest = ndimage.distance_transform_edt(~np.isfinite(plane), return_distances=False, return_indices=True)
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        band.WriteArray(ndimage.map_coordinates(plane[tuple(nearest)], where, order=3, mode="nearest"))
    dataset = None


def misfits(fused: Path, coarse: Path) -> dict[str, float]:
    """Return for each band the largest |block mean of the map - coarse value| in standard deviations of the coarse map.

    Empty where pixels straddle cells, because then a block mean is not a mean of whole pixels.
    """
    fine, cells = open_dataset(fused), open_dataset(coarse)
    t, c = fine.GetGeoTransform(), cells.GetGeoTransform()
    edges = []
    for first, step, size, pixel, start in (
        (c[0], c[1], cells.RasterXSize, t[1], t[0]),
        (c[3], c[5], cells.RasterYSize, t[5], t[3]),
    ):
        edges.append((first + step * np.arange(size + 1) - start) / pixel)
    if any(np.abs(edge - edge.round()).max() > _ROUNDING for edge in edges):
        return {}
    owner = [
        np.searchsorted(edge.round(), np.arange(count) + 0.5) - 1
        for edge, count in zip(edges, (fine.RasterXSize, fine.RasterYSize))
    ]
    inside = [(o >= 0) & (o < len(edge) - 1) for o, edge in zip(owner, edges)]
    cell = np.where(inside[1][:, None] & inside[0], owner[1][:, None] * cells.RasterXSize + owner[0], -1)
    known = planes(cells)
    left = {}
    for name, plane in planes(fine).items():
        if name not in known:
            continue
        value, use = known[name].ravel(), np.isfinite(plane) & (cell >= 0)
        count = np.bincount(cell[use], minlength=value.size)
        total = np.bincount(cell[use], plane[use], minlength=value.size)
        both = (count > 0) & np.isfinite(value)
        spread = float(np.std(value[np.isfinite(value)]))
        left[name] = float(np.abs(total[both] / count[both] - value[both]).max()) / spread
    return left


def coverage(fused: Path, deviation: Path, truth: Path) -> dict[str, Coverage]:
    """Return for each band how many true values lie within 1.645 standard deviations of the map.

    The three rasters have the same pixels; the bands of ``deviation`` stand in the order of those of ``fused``.
    """
    true, spread = planes(open_dataset(truth)), list(planes(open_dataset(deviation)).values())
    shares = {}
    for (name, plane), std in zip(planes(open_dataset(fused)).items(), spread):
        known = np.isfinite(plane) & np.isfinite(true[name])
        value, told = true[name][known], plane[known]
        inside = np.abs(told - value) <= _NORMAL_90 * std[known]
        parts = [inside]
        for levels in (value, told):
            parts += [inside[levels >= np.quantile(levels, 0.9)], inside[levels <= np.median(levels)]]
        shares[name] = Coverage(*(float(part.mean()) for part in parts))
    return shares


def planes(dataset: gdal.Dataset) -> dict[str, np.ndarray]:
    """Return the bands (height, width) of a raster by their names, float64, nodata as NaN."""
    found = {}
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        plane = band.ReadAsArray().astype(float)
        nodata = band.GetNoDataValue()
        found[band.GetDescription()] = plane if nodata is None else np.where(plane == nodata, np.nan, plane)
    return found
