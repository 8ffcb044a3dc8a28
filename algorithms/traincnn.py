"""geochemfusion:traincnn"""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ..core.deep.patch_network import check_patch
from ..core.deep.pytorch import missing_torch
from ..core.fusion.cnn_report import cnn_report
from ..core.fusion.cnn_request import TRANSFORMS, CnnTraining
from ..core.fusion.cnn_training import train_cnn
from ..core.image.features import KINDS
from ..core.language import mark
from ..core.progress import Progress
from ..core.regression.request import check_one_source
from ..core.regression.transforms import TRANSFORMS as SCALES
from . import parameters as groups
from .base import FUSE
from .training_base import TrainingAlgorithm


class TrainCnn(TrainingAlgorithm):
    ID = "traincnn"
    LABEL = mark("Train convolutional network")
    ICON = "traincnn.svg"
    SHORT = mark("Trains convolutional networks that see a patch of the image around each pixel; needs PyTorch.")
    TAGS = mark(
        "deep learning,cnn,convolutional,neural network,pytorch,transfer learning,augmentation,fusion,geochemistry,"
        "downscaling,super-resolution"
    )
    GROUP = FUSE
    HELP = mark(
        "Trains convolutional networks that predict element contents from the patch of the image around a pixel, after "
        "Bai et al. 2025 (doi 10.1109/JSTARS.2024.3502634). The model is applied, evaluated and reported like every "
        "other.\n\n"
        "One network is trained for each fold of ground: it stops early by one block of ground and is judged by "
        "another, neither of which it has learned from; the model is the mean of all. From the judged predictions "
        "comes the weight that the coarse map supports in the mode 'residual' of 'Apply'.\n\n"
        "Half of the samples are coarser: the image averaged by RATIOS pixels beside the mean of as many cells. "
        "With BASE_MODEL the networks start from the convolutions of another model.\n\n"
        "Training needs the Python package PyTorch; applying a model does not."
    )
    MISSING = staticmethod(missing_torch)

    def define(self) -> None:
        groups.images(self)
        groups.coarse_map(self)
        groups.samples(self)
        self.add_choice(
            "FEATURES",
            "Channels",
            KINDS,
            CnnTraining.features.kind,
            "What the network sees of each pixel. raw: the bands. high_frequency: RS_H of each band and the spectral "
            "derivative. multiscale: the bands and their low-frequency image at every level of the pyramid, so that "
            "it sees farther than its patch. as_is: ready-made features.",
        )
        groups.transform(self, {name: SCALES[name] for name in TRANSFORMS})
        groups.network(self)
        groups.element_transforms(self)
        groups.mask(self)
        groups.features(self)
        groups.image_choice(self)
        groups.folds(self)
        groups.cell_samples(self)
        groups.seed(self)
        groups.training_outputs(self)
        self.add_training_results()

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        super().check(parameters, context)
        check_patch(self.parameterAsInt(parameters, "PATCH", context))
        check_one_source(self.is_set(parameters, "GEOCHEM"), self.is_set(parameters, "SAMPLES"))

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        request = CnnTraining.of(
            **self.settings(parameters, context),
            points=self.points(parameters, "SAMPLES", "FIELDS", context, progress),
            features=self.parameterAsEnumString(parameters, "FEATURES", context),
            cell_samples=self.parameterAsInt(parameters, "CELL_SAMPLES", context),
            ratios=self.parameterAsString(parameters, "RATIOS", context),
            patch=self.parameterAsInt(parameters, "PATCH", context),
            width=self.parameterAsInt(parameters, "WIDTH", context),
            epochs=self.parameterAsInt(parameters, "EPOCHS", context),
            base_model=self.parameterAsFile(parameters, "BASE_MODEL", context) or None,
            freeze_epochs=self.parameterAsInt(parameters, "FREEZE_EPOCHS", context),
            device=self.parameterAsEnumString(parameters, "DEVICE", context),
            compare=self.parameterAsBool(parameters, "COMPARE", context),
            keep_best=self.parameterAsBool(parameters, "KEEP_BEST", context),
        )
        result = train_cnn(request, progress)
        return self.write_training(parameters, context, result, lambda command: cnn_report(result, command))
