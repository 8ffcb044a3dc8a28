"""Every line of docs/bad-inputs.md: the sentence or the result that it promises, and nothing left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bad_inputs import World
from making import read_raster
from osgeo import gdal

from geochem_fusion.core.anomalies import classical
from geochem_fusion.core.prospectivity import rivals
from tools.package import ROOT
from tools.qgis_runner import QgisProcess, QgisProcessError

PAGE = (ROOT / "docs" / "bad-inputs.md").read_text(encoding="utf-8")
ANY = "…"
# through qgis_process as well: refused before work and in it, and a result
OUTSIDE = ("train-report_no_folder", "apply-output_is_image", "apply-image_zip", "gridsamples-polygons")


@dataclass(frozen=True)
class Case:
    """A line of the table: the sentence ``says``, else a result like that of ``like`` or with ``value`` everywhere."""

    name: str
    algorithm: str
    sound: dict[str, Any]
    given: dict[str, Any]
    says: str = ""
    like: dict[str, Any] | None = None
    value: float | None = None


def cases() -> Iterator[Case]:
    """Read the page."""
    algorithm, sound = "", {}
    for line in PAGE.splitlines():
        if line.startswith("Sound run: "):
            algorithm, parameters = re.findall("`([^`]*)`", line)
            sound = json.loads(parameters)
        elif line.startswith("| `"):
            name, _, given, expected = (part.strip() for part in line.strip("|").split(" | "))
            like = re.match(r"\*as with\* `(.*?)`: ", expected)
            value = re.match(r"\*value\* (\S+): ", expected)
            yield Case(
                name.strip("`"),
                algorithm,
                sound,
                json.loads(given.strip("`")),
                "" if expected.startswith("*") else expected,
                json.loads(like[1]) if like else None,
                float(value[1]) if value else None,
            )


CASES = {case.name: case for case in cases()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module", autouse=True)
def few_trees() -> Iterator[None]:
    """Isolation forests of fewer trees: what is refused, left out or taken alike does not depend on them."""
    with pytest.MonkeyPatch.context() as patch:
        for room in (classical, rivals):
            patch.setattr(room, "_TREES", 20)
        yield


@pytest.fixture(scope="module")
def references() -> dict[str, Any]:
    """Results to compare with, by algorithm and parameters."""
    return {}


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """Return numbers as they are and rasters as north-up arrays; other files say nothing of their own."""
    found: dict[str, Any] = {}
    for name, value in result.items():
        if isinstance(value, (int, float)):
            found[name] = value
        elif isinstance(value, str) and value.endswith(".tif"):
            planes, transform = read_raster(value), gdal.Open(value).GetGeoTransform()
            planes = planes.transpose(0, 2, 1) if transform[1] == 0 else planes
            found[name] = planes[:, ::-1] if transform[5] > 0 else planes
    return found


def expected_pattern(says: str, world: World, out: Path) -> str:
    return re.escape(world.filled(says, out)).replace(re.escape(ANY), ".*")


def untouched(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("own*") if path.is_file() and path.suffix != ".xml"}


def test_the_page_holds_every_algorithm_and_no_name_twice() -> None:
    names = re.findall(r"^\| `(\S+)` \|", PAGE, re.MULTILINE)
    assert len(names) == len(CASES) >= 290
    assert all(name.startswith(f"{case.algorithm}-") for name, case in CASES.items())


@pytest.mark.parametrize("name", CASES)
def test_case(
    processing: Any, provider: Any, world: World, references: dict[str, Any], tmp_path: Path, name: str
) -> None:
    from qgis.core import QgsProcessingException

    case, out = CASES[name], tmp_path / "out"
    out.mkdir()
    parameters = world.filled({**case.sound, **case.given}, out)
    before = untouched(world.folder)
    if case.says:
        with pytest.raises(QgsProcessingException) as caught:
            processing.run(f"geochemfusion:{case.algorithm}", parameters)
        said = str(caught.value).replace("Unable to execute algorithm\n", "").strip()
        assert re.fullmatch(expected_pattern(case.says, world, out), said), said
        assert list(out.iterdir()) == []
        assert untouched(world.folder) == before
        return
    result = processing.run(f"geochemfusion:{case.algorithm}", parameters)
    found = comparable(result)
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    if case.value is not None:
        rasters = [planes for planes in found.values() if isinstance(planes, np.ndarray)]
        assert rasters
        assert {float(v) for planes in rasters for v in np.unique(planes[np.isfinite(planes)])} == {case.value}
    if case.like is None:
        return
    key = f"{case.algorithm} {case.like}"
    if key not in references:
        plain = tmp_path / "plain"
        plain.mkdir()
        reference = world.filled({**case.sound, **case.like}, plain)
        references[key] = comparable(processing.run(f"geochemfusion:{case.algorithm}", reference))
    assert found.keys() == references[key].keys()
    for output, values in references[key].items():
        np.testing.assert_allclose(found[output], values, rtol=1e-5, atol=1e-6, err_msg=output)


@pytest.mark.parametrize("name", OUTSIDE)
def test_case_through_qgis_process(qgis_process: QgisProcess, world: World, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    parameters = world.filled({**case.sound, **case.given}, tmp_path)
    before = untouched(world.folder)
    if not case.says:
        assert Path(qgis_process.run(f"geochemfusion:{case.algorithm}", parameters)["OUTPUT"]).is_file()
        return
    with pytest.raises(QgisProcessError, match=expected_pattern(case.says, world, tmp_path)) as caught:
        qgis_process.run(f"geochemfusion:{case.algorithm}", parameters)
    assert caught.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert untouched(world.folder) == before
