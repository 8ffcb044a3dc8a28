"""Train and apply however the image lies to the coarse map: every transform, every mode, cells and samples.

The contents are known functions of the bands at every pixel, so that maps have one right value. Means over cells are
taken from small parts of the pixels, projected one by one with osr, and from the pixels whose centres a cell holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import NODATA, read_raster
from osgeo import gdal, ogr, osr

CELLS, RATIO, PIXEL = 12, 8, 10.0
LEFT, TOP = 560000.0, 5000000.0
PARTS = 7  # parts of a pixel along each axis
ELEMENTS = ("Cu", "Zn", "Pb")
MINE = 'LOCAL_CS["Mine grid of the north field",UNIT["metre",1]]'
TRANSFORMS = ("none", "log", "clr")
MODES = ("prediction", "detail", "residual")
NESTING = ("same CRS", "south-up", "local CRS")  # layouts whose pixels lie whole in one cell


def reference(text: str) -> Any:
    made = osr.SpatialReference()
    made.SetFromUserInput(text)
    made.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return made


def bands_at(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return (bands, ...) of the ground at coordinates of the coarse map, waves of several lengths."""
    u, v = (x - LEFT) / (RATIO * PIXEL), (TOP - y) / (RATIO * PIXEL)
    first = np.sin(0.9 * u) + np.cos(0.7 * v) + 0.5 * np.sin(3.1 * u + 2.3 * v)
    second = np.cos(0.5 * u + 0.8 * v) + 0.4 * np.sin(4.1 * v - 1.9 * u)
    third = np.sin(0.4 * u * v / CELLS) + 0.3 * np.cos(3.7 * u)
    return 1000 + 100 * np.stack([first, second, third])


def contents(bands: np.ndarray, transform: str) -> np.ndarray:
    """Return what the model can express of the bands: lines, or exponentials of lines."""
    first, second, third = (bands - 1000) / 100
    lines = np.stack([0.30 * first + 0.1 * second, 0.2 * second - 0.1 * third, 0.15 * third + 0.1 * first])
    if transform == "none":
        return np.stack([40.0, 90.0, 25.0]).reshape(-1, *[1] * first.ndim) * (1 + 0.7 * lines)
    return np.exp(np.log([40.0, 90.0, 25.0]).reshape(-1, *[1] * first.ndim) + lines)


def geotransforms() -> dict[str, tuple[str, str, tuple[float, ...], int]]:
    """Return CRS of map and image, geotransform and pixels along an axis of the image for each layout."""
    side = CELLS * RATIO
    to_other = osr.CoordinateTransformation(reference("EPSG:32633"), reference("EPSG:32634"))
    corners = np.array(
        [to_other.TransformPoint(LEFT + dx, TOP - dy)[:2] for dx in (0, side * PIXEL) for dy in (0, side * PIXEL)]
    )
    turn = np.radians(20)
    step = PIXEL * np.array([np.cos(turn), np.sin(turn)])
    middle = np.array([LEFT, TOP]) + side / 2 * PIXEL * np.array([1, -1])
    wide = 128
    corner = middle - wide / 2 * (step + np.array([step[1], -step[0]]))
    utm = "EPSG:32633"
    return {
        "same CRS": (utm, utm, (LEFT, PIXEL, 0, TOP, 0, -PIXEL), side),
        "south-up": (utm, utm, (LEFT, PIXEL, 0, TOP - side * PIXEL, 0, PIXEL), side),
        "local CRS": (MINE, MINE, (LEFT, PIXEL, 0, TOP, 0, -PIXEL), side),
        "other CRS": (
            utm, "EPSG:32634", (corners[:, 0].min() - 20, PIXEL, 0, corners[:, 1].max() + 20, 0, -PIXEL), 112,
        ),
        "turned": (utm, utm, (corner[0], step[0], step[1], corner[1], step[1], -step[0]), wide),
    }  # fmt: skip


def write(path: Path, planes: np.ndarray, transform: Any, crs: str, names: Any) -> str:
    count, height, width = planes.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, gdal.GDT_Float32)
    dataset.SetGeoTransform(transform)
    dataset.SetSpatialRef(reference(crs))
    for number, (plane, name) in enumerate(zip(planes, names), 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        band.SetNoDataValue(NODATA)
        band.WriteArray(np.where(np.isfinite(plane), plane, NODATA))
    return str(path)


def cell_means(values: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Return the mean in each cell (rows, columns), NaN values left out and NaN where there is none."""
    valid = np.isfinite(values)
    sums, count = (np.bincount(cells[valid], weights, CELLS**2 + 1) for weights in (values[valid], None))
    means = np.divide(sums, count, out=np.full(len(sums), np.nan), where=count > 0)
    return means[:-1].reshape(CELLS, CELLS)


class Layout:
    """An image over the coarse grid, and where the parts of its pixels lie in the cells."""

    def __init__(self, name: str, folder: Path, crs: str = "") -> None:
        self.folder = folder
        self.map_crs, image_crs, transform, self.size = geotransforms()[name]
        self.map_crs, image_crs = (crs, crs) if crs else (self.map_crs, image_crs)
        self.to_map = (transform, image_crs)
        fine = (np.arange(self.size * PARTS) + 0.5) / PARTS
        x, y = self.on_map(fine[None, :], fine[:, None], transform, image_crs)
        col, row = np.floor((x - LEFT) / (RATIO * PIXEL)), np.floor((TOP - y) / (RATIO * PIXEL))
        inside = (col >= 0) & (col < CELLS) & (row >= 0) & (row < CELLS)
        self.cell = np.where(inside, row * CELLS + col, CELLS**2).astype(int)
        middle = np.arange(self.size) + 0.5
        self.bands = bands_at(*self.on_map(middle[None, :], middle[:, None], transform, image_crs))
        self.bands[:, 50:57, 40:45] = np.nan
        self.known = np.ones((CELLS, CELLS), bool)
        self.known[8, 3] = False
        self.image = write(folder / "image.tif", self.bands, transform, image_crs, ("b1", "b2", "b3"))

    def on_map(self, col: np.ndarray, row: np.ndarray, transform: Any, crs: str) -> tuple[np.ndarray, np.ndarray]:
        """Return where positions in the image lie, in the CRS of the map."""
        x, dx, sx, y, sy, dy = transform
        x, y = x + col * dx + row * sx, y + col * sy + row * dy
        if crs == self.map_crs:
            return x, y
        moved = osr.CoordinateTransformation(reference(crs), reference(self.map_crs))
        points = moved.TransformPoints(np.stack([x.ravel(), y.ravel()], axis=1))
        return tuple(np.array(points)[:, k].reshape(x.shape) for k in (0, 1))  # type: ignore[return-value]

    def centre_cells(self) -> np.ndarray:
        """Return the cell of each pixel's centre: PARTS is odd, so that a part has it for its own."""
        return self.cell[PARTS // 2 :: PARTS, PARTS // 2 :: PARTS]

    def centre_known(self) -> np.ndarray:
        return np.append(self.known.ravel(), False)[self.centre_cells()]

    def means(self, planes: np.ndarray) -> np.ndarray:
        """Return the mean over every cell (elements, rows, columns), parts of nodata left out."""
        out = []
        for plane in planes:
            parts = np.repeat(np.repeat(plane, PARTS, axis=0), PARTS, axis=1)
            out.append(cell_means(parts, self.cell))
        return np.stack(out)

    def means_by_centres(self, planes: np.ndarray) -> np.ndarray:
        """Return the mean over the pixels whose centres every cell holds (elements, rows, columns)."""
        return np.stack([cell_means(plane, self.centre_cells()) for plane in planes])

    def coarse(self, transform: str) -> str:
        values = np.where(self.known, self.means(contents(self.bands, transform)), NODATA)
        cell = (LEFT, RATIO * PIXEL, 0, TOP, 0, -RATIO * PIXEL)
        return write(self.folder / f"{transform}.tif", values, cell, self.map_crs, ELEMENTS)

    def samples(self, transform: str) -> str:
        """Write samples at centres of pixels that lie in the coarse map, in its CRS."""
        path = self.folder / f"{transform}.gpkg"
        layer_file = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
        layer = layer_file.CreateLayer("samples", reference(self.map_crs), ogr.wkbPoint)
        for name in ELEMENTS:
            layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
        rows, cols = np.nonzero(self.centre_known() & np.isfinite(self.bands[0]))
        chosen = np.random.default_rng(1).choice(len(rows), 150, replace=False)
        rows, cols = rows[chosen], cols[chosen]
        x, y = self.on_map(cols + 0.5, rows + 0.5, *self.to_map)
        values = contents(self.bands[:, rows, cols], transform)
        for k in range(len(rows)):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({x[k]:.6f} {y[k]:.6f})"))
            for name, value in zip(ELEMENTS, values[:, k]):
                feature[name] = float(value)
            layer.CreateFeature(feature)
        return str(path)


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder, made = tmp_path_factory.mktemp("layouts"), {}

    def layout(name: str) -> Layout:
        if name not in made:
            (folder / name).mkdir()
            made[name] = Layout(name, folder / name)
        return made[name]

    return layout


@pytest.mark.parametrize("source", ["cells", "samples"])
@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("name", geotransforms())
def test_maps(
    processing: Any, provider: Any, layouts: Any, tmp_path: Path, name: str, transform: str, source: str
) -> None:
    layout = layouts(name)
    coarse, model = layout.coarse(transform), str(tmp_path / "model.gfm")
    given: dict[str, Any] = {"GEOCHEM": coarse}
    if source == "samples":
        given = {"SAMPLES": layout.samples(transform), "FIELDS": list(ELEMENTS)}
    training = {"METHOD": "linear", "FEATURES": "raw", "TRANSFORM": transform, "FOLDS": 2, "MODEL": model}
    processing.run("geochemfusion:train", {"RASTERS": [layout.image], **given, **training})

    maps = {mode: str(tmp_path / f"{mode}.tif") for mode in MODES}
    for mode, path in maps.items():
        parameters = {"RASTERS": [layout.image], "GEOCHEM": coarse, "MODEL": model, "MODE": mode, "OUTPUT": path}
        processing.run("geochemfusion:apply", parameters)
    truth = contents(layout.bands, transform)
    spread, cells = np.nanstd(truth, axis=(1, 2)), layout.means(truth)
    typical = {}
    for mode, path in maps.items():
        got = read_raster(path)
        expected = np.isfinite(layout.bands[0]) & (layout.centre_known() | (mode == "prediction"))
        assert all(np.mean(np.isfinite(plane) != expected) < 1e-3 for plane in got), mode
        error = (got - truth) / spread[:, None, None]
        typical[mode] = np.sqrt(np.nanmean(error**2, axis=(1, 2))).max()
        assert np.abs(np.nanmean(error, axis=(1, 2))).max() < 0.05, mode
        if mode == "residual":
            deviation = cells[:, layout.known].std(axis=1)[:, None]
            off, off_by_centres = (
                (np.abs(means - cells)[:, layout.known] / deviation).max()
                for means in (layout.means(got), layout.means_by_centres(got))
            )
            # of eight pixels a cell each goes whole into that of its centre
            assert off < (1e-5 if name in NESTING else 0.1)
            assert off_by_centres < 1e-3
    # the regression is exact but for means of exponentials, and for parts of pixels at the borders of cells
    exact = source == "samples" or (transform == "none" and name in NESTING)
    assert typical["prediction"] < (1e-5 if exact else 0.03)
    assert typical["residual"] < (1e-5 if exact and name in NESTING else 0.04)
    # between means that are kept and detail that is added, waves as long as two cells count twice
    assert typical["detail"] < 0.5


def test_every_step_tells_of_datums_that_are_not_tied(
    processing: Any, provider: Any, layouts: Any, tmp_path: Path
) -> None:
    """A CRS that names an ellipsoid alone, as old surveys have it."""
    from qgis.core import QgsProcessingFeedback

    layout = layouts("same CRS")
    untied = Layout("same CRS", tmp_path, "+proj=tmerc +lon_0=15 +k=0.9996 +x_0=500000.25 +ellps=intl +units=m")
    model, out = str(tmp_path / "model.gfm"), str(tmp_path / "out.tif")
    image, coarse, samples = layout.image, untied.coarse("none"), untied.samples("none")
    training = {"RASTERS": [image], "METHOD": "linear", "FEATURES": "raw", "FOLDS": 2, "MODEL": model}
    fields = {"FIELDS": list(ELEMENTS)}
    gridding = {"SAMPLES": samples, "CELL_SIZE": 80, "TARGET_CRS": "EPSG:32633", "OUTPUT": str(tmp_path / "grid.tif")}
    for name, parameters in (
        ("train", {**training, "SAMPLES": samples, **fields}),
        ("train", {**training, "GEOCHEM": coarse}),
        ("apply", {"RASTERS": [image], "GEOCHEM": coarse, "MODEL": model, "OUTPUT": out}),
        ("apply", {"RASTERS": [image, coarse], "MODE": "prediction", "MODEL": model, "OUTPUT": out}),
        ("evaluate", {"FUSED": [out], "VALIDATION": coarse}),
        ("evaluate", {"FUSED": [out], "VALIDATION_POINTS": samples, **fields}),
        ("gridsamples", {**gridding, **fields}),
    ):
        feedback = QgsProcessingFeedback()
        processing.run(f"geochemfusion:{name}", parameters, feedback=feedback)
        said = feedback.textLog().count("No transformation between the datums of")
        assert said == 2, (name, feedback.textLog())  # once, and again in the list of what was changed
