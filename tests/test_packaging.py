"""The ZIP file of the plugin, and the checks that it has to pass."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest
from making import read_raster, write_raster

from tools import check_zip, desktop, make_zip, portable_models, qgis_runner
from tools.package import PACKAGE, ROOT

needs_screen = pytest.mark.skipif(
    not (shutil.which("xvfb-run") and shutil.which("qgis")), reason="QGIS desktop or Xvfb is not installed"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_zip.make_zip(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def plugin(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the plugin as the ZIP file has it."""
    place = tmp_path_factory.mktemp("plugins")
    with zipfile.ZipFile(archive) as contents:
        contents.extractall(place)
    return place / PACKAGE


def test_the_zip_holds_the_plugin_and_nothing_else(archive: Path) -> None:
    assert archive.name == f"geochem_fusion.{make_zip.version()}.zip"
    with zipfile.ZipFile(archive) as contents:
        names = contents.namelist()
    assert names == sorted(names)
    modules = {
        path.relative_to(ROOT).as_posix() for room in ("core", "algorithms") for path in (ROOT / room).rglob("*.py")
    }
    wanted = modules | {"__init__.py", "plugin.py", "metadata.txt", "LICENSE", "models/fuse_and_evaluate.model3"}
    wanted |= {"i18n/geochem_fusion_zh.qm", "layouts/geochemical_map.qpt"}
    assert {f"{PACKAGE}/{name}" for name in wanted} <= set(names)
    assert [name for name in names if name.split("/")[1] in ("tests", "tools", "build", "Makefile")] == []
    assert [name for name in names if name.endswith(".ts")] == []


def test_the_same_files_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"  # later, with other permissions, and in a folder that holds more
    for member in make_zip.members():
        (copied / member).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / member, copied / member)
        (copied / member).chmod(stat.S_IRWXU)
    (copied / "core" / "notes.txt").touch()
    (copied / "core" / "__pycache__").mkdir()
    assert make_zip.make_zip(tmp_path, copied).read_bytes() == archive.read_bytes()


def test_a_file_that_is_gone_is_missed(archive: Path, tmp_path: Path) -> None:
    for member in make_zip.members():
        if member.name != "LICENSE":
            (tmp_path / member).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / member).touch()
    with pytest.raises(FileNotFoundError, match="LICENSE"):
        list(make_zip.members(tmp_path))


def test_structure_and_metadata_are_as_the_site_wants_them(archive: Path, plugin: Path) -> None:
    assert check_zip.check_structure(archive) == []
    assert check_zip.check_metadata(plugin) == []


def test_what_the_site_refuses_is_found(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as contents:
        for name in ("__init__.py", "metadata.txt", "README.md", ".secret", "run.sh"):
            contents.writestr(zipfile.ZipInfo(f"{PACKAGE}/{name}"), "")
        tool = zipfile.ZipInfo("elsewhere/tool.py")
        tool.external_attr = 0o100755 << 16
        contents.writestr(tool, "")
    assert sorted(check_zip.check_structure(path)) == [
        "LICENSE is missing",
        "elsewhere/tool.py is executable",
        "elsewhere/tool.py lies outside geochem_fusion/",
        "geochem_fusion/.secret is hidden",
        "geochem_fusion/run.sh is of a kind that the site refuses",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("about=", "abut=", "lacks about"),
        ("qgisMaximumVersion=4.99", "qgisMaximumVersion=3.4", "not in order"),
        ("icon=icons/geochem_fusion.svg", "icon=icons/none.svg", "icon is not there"),
        ("tracker=https://", "tracker=", "tracker is no URL"),
        ("tags=geochemistry,", "tags=raster,", "repeated"),
        ("changelog=0.1.0", "changelog=0.0.9", "does not name the version"),
        ("version=0.1.0", "version=1", "major.minor.patch"),
    ],
)
def test_faults_of_the_metadata_are_told(plugin: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (plugin / "metadata.txt").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons" / "geochem_fusion.svg").touch()
    (tmp_path / "metadata.txt").write_text(text.replace(old, new), encoding="utf-8")
    assert said in " ".join(check_zip.check_metadata(tmp_path))


@pytest.mark.parametrize("tool", ["bandit", "flake8"])
def test_the_tools_find_nothing_in_the_plugin_and_something_elsewhere(plugin: Path, tmp_path: Path, tool: str) -> None:
    pytest.importorskip(tool, reason=f"{tool} is not installed; run `make setup`")
    (tmp_path / "bad.py").write_text("import os, pickle\nassert pickle\n", encoding="utf-8")
    assert check_zip.STATIC[tool](plugin) == []
    assert check_zip.STATIC[tool](tmp_path) != []


def test_secrets_are_found(plugin: Path, tmp_path: Path) -> None:
    pytest.importorskip("detect_secrets", reason="detect-secrets is not installed; run `make setup`")
    key = "AKIA" + "IOSFODNN7" + "EXAMPLE"
    (tmp_path / "settings.py").write_text(f"# for the test\nkey = '{key}'\n", encoding="utf-8")
    assert check_zip.check_secrets(plugin) == []
    assert "settings.py:2: AWS Access Key" in check_zip.check_secrets(tmp_path)


def test_code_has_no_enum_that_qt6_forbids(plugin: Path, tmp_path: Path) -> None:
    pytest.importorskip("qgis.core", reason="QGIS is not installed")
    from tools.qt6 import unscoped

    assert [fault for path in sorted(plugin.rglob("*.py")) for fault in unscoped(path)] == []
    bad = tmp_path / "bad.py"
    bad.write_text(
        "from qgis.core import QgsProcessing as P\nfrom qgis.PyQt.QtCore import Qt\n"
        "P.TypeRaster\nP.SourceType.TypeRaster\nQt.AlignLeft\nQt.AlignmentFlag.AlignLeft\nQt.NoSuchThing\n",
        encoding="utf-8",
    )
    assert [fault.split(":", 1)[1].split(" ")[0] for fault in unscoped(bad)] == ["3:", "5:", "7:"]


def test_a_profile_holds_the_contents_of_the_zip(archive: Path, tmp_path: Path) -> None:
    qgis_runner.prepare_profile(tmp_path, archive)
    installed = tmp_path / "qgis" / "profiles" / "default" / "python" / "plugins" / PACKAGE
    assert not installed.is_symlink()
    assert (installed / "metadata.txt").is_file()


@needs_screen
def test_dialogs_of_the_desktop_do_the_main_job_from_the_zip(archive: Path, tmp_path: Path) -> None:
    found = desktop.run_main_job(archive, tmp_path)
    assert PACKAGE in found["plugins"]
    assert found["layers"] == {
        "Fused map, Cu (ppm)": ["Geochem Fusion", "singlebandpseudocolor"],
        "Area of applicability": ["Geochem Fusion", "paletted"],
    }
    pictures = {"0 train.png", "1 apply.png", "2 apply.png", "screen.png"}
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == pictures
    whole, *halves = (read_raster(tmp_path / f"{name}.tif") for name in ("fused", *desktop.HALVES))
    np.testing.assert_allclose(np.concatenate(halves, axis=2), whole, rtol=1e-6)


@needs_screen
def test_a_step_that_fails_in_the_desktop_is_told(archive: Path, tmp_path: Path) -> None:
    step = ("geochemfusion:train", {"RASTERS": ["none.tif"], "MODEL": str(tmp_path / "m.gfm")})
    with pytest.raises(
        RuntimeError, match="geochemfusion:train was not begun: Wrong or missing parameter value: Images"
    ):
        desktop.run_steps(archive, tmp_path, [step])


def test_maps_of_two_versions_are_compared(tmp_path: Path) -> None:
    values = np.linspace(5, 9, 12).reshape(3, 4)
    first, other, hole = values.copy(), values.copy(), values.copy()
    other[1, 2] += 0.004
    hole[0, 0] = np.nan
    paths = [Path(write_raster(tmp_path / f"{k}.tif", plane)) for k, plane in enumerate((first, values, other, hole))]
    assert portable_models.difference(paths[0], paths[1]) == 0
    assert portable_models.difference(paths[2], paths[1]) == pytest.approx(0.001, rel=1e-3)
    assert portable_models.difference(paths[3], paths[1]) > portable_models.SAME
