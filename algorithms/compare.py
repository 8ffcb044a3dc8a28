"""geochemfusion:compare"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
)

from ..core.fusion.comparison import Comparing, compare, write_csv, write_json
from ..core.fusion.comparison_report import comparison_report
from ..core.fusion.reduced_resolution import DEGRADE
from ..core.image.features import KINDS
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.regression.transforms import TRANSFORMS
from ..core.reports.page import write_report
from . import parameters as groups
from .base import CHECK, plain
from .command import command_line
from .training_base import TrainingAlgorithm

NUMBERS = {
    "BEST_SKILL": mark("Skill of the best method over interpolation on held-out blocks (mean over elements)"),
    "N": mark("Cells held out in turn (mean over elements)"),
}
_DEFAULT_FEATURES = [kind for kind in KINDS if kind != "as_is"]  # the same bands as raw


class Compare(TrainingAlgorithm):
    ID = "compare"
    LABEL = mark("Compare fusion methods")
    ICON = "compare.svg"
    SHORT = mark("Tries every method and plain interpolation on the same held-out ground, for many elements at once.")
    TAGS = mark(
        "comparison,benchmark,cross-validation,kriging,interpolation,baseline,regression,random forest,svr,wald"
    )
    GROUP = CHECK
    HELP = mark(
        "Answers two questions before any map is made: does the image help for these elements, and which method is "
        "best.\n\n"
        "Held-out blocks: every regression method on every chosen kind of features, and five ways to do without the "
        "image (nearest cell, linear interpolation, thin plate spline, kriging with a linear variogram, ordinary "
        "kriging with a fitted variogram), predict the same blocks of ground that they have not seen.\n\n"
        "Reduced resolution (after Wald et al. 1997), for users without a finer survey: the coarse map is made DEGRADE "
        "times coarser, fused back to its own cells with each method and compared with itself, beside bilinear and "
        "mean-preserving interpolation.\n\n"
        "Needs the Python package scikit-learn."
    )

    def define(self) -> None:
        groups.images(self)
        groups.only_coarse_map(self)
        kinds = list(KINDS)
        self.add(
            QgsProcessingParameterEnum("FEATURES", tr("Features"), kinds, True, _DEFAULT_FEATURES, False, True),
            "Kinds of features on which every method is tried, as in 'Train fusion model'; as_is and raw are the same "
            "bands.",
        )
        self.add(
            QgsProcessingParameterBoolean("NETWORK", tr("Try a convolutional network too"), Comparing.network),
            "Train the networks of 'Train convolutional network' with their defaults, for each element on the same "
            "held-out blocks. Takes minutes, and needs PyTorch and three folds or more.",
        )
        groups.support(self)
        groups.transform(self, TRANSFORMS)
        groups.element_transforms(self)
        groups.mask(self)
        groups.features(self)
        groups.image_choice(self)
        groups.folds(self)
        groups.seed(self)
        self.add(
            groups.whole("DEGRADE", tr("Ratio of the check at reduced resolution"), DEGRADE),
            "How many times the coarse map is made coarser to try the methods one step down; 1 leaves this check out. "
            "It is skipped with a note where fewer than 16 cells would remain.",
            advanced=True,
        )
        groups.report(self, mark("Verdicts, tables and charts as one HTML file."))
        groups.table(self, mark("Table"), mark("All measures of all methods, elements and both checks."))
        groups.measures(self, mark("The same for other programs, with meanings."))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        kinds = list(dict.fromkeys(self.parameterAsEnumStrings(parameters, "FEATURES", context)))
        training = self.training(parameters, context)
        degrade = self.parameterAsInt(parameters, "DEGRADE", context)
        network = self.parameterAsBool(parameters, "NETWORK", context)
        result = compare(Comparing(training, kinds, degrade, network), progress)
        outputs: dict[str, Any] = {}
        command = command_line(self, parameters, context)
        writers = {
            "REPORT": lambda path: write_report(path, comparison_report(result, command)),
            "TABLE": lambda path: write_csv(result, path),
            "JSON": lambda path: write_json(result, path),
        }
        outputs.update(self.write_files(parameters, context, writers))
        return {**outputs, "BEST_SKILL": plain(result.best_skill), "N": plain(result.n)}
