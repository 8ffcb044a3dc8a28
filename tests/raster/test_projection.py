"""Reference systems and projections."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import (
    area_of_use,
    crs_name,
    crs_wkt,
    datum_remarks,
    ground_size,
    is_geographic,
    moved_points,
    projection,
    same_crs,
    touches,
)

UTM = crs_wkt("EPSG:32632")


@pytest.mark.usefixtures("gdal_exceptions")
def test_crs_that_is_not_understood(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="'nonsense' is not understood"):
        crs_wkt("nonsense")


def test_crs_questions() -> None:
    assert same_crs(UTM, crs_wkt("+proj=utm +zone=32 +datum=WGS84 +units=m"))
    assert not same_crs(UTM, crs_wkt("EPSG:32633"))
    assert is_geographic(crs_wkt("EPSG:4674"))
    assert not is_geographic(UTM)


@pytest.mark.usefixtures("gdal_exceptions")
def test_areas_that_systems_are_meant_for() -> None:
    assert area_of_use(UTM) == (6, 0, 12, 84)
    assert area_of_use("EPSG:4326") == (-180, -90, 180, 90)
    assert area_of_use('LOCAL_CS["mine",UNIT["metre",1]]') is None
    assert area_of_use("+proj=utm +zone=32 +ellps=krass") is None
    assert area_of_use("EPSG:3832") is None  # PDC Mercator, on both sides of 180 degrees


def test_projection_keeps_east_before_north_and_marks_impossible_points() -> None:
    degrees = crs_wkt("EPSG:4326")
    x, y = projection(degrees, UTM)(np.array([[9.0, 9.0, np.nan, 9.0]]), np.array([[0.0, np.inf, 0.0, 100.0]]))
    np.testing.assert_allclose([x[0, 0], y[0, 0]], [500000, 0], atol=1e-6)
    assert np.isnan([x[0, 1:], y[0, 1:]]).all()
    lon, lat = projection(UTM, degrees)(500000.0, 0.0)
    np.testing.assert_allclose([lon, lat], [9, 0], atol=1e-9)


HAYFORD = "+proj=utm +zone=33 +ellps=intl"


@pytest.mark.usefixtures("gdal_exceptions")
def test_datums_that_are_not_tied_are_told() -> None:
    """A CRS that names an ellipsoid alone: of ED 50, which has it too, places move by 80 m and 210 m."""
    (told,) = datum_remarks(HAYFORD, "EPSG:32633")
    assert told.startswith("No transformation between the datums of 'unknown' and 'WGS 84 / UTM zone 33N' is known")
    untied, tied = (
        np.array(projection(crs, "EPSG:32633")(500000.0, 5000000.0)) for crs in (HAYFORD, crs_wkt("EPSG:23033"))
    )
    assert 50 < np.abs(tied - untied).max() < 300


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("EPSG:32632", "EPSG:32633"),
        ("EPSG:23033", "EPSG:32633"),
        ("EPSG:4490", "EPSG:4326"),
        (HAYFORD, HAYFORD),
        ("+proj=longlat +ellps=GRS80", "EPSG:4326"),  # one ellipsoid
        ("+proj=sinu +R=6371007.181", "EPSG:4326"),  # the sphere of MODIS, whose latitudes are geodetic
        (HAYFORD + " +towgs84=-87,-98,-121", "EPSG:32633"),
        ('LOCAL_CS["Mine",UNIT["metre",1]]', "EPSG:32633"),  # refused where it is used
    ],
)
def test_datums_that_are_tied_or_alike_are_not_told(source: str, target: str) -> None:
    assert datum_remarks(source, target) == datum_remarks(target, source) == []


def test_one_point_that_fails_does_not_take_the_others_with_it() -> None:
    def transform(points: np.ndarray) -> list[tuple[float, ...]]:
        if (points[:, 0] < 0).any():
            raise RuntimeError("outside of the domain")
        return [(x + 100, y, 0.0) for x, y in points]

    x = np.array([1.0, -1.0, 3.0, 4.0, -5.0, -6.0, 7.0])
    moved = moved_points(transform, np.column_stack([x, x]))
    np.testing.assert_array_equal(moved[:, 0], np.where(x < 0, np.nan, x + 100))
    np.testing.assert_array_equal(moved[:, 1], np.where(x < 0, np.nan, x))
    assert moved_points(transform, np.empty((0, 2))).shape == (0, 3)


LOCAL = 'LOCAL_CS["Mine grid of the north field, level 2 (metres east and north of shaft 4)",UNIT["metre",1]]'
ENGINEERING = 'ENGCRS["Site grid",EDATUM["shaft"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'


@pytest.mark.usefixtures("gdal_exceptions")
@pytest.mark.parametrize("local", [LOCAL, ENGINEERING])
def test_a_local_crs_is_projected_to_itself_only(local: str) -> None:
    x, y = projection(local, local)(np.array([1.0, np.inf]), np.array([2.0, 2.0]))
    np.testing.assert_array_equal(x, [1, np.nan])
    np.testing.assert_array_equal(y, [2, np.nan])
    for source, target in ((local, UTM), (UTM, local)):
        with pytest.raises(FusionError, match="local coordinate reference system is not tied to the Earth") as caught:
            projection(source, target)
        assert f"'{crs_name(source)}' to '{crs_name(target)}'" in str(caught.value)


def test_a_crs_is_called_by_its_whole_name() -> None:
    assert crs_name(UTM) == "WGS 84 / UTM zone 32N"
    assert crs_name(LOCAL) == "Mine grid of the north field, level 2 (metres east and north of shaft 4)"
    broken = 'PROJCS["A grid with a name\nof two lines",nothing]'
    with pytest.raises(FusionError, match="'A grid with a name of two lines' is not understood"):
        crs_wkt(broken)


def test_the_size_of_a_pixel_on_the_ground() -> None:
    degree = 6_371_000 * math.pi / 180
    assert ground_size(Grid((0, 30, 0, 0, 0, -30), 4, 4, "EPSG:32633")) == pytest.approx(30)
    assert ground_size(Grid((0, 100, 0, 0, 0, -100), 4, 4, "EPSG:2263")) == pytest.approx(30.48, rel=1e-4)  # feet
    geographic = Grid((10, 0.001, 0, 60.002, 0, -0.001), 4, 4, "EPSG:4326")
    assert ground_size(geographic) == pytest.approx(0.001 * degree * math.sqrt(0.5), rel=1e-4)


def test_grids_touch_either_way_round() -> None:
    """A small grid between the points of the lattice that is looked up on the large one."""
    large = Grid((0.0, 1000.0, 0.0, 0.0, 0.0, -1000.0), 640, 640, UTM)
    small = Grid((1010.0, 10.0, 0.0, -1010.0, 0.0, -10.0), 5, 5, UTM)
    assert touches(large, small)
    assert touches(small, large)
    beyond = Grid((640010.0, 10.0, 0.0, -1010.0, 0.0, -10.0), 5, 5, UTM)
    assert not touches(large, beyond)
    assert not touches(beyond, large)
