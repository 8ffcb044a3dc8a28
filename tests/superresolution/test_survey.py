"""Reading surveys: one grid over both maps, logarithms there and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planted_core import CRS, block_means
from planted_super import LYING, NAMES, planted
from small_rasters import save

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.progress import SILENT, Record
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import covering
from geochem_fusion.core.samples.points import PointValues
from geochem_fusion.core.superresolution.request import CoarseMap, SuperResolution
from geochem_fusion.core.superresolution.survey import forward, inverse, points_behind, read_survey
from geochem_fusion.core.units import Content


def test_pixels_are_continued_over_the_whole_coarse_map() -> None:
    lattice = Grid((1010.0, 100.0, 0.0, 3990.0, 0.0, -100.0), 10, 10, CRS)
    grid = covering(lattice, Grid((0.0, 400.0, 0.0, 4800.0, 0.0, -400.0), 12, 12, CRS))
    assert grid.transform == (-90.0, 100.0, 0.0, 4890.0, 0.0, -100.0)
    assert grid.shape == (49, 49)


def test_the_core_lies_where_the_finer_survey_is(tmp_path: Path) -> None:
    files = planted(tmp_path)
    part = Grid((800.0, 100.0, 0.0, 4400.0, 0.0, -100.0), 20, 16, CRS)
    fine = save(tmp_path / "part.tif", files.truth[::-1, 4:24, 8:24].astype(np.float32), part, names=NAMES[::-1])
    survey = read_survey(SuperResolution(CoarseMap(files.coarse), fine, transform="none"), SILENT)
    assert (survey.core.row, survey.core.col, *survey.core.shape) == (4, 8, 20, 16)
    assert survey.names == ["Cu", "Zn"]
    np.testing.assert_allclose(survey.truth, files.truth[:, 4:24, 8:24], rtol=1e-6)
    np.testing.assert_allclose(survey.coarse, block_means(files.truth), rtol=1e-6)
    assert survey.grid.lies_like(LYING.fine)


def test_units_become_those_of_the_coarse_map(tmp_path: Path) -> None:
    files = planted(tmp_path)
    coarse = save(tmp_path / "ppm.tif", block_means(files.truth)[:1], LYING.coarse, names=("Cu_ppm",))
    x, y = (np.repeat(np.arange(50.0, 1600.0, 100.0), 16), np.tile(np.arange(3250.0, 4800.0, 100.0), 16))
    points = PointValues(x, y, ["Cu_ppm"], np.full((256, 1), 2000.0), CRS, "fine", ["ppb"])
    progress = Record(SILENT)
    survey = read_survey(SuperResolution(CoarseMap(coarse), points, transform="none"), progress)
    assert survey.truth[0, 0, 0] == pytest.approx(2.0)
    assert survey.alignment.ratio == pytest.approx(4.0)
    assert any("ppb" in note for note in progress.notes())


def test_logarithms_are_taken_there_and_back() -> None:
    contents = np.array([[[1.0, 0.0]], [[-2.0, 3.0]]])
    values = forward(["log", "none"], contents)
    assert values[0, 0, 0] == 0
    assert np.isnan(values[0, 0, 1])
    np.testing.assert_allclose(inverse(["log", "none"], values)[1], contents[1])
    assert np.isfinite(inverse(["log"], np.full((1, 1), 1e6))).all()


def test_points_of_one_place_behind_the_coarse_map_are_averaged() -> None:
    points = PointValues(np.array([600.0, 600.0, 200.0]), np.array([4200.0, 4200.0, 4600.0]), ["cu"],
                         np.array([[1.0], [3.0], [5.0]]), CRS)  # fmt: skip
    where = CoarseMap("c.tif", points=points), LYING.coarse, [Content("Cu", "")], ["none"], SILENT
    places, values = points_behind(*where)
    assert places is not None
    assert values is not None
    order = np.argsort(values[:, 0])
    np.testing.assert_allclose(places[order], [[1, 1], [0, 0]])
    np.testing.assert_allclose(values[order, 0], [2, 5])
    with pytest.raises(FusionError, match="no field 'Zn'"):
        points_behind(where[0], LYING.coarse, [Content("Zn", "")], ["none"], SILENT)


def test_points_elsewhere_or_no_denser_are_refused(tmp_path: Path) -> None:
    files = planted(tmp_path)
    request = SuperResolution(CoarseMap(files.coarse), files.fine)
    far = PointValues(np.array([1e6]), np.array([1e6]), NAMES, np.ones((1, 2)), CRS)
    with pytest.raises(FusionError, match="No point of 'points' lies within"):
        read_survey(replace(request, fine=far), SILENT)
    one = PointValues(np.array([600.0]), np.array([4200.0]), NAMES, np.ones((1, 2)), CRS)
    with pytest.raises(FusionError, match="no finer survey"):
        read_survey(replace(request, fine=one), SILENT)
