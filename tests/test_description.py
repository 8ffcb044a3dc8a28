"""What a raster says of itself, and whether its values can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from geochem_fusion.core.description import Band, Raster, require_crs, require_values
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import stamp
from geochem_fusion.core.grid import Grid


def described(crs: str = "EPSG:32633", path: str = "/data/aster.tif", **band: bool) -> Raster:
    grid = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 2, 2, crs)
    return Raster(path, grid, (Band("b1", **band), Band("b2")), stamp(path))


def test_names() -> None:
    assert described().name == "aster"
    assert described().band_names == ["b1", "b2"]


def test_values_need_a_crs_and_are_no_numbers_of_colours() -> None:
    require_values(described())
    require_crs(described(palette=True))
    with pytest.raises(FusionError, match="has no coordinate reference system"):
        require_values(described(crs=""))
    with pytest.raises(FusionError, match="holds numbers of colours"):
        require_values(described(palette=True))


def test_a_file_that_was_written_to_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_text("one")
    found = described(path=str(path))
    found.require_unchanged()
    path.write_text("three")
    with pytest.raises(FusionError, match="was changed while it was read: run again"):
        found.require_unchanged()
