"""What the algorithms that train share: the package that trains must be there, and the settings of a training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingOutputString

from ..core.errors import FusionError
from ..core.fusion.model import save
from ..core.fusion.training_result import TrainingResult, write_table
from ..core.image.features import check_mean_filter
from ..core.image.indices import NONE
from ..core.language import mark, tr
from ..core.regression.methods import missing_scikit_learn
from ..core.regression.request import Training
from ..core.remembered import Remembered
from ..core.reports.page import write_report
from .base import FusionAlgorithm, plain
from .command import command_line

SCORES = {
    "N": mark("Training places (mean over elements)"),
    "R": mark("Correlation out of fold (mean over elements)"),
    "R2": mark("Coefficient of determination out of fold (mean over elements)"),
    "RMSE": mark("Root mean square error out of fold (mean over elements, none where their units differ)"),
    "SKILL": mark("Skill over interpolating the coarse map without the image (mean over elements)"),
}
NUMBERS = {
    **SCORES,
    "WEIGHT": mark("Weight of the image with METHOD=auto (mean over elements)"),
    "WEIGHT_ERROR": mark("Standard error of the weight (mean over elements)"),
}


class TrainingAlgorithm(FusionAlgorithm):
    """Base of the algorithms that fit models; its parameters have the names of ``geochemfusion:train``.

    ``MISSING`` returns a sentence where the package that trains is not there.
    """

    MISSING: Callable[[], str | None] = staticmethod(missing_scikit_learn)

    def canExecute(self) -> tuple[bool, str]:
        missing = self.MISSING()
        return missing is None, missing or ""

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        missing = self.MISSING()  # qgis_process does not ask canExecute
        if missing:
            raise FusionError(missing)
        check_mean_filter(self.parameterAsInt(parameters, "MEAN_FILTER", context))

    def add_training_results(self) -> None:
        """Add the numbers and the sentence that a training returns."""
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("What the image contributes, a sentence an element")))

    def training(self, parameters: dict[str, Any], context: QgsProcessingContext, **more: Any) -> Training:
        """Return what to train; ``more`` are the settings that only one algorithm has."""
        support = self.parameterAsEnumString(parameters, "SUPPORT", context)
        return Training.of(**self.settings(parameters, context), support=support, **more)

    def settings(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Return the settings that every training has, flat by name."""
        return {
            "rasters": self.raster_paths(parameters, "RASTERS", context),
            "geochem": self.raster_path(parameters, "GEOCHEM", context),
            "geochem_bands": self.bands(parameters, "GEOCHEM_BANDS", context),
            "transform": self.parameterAsEnumString(parameters, "TRANSFORM", context),
            "element_transforms": self.parameterAsString(parameters, "ELEMENT_TRANSFORMS", context),
            "levels": self.parameterAsInt(parameters, "LEVELS", context),
            "mean_filter": self.parameterAsInt(parameters, "MEAN_FILTER", context),
            "derivative": self.parameterAsBool(parameters, "DERIVATIVE", context),
            "derivative_mean": self.parameterAsBool(parameters, "DERIVATIVE_MEAN", context),
            "wavelengths": self.parameterAsString(parameters, "WAVELENGTHS", context),
            "indices": self.parameterAsEnumString(parameters, "INDICES", context) or NONE,
            "bands": self.parameterAsString(parameters, "BANDS", context),
            "categories": self.parameterAsString(parameters, "CATEGORIES", context),
            "scaling": self.parameterAsString(parameters, "SCALING", context),
            "mask": self.raster_path(parameters, "MASK", context),
            "folds": self.parameterAsInt(parameters, "FOLDS", context),
            "block_size": self.parameterAsDouble(parameters, "BLOCK_SIZE", context),
            "seed": self.parameterAsInt(parameters, "SEED", context),
        }

    def write_training(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        result: TrainingResult,
        report: Callable[[str], str],
    ) -> dict[str, Any]:
        """Write model, report and table, and return all outputs; ``report(command)`` makes the page."""
        outputs: dict[str, Any] = {"MODEL": self.parameterAsFileOutput(parameters, "MODEL", context)}
        model = result.model
        if self.parameterAsBool(parameters, "REMEMBER", context):
            rasters = self.raster_paths(parameters, "RASTERS", context)
            coarse = self.raster_path(parameters, "GEOCHEM", context)
            model = replace(model, remembered=Remembered.of(rasters, coarse, outputs["MODEL"]))
        save(model, outputs["MODEL"])
        command = command_line(self, parameters, context)
        writers = {
            "REPORT": lambda path: write_report(path, report(command)),
            "TABLE": lambda path: write_table(result, path),
        }
        outputs.update(self.write_files(parameters, context, writers))
        numbers = {name: result.mean_score(name.lower()) for name in SCORES}
        numbers.update(WEIGHT=result.weight, WEIGHT_ERROR=result.weight_error)
        outputs.update({name: plain(value) for name, value in numbers.items()})
        return {**outputs, "VERDICT": " ".join(result.verdicts())}
