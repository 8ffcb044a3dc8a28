"""Classes of a raster as shares of the cells of another grid, and what is no raster of classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.ground.class_shares import codes_of, shares_of
from geochem_fusion.core.raster.grid import Grid, Window
from tests.small_rasters import GRID, UTM, save

FINE = GRID.finer(2)


def codes() -> np.ndarray:
    planes = np.full((2, *FINE.shape), 3.0)
    planes[1, 0, 0] = 5.0
    planes[1, 2:4, 2:4] = np.nan
    return planes


def test_shares_of_a_second_band_are_by_area(tmp_path: Path) -> None:
    path = save(tmp_path / "codes.tif", codes(), FINE, nodata=np.nan)
    assert codes_of(path, 1, FINE, "RASTERS", 5) == [3, 5]
    found = shares_of(path, 1, FINE, GRID, Window(0, 0, 2, 3), [3, 5])
    assert found[:, 0, 0].tolist() == [0.75, 0.25]
    assert found[:, 0, 1].tolist() == [1.0, 0.0]
    assert np.isnan(found[:, 1, 1]).all()


def test_ground_without_classes_has_none(tmp_path: Path) -> None:
    path = save(tmp_path / "codes.tif", codes(), FINE)
    away = Grid((900000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 4, 4, UTM)
    assert np.isnan(shares_of(path, 0, FINE, away, away.full_window(), [3])).all()


def test_fractions_and_many_numbers_are_no_classes(tmp_path: Path) -> None:
    path = save(tmp_path / "half.tif", codes() / 2, FINE)
    with pytest.raises(FusionError, match=r"RASTERS: the raster .* holds no numbers of units"):
        codes_of(path, 0, FINE, "RASTERS", 5)
    many = save(tmp_path / "many.tif", np.arange(FINE.height * FINE.width).reshape(1, *FINE.shape), FINE)
    with pytest.raises(FusionError, match="more than 5"):
        codes_of(many, 0, FINE, "RASTERS", 5)
