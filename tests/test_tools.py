"""The helpers that load the package and call ``qgis_process``."""

from __future__ import annotations

import argparse
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from making import read_raster, write_raster

from tools import accuracy_deep, demo, package, qgis_runner


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
