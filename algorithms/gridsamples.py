"""geochemfusion:gridsamples"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDistance,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterRasterDestination,
)

from ..core.errors import FusionError, given
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from ..core.samples.gridding import (
    DUPLICATES,
    MEANS,
    MIN_SAMPLES,
    OUTPUTS,
    Gridding,
    Policy,
    check_cell_size,
    grid_samples,
)
from ..core.samples.points import PointValues
from . import parameters as groups
from .base import PREPARE, FusionAlgorithm
from .loading import elements_label, load_as
from .sample_values import add_value_parameters, value_policy
from .styling import CONTENTS, ramp_style

NUMBERS = {
    "N": mark("Number of samples used (duplicates once, unless they are kept)"),
    "CELLS": mark("Number of cells with a value"),
}


class GridSamples(FusionAlgorithm):
    ID = "gridsamples"
    LABEL = mark("Grid geochemical samples")
    ICON = "gridsamples.svg"
    SHORT = mark(
        "Averages point samples over the cells of a grid; values below detection are kept apart from missing ones."
    )
    TAGS = mark("samples,points,grid,rasterize,cell mean,detection limit,censored,below detection,duplicates,survey")
    GROUP = PREPARE
    HELP = mark(
        "Turns point samples into a raster of cell means, one band per field, as the coarse map for "
        "'Train fusion model'. Cell edges lie on multiples of the cell size, so neighbouring runs line up; a cell "
        "without samples is nodata, nothing is interpolated.\n\n"
        "A value below the detection limit (a 'less than' sign before the limit, or a negative number) is not a "
        "missing one (NULL, NaN, -9999, empty text, NA, codes such as -999). What becomes of it is declared by "
        "BELOW_DETECTION, and its share is written to the log and to CENSORED. Text that is not a number is left out, "
        "counted and shown in a warning, as are codes for missing values.\n\n"
        "A mean of few samples is a noisy one: COUNT and STD tell how noisy."
    )

    def define(self) -> None:
        point = QgsProcessing.SourceType.TypeVectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("SAMPLES", tr("Samples"), [point]),
            "Point layer of the samples; its selection and filter are honoured.",
        )
        self.add(
            QgsProcessingParameterField(
                "FIELDS",
                tr("Elements (fields)"),
                None,
                "SAMPLES",
                QgsProcessingParameterField.DataType.Any,
                True,
            ),
            "Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit); each becomes a "
            "band of that name.",
        )
        self.add(
            QgsProcessingParameterDistance(
                "CELL_SIZE", tr("Cell size (0 = from the spacing of the samples)"), 0, "SAMPLES"
            ),
            "Width and height of a cell, in units of TARGET_CRS where it is given, else of the CRS of the samples "
            "(degrees too). 0: a round size for about four samples in a cell; the log says which.",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), None, True),
            "Area to grid, widened to whole cells; samples on its right or lower edge belong to the neighbour. Empty: "
            "all samples.",
        )
        self.add(
            QgsProcessingParameterCrs("TARGET_CRS", tr("CRS of the result"), None, True),
            "Coordinate reference system of the raster. Empty: that of the samples.",
        )
        add_value_parameters(self, folded=("OVER_LIMIT", "MISSING_CODES"))
        self.add_choice(
            "DUPLICATES",
            "Samples at the same place",
            DUPLICATES,
            Policy.duplicates,
            "Samples with the same coordinates. average: averaged first, so that a duplicate does not weigh double. "
            "first: the first with a value counts. keep: each counts.",
            advanced=True,
        )
        self.add(
            groups.whole("MIN_SAMPLES", tr("Samples that a cell needs"), MIN_SAMPLES),
            "Cells with fewer samples of an element become nodata in OUTPUT and STD; COUNT still shows them.",
            advanced=True,
        )
        self.add_choice(
            "MEAN",
            "Mean",
            MEANS,
            Policy.mean,
            "arithmetic: the mean content, which adds up over areas. geometric: the mean of the logarithms, for skewed "
            "values above 0; lower than the arithmetic one.",
            advanced=True,
        )
        labels = {
            "OUTPUT": (
                mark("Cell means"),
                False,
                mark(
                    "GeoTIFF of the mean of each element; band names are the field names. The numbers of samples "
                    "behind the means travel with it, cell by cell, for 'Train fusion model' and 'Apply fusion model'."
                ),
            ),
            "COUNT": (
                mark("Number of samples"),
                True,
                mark("Samples in each cell and element; 0 where there is none."),
            ),
            "STD": (
                mark("Standard deviation"),
                True,
                mark("Standard deviation of the samples in a cell (divisor n - 1); nodata for fewer than two."),
            ),
            "CENSORED": (
                mark("Share below detection"),
                True,
                mark("Samples below detection as a share (0 to 1) of those with a value, left-out ones included."),
            ),
        }
        for name, (label, optional, help_text) in labels.items():
            self.add(QgsProcessingParameterRasterDestination(name, tr(label), None, optional, not optional), help_text)
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        check_cell_size(self.parameterAsDouble(parameters, "CELL_SIZE", context))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        points = self.samples(parameters, context, progress.part(0, 0.4))
        crs = QgsCoordinateReferenceSystem.fromWkt(points.crs)
        target = ""
        if self.is_set(parameters, "TARGET_CRS"):
            crs = self.parameterAsCrs(parameters, "TARGET_CRS", context)
            if not crs.isValid():
                raise FusionError(
                    tr("TARGET_CRS '{crs}' is not understood: choose another CRS.").format(crs=parameters["TARGET_CRS"])
                )
            target = crs.toWkt()
        extent = self.extent(parameters, "EXTENT", context, crs)
        paths = {name: self.parameterAsOutputLayer(parameters, name.upper(), context) or None for name in OUTPUTS}
        output = given(paths.pop("output"))
        values = value_policy(self, parameters, context)
        result = grid_samples(
            Gridding(
                points=points,
                cell_size=self.parameterAsDouble(parameters, "CELL_SIZE", context),
                output=output,
                target_crs=target,
                extent=extent,
                negative_is_limit=values.negative_is_limit,
                missing_codes=values.missing_codes,
                policy=Policy(
                    below_detection=values.below_detection,
                    over_limit=values.over_limit,
                    duplicates=self.parameterAsEnumString(parameters, "DUPLICATES", context),
                    mean=self.parameterAsEnumString(parameters, "MEAN", context),
                    min_samples=self.parameterAsInt(parameters, "MIN_SAMPLES", context),
                ),
                **paths,
            ),
            progress.part(0.4, 1),
        )
        written = {name: path for name, path in {"output": output, **paths}.items() if path}
        label = elements_label(describe(output).bands)
        for name, path in written.items():
            self.style(context, path, ramp_style(CONTENTS, result.display_ranges[name]))
            load_as(context, path, label)
        outputs = {name.upper(): path for name, path in written.items()}
        return {**outputs, "N": result.samples, "CELLS": result.cells}

    def samples(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> PointValues:
        """Read the points with the values of the fields as the layer holds them, None for NULL."""
        table = self.columns(parameters, "SAMPLES", "FIELDS", context, progress=progress)
        if table.without:
            message = tr("Features of '{layer}' left out, because they have no geometry: {count}.")
            progress.warn(message.format(layer=table.source.sourceName(), count=table.without))
        return table.raw()
