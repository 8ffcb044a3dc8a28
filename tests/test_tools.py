"""The helpers that load the package and call ``qgis_process``."""

from __future__ import annotations

import argparse
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster
from scipy import ndimage

from tools import accuracy, accuracy_deep, demo, package, qgis_runner


def test_arguments_repeat_the_key_of_a_list() -> None:
    assert qgis_runner.arguments({"RASTERS": ["a.tif", Path("b.tif")], "METHOD": "linear"}) == [
        "RASTERS=a.tif",
        "RASTERS=b.tif",
        "METHOD=linear",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (2, "2"), (0.5, "0.5"), ("a b=c", "a b=c")]
)
def test_arguments_write_scalars(value: object, text: str) -> None:
    assert qgis_runner.arguments({"KEY": value}) == [f"KEY={text}"]


def test_arguments_leave_out_none_and_empty_lists() -> None:
    assert qgis_runner.arguments({"MASK": None, "BANDS": []}) == []


def test_profile_enables_the_checkout_as_a_plugin(tmp_path: Path) -> None:
    qgis_runner.prepare_profile(tmp_path)
    qgis_runner.prepare_profile(tmp_path)
    profile = tmp_path / "qgis" / "profiles" / "default"
    assert (profile / "python" / "plugins" / "geochem_fusion").resolve() == package.ROOT
    assert "geochem_fusion=true" in (profile / "QGIS" / "QGIS3.ini").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "runtime").stat().st_mode) == 0o700


def test_environment_needs_no_display_and_finds_the_python_of_qgis(tmp_path: Path) -> None:
    environment = qgis_runner.process_environment(tmp_path)
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert environment["PATH"].split(":")[0] == "/usr/bin"
    assert Path(environment["QGIS_CUSTOM_CONFIG_PATH"]).parent == tmp_path


def test_run_returns_the_results_of_an_algorithm(qgis_process: qgis_runner.QgisProcess, tmp_path: Path) -> None:
    output = tmp_path / "grid.gpkg"
    results = qgis_process.run(
        "native:creategrid",
        {"TYPE": 0, "EXTENT": "0,40,0,20 [EPSG:32645]", "HSPACING": 10, "VSPACING": 10, "CRS": "EPSG:32645"}
        | {"OUTPUT": output},
    )
    assert results == {"OUTPUT": str(output)}
    assert output.is_file()


def test_failed_run_carries_the_messages(qgis_process: qgis_runner.QgisProcess) -> None:
    with pytest.raises(qgis_runner.QgisProcessError, match="not found") as caught:
        qgis_process.run("native:nosuchalgorithm", {})
    assert caught.value.exit_code == 1


def test_package_is_loaded_once_under_its_own_name() -> None:
    module = package.load_package()
    assert module is sys.modules["geochem_fusion"]
    assert module is package.load_package()
    assert Path(str(module.__file__)).parent == package.ROOT


def test_package_that_fails_to_load_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "geochem_fusion")
    (tmp_path / "__init__.py").write_text("raise ValueError('broken')\n", encoding="utf-8")
    with pytest.raises(ValueError, match="broken"):
        package.load_package(tmp_path)
    assert "geochem_fusion" not in sys.modules


def test_demo_knows_the_cases_of_a_real_set(shared_data: Path) -> None:
    cases = demo.real_cases(shared_data / "meuse")
    assert [case.name for case in cases] == ["coarse_x8"]
    assert cases[0].at_points
    assert demo.shared_fields(cases[0]) == ["Cd_ppm", "Cu_ppm", "Pb_ppm", "Zn_ppm"]
    assert demo.cell_size(cases[0].coarse) == 320.0


def test_demo_refuses_a_folder_that_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no data set"):
        demo.real_cases(tmp_path)


def test_demo_prints_the_rows_of_one_element(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"map": "svr", "element": "Cu", "n": 12, "bias": 1.25, "rmse": float("nan"), "std": None}
    demo.print_tables([row])
    _, element, header, line = capsys.readouterr().out.splitlines()
    assert element == "Cu"
    assert header.endswith("skill vs mean-preserving   n")
    assert line.split() == ["SVR", "1.250", *["-"] * 7, "12"]


# ---------------------------------------------------------------------------------------------- accuracy


def accuracy_line(
    kind: str, ratio: int, ours: float | None, plain: float, spline: float, folder: str = "north"
) -> accuracy.Line:
    case = demo.Case(f"{folder}_x{ratio}", Path("i.tif"), Path("c.tif"), Path("t.tif"), {})
    values = {"mine": ours, "spline": spline, accuracy.BILINEAR: 0.0, accuracy.MEAN_PRESERVING: plain}
    maps = {name: {"n": 90, "skill": value, "r": 0.5, "r_log10": value} for name, value in values.items()}
    return accuracy.Line(accuracy.Job(kind, folder, ratio, case), "Cu", maps, 2.5e-8, 0.9)


def test_accuracy_table_has_means_gains_and_losses() -> None:
    lines = [
        accuracy_line("exact", 4, 0.3, 0.2, 0.1),
        accuracy_line("exact", 8, 0.1, 0.16, 0.06),
        accuracy_line("exact", 4, -0.2, 0.0, 0.0, "south"),
    ]
    text = accuracy.report(lines, ["samples south_x8: no coarse map"])
    rows = [line.replace("*", "").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert rows[2][:9] == ["| north", "x4", "Cu", "90", "0.300", "0.200", "0.100", "+0.100", "+0.200"]
    assert rows[2][-2:] == ["0.900", "2.5e-08 |"]
    assert rows[5][0] == "| mean of cases"
    assert rows[5][4:9] == ["0.067", "0.120", "0.053", "-0.053", "+0.013"]
    assert rows[6][4:9] == ["0.000", "0.090", "0.040", "-0.090", "-0.040"]
    assert "Worse than mp-cubic in 2 of 3 cases; the largest loss is south x4 Cu -0.200." in text
    assert "Worse than spline in 1 of 3 cases" in text
    assert text.endswith("## Failed\n\n- samples south_x8: no coarse map\n")


def test_accuracy_at_points_leaves_out_what_has_no_logarithm() -> None:
    lines = [accuracy_line("points", 8, 0.8, 0.7, 0.75), accuracy_line("points", 8, None, 0.2, 0.3)]
    text = accuracy.report(lines)
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
    found = [(job.kind, job.output(Path("o")).as_posix()) for job in accuracy.jobs(tmp_path)]
    assert found == [
        ("exact", "o/exact/a_x4.tif"),
        ("exact", "o/exact/a_x16.tif"),
        ("samples", "o/samples/a_x4.tif"),
        ("points", "o/points/b_x8.tif"),
    ]


def test_accuracy_checks_block_means_by_itself(tmp_path: Path) -> None:
    fine = smooth_bands(2, 24, 24)
    fine[:, :2, :3] = np.nan
    coarse = np.stack([even_means(plane, 8) for plane in fine])
    coarse[1, 2, 1] += 0.25 * coarse[1].std()
    fused = Path(write_raster(tmp_path / "fine.tif", fine, names=["A", "B"]))
    cells = Path(write_raster(tmp_path / "coarse.tif", coarse, cell=80, names=["A", "B"]))
    shift = (coarse[1, 2, 1] - even_means(fine[1], 8)[2, 1]) / coarse[1].std()
    found = accuracy.misfits(fused, cells)
    assert found["A"] < 1e-6
    assert found["B"] == pytest.approx(shift, rel=1e-4)
    uneven = Path(write_raster(tmp_path / "uneven.tif", coarse, cell=75, names=["A", "B"]))
    assert accuracy.misfits(fused, uneven) == {}


def test_accuracy_counts_what_lies_in_the_interval(tmp_path: Path) -> None:
    fused, truth = np.zeros((2, 4, 5)), np.zeros((2, 4, 5))
    truth[0].flat[:3] = [1.7, -1.6, np.nan]  # 1 of 19 outside
    truth[1, 0, 0] = 3.2  # within 1.645 standard deviations of 2
    paths = [tmp_path / f"{name}.tif" for name in ("fused", "std", "truth")]
    std = np.stack([np.ones((4, 5)), np.full((4, 5), 2.0)])
    for path, planes, names in zip(paths, (fused, std, truth), (["A", "B"], ["A std", "B std"], ["A", "B"])):
        write_raster(path, planes, names=names)
    assert accuracy.coverage(*paths) == {"A": pytest.approx(18 / 19), "B": 1.0}


def test_accuracy_interpolates_with_a_spline(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(3, 3))
    fused = Path(write_raster(tmp_path / "fine.tif", np.zeros((24, 24))))
    cells = Path(write_raster(tmp_path / "coarse.tif", values, cell=80, names=["A"]))
    accuracy.write_spline(fused, cells, tmp_path / "deep" / "spline.tif")
    place = (np.arange(24) + 0.5) / 8 - 0.5
    expected = ndimage.map_coordinates(values, np.meshgrid(place, place, indexing="ij"), order=3, mode="nearest")
    assert read_raster(tmp_path / "deep" / "spline.tif")[0] == pytest.approx(expected, abs=1e-5)


def test_deep_accuracy_kriging_keeps_values_at_the_centres_of_cells(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(20, 3, (2, 6, 7))
    coarse = write_raster(tmp_path / "coarse.tif", values, cell=100.0, names=["Cu", "Zn"])
    path = tmp_path / "kriged.tif"
    accuracy_deep.write_kriging(accuracy_deep.Scene("set", coarse, coarse, coarse), str(path))
    np.testing.assert_allclose(read_raster(path), values, rtol=1e-5)


def test_deep_accuracy_finds_exact_maps_with_a_finer_survey(shared_data: Path, tmp_path: Path) -> None:
    options = argparse.Namespace(size=0, data=shared_data, output=tmp_path, sets=["rondonia_west_x8", "meuse_x8"])
    (found,) = accuracy_deep.scenes(options)  # meuse has points alone
    assert (found.name, found.mask) == ("rondonia_west_x8", None)
    assert found.coarse.endswith("coarse_x8.tif")
