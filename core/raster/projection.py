"""Coordinate reference systems and projections between them, by GDAL."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from osgeo import osr

from ..errors import FusionError
from ..language import tr
from .gdal_call import call
from .grid import Grid, Window

_METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6371 km
_CYLINDERS = re.compile(r"^(Mercator|Popular_Visualisation|Equirectangular|Cylindrical|Miller|Gall)", re.IGNORECASE)
_ALIKE = 1e-7  # relative difference of axes and flattenings up to which ellipsoids are one: 1e-8 from GRS 80 to WGS 84


def _reference(crs: str) -> osr.SpatialReference:
    reference = osr.SpatialReference()
    try:
        failed = reference.SetFromUserInput(crs) != 0
    except RuntimeError:
        failed = True
    if failed:
        raise FusionError(
            "The coordinate reference system '{crs}' is not understood: assign another one.", crs=_shown(crs)
        )
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def _shown(crs: str) -> str:
    """Return the name in a WKT, other texts as they are."""
    name = re.match(r'\s*\w+\s*[\[(]\s*"([^"]+)"', crs)
    return " ".join((name[1] if name else crs).split())


def crs_name(crs: str) -> str:
    """Return the whole name of a CRS: 'WGS 84 / UTM zone 33N'."""
    return _reference(crs).GetName() or _shown(crs)


def crs_wkt(text: str) -> str:
    """Return the WKT of a CRS given as WKT, authority code or PROJ string."""
    return _reference(text).ExportToWkt()


def same_crs(first: str, second: str) -> bool:
    """Whether two CRS are the same system, whatever their names."""
    return first == second or bool(_reference(first).IsSame(_reference(second)))


def is_geographic(crs: str) -> bool:
    """Whether coordinates are degrees of longitude and latitude."""
    return bool(_reference(crs).IsGeographic())


def degrees_per_unit(crs: str) -> float:
    """Return how many degrees one unit of a geographic CRS is."""
    return math.degrees(_reference(crs).GetAngularUnits())


def area_of_use(crs: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north (degrees) of the area that a CRS is meant for, None where none is known.

    Nor is it of areas beyond 180 degrees.
    """
    reference = _reference(crs)
    code = reference.GetAuthorityCode(None)
    if reference.GetAuthorityName(None) != "EPSG" or code is None:
        return None
    area = _reference(f"EPSG:{code}").GetAreaOfUse()  # a WKT does not carry it
    if area is None or area.west_lon_degree > area.east_lon_degree:
        return None
    return area.west_lon_degree, area.south_lat_degree, area.east_lon_degree, area.north_lat_degree


def geographic_crs(crs: str) -> str:
    """Return the WKT of the longitudes and latitudes, in its own datum, that a projected CRS is made from."""
    return str(_reference(crs).CloneGeogCS().ExportToWkt())


def true_to_scale(crs: str) -> bool:
    """Whether lengths in a CRS are lengths on the ground, as far as any survey needs it.

    Neither degrees nor cylindrical projections along the equator (Web Mercator, plate carree) are: their scale is
    right at one latitude only.
    """
    reference = _reference(crs)
    cylinder = _CYLINDERS.search(reference.GetAttrValue("PROJECTION") or "") is not None
    return not (reference.IsGeographic() or reference.IsGeocentric() or cylinder)


def metric_crs(crs: str) -> tuple[str, float]:
    """Return the WKT of a CRS with lengths in metres, and the metres that a unit of its lengths was before."""
    reference = _reference(crs)
    unit = float(reference.GetLinearUnits())
    if unit != 1.0:
        call(reference.SetLinearUnitsAndUpdateParameters, "metre", 1.0, failure=tr("Coordinates cannot be projected"))
    return str(reference.ExportToWkt()), unit


def local_crs(geographic: str, longitude: float, latitude: float, wide: bool) -> str:
    """Return the WKT of a projection in metres about a place in degrees, in the datum of a geographic CRS.

    The zone of UTM that holds the place; azimuthal equidistant with the place as its centre where the area is ``wide``.
    """
    reference = _reference(geographic)
    if wide:
        reference.SetProjCS(f"Azimuthal equidistant at {longitude:.2f}, {latitude:.2f}")
        reference.SetAE(latitude, longitude, 0.0, 0.0)
    else:
        zone = int((longitude + 180) // 6) % 60 + 1
        north = latitude >= 0
        reference.SetProjCS(f"{reference.GetName()} / UTM zone {zone}{'N' if north else 'S'}")
        reference.SetUTM(zone, int(north))
    return str(reference.ExportToWkt())


def projection(source: str, target: str) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return a function that takes x and y (easting, northing order) from one CRS to another.

    Points that cannot be projected become NaN. Within one CRS, which may be a local one, nothing is projected. Raises
    FusionError where no transformation exists.
    """
    if same_crs(source, target):
        return _unchanged
    names = [crs_name(crs) for crs in (source, target)]
    if any(_reference(crs).IsLocal() for crs in (source, target)):
        raise FusionError(
            "No transformation from '{source}' to '{target}' is known, because a local coordinate reference system is "
            "not tied to the Earth: give both layers in the same one, or georeference one of them in the other's.",
            source=names[0],
            target=names[1],
        )
    transformation = call(
        osr.CoordinateTransformation,
        _reference(source),
        _reference(target),
        failure=tr("No transformation from '{source}' to '{target}' is known", source=names[0], target=names[1]),
    )

    def project(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, y = _unchanged(x, y)
        points = np.column_stack([x.ravel(), y.ravel()])
        failure = tr("Coordinates cannot be projected")
        moved = call(moved_points, transformation.TransformPoints, points, failure=failure)
        moved = np.where(np.isfinite(moved), moved, np.nan).reshape(-1, 3)
        return moved[:, 0].reshape(x.shape), moved[:, 1].reshape(x.shape)

    return project


def datum_remarks(source: str, target: str) -> list[str]:
    """Return what to say where the datums of two CRS are not tied, and PROJ takes places as if they were one.

    Systems on one ellipsoid, and those on a sphere, whose coordinates are geodetic by custom, are not told.
    """
    ends = [_reference(crs) for crs in (source, target)]
    if same_crs(source, target) or any(end.IsLocal() or not end.GetInvFlattening() for end in ends):
        return []
    (axis, flattening), other = ((end.GetSemiMajor(), end.GetInvFlattening()) for end in ends)
    if math.isclose(axis, other[0], rel_tol=_ALIKE) and math.isclose(flattening, other[1], rel_tol=_ALIKE):
        return []
    options = osr.CoordinateTransformationOptions()
    options.SetBallparkAllowed(False)
    try:
        call(osr.CoordinateTransformation, *ends, options, failure="")
    except FusionError:
        text = tr(
            "No transformation between the datums of '{source}' and '{target}' is known, so that places may be off by "
            "hundreds of metres: check that both coordinate reference systems are right."
        )
        return [text.format(source=crs_name(source), target=crs_name(target))]
    return []


def _unchanged(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y as float arrays of one shape, both NaN where one is no finite number."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    good = np.isfinite(x) & np.isfinite(y)
    return np.where(good, x, np.nan), np.where(good, y, np.nan)


def moved_points(transform: Callable[[np.ndarray], Any], points: np.ndarray) -> np.ndarray:
    """Return what ``transform`` makes of points (n, 2) as (n, 3), NaN for those that it cannot move.

    GDAL with exceptions, which QGIS may have switched on, fails for all points where one cannot be moved; then each
    half is tried by itself.
    """
    try:
        return np.array(transform(points)).reshape(-1, 3)
    except RuntimeError:
        if len(points) == 1:
            return np.full((1, 3), np.nan)
        return np.concatenate([moved_points(transform, part) for part in np.array_split(points, 2)])


def ground_size(grid: Grid) -> float:
    """Return the side, in metres, of the square as large as a cell in the middle of a grid."""
    reference = _reference(grid.crs)
    if not reference.IsGeographic():
        return grid.cell_size * reference.GetLinearUnits()
    latitude = grid.map_xy(np.array(grid.width / 2), np.array(grid.height / 2))[1]
    return grid.cell_size * _METRES_PER_DEGREE * math.sqrt(max(math.cos(math.radians(float(latitude))), 0.01))


def require_longitudes(fine: Grid, coarse: Grid) -> None:
    """Raise FusionError where two rasters would overlap, or more of them, were the longitudes to 360 of one to 180."""
    for grid, other in ((fine, coarse), (coarse, fine)):
        (west, east), (north, south) = grid.map_xy(np.array([0, grid.width]), np.array([0, grid.height]))
        beyond = max(west, east) > 180 + grid.cell_size  # and not by the cell that is centred on 180 degrees
        if not (beyond and grid.axis_aligned and is_geographic(grid.crs)):
            continue
        x = float(grid.transform[0] - 360)
        moved = replace(grid, transform=(x, *grid.transform[1:]))
        if touches(moved, other):
            raise FusionError(
                "The longitudes of one raster run from 0 to 360 and those of the other from -180 to 180, so "
                "places do not meet: bring the first to -180 to 180 (where it lies east of 180 as a whole, by "
                "'gdal_translate -a_ullr {west:.10g} {north:.10g} {east:.10g} {south:.10g}').",
                west=west - 360,
                north=north,
                east=east - 360,
                south=south,
            )


def require_longitudes_of_points(x: np.ndarray, y: np.ndarray, grid: Grid, source: str) -> None:
    """Raise FusionError where no point lies in a grid and some would, were they moved by 360 degrees."""
    if not is_geographic(grid.crs) or inside(x, y, grid).any():
        return
    if any(inside(x + shift, y, grid).any() for shift in (-360, 360)):
        raise FusionError(
            "The longitudes of {source} and of the raster differ by 360 degrees (0 to 360 and -180 to 180), so places "
            "do not meet: bring both to -180 to 180.",
            source=source,
        )


def touches(first: Grid, second: Grid) -> bool:
    """Whether a lattice of points of one grid, edges included, has one inside the other, either way round."""
    return _reaches(first, second) or _reaches(second, first)


def _reaches(first: Grid, second: Grid) -> bool:
    rows, cols = np.meshgrid(*(np.linspace(0, size, 65) for size in first.shape), indexing="ij")
    x, y = first.map_xy(cols, rows)
    if not same_crs(first.crs, second.crs):
        x, y = projection(first.crs, second.crs)(x, y)
    return bool(inside(x, y, second).any())


def inside(x: np.ndarray, y: np.ndarray, grid: Grid) -> np.ndarray:
    """Mark the places within a grid."""
    col, row = grid.col_row(x, y)
    return np.asarray((row > 0) & (row < grid.height) & (col > 0) & (col < grid.width))


def covering(lattice: Grid, coarse: Grid) -> Grid:
    """Return the pixels of a lattice continued over the whole of a coarse map."""
    along = np.linspace(0, 1, 65)
    rows, cols = np.meshgrid(along * coarse.height, along * coarse.width, indexing="ij")
    x, y = projection(coarse.crs, lattice.crs)(*coarse.map_xy(cols, rows))
    col, row = lattice.col_row(x, y)
    known = np.isfinite(col) & np.isfinite(row)
    if not known.any():
        raise FusionError("The coarse map cannot be projected into the CRS of the finer survey: check both CRS.")
    first_col, first_row = (math.floor(float(edge[known].min()) + 1e-6) for edge in (col, row))
    last_col, last_row = (math.ceil(float(edge[known].max()) - 1e-6) for edge in (col, row))
    return lattice.cropped(Window(first_row, first_col, last_row - first_row, last_col - first_col))
