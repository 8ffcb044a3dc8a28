"""geochemfusion:traincnn"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core.deep.learning import DEVICES, missing_torch
from ..core.deep.patch_network import BORDER, LARGEST_PATCH, check_patch
from ..core.fusion.cnn_report import cnn_report
from ..core.fusion.cnn_training import WIDEST, CnnTraining, check, train_cnn
from ..core.gfm import ENDING
from ..core.image.features import KINDS
from ..core.language import mark, tr
from ..core.progress import Progress
from .base import FUSE
from .train import NUMBERS, Train
from .training_base import TrainingAlgorithm

_FIRST = "RASTERS GEOCHEM GEOCHEM_BANDS SAMPLES FIELDS"
_AS_IN_TRAIN = (
    "ELEMENT_TRANSFORMS MASK LEVELS MEAN_FILTER DERIVATIVE DERIVATIVE_MEAN WAVELENGTHS INDICES BANDS CATEGORIES "
    "SCALING FOLDS BLOCK_SIZE CELL_SAMPLES SEED"
)
_TRANSFORMS = ("none", "log", "auto")  # a network is not trained on compositions


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
        train = Train()
        train.initAlgorithm()

        def as_in_train(name: str) -> QgsProcessingParameterDefinition:
            return train.parameterDefinition(name).clone()

        integer, boolean = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterBoolean
        for name in _FIRST.split():
            self.addParameter(as_in_train(name))
        self.add_choice(
            "FEATURES",
            "Channels",
            list(KINDS),
            "raw",
            "What the network sees of each pixel. raw: the bands. high_frequency: RS_H of each band and the spectral "
            "derivative. multiscale: the bands and their low-frequency image at every level of the pyramid, so that "
            "it sees farther than its patch. as_is: ready-made features.",
        )
        self.add_choice(
            "TRANSFORM",
            "Transform of the values",
            list(_TRANSFORMS),
            "none",
            "log: train on logarithms; predictions return to the element's unit with the bias of exp() removed "
            "(smearing). auto: log for elements that are positive and strongly right-skewed.",
        )
        self.add(
            QgsProcessingParameterString("RATIOS", tr("Resolutions to mix"), "1,2,4,8"),
            "How many times coarser the additional samples are, separated by commas: the image is averaged by so many "
            "pixels and the coarse map by as many cells. 1: only the image's own resolution. Points have no other.",
        )
        self.add(
            QgsProcessingParameterNumber(
                "PATCH", tr("Patch (pixels)"), integer, 17, False, 2 * BORDER + 1, LARGEST_PATCH
            ),
            "Side of the square around a pixel that the network sees, an odd number.",
        )
        self.add(
            QgsProcessingParameterNumber("EPOCHS", tr("Most epochs"), integer, 40, False, 1, 10000),
            "How long a network learns at most, in epochs of as many samples as it has cells; it stops where it has "
            "not improved for 15 epochs on ground held out, and keeps its best.",
        )
        self.add(
            QgsProcessingParameterFile(
                "BASE_MODEL",
                tr("Base model"),
                optional=True,
                fileFilter=tr("Geochem Fusion model") + f" (*{ENDING})",
            ),
            "A model of this algorithm whose convolutions to start from, trained on the same bands and features for "
            "other elements or other ground (transfer learning).",
        )
        self.add(
            QgsProcessingParameterNumber("FREEZE_EPOCHS", tr("Epochs with frozen convolutions"), integer, 10, False, 0),
            "With a base model: for so many epochs only the last layers learn, then all at a tenth of the rate.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("WIDTH", tr("Channels of the first layer"), integer, 16, False, 1, WIDEST),
            "Size of the network: so many channels after the first convolution, twice as many after the others. With a "
            "base model its size is taken.",
            advanced=True,
        )
        self.add_choice(
            "DEVICE",
            "Device",
            list(DEVICES),
            "auto",
            "Where to train. auto: a CUDA device where PyTorch finds one, else the processor.",
            advanced=True,
        )
        self.add(
            boolean("COMPARE", tr("Compare ways of training"), False),
            "Train more networks and report whether the coarser samples helped; with BASE_MODEL instead, transfer "
            "against training from scratch at 10, 25, 50 and 100 % of the cells. Takes two to eight times as long.",
            advanced=True,
        )
        self.add(
            boolean("KEEP_BEST", tr("Keep what was learned when cancelled"), False),
            "Cancelling during training then ends it early and writes the best model so far, instead of nothing.",
            advanced=True,
        )
        for name in _AS_IN_TRAIN.split():
            self.addParameter(as_in_train(name))
        for name in ("MODEL", "REPORT", "TABLE"):
            self.addParameter(as_in_train(name))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("What the image contributes, a sentence an element")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        super().check(parameters, context)
        check_patch(self.parameterAsInt(parameters, "PATCH", context))
        self.check_one_source(parameters)

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        request = CnnTraining(
            **self.settings(parameters, context),
            points=self.points(parameters, "SAMPLES", "FIELDS", context),
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
        check(request)
        result = train_cnn(request, progress)
        return self.write_training(parameters, context, result, lambda command: cnn_report(result, command))
