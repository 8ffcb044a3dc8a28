"""What the train step of a convolutional network is told, its limits, and what is wrong with a request.

A network needs PyTorch and no scikit-learn: neither its training nor the weight of the image takes any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..deep.crossfit import FEWEST_FOLDS
from ..deep.learning import Schedule
from ..deep.patch_network import BORDER, LARGEST_PATCH, check_patch
from ..deep.pytorch import missing_torch
from ..errors import FusionError
from ..regression.request import FeatureChoice, TrainingRequest, asked_transforms, in_order
from ..setting_limits import Limits
from .patch_samples import parse_ratios

METHOD = "cnn"
RAW = FeatureChoice("raw")  # a network makes features of its own
TRANSFORMS = ("none", "log", "auto")  # a network is not trained on compositions
PATCH = Limits(17, 2 * BORDER + 1, LARGEST_PATCH, odd=True)  # pixels
WIDTH = Limits(16, 1, 256)  # channels of the first layer
EPOCHS = Limits(Schedule.epochs, 1, 10000)
FREEZE_EPOCHS = Limits(10, 0)
_AS_ALL = {"method": METHOD, "support": "cell_mean", "discrete": False, "tune": 0, "reduced_check": False}


@dataclass(frozen=True)
class CnnTraining(TrainingRequest):
    """What to train on and how; see the parameters of ``geochemfusion:traincnn``.

    ``compare`` trains more networks to tell whether coarser samples and a base model help. ``keep_best`` writes what
    was learned so far where the user cancels.
    """

    features: FeatureChoice = RAW
    ratios: str = "1,2,4,8"
    patch: int = PATCH.default
    width: int = WIDTH.default
    epochs: int = EPOCHS.default
    base_model: str | None = None
    freeze_epochs: int = FREEZE_EPOCHS.default
    device: str = "auto"
    compare: bool = False
    keep_best: bool = False

    def settings(self) -> dict[str, Any]:
        """Return all settings as model files tell them: a base model by its name, and what every model has told."""
        base = Path(self.base_model).name if self.base_model else None
        return in_order({**super().settings(), **_AS_ALL, "base_model": base})


def check(request: CnnTraining) -> None:
    """Raise FusionError for what can be seen to be wrong before an image is read."""
    missing = missing_torch()
    if missing:
        raise FusionError(missing)
    if "clr" in asked_transforms(request.inputs, request.transforms).values():
        raise FusionError(
            "A network cannot be trained on a composition: use TRANSFORM=log, auto or none instead of clr."
        )
    check_patch(request.patch)
    parse_ratios(request.ratios)
    if request.width not in WIDTH:
        raise FusionError("WIDTH is {width}: give 1 to {most} channels.", width=request.width, most=WIDTH.most)
    if request.epochs < EPOCHS.least or request.freeze_epochs < FREEZE_EPOCHS.least:
        raise FusionError("EPOCHS must be 1 or more, and FREEZE_EPOCHS 0 or more.")
    if request.folds.count < FEWEST_FOLDS:
        raise FusionError(
            "FOLDS is {folds}: give {least} or more, to learn from, to stop by and to be judged by.",
            folds=request.folds.count,
            least=FEWEST_FOLDS,
        )
