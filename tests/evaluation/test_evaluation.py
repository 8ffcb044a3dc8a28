"""Evaluation: figures worked out by hand or with plain numpy, same places for all rows, clear refusals."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.evaluation import evaluation as ev
from geochem_fusion.core.evaluation.evaluation import EvaluationRequest, FusedMap, evaluate
from geochem_fusion.core.evaluation.measures import AS_IS, BASELINES, BILINEAR, MEAN_PRESERVING, MEASURES
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.gdal_reader import read
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.samples.points import PointValues


class Log(Progress):
    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.fractions: list[float] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def progress(self, fraction: float) -> None:
        self.fractions.append(fraction)


def crs(code: int = 32633) -> str:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    return reference.ExportToWkt()


class Folder:
    """Writes small rasters."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(
        self,
        name: str,
        values: np.ndarray,
        names: Sequence[str] = ("Cu",),
        cell: float = 1.0,
        origin: tuple[float, float] = (500000.0, 5000000.0),
        projection: str | None = None,
        unit: str = "ppm",
    ) -> str:
        planes = np.asarray(values, np.float32)
        planes = planes[None] if planes.ndim == 2 else planes
        path = str(self.path / f"{name}.tif")
        dataset = gdal.GetDriverByName("GTiff").Create(
            path, planes.shape[2], planes.shape[1], len(planes), gdal.GDT_Float32
        )
        dataset.SetGeoTransform((origin[0], cell, 0, origin[1], 0, -cell))
        dataset.SetProjection(crs() if projection is None else projection)
        for number, plane in enumerate(planes, 1):
            band = dataset.GetRasterBand(number)
            band.SetNoDataValue(-9999)
            band.SetDescription(names[number - 1])
            band.SetUnitType(unit)
            band.WriteArray(np.where(np.isnan(plane), -9999, plane))
        return path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def request(fused: str | Sequence[str], validation: str | PointValues, **more: str) -> EvaluationRequest:
    paths = [fused] if isinstance(fused, str) else fused
    return EvaluationRequest([FusedMap(path) for path in paths], validation, **more)


# ---------------------------------------------------------------------------------------------- by hand


def test_four_cells_by_hand(folder: Folder) -> None:
    validation = folder.write("validation", [[1, 2], [3, 6]])
    fused = folder.write("fused", [[2, 2], [5, 5]])  # differences 1, 0, 2, -1
    row = evaluate(request(fused, validation)).first
    assert (row.map, row.element, row.unit, row.n) == ("fused", "Cu", "ppm", 4)
    assert row.bias == pytest.approx(0.5)
    assert row.mean_abs == pytest.approx(1.0)
    assert row.std == pytest.approx(math.sqrt(5) / 2)  # deviations 0.5, -0.5, 1.5, -1.5: sum of squares 5
    assert row.rmse == pytest.approx(math.sqrt(1.5))
    # map deviations -1.5 -1.5 1.5 1.5, validation -2 -1 0 3: products 3 + 1.5 + 0 + 4.5, squares 9 and 14
    assert row.r == pytest.approx(9 / math.sqrt(9 * 14))
    logs = np.log10([2, 2, 5, 5]), np.log10([1, 2, 3, 6])
    assert row.r_log10 == pytest.approx(np.corrcoef(*logs)[0, 1])
    assert (row.r_rs, row.r_coarse, row.skill, row.skill_mean_preserving) == (None, None, None, None)
    assert row.coverage == 1


def test_maps_are_compared_in_the_unit_of_the_validation(folder: Folder) -> None:
    validation = folder.write("validation", [[1, 2], [3, 6]], unit="%")
    fused = [folder.write("ppm", [[20000, 20000], [50000, 50000]]), folder.write("own", [[2, 2], [5, 5]], unit="wt%")]
    coarse = folder.write("coarse", [[20, 60]], cell=2, unit="permille")
    log = Log()
    found = evaluate(request(fused, validation, coarse=coarse), log)
    rows = {row.map: row for row in found.rows}
    for name in ("ppm", "own"):  # as by hand above
        assert rows[name].unit == "%"
        assert rows[name].bias == pytest.approx(0.5)
        assert rows[name].rmse == pytest.approx(math.sqrt(1.5))
    assert rows["coarse as is"].bias == pytest.approx(2 - 3)  # 20 permille are 2 %
    assert [line.split(" was ")[0] for line in log.warnings] == [
        "'Cu' in the coarse map 'coarse'",
        "'Cu' in the fused map 'ppm'",
    ]
    assert found.notes == log.warnings


def test_maps_without_a_unit_that_are_far_apart_are_told(folder: Folder) -> None:
    validation = folder.write("validation", [[10, 20], [30, 60]], unit="")
    for name, times, told in (("alike", 3, False), ("ppb", 1000, True), ("percent", 1e-4, True)):
        log = Log()
        fused = folder.write(name, (times * np.array([[10, 20], [30, 60]])).tolist(), unit="")
        evaluate(EvaluationRequest([FusedMap(fused)], validation), log)
        assert any("check that both are in one unit" in line for line in log.warnings) == told


def test_fields_of_points_say_their_unit(folder: Folder) -> None:
    fused = folder.write("fused", [[1, 2], [3, 6]], unit="ppm")
    x, y = np.array([500000.5, 500001.5] * 2), np.array([4999999.5] * 2 + [4999998.5] * 2)
    truth = PointValues(x, y, ["Cu_ppb"], np.array([[1500.0], [2500.0], [3500.0], [6500.0]]), crs())
    log = Log()
    row = evaluate(request(fused, truth), log).first
    assert (row.unit, row.bias) == ("ppb", pytest.approx(-500))
    assert log.warnings[-1].endswith("was converted from its unit ppm to ppb: multiplied by 1000.")


def test_an_oxide_is_not_evaluated_with_its_element(folder: Folder) -> None:
    fused = folder.write("fused", [[1, 2], [3, 6]], names=["K"], unit="ppm")
    validation = folder.write("validation", [[1, 2], [3, 6]], names=["K2O"], unit="%")
    with pytest.raises(FusionError, match="give them the same names"):
        evaluate(request(fused, validation))
    validation = folder.write("other", [[1, 2], [3, 6]], names=["K"], unit="% K2O")
    with pytest.raises(FusionError, match="an oxide is not its element"):
        evaluate(request(fused, validation))


def test_block_means_on_a_coarser_validation_grid(folder: Folder) -> None:
    fine = np.arange(16.0).reshape(4, 4)
    fine[0, 0] = np.nan  # three of four pixels left: the cell counts, with the mean of those
    fine[2:, 2] = fine[3, 3] = np.nan  # one of four pixels left: it does not
    validation = folder.write("validation", [[3, 5], [10, 13]], cell=2)
    result = evaluate(request(folder.write("fused", fine), validation))
    means = [[(1 + 4 + 5) / 3, (2 + 3 + 6 + 7) / 4], [(8 + 9 + 12 + 13) / 4, np.nan]]
    np.testing.assert_allclose(result.elements[0].maps["fused"], means, rtol=1e-6)
    assert result.first.n == 3
    assert result.first.coverage == 0.75
    assert result.first.bias == pytest.approx((10 / 3 - 3 + 4.5 - 5 + 10.5 - 10) / 3)


def test_half_a_cell_is_enough_at_any_ratio(folder: Folder) -> None:
    """1.5 pixels a cell: weights 1 and one half in each direction."""
    fine = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
    validation = folder.write("validation", np.ones((2, 2)), cell=1.5)
    result = evaluate(request(folder.write("fused", fine), validation))
    first = (1 + 0.5 * 2 + 0.5 * 4 + 0.25 * 5) / 2.25
    np.testing.assert_allclose(result.elements[0].maps["fused"][0, 0], first, rtol=1e-6)


def test_a_finer_validation_takes_the_pixel_at_its_centre(folder: Folder) -> None:
    validation = folder.write("validation", np.arange(16.0).reshape(4, 4))
    fused = folder.write("fused", [[1, 2], [3, np.nan]], cell=2)
    result = evaluate(request(fused, validation)).elements[0].maps["fused"]
    np.testing.assert_array_equal(result, np.kron([[1, 2], [3, np.nan]], np.ones((2, 2))))


def test_exactly_half_a_cell_is_enough_and_less_is_not(folder: Folder) -> None:
    fine = np.array([[1.0, np.nan, 4, 5], [np.nan, 3, 6, 7], [1, np.nan, 2, 2], [np.nan, np.nan, 2, 2]])
    validation = folder.write("validation", np.ones((2, 2)), cell=2)
    result = evaluate(request(folder.write("fused", fine), validation)).elements[0].maps["fused"]
    np.testing.assert_allclose(result, [[2, 5.5], [np.nan, 2]])


def test_a_much_finer_validation_in_another_crs_has_no_holes(folder: Folder) -> None:
    fused = folder.write("fused", np.arange(9.0).reshape(3, 3), cell=10000)
    back = osr.CoordinateTransformation(*(_traditional(code) for code in (32633, 4326)))
    lon, lat, _ = back.TransformPoint(500000 + 15000, 5000000 - 15000)
    path = folder.write("validation", np.ones((20, 20)), cell=0.0005, origin=(lon, lat), projection=crs(4326))
    np.testing.assert_array_equal(evaluate(request(fused, path)).elements[0].maps["fused"], 4)


def test_another_crs_is_brought_to_the_validation_grid(folder: Folder) -> None:
    """A plane in UTM coordinates, averaged in a degree grid, is the plane at the cells' centres."""
    row, col = np.indices((200, 200)) + 0.5
    plane = 0.01 * col - 0.02 * row
    fused = folder.write("fused", plane, cell=30)
    back = osr.CoordinateTransformation(*(_traditional(code) for code in (32633, 4326)))
    lon, lat, _ = back.TransformPoint(500000 + 1500, 5000000 - 1500)
    forward = osr.CoordinateTransformation(*(_traditional(code) for code in (4326, 32633)))
    cell, truth = 0.004, np.empty((5, 5))
    for k, m in np.ndindex(5, 5):
        x, y, _ = forward.TransformPoint(lon + (m + 0.5) * cell, lat - (k + 0.5) * cell)
        truth[k, m] = 0.01 * (x - 500000) / 30 - 0.02 * (5000000 - y) / 30
    path = folder.write("validation", truth, cell=cell, origin=(lon, lat), projection=crs(4326))
    row_ = evaluate(request(fused, path)).first
    assert row_.n == 25
    assert row_.rmse < 0.01  # a cell is about 15 pixels high, so 0.3 units: the misfit is that of split pixels


def _traditional(code: int) -> osr.SpatialReference:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_only_the_part_under_the_validation_grid_is_compared(folder: Folder) -> None:
    fused = folder.write("fused", np.arange(1200.0 * 4).reshape(1200, 4))
    validation = folder.write("validation", [[2401.5 + 4.5]], cell=2, origin=(500001.0, 5000000.0 - 600))
    # rows 600 and 601, columns 1 and 2: 2401, 2402, 2405, 2406
    row = evaluate(request(fused, validation)).first
    assert (row.n, row.bias) == (1, pytest.approx(2403.5 - 2406))
    assert row.r is None


# ---------------------------------------------------------------------------------------------- same places


def test_all_rows_share_their_places_and_tell_their_coverage(folder: Folder) -> None:
    truth = np.arange(1.0, 7).reshape(2, 3)
    first, second, known = truth + 1, truth + 2, truth.copy()
    first[0, 0] = second[1, 1] = known[1, 2] = np.nan
    result = evaluate(request([folder.write("a", first), folder.write("b", second)], folder.write("validation", known)))
    assert [row.n for row in result.rows] == [3, 3]
    assert [row.coverage for row in result.rows] == [pytest.approx(4 / 5)] * 2
    assert [row.bias for row in result.rows] == pytest.approx([1, 2])


def test_image_gaps_touch_only_the_correlation_with_the_image(folder: Folder) -> None:
    truth = np.array([[1.0, 2, 4], [8, 5, 7]])
    bands = np.array([[[3.0, 1, 4], [1, 5, 9]], [[2.0, 7, 1], [8, 2, 8]]])
    bands[1, 0, 1] = np.nan
    image = folder.write("image", bands, ("red", "nir"))
    result = evaluate(request(folder.write("fused", truth), folder.write("validation", truth + 1), image=image))
    lit = np.isfinite(bands[1])
    expected = np.corrcoef(truth[lit], bands.mean(axis=0)[lit])[0, 1]
    assert result.first.n == 6
    assert result.first.r_rs == pytest.approx(expected)
    by_band = result.elements[0].band_correlations["fused"]
    assert by_band == pytest.approx([np.corrcoef(truth[lit], band[lit])[0, 1] for band in bands])


def test_constant_maps_have_no_correlation_and_no_warning(folder: Folder) -> None:
    truth = np.arange(1.0, 17).reshape(4, 4)
    coarse = folder.write("coarse", np.full((2, 2), 5.1), cell=2)
    fused = folder.write("fused", np.full((4, 4), 5.1))
    result = evaluate(request(fused, folder.write("validation", truth), coarse=coarse))
    for row in result.rows:
        assert (row.r, row.r_log10, row.r_coarse) == (None, None, None)
        assert row.bias == pytest.approx(np.float32(5.1) - 8.5)
        assert row.skill == pytest.approx(0, abs=1e-6)


def test_logarithms_need_positive_values(folder: Folder) -> None:
    validation = folder.write("validation", [[1, 2], [3, 4]])
    assert evaluate(request(folder.write("zero", [[0, 2], [3, 5]]), validation)).first.r_log10 is None
    assert evaluate(request(folder.write("ten", [[1, 2], [3, 4]]), validation)).first.r_log10 == pytest.approx(1)


# ---------------------------------------------------------------------------------------------- real data


@pytest.mark.parametrize("ratio", [4, 8])
def test_real_set_equals_plain_numpy(shared_data: Path, folder: Folder, ratio: int) -> None:
    data = shared_data / "rondonia_west"
    source = gdal.Open(str(data / "truth_fine.tif"))
    truth, coarse = source.ReadAsArray(), gdal.Open(str(data / f"coarse_x{ratio}.tif")).ReadAsArray()
    generator = np.random.default_rng(3)
    noisy = (truth + truth.std(axis=(1, 2))[:, None, None] * generator.normal(0, 0.3, truth.shape)).astype(np.float32)
    noisy[:, 5:20, 8:30] = np.nan
    path = _like(source, folder.path / "noisy.tif", noisy)
    covariates = data / "covariates.tif"
    result = evaluate(
        request(
            path,
            str(data / "truth_fine.tif"),
            coarse=str(data / f"coarse_x{ratio}.tif"),
            image=str(covariates),
            difference=str(folder.path / "difference.tif"),
        )
    )
    ev.write_json(result, str(folder.path / "e.json"))
    rows = json.loads((folder.path / "e.json").read_text(encoding="utf-8"))["rows"]
    intensity = gdal.Open(str(covariates)).ReadAsArray().astype(float).mean(axis=0)
    as_is = np.kron(coarse, np.ones((ratio, ratio)))[:, : truth.shape[1], : truth.shape[2]]
    smooth = _bilinear(coarse, ratio)[:, : truth.shape[1], : truth.shape[2]]
    assert len(rows) == 12
    for k, element in enumerate(("K", "eTh", "eU")):
        used = np.isfinite(noisy[k])
        expected = {"noisy": noisy[k], AS_IS: as_is[k], BILINEAR: smooth[k]}
        for name, plane in expected.items():
            row = next(r for r in rows if r["map"] == name and r["element"] == element)
            values = plane[used].astype(float), truth[k][used].astype(float)
            difference = values[0] - values[1]
            base = smooth[k][used] - values[1]
            figures = {
                "n": used.sum(),
                "bias": difference.mean(),
                "mean_abs": np.abs(difference).mean(),
                "std": difference.std(),
                "rmse": np.sqrt((difference**2).mean()),
                "r": np.corrcoef(*values)[0, 1],
                "r_rs": np.corrcoef(values[0], intensity[used])[0, 1],
                "r_coarse": np.corrcoef(values[0], as_is[k][used])[0, 1],
                "skill": 1 - (difference**2).mean() / (base**2).mean(),
                "coverage": used.mean(),
            }
            for measure, value in figures.items():
                assert row[measure] == pytest.approx(value, rel=1e-6, abs=1e-6), (element, name, measure)
    written = gdal.Open(str(folder.path / "difference.tif"))
    assert [written.GetRasterBand(b).GetDescription() for b in (1, 2, 3)] == [
        "noisy: K",
        "noisy: eTh",
        "noisy: eU",
    ]
    planes = written.ReadAsArray()
    np.testing.assert_array_equal(planes[:, ~np.isfinite(noisy[0])], -9999)
    np.testing.assert_allclose(planes[:, used], (noisy - truth)[:, used], atol=1e-5)


def test_mean_preserving_row_keeps_block_means(shared_data: Path) -> None:
    data = shared_data / "rondonia_west"
    truth, coarse = str(data / "truth_fine.tif"), str(data / "coarse_x4.tif")
    result = evaluate(request(truth, truth, coarse=coarse))
    values = gdal.Open(coarse).ReadAsArray()
    for k, element in enumerate(result.elements):
        means = element.maps[MEAN_PRESERVING].reshape(23, 4, 22, 4).mean(axis=(1, 3))
        np.testing.assert_allclose(means, values[k], atol=1e-5 * values[k].std())
        rows = {row.map: row for row in element.rows}
        best, plain = rows[MEAN_PRESERVING], rows[BILINEAR]
        assert best.skill == pytest.approx(1 - best.rmse**2 / plain.rmse**2)
        assert plain.skill_mean_preserving == pytest.approx(1 - plain.rmse**2 / best.rmse**2)
        assert best.skill > 0
        assert rows["truth_fine"].rmse == pytest.approx(0, abs=1e-6)
        assert rows["truth_fine"].skill == pytest.approx(1)


def _like(source: gdal.Dataset, path: Path, values: np.ndarray) -> str:
    copy = gdal.GetDriverByName("GTiff").CreateCopy(str(path), source)
    copy.WriteArray(np.where(np.isnan(values), -9999, values).astype(np.float32))
    return str(path)


def _bilinear(coarse: np.ndarray, ratio: int) -> np.ndarray:
    """Bilinear interpolation between cell centres, constant beyond the outer ones."""
    _, height, width = coarse.shape
    row = np.clip((np.arange(height * ratio) + 0.5) / ratio - 0.5, 0, height - 1)
    col = np.clip((np.arange(width * ratio) + 0.5) / ratio - 0.5, 0, width - 1)
    rows = np.stack(
        [[np.interp(row, np.arange(height), plane[:, c]) for c in range(width)] for plane in coarse.astype(float)]
    )
    return np.stack([[np.interp(col, np.arange(width), r) for r in plane.T] for plane in rows])


# ---------------------------------------------------------------------------------------------- points


def _points(
    x: Sequence[float], y: Sequence[float], values: np.ndarray, names: Sequence[str], code: int = 32633
) -> PointValues:
    return PointValues(np.array(x), np.array(y), names, np.array(values, float), crs(code), "wells")


def test_points_take_the_pixel_that_holds_them(folder: Folder) -> None:
    fused = folder.write("fused", np.arange(16.0).reshape(4, 4))
    coarse = folder.write("coarse", [[1, 2], [3, 4]], cell=2)
    east, north = np.array([0.1, 3.9, 1.5, 2.5, 99, 0.5, 0.5]), np.array([0.1, 3.9, 2.5, 0.5, 1, 1.5, 2.5])
    measured = [[1], [14], [10], [-9999], [5], [np.nan], [np.inf]]
    points = _points(500000 + east, 5000000 - north, measured, ["cu "])
    result = evaluate(request(fused, points, coarse=coarse))
    element = result.elements[0]
    np.testing.assert_array_equal(element.maps["fused"], [0, 15, 9, 2, np.nan, 4, 8])
    np.testing.assert_array_equal(element.maps[AS_IS], [1, 4, 3, 2, np.nan, 1, 3])
    np.testing.assert_array_equal(element.used, [True, True, True, False, False, False, False])
    row = result.first
    assert (row.n, row.bias, row.coverage) == (3, pytest.approx((-1 + 1 - 1) / 3), pytest.approx(3 / 4))
    # the pixel's centre (1.5, 2.5) is a quarter of a cell from the first column and the second row of centres
    assert element.maps[BILINEAR][2] == pytest.approx(0.25 * (0.75 * 1 + 0.25 * 2) + 0.75 * (0.75 * 3 + 0.25 * 4))


def test_coarse_as_is_is_that_of_the_point_not_of_its_pixel(folder: Folder) -> None:
    """Cells of 1.5 pixels: the middle pixel's centre lies on the edge, its left part in the first cell."""
    fused = folder.write("fused", [[1, 2, 3]])
    coarse = folder.write("coarse", [[10, 20]], cell=1.5)
    points = _points(500000 + np.array([1.2, 1.8]), [4999999.5] * 2, [[1], [2]], ["Cu"])
    result = evaluate(request(fused, points, coarse=coarse)).elements[0]
    np.testing.assert_array_equal(result.maps[AS_IS], [10, 20])


def test_points_in_another_crs_and_across_tiles(folder: Folder) -> None:
    values = np.arange(1100.0 * 3).reshape(3, 1100)
    fused = folder.write("fused", values, cell=30)
    back = osr.CoordinateTransformation(*(_traditional(code) for code in (32633, 4326)))
    cols, rows = [3, 700, 1099, 511, 512], [0, 1, 2, 1, 1]
    places = [back.TransformPoint(500000 + 30 * (c + 0.5), 5000000 - 30 * (r + 0.5)) for c, r in zip(cols, rows)]
    points = _points([p[0] for p in places], [p[1] for p in places], [[1]] * 5, ["Cu"], 4326)
    result = evaluate(request(fused, points))
    np.testing.assert_array_equal(result.elements[0].maps["fused"], values[rows, cols])


def test_points_off_the_map_are_refused(folder: Folder) -> None:
    points = _points([0], [0], [[1]], ["Cu"])
    with pytest.raises(FusionError, match="'fused' has no value at any of them"):
        evaluate(request(folder.write("fused", [[1, 2]]), points))


def test_points_have_no_difference_raster(folder: Folder) -> None:
    points = _points([500000.5], [4999999.5], [[1]], ["Cu"])
    with pytest.raises(FusionError, match="difference raster needs a validation raster"):
        evaluate(request(folder.write("fused", [[1, 2]]), points, difference=str(folder.path / "d.tif")))


# ---------------------------------------------------------------------------------------------- names


def test_elements_are_matched_by_name_in_any_order_and_case(folder: Folder) -> None:
    planes = np.stack([np.full((2, 2), v) + np.eye(2) for v in (1.0, 10.0, 100.0)])
    fused = folder.write("fused", planes, ("Cu", "Zn", "Pb"))
    validation = folder.write("validation", planes[[2, 0]], (" pb", "CU"))
    log = Log()
    result = evaluate(request(fused, validation), log)
    assert [(row.element, row.bias) for row in result.rows] == [("Cu", 0), ("Pb", 0)]
    assert log.warnings == ["'Zn' is not evaluated: it is not in the validation data 'validation'."]


def test_elements_without_common_names_are_matched_by_order_with_a_warning(folder: Folder) -> None:
    planes = np.stack([np.eye(2), 5 + np.eye(2)])
    fused, validation = folder.write("f", planes, ("A", "B")), folder.write("v", planes, ("x", "x"))
    log = Log()
    assert [row.bias for row in evaluate(request(fused, validation), log).rows] == [0, 0]
    assert len(log.warnings) == 1
    assert "matched by their order" in log.warnings[0]


def test_a_missing_name_is_told(folder: Folder) -> None:
    fused = folder.write("f", np.ones((2, 2, 2)), ("Cu", "Zn"))
    with pytest.raises(FusionError, match=r"the validation data 'v' \(Pb\).*\(Cu, Zn\)"):
        evaluate(request(fused, folder.write("v", np.ones((2, 2)), ("Pb",))))
    first, second = folder.write("g", np.eye(2), ("Cu",)), folder.write("h", np.ones((2, 2, 2)), ("Zn", "Pb"))
    with pytest.raises(FusionError, match="the fused map 'h'"):
        evaluate(request([first, second], folder.write("w", np.eye(2))))


def test_maps_of_one_name_are_told_apart(folder: Folder) -> None:
    paths = [folder.write(name, [[1, 2]]) for name in "abc"]
    maps = [FusedMap(paths[0], "m"), FusedMap(paths[1], "m"), FusedMap(paths[2], AS_IS)]
    result = evaluate(EvaluationRequest(maps, folder.write("v", [[1, 2]])))
    assert result.fused == ["m", "m (2)", f"{AS_IS} (2)"]
    assert len(result.rows) == 3


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("role", ["fused", "validation", "coarse", "image"])
def test_a_missing_crs_is_refused_by_name(folder: Folder, role: str) -> None:
    paths = {name: folder.write(name, np.eye(4), cell=1) for name in ("fused", "validation", "image")}
    paths["coarse"] = folder.write("coarse", np.eye(2), cell=2)
    paths[role] = folder.write("bare", np.eye(4), projection="")
    with pytest.raises(FusionError, match=r"bare\.tif has no coordinate reference system"):
        evaluate(request(**paths))


def test_points_without_crs_or_fields_are_refused(folder: Folder) -> None:
    fused = folder.write("fused", np.eye(2))
    for points, words in (
        (PointValues(np.ones(1), np.ones(1), ["Cu"], np.ones((1, 1)), ""), "no coordinate reference system"),
        (PointValues(np.ones(0), np.ones(0), ["Cu"], np.ones((0, 1)), crs()), "no points"),
    ):
        with pytest.raises(FusionError, match=words):
            evaluate(request(fused, points))


def test_maps_elsewhere_are_refused(folder: Folder) -> None:
    fused = folder.write("fused", np.eye(2))
    validation = folder.write("validation", np.eye(2), origin=(900000.0, 5000000.0))
    with pytest.raises(FusionError, match=r"the fused map 'fused' with the validation data 'validation'.*overlap"):
        evaluate(request(fused, validation))


def test_nothing_left_to_compare_is_told(folder: Folder) -> None:
    left, right = np.array([[1, 2, np.nan, np.nan]]), np.array([[np.nan, np.nan, 3, 4]])
    validation = folder.write("validation", [[1, 2, 3, 4]])
    with pytest.raises(FusionError, match="No validation cells are left"):
        evaluate(request([folder.write("l", left), folder.write("r", right)], validation))
    with pytest.raises(FusionError, match="no value in the validation data 'empty'"):
        evaluate(request(folder.write("m", [[1, 2]]), folder.write("empty", [[np.nan, np.nan]])))


def test_an_element_without_common_values_is_left_out_with_a_warning(folder: Folder) -> None:
    planes = np.stack([np.full((2, 2), np.nan), np.eye(2)])
    fused = folder.write("fused", planes, ("Cu", "Zn"))
    log = Log()
    result = evaluate(request(fused, folder.write("v", np.ones((2, 2, 2)), ("Cu", "Zn"))), log)
    assert [element.name for element in result.elements] == ["Zn"]
    assert any("'Cu' is not evaluated" in warning for warning in log.warnings)


def test_a_coarse_map_finer_than_the_fused_one_is_refused(folder: Folder) -> None:
    fused = folder.write("fused", np.eye(2), cell=2)
    with pytest.raises(FusionError, match="not larger than the pixels"):
        evaluate(request(fused, fused, coarse=folder.write("coarse", np.eye(4))))


def test_cancel_leaves_no_file(folder: Folder) -> None:
    class Stop(Progress):
        def cancelled(self) -> bool:
            return True

    fused = folder.write("fused", np.eye(2))
    with pytest.raises(Cancelled):
        evaluate(request(fused, fused, difference=str(folder.path / "d.tif")), Stop())
    assert sorted(p.name for p in folder.path.iterdir()) == ["fused.tif"]


def test_of_a_national_coarse_map_the_cells_near_the_fused_map_are_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures are those of the map cut to what is near, 16 cells around from multiples of 60."""
    rng = np.random.default_rng(5)
    cells, truth = rng.uniform(1, 9, (600, 600)), rng.uniform(1, 9, (16, 16))
    fused = folder.write("fused", truth + 1 / 3, origin=(500000.0 + 2 * 300, 5000000.0 - 2 * 400))
    validation = folder.write("validation", truth, origin=(500000.0 + 2 * 300, 5000000.0 - 2 * 400))
    national = folder.write("national", cells, cell=2)
    cut = folder.write("cut", cells[360:425, 240:325], cell=2, origin=(500000.0 + 2 * 240, 5000000.0 - 2 * 360))
    windows: list[Window | None] = []

    def reading(path: str, bands: Sequence[int], window: Window | None = None) -> np.ndarray:
        windows.append(window)
        return read(path, bands, window)

    monkeypatch.setattr(ev, "read", reading)
    found = [evaluate(request(fused, validation, coarse=coarse)).elements[0].rows[1:] for coarse in (national, cut)]
    assert windows[0] == Window(360, 240, 65, 85)
    for one, other in zip(*found):
        assert (one.rmse, one.r) == (pytest.approx(other.rmse, rel=1e-9), pytest.approx(other.r, rel=1e-9))


def test_progress_rises_to_one(folder: Folder) -> None:
    paths = [folder.write(name, np.eye(4)) for name in ("a", "b")]
    log = Log()
    evaluate(request(paths, paths[0], image=paths[1]), log)
    assert log.fractions == sorted(log.fractions)
    assert log.fractions[-1] == 1


# ---------------------------------------------------------------------------------------------- outputs


def test_files_hold_the_same_full_numbers(folder: Folder) -> None:
    truth = np.random.default_rng(0).uniform(-1, 9, (8, 8))
    coarse = folder.write("coarse", truth.reshape(4, 2, 4, 2).mean(axis=(1, 3)), cell=2)
    fused = folder.write("fused", truth + 1 / 3)
    result = evaluate(request(fused, folder.write("validation", truth), coarse=coarse))
    ev.write_json(result, str(folder.path / "e.json"))
    ev.write_csv(result, str(folder.path / "e.csv"))
    content = json.loads((folder.path / "e.json").read_text(encoding="utf-8"))
    with (folder.path / "e.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    names = ["map", "element", "unit", *MEASURES]
    assert [set(row) for row in content["rows"]] == [set(names)] * 4
    assert [row["map"] for row in content["rows"]] == ["fused", *BASELINES]
    for row, line, made in zip(content["rows"], lines, result.rows):
        for name in names:
            assert row[name] == getattr(made, name)
            text = "" if row[name] is None else str(row[name])
            assert line[name] == text
    assert content["rows"][0]["r_log10"] is None
    assert content["inputs"]["fused"]["fused"]["rows_columns_bands"] == [8, 8, 1]
    assert content["support"]["kind"] == "cells"
