"""geochemfusion:train"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterBoolean

from ..core.errors import FusionError, given
from ..core.fusion.application import coarse_bands
from ..core.fusion.training import train
from ..core.fusion.training_report import training_report
from ..core.image.features import KINDS
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.raster.gdal_reader import describe
from ..core.regression.methods import METHODS
from ..core.regression.request import TUNE, Training
from ..core.regression.transforms import TRANSFORMS
from . import parameters as groups
from .base import FUSE
from .training_base import TrainingAlgorithm

AUTO = mark("the best of them, and how much of it the coarse map supports")


class Train(TrainingAlgorithm):
    ID = "train"
    LABEL = mark("Train fusion model")
    ICON = "train.svg"
    SHORT = mark("Learns how coarse geochemistry depends on an image, with spatial cross-validation.")
    TAGS = mark("regression,random forest,svr,support vector,ensemble,machine learning,cross-validation,model")
    GROUP = FUSE
    HELP = mark(
        "Relates the values of a coarse geochemical map (or of sample points) to features of an image and writes a "
        "model file (.gfm) for 'Apply fusion model'. One model file holds all elements given.\n\n"
        "Scores come from spatial cross-validation: whole blocks of ground are held out together, and beside every "
        "score stands that of interpolating the coarse map without the image. A SKILL below 0 means that the image "
        "alone predicts unseen ground worse than interpolation does.\n\n"
        "Of samples at points the model keeps places and values, and 'Apply' meets them. What the image adds to "
        "ordinary kriging of the samples is told for each element from samples left out.\n\n"
        "Training needs the Python package scikit-learn; applying a model does not."
    )

    def define(self) -> None:
        groups.images(self)
        groups.coarse_map(self)
        groups.cell_samples(self)
        groups.samples(self)
        self.add_choice(
            "METHOD",
            "Method",
            {**{name: method.label for name, method in METHODS.items()}, "auto": AUTO},
            Training.method,
            "linear: ordinary least squares. random_forest: 100 trees. svr: support vector regression with a Gaussian "
            "kernel. ensemble: mean of extremely randomised trees, a smooth svr and lines. auto: the best of them by "
            "spatial cross-validation for each element, with the weight that the coarse map or the samples support in "
            "the mode 'residual' of 'Apply' (0 where the image does not help).",
        )
        self.add_choice(
            "FEATURES",
            "Features",
            KINDS,
            Training.features.kind,
            "high_frequency: RS_H of each band and the spectral derivative, after the mean filter (the published "
            "method). raw: the bands (direct regression). multiscale: the bands and their low-frequency image at "
            "every level of the pyramid. as_is: the bands are ready-made features, such as the FEATURES output of "
            "'Decompose'.",
        )
        groups.support(self)
        groups.transform(self, TRANSFORMS)
        groups.element_transforms(self)
        groups.mask(self)
        self.add(
            QgsProcessingParameterBoolean("DISCRETE", tr("Discrete values (as published)"), Training.discrete),
            "Round values down to whole numbers and classify them, as the paper of 2023 did for random forest and "
            "SVR. It biases predictions by half a unit and ruins elements of low content: for comparison only.",
            advanced=True,
        )
        groups.features(self)
        groups.image_choice(self)
        groups.folds(self)
        self.add(
            groups.whole("TUNE", tr("Search trials (0 = none)"), TUNE),
            "Number of trials of a search by spatial cross-validation, besides the defaults: parameters of the "
            "methods, and LEVELS, MEAN_FILTER and SUPPORT as far as FEATURES uses them. Four trials pay for one more "
            "setting of the features (a pass over the image), up to 8; one setting serves all elements.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("REDUCED_CHECK", tr("Check at reduced resolution"), Training.reduced_check),
            "Without a finer survey: make the coarse map and the features of the image twice as coarse, fuse back to "
            "the original cells with what training chose, and compare with their values, beside interpolation. Needs "
            "GEOCHEM.",
            advanced=True,
        )
        groups.seed(self)
        groups.scheduler(self)
        groups.training_outputs(self)
        self.add_training_results()

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        super().check(parameters, context)
        if not (self.is_set(parameters, "GEOCHEM") or self.is_set(parameters, "SAMPLES")):
            raise FusionError(tr("Give GEOCHEM (a coarse raster), SAMPLES (points with FIELDS), or both."))
        if self.is_set(parameters, "SAMPLES") and not self.is_set(parameters, "FIELDS"):
            raise FusionError(tr("FIELDS is empty: choose the fields of SAMPLES that hold concentrations."))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        points = self.points(parameters, "SAMPLES", "FIELDS", context, progress)
        if points is not None and self.is_set(parameters, "GEOCHEM"):
            self.leave_to_apply(parameters, context, points.names, progress)
        request = self.training(
            parameters,
            context,
            points=points,
            method=self.parameterAsEnumString(parameters, "METHOD", context),
            features=self.parameterAsEnumString(parameters, "FEATURES", context),
            discrete=self.parameterAsBool(parameters, "DISCRETE", context),
            tune=self.parameterAsInt(parameters, "TUNE", context),
            cell_samples=self.parameterAsInt(parameters, "CELL_SAMPLES", context),
            reduced_check=self.parameterAsBool(parameters, "REDUCED_CHECK", context),
        )
        if points is not None:
            request = request.changed(geochem=None, geochem_bands=None)
        scheduler = self.parameterAsString(parameters, "SCHEDULER", context).strip() or None
        result = train(request, progress, scheduler)
        return self.write_training(parameters, context, result, lambda command: training_report(result, command))

    def leave_to_apply(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        elements: Sequence[str],
        progress: Progress,
    ) -> None:
        """Say that samples teach and the coarse map beside them is for 'Apply'.

        Raises FusionError where the map lacks one of the elements.
        """
        path = given(self.raster_path(parameters, "GEOCHEM", context))
        coarse_bands(self.bands(parameters, "GEOCHEM_BANDS", context), describe(path), elements, progress)
        remembered = self.parameterAsBool(parameters, "REMEMBER", context)
        progress.note(
            tr("SAMPLES teach the model. GEOCHEM does not: 'Apply' keeps the means of its cells beside them, and "
               "the model remembers it.")
            if remembered
            else tr("SAMPLES teach the model. GEOCHEM does not: give it to 'Apply', which keeps the means of its cells "
                    "beside the samples.")
        )  # fmt: skip
