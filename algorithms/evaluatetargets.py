"""geochemfusion:evaluatetargets"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterRasterLayer,
    QgsUnitTypes,
)

from ..core.errors import FusionError, given
from ..core.evaluation.target_evaluation import (
    ScoreMap,
    TargetEvaluation,
    TargetRequest,
    evaluate_targets,
    write_csv,
    write_json,
)
from ..core.evaluation.target_ranking import DRAWS, MAX_DISTANCE, MIN_DISTANCE, SEED, TargetProtocol
from ..core.evaluation.target_report import target_report
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.reports.page import write_report
from ..core.samples.points import PointValues
from ..core.setting_limits import Limits
from . import parameters as groups
from .base import CHECK, FusionAlgorithm, plain
from .command import command_line
from .sample_values import add_value_parameters
from .vectors import read_area

NUMBERS = {
    "AUC": mark("Mean area under the ROC curve over the draws"),
    "AUC_SD": mark("Standard deviation of the AUC over the draws"),
    "AUC_DENSITY": mark("AUC against samples of the same sampling density"),
    "CAPTURE_5": mark("Share of the deposits in the best 5 % of the samples or cells"),
    "CAPTURE_10": mark("Share of the deposits in the best 10 %"),
    "CAPTURE_20": mark("Share of the deposits in the best 20 %"),
    "N_DEPOSITS": mark("Number of deposits ranked"),
}


class EvaluateTargets(FusionAlgorithm):
    ID = "evaluatetargets"
    LABEL = mark("Evaluate targets against known deposits")
    ICON = "evaluatetargets.svg"
    SHORT = mark("Says how well anomaly scores or prospectivity maps rank known deposits, beside what ranks by chance.")
    TAGS = mark(
        "deposits,targets,prospectivity,anomaly,roc,auc,success rate,capture,prediction-area,validation,potential"
    )
    GROUP = CHECK
    HELP = mark(
        "Compares a score, higher where a deposit is more likely, with known deposits: the area under the ROC curve "
        "(AUC), the share of deposits in the best 5, 10 and 20 % of the ground, and the prediction-area plot. Give a "
        "raster, or points with several scores side by side, raw concentrations among them.\n\n"
        "A deposit takes the score of its nearest sample or of its cell. As many negatives are drawn from places far "
        "from every deposit, several times. Nulls that know nothing of what was measured stand beside every score: how "
        "sparse the samples are, or how far within the map a cell lies. A score is worth something only where it is "
        "better than these, and for points better than 0.5 also against samples of the same sampling density.\n\n"
        "Deposits that a map was made with prove nothing. The numbers returned are those of the first score."
    )

    def define(self) -> None:
        self._inputs()
        self._protocol()
        groups.report(self, mark("Table, ROC, success rate, prediction-area plot and map as one HTML file."))
        groups.table(self, mark("Table"), mark("All measures of all scores and nulls, a line each."))
        groups.measures(self, mark("The same numbers for other programs, with what each means."))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def _inputs(self) -> None:
        point, polygon = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorPolygon
        self.add(
            QgsProcessingParameterRasterLayer("SCORE", tr("Score (raster)"), None, True),
            "Raster of a score, higher where a deposit is more likely. Give this or SAMPLES.",
        )
        self.add(
            QgsProcessingParameterBand("BAND", tr("Band of the score"), None, "SCORE", True),
            "Band of SCORE that holds the score; none chosen means the first.",
        )
        self.add(
            QgsProcessingParameterFeatureSource("SAMPLES", tr("Samples with scores"), [point], None, True),
            "Points with one or more scores, such as those of a survey. Selection and filter are honoured.",
        )
        any_type, label = QgsProcessingParameterField.DataType.Any, tr("Scores (fields of the samples)")
        self.add(
            QgsProcessingParameterField("FIELDS", label, None, "SAMPLES", any_type, True, True),
            "Fields with scores, higher where a deposit is more likely; all are ranked over the same samples, those "
            "with a value in every field. The first is what the others are compared with: choose the concentration of "
            "the element sought.",
        )
        self.add(
            QgsProcessingParameterFeatureSource("DEPOSITS", tr("Known deposits"), [point]),
            "Points of known deposits. They must not have been used to make the scores.",
        )
        self.add(
            QgsProcessingParameterFeatureSource("AREA", tr("Area"), [polygon], None, True),
            "Polygons; only what lies within them is ranked. Deposits outside are counted and told.",
        )
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask"), None, True),
            "Raster; only places where it is neither 0 nor nodata are ranked. With AREA, both count.",
        )

    def _protocol(self) -> None:
        self.add(
            _metres("MIN_DISTANCE", tr("Least distance of negatives from deposits"), MIN_DISTANCE),
            "Negatives are drawn from samples or cells at least so far from every deposit, in metres on the ground. "
            "Where there are none, all are taken, with a warning.",
        )
        self.add(
            _metres("MAX_DISTANCE", tr("Largest distance of a deposit (0 = automatic)"), MAX_DISTANCE),
            "A deposit farther than this from every sample or cell with a score is not ranked, in metres. 0: twice "
            "MIN_DISTANCE or the spacing of the samples, whichever is more; for a raster two cells.",
            advanced=True,
        )
        self.add(
            groups.whole("DRAWS", tr("Draws of negatives"), DRAWS),
            "How many times negatives are drawn, as many as there are deposits; the AUC is the mean over the draws.",
            advanced=True,
        )
        self.add(
            groups.whole("SEED", tr("Seed"), SEED),
            "Start of the random numbers for draws and intervals; the same seed gives the same figures.",
            advanced=True,
        )
        add_value_parameters(self, negative_is_limit=False)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        raster, points = (self.is_set(parameters, name) for name in ("SCORE", "SAMPLES"))
        if raster == points:
            raise FusionError(tr("Give either SCORE (a raster) or SAMPLES (with FIELDS), not both and not neither."))
        if points and not self.is_set(parameters, "FIELDS"):
            raise FusionError(tr("FIELDS is empty: choose the fields of SAMPLES that hold scores."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        area = read_area(self, parameters, "AREA", context, progress) if self.is_set(parameters, "AREA") else None
        result = evaluate_targets(
            TargetRequest(
                scores=self.scores(parameters, context, progress),
                deposits=self.places(parameters, "DEPOSITS", context).raw(),
                protocol=TargetProtocol(
                    min_distance=self.parameterAsDouble(parameters, "MIN_DISTANCE", context),
                    max_distance=self.parameterAsDouble(parameters, "MAX_DISTANCE", context),
                    draws=self.parameterAsInt(parameters, "DRAWS", context),
                    seed=self.parameterAsInt(parameters, "SEED", context),
                ),
                area=area,
                mask=self.raster_path(parameters, "MASK", context),
            ),
            progress,
        )
        command = command_line(self, parameters, context)
        writers = {
            "REPORT": lambda path: write_report(path, target_report(result, command)),
            "TABLE": lambda path: write_csv(result, path),
            "JSON": lambda path: write_json(result, path),
        }
        return {**self.write_files(parameters, context, writers), **_numbers(result)}

    def scores(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress
    ) -> PointValues | ScoreMap:
        """Return what to rank: the fields of the samples, or the band of the raster."""
        points = self.points(parameters, "SAMPLES", "FIELDS", context, progress)
        if points is not None:
            return points
        return ScoreMap(
            given(self.raster_path(parameters, "SCORE", context)), self.band(parameters, "BAND", context) or 0
        )


def _metres(name: str, label: str, limits: Limits[float]) -> QgsProcessingParameterDistance:
    """Return a parameter for a length in metres, whatever the layers' CRS."""
    parameter = QgsProcessingParameterDistance(name, label, limits.default, "", False, limits.least)
    parameter.setDefaultUnit(QgsUnitTypes.DistanceUnit.DistanceMeters)
    return parameter


def _numbers(result: TargetEvaluation) -> dict[str, float | None]:
    first = result.first
    captures = {f"CAPTURE_{percent}": plain(share) for percent, share in first.captures.items()}
    return {
        "AUC": plain(first.auc),
        "AUC_SD": plain(first.auc_sd),
        "AUC_DENSITY": plain(first.auc_density),
        **captures,
        "N_DEPOSITS": result.ranking.facts.used,
    }
