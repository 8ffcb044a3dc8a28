"""geochemfusion:evaluate"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..core.errors import FusionError, given
from ..core.evaluation.evaluation import EvaluationRequest, FusedMap, evaluate, write_csv, write_json
from ..core.evaluation.evaluation_report import evaluation_report
from ..core.formats import symmetric_range
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.raster.description import Band
from ..core.reports.page import write_report
from . import parameters as groups
from .base import CHECK, FusionAlgorithm, plain
from .command import command_line
from .loading import elements_label, load_as
from .sample_values import add_value_parameters
from .styling import DIFFERENCES, ramp_style

NUMBERS = {
    "BIAS": mark("Mean difference (map - validation)"),
    "MEAN_ABS": mark("Mean absolute difference"),
    "STD": mark("Standard deviation of the difference"),
    "RMSE": mark("Root mean square difference"),
    "R": mark("Correlation with the validation data"),
    "R_RS": mark("Correlation with the image"),
    "R_COARSE": mark("Correlation with the coarse map"),
    "SKILL": mark("Skill over bilinear interpolation of the coarse map"),
    "N": mark("Number of validation cells or points"),
}


class Evaluate(FusionAlgorithm):
    ID = "evaluate"
    LABEL = mark("Evaluate against validation grid")
    ICON = "evaluate.svg"
    SHORT = mark("Compares fused maps with a finer survey, beside the coarse map as it is and interpolated.")
    TAGS = mark("validation,accuracy,rmse,skill,correlation,difference,report,assessment")
    GROUP = CHECK
    HELP = mark(
        "Compares one or more fused maps with an independent finer survey, a grid or points, over the same cells for "
        "all: mean, absolute mean and standard deviation of the difference (map - validation), RMSE, correlation with "
        "the validation and with the image, and skill.\n\n"
        "With COARSE, the coarse map as it is and interpolated without the image stand beside the fused maps. Skill "
        "is 1 - MSE / MSE of bilinear interpolation: above 0 the fused map is better than plain interpolation, below "
        "0 it is worse, however sharp it looks. The numbers returned are those of the first map and the first element."
    )

    def define(self) -> None:
        raster = QgsProcessing.SourceType.TypeRaster
        self.add(
            QgsProcessingParameterMultipleLayers("FUSED", tr("Fused maps"), raster),
            "One or more rasters, one element a band; bands are matched with the validation by name, else by position.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("VALIDATION", tr("Validation grid"), None, True),
            "Raster of an independent, finer survey, one element a band. Fused maps are averaged over its cells. Give "
            "this or VALIDATION_POINTS.",
        )
        point = QgsProcessing.SourceType.TypeVectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("VALIDATION_POINTS", tr("Validation points"), [point], None, True),
            "Points of an independent survey; fused maps are read at the pixels that hold them.",
        )
        self.add(
            QgsProcessingParameterField(
                "FIELDS",
                tr("Elements (fields of the points)"),
                None,
                "VALIDATION_POINTS",
                QgsProcessingParameterField.DataType.Any,
                True,
                True,
            ),
            "Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit), named as the "
            "bands of the maps or in their order. NULL, -9999 and codes such as -999 count as missing.",
        )
        add_value_parameters(self)
        self.add(
            QgsProcessingParameterRasterLayer("COARSE", tr("Coarse geochemical map"), None, True),
            "The coarse map that was fused; gives the rows 'coarse as is' and 'coarse interpolated', and the skill.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("RS", tr("Image"), None, True),
            "The image; gives the correlation of each map with the mean of its bands (and with each band, in the "
            "report).",
        )
        groups.report(self, mark("Table, maps, difference maps, scatter plots and histograms as one HTML file."))
        groups.table(self, mark("Table"), mark("All measures of all maps and elements."))
        groups.measures(self, mark("The same numbers for other programs, with what each means."))
        self.add(
            QgsProcessingParameterRasterDestination("DIFFERENCE", tr("Difference maps"), None, True, False),
            "Map minus validation on the validation grid, a band for each map and element.",
        )
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        grid, points = (self.is_set(parameters, name) for name in ("VALIDATION", "VALIDATION_POINTS"))
        if grid == points:
            raise FusionError(
                tr("Give either VALIDATION (a raster) or VALIDATION_POINTS (with FIELDS), not both and not neither.")
            )
        if points and not self.is_set(parameters, "FIELDS"):
            raise FusionError(tr("FIELDS is empty: choose the fields of VALIDATION_POINTS that hold concentrations."))
        if points and self.is_set(parameters, "DIFFERENCE"):
            raise FusionError(tr("DIFFERENCE needs a validation raster: leave it out for VALIDATION_POINTS."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        points = self.points(parameters, "VALIDATION_POINTS", "FIELDS", context, progress)
        validation = points or given(self.raster_path(parameters, "VALIDATION", context))
        difference = self.parameterAsOutputLayer(parameters, "DIFFERENCE", context) or None
        result = evaluate(
            EvaluationRequest(
                fused=[FusedMap(path, name) for path, name in self.rasters(parameters, "FUSED", context)],
                validation=validation,
                coarse=self.raster_path(parameters, "COARSE", context),
                image=self.raster_path(parameters, "RS", context),
                difference=difference,
            ),
            progress,
        )
        outputs: dict[str, Any] = {}
        if difference:
            outputs["DIFFERENCE"] = difference
            first = result.elements[0]
            shown = first.maps[result.fused[0]] - first.validation
            limits = symmetric_range([shown[first.used]])
            self.style(context, difference, ramp_style(DIFFERENCES, limits, invert=True))
            load_as(context, difference, elements_label([Band(f"{result.fused[0]}: {first.name}", first.unit)]))
        command = command_line(self, parameters, context)
        writers = {
            "REPORT": lambda path: write_report(path, evaluation_report(result, command)),
            "TABLE": lambda path: write_csv(result, path),
            "JSON": lambda path: write_json(result, path),
        }
        outputs.update(self.write_files(parameters, context, writers))
        return {**outputs, **{name: plain(getattr(result.first, name.lower())) for name in NUMBERS}}
