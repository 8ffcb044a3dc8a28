"""The training table: worked out by hand on small rasters, by grid and by points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import ORIGIN, Log, axis_shares, block_means, plain_features, smooth_bands, wkt, write_raster
from osgeo import gdal, osr
from small_rasters import save

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster import gdal_reader
from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.raster.gdal_writer import RasterWriter
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.raster.projection import crs_wkt
from geochem_fusion.core.regression import training_table as samples
from geochem_fusion.core.regression.training_table import (
    SMALLEST_SEEN_SHARE,
    TOO_LITTLE_SEEN,
    coarse_values,
    common_rows,
    isotropic,
    table_from_grid,
    table_from_points,
)
from geochem_fusion.core.samples.cell_counts import encode
from geochem_fusion.core.samples.gridding import Gridding, grid_samples
from geochem_fusion.core.samples.points import PointValues

X0, Y0 = ORIGIN
NAN = np.nan


@pytest.fixture
def image(tmp_path: Path) -> str:
    """4 x 4 pixels of 10 m numbered from 0; 0, 8, 9, 10, 11 and 14 are nodata; the second band is ten times that."""
    plane = np.arange(16.0).reshape(4, 4)
    plane.flat[[0, 8, 9, 10, 11, 14]] = NAN
    return write_raster(tmp_path / "image.tif", np.stack([plane, 10 * plane]))


def coarse_of(folder: Path, values: list[list[float]], name: str = "coarse", cell: float = 20.0) -> str:
    return write_raster(folder / f"{name}.tif", np.array(values), cell=cell, names=["Cu"], unit="ppm")


def test_cell_means_by_hand(tmp_path: Path, image: str) -> None:
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse_of(tmp_path, [[5.0, 6.0], [7.0, 8.0]]), None, "cell_mean")
    # cell 0 lacks pixel 0; cell 2 has pixels 12 and 13 only, just half; cell 3 has pixel 15 only and is dropped
    np.testing.assert_allclose(table.features[:, 0], [(1 + 4 + 5) / 3, (2 + 3 + 6 + 7) / 4, 12.5], rtol=1e-12)
    np.testing.assert_allclose(table.features[:, 1], 10 * table.features[:, 0], rtol=1e-12)
    assert table.targets.tolist() == [[5.0], [6.0], [7.0]]
    np.testing.assert_allclose(table.weights, [0.75, 1.0, 0.5], rtol=1e-12)
    np.testing.assert_allclose(table.places, [[X0 + 10, Y0 - 10], [X0 + 30, Y0 - 10], [X0 + 10, Y0 - 30]])
    assert (table.names, table.elements, table.units) == (["b1", "b2"], ["Cu"], ["ppm"])
    assert table.spacing == pytest.approx(20.0)
    assert table.dropped == {"cells without a value": 0, "cells less than 50% covered by the image": 1}
    assert f"{SMALLEST_SEEN_SHARE:.0%}" in TOO_LITTLE_SEEN
    pixels = np.array([1, 2, 3, 4, 5, 6, 7, 12, 13, 15.0])
    np.testing.assert_allclose(table.spread_left, table.features[:, 0].var() / pixels.var(), rtol=1e-9)


def test_plain_features_are_counted_among_those_used(tmp_path: Path, image: str) -> None:
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse_of(tmp_path, [[5.0, 6.0], [7.0, 8.0]]), None, "cell_mean")
    assert table.plain == 2
    part = replace(table, plain=4)
    assert [part.plain_among(used) for used in ([0, 1, 2, 3, 4], [1, 3, 5, 6], [4, 5])] == [4, 2, 0]
    assert replace(table, plain=None).plain_among([0, 7]) == 2


def test_cells_without_a_value_are_counted_and_left_out(tmp_path: Path, image: str) -> None:
    features, grid = plain_features(image)
    values = np.array([[[1, NAN], [3, NAN]], [[1, 2], [NAN, NAN]]])
    coarse = write_raster(tmp_path / "c.tif", values, cell=20, names=["A", "B"])
    table = table_from_grid(features, grid, coarse, None, "cell_mean")
    assert table.dropped["cells without a value"] == 1
    np.testing.assert_array_equal(table.targets, np.array([[1, 1], [NAN, 2], [3, NAN]]))
    only = table_from_grid(features, grid, coarse_of(tmp_path, [[1.0, 2.0], [3.0, 4.0]]), [0], "cell_mean")
    assert only.elements == ["Cu"]


def test_fractional_ratio_and_offset_equal_area_weighted_means(tmp_path: Path) -> None:
    bands = smooth_bands(2, 50, 61)
    bands[:, 10:19, 20:37] = NAN
    image = write_raster(tmp_path / "i.tif", bands, cell=3)
    shares = axis_shares(50, 3, 8, 20, -7), axis_shares(61, 3, 11, 20, -13)
    coarse = write_raster(tmp_path / "c.tif", np.ones((8, 11)), cell=20, origin=(X0 - 13, Y0 + 7))
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse, None, "cell_mean")
    cover = shares[0] @ np.isfinite(bands[0]) @ shares[1].T / 400
    use = cover >= 0.5 - 1e-9
    np.testing.assert_allclose(table.weights, cover[use], rtol=1e-9)
    for column, band in zip(table.features.T, bands):
        np.testing.assert_allclose(column, block_means(band, *shares)[use], rtol=1e-9)


def test_centre_takes_the_pixel_at_the_middle_of_the_cell(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "i.tif", np.arange(81.0).reshape(9, 9))
    features, grid = plain_features(image)
    coarse = coarse_of(tmp_path, [[1.0, 2.0, 3.0]] * 3, cell=30)
    table = table_from_grid(features, grid, coarse, None, "centre")
    assert table.features[:, 0].tolist() == [10, 13, 16, 37, 40, 43, 64, 67, 70]
    assert table.weights.tolist() == [1.0] * 9


def test_centre_on_a_pixel_without_a_value_is_dropped(tmp_path: Path) -> None:
    plane = np.arange(81.0).reshape(9, 9)
    plane[1, 1] = NAN
    features, grid = plain_features(write_raster(tmp_path / "i.tif", plane))
    table = table_from_grid(features, grid, coarse_of(tmp_path, [[1.0, 2.0, 3.0]] * 3, cell=30), None, "centre")
    assert table.features[:, 0].tolist() == [13, 16, 37, 40, 43, 64, 67, 70]


def _lonlat(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    source, target = (osr.SpatialReference() for _ in range(2))
    source.ImportFromEPSG(32633)
    target.ImportFromEPSG(4326)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    moved = np.array(osr.CoordinateTransformation(source, target).TransformPoints(np.column_stack([x, y])))
    return moved[:, 0], moved[:, 1]


def test_centre_in_another_crs(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "i.tif", np.arange(10000.0).reshape(100, 100), cell=100)
    west, north = _lonlat(np.array([X0 + 1000]), np.array([Y0 - 1000]))
    cell, origin = 0.02, (float(west[0]), float(north[0]))
    coarse = write_raster(tmp_path / "c.tif", np.ones((3, 3)), cell=cell, origin=origin, crs=wkt(4326))
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse, None, "centre")
    # each pixel knows its place: bring the pixel that was taken back to degrees
    row, col = np.divmod(table.features[:, 0].astype(int), 100)
    lon, lat = _lonlat(X0 + 100 * (col + 0.5), Y0 - 100 * (row + 0.5))
    assert len(table) == 9
    assert np.abs(lon - table.places[:, 0]).max() < 51 / 78000  # half a pixel in degrees at 45 north
    assert np.abs(lat - table.places[:, 1]).max() < 51 / 111000
    means = table_from_grid(features, grid, coarse, None, "cell_mean")
    np.testing.assert_allclose(means.features, table.features, atol=110)  # symmetric cells: mean near the centre


def points_at(cols: list[float], rows: list[float], values: list[list[float]], names: tuple[str, ...]) -> PointValues:
    x, y = X0 + 10 * np.array(cols), Y0 - 10 * np.array(rows)
    return PointValues(x, y, names, np.array(values), wkt(), "wells")


def test_points_of_one_pixel_are_averaged_and_missing_ones_are_left_out(image: str) -> None:
    points = points_at(
        [1.2, 1.7, 2.5, 3.5, 0.5, 9.0, -0.1, 1.5],
        [0.5, 0.1, 1.5, 3.9, 0.5, 1.0, 1.0, 1.5],
        [[1, 10], [3, -9999], [5, NAN], [7, np.inf], [8, 8], [9, 9], [9, 9], [-9999, NAN]],
        ("A", "B"),
    )
    features, grid = plain_features(image)
    table = table_from_points(features, grid, points)
    assert table.features[:, 0].tolist() == [1, 6, 15]
    np.testing.assert_array_equal(table.targets, np.array([[2, 10], [5, NAN], [7, NAN]]))
    assert table.weights.tolist() == [2, 1, 1]
    np.testing.assert_allclose(table.places, [[X0 + 15, Y0 - 5], [X0 + 25, Y0 - 15], [X0 + 35, Y0 - 35]])
    assert table.dropped == {
        "points outside the image": 2,
        "points without a value": 1,
        "pixels without a value in the image": 1,
    }


def test_points_in_another_crs_meet_the_same_pixels(image: str) -> None:
    here = points_at([1.5, 2.5, 3.5, 1.5], [0.5, 1.5, 3.5, 1.5], [[1], [2], [3], [4]], ("A",))
    there = PointValues(*_lonlat(here.x, here.y), here.names, here.values, wkt(4326))
    features, grid = plain_features(image)
    first, second = table_from_points(features, grid, here), table_from_points(features, grid, there)
    np.testing.assert_array_equal(first.features, second.features)
    np.testing.assert_array_equal(first.places, second.places)


def test_points_across_tiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = write_raster(tmp_path / "i.tif", np.arange(700.0).reshape(20, 35))
    generator = np.random.default_rng(0)
    points = points_at(list(generator.uniform(0, 35, 60)), list(generator.uniform(0, 20, 60)), [[1.0]] * 60, ("A",))
    features, grid = plain_features(image)
    whole = table_from_points(features, grid, points)
    monkeypatch.setattr("geochem_fusion.core.regression.training_table.TILE", 7)
    np.testing.assert_array_equal(table_from_points(features, grid, points).features, whole.features)
    pixel = np.floor((Y0 - points.y) / 10) * 35 + np.floor((points.x - X0) / 10)
    np.testing.assert_array_equal(whole.features[:, 0], np.unique(pixel))


def test_degrees_are_made_as_long_east_as_north() -> None:
    places = np.array([[10.0, 59.0], [11.0, 61.0]])
    moved = isotropic(places, wkt(4326))
    np.testing.assert_allclose(moved, [[5.0, 59.0], [5.5, 61.0]])
    np.testing.assert_array_equal(isotropic(places, wkt()), places)


def test_too_few_rows_say_why(tmp_path: Path, image: str) -> None:
    features, grid = plain_features(image)
    coarse = coarse_of(tmp_path, [[1.0, NAN], [NAN, 4.0]])
    with pytest.raises(
        FusionError,
        match=r"share 1 usable place for.*cells without a value: 2; cells less than 50% .*: 1",
    ):
        table_from_grid(features, grid, coarse, None, "cell_mean")
    with pytest.raises(FusionError, match=r"wells and the image share 0 usable places .*points outside the image: 3"):
        table_from_points(features, grid, points_at([-5, -6, 99], [1, 1, 1], [[1], [2], [3]], ("A",)))


def test_bands_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    empty = write_raster(tmp_path / "e.tif", np.stack([np.ones((2, 2)), np.full((2, 2), NAN)]), names=["Cu", "Zn"])
    fine = describe(write_raster(tmp_path / "fine.tif", np.ones((4, 4)), 5)).grid
    with pytest.raises(FusionError, match=r"'Zn' .*no value"):
        coarse_values(empty, None, fine)
    assert coarse_values(empty, [0], fine).names == ["Cu"]
    with pytest.raises(FusionError, match=r"band 3, but .* has 2"):
        coarse_values(empty, [2], fine)
    twice = write_raster(tmp_path / "t.tif", np.ones((2, 2, 2)), names=["Cu", "Cu"])
    with pytest.raises(FusionError, match="same name"):
        coarse_values(twice, None, fine)
    assert coarse_values(twice, [1], fine).names == ["Cu"]


def test_an_image_no_finer_is_refused_before_values_are_read(
    tmp_path: Path, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = describe(image).grid
    monkeypatch.setattr(samples, "read", lambda path, bands: pytest.fail("all of a large image would be read"))
    with pytest.raises(FusionError, match="exchange the two"):
        coarse_values(image, None, grid)


def test_what_cannot_be_combined_is_refused(tmp_path: Path, image: str) -> None:
    features, grid = plain_features(image)
    coarse = coarse_of(tmp_path, [[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(FusionError, match="SUPPORT 'best'"):
        table_from_grid(features, grid, coarse, None, "best")
    with pytest.raises(FusionError, match="not larger than the pixels"):
        table_from_grid(features, grid, coarse_of(tmp_path, [[1.0] * 4] * 4, "same", 10), None, "cell_mean")
    with pytest.raises(FusionError, match="coordinate reference system"):
        table_from_points(features, grid, PointValues(np.ones(3), np.ones(3), ("A",), np.ones((3, 1)), ""))
    nothing, grid = plain_features(write_raster(tmp_path / "n.tif", np.full((4, 4), NAN)))
    with pytest.raises(FusionError, match="no pixel with a value"):
        table_from_grid(nothing, grid, coarse, None, "cell_mean")


def test_only_cells_that_all_tables_have_are_common(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "i.tif", smooth_bands(1, 40, 40))
    values = np.random.default_rng(0).normal(size=(10, 10)).tolist()
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse_of(tmp_path, values, cell=40.0), None, "cell_mean")
    first, second = table.part(np.arange(100) > 1), table.part(np.arange(100) != 5)
    shared = common_rows({"first": first, "second": second})
    expected = [k for k in range(100) if k > 1 and k != 5]
    for found in shared.values():
        assert found.cells is not None
        assert found.cells.index.tolist() == expected
        np.testing.assert_array_equal(found.places, table.places[expected])
        np.testing.assert_array_equal(found.features, table.features[expected])
    with pytest.raises(FusionError, match="fewer than three cells in common"):
        common_rows({"first": table.part(np.arange(100) < 4), "second": table.part(np.arange(100) > 1)})


def test_of_a_map_of_many_cells_those_near_the_image_are_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    cells = rng.normal(size=(1, 600, 600)).astype(np.float32)
    crs = crs_wkt("EPSG:32633")
    whole = Grid((0.0, 80.0, 0.0, 6e6, 0.0, -80.0), 600, 600, crs)
    image = Grid((300 * 80.0, 10.0, 0.0, 6e6 - 400 * 80.0, 0.0, -10.0), 80, 80, crs)
    path = save(tmp_path / "national.tif", cells, whole, names=["Cu"])
    found = coarse_values(path, None, image)
    assert found.names == ["Cu"]
    np.testing.assert_array_equal(found.values, cells[:, 360:427, 240:327])  # by hand: 16 around, from multiples of 60
    row, col = found.alignment.positions(Window(0, 0, 1, 1))
    assert (float(row[0, 0]), float(col[0, 0])) == pytest.approx((40 - 0.4375, 60 - 0.4375))


def test_codes_of_a_national_map_are_those_of_its_part_and_cost_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single 9999 near the image is found whatever the size of the map; far cells are neither read nor believed."""
    rng = np.random.default_rng(7)
    cells = rng.uniform(40, 60, size=(1, 1500, 600)).astype(np.float32)
    cells[0, 412, 305] = 9999  # in the image
    cells[0, :200] = 12000  # else 9999 would lie amid the values
    expected = cells[:, 360:427, 240:327].astype(float)  # see above
    expected[0, 412 - 360, 305 - 240] = NAN
    crs = crs_wkt("EPSG:32633")
    whole = Grid((0.0, 80.0, 0.0, 6e6, 0.0, -80.0), 1500, 600, crs)
    part = Window(360, 240, 67, 87)
    image = Grid((300 * 80.0, 10.0, 0.0, 6e6 - 400 * 80.0, 0.0, -10.0), 80, 80, crs)
    national = save(tmp_path / "national.tif", cells, whole, names=["Cu"])
    cut = save(tmp_path / "cut.tif", cells[:, part.rows, part.cols], whole.cropped(part), names=["Cu"])
    counted: list[int] = []
    read_as_written = gdal_reader._written

    def counting(band: object, window: Window, path: str) -> np.ndarray:
        counted.append(window.height * window.width)
        return read_as_written(band, window, path)

    monkeypatch.setattr(gdal_reader, "_written", counting)
    for path in (national, cut):
        counted.clear()
        said = Log()
        np.testing.assert_array_equal(coarse_values(path, None, image, said).values, expected)
        assert sum(counted) == 2 * 67 * 87  # once for codes, once for values
        (warning,) = said.warnings
        assert f"{1 / (67 * 87):.2%} of the pixels hold 9999" in warning


# ---------------------------------------------------------------------------------------------- numbers of samples

COUNTS = np.array([[1, 3, NAN, 2], [2, NAN, 4, 1], [1, 1, 2, NAN]])  # of Cu; of Zn there is one fewer in each cell


@pytest.fixture
def gridded(tmp_path: Path) -> str:
    """Means that gridsamples made of samples of Cu and Zn in 3 x 4 cells of 40 m."""
    points = [
        (X0 + 40 * col + 2 + k, Y0 - 40 * row - 3 - k, 10.0 + row + k, None if k == 0 else 5.0 + col)
        for (row, col), count in np.ndenumerate(COUNTS)
        for k in range(0 if np.isnan(count) else int(count))
    ]
    x, y, *fields = map(list, zip(*points))
    values = np.array(list(zip(*fields)), dtype=object)
    path = str(tmp_path / "means.tif")
    extent = (X0, Y0 - 120, X0 + 160, Y0)
    grid_samples(
        Gridding(PointValues(np.array(x), np.array(y), ("Cu", "Zn"), values, wkt()), 40.0, path, extent=extent)
    )
    return path


@pytest.fixture
def fine() -> Grid:
    return Grid((X0, 10.0, 0.0, Y0, 0.0, -10.0), 12, 16, wkt())


def translated(path: str, **options: object) -> str:
    copy = str(Path(path).with_name("copy.tif"))
    gdal.Translate(copy, path, **options)
    return copy


@pytest.mark.parametrize("options", [None, {}, {"format": "COG"}, {"bandList": [2, 1]}, {"outputSRS": "EPSG:32634"}])
def test_numbers_of_samples_travel_with_the_map(gridded: str, fine: Grid, options: dict[str, object] | None) -> None:
    path = gridded if options is None else translated(gridded, **options)
    said = Log()
    found = coarse_values(path, None, replace(fine, crs=describe(path).grid.crs), said)
    samples = dict(zip(found.names, found.samples))
    np.testing.assert_array_equal(samples["Cu"], COUNTS)
    np.testing.assert_array_equal(samples["Zn"], np.where(COUNTS > 1, COUNTS - 1, NAN))
    # of 0, 1 ... n - 1 in the cells of n samples: squares of 2 + 0.5 + 0.5 + 5 + 0.5
    assert dict(zip(found.names, found.scatters)) == {"Cu": (8, 8.5 / 8), "Zn": None}
    assert said.warnings == []


def test_how_samples_scatter_is_not_used_in_another_unit(gridded: str, fine: Grid) -> None:
    found = coarse_values(translated(gridded, scaleParams=[[0, 1, 0, 1e-4]], outputType=gdal.GDT_Float32), None, fine)
    assert found.samples[0] is not None
    assert found.scatters == (None, None)


def test_the_rows_of_a_table_know_their_numbers_of_samples(gridded: str, tmp_path: Path) -> None:
    features, grid = plain_features(write_raster(tmp_path / "image.tif", smooth_bands(2, 12, 16)))
    table = table_from_grid(features, grid, gridded, [1, 0], "cell_mean")
    assert table.elements == ["Zn", "Cu"]
    cells = table.part(table.targets[:, 1] > 11).cells
    assert cells is not None
    np.testing.assert_array_equal(cells.samples[1], COUNTS)
    np.testing.assert_array_equal(
        cells.samples[1].ravel()[cells.index], [2, 4, 1, 1, 2]
    )  # the mean is 10 + row + (n - 1) / 2


def test_a_part_of_a_map_is_read_with_its_numbers_of_samples(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    counts = rng.integers(0, 5, (600, 600))
    counts[:200] = 0  # or there would be too many runs
    whole = Grid((0.0, 80.0, 0.0, 6e6, 0.0, -80.0), 600, 600, wkt())
    image = Grid((300 * 80.0, 10.0, 0.0, 6e6 - 400 * 80.0, 0.0, -10.0), 80, 80, wkt())
    path = str(tmp_path / "national.tif")
    bands = [Band("Cu"), Band("Zn", samples=encode(counts, whole))]
    with RasterWriter(path, whole, bands) as writer:
        writer.write(rng.normal(size=(2, 600, 600)), whole.full_window())
    found = coarse_values(path, None, image)
    none, samples = found.samples
    assert found.scatters == (None, None)
    assert none is None
    np.testing.assert_array_equal(samples, np.where(counts > 0, counts, NAN)[360:427, 240:327])  # see above


@pytest.mark.parametrize(
    "options",
    [{"srcWin": [0, 0, 3, 3]}, {"xRes": 20, "yRes": 20}, {"outputBounds": [X0 + 5, Y0, X0 + 165, Y0 - 120]}],
    ids=["cut", "resampled", "moved"],
)
def test_numbers_of_samples_of_another_grid_are_not_used(gridded: str, fine: Grid, options: dict[str, object]) -> None:
    cut, said = translated(gridded, **options), Log()
    assert all(band.samples for band in describe(cut).bands)
    assert coarse_values(cut, None, fine, said).samples == (None, None)
    assert said.warnings == [
        f"The numbers of samples that {cut} carries are those of another grid (it was cut or resampled since) and are "
        "not used; give CELL_SAMPLES when training."
    ]


def test_of_bands_that_are_not_asked_for_nothing_is_said(gridded: str, fine: Grid) -> None:
    dataset = gdal.Open(gridded, gdal.GA_Update)
    dataset.GetRasterBand(2).SetMetadataItem("GEOCHEM_FUSION_SAMPLES", "damaged")
    dataset = None
    for bands, warnings in (([0], 0), ([1], 1), (None, 1)):
        said = Log()
        coarse_values(gridded, bands, fine, said)
        assert len(said.warnings) == warnings
