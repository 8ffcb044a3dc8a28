"""How the defaults are measured: which maps are run, what is measured of them, and how it is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster
from osgeo import ogr
from scipy import ndimage

from geochem_fusion.core.evaluation.verdict import HURTS, NOTHING, Verdict
from geochem_fusion.core.fusion.contribution import sentence
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from tools import accuracy, accuracy_measures, accuracy_points, accuracy_report, accuracy_verdicts, gridded_samples
from tools.accuracy_measures import Coverage, Job, Line
from tools.demo import Case
from tools.qgis_runner import QgisProcess


def accuracy_line(
    kind: str, ratio: int, ours: float | None, plain: float, spline: float, folder: str = "north"
) -> Line:
    case = Case(f"{folder}_x{ratio}", Path("i.tif"), Path("c.tif"), Path("t.tif"), {})
    values = {"mine": ours, "spline": spline, accuracy_measures.BILINEAR: 0.0, accuracy_measures.MEAN_PRESERVING: plain}
    maps = {name: {"n": 90, "skill": value, "r": 0.5, "r_log10": value} for name, value in values.items()}
    return Line(Job(kind, folder, ratio, case), "Cu", maps, 2.5e-8, Coverage(0.9, 0.7, 0.95, 0.75, 0.92))


def test_accuracy_table_has_means_gains_and_losses() -> None:
    lines = [
        accuracy_line("exact", 4, 0.3, 0.2, 0.1),
        accuracy_line("exact", 8, 0.1, 0.16, 0.06),
        accuracy_line("exact", 4, -0.2, 0.0, 0.0, "south"),
    ]
    text = accuracy_report.report(lines, ["samples south_x8: no coarse map"])
    rows = [line.replace("*", "").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert rows[2][:9] == ["| north", "x4", "Cu", "90", "0.300", "0.200", "0.100", "+0.100", "+0.200"]
    assert rows[2][-6:] == ["0.900", "0.750", "0.920", "0.700", "0.950", "2.5e-08 |"]
    assert rows[5][0] == "| mean of cases"
    assert rows[5][4:9] == ["0.067", "0.120", "0.053", "-0.053", "+0.013"]
    assert rows[6][4:9] == ["0.000", "0.090", "0.040", "-0.090", "-0.040"]
    assert "Worse than mp-cubic in 2 of 3 cases; the largest loss is south x4 Cu -0.200." in text
    assert "Worse than spline in 1 of 3 cases" in text
    assert "hold 0.900 of the true values as a mean of cases; between 0.85 and 0.95 in 100% of 3 cases" in text
    assert "least in the map's highest tenth: 0.750." in text
    assert text.endswith("## Failed\n\n- samples south_x8: no coarse map\n")


def test_accuracy_at_points_leaves_out_what_has_no_logarithm() -> None:
    lines = [accuracy_line("points", 8, 0.8, 0.7, 0.75), accuracy_line("points", 8, None, 0.2, 0.3)]
    text = accuracy_report.report(lines)
    rows = [line.replace("*", "").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert rows[2][4:] == ["0.800", "-", "0.000", "0.700", "0.750", "+0.050", "2.5e-08 |"]
    assert rows[3][4] == rows[3][9] == "-"
    assert rows[4][:5] == ["| mean of north", "", "1 elements", "", "0.800"]
    assert "Better than the best interpolation or equal in all 1 cases." in text


def test_accuracy_finds_every_coarse_map_that_can_be_checked(tmp_path: Path) -> None:
    for name in ("a/covariates", "a/truth_fine", "a/coarse_x4", "a/coarse_x16", "a/coarse_x4_s4", "a/coarse_x4_other"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.tif").touch()
    (tmp_path / "b").mkdir()
    for name in ("covariates.tif", "coarse_x8.tif", "points_valid.gpkg"):
        (tmp_path / "b" / name).touch()
    (tmp_path / "c").mkdir()
    for name in ("covariates.tif", "coarse_x8.tif"):  # nothing finer
        (tmp_path / "c" / name).touch()
    jobs = accuracy.jobs(tmp_path)
    assert [(job.kind, job.output(Path("o")).as_posix()) for job in jobs] == [
        ("exact", "o/exact/a_x4.tif"),
        ("exact", "o/exact/a_x16.tif"),
        ("told", "o/told/a_x4.tif"),
        ("samples", "o/samples/a_x4.tif"),
        ("counted", "o/counted/a_x4.tif"),
        ("points", "o/points/b_x8.tif"),
    ]
    told = [job for job in jobs if job.told]
    assert [(job.kind, job.case.coarse.name, job.told) for job in told] == [
        ("told", "coarse_x4.tif", {"CELL_SAMPLES": 1000}),
        ("counted", "coarse_x4_s4.tif", {"CELL_SAMPLES": 4}),
    ]


def test_accuracy_grids_samples_once_a_set_at_its_middle_ratio(tmp_path: Path) -> None:
    files = ["covariates.tif", "truth_fine.tif", *(f"coarse_x{n}{s}.tif" for n in (16, 22, 32) for s in ("", "_s4"))]
    for name in [f"a/{name}" for name in files] + ["b/covariates.tif", "b/coarse_x8.tif", "b/points_valid.gpkg"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = accuracy.gridded_jobs(accuracy.jobs(tmp_path))
    assert [(job.kind, job.case.name) for job in found] == [("gridded", "a_x22")]  # b has no points to grid
    (tmp_path / "b" / "points_train.gpkg").touch()
    found = accuracy.gridded_jobs(accuracy.jobs(tmp_path))
    assert [(job.kind, job.case.name) for job in found] == [("gridded", "a_x22"), ("gridded", "b_x8")]


def test_accuracy_checks_block_means_by_itself(tmp_path: Path) -> None:
    fine = smooth_bands(2, 24, 24)
    fine[:, :2, :3] = np.nan
    coarse = np.stack([even_means(plane, 8) for plane in fine])
    coarse[1, 2, 1] += 0.25 * coarse[1].std()
    fused = Path(write_raster(tmp_path / "fine.tif", fine, names=["A", "B"]))
    cells = Path(write_raster(tmp_path / "coarse.tif", coarse, cell=80, names=["A", "B"]))
    shift = (coarse[1, 2, 1] - even_means(fine[1], 8)[2, 1]) / coarse[1].std()
    found = accuracy_measures.misfits(fused, cells)
    assert found["A"] < 1e-6
    assert found["B"] == pytest.approx(shift, rel=1e-4)
    uneven = Path(write_raster(tmp_path / "uneven.tif", coarse, cell=75, names=["A", "B"]))
    assert accuracy_measures.misfits(fused, uneven) == {}


def test_accuracy_counts_what_lies_in_the_interval(tmp_path: Path) -> None:
    fused, truth = np.zeros((2, 4, 5)), np.zeros((2, 4, 5))
    truth[0] = np.arange(20).reshape(4, 5) / 100  # 0 to 0.19
    fused[0] = -truth[0]
    truth[0].flat[18:] = 1.7, np.nan  # the highest of 19 lies outside; of the highest tenth the other one is inside
    truth[1] = np.where(np.arange(20).reshape(4, 5) < 5, -3.4, 3.2)  # 1.645 standard deviations of 2 are 3.29
    paths = [tmp_path / f"{name}.tif" for name in ("fused", "std", "truth")]
    std = np.stack([np.ones((4, 5)), np.full((4, 5), 2.0)])
    for path, planes, names in zip(paths, (fused, std, truth), (["A", "B"], ["A std", "B std"], ["A", "B"])):
        write_raster(path, planes, names=names)
    found = accuracy_measures.coverage(*paths)
    # the map falls where the truth rises: of its ten lowest values one lies outside
    assert found["A"] == Coverage(pytest.approx(18 / 19), 0.5, 1.0, 1.0, 0.9)
    # the median of the truth is 3.2 itself, so that all are in the lower half; the map is the same everywhere
    assert found["B"] == Coverage(0.75, 1.0, 0.75, 0.75, 0.75)


def test_accuracy_interpolates_with_a_spline(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(3, 3))
    fused = Path(write_raster(tmp_path / "fine.tif", np.zeros((24, 24))))
    cells = Path(write_raster(tmp_path / "coarse.tif", values, cell=80, names=["A"]))
    accuracy_measures.write_spline(fused, cells, tmp_path / "deep" / "spline.tif")
    place = (np.arange(24) + 0.5) / 8 - 0.5
    expected = ndimage.map_coordinates(values, np.meshgrid(place, place, indexing="ij"), order=3, mode="nearest")
    assert read_raster(tmp_path / "deep" / "spline.tif")[0] == pytest.approx(expected, abs=1e-5)


def test_accuracy_sets_new_ground_beside_real_sets() -> None:
    real = accuracy_line("exact", 4, 0.3, 0.2, 0.1)
    new = accuracy_line("exact", 8, 0.1, 0.16, 0.06, "new_00")
    new = replace(new, job=replace(new.job, group="new ground, first half"), inside=Coverage(0.8, 0.5, 0.9, 0.55, 0.85))
    text = accuracy_report.report([real, new])
    first, second = text.index("Of real sets:"), text.index("Of new ground, first half:")
    assert "Better than mp-cubic or equal in all 1 cases." in text[first:second]
    assert "between 0.85 and 0.95 in 100% of 1 cases; least in the map's highest tenth: 0.750." in text[first:second]
    assert "Worse than mp-cubic in 1 of 1 cases" in text[second:]
    assert "between 0.85 and 0.95 in 0% of 1 cases; least in the map's highest tenth: 0.550." in text[second:]
    assert "| **mean of cases, new ground, first half** |" in text
    means = text[text.index("## Means over cases") :].splitlines()[4:6]
    assert means == [
        "| exact | real sets | 1 | 0.300 | 0.200 | 0.100 | +0.100 | 0.900 | 0.750 | 0.920 | 0.700 | 0.950 |",
        "| exact | new ground, first half | 1 | 0.100 | 0.160 | 0.060 | -0.060 | 0.800 | 0.550 "
        "| 0.850 | 0.500 | 0.900 |",
    ]


# ---------------------------------------------------------------------------------------------- what train said


@pytest.mark.parametrize(
    ("weight", "error", "kind"), [(0.8, 0.2, "helps"), (0.3, 0.2, "adds nothing"), (0.05, 0.2, "adds nothing")]
)
def test_verdict_of_the_map_is_read_from_the_sentence_of_training(weight: float, error: float, kind: str) -> None:
    blend = Blend((View(1.0, weight, Covariance(0.5, 1.0, 1.0, 0.0)),), weight, error, 0.0)
    log = [sentence(name, blend if name == "Cu" else replace(blend, estimate=9.0)) for name in ("Cu", "Cu_2")]
    assert accuracy_verdicts.said("Cu", log) == {accuracy_verdicts.MAP: kind}
    assert accuracy_verdicts.said("Zn", log) == {}


@pytest.mark.parametrize("kind", ["helps", NOTHING, HURTS])
def test_verdict_of_unseen_ground_is_read_from_the_sentence_of_training(kind: str) -> None:
    line = Verdict(kind, "ordinary kriging of the cells", 1.0, 1.2, 0.1, 0.05).sentence("Cu: linear is off by 1", "ppm")
    assert accuracy_verdicts.said("Cu", ["Left out: 3 cells.", line]) == {accuracy_verdicts.UNSEEN: kind}


def test_verdicts_are_counted_beside_what_the_finer_survey_says() -> None:
    better = accuracy_line("exact", 4, 0.3, 0.2, 0.1)
    equal, worse = (
        accuracy_line("exact", 4, 0.205, 0.2, 0.1),
        accuracy_line("exact", 4, -0.1, -0.2, -0.3),
    )  # bilinear: 0
    helps, nothing = {"of the map": "helps"}, {"of the map": "adds nothing", "of unseen ground": "hurts"}
    told = [(better, helps), (worse, helps), (better, nothing), (equal, nothing), (worse, {})]
    lines = [replace(line, said=words) for line, words in told]
    expected = [
        ["of the map", "helps", "1", "0", "1"],
        ["of the map", "adds nothing", "1", "1", "0"],
        ["of unseen ground", "hurts", "1", "1", "0"],
    ]
    assert accuracy_verdicts.verdicts(lines) == expected
    assert "| of the map | helps | 1 | 0 | 1 |" in accuracy_report.report(lines)


# ---------------------------------------------------------------------------------------------- gridded samples


def read_points(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read places (n, 2) and values of the field A (n,)."""
    source = ogr.Open(str(path))
    features = list(source.GetLayer(0))
    places = [(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY()) for f in features]
    return np.array(places), np.array([f["A"] for f in features])


def test_samples_are_drawn_of_the_pixels_they_lie_on(tmp_path: Path) -> None:
    truth = 100.0 + np.arange(24 * 36).reshape(24, 36)
    truth[:, 20:] = np.nan
    raster = Path(write_raster(tmp_path / "truth.tif", truth, cell=10, origin=(500000, 5000000), names=["A"]))
    for name in ("once.gpkg", "again.gpkg"):
        gridded_samples.draw_samples(raster, 40, tmp_path / name)
    places, values = read_points(tmp_path / "once.gpkg")
    np.testing.assert_array_equal(read_points(tmp_path / "again.gpkg")[1], values)
    column, row = ((places[:, 0] - 500000) // 10).astype(int), ((5000000 - places[:, 1]) // 10).astype(int)
    assert column.max() == 19
    error = values / truth[row, column] - 1
    assert np.abs(error).max() < 0.25
    assert error.std() == pytest.approx(0.05, rel=0.2)
    counts = np.unique(places // 40, axis=0, return_counts=True)[1]  # edges of cells are multiples of 40
    assert len(counts) == 5 * 6
    assert (counts.min(), counts.max()) == (1, 13)


def test_gridded_map_replaces_the_coarse_one(qgis_process: QgisProcess, tmp_path: Path) -> None:
    truth = 50 + smooth_bands(1, 24, 24)[0] / 100
    files = {"image": truth, "truth": truth, "coarse": even_means(truth, 8)}
    paths = {
        name: Path(write_raster(tmp_path / f"{name}.tif", plane, 80 if name == "coarse" else 10, names=["A"]))
        for name, plane in files.items()
    }
    case = Case("set_x8", paths["image"], paths["coarse"], paths["truth"], {})
    found = gridded_samples.gridded(qgis_process, case, tmp_path / "cells.tif")
    assert found == replace(case, coarse=tmp_path / "cells.tif")
    places, values = read_points(tmp_path / "cells.gpkg")
    cells = read_raster(found.coarse)[0]
    column, row = (places[:, 0] // 80 - 500000 // 80).astype(int), (5000000 // 80 - 1 - places[:, 1] // 80).astype(int)
    for c, r in set(zip(column.tolist(), row.tolist())):
        mean = values[(column == c) & (row == r)].mean()
        assert np.isclose(cells, mean, rtol=1e-6).any()
    assert np.isfinite(cells).sum() == len(set(zip(column.tolist(), row.tolist())))


# ---------------------------------------------------------------------------------------------- maps from samples


def test_maps_of_samples_are_measured_where_all_have_a_value() -> None:
    """Of four points one has no value in the second map; the first is right but for a factor of 2."""
    truth, told = np.array([1.0, 10.0, 100.0, 5.0]), np.array([[2.0, 20.0, 200.0, 7.0]])
    other = np.where(truth == 5, np.nan, 1 / truth)[None]
    spread = np.array([[1.0, 1.0, 100.0, 1.0]])
    first, second = accuracy_points._lines("set", "Cu", 0, truth, {"a": (told, spread), "b": (other, None)})
    assert (first.n, second.n) == (3, 3)
    assert (first.r_log10, second.r_log10) == pytest.approx((1, -1))
    assert first.rmse == pytest.approx(np.sqrt((1 + 100 + 10000) / 3))
    assert first.inside == pytest.approx(2 / 3)
    assert second.inside is None


def test_plain_kriging_of_samples_averages_duplicates() -> None:
    x = np.array([0.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    values = np.array([[2.0], [4.0], [5.0], [6.0], [8.0], [7.0], [np.nan]])
    told = accuracy_points.kriged(x, 0 * x, values, x[:6], 0 * x[:6])
    np.testing.assert_allclose(told, [3, 3, 5, 6, 8, 7], atol=1e-6)
