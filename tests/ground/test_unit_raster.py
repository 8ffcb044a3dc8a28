"""Polygons burned to numbers of units: pixel by pixel as a point in a polygon is told, holes, overlaps, numbers."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from making import wkt

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.ground.unit_raster import UnitPolygons, burned, unit_codes, units_grid, write_units
from geochem_fusion.core.raster.gdal_reader import describe, read
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.samples.areas import Area

CRS = wkt()
GRID = Grid((0.0, 1.0, 0.0, 30.0, 0.0, -1.0), 30, 40, CRS)


def ring(*corners: tuple[float, float]) -> np.ndarray:
    return np.array(corners, float)


def square(left: float, bottom: float, side: float) -> np.ndarray:
    return ring((left, bottom), (left + side, bottom), (left + side, bottom + side), (left, bottom + side))


def burn(units: UnitPolygons, grid: Grid = GRID) -> np.ndarray:
    return burned(units, grid, grid.full_window())


def test_a_square_with_a_hole() -> None:
    found = burn(UnitPolygons([[square(2, 20, 6), square(4, 22, 2)]], [7], CRS))
    expected = np.full((30, 40), np.nan)
    expected[4:10, 2:8] = 7
    expected[6:8, 4:6] = np.nan
    np.testing.assert_array_equal(found, expected)


def test_the_last_of_overlapping_polygons_counts() -> None:
    found = burn(UnitPolygons([[square(0, 0, 10)], [square(5, 5, 10)]], [1, 2], CRS))
    assert (np.nansum(found == 1), np.nansum(found == 2)) == (75, 100)


def test_pixels_are_those_whose_centres_lie_within() -> None:
    """Against the ray of each place by itself, over polygons of any shape that reach over the edge."""
    random = np.random.default_rng(4)
    col, row = np.meshgrid(np.arange(40) + 0.5, np.arange(30) + 0.5)
    x, y = GRID.map_xy(col.ravel(), row.ravel())
    for corners in (3, 5, 9, 30):
        rings = [random.uniform(-10, 50, (corners, 2)), random.uniform(0, 20, (4, 2))]
        expected = Area([rings], CRS).holds(x, y, CRS).reshape(30, 40)
        np.testing.assert_array_equal(np.isfinite(burn(UnitPolygons([rings], [3], CRS))), expected)


def test_neighbours_share_no_pixel_and_leave_none() -> None:
    corner = (17.3, 11.9)
    parts = [ring((0, 0), (40, 0), corner), ring((40, 0), (40, 30), corner), ring((40, 30), (0, 30), corner)]
    parts.append(ring((0, 30), (0, 0), corner))
    counts = [np.isfinite(burn(UnitPolygons([[part]], [1], CRS))).astype(int) for part in parts]
    assert (sum(counts) == 1).all()


def test_parts_are_cut_from_the_whole() -> None:
    units = UnitPolygons([[np.random.default_rng(1).uniform(0, 40, (12, 2))]], [4], CRS)
    window = Window(7, 11, 13, 17)
    np.testing.assert_array_equal(burned(units, GRID, window), burn(units)[7:20, 11:28])


def test_polygons_in_another_crs() -> None:
    grid = Grid((500000.0, 1000.0, 0.0, 5010000.0, 0.0, -1000.0), 20, 20, CRS)
    found = burn(UnitPolygons([[ring((14, 44), (16, 44), (16, 46), (14, 46))]], [5], wkt(4326)), grid)
    assert (found == 5).all()
    beyond = burn(UnitPolygons([[ring((15, 95), (16, 95), (16, 120))]], [5], wkt(4326)), grid)
    assert np.isnan(beyond).all()


def test_the_grid_covers_the_coarse_map_with_pixels_cut_into_sixteen() -> None:
    fine = Grid((1.0, 2.0, 0.0, 9.0, 0.0, -2.0), 4, 4, CRS)
    covered = Grid((-10.0, 5.0, 0.0, 40.0, 0.0, -5.0), 8, 6, CRS)
    # from x -11 to 21 and from y 41 to -1: pixels of 2 that lie like those of the fine grid
    assert units_grid(fine, covered) == Grid((-11.0, 0.5, 0.0, 41.0, 0.0, -0.5), 84, 64, CRS)


def test_the_grid_of_a_large_map_is_not_as_fine() -> None:
    fine = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 9, 9, CRS)
    for cells, finer in ((20, 4), (30, 2), (50, 1), (100, 1)):
        covered = Grid((0.0, 100.0, 0.0, 0.0, 0.0, -100.0), cells, cells, CRS)
        assert units_grid(fine, covered) == Grid(
            (0.0, 1 / finer, 0.0, 0.0, 0.0, -1 / finer), 100 * cells * finer, 100 * cells * finer, CRS
        )


def test_the_raster_that_is_written(tmp_path: Path) -> None:
    units = UnitPolygons([[square(2, 20, 6)]], [16_777_215], CRS)
    path = str(tmp_path / "units.tif")
    write_units(units, GRID, path)
    np.testing.assert_array_equal(read(path)[0], burn(units))  # the number itself, in 32 bits
    assert describe(path).grid.lies_like(GRID)


def test_polygons_elsewhere_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.tif"
    with pytest.raises(FusionError, match="no polygon of rocks lies on the coarse map"):
        write_units(UnitPolygons([[square(200, 200, 6)]], [1], CRS, source="rocks"), GRID, str(path))
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_units() -> None:
    assert unit_codes([12, "7", 12.0]) == {12: 12, "7": 7}  # 12.0 is the key 12
    named = unit_codes(["granite", "7", "basalt"])
    assert named["granite"] == zlib.crc32(b"granite") % 2**24
    assert unit_codes(["basalt"])["basalt"] == named["basalt"]  # whatever else the layer holds
    assert len(set(named.values())) == 3
    assert unit_codes([1.5])[1.5] == zlib.crc32(b"1.5") % 2**24


def test_names_of_one_number_are_refused() -> None:
    numbers: dict[int, str] = {}
    random = np.random.default_rng(0)
    for _ in range(40_000):
        name = f"unit {random.integers(2**40)}"
        other = numbers.setdefault(zlib.crc32(name.encode()) % 2**24, name)
        if other != name:
            with pytest.raises(FusionError, match=f"'{other}' and '{name}' get the same number"):
                unit_codes([other, name])
            return
    pytest.fail("no two names of one number")
