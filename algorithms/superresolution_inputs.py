"""The inputs that both algorithms of super-resolution have: coarse map, terrain, covariates and geology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBand,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)

from ..core.errors import FusionError, given
from ..core.ground.unit_raster import units_grid, write_units
from ..core.ground.unit_table import read_units as read_table
from ..core.language import tr
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from ..core.raster.grid import Grid
from ..core.reports.provenance import fingerprint
from ..core.samples.missing_codes import missing_codes, without_numbers
from ..core.samples.points import PointValues
from ..core.superresolution.request import CoarseMap, Geology
from .base import FusionAlgorithm
from .layers import layer_path
from .vectors import read_units

UNITS_FILE = "units.tif"
Facts = list[tuple[str, dict[str, Any]]]


class SuperResolutionAlgorithm(FusionAlgorithm):
    """Base of the algorithms of super-resolution."""

    def add_coarse_map(self) -> None:
        self.add(
            QgsProcessingParameterRasterLayer("GEOCHEM", tr("Coarse geochemical map")),
            "Raster of the whole area, one element a band: cell means, or a value for each cell.",
        )

    def add_coarse_choice(self) -> None:
        """Add which bands are elements, and the samples behind the map."""
        point, every = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessingParameterField.DataType.Any
        self.add(
            QgsProcessingParameterBand(
                "GEOCHEM_BANDS", tr("Elements (bands of the coarse map)"), None, "GEOCHEM", True, True
            ),
            "Bands of the coarse map that are elements; none chosen means all.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSource("SAMPLES", tr("Samples behind the coarse map"), [point], None, True),
            "Points that the coarse map was made of, where they are known: their kriging joins the interpolations.",
            advanced=True,
        )
        label = tr("Elements of the samples (fields)")
        self.add(
            QgsProcessingParameterField("SAMPLE_FIELDS", label, None, "SAMPLES", every, True, True),
            "Fields of SAMPLES, named as the elements of the coarse map.",
            advanced=True,
        )

    def add_covariates(self) -> None:
        layer, field = QgsProcessing.SourceType, QgsProcessingParameterField.DataType.Any
        self.add(
            QgsProcessingParameterRasterLayer("ELEVATION", tr("Elevation"), None, True),
            "Elevation of the whole area. Slope and the sine and cosine of aspect are derived from it on its own grid.",
        )
        self.add(
            QgsProcessingParameterMultipleLayers("RASTERS", tr("Further rasters"), layer.TypeRaster, None, True),
            "Further covariates of the whole area, such as satellite bands, magnetics or gamma-ray counts.",
        )
        kinds = [layer.TypeVectorPolygon, layer.TypeRaster]
        self.add(
            QgsProcessingParameterMapLayer("GEOLOGY", tr("Geological map"), None, True, kinds),
            "Polygons of geological units, or a raster of their numbers. Polygons are measured on pixels {finer} times "
            "finer than those of the map; selection and filter are honoured.",
            finer=4,
        )
        self.add(
            QgsProcessingParameterField("UNIT", tr("Unit (field of polygons)"), None, "GEOLOGY", field, False, True),
            "Field of the polygons that tells units apart: numbers, or names. None chosen: the field UNIT.",
        )
        self.add(
            QgsProcessingParameterField(
                "DESCRIPTION", tr("Description of the unit (field of polygons)"), None, "GEOLOGY", field, False, True
            ),
            "Field of the polygons with a text on each unit; units described in like words count as alike. None "
            "chosen: the field DESCRIPTION where there is one, else every unit stands for itself.",
        )
        csv = tr("CSV files") + " (*.csv)"
        self.add(
            QgsProcessingParameterFile("UNITS", tr("Table of the units"), optional=True, fileFilter=csv),
            "For a GEOLOGY raster: a CSV file with the number of a unit and its description in each line, or numbers "
            "of your own instead, such as an age or a silica content.",
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if self.is_set(parameters, "SAMPLES") and not self.is_set(parameters, "SAMPLE_FIELDS"):
            raise FusionError(
                tr("SAMPLE_FIELDS is empty: choose the fields of SAMPLES that hold the elements of the coarse map.")
            )
        if self.is_set(parameters, "UNITS") and not self.is_set(parameters, "GEOLOGY"):
            raise FusionError(tr("UNITS tells of the units of GEOLOGY: give GEOLOGY too, or leave UNITS empty."))

    def contents_path(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str | None:
        """Return the path of a raster of contents, in which the numbers that MISSING_CODES names are no values."""
        path = self.raster_path(parameters, name, context)
        codes = missing_codes(self.parameterAsString(parameters, "MISSING_CODES", context)).numbers
        return None if path is None else without_numbers(path, codes)

    def coarse_map(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> CoarseMap:
        return CoarseMap(
            given(self.contents_path(parameters, "GEOCHEM", context)),
            self.bands(parameters, "GEOCHEM_BANDS", context),
            self.points(parameters, "SAMPLES", "SAMPLE_FIELDS", context, progress),
        )

    def covariates(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Return the rasters beside the coarse map, as requests call them."""
        wanted = self.is_set(parameters, "RASTERS")
        return {
            "elevation": self.raster_path(parameters, "ELEVATION", context),
            "rasters": self.raster_paths(parameters, "RASTERS", context) if wanted else [],
            "mask": self.raster_path(parameters, "MASK", context),
        }

    def geology(
        self, parameters: dict[str, Any], context: QgsProcessingContext, fine: Grid, folder: str, progress: Progress
    ) -> Geology | None:
        """Return the geological map as a raster of units; polygons are written to one in ``folder``.

        ``fine`` is a grid of the pixels that are to be made.
        """
        if not self.is_set(parameters, "GEOLOGY"):
            return None
        table = self.parameterAsFile(parameters, "UNITS", context)
        layer = self.parameterAsLayer(parameters, "GEOLOGY", context)
        if isinstance(layer, QgsRasterLayer):
            known = read_table(table) if table else None
            path = layer_path(layer, "GEOLOGY")
            return Geology(path, known.descriptions, known.vectors) if known else Geology(path)
        if table:
            raise FusionError(
                tr("UNITS belongs to a GEOLOGY raster: polygons have their texts in the field that DESCRIPTION names.")
            )
        units = read_units(self, parameters, "GEOLOGY", ("UNIT", "DESCRIPTION"), context, progress)
        covered = describe(given(self.raster_path(parameters, "GEOCHEM", context))).grid
        path = str(Path(folder) / UNITS_FILE)
        write_units(units, units_grid(fine, covered), path, progress)
        return Geology(path, units.descriptions, source=units.source)

    def facts(
        self, parameters: dict[str, Any], context: QgsProcessingContext, points: dict[str, PointValues | None]
    ) -> Facts:
        """Return what each input is for, and what identifies it, for the report; ``points`` by what they are for."""
        roles = {
            "GEOCHEM": tr("coarse map"),
            "FINE": tr("finer survey"),
            "ELEVATION": tr("elevation"),
            "MASK": tr("mask"),
        }
        paths = [(role, self.raster_path(parameters, name, context)) for name, role in roles.items()]
        if self.is_set(parameters, "RASTERS"):
            paths += [(tr("further raster"), path) for path in self.raster_paths(parameters, "RASTERS", context)]
        layer = self.parameterAsLayer(parameters, "GEOLOGY", context) if self.is_set(parameters, "GEOLOGY") else None
        if isinstance(layer, QgsRasterLayer):
            paths.append((tr("geological map"), layer_path(layer, "GEOLOGY")))
        found = [(role, fingerprint(path)) for role, path in paths if path]
        for role, own in points.items():
            if own is not None:
                found.append((role, {"name": own.source, "points": len(own.x), "fields": list(own.names)}))
        return found
